//! The program: commands, configuration, and the wiring of all rooms.
//!
//! Invariant: no rule of the union or the archive lives here. This is the only place that reads the environment, the
//! command line and the configuration file.

mod advisories;
mod background;
mod backups;
mod batch_filing;
mod cli;
mod client_authorities;
mod command;
mod config;
mod disposing;
mod document_source;
mod house;
mod identity_provider;
mod inspecting;
mod printing;
mod rehearsal_facts;
mod rule_files;
mod subjects;
mod tls;
mod witnessing;

use clap::Parser as _;
use std::process::ExitCode;

/// Exit code of a command that was called wrongly or refused its input.
const EXIT_REFUSED: u8 = 2;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    start_log(&cli);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return printing::failed(&error.into()),
    };
    match runtime.block_on(command::run(cli)) {
        Ok(command::Outcome::Good) => ExitCode::SUCCESS,
        Ok(command::Outcome::Found) => ExitCode::FAILURE,
        Err(error) => {
            printing::failed(&error);
            ExitCode::from(EXIT_REFUSED)
        }
    }
}

/// Logs go to standard error, so that a command's answer can be piped.
fn start_log(cli: &cli::Cli) {
    let quiet = !matches!(cli.command, cli::Command::Serve(_) | cli::Command::Demo(_));
    let default = if quiet {
        "warn"
    } else {
        "info,tantivy=warn,sqlx=warn,lopdf=error,pdf_oxide=error"
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("GUILDHALL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
