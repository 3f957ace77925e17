//! `guildhall read-worker`: the child process that opens foreign files. Started by the server, not by people.

use super::Outcome;
use crate::cli::ReadWorker;
use guildhall_intake::worker::{ServeConfig, serve};
use guildhall_reading::Limits;

/// Reads until the server closes the pipe.
///
/// # Errors
/// When the pipe breaks.
pub fn run(options: &ReadWorker) -> anyhow::Result<Outcome> {
    let config = ServeConfig {
        models: options.models.clone(),
        font: options.font.clone(),
        limits: Limits::default(),
        memory_bytes_max: options.memory,
    };
    serve(&config, std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(Outcome::Good)
}
