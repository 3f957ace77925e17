//! The Latin reading (拼音) of names: a key to sort lists of people by, and the initials people type to find them.

use ::pinyin::ToPinyin;

use crate::script::{fold_chars, is_han};
use crate::surname::special_reading;

/// A key that sorts Chinese names in the order of their pinyin.
///
/// Syllables are divided by a space, so that `xi an` comes before `xian`; a surname has its own reading.
/// The name itself follows after a tab, so that equal readings still have one fixed order.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let name = name.trim();
    format!("{}\t{name}", syllables(name).join(" "))
}

/// The first letters of a name's syllables in lower case: `王小明` gives `wxm`.
#[must_use]
pub fn initials(name: &str) -> String {
    syllables(name.trim())
        .iter()
        .filter_map(|syllable| syllable.chars().next())
        .collect()
}

/// The whole reading without tones and spaces: `王小明` gives `wangxiaoming`.
#[must_use]
pub fn full(name: &str) -> String {
    syllables(name.trim()).concat()
}

fn syllables(name: &str) -> Vec<String> {
    let simplified = fold_chars(name);
    let (mut syllables, rest) = match special_reading(&simplified) {
        Some((surname, reading)) => (
            reading.split(' ').map(str::to_owned).collect(),
            &simplified[surname.len()..],
        ),
        None => (Vec::new(), simplified.as_str()),
    };
    let mut latin = String::new();
    for c in rest.chars() {
        if c.is_alphanumeric() && !is_han(c) {
            latin.push(c);
            continue;
        }
        take_latin(&mut latin, &mut syllables);
        if is_han(c) {
            syllables.push(
                c.to_pinyin()
                    .map_or_else(|| c.to_string(), |reading| reading.plain().replace('ü', "v")),
            );
        }
    }
    take_latin(&mut latin, &mut syllables);
    syllables
}

fn take_latin(latin: &mut String, syllables: &mut Vec<String>) {
    if !latin.is_empty() {
        syllables.push(std::mem::take(latin));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_the_surname_reading() {
        let cases = [
            ("王小明", "wangxiaoming", "wxm"),
            ("曾国藩", "zengguofan", "zgf"),
            ("單田芳", "shantianfang", "stf"),
            ("尉迟恭", "yuchigong", "ycg"),
            ("任建新", "renjianxin", "rjx"),
            ("吕布", "lvbu", "lb"),
            ("阿里·Ahmed", "aliahmed", "ala"),
            ("", "", ""),
        ];
        for (name, reading, letters) in cases {
            assert_eq!(full(name), reading, "{name}");
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn keys_sort_by_syllable_and_differ_for_different_names() {
        assert!(sort_key("安宁") < sort_key("白云"));
        assert!(sort_key("西安") < sort_key("先"));
        assert_ne!(sort_key("李丽"), sort_key("李莉"));
    }
}
