//! Checking a package that was read: its signatures, the certificates, sizes and digests of its files.

use super::certificate::Certificate;
use super::layer::{Layer, Signed};
use super::read::DIGEST_NOTE;
use super::scan::Scanned;
use super::signature;
use super::{Problem, Reason};
use crate::PackageError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guildhall_kernel::Timestamp;
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

/// Checks all signatures, and returns the certificates behind them.
///
/// # Errors
/// [`PackageError::File`].
pub(super) fn signatures<R: Read + Seek>(
    input: &mut R,
    scanned: &mut Scanned,
    now: Timestamp,
) -> Result<Vec<Certificate>, PackageError> {
    let mut certificates = Vec::new();
    let mut problems = Vec::new();
    for layer in &scanned.layers {
        if layer.signatures.is_empty() {
            problems.push(Problem::new(Reason::Unsigned, &layer.created));
        }
        for signed in &layer.signatures {
            let over = layer.range.clone();
            check(input, (signed, over), now, &mut certificates, &mut problems)?;
        }
    }
    if let Some(lock) = &scanned.lock {
        let id = lock.get("被锁定签名标识符");
        let mut signatures = scanned.layers.iter().flat_map(|layer| &layer.signatures);
        match signatures.find(|signed| signed.get("签名标识符") == id) {
            Some(locked) => {
                let over = locked.range.clone();
                check(input, (lock, over), now, &mut certificates, &mut problems)?;
            }
            None => problems.push(Problem::new(Reason::Signature, id)),
        }
    }
    scanned.problems.append(&mut problems);
    Ok(certificates)
}

/// Checks one signature over a part of the input.
fn check<R: Read + Seek>(
    input: &mut R,
    (signed, over): (&Signed, std::ops::Range<u64>),
    now: Timestamp,
    certificates: &mut Vec<Certificate>,
    problems: &mut Vec<Problem>,
) -> Result<(), PackageError> {
    let name = format!("{}{}", signed.get("签名标识符"), signed.get("被锁定签名标识符"));
    let decoded = |element| {
        let text: String = signed.get(element).split_whitespace().collect();
        STANDARD.decode(text).unwrap_or_default()
    };
    let certificate = match Certificate::parse(&decoded("证书")) {
        Ok(certificate) => certificate,
        Err(problem) => {
            problems.push(problem);
            return Ok(());
        }
    };
    let failed = |error| PackageError::file("EEP", error);
    input.seek(SeekFrom::Start(over.start)).map_err(failed)?;
    let mut message = input.take(over.end - over.start);
    let with = (&certificate.key, signed.get("签名算法标识"));
    match signature::verify(with, &decoded("签名结果"), &mut message).map_err(failed)? {
        Some(true) => {}
        Some(false) => problems.push(Problem::new(Reason::Signature, &name)),
        None => problems.push(Problem::new(
            Reason::Certificate,
            format!("{name}: {}", signed.get("签名算法标识")),
        )),
    }
    if let Err(problem) = certificate.require_valid(now) {
        problems.push(problem);
    }
    if !certificates
        .iter()
        .any(|other| other.fingerprint == certificate.fingerprint)
    {
        certificates.push(certificate);
    }
    Ok(())
}

/// Holds the files against their sizes, against the digests that the package notes, and references against what they
/// refer to.
pub(super) fn files(scanned: &mut Scanned) {
    let mut problems = Vec::new();
    let mut contents: BTreeMap<&str, &(String, u64)> = BTreeMap::new();
    for layer in &scanned.layers {
        for file in &layer.files {
            if let Some(content) = &file.content {
                contents.insert(&file.id, content);
            }
        }
    }
    for layer in &scanned.layers {
        let noted = noted(layer);
        for file in &layer.files {
            let source = file.reference.as_deref().unwrap_or(&file.id);
            let Some((sha256, size)) = contents.get(source) else {
                problems.push(Problem::new(Reason::Grammar, format!("引用编码数据ID: {source}")));
                continue;
            };
            if file.stated_size != size.to_string() {
                let what = format!("{}: {} ≠ {size}", file.name, file.stated_size);
                problems.push(Problem::new(Reason::Size, what));
            }
            if noted.get(file.id.as_str()).is_some_and(|noted| noted != sha256) {
                problems.push(Problem::new(Reason::Digest, &file.name));
            }
        }
    }
    scanned.problems.append(&mut problems);
}

/// The digests that a layer notes, by id of content.
fn noted(layer: &Layer) -> BTreeMap<&str, &str> {
    let notes = layer.metadata.get("M75").iter();
    notes
        .filter_map(|note| note.strip_prefix(DIGEST_NOTE)?.split_once(' '))
        .collect()
}
