//! Small files of every format, made in code, and readers to read them with.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use guildhall_reading::format::identify_file;
use guildhall_reading::{
    Document, Limits, Reader, ReadingError, Recognise, RecogniseError, RecognisedLine, RecognisedPage,
    Unwatched, Watch,
};
use image::RgbImage;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file in a folder of its own.
pub struct Fixture {
    _folder: TempDir,
    pub path: PathBuf,
    pub name: String,
}

/// Writes bytes to a file of this name.
pub fn file(name: &str, bytes: &[u8]) -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    Fixture {
        _folder: folder,
        path,
        name: name.to_owned(),
    }
}

impl Fixture {
    pub fn read(&self) -> Result<Document, ReadingError> {
        self.read_with(Limits::default())
    }

    pub fn read_with(&self, limits: Limits) -> Result<Document, ReadingError> {
        Reader::new(None, limits).read(&self.path, &self.name, &Unwatched)
    }

    pub fn recognised(&self, recogniser: Scripted) -> Result<Document, ReadingError> {
        Reader::new(Some(Arc::new(recogniser)), Limits::default()).read(&self.path, &self.name, &Unwatched)
    }

    pub fn attachment(&self, index: usize) -> Result<Vec<u8>, ReadingError> {
        let mut out = Vec::new();
        self.attachment_with(Limits::default(), index, &mut out)?;
        Ok(out)
    }

    pub fn attachment_with(
        &self,
        limits: Limits,
        index: usize,
        out: &mut Vec<u8>,
    ) -> Result<u64, ReadingError> {
        let found = identify_file(&self.path, &self.name, &limits)?;
        Reader::new(None, limits).extract_attachment(&self.path, found.format, index, out, &Unwatched)
    }
}

/// Returns all text of a document.
pub fn text_of(document: &Document) -> String {
    document.pages.iter().map(guildhall_reading::Page::text).collect()
}

/// Makes a zip of these entries.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A recogniser that answers every image with one line that tells its size.
#[derive(Clone, Default)]
pub struct Scripted {
    pub fails: bool,
}

impl Recognise for Scripted {
    fn recognise(&self, image: &RgbImage) -> Result<RecognisedPage, RecogniseError> {
        if self.fails {
            return Err(RecogniseError("the script says so".into()));
        }
        let text = format!("{}x{}", image.width(), image.height());
        let line = RecognisedLine {
            chars: vec![0.5; text.chars().count()],
            text,
            confidence: 0.9,
            bbox: [0.0, 0.0, image.width() as f32 / 2.0, image.height() as f32 / 2.0],
            vertical: false,
        };
        Ok(RecognisedPage {
            rotation_deg: 0,
            lines: vec![line],
        })
    }
}

/// A watch that records progress, and stops or runs out of time after so many pages.
#[derive(Default)]
pub struct Watcher {
    pub seen: RefCell<Vec<(u64, Option<u64>)>>,
    pub cancel_after: Option<u64>,
    pub late_after: Option<u64>,
    pub done: Cell<u64>,
}

impl Watch for Watcher {
    fn progress(&self, done: u64, total: Option<u64>) {
        self.done.set(done);
        self.seen.borrow_mut().push((done, total));
    }

    fn is_cancelled(&self) -> bool {
        self.cancel_after.is_some_and(|most| self.done.get() >= most)
    }

    fn elapsed(&self) -> Duration {
        match self.late_after {
            Some(most) if self.done.get() >= most => Duration::from_secs(1_000_000_000),
            _ => Duration::ZERO,
        }
    }
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;

/// Makes a Word document with this body.
pub fn docx(body: &str) -> Vec<u8> {
    let rels = format!(
        r#"{RELS}<Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let document_rels = format!(
        r#"{RELS}<Relationship Id="r1" Type="x/styles" Target="styles.xml"/>
        <Relationship Id="r2" Type="x/footnotes" Target="footnotes.xml"/></Relationships>"#
    );
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="a3"><w:name w:val="Title"/></w:style></w:styles>"#;
    let footnotes = r#"<w:footnotes xmlns:w="w"><w:footnote><w:p><w:r><w:t>脚注一</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let core = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>关于换届的通知</dc:title>
        <dc:creator>办公室</dc:creator><dcterms:created xmlns:dcterms="t">2024-03-01T08:00:00Z</dcterms:created></cp:coreProperties>"#;
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", document_rels.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/footnotes.xml", footnotes.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

/// Makes a presentation with these slides' shape trees, listed in reverse in the package.
pub fn pptx(slides: &[&str]) -> Vec<u8> {
    let mut ids = String::new();
    let mut links = String::new();
    let mut parts = vec![("[Content_Types].xml".to_owned(), "<Types/>".to_owned())];
    for (at, slide) in slides.iter().enumerate() {
        // File names run against the order of presentation.
        let file = slides.len() - at;
        write!(ids, r#"<p:sldId id="{}" r:id="r{at}"/>"#, 256 + at).unwrap();
        write!(
            links,
            r#"<Relationship Id="r{at}" Type="x/slide" Target="slides/slide{file}.xml"/>"#
        )
        .unwrap();
        parts.push((
            format!("ppt/slides/slide{file}.xml"),
            format!(r#"<p:sld xmlns:p="p" xmlns:a="a">{slide}</p:sld>"#),
        ));
    }
    parts.push((
        "ppt/presentation.xml".to_owned(),
        format!(r#"<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"#),
    ));
    parts.push((
        "ppt/_rels/presentation.xml.rels".to_owned(),
        format!("{RELS}{links}</Relationships>"),
    ));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
        .collect();
    zip(&parts)
}

/// Makes a workbook of one sheet with these rows of XML.
pub fn xlsx(sheet_data: &str) -> Vec<u8> {
    let workbook = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        <sheets><sheet name="会员" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let workbook_rels = format!(
        r#"{RELS}<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet_data}</sheetData></worksheet>"#
    );
    let rels = format!(
        r#"{RELS}<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", workbook_rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Makes an OFD of one page with this content, an attachment and a template.
pub fn ofd(content: &str) -> Vec<u8> {
    let root = r#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Title>会议纪要</ofd:Title>
        <ofd:CreationDate>2024-05-01</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#;
    let document = r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData>
        <ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>
        <ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>
        <ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>
        <ofd:Attachments>Attachs.xml</ofd:Attachments></ofd:Document>"#;
    let page = format!(
        r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Template TemplateID="9"/><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"#
    );
    let template = r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer>
        <ofd:TextObject Boundary="10 10 50 5" Size="4"><ofd:TextCode X="0" Y="4">红头</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"#;
    let attachments = r#"<ofd:Attachments xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Attachment Name="附表"><ofd:FileLoc>Res/a.csv</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"#;
    zip(&[
        ("OFD.xml", root.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", page.as_bytes()),
        ("Doc_0/Tpls/Tpl_0/Content.xml", template.as_bytes()),
        ("Doc_0/Attachs.xml", attachments.as_bytes()),
        ("Doc_0/Res/a.csv", "姓名,部门\n".as_bytes()),
    ])
}
