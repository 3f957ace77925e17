//! Which encoding a text is in, decided by validity first and plausibility second.
//!
//! Chinese offices leave UTF-8 with and without mark, UTF-16, GBK, GB 18030 and, from Hong Kong and Taiwan, Big5. Valid
//! GBK and Big5 overlap almost wholly, so common characters decide: both standards put them into a first block. A text
//! of rare characters alone, such as a short name, cannot be told; it is read as what most of it would be common in.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Returns the encoding of a text by its beginning. `complete` says whether `head` is the whole text; otherwise a
/// character cut at its end is no fault.
pub(crate) fn detect(head: &[u8], complete: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if let Some(encoding) = utf16_without_mark(head) {
        return encoding;
    }
    // Other text passes for mostly sound UTF-8 only by a very rare chance, so a few damaged characters do not matter.
    if is_valid(UTF_8, head, complete) || damage(UTF_8, head) < 0.1 {
        return UTF_8;
    }
    let candidates = [
        // GB 2312 level one; the same first bytes with a lower second one are the rare characters that GBK added.
        (GB18030, share_of_common(head, 0xB0..=0xD7, 0xA1)),
        (BIG5, share_of_common(head, 0xA4..=0xC6, 0x40)),
    ];
    candidates
        .into_iter()
        .filter(|(encoding, _)| is_valid(encoding, head, complete))
        // The later of two equals wins `max_by`, so the order is turned: GB 18030 before Big5.
        .rev()
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .map_or_else(|| fallback(head), |(encoding, _)| encoding)
}

/// Decodes a short text whole, such as a file name.
pub(crate) fn decode(bytes: &[u8]) -> String {
    detect(bytes, true).decode(bytes).0.into_owned()
}

/// Few damaged characters in Chinese text must not turn all of it into Latin letters.
fn fallback(head: &[u8]) -> &'static Encoding {
    if damage(GB18030, head) < 0.1 {
        GB18030
    } else {
        WINDOWS_1252
    }
}

/// Returns the share of replacement characters among those beyond ASCII.
fn damage(encoding: &'static Encoding, head: &[u8]) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(head);
    let foreign = text.chars().filter(|char| !char.is_ascii());
    let (bad, all) = foreign.fold((0u32, 0u32), |(bad, all), char| {
        (bad + u32::from(char == char::REPLACEMENT_CHARACTER), all + 1)
    });
    f64::from(bad) / f64::from(all.max(1))
}

fn is_valid(encoding: &'static Encoding, head: &[u8], complete: bool) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = vec![0u8; 4096];
    let mut rest = head;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut out, complete);
        rest = &rest[read..];
        match result {
            encoding_rs::DecoderResult::InputEmpty => return true,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(..) => return false,
        }
    }
}

/// Returns the share of two-byte characters that lie in the block of common ones: by the range of the first byte and
/// the least second byte.
fn share_of_common(head: &[u8], first: std::ops::RangeInclusive<u8>, least_second: u8) -> f64 {
    let (mut found, mut all, mut at) = (0u32, 0u32, 0);
    while at + 1 < head.len() {
        if head[at] < 0x80 {
            at += 1;
            continue;
        }
        all += 1;
        found += u32::from(first.contains(&head[at]) && head[at + 1] >= least_second);
        at += 2;
    }
    f64::from(found) / f64::from(all.max(1))
}

/// Text in UTF-16 has a zero in every other byte wherever it holds ASCII, and text in nothing else has zeros.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let sample = &head[..head.len().min(4096) & !1];
    let zeros = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (high_first, low_first) = (zeros(0), zeros(1));
    let enough = sample.len() / 20;
    if low_first > enough && high_first == 0 {
        return Some(UTF_16LE);
    }
    (high_first > enough && low_first == 0).then_some(UTF_16BE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SENTENCE: &str = "关于召开第三届职工代表大会的通知，请各工会小组做好准备。";

    #[test]
    fn each_encoding_of_a_notice_is_told() {
        let utf16: Vec<u8> = "工会 No. 12 通知\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big5 = BIG5
            .encode("關於召開第三屆職工代表大會的通知，請各工會小組做好準備。")
            .0
            .into_owned();
        let gbk = encoding_rs::GBK.encode(SENTENCE).0.into_owned();
        let gb18030 = GB18030.encode("㐂㐃𠀀工会").0.into_owned();
        assert_eq!(detect(SENTENCE.as_bytes(), true), UTF_8);
        assert_eq!(
            detect(&[b"\xEF\xBB\xBF", SENTENCE.as_bytes()].concat(), true),
            UTF_8
        );
        assert_eq!(detect(&utf16, true), UTF_16LE);
        assert_eq!(detect(&gbk, true), GB18030);
        assert_eq!(detect(&gb18030, true), GB18030);
        assert_eq!(detect(&big5, true), BIG5);
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_head_is_no_fault() {
        let bytes = SENTENCE.as_bytes();
        assert_eq!(detect(&bytes[..bytes.len() - 1], false), UTF_8);
        let gbk = encoding_rs::GBK.encode(SENTENCE).0.into_owned();
        assert_eq!(detect(&gbk[..gbk.len() - 1], false), GB18030);
    }

    #[test]
    fn one_damaged_byte_does_not_turn_chinese_into_latin() {
        let mut bytes = SENTENCE.repeat(20).into_bytes();
        bytes[100] = 0xFF;
        assert_eq!(detect(&bytes, true), UTF_8);
    }

    /// Any of the 3,755 characters of GB 2312 level one, which fills its block but for the last five places.
    fn common_character() -> impl Strategy<Value = char> {
        (0usize..3755).prop_map(|place| {
            let first = u8::try_from(0xB0 + place / 94).expect("40 rows");
            let second = u8::try_from(0xA1 + place % 94).expect("94 places in a row");
            let bytes = [first, second];
            let (text, _) = GB18030.decode_without_bom_handling(&bytes);
            text.chars().next().expect("a character at each place")
        })
    }

    proptest! {
        #[test]
        fn names_of_common_characters_in_gbk_come_back(
            name in proptest::collection::vec(common_character(), 1..12),
            ending in "(（[0-9]{1,3}）)?\\.(txt|docx)",
        ) {
            let name = format!("工会会员名单{}{ending}", name.into_iter().collect::<String>());
            prop_assert_eq!(decode(&encoding_rs::GBK.encode(&name).0), name);
        }

        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            let text = decode(&bytes);
            prop_assert!(text.len() <= bytes.len() * 4);
        }
    }
}
