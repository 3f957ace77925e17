//! What the commands print: answers to standard output, progress and errors to standard error.

use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use std::time::Duration;

/// Prints an answer.
#[expect(clippy::print_stdout, reason = "this is where a command answers")]
pub fn say(text: impl std::fmt::Display) {
    println!("{text}");
}

/// Prints an error with its causes.
#[expect(clippy::print_stderr, reason = "this is where a command complains")]
pub fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("guildhall: {error:#}");
    ExitCode::from(2)
}

/// Returns a progress bar for work that may take longer than a second.
pub fn bar(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
