//! Words for batches, their fields and what is against a record.

use crate::archive::record::moment;
use crate::archive::records::civil;
use crate::archive::shown;
use crate::context::Member;
use crate::locale::{self, Args};
use crate::routes;
use crate::view::{BatchLeft, BatchPreview, BatchSample};
use guildhall_archive::batch::{Batch, BatchKind, BatchState, Changes, Preview, PreviewLine, Refusal};
use guildhall_archive::{FieldValue, Record};
use jiff::Timestamp;

/// Returns a message.
pub fn say(member: &Member, key: &str) -> String {
    locale::t(member.visit.locale, key, &Args::none())
}

/// Returns what a batch does.
pub fn what(member: &Member, batch: &Batch) -> String {
    say(member, &format!("batch-kind-{}", batch.kind.code()))
}

/// Returns how far a batch has come.
pub fn standing(member: &Member, state: BatchState) -> String {
    say(member, &format!("batch-is-{}", state.code()))
}

/// Returns how the records of a batch were chosen: by ticking, by the list, or by a search that it names.
pub fn selection(member: &Member, batch: &Batch) -> String {
    match batch.selection.as_str() {
        "ticked" => say(member, "batch-chosen-ticked"),
        "captured" => say(member, "batch-chosen-captured"),
        "described" => say(member, "batch-chosen-described"),
        "dossier" => say(member, "batch-chosen-dossier"),
        _ => say(member, "batch-chosen-search"),
    }
}

/// Returns the label of a field.
pub fn label(member: &Member, name: &str) -> String {
    let archive = &member.app().archive;
    let field = archive.dictionary.base().iter().find(|field| field.name == name);
    field.map_or_else(
        || say(member, "batch-department"),
        |field| shown::label(member.visit.locale, field),
    )
}

/// Returns a value in words.
pub fn value(member: &Member, name: &str, value: &str) -> String {
    let archive = &member.app().archive;
    let field = archive.dictionary.base().iter().find(|field| field.name == name);
    let one = FieldValue::One(value.to_owned());
    field.map_or_else(
        || value.to_owned(),
        |field| shown::value(member.visit.locale, archive, field, &one),
    )
}

/// Returns what is changed, in words.
pub fn changes(member: &Member, changes: &Changes) -> Vec<(String, String)> {
    let told = |(name, new): (&String, &String)| (label(member, name), value(member, name, new));
    changes.iter().map(told).collect()
}

/// Returns why a record is left as it is, in words.
pub fn reason(member: &Member, refusal: &Refusal) -> String {
    let given = refusal.details.arguments.iter();
    let args = given.fold(Args::none(), |args, (name, value)| {
        args.with(name.as_str(), value)
    });
    let text = locale::t(member.visit.locale, &format!("error-{}", refusal.code), &args);
    let fields: Vec<String> = refusal
        .details
        .fields
        .iter()
        .map(|(name, code)| field_problem(member, name, code))
        .collect();
    match fields.is_empty() {
        true => text,
        false => format!("{text} {}", fields.join("；")),
    }
}

fn field_problem(member: &Member, name: &str, code: &str) -> String {
    let archive = &member.app().archive;
    let mut all = archive.dictionary.types().flat_map(|kind| &kind.fields);
    let base = archive.dictionary.base().iter().find(|field| field.name == name);
    let field = base.or_else(|| all.find(|field| field.name == name));
    let label = field.map_or_else(
        || name.to_owned(),
        |field| shown::label(member.visit.locale, field),
    );
    format!("{label}：{}", say(member, &format!("field-{code}")))
}

/// Returns a record that is left as it is.
pub fn left(member: &Member, record: Option<&Record>, refusal: &Refusal) -> BatchLeft {
    BatchLeft {
        link: record.map(|record| link(&record.id.to_string())),
        title: record.map_or_else(|| say(member, "batch-gone"), |record| record.title.clone()),
        reason: reason(member, refusal),
    }
}

fn link(id: &str) -> String {
    // A paper that is filed is sent on from here to its record.
    routes::paper(id)
}

/// Returns a preview in words.
pub fn preview(member: &Member, preview: &Preview) -> BatchPreview {
    let by_code = |(code, count): (&String, &u32)| {
        let bare = Refusal {
            code: code.clone(),
            details: preview
                .refused
                .iter()
                .find(|line| line.refusal.code == *code)
                .map(|line| line.refusal.details.clone())
                .unwrap_or_default(),
        };
        let text = match code.as_str() {
            "fields-do-not-fit" => say(member, "batch-fields"),
            "checks-blocked" => say(member, "batch-checks"),
            _ => reason(member, &bare),
        };
        (text, u64::from(*count))
    };
    BatchPreview {
        fitting: u64::from(preview.fitting),
        unconfirmed: u64::from(preview.unconfirmed),
        sample: preview.sample.iter().map(|line| sample(member, line)).collect(),
        reasons: preview.reasons.iter().map(by_code).collect(),
        refused: u64::from(preview.refused_count()),
        left: preview
            .refused
            .iter()
            .map(|line| left(member, line.record.as_ref(), &line.refusal))
            .collect(),
    }
}

fn sample(member: &Member, line: &PreviewLine) -> BatchSample {
    let change = |(name, old, new): &(String, String, String)| {
        (
            label(member, name),
            value(member, name, old),
            value(member, name, new),
        )
    };
    BatchSample {
        link: link(&line.record.id.to_string()),
        title: line.record.title.clone(),
        date: line.record.doc_date.and_then(civil),
        changes: line.changes.iter().map(change).collect(),
    }
}

/// Returns when a batch ended, as pages show it.
pub fn ended(batch: &Batch) -> Option<Timestamp> {
    batch.ended_at.map(moment)
}

/// Says whether a batch files records.
pub fn is_filing(batch: &Batch) -> bool {
    batch.kind == BatchKind::File
}
