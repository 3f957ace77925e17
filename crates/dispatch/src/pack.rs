//! Packing one record.

use crate::contents::{Part, Source, gather};
use crate::{DispatchError, Elements, Format, Signer};
use guildhall_archive::{Archive, Component, Record};
use guildhall_kernel::Timestamp;
use guildhall_package::bagit::BagWriter;
use guildhall_package::eep::{Act, Agent, Draft, DraftFile, Metadata, write_original};
use guildhall_package::ocfl::{ObjectWriter, VersionInfo};
use guildhall_package::{PackageError, ZipSink};
use guildhall_store::Connection;
use guildhall_vault::Vault;
use std::fs::File;
use std::io::{BufWriter, Seek as _};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Acts that a national package names; more stand in its file history.json.
const ACTS_MAX: usize = 1_000;

/// One line of a record's history, for people.
#[derive(Debug, Clone)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub who: String,
    /// Whether that is a person, and no part of the program.
    pub is_person: bool,
    /// What, in words.
    pub what: String,
    /// What, as the ledger names it.
    pub action: String,
    /// Its place in the ledger.
    pub leaf: Option<u64>,
}

/// A record to be packed, as the person sees it who takes it with her.
#[derive(Debug)]
pub struct Order<'o> {
    /// The record.
    pub record: &'o Record,
    /// Its files.
    pub components: &'o [Component],
    /// Name of its organisation.
    pub organisation: String,
    /// What happened to it, the oldest first; at least its filing.
    pub history: Vec<HistoryLine>,
    /// The proof of that history, for `guildhall-verify`.
    pub proof: String,
    /// When it is packed.
    pub now: Timestamp,
}

/// Packs records. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Dispatch {
    /// Where files lie.
    pub vault: Vault,
    /// Which element each value becomes.
    pub elements: Arc<Elements>,
    /// The keys of national packages.
    pub signer: Arc<Signer>,
    /// Where a package is put together.
    pub scratch: PathBuf,
}

/// What a thread that may wait needs to write a package.
struct Packing {
    /// Id and archival code of the record.
    about: (String, String),
    organisation: String,
    title: String,
    metadata: Metadata,
    history: Vec<HistoryLine>,
    parts: Vec<Part>,
    now: Timestamp,
    signer: Arc<Signer>,
    handle: Handle,
}

impl Dispatch {
    /// Packs a record, and returns the finished file at its beginning. The caller has asked whether all of this may go
    /// out, in clear.
    ///
    /// # Errors
    /// [`DispatchError::NotFiled`]; [`DispatchError::Package`] with [`PackageError::Changed`] when a file is not what
    /// the archive knows; [`DispatchError::Vault`], [`DispatchError::Key`], [`DispatchError::Scratch`].
    pub async fn pack(
        &self,
        connection: &mut Connection,
        archive: &Archive,
        order: Order<'_>,
        format: Format,
    ) -> Result<File, DispatchError> {
        let record = order.record;
        let code = record.archival_code.clone().ok_or(DispatchError::NotFiled)?;
        let from = (&*archive.dictionary, &*archive.codes);
        let metadata = self.elements.describe(from, record, &order.organisation);
        let parts = gather(&self.vault, connection, &order, &metadata).await?;
        let packing = Packing {
            about: (record.id.to_string(), code),
            title: record.title.clone(),
            organisation: order.organisation,
            metadata,
            history: order.history,
            parts,
            now: order.now,
            signer: Arc::clone(&self.signer),
            handle: Handle::current(),
        };
        let scratch = self.scratch.clone();
        let written = tokio::task::spawn_blocking(move || {
            let file = tempfile::tempfile_in(scratch).map_err(DispatchError::Scratch)?;
            let mut file = packing.write(file, format)?;
            file.rewind().map_err(DispatchError::Scratch)?;
            Ok(file)
        });
        written
            .await
            .map_err(|error| DispatchError::Scratch(std::io::Error::other(error)))?
    }
}

