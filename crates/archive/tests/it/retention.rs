//! Until when a record is kept, and what falls due for whom.

use crate::house::{actor, archive, captured, description, open_fonds};
use guildhall_archive::retention::{Due, DueKey, DueYear};
use guildhall_archive::{Archive, Codes, Dictionary, FieldValue, Record, Retention, RetentionFiles};
use guildhall_kernel::Actor;
use guildhall_store::testing::TestDatabase;
use std::path::Path;

const CASES: &str = include_str!("retention_cases.csv");

fn shipped(clock: &str, schedule: &str) -> Result<Retention, guildhall_archive::RuleError> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let text = |name: &str| std::fs::read_to_string(rules.join(name)).unwrap();
    let codes = Codes::parse("codes.csv", &text("codes/codes.csv")).unwrap();
    let types = crate::house::files("dictionary", "toml");
    let dictionary = Dictionary::load(&text("dictionary/schema.json"), &types, &codes).unwrap();
    let (own_clock, own_schedule) = (text("retention/clock.toml"), text("retention/schedule.toml"));
    let files = RetentionFiles {
        schema: &text("retention/schema.json"),
        schedule: if schedule.is_empty() {
            &own_schedule
        } else {
            schedule
        },
        clock: if clock.is_empty() { &own_clock } else { clock },
    };
    Retention::load(files, &dictionary, &codes)
}

fn clock(counts_from: &str) -> String {
    format!(
        "version = 1\ncounts_from = \"{counts_from}\"\nsure = true\n[[period]]\ncode = \"Y\"\n[[period]]\n\
         code = \"D30\"\nyears = 30\n[[period]]\ncode = \"D10\"\nyears = 10\n"
    )
}

async fn fonds(test: &TestDatabase, archive: &Archive) {
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, archive, test).await;
    work.commit().await.unwrap();
}

/// Files a record of a year under a retention code.
async fn filed(
    test: &TestDatabase,
    archive: &Archive,
    keeper: &Actor,
    (year, code): (i64, &'static str),
) -> Record {
    let record = captured(archive, test, keeper, &format!("{year}-{code}")).await;
    let one = |text: String| FieldValue::One(text);
    let mut description = description();
    description
        .fields
        .insert("year".to_owned(), one(year.to_string()));
    description
        .fields
        .insert("doc_date".to_owned(), one(format!("{year}-03-15")));
    description
        .fields
        .insert("retention".to_owned(), one(code.to_owned()));
    let mut work = test.database.begin(test.realm).await.unwrap();
    let described = archive
        .describe(&mut work, keeper, (record.id, 1), description)
        .await
        .unwrap();
    let filed = archive
        .file(&mut work, keeper, (record.id, described.version))
        .await
        .unwrap();
    work.commit().await.unwrap();
    filed
}

#[test]
fn sixty_worked_cases_come_out_as_computed_by_hand() {
    let mut cases = 0;
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.splitn(7, ',').collect();
        let [year, code, counts_from, begins, last_day, due, source] = parts[..] else {
            panic!("{line}");
        };
        assert!(!source.is_empty(), "{line}");
        let retention = shipped(&clock(counts_from), "").unwrap();
        let found = retention.due(year.parse().unwrap(), code).unwrap();
        let said = match found {
            Due::Never => [String::new(), String::new(), String::new()],
            Due::After {
                begins,
                last_day,
                due,
                ..
            } => [begins.to_string(), last_day.to_string(), due.to_string()],
        };
        assert_eq!(said, [begins, last_day, due], "{line}");
        cases += 1;
    }
    assert_eq!(cases, 60);
}

#[test]
fn what_the_calendar_or_the_schedule_does_not_know_has_no_date() {
    let retention = shipped("", "").unwrap();
    assert_eq!(retention.due(2024, "D99"), None);
    assert_eq!(retention.due(9_999, "D30"), None);
    assert_eq!(retention.due(i64::MAX, "D10"), None);
    assert_eq!(retention.due(i64::MIN, "D10"), None);
    assert_eq!(retention.due(-40_000, "D10"), None);
    assert_eq!(retention.due(0, "Y"), Some(Due::Never));
}

