//! Finds personal data in running text: numbers by their form, and what stands behind a cue.
//!
//! Works on folded characters, one for each character of the text, in time linear in the text.

use super::class::{Class, Cue, Masks, NumberKind, Taken};
use guildhall_language::identity_number::IdentityNumber;
use guildhall_language::phone::{PhoneKind, find_phones};
use guildhall_language::script::{fold_chars, is_han};
use std::ops::Range;

/// Characters that may stand between a cue and what it announces.
const FILLING: &str = " \t\n:号码(){}[]为是在于_./";
/// Most of them.
const FILLING_MAX: usize = 12;
/// Longest place in characters.
const PLACE_MAX: usize = 40;
/// Characters of which a place behind a cue without a colon must have one.
const PLACE_SIGNS: &str = "省市区县旗镇乡村路街巷弄号楼幢栋室";
/// Digits of a bank card (ISO/IEC 7812).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 16..=19;

/// Personal data in a text.
pub(super) struct Found<'m> {
    /// Its characters.
    pub chars: Range<usize>,
    /// Its class.
    pub class: &'m Class,
}

/// Returns what is found in a text, in no order; one find may overlap another.
pub(super) fn find<'m>(masks: &'m Masks, text: &str) -> Vec<Found<'m>> {
    let folded = fold_chars(text);
    let chars: Vec<char> = folded.chars().collect();
    let cues = cues(masks, &folded);
    let mut found = behind_cues(&chars, &cues);
    if chars.iter().any(char::is_ascii_digit) {
        found.extend(numbers(masks, text, &chars, &cues));
    }
    found
}

/// A cue that stands in the text.
struct StandingCue<'m> {
    class: &'m Class,
    cue: &'m Cue,
    chars: Range<usize>,
}

fn cues<'m>(masks: &'m Masks, folded: &str) -> Vec<StandingCue<'m>> {
    let mut standing = Vec::new();
    let (mut bytes, mut chars) = (0, 0);
    for hit in masks.cues.matcher.find_iter(folded) {
        chars += folded[bytes..hit.start()].chars().count();
        let length = folded[hit.range()].chars().count();
        let before = folded[..hit.start()].chars().next_back();
        let (class, alone) = masks.cues.owners[hit.pattern().as_usize()];
        let class = &masks.classes[class];
        if let Some(cue) = &class.cue
            && !(alone && before.is_some_and(is_han))
        {
            let chars = chars..chars + length;
            standing.push(StandingCue { class, cue, chars });
        }
        (bytes, chars) = (hit.end(), chars + length);
    }
    standing
}

fn behind_cues<'m>(chars: &[char], cues: &[StandingCue<'m>]) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for (index, standing) in cues.iter().enumerate() {
        let end = standing.chars.end;
        let limit = cues.get(index + 1).map_or(chars.len(), |next| next.chars.start);
        let start = behind_filling(chars, end..limit);
        let taken = match standing.cue.take {
            Taken::Number => number_at(chars, start..limit, standing.cue.digits_min),
            Taken::Place => place_at(chars, start..limit, start > end),
        };
        found.extend(taken.map(|chars| Found {
            chars,
            class: standing.class,
        }));
    }
    found
}

fn behind_filling(chars: &[char], within: Range<usize>) -> usize {
    let filling = chars[within.clone()].iter().take(FILLING_MAX);
    within.start + filling.take_while(|c| FILLING.contains(**c)).count()
}

/// Digits, with letters for which a digit may have been misread, and single dividers between them.
fn number_at(chars: &[char], within: Range<usize>, digits_min: usize) -> Option<Range<usize>> {
    let is_part = |at: usize| at < within.end && chars[at].is_ascii_alphanumeric();
    let start = if within.start < within.end && chars[within.start] == '+' {
        within.start + 1
    } else {
        within.start
    };
    let (mut end, mut signs, mut digits) = (start, 0, 0);
    let mut at = start;
    while is_part(at) || (at > start && at < within.end && is_divider(chars[at]) && is_part(at + 1)) {
        if !is_divider(chars[at]) {
            signs += 1;
            digits += usize::from(chars[at].is_ascii_digit());
        }
        at += 1;
        end = at;
    }
    (signs >= digits_min && digits * 2 >= signs).then_some(start..end)
}

/// What is left of the line, or of the sentence, or of the cell of a table.
fn place_at(chars: &[char], within: Range<usize>, is_announced: bool) -> Option<Range<usize>> {
    let start = within.start;
    let end = (start..within.end.min(start + PLACE_MAX))
        .find(|at| ends_place(chars, *at))
        .unwrap_or(within.end.min(start + PLACE_MAX));
    let has_sign = || chars[start..end].iter().any(|c| PLACE_SIGNS.contains(*c));
    (end > start && (is_announced || has_sign())).then_some(start..end)
}

fn ends_place(chars: &[char], at: usize) -> bool {
    let is_gap = chars[at] == ' ' && chars.get(at + 1) == Some(&' ');
    is_gap || matches!(chars[at], '\n' | '\t' | '。' | ';')
}

fn is_divider(c: char) -> bool {
    matches!(c, ' ' | '-' | '(' | ')')
}

