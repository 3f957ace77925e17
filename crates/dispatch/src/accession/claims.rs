//! What a genuine package says, held against its own proof: that the description is the one that the sender's ledger knows,
//! and that its history is the whole one.

use super::opening::{Opened, OpenedFile};
use crate::portable::{
    Carried, CarriedAct, CarriedPage, FORM, HISTORY, PAGES, PROOF, RECORD, file_path, prior_history,
    prior_proof,
};
use crate::{PriorHistory, Told};
use guildhall_archive::record::{FILES_KIND, SUBJECT_KIND};
use guildhall_archive::{ComponentRole, RecordState};
use guildhall_kernel::{ContentHash, RecordId, Timestamp};
use guildhall_ledger::VerifyingKey;
use guildhall_ledger::history_proof::{HistoryProof, ProvedHistory};
use std::collections::BTreeSet;

/// Most files of one record.
const FILES_MAX: usize = 1_000;
/// Most pages of one record.
const PAGES_MAX: usize = 100_000;
/// Characters of a short value that is no field of the dictionary.
const SHORT_CHARS: usize = 200;
/// Houses before the sender's.
const HOUSES_MAX: usize = 99;

/// What a package says.
#[derive(Debug)]
pub(super) struct Claims {
    /// The record.
    pub carried: Carried,
    /// Its files, in the order of [`Carried::files`].
    pub files: Vec<OpenedFile>,
    /// What was read on its pages.
    pub pages: Vec<CarriedPage>,
    /// What houses told of it, the sender last.
    pub histories: Vec<PriorHistory>,
    /// The digest of its files and pages, as the sender's ledger knows it.
    pub files_digest: Option<String>,
}

/// Reads what a package says.
///
/// # Errors
/// The first thing that does not hold.
pub(super) fn read(opened: &Opened, now: Timestamp) -> Result<Claims, Told> {
    let text = opened
        .about(RECORD)
        .ok_or_else(|| Told::new("accession-foreign", []))?;
    let carried: Carried = serde_json::from_str(&text).map_err(|error| form(RECORD, &error.to_string()))?;
    if carried.form != FORM {
        return Err(form(RECORD, &carried.form));
    }
    require_sound(&carried)?;
    if carried.state.digest() != carried.digest {
        return Err(Told::new("accession-digest", []));
    }
    let files = files(opened, &carried)?;
    let pages = pages(opened, &carried)?;
    let mut histories = earlier(opened, &carried)?;
    let (sender, proved) = history(opened, (HISTORY, PROOF), &carried.state.id)?;
    if sender.state_digest != carried.digest.to_hex() {
        return Err(proof("record.json"));
    }
    histories.push(PriorHistory {
        sender: carried.organisation.clone(),
        received_at: now,
        ..sender
    });
    Ok(Claims {
        files_digest: last_digest(&proved, FILES_KIND, &carried.state.id),
        carried,
        files,
        pages,
        histories,
    })
}

fn form(file: &str, what: &str) -> Told {
    Told::new("accession-form", [("what", format!("{file}: {what}").as_str())])
}

fn proof(what: &str) -> Told {
    Told::new("accession-proof", [("what", what)])
}

/// Refuses what no house writes: names that are none, numbers without end, a record that is not filed.
fn require_sound(carried: &Carried) -> Result<(), Told> {
    let state = &carried.state;
    let is_filed = state.state == RecordState::Filed
        && state.archival_code.is_some()
        && state.fonds_code.is_some()
        && state.filed_at.is_some()
        && state.discarded.is_none();
    if !is_filed {
        return Err(Told::new("accession-not-filed", []));
    }
    let short = [
        state.archival_code.as_deref().unwrap_or_default(),
        state.fonds_code.as_deref().unwrap_or_default(),
        &state.department,
        &state.source,
        &state.retention,
        &carried.organisation,
    ];
    let is_short = |text: &&str| text.chars().count() <= SHORT_CHARS && !text.chars().any(char::is_control);
    if !short.iter().all(is_short) || state.version < 1 {
        return Err(form(RECORD, "state"));
    }
    if carried.files.len() > FILES_MAX || carried.prior.len() > HOUSES_MAX {
        return Err(form(RECORD, "files"));
    }
    let sequences: BTreeSet<u32> = carried.files.iter().map(|file| file.sequence).collect();
    let has_original = carried
        .files
        .iter()
        .any(|file| file.role == ComponentRole::Original);
    if sequences.len() != carried.files.len() || sequences.contains(&0) || !has_original {
        return Err(form(RECORD, "files"));
    }
    Ok(())
}