#[test]
fn a_schedule_that_does_not_fit_is_refused_with_its_place() {
    let refused = |clock: &str, schedule: &str| shipped(clock, schedule).unwrap_err().to_string();
    let matter = |kind: &str, code: &str| {
        format!(
            "version = 1\n[[matter]]\ntype = \"{kind}\"\nsays = \"会议记录\"\nretention = \"{code}\"\nsource = \"\"\n\
             sure = true\n"
        )
    };
    assert!(refused("", &matter("NO", "Y")).contains("there is no type NO"));
    assert!(refused("", &matter("WS", "D5")).contains("D5 has no period"));
    let no_thirty = clock("year-after").replace("code = \"D30\"", "code = \"D10\"");
    assert!(refused(&no_thirty, "").contains("D10 has two periods"));
    let only = "version = 1\ncounts_from = \"year-of\"\nsure = true\n[[period]]\ncode = \"Y\"\n";
    assert!(refused(only, "").contains("has no period"));
    let unknown = only.replace("\"Y\"", "\"D7\"");
    assert!(refused(&unknown, "").contains("D7 is no code"));
    assert!(refused(&clock("sometime"), "").contains("clock.toml"));
}

guildhall_store::on_both_databases! { crate::house::migrations();
    async fn what_falls_due_is_listed_with_the_earliest_first_and_paged_without_gap(test: &TestDatabase) {
        let archive = archive();
        let keeper = actor(test, "archivist", "/1/", 4);
        fonds(test, &archive).await;
        for case in [(1990, "D30"), (2014, "D10"), (2010, "D10"), (2014, "Y"), (1994, "D30"), (2024, "D10")] {
            filed(test, &archive, &keeper, case).await;
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let due = archive.due(&mut connection, &keeper, 2030, (None, 50)).await.unwrap();
        let found: Vec<(i64, i64, String)> =
            due.iter().map(|due| (due.year, due.record.year, due.record.retention.clone())).collect();
        let expected = [(2021, 1990, "D30"), (2021, 2010, "D10"), (2025, 1994, "D30"), (2025, 2014, "D10")];
        let mut sorted: Vec<(i64, i64, String)> = found.clone();
        sorted.sort();
        assert_eq!(sorted, expected.map(|(due, year, code)| (due, year, code.to_owned())));
        assert!(found.is_sorted_by_key(|(due, _, _)| *due));
        let mut paged = Vec::new();
        let mut after: Option<DueKey> = None;
        loop {
            let page = archive.due(&mut connection, &keeper, 2030, (after, 1)).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.key());
            paged.extend(page);
        }
        assert_eq!(paged, due);
        let before_all = DueKey { year: i64::MIN, id: due[0].record.id };
        assert_eq!(archive.due(&mut connection, &keeper, 2030, (Some(before_all), 50)).await.unwrap(), due);
        let behind_all = DueKey { year: i64::MAX, id: due[0].record.id };
        assert!(archive.due(&mut connection, &keeper, 2030, (Some(behind_all), 50)).await.unwrap().is_empty());
        let years = archive.due_years(&mut connection, &keeper, 2030).await.unwrap();
        assert_eq!(years, [DueYear { year: 2021, records: 2 }, DueYear { year: 2025, records: 2 }]);
    }

    async fn nobody_sees_what_falls_due_elsewhere_or_without_keeping_it(test: &TestDatabase) {
        let archive = archive();
        let keeper = actor(test, "archivist", "/1/", 4);
        fonds(test, &archive).await;
        filed(test, &archive, &keeper, (1990, "D30")).await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        for other in [actor(test, "archivist", "/1/9/", 4), actor(test, "reader", "/1/", 4)] {
            let due = archive.due(&mut connection, &other, 2030, (None, 50)).await.unwrap();
            assert!(due.is_empty());
            assert!(archive.due_years(&mut connection, &other, 2030).await.unwrap().is_empty());
        }
    }
}
