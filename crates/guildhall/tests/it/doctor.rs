//! The self-inspection on the command line.

use crate::commands::{a_union, good, guildhall};
use serde_json::Value;

#[test]
fn the_doctor_says_what_must_be_done_and_ends_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    let chinese = guildhall(&data, &["doctor"]);
    assert_eq!(chinese.status.code(), Some(1), "a new house has no backup");
    let text = String::from_utf8(chinese.stdout).unwrap();
    assert!(text.starts_with("[必须处理]"), "the gravest comes first: {text}");
    assert!(
        text.contains("没有设置备份位置。") && text.contains("→"),
        "{text}"
    );
    let english = guildhall(&data, &["doctor", "--language", "en"]);
    let text = String::from_utf8(english.stdout).unwrap();
    assert!(text.contains("No place for backups is configured."), "{text}");
    assert!(
        !text.contains("seen-") && !text.contains("could not be looked at"),
        "{text}"
    );
    let answer = guildhall(&data, &["doctor", "--json"]);
    assert_eq!(answer.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&answer.stdout).unwrap();
    let findings = told["findings"].as_array().unwrap();
    let at = |clause: &str| {
        findings
            .iter()
            .find(|finding| finding["clause"] == clause)
            .unwrap()
    };
    assert_eq!(at("backup")["outcome"], "must-act");
    assert_eq!(at("data-folder")["outcome"], "good");
    assert_eq!(at("database-durable")["outcome"], "good");
    let list: Value = serde_json::from_str(&good(&data, &["doctor", "--sbom"])).unwrap();
    assert_eq!(list["bomFormat"], "CycloneDX");
    assert!(list["components"].as_array().unwrap().len() > 300);
    let pack = folder.path().join("pack.pdf");
    let to = pack.to_str().unwrap();
    let made = guildhall(&data, &["doctor", "--pack", to, "--language", "en"]);
    assert_eq!(
        made.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    assert!(std::fs::read(&pack).unwrap().starts_with(b"%PDF"));
    let twice = guildhall(&data, &["doctor", "--pack", to]);
    assert_eq!(
        twice.status.code(),
        Some(2),
        "a file that is there is not written over"
    );
    assert!(
        good(&data, &["verify"]).contains(" 0 problems"),
        "the pack is in the ledger"
    );
}
