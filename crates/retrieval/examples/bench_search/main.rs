//! Measures the search index: `bench_search [--records N] [--dir DIR | --data DIR --questions FILE] [--queries N]
//! [--threads N] [--postgres URL] [--eval DIR]...`, one JSON document on standard output.
//!
//! The records are synthetic and the same for the same number. With `--postgres` the same records and
//! questions go through PostgreSQL's full text search in the same run; with `--eval` questions with known
//! answers are put to the index, and nothing is tuned to them. With `--data` the records also go into the database
//! of a data folder and the index lies where the program looks for it, so that the program can be asked the same
//! questions, which are left in the file named by `--questions`.

#![expect(clippy::print_stdout, reason = "the JSON document is what this program makes")]
#![expect(clippy::print_stderr, reason = "progress is for the person who waits")]

mod evaluate;
mod figures;
mod folder;
mod generate;
mod index;
mod postgres;

use folder::Folder;
use generate::Generator;
use guildhall_kernel::RealmId;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::PathBuf;

/// What a run does.
pub struct Plan {
    /// Synthetic records; none when 0.
    pub records: usize,
    /// Folder for the index; a temporary one when not given.
    pub dir: Option<PathBuf>,
    /// Data folder of the program that gets the records and the index.
    pub data: Option<PathBuf>,
    /// File for the questions.
    pub questions: Option<PathBuf>,
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
            data: None,
            questions: None,
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
                "--data" => plan.data = Some(value.into()),
                "--questions" => plan.questions = Some(value.into()),
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
        measure(&plan, &mut report)?;
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

fn measure(plan: &Plan, report: &mut Map<String, Value>) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let mut dir = plan.dir.clone().unwrap_or_else(|| scratch.path().to_owned());
    let mut generator = Generator::new(RealmId::from_uuid(uuid::Uuid::nil()));
    if let Some(data) = &plan.data {
        let runtime = tokio::runtime::Runtime::new()?;
        let folder = runtime.block_on(Folder::open(data))?;
        generator = Generator::new(folder.realm());
        runtime.block_on(folder.fill(plan, &generator))?;
        dir = folder.index();
    }
    if let Some(file) = &plan.questions {
        std::fs::write(file, figures::all_questions(&generator, plan).to_string())?;
    }
    report.insert("records".to_owned(), json!(plan.records));
    report.insert("guildhall".to_owned(), index::measure(plan, &generator, &dir)?);
    if let Some(url) = &plan.postgres {
        report.insert("postgresql".to_owned(), postgres::measure(plan, &generator, url)?);
    }
    Ok(())
}
