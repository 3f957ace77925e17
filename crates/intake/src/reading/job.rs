//! The job itself.

use super::attachments::{self, ReadAttachment, ReadAttachments};
use super::failure::{failed_type, problem_code};
use super::note::PaperNote;
use super::pages::{for_language, kept, within_paper};
use super::propose::{ReadingTools, description};
use crate::inbox::store::{self, Conclusion};
use crate::inbox::{InboxItem, ItemState, StoredProposal};
use crate::worker::{ReadFailure, ReadOutcome, ReadRequest, Workers};
use async_trait::async_trait;
use guildhall_archive::{Archive, ComponentRole, Hold, NewComponent, Page as KeptPage, ReadPages, Record};
use guildhall_kernel::{Actor, ComponentId, RecordId};
use guildhall_language::describe::FileProperties;
use guildhall_language::page::PageLines;
use guildhall_language::secrecy_mark;
use guildhall_reading::{Document, Format, Note};
use guildhall_store::job::{JobContext, JobError, JobHandler};
use guildhall_store::{Database, realm};
use guildhall_vault::{SealedObject, Vault};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// The kind of job that reads a paper.
pub const READ_PAPER: &str = "intake.read-paper";
/// The problem of a paper that is held back because it bears a mark of state secrecy.
pub const SECRECY_MARK: &str = "secrecy_mark";
/// Pages of one paper that are kept; beyond them the text is cut off, and that is said.
const PAGES_KEPT_MAX: usize = 10_000;

/// Reads papers.
pub struct PaperReading {
    /// The database.
    pub database: Database,
    /// Where the originals lie.
    pub vault: Vault,
    /// Where the pages go.
    pub archive: Archive,
    /// The children that open foreign files.
    pub workers: Workers,
    /// What proposals are made with; replaced when the directory of people changes.
    pub tools: Arc<RwLock<ReadingTools>>,
    /// A folder for decrypted copies while they are read.
    pub scratch: PathBuf,
}

/// Everything that one reading brought, before it is written.
struct Findings {
    outcome: ReadOutcome,
    proposal: StoredProposal,
    attachments: Vec<ReadAttachment>,
    searchable: Option<(SealedObject, String)>,
}

#[async_trait]
impl JobHandler for PaperReading {
    fn kind(&self) -> &'static str {
        READ_PAPER
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let record = RecordId::from_uuid(context.job.subject);
        let mut connection = self.database.read(context.job.realm).await?;
        let Some(item) = store::of_record(&mut connection, record).await? else {
            return Ok(());
        };
        drop(connection);
        let actor = self.actor(context).await?;
        let folder = tempfile::Builder::new()
            .prefix("reading-")
            .tempdir_in(&self.scratch)
            .map_err(|error| JobError::retry("scratch", error))?;
        match self.read(context, &item, folder.path()).await {
            Ok(findings) => match self.mark_of(context, &item, &findings).await? {
                Some(level) => self.hold_back(&actor, &item, level).await,
                None => self.keep(&actor, &item, findings).await,
            },
            Err(ReadFailure::Cancelled) => Err(JobError::Cancelled),
            Err(ReadFailure::NotStarted(error)) => Err(JobError::retry("reader-not-started", error)),
            // A child that died may have been killed for other reasons than this file.
            Err(failure @ (ReadFailure::Crashed | ReadFailure::TimedOut(_)))
                if !context.is_last_attempt() =>
            {
                Err(JobError::retry(problem_code(&failure), failure))
            }
            Err(failure) => self.give_up(&actor, &item, &failure).await,
        }
    }
}

impl PaperReading {
    async fn actor(&self, context: &JobContext) -> Result<Actor, JobError> {
        let mut connection = self.database.read_across_realms().await?;
        let realms = realm::across_realms_list(&mut connection).await?;
        let realm = realms.into_iter().find(|realm| realm.id == context.job.realm);
        let realm = realm.ok_or_else(|| JobError::fail("no-realm", "the realm of the job is gone"))?;
        Ok(Actor::program("reading", realm.id, realm.root_path))
    }

