//! The peer: the same records and questions in PostgreSQL's full text search, GIN over pairs of characters.
//!
//! The database must be one for this purpose: its table `bench_records` is dropped and made anew.

use crate::Plan;
use crate::figures::{READERS, Reader, Times, questions};
use crate::generate::Generator;
use guildhall_retrieval::SearchDocument;
use guildhall_retrieval::analyse::CharacterTokenizer;
use serde_json::{Value, json};
use sqlx::postgres::PgPoolCopyExt;
use sqlx::{PgPool, Row};
use std::error::Error;
use std::fmt::Write;
use std::time::Instant;
use tantivy::tokenizer::{TokenStream, Tokenizer};

/// Questions of each kind; the peer is slow enough for fewer.
const QUESTIONS_MAX: usize = 40;
const BATCH: usize = 5_000;

/// One statement does what one search does: first page by rank, count, and counts of six facets.
const SEARCH: &str = "WITH found AS MATERIALIZED (
    SELECT id, ts_rank(body, q) AS rank, type_code, year, department, persons, source, secrecy
    FROM bench_records, CAST($1::text AS tsquery) AS q
    WHERE body @@ q AND org_path >= $2 AND org_path < $3 AND secrecy <= $4 AND state = ANY($5))
SELECT (SELECT count(*) FROM found) AS total,
    (SELECT json_agg(top) FROM (SELECT id FROM found ORDER BY rank DESC, id DESC LIMIT 20) AS top) AS hits,
    (SELECT json_agg(facet) FROM (SELECT type_code, year, department, source, secrecy, count(*) FROM found
        GROUP BY GROUPING SETS (type_code, year, department, source, secrecy)) AS facet) AS facets,
    (SELECT json_agg(facet) FROM (SELECT person, count(*) FROM found, unnest(persons) AS person
        GROUP BY person ORDER BY 2 DESC LIMIT 30) AS facet) AS people";

pub fn measure(plan: &Plan, generator: &Generator, url: &str) -> Result<Value, Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let pool = PgPool::connect(url).await?;
            let began = Instant::now();
            fill(&pool, generator, plan.records).await?;
            let build_secs = began.elapsed().as_secs_f64().round();
            let mut times = Times::default();
            for words in 1..=3 {
                let count = plan.queries.min(QUESTIONS_MAX);
                let questions = questions(generator, plan.records, count, words);
                for reader in &READERS {
                    ask(&pool, &questions, words, reader, &mut times).await?;
                }
            }
            let row = sqlx::query("SELECT version(), pg_total_relation_size('bench_records')")
                .fetch_one(&pool)
                .await?;
            let version: String = row.get(0);
            let bytes: i64 = row.get(1);
            Ok(json!({
                "version": version, "built_in_secs": build_secs, "bytes_on_disk": bytes,
                "search": times.into_value(),
            }))
        })
}

async fn fill(pool: &PgPool, generator: &Generator, records: usize) -> Result<(), Box<dyn Error>> {
    sqlx::raw_sql(
        "DROP TABLE IF EXISTS bench_records;
         CREATE TABLE bench_records (id uuid, org_path text COLLATE \"C\", state text, secrecy bigint,
            type_code text, year int, department text, source text, persons text[], body tsvector);",
    )
    .execute(pool)
    .await?;
    let mut copy = pool.copy_in_raw("COPY bench_records FROM STDIN").await?;
    for start in (0..records).step_by(BATCH) {
        let mut rows = String::new();
        for number in start..(start + BATCH).min(records) {
            write_row(&mut rows, &generator.record(number))?;
        }
        copy.send(rows.into_bytes()).await?;
    }
    copy.finish().await?;
    eprintln!("{records} rows copied");
    sqlx::raw_sql(
        "ALTER TABLE bench_records ADD PRIMARY KEY (id);
         CREATE INDEX ON bench_records (org_path);
         CREATE INDEX ON bench_records USING gin (body) WITH (fastupdate = off);",
    )
    .execute(pool)
    .await?;
    sqlx::raw_sql("VACUUM ANALYZE bench_records")
        .execute(pool)
        .await?;
    eprintln!("{records} rows indexed");
    Ok(())
}

/// Writes one line of COPY's text format; the synthetic text has nothing to escape.
fn write_row(rows: &mut String, record: &SearchDocument) -> std::fmt::Result {
    let mut body = String::new();
    for text in [
        &record.title,
        &record.doc_number,
        &record.archival_code,
        &record.department,
        &record.pages[0].1,
    ]
    .into_iter()
    .chain(&record.persons)
    {
        for term in terms(text) {
            write!(body, "{}{term}", if body.is_empty() { "" } else { " " })?;
        }
    }
    // The terms become a vector by position, as `to_tsvector` would number them.
    let mut vector = String::new();
    for (position, term) in body.split(' ').enumerate().take(16_000) {
        write!(vector, "'{term}':{} ", position + 1)?;
    }
    writeln!(
        rows,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{{{}}}\t{}",
        record.record_id,
        record.org_path,
        record.state,
        record.secrecy,
        record.type_code,
        record.year.unwrap_or_default(),
        record.department,
        record.source,
        record.persons.join(","),
        vector.trim_end(),
    )
}

/// Returns the terms that stand for a text: what the index keeps, without single ideographs.
fn terms(text: &str) -> Vec<String> {
    let mut tokenizer = CharacterTokenizer::default();
    let mut stream = tokenizer.token_stream(text);
    let mut found = Vec::new();
    while let Some(token) = stream.next() {
        let lone_ideograph = token.text.chars().count() == 1 && !token.text.is_ascii();
        if !lone_ideograph && !token.text.starts_with('\u{1}') {
            found.push(token.text.clone());
        }
    }
    found
}

async fn ask(
    pool: &PgPool,
    questions: &[String],
    words: usize,
    reader: &Reader,
    times: &mut Times,
) -> Result<(), Box<dyn Error>> {
    let upper = format!("{}0", reader.branch.trim_end_matches('/'));
    let (mut taken, mut hits) = (Vec::new(), 0);
    for measured in [false, true] {
        for text in questions {
            let query = text
                .split(' ')
                .flat_map(terms_of_word)
                .collect::<Vec<_>>()
                .join(" & ");
            let began = Instant::now();
            let row = sqlx::query(SEARCH)
                .bind(query)
                .bind(reader.branch)
                .bind(&upper)
                .bind(reader.clearance)
                .bind(reader.states)
                .fetch_one(pool)
                .await?;
            if measured {
                taken.push(began.elapsed());
                hits += u64::try_from(row.get::<i64, _>("total"))?;
            }
        }
    }
    times.add(words, reader.name, taken, hits);
    eprintln!("{words} words as {} asked", reader.name);
    Ok(())
}

/// Returns the quoted terms of a word; a lone ideograph has none and is left out on this side.
fn terms_of_word(word: &str) -> Vec<String> {
    terms(word).into_iter().map(|term| format!("'{term}'")).collect()
}
