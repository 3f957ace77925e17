//! The product's index: built on disk, then asked.

use crate::Plan;
use crate::figures::{KINDS, READERS, Times, questions};
use crate::generate::Generator;
use guildhall_retrieval::{Index, IndexOptions, Order, SearchRequest};
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const BATCH: usize = 5_000;
const COMMIT_EVERY: usize = 100_000;

pub fn measure(plan: &Plan, generator: &Generator, dir: &Path) -> Result<Value, Box<dyn Error>> {
    let options = IndexOptions {
        search_threads: plan.threads,
        ..IndexOptions::default()
    };
    let began = Instant::now();
    let mut index = Index::open(dir, options)?;
    let built = index.record_count() != plan.records as u64;
    if built {
        index = Index::recreate(dir, options)?;
        build(&index, generator, plan.records)?;
    }
    let build_secs = began.elapsed().as_secs_f64();
    let mut times = Times::default();
    for words in KINDS {
        ask(
            &index,
            plan,
            &questions(generator, plan.records, plan.queries, words),
            words,
            &mut times,
        )?;
    }
    Ok(json!({
        "built_in_secs": built.then_some(build_secs.round()),
        "bytes_on_disk": bytes_in(dir)?,
        "search_threads": plan.threads,
        "search": times.into_value(),
    }))
}

fn build(index: &Arc<Index>, generator: &Generator, records: usize) -> Result<(), Box<dyn Error>> {
    let mut writer = index.writer()?;
    for start in (0..records).step_by(BATCH) {
        let end = (start + BATCH).min(records);
        let batch: Vec<_> = (start..end).map(|number| generator.record(number)).collect();
        writer.upsert_batch(&batch)?;
        if end.is_multiple_of(COMMIT_EVERY) || end == records {
            // The records came without events: there is none behind which the program's indexer would go on.
            writer.commit(0)?;
            eprintln!("{end} records indexed");
        }
    }
    writer.finish()?;
    Ok(())
}

/// Asks each question for each reader in turn, so that whatever else the machine does meets all alike.
fn ask(
    index: &Index,
    plan: &Plan,
    questions: &[String],
    words: usize,
    times: &mut Times,
) -> Result<(), Box<dyn Error>> {
    let rights = READERS.map(|reader| reader.filter());
    let mut taken = vec![Vec::with_capacity(plan.queries); READERS.len()];
    let mut hits = [0; READERS.len()];
    // One unmeasured round warms the files, as days of use do.
    for measured in [false, true] {
        for text in questions {
            for (reader, rights) in rights.iter().enumerate() {
                let request = SearchRequest {
                    text,
                    selections: &[],
                    rights,
                    order: Order::Best,
                    after: None,
                    limit: 20,
                };
                let began = Instant::now();
                let page = index.search(&request)?;
                if measured {
                    taken[reader].push(began.elapsed());
                    hits[reader] += page.total;
                }
            }
        }
    }
    for (reader, taken) in taken.into_iter().enumerate() {
        times.add(words, READERS[reader].name, taken, hits[reader]);
    }
    Ok(())
}

fn bytes_in(dir: &Path) -> std::io::Result<u64> {
    std::fs::read_dir(dir)?
        .map(|entry| entry?.metadata().map(|metadata| metadata.len()))
        .sum()
}
