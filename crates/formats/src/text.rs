//! Whether bytes are text, and in which encoding.

use crate::sample::Sample;
use encoding_rs::{Encoding, GB18030};

/// Longest character of the encodings, of which the end of the sample may cut off a part.
const CHARACTER_MAX: usize = 4;

/// Returns the name of the encoding when the file is text.
pub(crate) fn encoding_of(sample: &Sample) -> Option<&'static str> {
    let head = sample.head();
    if head.is_empty() {
        return None;
    }
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        let (text, had_errors) = encoding.decode_with_bom_removal(whole_units(head));
        return (!had_errors && is_written(&text)).then_some(encoding.name());
    }
    if head.iter().chain(sample.tail()).any(|byte| is_control(*byte)) {
        return None;
    }
    if head.is_ascii() && sample.tail().is_ascii() {
        return Some("ASCII");
    }
    let is_cut = sample.size() > head.len() as u64;
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => is_cut && error.error_len().is_none(),
    };
    if is_utf8 {
        return Some("UTF-8");
    }
    let least = match is_cut {
        true => head.len().saturating_sub(CHARACTER_MAX - 1),
        false => head.len(),
    };
    let decodes = |end: usize| {
        GB18030
            .decode_without_bom_handling_and_without_replacement(&head[..end])
            .is_some_and(|text| is_written(&text))
    };
    (least..=head.len()).rev().any(decodes).then_some("GB18030")
}

/// Text of two bytes a unit that is cut at an odd place.
fn whole_units(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() - bytes.len() % 2]
}

fn is_written(text: &str) -> bool {
    !text.chars().any(|one| u8::try_from(one).is_ok_and(is_control))
}

/// Control characters that no text has; escape and form feed stand in old ones.
fn is_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x1B)) || byte == 0x7F
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_text_are_told_and_bytes_that_are_none() {
        let of = |bytes: &[u8]| encoding_of(&Sample::of(bytes));
        assert_eq!(of("职工代表大会".as_bytes()), Some("UTF-8"));
        assert_eq!(of(b"minutes\r\n"), Some("ASCII"));
        assert_eq!(of(&GB18030.encode("职工代表大会").0), Some("GB18030"));
        assert_eq!(of(b"\xFF\xFEA\0B\0"), Some("UTF-16LE"));
        assert_eq!(of(b"\x00\x01\x02"), None);
        assert_eq!(of(b""), None);
    }

    #[test]
    fn a_character_that_the_sample_cuts_through_does_no_harm() {
        let long = "工会".repeat(4_000_000);
        assert_eq!(encoding_of(&Sample::of(long.as_bytes())), Some("UTF-8"));
        let long = GB18030.encode(&long).0.into_owned();
        assert_eq!(
            encoding_of(&Sample::of(&[b"x", &long[..]].concat())),
            Some("GB18030")
        );
    }
}
