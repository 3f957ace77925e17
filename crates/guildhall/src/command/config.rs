//! `guildhall config`: checks or prints the configuration.

use super::Outcome;
use crate::cli::ConfigCommand;
use crate::config::Settings;
use crate::printing::say;
use crate::rule_files::RuleFiles;
use guildhall_kernel::SystemClock;
use std::sync::Arc;

/// Checks or prints.
///
/// # Errors
/// Naming what is wrong in configuration or rules.
pub fn run(settings: &Settings, what: &ConfigCommand) -> anyhow::Result<Outcome> {
    match what {
        ConfigCommand::Check => {
            for bucket in &settings.config.vault.buckets {
                bucket.address(&settings.data)?;
            }
            settings.breached_passwords()?;
            let rules = RuleFiles::read(&settings.below("rules"))?.load(Arc::new(SystemClock))?;
            say(format_args!(
                "configuration good; {} archive types",
                rules.dictionary.types().count()
            ));
        }
        ConfigCommand::Print => say(toml::to_string_pretty(&settings.config)?),
    }
    Ok(Outcome::Good)
}
