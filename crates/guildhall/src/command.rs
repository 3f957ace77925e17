//! The commands, one file each.

mod appoint;
pub mod backup;
mod check_package;
mod config;
mod demo;
mod doctor;
pub mod drill;
mod export_packages;
mod import;
mod import_packages;
mod keys;
mod ledger;
mod passwords;
mod policies;
mod read_worker;
mod reindex;
mod restore;
pub mod rewrap;
pub mod scrub;
mod search;
mod serve;
pub mod verify;

use crate::cli::{Cli, Command};
use crate::config::Settings;
use guildhall_dispatch::Progress;

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as it should be.
    Good,
    /// It did its work and found something wrong.
    Found,
}

/// Returns who watches the exchange of packages from the machine: nobody stops it but by ending the program, and the same
/// command given again goes on.
fn watched(told: &(dyn Fn(u64, u64) + Send + Sync)) -> Progress<'_> {
    Progress {
        told,
        is_stopped: &|| false,
        is_last: true,
    }
}

/// Runs the command.
///
/// # Errors
/// What went wrong, for a person to read.
pub async fn run(cli: Cli) -> anyhow::Result<Outcome> {
    if let Command::ReadWorker(options) = &cli.command {
        return read_worker::run(options);
    }
    if let Command::CheckPackage(options) = &cli.command {
        return Ok(check_package::run(options));
    }
    if let Command::Passwords(what) = &cli.command {
        return passwords::run(what);
    }
    let data = match &cli.command {
        Command::Demo(_) => Some(cli.data.unwrap_or_else(|| "demo-data".into())),
        _ => cli.data,
    };
    let settings = Settings::load(data, cli.config.as_deref())?;
    match cli.command {
        Command::Serve(options) => serve::run(settings, options.listen).await,
        Command::Import(options) => import::run(settings, options).await,
        Command::ExportPackages(options) => export_packages::run(settings, options).await,
        Command::ImportPackages(options) => import_packages::run(settings, options).await,
        Command::Search(options) => search::run(settings, options).await,
        Command::Ledger(what) => ledger::run(settings, what).await,
        Command::Verify => verify::run(settings).await,
        Command::Reindex => reindex::run(settings).await,
        Command::Scrub(options) => scrub::run(settings, &options).await,
        Command::Backup(options) => backup::run(settings, options).await,
        Command::Drill => drill::run(settings).await,
        Command::Doctor(options) => doctor::run(settings, &options).await,
        Command::Restore(options) => restore::run(settings, options).await,
        Command::Keys(what) => keys::run(settings, what).await,
        Command::Appoint(options) => appoint::run(settings, options).await,
        Command::Policies(what) => policies::run(settings, what).await,
        Command::CheckPackage(options) => Ok(check_package::run(&options)),
        Command::Passwords(what) => passwords::run(&what),
        Command::Config(what) => config::run(&settings, &what),
        Command::Demo(options) => demo::run(settings, options).await,
        Command::ReadWorker(options) => read_worker::run(&options),
    }
}
