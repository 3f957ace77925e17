//! Records: who may do what, in which order, and that every change leaves its trace.

use super::house::{actor, archive, captured, description, migrations, open_fonds, order};
use guildhall_archive::record::store as records;
use guildhall_archive::{ArchiveError, Component, FieldValue, Page, ReadPages, RecordState, page};
use guildhall_identity::OrganisationKind;
use guildhall_identity::organisation::{NewOrganisation, service as organisation};
use guildhall_kernel::{Actor, OrgPath};
use guildhall_ledger::history;
use guildhall_store::event;
use guildhall_store::on_both_databases;

on_both_databases! { migrations();
    async fn a_paper_is_captured_described_and_filed_with_its_number(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/2/", 3);
        let record = captured(&archive, test, &archivist, "扫描件").await;
        assert_eq!((record.state, record.archival_code.as_deref()), (RecordState::Captured, None));
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        let described = archive.describe(&mut work, &archivist, (record.id, 1), description()).await.unwrap();
        let filed = archive.file(&mut work, &archivist, (record.id, described.version)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(filed.archival_code.as_deref(), Some("Z109-WS·2024-Y-0001"));
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(records::get(&mut connection, record.id).await.unwrap().unwrap(), filed);
        let acts = history::of_subject(&mut connection, "record", record.id.uuid(), 10).await.unwrap();
        let names: Vec<&str> = acts.iter().map(|(entry, _)| entry.action.as_str()).collect();
        assert_eq!(names, ["record.filed", "record.described", "record.captured"]);
        assert_eq!(acts[0].0.digest.clone(), Some(filed.digest().to_hex()));
    }

    async fn the_code_of_the_department_stands_in_the_archival_code_of_its_records(test: &TestDatabase) {
        let archive = archive();
        let (archivist, keeper) = (actor(test, "archivist", "/1/", 3), actor(test, "systemAdministrator", "/1/", 3));
        let unit = |name: &str| NewOrganisation { name: name.to_owned(), kind: OrganisationKind::Department };
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        let program = Actor::program("first-run", test.realm, OrgPath::root(1));
        let top = organisation::establish(&mut work, &program, unit("工会")).await.unwrap();
        organisation::add_child(&mut work, &archive.rights, &keeper, top.id, unit("财务科")).await.unwrap();
        let office = organisation::add_child(&mut work, &archive.rights, &keeper, top.id, unit("办公室")).await.unwrap();
        assert_eq!(office.path.as_str(), "/1/2/");
        organisation::set_code(&mut work, &archive.rights, &keeper, office.id, "BGS").await.unwrap();
        work.commit().await.unwrap();
        let record = captured(&archive, test, &archivist, "通知").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let described = archive.describe(&mut work, &archivist, (record.id, 1), description()).await.unwrap();
        let filed = archive.file(&mut work, &archivist, (record.id, described.version)).await.unwrap();
        assert_eq!(filed.archival_code.as_deref(), Some("Z109-WS·2024-Y-BGS-0001"));
    }

    async fn a_filed_record_no_longer_changes(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = captured(&archive, test, &archivist, "扫描件").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        let described = archive.describe(&mut work, &archivist, (record.id, 1), description()).await.unwrap();
        let filed = archive.file(&mut work, &archivist, (record.id, described.version)).await.unwrap();
        let again = archive.describe(&mut work, &archivist, (record.id, filed.version), description()).await;
        assert!(matches!(again, Err(ArchiveError::AlreadyFiled)), "{again:?}");
        let again = archive.file(&mut work, &archivist, (record.id, filed.version)).await;
        assert!(matches!(again, Err(ArchiveError::AlreadyFiled)), "{again:?}");
    }

    async fn a_change_based_on_an_old_version_is_refused(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = captured(&archive, test, &archivist, "扫描件").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        archive.describe(&mut work, &archivist, (record.id, 1), description()).await.unwrap();
        let late = archive.describe(&mut work, &archivist, (record.id, 1), description()).await;
        assert!(matches!(late, Err(ArchiveError::Changed)), "{late:?}");
    }

    async fn what_is_missing_or_wrong_is_named_field_by_field(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = captured(&archive, test, &archivist, "扫描件").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        let filing = archive.file(&mut work, &archivist, (record.id, 1)).await;
        let Err(ArchiveError::Fields(problems)) = filing else { panic!("{filing:?}") };
        let missing: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(missing, ["responsible_party", "doc_date"]);
        let mut wrong = description();
        for (field, value) in [("doc_date", "三月十五日"), ("retention", "长期"), ("nonsense", "x"), ("year", "24")] {
            wrong.fields.insert(field.to_owned(), FieldValue::One(value.to_owned()));
        }
        let refused = archive.describe(&mut work, &archivist, (record.id, 1), wrong).await;
        let Err(ArchiveError::Fields(problems)) = refused else { panic!("{refused:?}") };
        let codes: Vec<(&str, &str)> =
            problems.iter().map(|problem| (problem.field.as_str(), problem.code)).collect();
        assert_eq!(
            codes,
            [
                ("doc_date", "not-a-date"),
                ("nonsense", "unknown-field"),
                ("retention", "unknown-code"),
                ("year", "not-a-year")
            ]
        );
    }

    async fn state_secrets_may_not_enter(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 4);
        let record = captured(&archive, test, &archivist, "扫描件").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let mut secret = description();
        secret.fields.insert("security_level".to_owned(), FieldValue::One("9".to_owned()));
        let refused = archive.describe(&mut work, &archivist, (record.id, 1), secret).await;
        assert!(matches!(refused, Err(ArchiveError::StateSecret)), "{refused:?}");
    }

    async fn who_may_not_see_a_record_is_told_that_there_is_none(test: &TestDatabase) {
        let archive = archive();
        let record = captured(&archive, test, &actor(test, "archivist", "/1/", 3), "扫描件").await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        for stranger in [actor(test, "archivist", "/1/3/", 3), actor(test, "reader", "/1/2/", 3)] {
            let seen = archive.record(&mut connection, &stranger, record.id).await;
            assert!(matches!(seen, Err(ArchiveError::NoSuchRecord)), "{seen:?}");
            let listed = archive.list(&mut connection, &stranger, None, (None, 10)).await.unwrap();
            assert!(listed.is_empty() && archive.counts(&mut connection, &stranger).await.unwrap().is_empty());
        }
        let mut work = test.database.begin(test.realm).await.unwrap();
        let reader = actor(test, "reader", "/1/", 3);
        let refused = archive.capture(&mut work, &reader, vec![order("x", "/1/2/")]).await;
        assert!(matches!(refused, Err(ArchiveError::Denied(_))), "{refused:?}");
    }

    async fn a_list_is_paged_by_key_without_gap_or_double(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        for number in 0..7 {
            captured(&archive, test, &archivist, &format!("件{number}")).await;
            test.clock.advance_micros(i64::from(number % 2));
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = archive.list(&mut connection, &archivist, None, (after, 3)).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.captured_at, last.id));
            seen.extend(page.into_iter().map(|record| record.id));
        }
        let mut unique = seen.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!((seen.len(), unique.len()), (7, 7));
    }

    async fn reading_again_replaces_the_pages_and_tells_the_index(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = captured(&archive, test, &archivist, "扫描件").await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        let component: Component = records::components(&mut connection, record.id).await.unwrap().remove(0);
        drop(connection);
        for text in ["第一遍", "第二遍"] {
            let line = page::PageLine { text: text.to_owned(), confidence: 0.9, place: Some([0.1, 0.1, 0.5, 0.2]) };
            let read = Page { component: component.id, number: 1, source: "recognised".to_owned(), aspect: 0.7, label: None, lines: vec![line] };
            let mut work = test.database.begin(test.realm).await.unwrap();
            let pages = ReadPages { component: component.id, pages: vec![read] };
            archive.keep_reading(&mut work, &archivist, record.id, pages, None).await.unwrap();
            work.commit().await.unwrap();
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let pages = page::of_component(&mut connection, component.id, 10).await.unwrap();
        assert_eq!(pages.iter().map(Page::text).collect::<Vec<_>>(), ["第二遍"]);
        drop(connection);
        event::sequence(&test.database, test.realm, 100).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let told = event::read_after(&mut connection, 0, 100).await.unwrap();
        let about = told.iter().filter(|event| event.kind == "archive.record-changed.v1");
        assert_eq!(about.count(), 3);
    }
}
