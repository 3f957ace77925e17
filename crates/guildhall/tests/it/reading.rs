//! What becomes of a paper that the program reads: the files inside it, its true type, and what is noted.

use super::commands::{a_union, good, guildhall};
use guildhall_kernel::{SystemClock, SystemRandom};
use guildhall_store::{Database, DatabaseConfig, args};
use serde_json::{Value, json};
use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A folder with the data of a small union.
struct Union {
    _folder: tempfile::TempDir,
    data: PathBuf,
    papers: PathBuf,
}

impl Union {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, papers) = (folder.path().join("data"), folder.path().join("papers"));
        a_union(&data);
        std::fs::create_dir(&papers).unwrap();
        Self {
            _folder: folder,
            data,
            papers,
        }
    }

    fn import(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.papers.join(name), bytes).unwrap();
        good(&self.data, &["import", &self.papers.to_string_lossy(), "--read"]);
    }

    /// Returns one column of the rows of the paper that was imported under this name.
    async fn told(&self, sql: &'static str, column: &'static str, name: &str) -> Vec<String> {
        let config = DatabaseConfig::sqlite(self.data.join("guildhall.db"));
        let database = Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom))
            .await
            .unwrap();
        let mut connection = database.read_across_realms().await.unwrap();
        let rows = connection.fetch_all(sql, args![name]).await.unwrap();
        let values = rows.iter().map(|row| row.get(column).unwrap()).collect();
        drop(connection);
        database.close().await;
        values
    }

    #[track_caller]
    fn assert_finds_nothing(&self, word: &str) {
        let said = guildhall(&self.data, &["search", word]).stdout;
        let said = String::from_utf8_lossy(&said);
        assert!(said.contains("0 found"), "{word}: {said}");
    }

    /// Returns what was noted when a paper was read.
    async fn remarks(&self, name: &str) -> Vec<Value> {
        let proposal = self.told(PROPOSAL, "proposal", name).await.remove(0);
        let mut proposal: Value = serde_json::from_str(&proposal).unwrap();
        serde_json::from_value(proposal["remarks"].take()).unwrap()
    }
}

const FILES: &str = "SELECT c.file_name FROM component c JOIN inbox_item i ON i.record_id = c.record_id
    WHERE i.file_name = $1 ORDER BY c.sequence";
const TYPES: &str = "SELECT c.media_type FROM component c JOIN inbox_item i ON i.record_id = c.record_id
    WHERE i.file_name = $1 ORDER BY c.sequence";
const READ_AS_ONE_PAGE: &str = "SELECT i.state FROM inbox_item i JOIN record r ON r.id = i.record_id
    WHERE i.file_name = $1 AND r.page_count = 1";
const FORMAT: &str = "SELECT format FROM inbox_item WHERE file_name = $1";
const PROPOSAL: &str = "SELECT proposal FROM inbox_item WHERE file_name = $1";

/// A mail with these parts, each a file name and its text.
fn mail(boundary: &str, files: &[(&str, &str)]) -> String {
    let parts: Vec<String> = files
        .iter()
        .map(|(name, content)| {
            format!(
                "--{boundary}\r\nContent-Type: application/octet-stream\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{content}\r\n"
            )
        })
        .collect();
    format!(
        "From: a@example.org\r\nSubject: {boundary}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n\
         --{boundary}\r\nContent-Type: text/plain\r\n\r\nsee the files\r\n{}--{boundary}--\r\n",
        parts.concat()
    )
}

#[tokio::test]
async fn the_files_inside_the_files_of_a_paper_are_kept_and_found() {
    let union = Union::open();
    let deepest = mail("level3", &[("deep.txt", "unfindable")]);
    let middle = mail("level2", &[("level3.eml", &deepest), ("word.txt", "marzipan")]);
    let inner = mail("level1", &[("level2.eml", &middle), ("same.txt", "twins")]);
    let outer = mail(
        "outer",
        &[
            ("level1.eml", &inner),
            ("one.txt", "twins"),
            ("two.txt", "twins"),
            ("broken.pdf", "%PDF-1.7 x"),
        ],
    );
    union.import("outer.eml", outer.as_bytes());
    let files = union.told(FILES, "file_name", "outer.eml").await;
    let expected = [
        "outer.eml",
        "level1.eml",
        "one.txt",
        "two.txt",
        "broken.pdf",
        "level2.eml",
        "same.txt",
        "level3.eml",
        "word.txt",
    ];
    assert_eq!(files, expected);
    let remarks = union.remarks("outer.eml").await;
    let unread = json!({ "attachment_not_read": { "name": "broken.pdf", "reason": "broken" } });
    let left = json!({ "attachments_left_out": { "within": "level3.eml", "left": 1, "total": 1 } });
    assert!(
        remarks.contains(&unread) && remarks.contains(&left),
        "{remarks:?}"
    );
    assert!(good(&union.data, &["search", "marzipan"]).contains("1 found"));
    assert_eq!(union.told(READ_AS_ONE_PAGE, "state", "outer.eml").await, ["read"]);
    assert!(good(&union.data, &["verify"]).contains(" 0 problems"));
}

