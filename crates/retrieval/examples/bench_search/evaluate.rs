//! Questions with known answers, put to the product's own index: nDCG@10, MRR@10, recall@100.
//!
//! The folders are those described by their own README: `corpus.jsonl.gz` or `passages.jsonl.gz`, and
//! `queries.jsonl` or `queries.jsonl.gz`.

use flate2::read::GzDecoder;
use guildhall_kernel::{OrgPath, RealmId, RecordId};
use guildhall_policy::Filter;
use guildhall_retrieval::{Index, IndexOptions, Order, SearchDocument, SearchRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use uuid::Uuid;

#[derive(Deserialize)]
struct Text {
    id: String,
    #[serde(alias = "name")]
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct Asked {
    query: String,
    relevant: Vec<String>,
}

pub fn run(dir: &Path) -> Result<Value, Box<dyn Error>> {
    let texts: Vec<Text> = lines(dir, &["corpus.jsonl.gz", "passages.jsonl.gz"])?;
    let asked: Vec<Asked> = lines(dir, &["queries.jsonl", "queries.jsonl.gz"])?;
    let scratch = tempfile::tempdir()?;
    let index = Index::open(scratch.path(), IndexOptions::default())?;
    let documents: Vec<SearchDocument> = texts.iter().enumerate().map(document).collect();
    let mut writer = index.writer()?;
    writer.upsert_batch(&documents)?;
    writer.commit(1)?;
    writer.finish()?;
    let mut sums = Scores::default();
    for question in &asked {
        sums.add(&ranks(&index, &texts, question)?, question.relevant.len());
    }
    let mean = |sum: f64| (sum / asked.len() as f64 * 10_000.0).round() / 10_000.0;
    Ok(json!({
        "set": dir.file_name().and_then(|name| name.to_str()),
        "texts": texts.len(),
        "questions": asked.len(),
        "ndcg_at_10": mean(sums.ndcg),
        "mrr_at_10": mean(sums.mrr),
        "recall_at_100": mean(sums.recall),
    }))
}

/// Returns the ranks, from 0, at which relevant texts are found.
fn ranks(index: &Index, texts: &[Text], question: &Asked) -> Result<Vec<usize>, Box<dyn Error>> {
    let page = index.search(&SearchRequest {
        text: &question.query,
        selections: &[],
        rights: &Filter::Everything,
        order: Order::Best,
        after: None,
        limit: 100,
    })?;
    let numbers = page
        .hits
        .iter()
        .map(|hit| hit.record_id.uuid().as_u128() as usize);
    let relevant = |number: usize| question.relevant.contains(&texts[number].id);
    Ok(numbers
        .enumerate()
        .filter(|(_, number)| relevant(*number))
        .map(|(rank, _)| rank)
        .collect())
}

#[derive(Default)]
struct Scores {
    ndcg: f64,
    mrr: f64,
    recall: f64,
}

impl Scores {
    fn add(&mut self, ranks: &[usize], relevant: usize) {
        let gain = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
        let ideal: f64 = (0..relevant.min(10)).map(gain).sum();
        let found: f64 = ranks
            .iter()
            .filter(|rank| **rank < 10)
            .map(|rank| gain(*rank))
            .sum();
        self.ndcg += found / ideal;
        self.mrr += ranks
            .first()
            .filter(|rank| **rank < 10)
            .map_or(0.0, |rank| 1.0 / (*rank as f64 + 1.0));
        self.recall += ranks.len() as f64 / relevant as f64;
    }
}

fn document((number, text): (usize, &Text)) -> SearchDocument {
    SearchDocument {
        record_id: RecordId::from_uuid(Uuid::from_u128(number as u128)),
        realm: RealmId::from_uuid(Uuid::nil()),
        org_path: OrgPath::root(1),
        state: String::new(),
        secrecy: 0,
        type_code: String::new(),
        year: None,
        department: String::new(),
        source: String::new(),
        persons: Vec::new(),
        title: text.title.clone(),
        doc_number: String::new(),
        archival_code: String::new(),
        doc_date: None,
        captured_at: 0,
        fields: Vec::new(),
        pages: vec![(1, text.text.clone())],
        attached: Vec::new(),
        version: 1,
    }
}

/// Reads the first of the files that exists, one JSON value on each line.
fn lines<T: DeserializeOwned>(dir: &Path, names: &[&str]) -> Result<Vec<T>, Box<dyn Error>> {
    let path = names.iter().map(|name| dir.join(name)).find(|path| path.exists());
    let path = path.ok_or_else(|| format!("{} has none of {names:?}", dir.display()))?;
    let file = File::open(&path)?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> = if packed {
        Box::new(GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    BufReader::new(reader)
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}
