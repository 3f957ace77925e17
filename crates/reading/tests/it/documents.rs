//! Word and PowerPoint: text in order, headings, tables, pages.

use guildhall_reading::{Format, LineKind, Note};

use crate::fixtures::{docx, file, pptx, text_of};

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn styled(style: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
}

#[test]
fn headings_tables_and_footnotes_are_told_apart() {
    let table = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}{}</w:tc></w:tr></w:tbl>",
        paragraph("姓名"),
        paragraph("张三"),
        paragraph("李四")
    );
    let body = [
        styled("a3", "通知"),
        styled("1", "一、时间"),
        paragraph("三月一日"),
        table,
    ]
    .concat();
    let document = file("通知.docx", &docx(&body)).read().unwrap();
    let lines: Vec<(&str, LineKind)> = document.pages[0]
        .lines
        .iter()
        .map(|line| (line.text.as_str(), line.kind))
        .collect();
    assert_eq!(
        lines,
        [
            ("通知", LineKind::Heading(0)),
            ("一、时间", LineKind::Heading(1)),
            ("三月一日", LineKind::Body),
            ("姓名\t张三 李四", LineKind::TableRow),
            ("脚注一", LineKind::Aside),
        ]
    );
    assert_eq!(document.format, Format::Docx);
    assert_eq!(document.properties.title.as_deref(), Some("关于换届的通知"));
    assert_eq!(document.properties.author.as_deref(), Some("办公室"));
}

#[test]
fn page_breaks_make_pages_once() {
    let break_twice = r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>
        <w:p><w:r><w:lastRenderedPageBreak/><w:t>第二页</w:t></w:r></w:p>"#;
    let body = [paragraph("第一页"), break_twice.to_owned()].concat();
    let document = file("a.docx", &docx(&body)).read().unwrap();
    assert_eq!(document.page_count, 2);
    assert_eq!(document.pages[1].lines[0].text, "第二页");
}

#[test]
fn tabs_breaks_and_text_boxes_are_kept_and_fallbacks_are_not_read_twice() {
    let body = r#"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>
        <w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice>
        <mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>"#;
    assert_eq!(
        text_of(&file("a.docx", &docx(body)).read().unwrap()),
        "甲\t乙\n丙\n框\n脚注一\n"
    );
}

#[test]
fn deleted_text_is_left_out_and_the_change_is_noted() {
    let body = r#"<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"#;
    let document = file("a.docx", &docx(body)).read().unwrap();
    assert!(!text_of(&document).contains('删'));
    assert!(document.notes.contains(&Note::TrackedChangesPresent));
}

#[test]
fn a_document_under_another_extension_is_noticed() {
    let document = file("照片.jpg", &docx(&paragraph("文"))).read().unwrap();
    assert!(document.notes.contains(&Note::ExtensionDisagrees));
}

#[test]
fn a_truncated_document_is_broken() {
    let bytes = docx(&paragraph("文"));
    let error = file("a.docx", &bytes[..bytes.len() / 2]).read().unwrap_err();
    assert_eq!(error.code(), "broken");
}

#[test]
fn slides_come_in_the_order_of_presentation() {
    let shape = |kind: &str, text: &str| {
        format!(
            r#"<p:sp><p:nvPr><p:ph type="{kind}"/></p:nvPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"#
        )
    };
    let first = shape("title", "工作报告");
    let second = [
        shape("body", "要点"),
        "<a:tbl><a:tr><a:tc><a:p><a:r><a:t>甲</a:t></a:r></a:p></a:tc></a:tr></a:tbl>".into(),
    ]
    .concat();
    let document = file("a.pptx", &pptx(&[&first, &second])).read().unwrap();
    assert_eq!(document.page_count, 2);
    assert_eq!(document.pages[0].lines[0].text, "工作报告");
    assert_eq!(document.pages[0].lines[0].kind, LineKind::Heading(1));
    assert_eq!(document.pages[1].lines[1].kind, LineKind::TableRow);
}
