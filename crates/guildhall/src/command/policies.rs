//! `guildhall policies`: which edition of the policies is in force, and the way back to those of the installation (策略).
//!
//! Does not ask the policies anything itself, so it helps when an edition shuts everybody out or does not fit.

use super::Outcome;
use crate::cli::Policies;
use crate::config::Settings;
use crate::house::migrations;
use crate::printing::say;
use crate::rule_files::RuleFiles;
use anyhow::Context as _;
use guildhall_governance::Governance;
use guildhall_kernel::{Actor, Clock, SystemClock, SystemRandom};
use guildhall_store::{Database, realm};
use std::sync::Arc;

/// Runs it for every realm of the data folder.
///
/// # Errors
/// When the rules of the data folder cannot be used, or nothing is in force that could be set aside.
pub async fn run(settings: Settings, what: Policies) -> anyhow::Result<Outcome> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let rules = RuleFiles::read(&settings.below("rules"))?.load(Arc::clone(&clock))?;
    let governance = Governance {
        rules: Arc::new(rules.policy_rules),
        rights: rules.rights,
    };
    let random = Arc::new(SystemRandom);
    let database = Database::open(&settings.database(), &migrations(), clock, random)
        .await
        .context("the database cannot be opened")?;
    for realm in realm::across_realms_list(&mut database.read_across_realms().await?).await? {
        if let Policies::SetAside { reason } = &what {
            let operator = Actor::program("command", realm.id, realm.root_path.clone());
            let mut work = database.begin(realm.id).await?;
            governance.set_aside(&mut work, &operator, reason).await?;
            work.commit().await?;
        }
        let mut connection = database.read(realm.id).await?;
        match governance.in_force(&mut connection).await? {
            Some(edition) => say(format_args!(
                "{}: {} {}, {} files changed",
                realm.name,
                edition.number.unwrap_or_default(),
                edition.reason,
                edition.draft.files.len()
            )),
            None => say(format_args!("{}: the policies of the installation", realm.name)),
        }
    }
    Ok(Outcome::Good)
}
