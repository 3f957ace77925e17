//! `guildhall verify`: the ledger against itself, and records, people and accounts against the ledger.
//! The same work as a job of the server.

use super::Outcome;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use crate::subjects::{KeptObjects, RecordSubjects, adopt_all};
use crate::witnessing::sealed;
use async_trait::async_trait;
use guildhall_archive::attestation::AttestationSubjects;
use guildhall_archive::authority::AuthoritySubjects;
use guildhall_archive::batch::BatchSubjects;
use guildhall_archive::dossier::DossierSubjects;
use guildhall_archive::filing::FilingSubjects;
use guildhall_archive::fonds::FondsSubjects;
use guildhall_archive::lending::LoanSubjects;
use guildhall_archive::lending::request::LoanRequestSubjects;
use guildhall_archive::reclassification::ReclassificationSubjects;
use guildhall_archive::record::{ItemNumbers, RecordFilesSubjects};
use guildhall_archive::storeroom::{PlaceSubjects, RelocationSubjects};
use guildhall_archive::usage::UseSubjects;
use guildhall_archive::volume::{VolumeNumbers, VolumeSubjects};
use guildhall_dispatch::handover::HandoverSubjects;
use guildhall_disposal::{HoldSubjects, ItemSubjects, RoundSubjects, SignatureSubjects};
use guildhall_emergency::{IncidentSubjects, LetterSubjects, RunSubjects, SightingSubjects};
use guildhall_federation::scim::ScimTokenSubjects;
use guildhall_federation::{BindingSubjects, CertificateSubjects};
use guildhall_governance::EditionSubjects;
use guildhall_identity::checks::{LoginNames, OpenedSessions, OrganisationNumbers, SealedSecrets};
use guildhall_identity::{
    AccountSubjects, CredentialSubjects, OrganisationSubjects, PersonSubjects, PowerChangeSubjects,
};
use guildhall_inspection::{DeclarationSubjects, ReportSubjects};
use guildhall_kernel::RealmId;
use guildhall_ledger::report::VERIFIED;
use guildhall_ledger::{NewEntry, Report, Sealed, Verification, append, seal, verify_realm};
use guildhall_privacy::{AssessmentSubjects, ConsentSubjects, ProcessingSubjects, RequestSubjects};
use guildhall_store::Database;
use guildhall_store::job::{JobContext, JobError, JobHandler};
use guildhall_watch::AlertSubjects;
use guildhall_web::VERIFY_LEDGER;
use guildhall_web::system::ledger::LEDGER_SUBJECT;
use guildhall_workflow::{AbsenceSubjects, DecisionSubjects, WorkflowRunSubjects};
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
        let report = verify_own(&house, realm.id, &told).await?;
        progress.finish_and_clear();
        report.sentences().for_each(say);
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

/// Verifies the ledger of a realm, also against what its witnesses keep.
async fn verify_own(
    house: &House,
    realm: RealmId,
    told: &(dyn Fn(u64, u64) + Sync),
) -> anyhow::Result<Report> {
    let key = house.signing_key.verifying_key()?;
    let sealed = sealed(house, &mut house.database.read(realm).await?, &key).await?;
    compare(house, (&house.database, realm), &sealed, told).await
}

/// Verifies a ledger in a database that was restored from a backup; witnesses may have seen more than there is.
///
/// # Errors
/// When the database refuses.
pub async fn verify(
    house: &House,
    database: &Database,
    realm: RealmId,
    told: &(dyn Fn(u64, u64) + Sync),
) -> anyhow::Result<Report> {
    compare(house, (database, realm), &[], told).await
}

async fn compare(
    house: &House,
    (database, realm): (&Database, RealmId),
    sealed: &[Sealed],
    told: &(dyn Fn(u64, u64) + Sync),
) -> anyhow::Result<Report> {
    // A log that was harmed may refuse to grow; what is wrong with it is what is asked here.
    if let Err(error) = seal(database, realm, &house.signing_key).await {
        tracing::error!(%error, "the ledger could not be sealed before its verification");
    }
    adopt_all(house, database, realm).await?;
    let key = house.signing_key.verifying_key()?;
    let verification = Verification {
        key: &key,
        subjects: &[
            &RecordSubjects,
            &OrganisationSubjects,
            &PersonSubjects(Arc::clone(&house.keys)),
            &AccountSubjects,
            &PowerChangeSubjects,
            &EditionSubjects,
            &RecordFilesSubjects,
            &FondsSubjects,
            &CredentialSubjects,
            &BindingSubjects,
            &CertificateSubjects,
            &ScimTokenSubjects,
            &guildhall_checks::RunSubjects,
            &AlertSubjects,
            &RunSubjects,
            &IncidentSubjects,
            &SightingSubjects,
            &LetterSubjects,
            &WorkflowRunSubjects,
            &DecisionSubjects,
            &AbsenceSubjects,
            &UseSubjects,
            &FilingSubjects,
            &ReclassificationSubjects,
            &RoundSubjects,
            &ItemSubjects,
            &SignatureSubjects,
            &HoldSubjects,
            &PlaceSubjects,
            &RelocationSubjects,
            &BatchSubjects,
            &AuthoritySubjects,
            &LoanSubjects,
            &LoanRequestSubjects,
            &HandoverSubjects,
            &DossierSubjects,
            &VolumeSubjects,
            &AttestationSubjects,
            &ProcessingSubjects,
            &RequestSubjects,
            &ConsentSubjects,
            &AssessmentSubjects,
            &ReportSubjects,
            &DeclarationSubjects,
        ],
        checks: &[
            &ItemNumbers,
            &VolumeNumbers,
            &KeptObjects(&house.vault),
            &LoginNames,
            &OpenedSessions,
            &OrganisationNumbers,
            &SealedSecrets(Arc::clone(&house.keys)),
        ],
        sealed,
        progress: told,
    };
    let mut connection = database.read(realm).await?;
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
        let report = verify_own(&self.0, context.job.realm, &told)
            .await
            .map_err(|error| JobError::retry("verify", error))?;
        write_down(&self.0, context.job.realm, &report)
            .await
            .map_err(|error| JobError::retry("verify", error))
    }
}

async fn write_down(house: &House, realm: RealmId, report: &Report) -> anyhow::Result<()> {
    let named: Vec<String> = report.sentences().take(PROBLEMS_NAMED).collect();
    let entry = NewEntry {
        action: VERIFIED,
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
