//! Filing a described paper: at once, or by asking those whose yes the workflow `filing` wants.

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::routes;
use crate::view::FilingNotice;
use guildhall_archive::filing::{FILING, Filing, FilingState};
use guildhall_archive::{ArchiveError, Record};
use guildhall_checks::{ChecksError, FilesSeen};
use guildhall_kernel::RecordId;
use guildhall_store::{Connection, Work};
use guildhall_workflow::{FactValue, Facts, NewRun, Run, Subject, Workflow, WorkflowError};

/// The definition that says whose yes is wanted.
const DEFINITION: &str = "filing";

/// What became of a paper that was to be filed.
pub enum Sent {
    /// It has its number.
    Filed(Box<Record>),
    /// Others decide first.
    Asked(Box<Run>),
}

/// Why a paper was not filed.
#[derive(Debug, thiserror::Error)]
pub enum Unfiled {
    /// A check, or the archive, is against it.
    #[error(transparent)]
    Checks(#[from] ChecksError),
    /// It cannot be decided.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
}

impl From<ArchiveError> for Unfiled {
    fn from(error: ArchiveError) -> Self {
        Self::Checks(error.into())
    }
}

impl From<guildhall_store::StoreError> for Unfiled {
    fn from(error: guildhall_store::StoreError) -> Self {
        Self::Checks(error.into())
    }
}

impl From<Unfiled> for Fault {
    fn from(error: Unfiled) -> Self {
        match error {
            Unfiled::Checks(error) => error.into(),
            Unfiled::Workflow(error) => error.into(),
        }
    }
}

/// Files a record whose files were looked at, or asks for the yes that it needs; the caller commits.
///
/// # Errors
/// As [`guildhall_checks::Checks::file`], [`guildhall_archive::Archive::ask_filing`] and
/// [`guildhall_workflow::Workflow::start`].
pub async fn file(
    member: &Member,
    work: &mut Work,
    (id, version): (RecordId, i64),
    seen: &FilesSeen,
) -> Result<Sent, Unfiled> {
    let (app, actor) = (member.app(), member.actor());
    let record = app.archive.record(work, actor, id).await?;
    if !needs_approval(&app.workflow, &record)? {
        let filed = app.checks.file(work, actor, (id, version), seen).await?;
        return Ok(Sent::Filed(Box::new(filed)));
    }
    let (filing, record) = app.archive.ask_filing(work, actor, (id, version)).await?;
    let run = app
        .workflow
        .start(work, actor, new_run(member, &filing, &record))
        .await?;
    Ok(Sent::Asked(Box::new(run)))
}

/// Says whether others decide before a record is filed.
///
/// # Errors
/// [`WorkflowError`] when the definition or its facts are not what was checked at the start.
pub fn needs_approval(workflow: &Workflow, record: &Record) -> Result<bool, WorkflowError> {
    workflow.asks(DEFINITION, &facts(record))
}

fn facts(record: &Record) -> Facts {
    Facts::from([
        ("type".to_owned(), FactValue::Text(record.type_code.clone())),
        ("secrecy".to_owned(), FactValue::Int(record.secrecy)),
        ("retention".to_owned(), FactValue::Text(record.retention.clone())),
    ])
}

/// Returns the run that decides about a filing. Its row outlives the record, so it names type and year and no title.
fn new_run(member: &Member, filing: &Filing, record: &Record) -> NewRun {
    let year = record.year.to_string();
    let about = Args::none().with("year", &year);
    NewRun {
        definition: DEFINITION,
        subject: Subject {
            kind: FILING.to_owned(),
            id: filing.id,
            name: format!("{} · {}", record.type_code, record.year),
        },
        org_path: record.org_path.clone(),
        secrecy: record.secrecy,
        about: locale::t(member.visit.locale, "filing-about", &about),
        facts: facts(record),
    }
}

/// Returns what the page of a paper says about its last filing; nothing when there was none, or it is done.
///
/// # Errors
/// When the database refuses.
pub async fn notice(
    member: &Member,
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<FilingNotice>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let Some(filing) = app.archive.last_filing(connection, actor, record).await? else {
        return Ok(None);
    };
    if filing.state == FilingState::Filed {
        return Ok(None);
    }
    let run = app.workflow.of_subject(connection, filing.id).await?;
    let mut link = None;
    if let Some(run) = run {
        let may_see = app.workflow.run(connection, actor, run.id).await.is_ok();
        link = may_see.then(|| routes::workflow_run(&run.id.to_string()));
    }
    let checks = Args::none().with("checks", &filing.blocked_by);
    Ok(Some(FilingNotice {
        sentence: locale::t(
            member.visit.locale,
            &format!("filing-is-{}", filing.state.code()),
            &checks,
        ),
        is_open: filing.is_open(),
        link,
    }))
}
