//! What goes into a package: the files of the record, its metadata, what was read on its pages, its history and the proof
//! of that history, and what houses before this one told.

use crate::pack::Order;
use crate::portable::{
    Carried, CarriedAct, CarriedFile, CarriedHouse, CarriedPage, FORM, HISTORY, PAGES, PROOF, RECORD, Unit,
    about_path, file_path, prior_history, prior_proof,
};
use crate::{DispatchError, PriorHistory};
use guildhall_archive::{ComponentRole, fonds, page};
use guildhall_identity::organisation::service as organisations;
use guildhall_package::eep::{Metadata, element_name};
use guildhall_package::{Algorithm, PackageError};
use guildhall_store::{Connection, StoreError};
use guildhall_vault::{Vault, VaultReader};
use serde_json::{Value, json};
use std::io::Read;
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;

/// Pages of one file that go along.
const PAGES_MAX: u32 = 100_000;

/// Where the bytes of a part come from.
pub(crate) enum Source {
    /// They were made here.
    Bytes(Vec<u8>),
    /// They lie in the vault, which verifies them once more while they are read.
    Vault(VaultReader),
}

impl Source {
    /// Gives the bytes to a thread that may wait.
    pub fn into_read(self, handle: &Handle) -> Box<dyn Read> {
        match self {
            Self::Bytes(bytes) => Box::new(std::io::Cursor::new(bytes)),
            Self::Vault(reader) => Box::new(Waiting {
                reader,
                handle: handle.clone(),
            }),
        }
    }
}

/// Reads from the vault in a thread that may wait.
struct Waiting {
    reader: VaultReader,
    handle: Handle,
}

impl Read for Waiting {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.handle.block_on(self.reader.read(into))
    }
}

/// One file of a package.
pub(crate) struct Part {
    /// Its path in a bag or object.
    pub path: String,
    /// Its own name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal, as the archive knows it.
    pub sha256: String,
    /// Its media type.
    pub media_type: String,
    /// Whether it is the record itself.
    pub is_main: bool,
    /// Its bytes.
    pub source: Source,
}

impl Part {
    fn made(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            path: about_path(name),
            name: name.to_owned(),
            size: bytes.len() as u64,
            sha256: Algorithm::Sha256.of(&bytes),
            media_type: "application/json".to_owned(),
            is_main: false,
            source: Source::Bytes(bytes),
        }
    }

    /// Refuses to go on when the bytes were not what the archive knows.
    pub fn require(&self, sha256: &str) -> Result<(), PackageError> {
        match self.sha256 == sha256 {
            true => Ok(()),
            false => Err(PackageError::Changed {
                name: self.name.clone(),
            }),
        }
    }
}

/// Brings everything together; the files of the record are opened and not yet read.
///
/// # Errors
/// [`DispatchError::Vault`], [`DispatchError::Store`].
pub(crate) async fn gather(
    vault: &Vault,
    connection: &mut Connection,
    order: &Order<'_>,
    metadata: &Metadata,
) -> Result<Vec<Part>, DispatchError> {
    let mut parts = Vec::new();
    for component in order.components {
        let reader = vault.open_object(connection, component.hash).await?;
        parts.push(Part {
            path: file_path(component.sequence, &component.file_name),
            name: component.file_name.clone(),
            size: reader.size(),
            sha256: component.hash.to_hex(),
            media_type: component.media_type.clone(),
            is_main: component.role == ComponentRole::Original,
            source: Source::Vault(reader),
        });
    }
    let carried = carried(connection, order).await?;
    parts.push(Part::made(RECORD, pretty(&described(order, metadata, &carried)?)));
    let pages = pages(connection, order).await?;
    parts.push(Part::made(PAGES, pretty(&as_json(&pages)?)));
    parts.push(Part::made(HISTORY, pretty(&history(order)?)));
    parts.push(Part::made(PROOF, order.past.proof.clone().into_bytes()));
    for (prior, number) in order.past.prior.iter().zip(1..) {
        let told = prior.history.clone().into_bytes();
        parts.push(Part::made(&prior_history(number), told));
        let proof = prior.proof.clone().into_bytes();
        parts.push(Part::made(&prior_proof(number), proof));
    }
    Ok(parts)
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

fn as_json(value: &impl serde::Serialize) -> Result<Value, DispatchError> {
    let written = serde_json::to_value(value);
    written.map_err(|error| StoreError::inconsistent("package", error.to_string()).into())
}

/// What another house needs to take the record over.
async fn carried(connection: &mut Connection, order: &Order<'_>) -> Result<Carried, DispatchError> {
    let record = order.record;
    let chain = organisations::chain(connection, &record.org_path).await?;
    let fonds = fonds::for_path(connection, &record.org_path).await?;
    Ok(Carried {
        form: FORM.to_owned(),
        state: record.clone(),
        digest: record.digest(),
        organisations: chain.iter().map(Unit::from).collect(),
        organisation: order.past.organisation.clone(),
        fonds_path: fonds.map(|fonds| fonds.org_path),
        files: order.components.iter().map(CarriedFile::from).collect(),
        prior: order.past.prior.iter().map(house).collect(),
    })
}

fn house(prior: &PriorHistory) -> CarriedHouse {
    CarriedHouse {
        sender: prior.sender.clone(),
        received_at: prior.received_at,
    }
}

async fn pages(connection: &mut Connection, order: &Order<'_>) -> Result<Vec<CarriedPage>, DispatchError> {
    let mut pages = Vec::new();
    for component in order.components {
        let read = page::of_component(connection, component.id, PAGES_MAX).await?;
        pages.extend(
            read.into_iter()
                .map(|page| CarriedPage::of(component.sequence, page)),
        );
    }
    Ok(pages)
}

/// The record with the elements of DA/T 46 and with its own fields, where each file lies, and its state for another house.
fn described(order: &Order<'_>, metadata: &Metadata, carried: &Carried) -> Result<Value, DispatchError> {
    let record = order.record;
    let elements: Vec<Value> = metadata
        .all()
        .map(|(number, values)| json!({ "number": number, "name": element_name(number), "values": values }))
        .collect();
    let mut value = as_json(carried)?;
    value["id"] = json!(record.id);
    value["archival_code"] = json!(record.archival_code);
    value["type"] = json!(record.type_code);
    value["dictionary_version"] = json!(record.dictionary_version);
    value["elements"] = json!(elements);
    value["fields"] = json!(record.all_fields());
    Ok(value)
}

fn history(order: &Order<'_>) -> Result<Value, DispatchError> {
    let lines = order.past.history.iter().map(|line| CarriedAct {
        at: line.at.to_rfc3339(),
        who: line.who.clone(),
        what: line.what.clone(),
        action: line.action.clone(),
        leaf: line.leaf,
    });
    as_json(&lines.collect::<Vec<_>>())
}
