//! The files of a record: what each is called, whose pages count, and what the index is told of them.

use super::house::{actor, archive, captured, migrations};
use guildhall_archive::record::store as records;
use guildhall_archive::{Component, ComponentRole, NewComponent, Page, ReadPages, Record, page};
use guildhall_kernel::{Actor, ComponentId, ContentHash};
use guildhall_ledger::history;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Work, on_both_databases};

fn attachment(name: &str, content: &str) -> NewComponent {
    NewComponent {
        role: ComponentRole::Attachment,
        hash: ContentHash::of(content.as_bytes()),
        size_bytes: i64::try_from(content.len()).unwrap(),
        file_name: name.to_owned(),
        media_type: "application/octet-stream".to_owned(),
    }
}

fn a_page(component: ComponentId, number: u32, label: Option<&str>, text: &str) -> Page {
    let line = page::PageLine {
        text: text.to_owned(),
        confidence: 1.0,
        place: None,
    };
    Page {
        component,
        number,
        source: "text".to_owned(),
        aspect: 0.0,
        label: label.map(ToOwned::to_owned),
        lines: vec![line],
    }
}

async fn original_of(work: &mut Work, record: &Record) -> Component {
    records::components(work, record.id).await.unwrap().remove(0)
}

async fn keep(work: &mut Work, who: &Actor, record: &Record, pages: Vec<Page>) -> Record {
    let read = ReadPages {
        component: pages[0].component,
        pages,
    };
    archive()
        .keep_reading(work, who, record.id, read, None)
        .await
        .unwrap()
}

async fn begin(test: &TestDatabase) -> (Actor, Record, Work) {
    let archivist = actor(test, "archivist", "/1/", 3);
    let record = captured(&archive(), test, &archivist, "汇总").await;
    let work = test.database.begin(test.realm).await.unwrap();
    (archivist, record, work)
}

on_both_databases! { migrations();
    async fn a_media_type_is_corrected_once_and_the_record_can_still_be_verified(test: &TestDatabase) {
        let (archivist, record, mut work) = begin(test).await;
        let original = original_of(&mut work, &record).await;
        for _ in 0..2 {
            archive().correct_media_type(&mut work, &archivist, original.id, "application/ofd").await.unwrap();
        }
        let corrected = original_of(&mut work, &record).await;
        assert_eq!(corrected, Component { media_type: "application/ofd".to_owned(), ..original.clone() });
        let stored = records::get(&mut work, record.id).await.unwrap().unwrap();
        let told = history::of_subject(&mut work, "record", record.id.uuid(), 10).await.unwrap();
        assert_eq!(told[0].0.digest.clone(), Some(stored.digest().to_hex()));
        let told = history::of_subject(&mut work, "component", original.id.uuid(), 10).await.unwrap();
        let acts: Vec<&str> = told.iter().map(|(entry, _)| entry.action.as_str()).collect();
        assert_eq!(acts, ["record.file-identified"]);
    }

    async fn a_reader_corrects_no_media_type(test: &TestDatabase) {
        let (_, record, mut work) = begin(test).await;
        let original = original_of(&mut work, &record).await;
        let reader = actor(test, "reader", "/1/", 3);
        let refused = archive().correct_media_type(&mut work, &reader, original.id, "text/html").await;
        assert!(refused.is_err());
        assert_eq!(original_of(&mut work, &record).await, original);
    }

    async fn files_of_equal_bytes_are_one_only_under_one_name(test: &TestDatabase) {
        let (archivist, record, mut work) = begin(test).await;
        for (name, content) in [("甲.txt", "同"), ("乙.txt", "同"), ("甲.txt", "同"), ("甲.txt", "异")] {
            archive().add_component(&mut work, &archivist, record.id, attachment(name, content)).await.unwrap();
        }
        let files = records::components(&mut work, record.id).await.unwrap();
        let names: Vec<&str> = files.iter().skip(1).map(|file| file.file_name.as_str()).collect();
        assert_eq!(names, ["甲.txt", "乙.txt", "甲.txt"]);
    }

    async fn pages_of_attachments_are_none_of_the_paper_and_are_told_with_their_file(test: &TestDatabase) {
        let (archivist, record, mut work) = begin(test).await;
        let original = original_of(&mut work, &record).await;
        let added = archive().add_component(&mut work, &archivist, record.id, attachment("附表.xlsx", "表")).await.unwrap();
        let sheets = vec![a_page(added.id, 1, Some("困难职工"), "姓名"), a_page(added.id, 2, None, "金额")];
        assert_eq!(keep(&mut work, &archivist, &record, sheets).await.page_count, 0);
        let read = keep(&mut work, &archivist, &record, vec![a_page(original.id, 1, None, "正文")]).await;
        assert_eq!(read.page_count, 1);
        let bodies = page::bodies_of(&mut work, &[record.id], 100).await.unwrap().remove(&record.id).unwrap();
        let file = Some((added.id, "附表.xlsx".to_owned()));
        let body = |attachment, number, text: &str| page::PageBody { attachment, number, text: text.to_owned() };
        assert_eq!(
            bodies,
            [body(None, 1, "正文"), body(file.clone(), 1, "困难职工\n姓名"), body(file, 2, "金额")]
        );
        let sheets = page::of_component(&mut work, added.id, 1).await.unwrap();
        assert_eq!(sheets, [a_page(added.id, 1, Some("困难职工"), "姓名")]);
    }
}
