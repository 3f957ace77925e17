//! `guildhall scrub`: checks every stored file in every replica, and heals. The same work as a job of the server.

use super::Outcome;
use crate::cli::Scrub;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use async_trait::async_trait;
use guildhall_kernel::RealmId;
use guildhall_ledger::{NewEntry, append};
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_vault::scrub::SCRUBBED;
use guildhall_vault::{ScrubReport, ScrubWatch, VaultError};
use guildhall_web::SCRUB_VAULT;
use guildhall_web::system::storage::VAULT_SUBJECT;
use std::sync::Arc;

/// Age below which a copy without a row is left alone: its row may not be committed yet.
const ORPHAN_GRACE_SECS: i64 = 3_600;
/// Lost objects that are named in the ledger; the rest is in the log.
const LOST_NAMED: usize = 50;

/// Every night at two o'clock in China.
pub const NIGHTLY_SCRUB: Schedule = Schedule {
    name: "vault.scrub",
    cron: "0 18 * * *",
    lane: LANE_QUICK,
    kind: SCRUB_VAULT,
};

/// Scrubs every realm; exit code 1 when a copy is not whole afterwards.
///
/// # Errors
/// When vault or database refuse.
pub async fn run(settings: Settings, options: &Scrub) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let mut whole = true;
    for realm in house.realms().await? {
        let progress = bar(0, "巡检 scrub");
        let told = |done: u64, total: u64| {
            progress.set_length(total);
            progress.set_position(done);
        };
        let watch = ScrubWatch {
            progress: &told,
            cancelled: &|| false,
            orphan_grace_secs: options.orphans_after.as_secs(),
        };
        let report = house.vault.scrub(&house.database, realm.id, &watch).await?;
        progress.finish_and_clear();
        say(format_args!("{}: {}", realm.name, in_words(&report)));
        whole &= report.is_whole();
    }
    Ok(if whole { Outcome::Good } else { Outcome::Found })
}

fn in_words(report: &ScrubReport) -> String {
    let mut words = vec![
        format!("{} objects checked", report.checked),
        format!("{} healed", report.healed.len()),
        format!("{} lost", report.lost.len()),
        format!("{} orphans removed", report.orphans),
    ];
    if !report.unhealed.is_empty() {
        words.push(format!("{} not healed", report.unhealed.len()));
    }
    let silent = report.unreachable.iter();
    words.extend(silent.map(|replica| format!("{replica} does not answer")));
    words.join(", ")
}

/// The scrub as a job; what it found is an entry of the ledger.
pub struct ScrubVault(pub Arc<House>);

#[async_trait]
impl JobHandler for ScrubVault {
    fn kind(&self) -> &'static str {
        SCRUB_VAULT
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let house = &self.0;
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let told = |done, total| context.progress(count(done), count(total));
        let cancelled = || context.is_cancelled();
        let watch = ScrubWatch {
            progress: &told,
            cancelled: &cancelled,
            orphan_grace_secs: ORPHAN_GRACE_SECS,
        };
        match house
            .vault
            .scrub(&house.database, context.job.realm, &watch)
            .await
        {
            Ok(report) => write_down(house, context.job.realm, &report)
                .await
                .map_err(|error| JobError::retry("scrub", error)),
            Err(VaultError::Cancelled) => Err(JobError::Cancelled),
            Err(error) => Err(JobError::retry("scrub", error)),
        }
    }
}

async fn write_down(house: &House, realm: RealmId, report: &ScrubReport) -> anyhow::Result<()> {
    let lost: Vec<String> = report
        .lost
        .iter()
        .take(LOST_NAMED)
        .map(ToString::to_string)
        .collect();
    let entry = NewEntry {
        action: SCRUBBED,
        subject_kind: VAULT_SUBJECT,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!({
            "checked": report.checked,
            "healed": report.healed.len(),
            "unhealed": report.unhealed.len(),
            "unreachable": &report.unreachable,
            "lost": lost,
        }),
    };
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut work = house.database.begin(realm).await?;
    append(&mut work, &actor, entry).await?;
    work.commit().await?;
    Ok(())
}
