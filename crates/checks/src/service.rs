//! What a person, or a part of the program, can do with checks.

use crate::ChecksError;
use crate::examination::examine;
use crate::facts::{Facts, FileFacts, FileSeen, FilesSeen, Told};
use crate::finding::{Finding, Outcome};
use crate::rules::{CheckRules, Severity, Stage};
use crate::run::{Cause, Run, RunResult, SEEN, SEEN_WRONG, Standing};
use crate::store::{self, Counts};
use crate::subjects::RUN;
use guildhall_archive::dictionary::check_fields;
use guildhall_archive::record::{RECEIVED, SUBJECT_KIND, store as records};
use guildhall_archive::volume::{NeedsApproval, Volume};
use guildhall_archive::{Archive, Component, FieldProblem, Record, RecordState, page};
use guildhall_formats::{FormatRules, Sampler};
use guildhall_kernel::{Actor, Date, RecordId, Timestamp};
use guildhall_ledger::{Subject, history, note};
use guildhall_reading::format::{HEAD_BYTES, identify};
use guildhall_store::{Connection, Work};
use guildhall_vault::{Vault, VaultError, VaultReader};
use serde_json::json;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

/// Most records in a page.
pub const PAGE_MAX: u32 = 200;
/// Runs of a record that are shown.
const RUNS_MAX: u32 = 50;
/// Second records of a paper that are named.
const TWINS_MAX: u32 = 10;
/// Entries of the ledger in which the last state of a record is looked for.
const ENTRIES_MAX: u32 = 1_000;
/// Pages of a file whose text is looked at.
const PAGES_MAX: u32 = 20;
/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// The acts of which every filed record has an entry.
const ACTS: [&str; 2] = ["record.captured", "record.filed"];

/// The services of this room. Cheap to clone.
#[derive(Clone)]
pub struct Checks {
    /// Which checks there are.
    pub rules: Arc<CheckRules>,
    /// Which formats there are, and whether they last.
    pub formats: Arc<FormatRules>,
    /// Whether files are scanned for viruses before they can be filed.
    pub has_scanner: bool,
    /// Records.
    pub archive: Archive,
    /// Their files.
    pub vault: Vault,
}

/// How the records of an actor stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// How many stand how.
    pub counts: Counts,
    /// Those that do not stand in order.
    pub records: Vec<(Standing, Record)>,
}

impl Checks {
    /// Reads the files of a record from the first to the last byte, outside any transaction. Asks for no rights: what it
    /// returns is for [`Checks::file`] and [`Checks::check`] alone.
    ///
    /// # Errors
    /// [`ChecksError::Store`], [`ChecksError::Vault`] when the vault itself cannot be asked.
    pub async fn look(
        &self,
        connection: &mut Connection,
        record: RecordId,
    ) -> Result<FilesSeen, ChecksError> {
        let mut seen = FilesSeen::default();
        for component in records::components(connection, record).await? {
            let file = self.look_at(connection, &component).await?;
            seen.0.insert(component.id, file);
        }
        Ok(seen)
    }

