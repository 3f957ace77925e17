//! Files that an OFD carries (`Attachments.xml`).

use std::io::Write;

use super::locate;
use super::structure::{Structure, bodies};
use crate::document::AttachmentInfo;
use crate::error::{Measure, ReadingError};
use crate::file_name::SafeFileName;
use crate::package::Package;
use crate::task::Task;
use crate::xml::{Node, XmlReader};

/// Adds the document's attachments to the list; one whose file is missing is left out.
pub(super) fn list(
    package: &mut Package<'_>,
    task: &Task<'_>,
    structure: &Structure,
    all: &mut Vec<AttachmentInfo>,
) -> Result<(), ReadingError> {
    for (name, path) in named_paths(package, task, structure)? {
        let Some(entry) = package.find(&path) else {
            continue;
        };
        all.push(AttachmentInfo {
            index: all.len(),
            name: SafeFileName::new(&name),
            mime: None,
            size_bytes: Some(package.entries()[entry].declared_bytes),
        });
    }
    Ok(())
}

/// Unpacks the attachment of this index, counted over all documents of the file.
pub(crate) fn extract(task: &Task<'_>, index: usize, out: &mut dyn Write) -> Result<u64, ReadingError> {
    let mut package = Package::open(task)?;
    let mut paths = Vec::new();
    for body in bodies(&mut package, task)? {
        let structure = Structure::of(&mut package, task, &body)?;
        paths.extend(named_paths(&mut package, task, &structure)?);
    }
    let (_, path) = paths.get(index).ok_or(ReadingError::NoSuchAttachment { index })?;
    let entry = package
        .find(path)
        .ok_or(ReadingError::NoSuchAttachment { index })?;
    package.copy(entry, out, Some(Measure::AttachmentBytes))
}

fn named_paths(
    package: &mut Package<'_>,
    task: &Task<'_>,
    structure: &Structure,
) -> Result<Vec<(String, String)>, ReadingError> {
    let Some(list) = &structure.attachments else {
        return Ok(Vec::new());
    };
    let xml = package.require_xml(list)?;
    let mut reader = XmlReader::new(&xml, task.limits.xml_depth);
    let mut found = Vec::new();
    let (mut name, mut inside) = (String::new(), String::new());
    while let Some(node) = reader.next()? {
        match node {
            Node::Start(element) => {
                inside = element.name();
                if inside == "Attachment" {
                    name = element.attribute("Name").unwrap_or_default();
                }
            }
            Node::Text(text) if inside == "FileLoc" => {
                let places = [list.as_str(), structure.root.as_str()];
                let path = places.into_iter().find_map(|base| locate(package, base, &text));
                found.extend(path.map(|path| (with_extension(&name, &path), path)));
            }
            Node::Text(_) => {}
            Node::End(_) => inside.clear(),
        }
    }
    Ok(found)
}

/// The name is for people and often lacks the extension that the location has.
fn with_extension(name: &str, path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    match file.rsplit_once('.') {
        _ if name.is_empty() => file.to_owned(),
        Some((_, extension))
            if !name
                .to_lowercase()
                .ends_with(&format!(".{}", extension.to_lowercase())) =>
        {
            format!("{name}.{extension}")
        }
        _ => name.to_owned(),
    }
}