impl Packing {
    fn write(self, file: File, format: Format) -> Result<File, DispatchError> {
        match format {
            Format::Eep => self.eep(file),
            Format::Bagit => self.bag(file),
            Format::Ocfl => self.object(file),
        }
    }

    /// The name of the folder in a zip file.
    fn folder(&self) -> String {
        guildhall_package::path::as_part(&self.about.1)
    }

    fn bag(self, file: File) -> Result<File, DispatchError> {
        let info = [
            ("Source-Organization", self.organisation.clone()),
            ("External-Identifier", self.about.1.clone()),
            ("External-Description", self.title.clone()),
            ("Internal-Sender-Identifier", self.about.0.clone()),
            (
                "Bagging-Date",
                self.now.civil_in("Asia/Shanghai").date().to_string(),
            ),
            ("Bag-Software-Agent", "Guildhall".to_owned()),
        ]
        .map(|(label, value)| (label.to_owned(), value));
        let mut sink = ZipSink::new(BufWriter::new(file), &self.folder())?;
        let mut bag = BagWriter::new(&mut sink);
        for mut part in self.parts {
            let source = std::mem::replace(&mut part.source, Source::Bytes(Vec::new()));
            let sha256 = bag.add(&part.path, &mut source.into_read(&self.handle))?;
            part.require(&sha256)?;
        }
        bag.finish(&info)?;
        done(sink.finish()?)
    }

    fn object(self, file: File) -> Result<File, DispatchError> {
        let about = VersionInfo {
            created: self.now.to_rfc3339(),
            message: self.title.clone(),
            user: self.organisation.clone(),
            address: format!("urn:uuid:{}", self.about.0),
        };
        let mut sink = ZipSink::new(BufWriter::new(file), &self.folder())?;
        let mut object = ObjectWriter::new(&mut sink, &about.address)?;
        for mut part in self.parts {
            let source = std::mem::replace(&mut part.source, Source::Bytes(Vec::new()));
            let sha256 = object.add(&part.path, &mut source.into_read(&self.handle))?;
            part.require(&sha256)?;
        }
        object.end_version(&about)?;
        object.finish()?;
        done(sink.finish()?)
    }

    fn eep(self, file: File) -> Result<File, DispatchError> {
        let keys = self.signer.keys()?;
        let draft = self.draft();
        let handle = self.handle;
        let mut sources: Vec<Option<Source>> = self.parts.into_iter().map(|part| Some(part.source)).collect();
        let mut contents = |number: usize| {
            let source = sources.get_mut(number).and_then(Option::take);
            let source = source.unwrap_or(Source::Bytes(Vec::new()));
            Ok::<_, PackageError>(source.into_read(&handle))
        };
        let signer = (&*keys, self.signer.random());
        done(write_original(
            BufWriter::new(file),
            signer,
            &draft,
            &mut contents,
        )?)
    }

    /// What the national package says.
    fn draft(&self) -> Draft {
        let mut agents: Vec<Agent> = Vec::new();
        let mut acts = Vec::new();
        for line in self.history.iter().rev().take(ACTS_MAX).rev() {
            let known = agents.iter().position(|agent| agent.name == line.who);
            let agent = known.unwrap_or_else(|| {
                agents.push(Agent {
                    kind: line.is_person.then_some("个人"),
                    name: line.who.clone(),
                });
                agents.len() - 1
            });
            acts.push(Act {
                name: line.what.clone(),
                at: line.at,
                agent,
                description: line.action.clone(),
            });
        }
        let file = |part: &Part| DraftFile {
            name: part.name.clone(),
            size: part.size,
            sha256: part.sha256.clone(),
            media_type: part.media_type.clone(),
            is_main: part.is_main,
            reference: None,
        };
        Draft {
            created: self.now,
            creator: self.organisation.clone(),
            metadata: self.metadata.clone(),
            agents,
            acts,
            files: self.parts.iter().map(file).collect(),
        }
    }
}

/// Returns the file behind a writer once everything is in it.
fn done(writer: BufWriter<File>) -> Result<File, DispatchError> {
    writer
        .into_inner()
        .map_err(|error| DispatchError::Scratch(error.into_error()))
}
