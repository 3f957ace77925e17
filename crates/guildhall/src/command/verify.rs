//! `guildhall verify`: the ledger against itself, and records, people and accounts against the ledger.
//! The same work as a job of the server.

use super::Outcome;
use crate::background::checkpoint_now;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use crate::subjects::RecordSubjects;
use async_trait::async_trait;
use guildhall_identity::{AccountSubjects, OrganisationSubjects, PersonSubjects};
use guildhall_kernel::RealmId;
use guildhall_ledger::{NewEntry, Report, Verification, append, verify_realm};
use guildhall_store::job::{JobContext, JobError, JobHandler};
use guildhall_web::VERIFY_LEDGER;
use guildhall_web::system::ledger::LEDGER_SUBJECT;
use std::sync::Arc;

/// Problems that are written into the ledger in words; the rest is counted.
const PROBLEMS_NAMED: usize = 20;

/// Verifies every realm; exit code 1 when something was changed behind the program's back.
///
/// # Errors
/// When the database refuses.
pub async fn run(settings: Settings) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let mut sound = true;
    for realm in house.realms().await? {
        let progress = bar(0, "核验 verify");
        let told = |done: u64, total: u64| {
            progress.set_length(total);
            progress.set_position(done);
        };
        let report = verify(&house, realm.id, &told).await?;
        progress.finish_and_clear();
        for problem in &report.problems {
            say(problem);
        }
        say(format_args!(
            "{}: {} entries, {} checkpoints, {} things compared, {} problems",
            realm.name,
            report.entries,
            report.checkpoints,
            report.subjects,
            report.problems.len() as u64 + report.further
        ));
        sound &= report.is_sound();
    }
    Ok(if sound { Outcome::Good } else { Outcome::Found })
}

async fn verify(house: &House, realm: RealmId, told: &(dyn Fn(u64, u64) + Sync)) -> anyhow::Result<Report> {
    checkpoint_now(house, realm).await?;
    let key = house.signing_key.verifying_key()?;
    let verification = Verification {
        key: &key,
        subjects: &[
            &RecordSubjects,
            &OrganisationSubjects,
            &PersonSubjects,
            &AccountSubjects,
        ],
        progress: told,
    };
    let mut connection = house.database.read(realm).await?;
    Ok(verify_realm(&mut connection, &verification).await?)
}

/// The verification as a job; what it found is itself an entry of the ledger.
pub struct VerifyLedger(pub Arc<House>);

#[async_trait]
impl JobHandler for VerifyLedger {
    fn kind(&self) -> &'static str {
        VERIFY_LEDGER
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let told = |done, total| context.progress(count(done), count(total));
        let report = verify(&self.0, context.job.realm, &told)
            .await
            .map_err(|error| JobError::retry("verify", error))?;
        write_down(&self.0, context.job.realm, &report)
            .await
            .map_err(|error| JobError::retry("verify", error))
    }
}

async fn write_down(house: &House, realm: RealmId, report: &Report) -> anyhow::Result<()> {
    let named: Vec<String> = report
        .problems
        .iter()
        .take(PROBLEMS_NAMED)
        .map(ToString::to_string)
        .collect();
    let entry = NewEntry {
        action: "ledger.verified",
        subject_kind: LEDGER_SUBJECT,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!({ "entries": report.entries, "problems": named }),
    };
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut work = house.database.begin(realm).await?;
    append(&mut work, &actor, entry).await?;
    work.commit().await?;
    Ok(())
}
