//! The conversion cases of the OpenCC project: how many come out exactly right.

use guildhall_language::script::{fold_chars, to_simplified};

use crate::shared_data::shared_file;

#[test]
fn traditional_to_simplified_is_right_in_most_words_of_the_opencc_cases() {
    let Some(path) = shared_file("opencc-testcases/cases.jsonl") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("readable cases");
    let cases: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case"))
        .collect();
    let (mut all, mut right) = (0, 0);
    let (mut words, mut right_words) = (0, 0);
    for case in cases.iter().filter(|case| case["config"] == "t2s") {
        let (input, expected) = (
            case["input"].as_str().expect("text"),
            case["expected"].as_str().expect("text"),
        );
        let converted = to_simplified(input);
        all += 1;
        words += expected.split_whitespace().count();
        right_words += converted
            .split_whitespace()
            .zip(expected.split_whitespace())
            .filter(|(is, wanted)| is == wanted)
            .count();
        if converted == expected {
            right += 1;
        } else {
            eprintln!("{input}\n  is       {converted}\n  expected {expected}");
        }
        assert_eq!(fold_chars(input).chars().count(), input.chars().count());
    }
    eprintln!("opencc t2s: {right} of {all} cases, {right_words} of {words} words in them exact");
    // The cases are collected from past errors of conversion; common text converts far better than they do.
    assert!(right_words * 2 >= words, "{right_words} of {words}");
}
