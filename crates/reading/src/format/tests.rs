//! Formats are told by what the bytes say, and names that disagree are noticed.

use super::*;

#[test]
fn signatures_win_over_names() {
    for (head, name, format, disagrees) in [
        (&b"%PDF-1.7\n"[..], "a.pdf", Format::Pdf, false),
        (b"%PDF-1.7\n", "a.docx", Format::Pdf, true),
        (b"\xFF\xD8\xFF\xE0", "scan.JPG", Format::Jpeg, false),
        (b"\xFF\xD8\xFF\xE0", "scan.png", Format::Jpeg, true),
        (b"II*\0\x08\0\0\0", "scan.tif", Format::Tiff, false),
        (b"\x89PNG\r\n\x1A\n", "noname", Format::Png, false),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", Format::Webp, false),
        (b"PK\x05\x06", "a.zip", Format::Zip, false),
        (b"hello", "a.pdf", Format::Txt, true),
        (b"hello", "README", Format::Txt, false),
        (b"a,b\n1,2\n", "a.csv", Format::Csv, false),
        (b"\0\x01\x02\x03\x04", "a.bin", Format::Other, false),
        (b"<html><body>", "a.htm", Format::Html, false),
        (b"<?xml version='1.0'?><a/>", "a.xml", Format::Xml, false),
        (
            b"From: a@b.cn\r\nTo: c@d.cn\r\n\r\nhi",
            "mail",
            Format::Eml,
            false,
        ),
    ] {
        let found = identify(head, name);
        assert_eq!(
            (found.format, found.extension_disagrees),
            (format, disagrees),
            "{name} {head:?}"
        );
    }
}

#[test]
fn text_in_gbk_is_text() {
    let gbk = encoding_rs::GBK.encode("工会会员代表大会会议记录").0.into_owned();
    assert_eq!(identify(&gbk, "记录.txt").format, Format::Txt);
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(
        identify_file(file.path(), "a.pdf", &Limits::default()),
        Err(ReadingError::Empty)
    );
}

proptest::proptest! {
    #[test]
    fn any_head_and_name_have_a_format(head in proptest::collection::vec(proptest::num::u8::ANY, 0..300), name in ".{0,20}") {
        proptest::prop_assert!(!identify(&head, &name).mime.is_empty());
    }
}
