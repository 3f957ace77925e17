//! Packing one record.

use crate::contents::{Part, Source, gather};
use crate::historian::Past;
use crate::{DispatchError, Elements, Format, Signer};
use guildhall_archive::{Archive, Component, Record};
use guildhall_kernel::Timestamp;
use guildhall_package::bagit::BagWriter;
use guildhall_package::eep::{Act, Agent, Draft, DraftFile, Metadata, write_original};
use guildhall_package::ocfl::{ObjectWriter, VersionInfo};
use guildhall_package::{Algorithm, FolderSink, PackageError, Sink, ZipSink};
use guildhall_store::Connection;
use guildhall_vault::Vault;
use std::fs::File;
use std::io::{BufWriter, Seek as _};
use std::path::{Path, PathBuf};
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
    /// What happened to it, here and in houses before this one.
    pub past: Past,
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
        let packing = self.prepare(connection, archive, order).await?;
        let scratch = self.scratch.clone();
        in_thread(move || {
            let file = tempfile::tempfile_in(scratch).map_err(DispatchError::Scratch)?;
            let mut file = packing.write(file, format)?;
            file.rewind().map_err(DispatchError::Scratch)?;
            Ok(file)
        })
        .await
    }

    /// Packs a record at a place of the disk: a folder, or the file of a national package. What lay there is replaced; the
    /// place has the whole package or none of it.
    ///
    /// # Errors
    /// As [`Dispatch::pack`].
    pub async fn pack_at(
        &self,
        connection: &mut Connection,
        archive: &Archive,
        order: Order<'_>,
        (format, place): (Format, PathBuf),
    ) -> Result<Packed, DispatchError> {
        let packing = self.prepare(connection, archive, order).await?;
        in_thread(move || packing.place(format, &place)).await
    }

    async fn prepare(
        &self,
        connection: &mut Connection,
        archive: &Archive,
        order: Order<'_>,
    ) -> Result<Packing, DispatchError> {
        let record = order.record;
        let code = record.archival_code.clone().ok_or(DispatchError::NotFiled)?;
        let from = (&*archive.dictionary, &*archive.codes);
        let whole = (record, archive.volume_number(record));
        let metadata = self.elements.describe(from, whole, &order.past.organisation);
        let parts = gather(&self.vault, connection, &order, &metadata).await?;
        Ok(Packing {
            about: (record.id.to_string(), code),
            title: record.title.clone(),
            organisation: order.past.organisation,
            metadata,
            history: order.past.history,
            parts,
            now: order.now,
            signer: Arc::clone(&self.signer),
            handle: Handle::current(),
        })
    }
}

/// Does something in a thread that may wait.
pub(crate) async fn in_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DispatchError> + Send + 'static,
) -> Result<T, DispatchError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| DispatchError::Scratch(std::io::Error::other(error)))?
}

/// A package that lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Files of the record and about it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// SHA-256 of the file that vouches for all others, see [`voucher`].
    pub digest: String,
}

/// Returns the file whose digest stands for a whole package, below the folder of the package: its manifest of manifests,
/// its inventory, or the package itself.
pub const fn voucher(format: Format) -> Option<&'static str> {
    match format {
        Format::Eep => None,
        Format::Bagit => Some("tagmanifest-sha256.txt"),
        Format::Ocfl => Some("inventory.json"),
    }
}

/// Returns the digest that stands for the package at a place.
///
/// # Errors
/// Those of the disk.
pub(crate) fn digest_at(format: Format, place: &Path) -> std::io::Result<String> {
    let file = match voucher(format) {
        Some(name) => place.join(name),
        None => place.to_owned(),
    };
    let hashing = guildhall_package::digest::Hashing::new(File::open(file)?, &[Algorithm::Sha256]);
    let (_, digests) = hashing.exhaust()?;
    Ok(digests.concat())
}

impl Packing {
    fn write(self, file: File, format: Format) -> Result<File, DispatchError> {
        let folder = self.folder();
        match format {
            Format::Eep => self.eep(file),
            Format::Bagit => {
                let sink = ZipSink::new(BufWriter::new(file), &folder)?;
                done(self.bag(sink)?.finish()?)
            }
            Format::Ocfl => {
                let sink = ZipSink::new(BufWriter::new(file), &folder)?;
                done(self.object(sink)?.finish()?)
            }
        }
    }

    /// Writes the package beside its place and puts it there when it is whole.
    fn place(self, format: Format, place: &Path) -> Result<Packed, DispatchError> {
        let beside = beside(place);
        remove(&beside).map_err(DispatchError::Scratch)?;
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder).map_err(DispatchError::Scratch)?;
        }
        let files = self.parts.len() as u64;
        let bytes = self.parts.iter().map(|part| part.size).sum();
        match format {
            Format::Eep => {
                let file = File::create_new(&beside).map_err(DispatchError::Scratch)?;
                let file = self.eep(file)?;
                file.sync_all().map_err(DispatchError::Scratch)?;
            }
            Format::Bagit => drop(self.bag(FolderSink::create(&beside)?)?),
            Format::Ocfl => drop(self.object(FolderSink::create(&beside)?)?),
        }
        let put = || -> std::io::Result<String> {
            remove(place)?;
            std::fs::rename(&beside, place)?;
            if let Some(folder) = place.parent() {
                File::open(folder)?.sync_all()?;
            }
            digest_at(format, place)
        };
        Ok(Packed {
            files,
            bytes,
            digest: put().map_err(DispatchError::Scratch)?,
        })
    }

    /// The name of the folder in a zip file.
    fn folder(&self) -> String {
        guildhall_package::path::as_part(&self.about.1)
    }

    fn bag<S: Sink>(self, mut sink: S) -> Result<S, DispatchError> {
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
        let mut bag = BagWriter::new(&mut sink);
        for mut part in self.parts {
            let source = std::mem::replace(&mut part.source, Source::Bytes(Vec::new()));
            let sha256 = bag.add(&part.path, &mut source.into_read(&self.handle))?;
            part.require(&sha256)?;
        }
        bag.finish(&info)?;
        Ok(sink)
    }

    fn object<S: Sink>(self, mut sink: S) -> Result<S, DispatchError> {
        let about = VersionInfo {
            created: self.now.to_rfc3339(),
            message: self.title.clone(),
            user: self.organisation.clone(),
            address: object_id(&self.about.0),
        };
        let mut object = ObjectWriter::new(&mut sink, &about.address)?;
        for mut part in self.parts {
            let source = std::mem::replace(&mut part.source, Source::Bytes(Vec::new()));
            let sha256 = object.add(&part.path, &mut source.into_read(&self.handle))?;
            part.require(&sha256)?;
        }
        object.end_version(&about)?;
        object.finish()?;
        Ok(sink)
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

/// Returns the id of a record's object in OCFL.
pub(crate) fn object_id(record: &str) -> String {
    format!("urn:uuid:{record}")
}

/// Where a package is written until it is whole.
fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.part"))
}

/// Takes a file or a folder away, if there is one.
pub(crate) fn remove(place: &Path) -> std::io::Result<()> {
    match std::fs::symlink_metadata(place) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(place),
        Ok(_) => std::fs::remove_file(place),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Returns the file behind a writer once everything is in it.
fn done(writer: BufWriter<File>) -> Result<File, DispatchError> {
    writer
        .into_inner()
        .map_err(|error| DispatchError::Scratch(error.into_error()))
}
