//! What each test examines. Pure: the same facts give the same findings.
//!
//! Source of the items: DA/T 70-2018; which of them the program may answer by itself: rules/checks.

use crate::facts::{Facts, FileFacts, FileSeen, Told};
use crate::finding::Finding;
use crate::rules::{CheckRules, Test};
use guildhall_archive::{ComponentRole, ScanVerdict};
use guildhall_formats::Standing;

/// Media types that the first bytes tell of a container whose content says more.
const CONTAINERS: &[&str] = &[
    "application/zip",
    "application/x-ole-storage",
    "application/octet-stream",
    "text/plain",
    "application/xml",
];

/// The elements of DA/T 46-2009 without which no record may be: title, responsible party, date, year, retention period
/// and secrecy (M22, M32, M33, M11, M12, M38).
const ELEMENTS: &[&str] = &[
    "title",
    "responsible_party",
    "doc_date",
    "year",
    "retention",
    "security_level",
];

/// Returns what a test finds.
pub fn examine(test: Test, facts: &Facts, rules: &CheckRules) -> Finding {
    match test {
        Test::Fixity => fixity(facts),
        Test::Length => unfit(facts, &["too-long", "too-short"], "too-long"),
        Test::Form => unfit(facts, FORMS, "wrong-form"),
        Test::Codes => unfit(facts, &["unknown-code"], "unknown-code"),
        Test::Plausible => plausible(facts, rules),
        Test::Characters => characters(facts, rules),
        Test::ArchivalCode => match facts.code_fits {
            true => Finding::in_order(),
            false => Finding::fails("code-shape", facts.record.archival_code.iter().cloned().collect()),
        },
        Test::Duplicates => Finding::of("twins", facts.twins.clone()),
        Test::Size => Finding::of(
            "size-differs",
            numbers(facts.files.iter().filter(|file| differs_in_size(file))),
        ),
        Test::Attributes => attributes(facts),
        Test::Linked => linked(facts),
        Test::Elements => missing_of(facts, ELEMENTS),
        Test::Mandatory => unfit(facts, &["missing"], "empty"),
        Test::Process => Finding::of(
            "acts",
            facts.missing_acts.iter().map(|act| (*act).to_owned()).collect(),
        ),
        Test::Continuity => Finding::of("gap", facts.gap.iter().cloned().collect()),
        Test::Content => content(facts),
        Test::Attachments => attachments(facts),
        Test::Scope => match facts.is_scheduled {
            true => Finding::in_order(),
            false => Finding::fails("scope", Vec::new()),
        },
        // The facts could not be here otherwise.
        Test::Row => Finding::in_order(),
        Test::Format => Finding::of(
            "format",
            numbers(
                facts
                    .kept()
                    .filter(|file| file.standing == Some(Standing::Refused)),
            ),
        ),
        Test::Opens => opens(facts),
        Test::LastingFormat => {
            let passes =
                |file: &&FileFacts| matches!(file.standing, Some(Standing::Usable | Standing::Threatened));
            Finding::of("does-not-last", numbers(facts.kept().filter(passes)))
        }
        Test::Metadata => metadata(facts, rules),
        Test::Virus => virus(facts),
        Test::Environment => Finding::not_asked("environment"),
        Test::Package => Finding::not_asked("package"),
        Test::Batch => Finding::not_asked("batch"),
        Test::Medium => Finding::not_asked("medium"),
        Test::House => Finding::not_asked("house"),
    }
}

const FORMS: &[&str] = &[
    "not-a-date",
    "not-a-year",
    "not-a-number",
    "not-an-amount",
    "not-yes-or-no",
    "one-value",
    "unknown-field",
];

fn numbers<'a>(files: impl Iterator<Item = &'a FileFacts>) -> Vec<String> {
    files.map(|file| file.sequence.to_string()).collect()
}

/// Digests: of each file against its hash, of the record against the ledger.
fn fixity(facts: &Facts) -> Finding {
    let broken = facts.files.iter().filter(|file| file.seen == FileSeen::Broken);
    let broken = numbers(broken);
    if !broken.is_empty() {
        return Finding::fails("broken", broken);
    }
    match facts.told {
        Told::Agrees => Finding::in_order(),
        Told::Differs => Finding::fails("ledger-differs", Vec::new()),
    }
}

/// Fields with one of these problems.
fn unfit(facts: &Facts, problems: &[&str], reason: &'static str) -> Finding {
    let fields = facts
        .problems
        .iter()
        .filter(|problem| problems.contains(&problem.code));
    Finding::of(reason, fields.map(|problem| problem.field.clone()).collect())
}

/// The year lies near the date, and neither is in the future.
fn plausible(facts: &Facts, rules: &CheckRules) -> Finding {
    let record = &facts.record;
    let mut odd = Vec::new();
    if let Some(date) = record.doc_date {
        if date > facts.today {
            odd.push("doc_date".to_owned());
        }
        if (record.year - i64::from(date.year())).abs() > rules.years_apart {
            odd.push("year".to_owned());
        }
    }
    if record.year > i64::from(facts.today.year()) && !odd.contains(&"year".to_owned()) {
        odd.push("year".to_owned());
    }
    Finding::of("implausible", odd)
}

