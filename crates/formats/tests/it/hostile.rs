//! Hostile bytes cost bounded time.

use crate::{identify, rules};
use guildhall_formats::Sample;
use proptest::prelude::*;

#[test]
fn bytes_that_nearly_fit_everywhere_are_given_up() {
    for pattern in [
        &b"PK\x03\x04"[..],
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"%PDF-1.4",
        b"xmlns:pdfaid=\"",
        b"From: ",
    ] {
        let bytes: Vec<u8> = pattern.iter().copied().cycle().take(200_000).collect();
        let name = "a.pdf";
        assert_eq!(identify(&bytes, name), identify(&bytes, name));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_behind_the_head_of_a_container_are_told_or_not_but_never_break(
        head in prop_oneof![Just(&b"PK\x03\x04"[..]), Just(&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..]), Just(&b""[..])],
        bytes in proptest::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let sample = Sample::of(&[head, &bytes[..]].concat());
        let told = rules().identify(&sample, "a.doc");
        prop_assert!(!told.puid.is_empty());
    }
}
