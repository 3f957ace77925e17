//! Masking running text.

use super::class::{Keep, Masks};
use super::find::{Found, find};
use std::ops::Range;

/// What stands in place of a hidden character.
pub(super) const HIDDEN: char = '*';
/// Times that a text is looked through; what stays of a number may, with its neighbours, look like another one.
const PASSES_MAX: usize = 8;
/// Farthest character of a district or city in an address.
const DISTRICT_MAX: usize = 24;
/// Characters before 区 with which it is no district: 小区, 社区, 园区, 厂区, 校区, 院区.
const NO_DISTRICT: &str = "小社园厂校院";

/// A text with personal data hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedText {
    /// The text, with as many characters as before.
    pub text: String,
    /// The characters that are hidden, in order.
    pub hidden: Vec<Range<usize>>,
}

impl Masks {
    /// Hides personal data in a text. Masking what is masked changes nothing.
    ///
    /// Costs time linear in the text.
    pub fn mask_text(&self, text: &str) -> MaskedText {
        let mut shown = text.to_owned();
        let mut hidden = vec![false; text.chars().count()];
        for pass in 0..PASSES_MAX {
            let before = count(&hidden);
            let chars: Vec<char> = shown.chars().collect();
            for found in find(self, &shown) {
                hide(&found, &chars, &mut hidden, pass > 0);
            }
            if count(&hidden) == before {
                return masked(shown, &hidden);
            }
            shown = cover(&shown, &hidden);
        }
        // Only a text made for it comes here: numbers that make each other up. None of its digits stays.
        for (place, c) in shown.chars().enumerate() {
            hidden[place] |= c.is_numeric();
        }
        masked(cover(&shown, &hidden), &hidden)
    }
}

fn count(hidden: &[bool]) -> usize {
    hidden.iter().filter(|is_hidden| **is_hidden).count()
}

fn cover(text: &str, hidden: &[bool]) -> String {
    let chars = text.chars().zip(hidden);
    chars
        .map(|(c, is_hidden)| if *is_hidden { HIDDEN } else { c })
        .collect()
}

fn masked(text: String, hidden: &[bool]) -> MaskedText {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for place in (0..hidden.len()).filter(|place| hidden[*place]) {
        match ranges.last_mut() {
            Some(last) if last.end == place => last.end += 1,
            _ => ranges.push(place..place + 1),
        }
    }
    MaskedText { text, hidden: ranges }
}

/// Marks what is to be hidden of a find; with `whole` nothing of a number stays.
fn hide(found: &Found<'_>, text: &[char], hidden: &mut [bool], whole: bool) {
    let start = found.chars.start;
    let chars = &text[found.chars.clone()];
    for place in hidden_places(found.class.keep, chars, whole) {
        // A mark of an earlier pass, or one that the text brought, hides nothing new.
        hidden[start + place] |= chars[place] != HIDDEN;
    }
}

/// Returns the places of the characters that a rule hides.
pub(super) fn hidden_places(keep: Keep, chars: &[char], whole: bool) -> Vec<usize> {
    let from = |start: usize| (start..chars.len()).filter(|place| !chars[*place].is_whitespace());
    match keep {
        Keep::Nothing => from(0).collect(),
        Keep::District => from(district_end(chars)).collect(),
        Keep::Ends { .. } if whole => signs(chars),
        Keep::Ends {
            first,
            last,
            hidden_min,
        } => {
            let signs = signs(chars);
            let last = last.min(signs.len().saturating_sub(hidden_min));
            let first = first.min(signs.len().saturating_sub(hidden_min + last));
            signs[first..signs.len() - last].to_vec()
        }
    }
}

/// Returns the places of letters and digits; what divides them may stay.
fn signs(chars: &[char]) -> Vec<usize> {
    (0..chars.len())
        .filter(|place| chars[*place].is_alphanumeric())
        .collect()
}

/// Returns the end of the district in an address, or else of the city; 0 when there is neither.
fn district_end(chars: &[char]) -> usize {
    let near = &chars[..chars.len().min(DISTRICT_MAX)];
    let is_district = |place: usize| match near[place] {
        '县' | '縣' | '旗' => place > 0,
        '区' | '區' => place > 0 && !NO_DISTRICT.contains(near[place - 1]),
        _ => false,
    };
    (0..near.len())
        .find(|place| is_district(*place))
        .or_else(|| near.iter().position(|c| *c == '市'))
        .map_or(0, |place| place + 1)
}