    async fn look_at(
        &self,
        connection: &mut Connection,
        component: &Component,
    ) -> Result<FileSeen, ChecksError> {
        match self.vault.open_object(connection, component.hash).await {
            Ok(reader) => Ok(self.read_through(reader, &component.file_name).await),
            Err(VaultError::NotFound { .. }) => Ok(FileSeen::Missing),
            Err(VaultError::Key(_) | VaultError::Lost { .. }) => Ok(FileSeen::Broken),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads to the end; the reader verifies every piece and the hash of the whole.
    async fn read_through(&self, mut reader: VaultReader, file_name: &str) -> FileSeen {
        let (mut head, mut block, mut size) = (Vec::new(), vec![0; BLOCK], 0_u64);
        let mut sampler = Sampler::default();
        loop {
            match reader.read(&mut block).await {
                Ok(0) => break,
                Ok(read) => {
                    let wanted = HEAD_BYTES.saturating_sub(head.len()).min(read);
                    head.extend_from_slice(&block[..wanted]);
                    sampler.push(&block[..read]);
                    size += read as u64;
                }
                Err(error) => {
                    tracing::warn!(%error, "a file could not be read to its end");
                    return FileSeen::Broken;
                }
            }
        }
        let identified = identify(&head, file_name);
        FileSeen::Whole {
            size,
            media_type: identified.mime,
            name_disagrees: identified.extension_disagrees,
            format: self
                .formats
                .identify_apart(sampler.finish(), file_name)
                .await
                .puid,
        }
    }

    /// Files a record when no check of severity *block* fails, and keeps what the checks found.
    ///
    /// # Errors
    /// [`ChecksError::Blocked`] naming the checks; then nothing of this unit of work may be committed.
    /// [`ChecksError::Archive`] as [`Archive::file`].
    pub async fn file(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, version): (RecordId, i64),
        seen: &FilesSeen,
    ) -> Result<Record, ChecksError> {
        let record = self.archive.file(work, actor, (id, version)).await?;
        self.passed(work, actor, record, seen).await
    }

    /// Files the record of an approved filing, as [`Checks::file`] does.
    ///
    /// # Errors
    /// [`ChecksError::Blocked`] naming the checks; then nothing of this unit of work may be committed.
    /// [`ChecksError::Archive`] as [`Archive::file_approved`].
    pub async fn file_approved(
        &self,
        work: &mut Work,
        actor: &Actor,
        (filing, seen): (Uuid, &FilesSeen),
    ) -> Result<Record, ChecksError> {
        let record = self.archive.file_approved(work, actor, filing).await?;
        self.passed(work, actor, record, seen).await
    }

    /// Reads the files of many records, as [`Checks::look`] does those of one.
    ///
    /// # Errors
    /// As [`Checks::look`].
    pub async fn look_all(
        &self,
        connection: &mut Connection,
        records: &[RecordId],
    ) -> Result<FilesSeen, ChecksError> {
        let mut seen = FilesSeen::default();
        for component in records::components_of(connection, records).await? {
            let file = self.look_at(connection, &component).await?;
            seen.0.insert(component.id, file);
        }
        Ok(seen)
    }

    /// Files a volume with its papers when no check of severity *block* fails for any of them, and keeps what the checks
    /// found. `needs_approval` says of a paper whether others decide before it is filed.
    ///
    /// # Errors
    /// [`ChecksError::PaperBlocked`] naming the first paper and the checks; [`ChecksError::Archive`] as
    /// [`Archive::finish_volume`]. Then nothing of this unit of work may be committed.
    pub async fn file_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        (at, needs_approval): ((Uuid, i64), NeedsApproval<'_>),
        seen: &FilesSeen,
    ) -> Result<Volume, ChecksError> {
        let finished = self.archive.finish_volume(work, actor, at, needs_approval);
        let (volume, papers) = finished.await?;
        for (record, place) in papers.into_iter().zip(1..) {
            match self.passed(work, actor, record, seen).await {
                Ok(_) => {}
                Err(ChecksError::Blocked(checks)) => return Err(ChecksError::PaperBlocked { place, checks }),
                Err(error) => return Err(error),
            }
        }
        Ok(volume)
    }

    /// Returns a record that has just got its number if no check of severity *block* fails, and keeps what was found.
    async fn passed(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: Record,
        seen: &FilesSeen,
    ) -> Result<Record, ChecksError> {
        let facts = self.facts(work, record, seen).await?;
        let run = self.run(work, actor, &facts, (Stage::Filing, Cause::Filing));
        let blocking = |result: &&RunResult| {
            let blocks = |code: &str| {
                self.rules
                    .find(code)
                    .is_some_and(|check| check.severity == Severity::Block)
            };
            result.finding.outcome == Outcome::Fails && blocks(&result.code)
        };
        let blocked: Vec<String> = run
            .results
            .iter()
            .filter(blocking)
            .map(|result| result.code.clone())
            .collect();
        if !blocked.is_empty() {
            return Err(ChecksError::Blocked(blocked));
        }
        keep(work, actor, &run).await?;
        Ok(facts.record)
    }

    /// Checks a filed record again, and keeps what was found. In keeping the tests of filing are made too, so that nothing
    /// that was wrong drops out of sight; what a person answered holds on.
    ///
    /// # Errors
    /// [`ChecksError::Archive`] when the actor may not know of it, [`ChecksError::Denied`], [`ChecksError::NotFiled`].
    pub async fn check(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, cause): (RecordId, Cause),
        seen: &FilesSeen,
    ) -> Result<Run, ChecksError> {
        let record = self.in_care(work, actor, id).await?;
        let last = self.last(work, id).await?;
        let stage = match last {
            None => Stage::Filing,
            Some(_) => Stage::Keeping,
        };
        let facts = self.facts(work, record, seen).await?;
        let mut run = self.run(work, actor, &facts, (stage, cause));
        if let Some(last) = &last {
            run.keep_answers(last);
        }
        keep(work, actor, &run).await?;
        Ok(run)
    }