fn characters(facts: &Facts, rules: &CheckRules) -> Finding {
    let strange = |text: &str| text.chars().any(|one| is_strange(one, &rules.forbidden));
    let fields = facts.fields.iter();
    let odd = fields.filter(|(_, value)| value.values().into_iter().any(strange));
    Finding::of("characters", odd.map(|(name, _)| name.clone()).collect())
}

/// Says whether a character may stand in no value: control characters but line breaks and tabs, and private use, which
/// shows as something else on every machine.
fn is_strange(one: char, forbidden: &str) -> bool {
    let is_private = matches!(one, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}');
    (one.is_control() && !matches!(one, '\n' | '\r' | '\t')) || is_private || forbidden.contains(one)
}

fn differs_in_size(file: &FileFacts) -> bool {
    matches!(&file.seen, FileSeen::Whole { size, .. } if *size != file.size)
}

/// What the first bytes tell against what is on record. A container may say less than what is on record.
fn attributes(facts: &Facts) -> Finding {
    let differs = |file: &&FileFacts| match &file.seen {
        FileSeen::Whole {
            media_type,
            name_disagrees,
            ..
        } => {
            *name_disagrees || (*media_type != file.media_type && !CONTAINERS.contains(&media_type.as_str()))
        }
        FileSeen::Missing | FileSeen::Broken | FileSeen::NotSeen => false,
    };
    let files = facts.kept().filter(|file| differs(file) || differs_in_size(file));
    Finding::of("attributes", numbers(files))
}

fn linked(facts: &Facts) -> Finding {
    if !facts
        .files
        .iter()
        .any(|file| file.role == ComponentRole::Original)
    {
        return Finding::fails("no-original", Vec::new());
    }
    let missing = facts.files.iter().filter(|file| file.seen == FileSeen::Missing);
    Finding::of("missing-file", numbers(missing))
}

fn missing_of(facts: &Facts, elements: &[&str]) -> Finding {
    let is_empty = |name: &&&str| {
        facts
            .fields
            .get(**name)
            .is_none_or(guildhall_archive::FieldValue::is_empty)
    };
    Finding::of(
        "elements",
        elements
            .iter()
            .filter(is_empty)
            .map(|name| (*name).to_owned())
            .collect(),
    )
}

fn content(facts: &Facts) -> Finding {
    let linked = linked(facts);
    if linked != Finding::in_order() {
        return linked;
    }
    let is_empty = |file: &&FileFacts| file.size == 0;
    let empty = numbers(facts.kept().filter(is_empty));
    if !empty.is_empty() {
        return Finding::fails("empty-file", empty);
    }
    Finding::of(
        "broken",
        numbers(facts.files.iter().filter(|file| file.seen == FileSeen::Broken)),
    )
}

/// A paper that names an attachment and came as one file of one page has none behind it.
fn attachments(facts: &Facts) -> Finding {
    let files = facts.kept().count();
    match facts.names_attachment && files == 1 && facts.record.page_count <= 1 {
        true => Finding::to_look_at("names-attachment"),
        false => Finding::in_order(),
    }
}

/// That pages were read from it says that it opens.
fn opens(facts: &Facts) -> Finding {
    match facts.record.page_count {
        0 => Finding::to_look_at("no-page-read"),
        _ => Finding::in_order(),
    }
}

/// What a scanner said of the files that came in, never less than all of them; who scanned last, and when.
fn virus(facts: &Facts) -> Finding {
    let of = |verdict: ScanVerdict| {
        let is_so = |file: &&FileFacts| file.scan.as_ref().is_some_and(|scan| scan.verdict == verdict);
        numbers(facts.kept().filter(is_so))
    };
    let infected = of(ScanVerdict::Infected);
    if !infected.is_empty() {
        return Finding::fails("infected", infected);
    }
    let waiting = numbers(facts.kept().filter(|file| file.scan.is_none()));
    if !waiting.is_empty() {
        return match facts.has_scanner {
            true => Finding::fails("scan-waiting", waiting),
            false => Finding::not_asked("no-scan"),
        };
    }
    if !of(ScanVerdict::TooLarge).is_empty() {
        return Finding::to_look_at("scan-too-large");
    }
    let last = facts
        .kept()
        .filter_map(|file| file.scan.as_ref())
        .max_by_key(|scan| scan.scanned_at);
    let Some(last) = last else {
        return Finding::not_asked("no-scan");
    };
    let reason = match of(ScanVerdict::Released).is_empty() {
        true => "scanned",
        false => "scan-released",
    };
    Finding {
        reason: reason.to_owned(),
        about: vec![last.scanner.clone(), last.scanned_at.to_rfc3339()],
        ..Finding::in_order()
    }
}

/// The checks of values again, as one.
fn metadata(facts: &Facts, rules: &CheckRules) -> Finding {
    let tests = [
        Test::Length,
        Test::Form,
        Test::Codes,
        Test::Plausible,
        Test::Characters,
        Test::ArchivalCode,
    ];
    let findings = tests.into_iter().map(|test| examine(test, facts, rules));
    findings
        .into_iter()
        .find(|finding| *finding != Finding::in_order())
        .unwrap_or_else(Finding::in_order)
}

#[cfg(test)]
mod tests;
