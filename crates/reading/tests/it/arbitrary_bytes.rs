//! Any bytes behind any signature end in a document or a typed error, never in a panic or a hang.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::fixtures::{Scripted, docx, file, ofd, pptx, xlsx, zip};
use crate::pdf_made::{Pdf, show};

/// Whole files of every format.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.pdf", Pdf::new(1).page("", &show(72.0, 700.0, 12.0, "a page with some text on it"), None).finish("")),
        ("a.docx", docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>")),
        ("a.pptx", pptx(&["<a:p><a:r><a:t>x</a:t></a:r></a:p>"])),
        ("a.xlsx", xlsx(r#"<row r="1"><c r="A1"><v>3</v></c></row>"#)),
        ("a.ofd", ofd("")),
        ("a.zip", zip(&[("a", b"1")])),
        ("a.eml", b"From: a@b.cn\r\nTo: b@c.cn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--".to_vec()),
        ("a.txt", b"text".to_vec()),
        ("a.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9BU".to_vec()),
        ("a.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xD9".to_vec()),
        ("a.tif", b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0".to_vec()),
        ("a.msg", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 600]).collect()),
        ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0xFF; 600]).collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_file_with_bytes_changed_ends_in_bounded_time(
        seed in 0..13usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let (name, mut bytes) = seeds().swap_remove(seed);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        let begun = Instant::now();
        if let Err(error) = file(name, &bytes).recognised(Scripted::default()) {
            prop_assert!(!error.code().is_empty());
        }
        prop_assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn random_bytes_behind_a_signature_end_in_bounded_time(
        seed in 0..13usize,
        tail in proptest::collection::vec(any::<u8>(), 0..2000),
    ) {
        let (name, mut bytes) = seeds().swap_remove(seed);
        bytes.truncate(8);
        bytes.extend(tail);
        let begun = Instant::now();
        if let Err(error) = file(name, &bytes).recognised(Scripted::default()) {
            prop_assert!(!error.code().is_empty());
        }
        prop_assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