/// Returns the numbers that are known by their form.
fn numbers<'m>(masks: &'m Masks, text: &str, chars: &[char], cues: &[StandingCue<'m>]) -> Vec<Found<'m>> {
    let chains = chains(chars);
    let found_phones = all_phones(text);
    let mut found = Vec::new();
    for class in &masks.classes {
        let is_announced = || {
            cues.iter()
                .any(|standing| standing.class.label.code == class.label.code)
        };
        for kind in &class.find {
            let ranges = match kind {
                NumberKind::IdentityNumber => {
                    chains.iter().flat_map(|chain| identities(chars, chain)).collect()
                }
                NumberKind::MobilePhone => phones(&found_phones, PhoneKind::Mobile),
                NumberKind::FixedPhone => phones(&found_phones, PhoneKind::FixedLine),
                NumberKind::BankCard if is_announced() => {
                    chains.iter().flat_map(|chain| cards(chars, chain)).collect()
                }
                NumberKind::BankCard => Vec::new(),
            };
            found.extend(ranges.into_iter().map(|chars| Found { chars, class }));
        }
    }
    found
}

/// Returns the places of digits that belong together: at most one blank or hyphen stands between two of them.
fn chains(chars: &[char]) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let digits = (0..chars.len()).filter(|at| chars[*at].is_ascii_digit());
    for at in digits {
        match chains.last_mut() {
            Some(chain) if belongs(chars, chain, at) => chain.push(at),
            _ => chains.push(vec![at]),
        }
    }
    chains
}

fn belongs(chars: &[char], chain: &[usize], at: usize) -> bool {
    chain
        .last()
        .is_some_and(|last| last + 1 == at || (last + 2 == at && matches!(chars[at - 1], ' ' | '-')))
}

/// Returns the identity numbers of a chain: those with a right check character wherever they stand in it, and a chain
/// of that length as a whole also when one of its digits may be misread.
fn identities(chars: &[char], chain: &[usize]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for start in 0..chain.len().saturating_sub(16) {
        let digits = &chain[start..start + 17];
        let behind = chain.get(start + 17).copied();
        let Some(last) = behind.or_else(|| letter_behind(chars, digits[16])) else {
            break;
        };
        let is_whole = start == 0 && chain.len() <= 18;
        let is_right = || {
            let number: String = digits.iter().chain([&last]).map(|at| chars[*at]).collect();
            IdentityNumber::parse(&number).is_some()
        };
        if has_birth_date(chars, digits) && (is_whole || is_right()) {
            found.push(digits[0]..last + 1);
        }
    }
    found
}

/// Returns the place of the check character X behind the last digit.
fn letter_behind(chars: &[char], last: usize) -> Option<usize> {
    [last + 1, last + 2]
        .into_iter()
        .find(|at| chars.get(*at) == Some(&'x'))
        .filter(|at| *at == last + 1 || matches!(chars[last + 1], ' ' | '-'))
}

/// Says whether the seventh to fourteenth digit may be a day of birth.
fn has_birth_date(chars: &[char], digits: &[usize]) -> bool {
    let part = |places: Range<usize>| {
        let values = digits[places].iter().filter_map(|at| chars[*at].to_digit(10));
        values.fold(0, |value, digit| value * 10 + digit)
    };
    (18..=20).contains(&part(6..8)) && (1..=12).contains(&part(10..12)) && (1..=31).contains(&part(12..14))
}

/// Returns the bank cards of a chain: from the beginning of a group of digits to the end of one, with a right check
/// digit.
fn cards(chars: &[char], chain: &[usize]) -> Vec<Range<usize>> {
    let begins = |index: usize| index == 0 || chain[index] > chain[index - 1] + 1;
    let ends = |index: usize| index + 1 == chain.len() || begins(index + 1);
    let mut found = Vec::new();
    for start in (0..chain.len()).filter(|index| begins(*index)) {
        let lengths = CARD_DIGITS.filter(|digits| start + digits <= chain.len());
        for last in lengths
            .map(|digits| start + digits - 1)
            .filter(|last| ends(*last))
        {
            if has_check_digit(chain[start..=last].iter().map(|at| chars[*at])) {
                found.push(chain[start]..chain[last] + 1);
            }
        }
    }
    found
}

/// Says whether the last digit is right by the formula of Luhn (ISO/IEC 7812-1, annex B).
fn has_check_digit(digits: impl DoubleEndedIterator<Item = char>) -> bool {
    let values = digits.rev().filter_map(|c| c.to_digit(10));
    let weighed = values.enumerate().map(|(place, digit)| match place % 2 {
        0 => digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    });
    weighed.sum::<u32>() % 10 == 0
}

/// Returns the telephone numbers of a text, with their characters.
fn all_phones(text: &str) -> Vec<(PhoneKind, Range<usize>)> {
    let (mut byte, mut place) = (0, 0);
    let mut place_of = |at: usize| {
        place += text[byte..at].chars().count();
        byte = at;
        place
    };
    let found = find_phones(text).into_iter();
    found
        .map(|phone| (phone.kind, place_of(phone.bytes.start)..place_of(phone.bytes.end)))
        .collect()
}

fn phones(all: &[(PhoneKind, Range<usize>)], wanted: PhoneKind) -> Vec<Range<usize>> {
    let right = all.iter().filter(|(kind, _)| *kind == wanted);
    right.map(|(_, chars)| chars.clone()).collect()
}