    async fn read(
        &self,
        context: &JobContext,
        item: &InboxItem,
        folder: &Path,
    ) -> Result<Findings, ReadFailure> {
        let disk = |error: std::io::Error| ReadFailure::NotStarted(error);
        let source = folder.join("original");
        self.fetch(context, item, &source).await?;
        let taken_out = folder.join("attachments");
        tokio::fs::create_dir(&taken_out).await.map_err(disk)?;
        let out = attachments::of_paper(taken_out);
        let searchable = folder.join("searchable.pdf");
        let request = ReadRequest {
            source,
            file_name: item.file_name.clone(),
            depth: 0,
            searchable: Some(searchable.clone()),
            attachments: Some(out.clone()),
        };
        let watch = |done: u64, total: Option<u64>| {
            let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            context.progress(count(done), total.map_or(0, count));
            !context.is_cancelled()
        };
        let mut outcome = self.workers.read(&request, &watch).await?;
        keep_within(&mut outcome);
        let ReadAttachments {
            files: attachments,
            notes,
            ..
        } = attachments::read_all(self, context, (&outcome.document, &outcome.lost), out).await?;
        let searchable = match outcome.searchable {
            true => Some((
                self.store_file(&searchable).await?,
                searchable_name(&item.file_name),
            )),
            false => None,
        };
        let mut proposal = self.propose(item, &outcome, &attachments).await;
        proposal.notes.extend(notes);
        Ok(Findings {
            outcome,
            proposal,
            attachments,
            searchable,
        })
    }

    async fn fetch(&self, context: &JobContext, item: &InboxItem, to: &Path) -> Result<(), ReadFailure> {
        let other = |error: String| ReadFailure::NotStarted(std::io::Error::other(error));
        let mut connection = self
            .database
            .read(context.job.realm)
            .await
            .map_err(|error| other(error.to_string()))?;
        let fetched = self.vault.read_to_file(&mut connection, item.hash, to).await;
        fetched.map(|_| ()).map_err(|error| other(error.to_string()))
    }

    pub(super) async fn store_file(&self, path: &Path) -> Result<SealedObject, ReadFailure> {
        let other =
            |error: guildhall_vault::VaultError| ReadFailure::NotStarted(std::io::Error::other(error));
        let file = tokio::fs::File::open(path)
            .await
            .map_err(ReadFailure::NotStarted)?;
        let staged = self.vault.stage(file).await.map_err(other)?;
        let mut sealed = self.vault.seal(vec![staged]).await.map_err(other)?;
        sealed
            .pop()
            .ok_or_else(|| ReadFailure::NotStarted(std::io::Error::other("nothing was sealed")))
    }

    async fn propose(
        &self,
        item: &InboxItem,
        outcome: &ReadOutcome,
        attachments: &[ReadAttachment],
    ) -> StoredProposal {
        let mut pages: Vec<PageLines> = outcome.pages.iter().map(for_language).collect();
        pages.extend(
            attachments
                .iter()
                .flat_map(|attachment| attachment.pages.iter().map(within_paper)),
        );
        let properties = properties(&outcome.document);
        let tools = self
            .tools
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        let file_name = item.file_name.clone();
        let described =
            tokio::task::spawn_blocking(move || tools.propose(&file_name, &pages, &properties)).await;
        let mut description = described.unwrap_or_default();
        for field in &mut description.fields {
            field.evidence = field.evidence.filter(|evidence| evidence.page > 0);
        }
        let notes = outcome.document.notes.iter().cloned();
        StoredProposal {
            description,
            notes: notes.map(PaperNote::Paper).collect(),
            confidence: mean_confidence(outcome),
        }
    }

