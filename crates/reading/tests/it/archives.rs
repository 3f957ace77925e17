//! Zip archives: names of any encoding and any malice, contents under a bound.

use guildhall_reading::{Format, Limits, Note};

use crate::fixtures::{file, zip};

/// A zip with one stored entry whose name is these raw bytes without the UTF-8 flag.
fn zip_with_raw_name(name: &[u8], content: &[u8]) -> Vec<u8> {
    let placeholder = "x".repeat(name.len());
    let mut bytes = zip(&[(&placeholder, content)]);
    let wanted = placeholder.as_bytes();
    for at in 0..bytes.len() - wanted.len() {
        if &bytes[at..at + wanted.len()] == wanted {
            bytes[at..at + wanted.len()].copy_from_slice(name);
        }
    }
    bytes
}

#[test]
fn names_in_gbk_are_decoded() {
    let name = encoding_rs::GBK.encode("工会会员名单.txt").0.into_owned();
    let fixture = file("a.zip", &zip_with_raw_name(&name, b"hello"));
    let document = fixture.read().unwrap();
    assert_eq!(document.format, Format::Zip);
    assert_eq!(document.attachments[0].name.as_str(), "工会会员名单.txt");
    assert_eq!(document.pages[0].lines[0].text, "工会会员名单.txt");
    assert_eq!(fixture.attachment(0).unwrap(), b"hello");
}

#[test]
fn names_that_climb_out_are_made_plain() {
    let fixture = file(
        "a.zip",
        &zip(&[
            ("../../../tmp/evil.txt", b"x"),
            ("dir/", b""),
            ("/abs/b.txt", b"y"),
        ]),
    );
    let document = fixture.read().unwrap();
    let names: Vec<&str> = document.attachments.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["evil.txt", "b.txt"]);
    assert_eq!(document.attachments[0].name.original(), "../../../tmp/evil.txt");
    assert_eq!(fixture.attachment(1).unwrap(), b"y");
}

#[test]
fn an_entry_hidden_by_another_of_its_name_is_noted() {
    let entries = [("b.txt", b"first".as_slice()), ("a.txt", b"second")];
    let mut bytes = zip(&entries);
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"b.txt" {
            bytes[at] = b'a';
        }
    }
    let document = file("a.zip", &bytes).read().unwrap();
    assert_eq!(document.attachments.len(), 1);
    assert_eq!(document.notes, [Note::SameNames { count: 1 }]);
    assert!(file("b.zip", &zip(&entries)).read().unwrap().notes.is_empty());
}

#[test]
fn too_many_entries_are_refused() {
    let fixture = file("a.zip", &zip(&[("a", b"1"), ("b", b"2"), ("c", b"3")]));
    let error = fixture
        .read_with(Limits {
            entries: 2,
            ..Limits::default()
        })
        .unwrap_err();
    assert_eq!(error.code(), "too_large");
}

#[test]
fn an_attachment_that_unpacks_too_far_is_stopped_on_the_way() {
    let fixture = file("a.zip", &zip(&[("zeros", &vec![0u8; 20_000_000])]));
    let mut out = Vec::new();
    let error = fixture
        .attachment_with(Limits::default(), 0, &mut out)
        .unwrap_err();
    assert_eq!(error.code(), "bomb");
    // Two hundred times its packed size is the most that is believed.
    assert!(out.len() < 5_000_000, "{} bytes were unpacked", out.len());
    let limits = Limits {
        attachment_bytes: 1000,
        expansion_ratio: u64::MAX,
        ..Limits::default()
    };
    let error = fixture.attachment_with(limits, 0, &mut Vec::new()).unwrap_err();
    assert_eq!(error.code(), "too_large");
}
