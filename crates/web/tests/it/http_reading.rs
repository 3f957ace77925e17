//! What reading brought, as pages and API show it: the files inside a paper, names of sheets, notes, the true type.

use crate::house::{Client, House};
use guildhall_archive::page::PageLine;
use guildhall_archive::record::store as records;
use guildhall_archive::{ComponentRole, NewComponent, Page, ReadPages};
use guildhall_intake::{PaperNote, StoredProposal};
use guildhall_kernel::{Actor, ComponentId, ContentHash, OrgPath, RecordId};
use guildhall_reading::Note;
use guildhall_store::{Work, args};
use http::StatusCode;

const FINISH: &str =
    "UPDATE inbox_item SET state = 'read', proposal = $1 WHERE realm_id = $2 AND record_id = $3";

/// A mail with an attached workbook, read.
struct Mail {
    house: House,
    archivist: Client,
    record: RecordId,
    workbook: ComponentId,
}

fn a_page(component: ComponentId, label: Option<&str>, text: &str) -> ReadPages {
    let line = PageLine {
        text: text.to_owned(),
        confidence: 1.0,
        place: None,
    };
    let page = Page {
        component,
        number: 1,
        source: "text".to_owned(),
        aspect: 0.0,
        label: label.map(str::to_owned),
        lines: vec![line],
    };
    ReadPages {
        component,
        pages: vec![page],
    }
}

async fn finish(work: &mut Work, record: RecordId) {
    let proposal = StoredProposal {
        notes: vec![
            PaperNote::Paper(Note::SignaturesPresent),
            PaperNote::AttachmentNotTaken {
                name: "炸弹.zip".to_owned(),
                reason: "bomb".to_owned(),
            },
        ],
        ..StoredProposal::default()
    };
    let proposal = serde_json::to_string(&proposal).unwrap();
    let realm = work.realm();
    work.execute(FINISH, args![proposal, realm, record])
        .await
        .unwrap();
}

async fn read_mail() -> Mail {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let record = archivist
        .capture("来信.eml", b"PK\x03\x04 looks like a zip")
        .await;
    let record: RecordId = record.parse().unwrap();
    let realm = house.realm().await;
    let reader = Actor::program("reading", realm, OrgPath::root(1));
    let archive = &house.app.archive;
    let mut work = house.app.database.begin(realm).await.unwrap();
    let original = records::components(&mut work, record).await.unwrap()[0].id;
    let new = NewComponent {
        role: ComponentRole::Attachment,
        hash: ContentHash::of(b"workbook"),
        size_bytes: 8,
        file_name: "名册.xlsx".to_owned(),
        media_type: "application/vnd.ms-excel".to_owned(),
    };
    let workbook = archive
        .add_component(&mut work, &reader, record, new)
        .await
        .unwrap()
        .id;
    let pages = [
        a_page(workbook, Some("Feuil1"), "困难职工帮扶金"),
        a_page(original, None, "请见附件"),
    ];
    for read in pages {
        archive
            .keep_reading(&mut work, &reader, record, read, None)
            .await
            .unwrap();
    }
    archive
        .correct_media_type(&mut work, &reader, original, "message/rfc822")
        .await
        .unwrap();
    finish(&mut work, record).await;
    work.commit().await.unwrap();
    Mail {
        house,
        archivist,
        record,
        workbook,
    }
}

#[tokio::test]
async fn a_hit_in_an_attachment_names_it_and_leads_to_its_text() {
    let mail = read_mail().await;
    mail.house.catch_up().await;
    let found = mail.archivist.get("/api/v1/search?q=Feuil1").await.json();
    let snippet = &found["hits"][0]["snippets"][1];
    assert_eq!(snippet["file"], mail.workbook.to_string());
    assert_eq!(
        (&snippet["file_name"], &snippet["page"]),
        (&"名册.xlsx".into(), &1.into())
    );
    let results = mail.archivist.get("/search?q=Feuil1").await.text();
    let link = format!("/records/{}?page=1&#38;file={}", mail.record, mail.workbook);
    assert!(
        results.contains(&link) && results.contains("名册.xlsx"),
        "{results}"
    );
    let led_to = format!("/records/{}?page=1&file={}&q=Feuil1", mail.record, mail.workbook);
    let shown = mail.archivist.get(&led_to).await.text();
    assert!(
        shown.contains("<mark>Feuil1</mark>") && shown.contains("困难职工帮扶金"),
        "{shown}"
    );
}

#[tokio::test]
async fn the_record_shows_the_original_first_and_offers_its_attachments() {
    let mail = read_mail().await;
    for start in ["/records", "/inbox"] {
        let page = mail
            .archivist
            .get(&format!("{start}/{}", mail.record))
            .await
            .text();
        assert!(
            page.contains("请见附件") && !page.contains("困难职工帮扶金"),
            "{page}"
        );
        let choice = format!("{start}/{}?file={}", mail.record, mail.workbook);
        assert!(page.contains(&choice), "{page}");
        let page = mail.archivist.get(&choice).await.text();
        assert!(
            !page.contains("请见附件") && page.contains("困难职工帮扶金"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn the_api_gives_the_pages_of_either_file_and_counts_those_of_the_original() {
    let mail = read_mail().await;
    let record = format!("/api/v1/records/{}", mail.record);
    let shown = mail.archivist.get(&record).await.json();
    assert_eq!(shown["record"]["pages"], 1);
    assert_eq!(shown["files"][0]["media_type"], "message/rfc822");
    let page = mail.archivist.get(&format!("{record}/pages/1")).await.json();
    assert_eq!(page["lines"][0]["text"], "请见附件");
    let page = format!("{record}/pages/1?file={}", mail.workbook);
    let page = mail.archivist.get(&page).await.json();
    assert_eq!(
        (&page["label"], &page["lines"][0]["text"]),
        (&"Feuil1".into(), &"困难职工帮扶金".into())
    );
    let strange = format!("{record}/pages/1?file={}", mail.record);
    mail.archivist
        .get(&strange)
        .await
        .assert_problem(StatusCode::NOT_FOUND, "page-not-found");
}

#[tokio::test]
async fn what_the_reader_noticed_stands_in_plain_words_on_pages_and_in_the_api() {
    let mail = read_mail().await;
    for start in ["/records", "/inbox"] {
        let path = format!("{start}/{}", mail.record);
        let page = mail.archivist.get(&path).await.text();
        assert!(
            page.contains("文件带有电子签名") && page.contains("附件“炸弹.zip”未能取出"),
            "{page}"
        );
    }
    let record = mail
        .archivist
        .get(&format!("/api/v1/records/{}", mail.record))
        .await
        .json();
    let paper = mail
        .archivist
        .get(&format!("/api/v1/papers/{}", mail.record))
        .await
        .json();
    for notes in [&record["notes"], &paper["reading"]["notes"]] {
        assert_eq!(notes[0]["code"], "signatures_present");
        assert_eq!(
            (&notes[1]["code"], &notes[1]["file"]),
            (&"attachment_not_taken".into(), &"炸弹.zip".into())
        );
        assert!(!notes[1]["text"].as_str().unwrap().is_empty());
    }
}