    /// Returns the level of a mark of state secrecy on the paper, none when it bears none or somebody has decided
    /// that it is no secret.
    async fn mark_of(
        &self,
        context: &JobContext,
        item: &InboxItem,
        findings: &Findings,
    ) -> Result<Option<&'static str>, JobError> {
        let level = found_mark(item, findings);
        if level.is_none() {
            return Ok(None);
        }
        let mut connection = self.database.read(context.job.realm).await?;
        let record = guildhall_archive::record::store::get(&mut connection, item.record).await?;
        let is_released = record.is_some_and(|record| record.hold == Some(Hold::Released));
        Ok(level.filter(|_| !is_released))
    }

    /// Keeps nothing of what was read; the paper waits for a person who decides about the mark on it.
    async fn hold_back(&self, actor: &Actor, item: &InboxItem, level: &str) -> Result<(), JobError> {
        let mut work = self.database.begin(actor.realm).await?;
        let now = work.now();
        let held = self.archive.hold(&mut work, actor, item.record, level).await;
        held.map_err(|error| JobError::retry("keep-reading", error))?;
        let end = Conclusion {
            state: ItemState::Unreadable,
            problem: Some(SECRECY_MARK),
            proposal: &StoredProposal::default(),
            format: &item.format,
        };
        store::conclude(&mut work, item.record, end, now).await?;
        work.commit().await?;
        tracing::warn!(record = %item.record, "a paper with a mark of state secrecy is held back");
        Ok(())
    }

    async fn keep(&self, actor: &Actor, item: &InboxItem, findings: Findings) -> Result<(), JobError> {
        let problem = |error: String| JobError::retry("keep-reading", error);
        let mut work = self.database.begin(actor.realm).await?;
        let now = work.now();
        let mut objects: Vec<SealedObject> = findings
            .attachments
            .iter()
            .map(|attachment| attachment.object.clone())
            .collect();
        objects.extend(findings.searchable.iter().map(|(object, _)| object.clone()));
        guildhall_vault::register(&mut work, &objects)
            .await
            .map_err(|error| problem(error.to_string()))?;
        for attachment in findings.attachments {
            let media_type = attachment.media_type.clone();
            let added = self
                .add(
                    &mut work,
                    actor,
                    item.record,
                    ComponentRole::Attachment,
                    (&attachment.object, attachment.file_name, attachment.media_type),
                )
                .await?;
            // An earlier reading may have kept it under another type.
            self.correct_type(&mut work, actor, added, &media_type).await?;
            let pages = kept_pages(added, &attachment.pages);
            self.archive
                .keep_reading(
                    &mut work,
                    actor,
                    item.record,
                    ReadPages {
                        component: added,
                        pages,
                    },
                    None,
                )
                .await
                .map_err(|error| problem(error.to_string()))?;
        }
        if let Some((object, name)) = findings.searchable {
            let pdf = "application/pdf".to_owned();
            self.add(
                &mut work,
                actor,
                item.record,
                ComponentRole::Searchable,
                (&object, name, pdf),
            )
            .await?;
        }
        let year = i64::from(now.civil_in("Asia/Shanghai").year());
        let title = item
            .file_name
            .rsplit_once('.')
            .map_or(item.file_name.as_str(), |(stem, _)| stem);
        let proposed = description(&self.archive, &findings.proposal, title, year);
        let media_type = &findings.outcome.document.mime;
        self.correct_type(&mut work, actor, item.component, media_type)
            .await?;
        let pages = kept_pages(item.component, &findings.outcome.pages);
        let _: Record = self
            .archive
            .keep_reading(
                &mut work,
                actor,
                item.record,
                ReadPages {
                    component: item.component,
                    pages,
                },
                Some(proposed),
            )
            .await
            .map_err(|error| problem(error.to_string()))?;
        let format = format_name(findings.outcome.document.format);
        let end = Conclusion {
            state: ItemState::Read,
            problem: None,
            proposal: &findings.proposal,
            format: &format,
        };
        store::conclude(&mut work, item.record, end, now).await?;
        work.commit().await?;
        Ok(())
    }

    async fn add(
        &self,
        work: &mut guildhall_store::Work,
        actor: &Actor,
        record: RecordId,
        role: ComponentRole,
        (object, file_name, media_type): (&SealedObject, String, String),
    ) -> Result<ComponentId, JobError> {
        let size_bytes = i64::try_from(object.size()).unwrap_or(i64::MAX);
        let new = NewComponent {
            role,
            hash: object.hash(),
            size_bytes,
            file_name,
            media_type,
        };
        let added = self.archive.add_component(work, actor, record, new).await;
        added
            .map(|component| component.id)
            .map_err(|error| JobError::retry("keep-reading", error))
    }

    async fn correct_type(
        &self,
        work: &mut guildhall_store::Work,
        actor: &Actor,
        component: ComponentId,
        media_type: &str,
    ) -> Result<(), JobError> {
        let corrected = self
            .archive
            .correct_media_type(work, actor, component, media_type)
            .await;
        corrected.map_err(|error| JobError::retry("keep-reading", error))
    }

    /// The paper stays safe in the inbox, with the reason beside it.
    async fn give_up(&self, actor: &Actor, item: &InboxItem, failure: &ReadFailure) -> Result<(), JobError> {
        let code = problem_code(failure);
        let mut work = self.database.begin(actor.realm).await?;
        let now = work.now();
        let mut format = item.format.clone();
        if let Some(told) = failed_type(failure) {
            self.correct_type(&mut work, actor, item.component, told).await?;
            format = format_name(Format::Other);
        }
        let end = Conclusion {
            state: ItemState::Unreadable,
            problem: Some(code),
            proposal: &item.proposal,
            format: &format,
        };
        store::conclude(&mut work, item.record, end, now).await?;
        work.commit().await?;
        Err(JobError::fail(code, failure))
    }
}

