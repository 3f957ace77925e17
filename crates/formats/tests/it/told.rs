//! Files are told by their bytes.

use crate::{identify, rules};
use guildhall_formats::Basis;
use std::io::{Cursor, Write as _};

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn told(bytes: &[u8], name: &str) -> (String, Basis) {
    let told = identify(bytes, name);
    (told.puid, told.basis)
}

fn is(puid: &str, basis: Basis) -> (String, Basis) {
    (puid.to_owned(), basis)
}

#[test]
fn pdf_is_told_with_its_version_and_pdf_a_by_its_metadata() {
    let pdf = |version: &str, inner: &str| format!("%PDF-{version}\n{inner}\ntrailer\n%%EOF\n").into_bytes();
    assert_eq!(told(&pdf("1.4", ""), "a.pdf"), is("fmt/18", Basis::Signature));
    assert_eq!(told(&pdf("1.7", ""), "a.pdf"), is("fmt/276", Basis::Signature));
    assert_eq!(told(&pdf("2.0", ""), "a.pdf"), is("fmt/1129", Basis::Signature));
    let xmp = "<rdf:Description xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
               <pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>";
    assert_eq!(told(&pdf("1.7", xmp), "a.pdf"), is("fmt/477", Basis::Signature));
    let four = "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"4\" pdfaid:rev=\"2020\"";
    assert_eq!(
        told(&pdf("2.0", four), "a.pdf"),
        is("local/pdfa-4", Basis::Signature)
    );
    assert_eq!(
        told(b"%PDF-1.4 cut off", "a.pdf"),
        is("local/pdf", Basis::Signature)
    );
}

#[test]
fn containers_are_told_by_what_lies_in_them_whatever_their_name_says() {
    let ofd = zip(&[("OFD.xml", "<ofd:OFD/>"), ("Doc_0/Document.xml", "<d/>")]);
    assert_eq!(told(&ofd, "公文.zip"), is("local/ofd", Basis::Container));
    assert!(identify(&ofd, "公文.zip").name_disagrees);
    assert!(!identify(&ofd, "公文.ofd").name_disagrees);
    let types = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.\
                 wordprocessingml.document.main+xml\"/></Types>";
    let docx = zip(&[("[Content_Types].xml", types), ("word/document.xml", "<w/>")]);
    assert_eq!(told(&docx, "a"), is("fmt/412", Basis::Container));
    assert_eq!(
        told(&zip(&[("a.txt", "a")]), "a.docx"),
        is("x-fmt/263", Basis::Signature)
    );
}

#[test]
fn old_office_files_are_told_and_those_of_wps_by_their_extension() {
    let word =
        b"\x01\0\xFE\xFF\x03\x0A\0\0\xFF\xFF\xFF\xFF\x06\x09\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46\x18\0\0\0\
                 Microsoft Word Document\0\x0A\0\0\0MSWordDoc\0\x10\0\0\0Word.Document.8\0\xF4\x39\xB2\x71";
    let doc = compound(&[("/WordDocument", b"\xEC\xA5\xC1\0"), ("/\u{1}CompObj", word)]);
    assert_eq!(told(&doc, "通知.doc"), is("fmt/40", Basis::Container));
    assert_eq!(told(&doc, "通知.wps"), is("local/wps-writer", Basis::Container));
    assert!(!identify(&doc, "通知.wps").name_disagrees);
    assert!(identify(&doc, "通知.pdf").name_disagrees);
}

#[test]
fn text_is_told_with_its_encoding_and_by_its_name_only_where_bytes_say_nothing() {
    let text = identify("会议纪要".as_bytes(), "纪要.txt");
    assert_eq!(
        (text.puid.as_str(), text.basis, text.encoding),
        ("x-fmt/111", Basis::Text, "UTF-8")
    );
    assert_eq!(
        told(b"name,paid\r\nA,1\r\n", "dues.csv"),
        is("x-fmt/18", Basis::Text)
    );
    assert_eq!(told(b"MZ\x90\0", "dues.csv").0, "x-fmt/409");
    assert_eq!(told(b"\x01\x02\x03", "a.ceb"), is("local/ceb", Basis::Name));
    assert_eq!(
        told(b"\x01\x02\x03", "a.pdf"),
        is("local/unknown", Basis::Nothing)
    );
    assert_eq!(told(b"", "a.pdf"), is("local/unknown", Basis::Nothing));
}

#[test]
fn a_large_container_is_told_by_its_ends() {
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("OFD.xml", options).unwrap();
    writer.write_all(b"<ofd:OFD/>").unwrap();
    writer.start_file("Doc_0/Res/scan.png", options).unwrap();
    writer.write_all(&vec![7; 20_000_000]).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(told(&bytes, "a.ofd"), is("local/ofd", Basis::Container));
}

#[test]
fn titles_name_the_version_once() {
    assert_eq!(
        rules().format("fmt/18").title(),
        "Acrobat PDF 1.4 - Portable Document Format"
    );
    assert_eq!(
        rules().format("fmt/412").title(),
        "Microsoft Word for Windows 2007 onwards"
    );
}
