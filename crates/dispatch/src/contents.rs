//! What goes into a package: the files of the record, its metadata, its history, the proof of that history.

use crate::DispatchError;
use crate::pack::Order;
use guildhall_archive::ComponentRole;
use guildhall_package::eep::{Metadata, element_name};
use guildhall_package::path::as_part;
use guildhall_package::{Algorithm, PackageError};
use guildhall_store::Connection;
use guildhall_vault::{Vault, VaultReader};
use serde_json::{Value, json};
use std::io::Read;
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;

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
            path: format!("metadata/{name}"),
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
/// [`DispatchError::Vault`].
pub(crate) async fn gather(
    vault: &Vault,
    connection: &mut Connection,
    order: &Order<'_>,
    metadata: &Metadata,
) -> Result<Vec<Part>, DispatchError> {
    let mut parts = Vec::new();
    for component in order.components {
        let reader = vault.open_object(connection, component.hash).await?;
        let name = as_part(&component.file_name);
        parts.push(Part {
            path: format!("files/{:03}-{name}", component.sequence),
            name: component.file_name.clone(),
            size: reader.size(),
            sha256: component.hash.to_hex(),
            media_type: component.media_type.clone(),
            is_main: component.role == ComponentRole::Original,
            source: Source::Vault(reader),
        });
    }
    parts.push(Part::made("record.json", pretty(&described(order, metadata))));
    parts.push(Part::made("history.json", pretty(&history(order))));
    parts.push(Part::made("proof.json", order.proof.clone().into_bytes()));
    Ok(parts)
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// The record with the elements of DA/T 46 and with its own fields, and where each file lies.
fn described(order: &Order<'_>, metadata: &Metadata) -> Value {
    let record = order.record;
    let elements: Vec<Value> = metadata
        .all()
        .map(|(number, values)| json!({ "number": number, "name": element_name(number), "values": values }))
        .collect();
    let files: Vec<Value> = order
        .components
        .iter()
        .map(|component| {
            json!({
                "sequence": component.sequence, "role": component.role, "name": component.file_name,
                "sha256": component.hash, "bytes": component.size_bytes, "media_type": component.media_type,
            })
        })
        .collect();
    json!({
        "id": record.id,
        "archival_code": record.archival_code,
        "type": record.type_code,
        "dictionary_version": record.dictionary_version,
        "organisation": order.organisation,
        "digest": record.digest(),
        "elements": elements,
        "fields": record.all_fields(),
        "files": files,
    })
}

fn history(order: &Order<'_>) -> Value {
    let lines = order.history.iter().map(|line| {
        json!({
            "at": line.at.to_rfc3339(), "who": line.who, "what": line.what, "action": line.action, "leaf": line.leaf,
        })
    });
    Value::Array(lines.collect())
}