/// Looks for a mark in names, properties and pages of the paper and of the files inside it.
fn found_mark(item: &InboxItem, findings: &Findings) -> Option<&'static str> {
    let properties = &findings.outcome.document.properties;
    let titles = [Some(item.file_name.as_str()), properties.title.as_deref()];
    let named = titles.into_iter().flatten().find_map(secrecy_mark::in_text);
    let pages: Vec<PageLines> = findings.outcome.pages.iter().map(for_language).collect();
    named.or_else(|| secrecy_mark::on_pages(&pages)).or_else(|| {
        findings.attachments.iter().find_map(|attachment| {
            let pages: Vec<PageLines> = attachment.pages.iter().map(for_language).collect();
            secrecy_mark::in_text(&attachment.file_name).or_else(|| secrecy_mark::on_pages(&pages))
        })
    })
}

fn kept_pages(component: ComponentId, pages: &[guildhall_reading::Page]) -> Vec<KeptPage> {
    pages.iter().map(|page| kept(component, page)).collect()
}

fn searchable_name(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    format!("{stem}-双层.pdf")
}

fn properties(document: &Document) -> FileProperties {
    FileProperties {
        title: document.properties.title.clone(),
        author: document.properties.author.clone(),
        date: document.properties.created.clone(),
    }
}

/// The name of a format as the inbox keeps it.
fn format_name(format: Format) -> String {
    format!("{format:?}").to_lowercase()
}

/// Cuts off the pages beyond those that are kept, and notes that they are missing.
pub(super) fn keep_within(outcome: &mut ReadOutcome) {
    if outcome.pages.len() <= PAGES_KEPT_MAX {
        return;
    }
    let total = outcome.document.page_count.max(outcome.pages.len() as u64);
    outcome.pages.truncate(PAGES_KEPT_MAX);
    let notes = &mut outcome.document.notes;
    notes.retain(|note| !matches!(note, Note::PagesLeftOut { .. }));
    notes.push(Note::PagesLeftOut {
        read: PAGES_KEPT_MAX as u64,
        total,
    });
}

fn mean_confidence(outcome: &ReadOutcome) -> f32 {
    let (sum, count) = outcome
        .pages
        .iter()
        .flat_map(|page| &page.lines)
        .fold((0.0_f32, 0_u32), |(sum, count), line| {
            (sum + line.confidence, count + 1)
        });
    if count == 0 { 1.0 } else { sum / count as f32 }
}
