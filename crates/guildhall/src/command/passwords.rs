//! `guildhall passwords`: makes the file of breached passwords that the platform asks.

use super::Outcome;
use crate::cli::{BuildFilter, Passwords};
use crate::printing::{bar, say};
use anyhow::Context as _;
use guildhall_identity::account::breached;
use std::fs::File;
use std::io::BufReader;

/// Makes the file.
///
/// # Errors
/// When the list has another form or a file cannot be read or written.
pub fn run(what: &Passwords) -> anyhow::Result<Outcome> {
    let Passwords::BuildFilter(options) = what;
    let count = build(options)?;
    say(format_args!("{count} passwords in {}", options.out.display()));
    Ok(Outcome::Good)
}

/// Writes beside the goal first, so that a broken list leaves the old file as it was.
fn build(options: &BuildFilter) -> anyhow::Result<u64> {
    let list =
        File::open(&options.list).with_context(|| format!("{} cannot be read", options.list.display()))?;
    let progress = bar(list.metadata()?.len(), "口令 passwords");
    let unfinished = options.out.with_extension("unfinished");
    let mut reader = BufReader::new(progress.wrap_read(list));
    let built = breached::build(&mut reader, options.seen_at_least, &unfinished);
    progress.finish_and_clear();
    match built {
        Ok(count) => {
            std::fs::rename(&unfinished, &options.out)?;
            Ok(count)
        }
        Err(error) => {
            // It is useless, and may be large.
            let _ = std::fs::remove_file(&unfinished);
            Err(error).with_context(|| format!("{}", options.list.display()))
        }
    }
}