/// A zip of these entries; each is stored or packed as its flag says.
fn zipped(entries: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes, packed) in entries {
        let method = match packed {
            true => zip::CompressionMethod::Deflated,
            false => zip::CompressionMethod::Stored,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_type_that_the_first_bytes_do_not_tell_is_corrected_by_reading() {
    let union = Union::open();
    let filler = vec![7; 300_000];
    let relations =
        br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
        Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        Target="word/document.xml"/></Relationships>"#;
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let text = br#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>
        <w:t>marzipan</w:t></w:r></w:p></w:body></w:document>"#;
    let paper = zipped(&[
        ("media/picture.bin", &filler, false),
        ("[Content_Types].xml", types, true),
        ("_rels/.rels", relations, true),
        ("word/document.xml", text, true),
    ]);
    union.import("letter.docx", &paper);
    let told = union.told(TYPES, "media_type", "letter.docx").await;
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    assert_eq!(told, [docx]);
    assert_eq!(union.told(FORMAT, "format", "letter.docx").await, ["docx"]);
    assert!(good(&union.data, &["search", "marzipan"]).contains("1 found"));
    assert!(good(&union.data, &["verify"]).contains(" 0 problems"));
}

#[tokio::test]
async fn what_a_zip_holds_is_kept_or_named_with_the_reason() {
    let union = Union::open();
    let bomb = vec![0; 4 << 20];
    union.import(
        "box.zip",
        &zipped(&[("bomb.txt", &bomb, true), ("kept.txt", b"marzipan", false)]),
    );
    assert_eq!(
        union.told(FILES, "file_name", "box.zip").await,
        ["box.zip", "kept.txt"]
    );
    let lost = json!({ "attachment_not_taken": { "name": "bomb.txt", "reason": "bomb" } });
    assert_eq!(union.remarks("box.zip").await, [lost]);
}

const HELD: &str = "SELECT r.hold FROM record r JOIN inbox_item i ON i.record_id = r.id
    WHERE i.file_name = $1 AND i.state = 'unreadable' AND i.problem = 'secrecy_mark' AND r.page_count = 0";
const PAGES: &str =
    "SELECT p.body FROM page p JOIN inbox_item i ON i.record_id = p.record_id WHERE i.file_name = $1";

#[tokio::test]
async fn a_paper_with_a_mark_of_state_secrecy_is_held_back_and_nothing_of_it_is_kept_or_found() {
    let union = Union::open();
    let text = "机密★10年\n关于marzipan的通知\n";
    union.import("通知.txt", text.as_bytes());
    assert_eq!(union.told(HELD, "hold", "通知.txt").await, ["secrecy-mark"]);
    assert_eq!(union.told(PAGES, "body", "通知.txt").await, Vec::<String>::new());
    union.assert_finds_nothing("marzipan");
    union.assert_finds_nothing("通知");
    assert!(good(&union.data, &["verify"]).contains(" 0 problems"));
}

#[tokio::test]
async fn a_mark_on_a_file_inside_a_paper_holds_the_whole_paper_back() {
    let union = Union::open();
    let outer = mail("outer", &[("annex.txt", "秘密 ☆ 5年"), ("plain.txt", "marzipan")]);
    union.import("outer.eml", outer.as_bytes());
    assert_eq!(union.told(HELD, "hold", "outer.eml").await, ["secrecy-mark"]);
    assert_eq!(union.told(FILES, "file_name", "outer.eml").await, ["outer.eml"]);
    union.assert_finds_nothing("marzipan");
}
