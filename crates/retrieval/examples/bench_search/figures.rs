//! Percentiles, and the questions and readers that both sides are measured with.

use crate::Plan;
use crate::generate::Generator;
use guildhall_policy::Filter;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// A reader: the branch, the highest secrecy level, whether only filed records are seen.
pub struct Reader {
    pub name: &'static str,
    pub branch: &'static str,
    pub clearance: i64,
    pub states: &'static [&'static str],
}

/// The archivist of everything, the reader of one hospital, the reader of one department in it.
pub const READERS: [Reader; 3] = [
    Reader {
        name: "archivist",
        branch: "/1/",
        clearance: 4,
        states: &["filed", "captured"],
    },
    Reader {
        name: "one_hospital",
        branch: "/1/7/",
        clearance: 2,
        states: &["filed"],
    },
    Reader {
        name: "one_department",
        branch: "/1/7/13/",
        clearance: 1,
        states: &["filed"],
    },
];

impl Reader {
    pub fn filter(&self) -> Filter {
        let states = self.states.iter().map(|state| (*state).into()).collect();
        Filter::And(vec![
            Filter::PathUnder {
                field: "org_path".to_owned(),
                path: self.branch.to_owned(),
            },
            Filter::AtMost {
                field: "secrecy".to_owned(),
                limit: self.clearance,
            },
            Filter::In {
                field: "state".to_owned(),
                values: states,
            },
        ])
    }
}

/// Words of each half of a sentence.
pub const SENTENCE_WORDS: usize = 6;

/// Returns questions of so many words, taken from records spread over the whole.
///
/// A sentence stands without spaces and has words of two records, so that no record has them all.
pub fn questions(generator: &Generator, records: usize, count: usize, words: usize) -> Vec<String> {
    let of = |n: usize| generator.question((n * 7_919 + words) % records, words);
    if words < SENTENCE_WORDS {
        return (0..count).map(of).collect();
    }
    (0..count)
        .map(|n| format!("{}{}", of(n), of(n + 1)).replace(' ', ""))
        .collect()
}

/// Numbers of words that are asked for.
pub const KINDS: [usize; 4] = [1, 2, 3, SENTENCE_WORDS];

fn kind_name(words: usize) -> String {
    if words < SENTENCE_WORDS {
        format!("{words}_words")
    } else {
        "sentence".to_owned()
    }
}

/// Returns the questions of all kinds by the kind's name.
pub fn all_questions(generator: &Generator, plan: &Plan) -> Value {
    let of = |words: usize| {
        let questions = questions(generator, plan.records, plan.queries, words);
        (kind_name(words), json!(questions))
    };
    Value::Object(KINDS.into_iter().map(of).collect())
}

/// Times taken, by kind of question and reader.
#[derive(Default)]
pub struct Times(Map<String, Value>);

impl Times {
    pub fn add(&mut self, words: usize, reader: &str, mut taken: Vec<Duration>, hits: u64) {
        taken.sort();
        let at = |share: f64| {
            let index = ((taken.len() as f64 * share).ceil() as usize).clamp(1, taken.len()) - 1;
            (taken[index].as_secs_f64() * 100_000.0).round() / 100.0
        };
        let figures = json!({
            "p50_ms": at(0.50), "p95_ms": at(0.95), "p99_ms": at(0.99), "max_ms": at(1.0),
            "questions": taken.len(), "hits_mean": hits / taken.len() as u64,
        });
        self.0.insert(format!("{}_{reader}", kind_name(words)), figures);
    }

    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}
