//! The formats room as a whole, with the rules that ship.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail by panicking and tell when they are skipped"
)]

mod corpus;
mod hostile;
mod rules;
mod told;

use guildhall_formats::{FormatFiles, FormatRules, Identified, Sample};

const SCHEMA: &str = include_str!("../../../../rules/formats/schema.json");
const PRONOM: &str = include_str!("../../../../rules/formats/pronom.toml");
const OWN: &str = include_str!("../../../../rules/formats/own.toml");
const RISKS: &str = include_str!("../../../../rules/formats/risks.toml");

fn shipped() -> FormatFiles<'static> {
    FormatFiles {
        schema: SCHEMA,
        pronom: PRONOM,
        own: OWN,
        risks: RISKS,
    }
}

fn rules() -> &'static FormatRules {
    static RULES: std::sync::OnceLock<FormatRules> = std::sync::OnceLock::new();
    RULES.get_or_init(|| FormatRules::load(shipped()).unwrap())
}

fn identify(bytes: &[u8], name: &str) -> Identified {
    rules().identify(&Sample::of(bytes), name)
}
