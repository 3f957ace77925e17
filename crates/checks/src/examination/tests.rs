//! One thing wrong at a time: which tests see it.

use super::*;
use crate::rules::CheckFiles;
use guildhall_archive::{FieldProblem, FieldValue, Fields, FileScan, Record, RecordState};
use guildhall_kernel::{ComponentId, Date, OrgPath, RecordId, Timestamp};
use uuid::Uuid;

fn rules() -> CheckRules {
    CheckRules::load(CheckFiles {
        schema: include_str!("../../../../rules/checks/schema.json"),
        checks: include_str!("../../../../rules/checks/checks.toml"),
    })
    .unwrap()
}

fn record() -> Record {
    Record {
        id: RecordId::from_uuid(Uuid::from_u128(1)),
        version: 3,
        state: RecordState::Filed,
        org_path: OrgPath::root(1),
        type_code: "WS".to_owned(),
        dictionary_version: 1,
        title: "关于召开职代会的通知".to_owned(),
        doc_number: "院工〔2024〕3号".to_owned(),
        responsible_party: "院工会".to_owned(),
        doc_date: Some(Date::new(2024, 3, 15).unwrap()),
        year: 2024,
        retention: "D30".to_owned(),
        secrecy: 1,
        department: String::new(),
        fields: Fields::new(),
        source: "upload".to_owned(),
        owner: None,
        page_count: 2,
        fonds_code: Some("Z109".to_owned()),
        item_number: Some(1),
        archival_code: Some("Z109-WS·2024-D30-0001".to_owned()),
        captured_at: Timestamp::from_micros(1),
        changed_at: Timestamp::from_micros(2),
        filed_at: Some(Timestamp::from_micros(2)),
        discarded: None,
        hold: None,
    }
}

fn in_order() -> Facts {
    let record = record();
    Facts {
        fields: record.all_fields(),
        record,
        problems: Vec::new(),
        is_scheduled: true,
        code_fits: true,
        twins: Vec::new(),
        gap: None,
        told: Told::Agrees,
        missing_acts: Vec::new(),
        files: vec![file("application/pdf")],
        has_scanner: false,
        names_attachment: false,
        today: Date::new(2026, 11, 22).unwrap(),
    }
}

fn file(media_type: &str) -> FileFacts {
    file_that_is(media_type, Standing::Lasting)
}

fn file_that_is(media_type: &str, standing: Standing) -> FileFacts {
    FileFacts {
        standing: Some(standing),
        scan: None,
        sequence: 1,
        role: ComponentRole::Original,
        media_type: media_type.to_owned(),
        size: 10,
        seen: FileSeen::Whole {
            size: 10,
            media_type: media_type.to_owned(),
            name_disagrees: false,
            format: "fmt/18".to_owned(),
        },
    }
}

fn problem(field: &str, code: &'static str) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code,
    }
}

/// Returns the codes of the checks that are not in order, with their reasons.
fn wrong(facts: &Facts) -> Vec<(String, String)> {
    let rules = rules();
    let found = rules
        .checks
        .iter()
        .map(|check| (check, examine(check.test, facts, &rules)));
    found
        .filter(|(_, finding)| finding.outcome == crate::Outcome::Fails)
        .map(|(check, finding)| (check.code.clone(), finding.reason))
        .collect()
}

fn reason(facts: &Facts, code: &str) -> Option<String> {
    let found = wrong(facts).into_iter().find(|(found, _)| found == code);
    found.map(|(_, reason)| reason)
}

#[test]
fn a_record_in_order_fails_nothing() {
    assert_eq!(wrong(&in_order()), []);
}

#[test]
fn what_the_program_cannot_see_is_never_in_order() {
    let rules = rules();
    for test in [
        Test::Virus,
        Test::Package,
        Test::Batch,
        Test::Medium,
        Test::House,
        Test::Environment,
    ] {
        let finding = examine(test, &in_order(), &rules);
        assert_ne!(finding.outcome, crate::Outcome::InOrder, "{test:?}");
        assert!(!finding.reason.is_empty());
    }
}

