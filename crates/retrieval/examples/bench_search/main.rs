//! Measures the search index: `bench_search [--records N] [--dir DIR] [--queries N] [--threads N]
//! [--postgres URL] [--eval DIR]...`, one JSON document on standard output.
//!
//! The records are synthetic and the same for the same number. With `--postgres` the same records and
//! questions go through PostgreSQL's full text search in the same run; with `--eval` questions with known
//! answers are put to the index, and nothing is tuned to them.

#![expect(clippy::print_stdout, reason = "the JSON document is what this program makes")]
#![expect(clippy::print_stderr, reason = "progress is for the person who waits")]

mod evaluate;
mod figures;
mod generate;
mod index;
mod postgres;

use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::PathBuf;

/// What a run does.
pub struct Plan {
    /// Synthetic records; none when 0.
    pub records: usize,
    /// Folder for the index; a temporary one when not given.
    pub dir: Option<PathBuf>,
    /// Questions of each kind.
    pub queries: usize,
    /// Threads that share one search.
    pub threads: usize,
    /// Database to compare with.
    pub postgres: Option<String>,
    /// Folders of questions with known answers.
    pub evaluations: Vec<PathBuf>,
}

impl Plan {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut plan = Self {
            records: 1_000_000,
            dir: None,
            queries: 200,
            threads: 2,
            postgres: None,
            evaluations: Vec::new(),
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--records" => plan.records = value.parse()?,
                "--dir" => plan.dir = Some(value.into()),
                "--queries" => plan.queries = value.parse()?,
                "--threads" => plan.threads = value.parse()?,
                "--postgres" => plan.postgres = Some(value),
                "--eval" => plan.evaluations.push(value.into()),
                other => return Err(format!("unknown option {other}").into()),
            }
        }
        Ok(plan)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let plan = Plan::read(std::env::args().skip(1))?;
    let mut report = Map::new();
    if plan.records > 0 {
        report.insert("records".to_owned(), json!(plan.records));
        report.insert("guildhall".to_owned(), index::measure(&plan)?);
    }
    if let Some(url) = &plan.postgres {
        report.insert("postgresql".to_owned(), postgres::measure(&plan, url)?);
    }
    let evaluations = plan
        .evaluations
        .iter()
        .map(|dir| evaluate::run(dir))
        .collect::<Result<Vec<Value>, _>>()?;
    if !evaluations.is_empty() {
        report.insert("evaluations".to_owned(), Value::Array(evaluations));
    }
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