fn files(opened: &Opened, carried: &Carried) -> Result<Vec<OpenedFile>, Told> {
    let wrong = |name: &str| Told::new("accession-file", [("what", name)]);
    let mut files = Vec::with_capacity(carried.files.len());
    for listed in &carried.files {
        let is_plain = !listed.name.is_empty()
            && listed.name.chars().count() <= SHORT_CHARS
            && !listed.name.contains(['/', '\\'])
            && !listed.name.chars().any(char::is_control);
        let is_media = listed.media_type.len() <= 120 && listed.media_type.is_ascii();
        if !is_plain || !is_media {
            return Err(wrong(&listed.name));
        }
        let lies = opened.files.get(&file_path(listed.sequence, &listed.name));
        let same = lies.filter(|file| {
            file.sha256 == listed.sha256.to_hex()
                && i64::try_from(file.size).is_ok_and(|size| size == listed.bytes)
        });
        files.push(same.ok_or_else(|| wrong(&listed.name))?.clone());
    }
    Ok(files)
}

fn pages(opened: &Opened, carried: &Carried) -> Result<Vec<CarriedPage>, Told> {
    let Some(text) = opened.about(PAGES) else {
        return Err(form(PAGES, "—"));
    };
    let pages: Vec<CarriedPage> =
        serde_json::from_str(&text).map_err(|error| form(PAGES, &error.to_string()))?;
    let known: BTreeSet<u32> = carried.files.iter().map(|file| file.sequence).collect();
    let places: BTreeSet<(u32, u32)> = pages.iter().map(|page| (page.file, page.number)).collect();
    let is_sound = pages.len() <= PAGES_MAX
        && places.len() == pages.len()
        && pages
            .iter()
            .all(|page| known.contains(&page.file) && page.number > 0);
    match is_sound {
        true => Ok(pages),
        false => Err(form(PAGES, "file")),
    }
}

/// Reads what houses before the sender's told.
fn earlier(opened: &Opened, carried: &Carried) -> Result<Vec<PriorHistory>, Told> {
    let mut histories = Vec::new();
    for (house, number) in carried.prior.iter().zip(1..) {
        let (told, proof) = (prior_history(number), prior_proof(number));
        let (history, _) = history(opened, (&told, &proof), &carried.state.id)?;
        histories.push(PriorHistory {
            sender: house.sender.chars().take(SHORT_CHARS).collect(),
            received_at: house.received_at,
            ..history
        });
    }
    Ok(histories)
}

/// Reads a history with its proof, which must hold by the key that it names.
fn history(
    opened: &Opened,
    (told, proved): (&str, &str),
    record: &RecordId,
) -> Result<(PriorHistory, ProvedHistory), Told> {
    let history = opened.about(told).ok_or_else(|| form(told, "—"))?;
    serde_json::from_str::<Vec<CarriedAct>>(&history).map_err(|error| form(told, &error.to_string()))?;
    let text = opened.about(proved).ok_or_else(|| proof(proved))?;
    let read = HistoryProof::parse(&text).map_err(|error| proof(&error.to_string()))?;
    let key = VerifyingKey::parse(&read.key).map_err(|error| proof(&error.to_string()))?;
    let judged = read
        .verify(&key, &[])
        .map_err(|error| proof(&error.to_string()))?;
    let held = judged.map_err(|flaw| proof(&format!("{flaw:?}")))?;
    let digest = last_digest(&held, SUBJECT_KIND, record).ok_or_else(|| proof(proved))?;
    let prior = PriorHistory {
        sender: String::new(),
        log: held.checkpoint.origin.clone(),
        log_key: read.key.clone(),
        state_digest: digest,
        entries: u32::try_from(held.entries.len()).unwrap_or(u32::MAX),
        received_at: Timestamp::default(),
        history,
        proof: text,
    };
    Ok((prior, held))
}

/// Returns the digest of the last state that a history tells of a thing of the record.
fn last_digest(history: &ProvedHistory, kind: &str, record: &RecordId) -> Option<String> {
    let about = history
        .entries
        .iter()
        .filter(|entry| entry.subject_kind == kind && entry.subject_id == record.uuid());
    about.filter_map(|entry| entry.digest.clone()).next_back()
}

impl Claims {
    /// Returns the digest that stands for the history and the proof of the sender.
    pub fn history_digest(&self) -> ContentHash {
        let last = self.histories.last();
        let texts = last.map(|last| format!("{}\n{}", last.history, last.proof));
        ContentHash::of(texts.unwrap_or_default().as_bytes())
    }

    /// Returns the bytes of the record's files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}