#[test]
fn each_thing_that_is_wrong_is_seen_by_the_check_that_is_there_for_it() {
    let seen = |seen: FileSeen| move |facts: &mut Facts| facts.files[0].seen = seen;
    let text = |field: &'static str, text: &'static str| {
        move |facts: &mut Facts| {
            facts
                .fields
                .insert(field.to_owned(), FieldValue::One(text.to_owned()));
        }
    };
    let unfit = |code: &'static str| move |facts: &mut Facts| facts.problems = vec![problem("summary", code)];
    type Change = Box<dyn FnOnce(&mut Facts)>;
    let cases: Vec<(&str, &str, Change)> = vec![
        ("GD-1-1", "broken", Box::new(seen(FileSeen::Broken))),
        (
            "GD-1-1",
            "ledger-differs",
            Box::new(|facts| facts.told = Told::Differs),
        ),
        (
            "BC-1-1",
            "ledger-differs",
            Box::new(|facts| facts.told = Told::Differs),
        ),
        ("GD-1-2", "too-long", Box::new(unfit("too-long"))),
        ("GD-1-3", "wrong-form", Box::new(unfit("not-a-date"))),
        ("GD-1-4", "unknown-code", Box::new(unfit("unknown-code"))),
        (
            "GD-1-5",
            "implausible",
            Box::new(|facts| facts.record.year = 2020),
        ),
        (
            "GD-1-5",
            "implausible",
            Box::new(|facts| facts.record.year = 2027),
        ),
        (
            "GD-1-5",
            "implausible",
            Box::new(|facts| facts.record.doc_date = Date::new(2026, 11, 23).ok()),
        ),
        (
            "LT-1-2",
            "implausible",
            Box::new(|facts| facts.record.year = 2020),
        ),
        ("GD-1-6", "characters", Box::new(text("title", "关于\u{0}召开"))),
        (
            "GD-1-6",
            "characters",
            Box::new(text("title", "关于\u{E863}召开")),
        ),
        (
            "GD-1-6",
            "characters",
            Box::new(text("title", "关于\u{FFFD}召开")),
        ),
        ("GD-1-7", "code-shape", Box::new(|facts| facts.code_fits = false)),
        (
            "GD-1-8",
            "twins",
            Box::new(|facts| facts.twins = vec!["Z109-WS·2024-D30-0009".to_owned()]),
        ),
        (
            "GD-1-9",
            "size-differs",
            Box::new(|facts| facts.files[0].size = 11),
        ),
        (
            "GD-1-10",
            "attributes",
            Box::new(|facts| facts.files[0].media_type = "image/png".to_owned()),
        ),
        ("LT-1-3", "attributes", Box::new(|facts| facts.files[0].size = 11)),
        ("GD-1-11", "missing-file", Box::new(seen(FileSeen::Missing))),
        (
            "GD-1-11",
            "no-original",
            Box::new(|facts| facts.files[0].role = ComponentRole::Attachment),
        ),
        ("GD-2-3", "elements", Box::new(text("responsible_party", " "))),
        ("GD-2-4", "empty", Box::new(unfit("missing"))),
        (
            "GD-2-5",
            "acts",
            Box::new(|facts| facts.missing_acts = vec!["record.captured"]),
        ),
        (
            "GD-2-6",
            "gap",
            Box::new(|facts| facts.gap = Some("Z109-WS·2024-D30-0000".to_owned())),
        ),
        ("GD-2-7", "missing-file", Box::new(seen(FileSeen::Missing))),
        ("GD-2-7", "empty-file", Box::new(|facts| facts.files[0].size = 0)),
        ("GD-2-9", "scope", Box::new(|facts| facts.is_scheduled = false)),
        (
            "GD-3-3",
            "format",
            Box::new(|facts| facts.files = vec![file_that_is("application/zip", Standing::Refused)]),
        ),
        (
            "GD-3-5",
            "does-not-last",
            Box::new(|facts| facts.files = vec![file_that_is("application/msword", Standing::Threatened)]),
        ),
    ];
    for (code, expected, change) in cases {
        let mut facts = in_order();
        change(&mut facts);
        assert_eq!(reason(&facts, code).as_deref(), Some(expected), "{code}");
    }
}

#[test]
fn a_container_may_say_less_than_what_is_on_record() {
    let mut facts = in_order();
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    facts.files = vec![file(docx)];
    if let FileSeen::Whole { media_type, .. } = &mut facts.files[0].seen {
        *media_type = "application/zip".to_owned();
    }
    assert_eq!(reason(&facts, "GD-1-10"), None);
}

#[test]
fn a_searchable_copy_is_not_held_against_the_formats_but_its_bytes_are_checked() {
    let mut facts = in_order();
    let mut copy = file_that_is("application/x-derived", Standing::Refused);
    (copy.sequence, copy.role) = (2, ComponentRole::Searchable);
    facts.files.push(copy);
    assert_eq!(reason(&facts, "GD-3-3"), None);
    facts.files[1].seen = FileSeen::Broken;
    let rules = rules();
    assert_eq!(examine(Test::Fixity, &facts, &rules).about, ["2"]);
}

#[test]
fn a_scan_is_in_order_only_when_every_file_that_came_in_was_found_clean_or_released() {
    let (rules, mut facts) = (rules(), in_order());
    let mut found = |verdict: Option<ScanVerdict>, has_scanner: bool| {
        facts.has_scanner = has_scanner;
        facts.files[0].scan = verdict.map(|verdict| FileScan {
            component: ComponentId::from_uuid(Uuid::from_u128(2)),
            record: facts.record.id,
            verdict,
            finding: String::new(),
            scanner: "ClamAV 1.4.1".to_owned(),
            scanned_at: Timestamp::from_micros(0),
            reason: String::new(),
        });
        let finding = examine(Test::Virus, &facts, &rules);
        (finding.outcome, finding.reason)
    };
    let is = |outcome, reason: &str| (outcome, reason.to_owned());
    use crate::Outcome::{Fails, InOrder, NotAsked, ToLookAt};
    assert_eq!(found(None, false), is(NotAsked, "no-scan"));
    assert_eq!(found(None, true), is(Fails, "scan-waiting"));
    assert_eq!(found(Some(ScanVerdict::Clean), true), is(InOrder, "scanned"));
    assert_eq!(found(Some(ScanVerdict::Clean), false), is(InOrder, "scanned"));
    assert_eq!(found(Some(ScanVerdict::Infected), true), is(Fails, "infected"));
    assert_eq!(
        found(Some(ScanVerdict::Released), true),
        is(InOrder, "scan-released")
    );
    assert_eq!(
        found(Some(ScanVerdict::TooLarge), true),
        is(ToLookAt, "scan-too-large")
    );
}

#[test]
fn one_page_that_names_an_attachment_is_to_be_looked_at() {
    let (rules, mut facts) = (rules(), in_order());
    facts.names_attachment = true;
    assert_eq!(examine(Test::Attachments, &facts, &rules), Finding::in_order());
    facts.record.page_count = 1;
    assert_eq!(
        examine(Test::Attachments, &facts, &rules).outcome,
        crate::Outcome::ToLookAt
    );
    facts.files.push(file("application/pdf"));
    assert_eq!(examine(Test::Attachments, &facts, &rules), Finding::in_order());
}