    /// Keeps what a person saw where the program cannot tell: a run as the last one, with her answer in it.
    ///
    /// # Errors
    /// [`ChecksError::NothingToLookAt`], and as [`Checks::check`].
    pub async fn answer(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, code): (RecordId, &str),
        is_in_order: bool,
    ) -> Result<Run, ChecksError> {
        self.in_care(work, actor, id).await?;
        let last = self.last(work, id).await?.ok_or(ChecksError::NothingToLookAt)?;
        let mut run = Run {
            id: work.new_id(),
            cause: Cause::Seen,
            actor: actor.id.as_text(),
            checked_at: work.now(),
            ..last
        };
        let open = run.results.iter_mut().find(|result| result.code == code);
        let open = open.filter(|result| result.finding.outcome == Outcome::ToLookAt);
        let open = open.ok_or(ChecksError::NothingToLookAt)?;
        open.finding = match is_in_order {
            true => Finding {
                reason: SEEN.to_owned(),
                ..Finding::in_order()
            },
            false => Finding::fails(SEEN_WRONG, Vec::new()),
        };
        keep(work, actor, &run).await?;
        Ok(run)
    }

    /// Returns the last checks of a record that the actor may see, the newest first.
    ///
    /// # Errors
    /// [`ChecksError::Archive`] when the actor may not know of it.
    pub async fn history(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<(Record, Vec<Run>), ChecksError> {
        let record = self.archive.record(connection, actor, id).await?;
        let runs = store::of_record(connection, id, RUNS_MAX).await?;
        Ok((record, runs))
    }

    /// Returns the last check of a record, for who may see the record.
    ///
    /// # Errors
    /// [`ChecksError::Store`].
    pub async fn last(&self, connection: &mut Connection, id: RecordId) -> Result<Option<Run>, ChecksError> {
        Ok(store::of_record(connection, id, 1).await?.into_iter().next())
    }

    /// Returns how the records that the actor may list stand, with a page of those that do not stand in order.
    ///
    /// # Errors
    /// [`ChecksError::Store`].
    pub async fn overview(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<RecordId>, u32),
    ) -> Result<Overview, ChecksError> {
        let counts = store::counts(connection, &self.archive, actor).await?;
        let page = (after, limit.clamp(1, PAGE_MAX));
        let standings = store::not_in_order(connection, (&self.archive, actor), page).await?;
        let ids: Vec<RecordId> = standings.iter().map(|standing| standing.record).collect();
        let mut found = records::get_many(connection, &ids).await?;
        let of = |standing: Standing| {
            let place = found.iter().position(|record| record.id == standing.record)?;
            Some((standing, found.swap_remove(place)))
        };
        Ok(Overview {
            counts,
            records: standings.into_iter().filter_map(of).collect(),
        })
    }

    /// Returns how many of the records that the actor may list do not stand in order; those that do are not counted.
    ///
    /// # Errors
    /// [`ChecksError::Store`].
    pub async fn waiting(&self, connection: &mut Connection, actor: &Actor) -> Result<Counts, ChecksError> {
        Ok(store::waiting(connection, &self.archive, actor).await?)
    }

    /// Returns filed records whose time has come: those never checked first, then the ones checked longest ago.
    ///
    /// # Errors
    /// [`ChecksError::Store`].
    pub async fn due(
        &self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<Vec<RecordId>, ChecksError> {
        let most = self.rules.recheck_at_most;
        let mut due = store::never_checked(connection, most).await?;
        let left = most.saturating_sub(u32::try_from(due.len()).unwrap_or(u32::MAX));
        if left > 0 {
            let before = now.plus_secs(-i64::from(self.rules.recheck_days) * 86_400);
            due.extend(store::checked_before(connection, before, left).await?);
        }
        Ok(due)
    }

    /// Returns a filed record in the actor's care.
    async fn in_care(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ChecksError> {
        let record = self.archive.record(connection, actor, id).await?;
        self.archive
            .rights
            .require(actor, "fileRecord", &record.as_resource())?;
        match record.state {
            RecordState::Filed => Ok(record),
            RecordState::Captured | RecordState::Described => Err(ChecksError::NotFiled),
        }
    }

    fn run(&self, work: &Work, actor: &Actor, facts: &Facts, (stage, cause): (Stage, Cause)) -> Run {
        let is_made = |of: Stage| of == Stage::Filing || stage == Stage::Keeping;
        let checks = self.rules.checks.iter().filter(|check| is_made(check.stage));
        let results = checks.map(|check| RunResult {
            code: check.code.clone(),
            finding: examine(check.test, facts, &self.rules),
        });
        Run {
            id: work.new_id(),
            record: facts.record.id,
            stage,
            cause,
            actor: actor.id.as_text(),
            checked_at: work.now(),
            rules: self.rules.version.to_string(),
            results: results.collect(),
        }
    }

    async fn facts(&self, work: &mut Work, record: Record, seen: &FilesSeen) -> Result<Facts, ChecksError> {
        let archive = &self.archive;
        let fields = record.all_fields();
        let problems = match archive.dictionary.find(&record.type_code) {
            Some(kind) => check_fields(&archive.dictionary, kind, &archive.codes, &fields, true),
            // A type may be taken out of the dictionary; its records stay, and say so.
            None => vec![FieldProblem {
                field: "type_code".to_owned(),
                code: "unknown-code",
            }],
        };
        let components = records::components(work, record.id).await?;
        let scans = archive.scans(work, record.id).await?;
        let known = (&*self.formats, scans.as_slice());
        let files = components
            .iter()
            .map(|component| FileFacts::new(component, seen, known));
        let twins = match record.doc_number.is_empty() {
            true => Vec::new(),
            false => store::twins(work, &record, TWINS_MAX).await?,
        };
        let retained = archive.retention.due(record.year, &record.retention);
        Ok(Facts {
            files: files.collect(),
            has_scanner: self.has_scanner,
            is_scheduled: retained.is_some()
                && archive
                    .retention
                    .matters(Some(&record.type_code))
                    .next()
                    .is_some(),
            code_fits: archive.code_fits(&record),
            twins,
            gap: gap(work, &record).await?,
            told: told(work, &record).await?,
            missing_acts: missing_acts(work, record.id).await?,
            names_attachment: names_attachment(work, &components).await?,
            today: today(work.now()),
            fields,
            problems,
            record,
        })
    }
}

fn today(now: Timestamp) -> Date {
    let civil = now.civil_in("Asia/Shanghai");
    Date::new(civil.year(), civil.month(), civil.day()).expect("a day of the clock is a day of the calendar")
}

async fn keep(work: &mut Work, actor: &Actor, run: &Run) -> Result<(), ChecksError> {
    store::insert(work, run).await?;
    let subject = Subject {
        kind: RUN,
        id: run.id,
        digest: Some(run.digest()),
    };
    let details = json!({
        "record": run.record,
        "stage": run.stage,
        "cause": run.cause,
        "failed": run.count(Outcome::Fails),
    });
    Ok(note(work, actor, "record.checked", subject, details).await?)
}

/// Returns the code before the record's own in its series, when no record has it.
async fn gap(connection: &mut Connection, record: &Record) -> Result<Option<String>, ChecksError> {
    let (Some(code), Some(item)) = (&record.archival_code, record.item_number) else {
        return Ok(None);
    };
    let kept = code.trim_end_matches(|one: char| one.is_ascii_digit());
    if item <= 1 || kept.len() == code.len() {
        return Ok(None);
    }
    let before = format!("{kept}{:0width$}", item - 1, width = code.len() - kept.len());
    let found = records::by_archival_code(connection, &before).await?;
    Ok(found.is_none().then_some(before))
}

/// Compares the record with the last entry of the ledger about its state.
async fn told(connection: &mut Connection, record: &Record) -> Result<Told, ChecksError> {
    let entries = history::of_subject(connection, SUBJECT_KIND, record.id.uuid(), ENTRIES_MAX).await?;
    let last = entries.into_iter().find_map(|(entry, _)| entry.digest);
    let present = record.digest().to_hex();
    Ok(match last {
        Some(digest) if digest == present => Told::Agrees,
        Some(_) | None => Told::Differs,
    })
}

async fn missing_acts(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Vec<&'static str>, ChecksError> {
    // What came filed from another house brings its own history with it; here it has the entry of its receipt.
    let receipt = (SUBJECT_KIND, record.uuid(), RECEIVED);
    if history::mentions(connection, receipt, "").await? {
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    for act in ACTS {
        let subject = (SUBJECT_KIND, record.uuid(), act);
        if !history::mentions(connection, subject, "").await? {
            missing.push(act);
        }
    }
    Ok(missing)
}

async fn names_attachment(
    connection: &mut Connection,
    components: &[Component],
) -> Result<bool, ChecksError> {
    let Some(first) = components.first() else {
        return Ok(false);
    };
    let pages = page::of_component(connection, first.id, PAGES_MAX).await?;
    let names = |page: &guildhall_archive::Page| {
        page.texts().any(|line| {
            let line = line.trim_start();
            line.starts_with("附件：") || line.starts_with("附件:") || line.starts_with("附：")
        })
    };
    Ok(pages.iter().any(names))
}
