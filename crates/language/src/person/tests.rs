//! Names from known lists and rules; the model itself is tested in the integration tests, where it is present.

use super::*;

fn entry(id: &str, name: &str) -> GazetteerEntry {
    GazetteerEntry {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: EntityKind::Person,
    }
}

fn staff(entries: &[(&str, &str)]) -> Gazetteer {
    Gazetteer::new(entries.iter().map(|(id, name)| entry(id, name))).expect("few names")
}

fn names(mentions: &[Mention], kind: EntityKind) -> Vec<&str> {
    mentions
        .iter()
        .filter(|mention| mention.kind == kind)
        .map(|mention| mention.name.as_str())
        .collect()
}

#[test]
fn known_names_are_found_in_any_writing_with_all_their_ids() {
    let staff = staff(&[
        ("1", "王建国"),
        ("2", "李娜"),
        ("3", "李娜"),
        ("4", "陳麗華"),
        ("5", "某"),
    ]);
    let text = "出席：王建國、李　娜、陈丽华；缺席：無。";
    let found = staff.find(text);
    assert_eq!(names(&found, EntityKind::Person), ["王建国", "李娜", "陈丽华"]);
    assert_eq!(&text[found[1].bytes.clone()], "李　娜");
    assert_eq!(found[1].ids, ["2", "3"]);
    assert!(found[0].confidence > found[1].confidence);
}

#[test]
fn a_name_that_is_an_ordinary_word_is_less_sure() {
    let staff = staff(&[("1", "高峰"), ("2", "赵爱民")]);
    let found = staff.find("就诊高峰时段由赵爱民负责");
    assert_eq!(names(&found, EntityKind::Person), ["高峰", "赵爱民"]);
    assert!(
        found[0].confidence < 0.6 && found[1].confidence > 0.9,
        "{found:?}"
    );
}

#[test]
fn a_latin_name_is_not_cut_out_of_a_longer_word() {
    let staff = staff(&[("1", "Ann")]);
    assert_eq!(staff.find("annual plan"), Vec::new());
    assert_eq!(staff.find("由Ann负责").len(), 1);
}

#[test]
fn rules_find_names_beside_the_words_that_go_with_people() {
    let cases: [(&str, &[&str]); 9] = [
        ("主持人：王建国", &["王建国"]),
        ("欧阳明同志任副主席", &["欧阳明"]),
        ("联系人：李娜 电话：62345678", &["李娜"]),
        ("签发人：趙愛民", &["赵爱民"]),
        ("经张伟主席同意", &["张伟"]),
        ("申请人：司马相如，男", &["司马相如"]),
        ("会议时间和地点", &[]),
        ("高度重视安全工作", &[]),
        ("各位同志", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(
            names(&find_by_rules(text), EntityKind::Person),
            expected,
            "{text}"
        );
    }
}

#[test]
fn rules_find_organisations_by_their_endings() {
    let text = "由某某市总工会和某某市第一人民医院工会委员会共同主办。";
    assert_eq!(
        names(&find_by_rules(text), EntityKind::Organisation),
        ["某某市总工会", "某某市第一人民医院工会委员会"]
    );
    assert_eq!(
        names(&find_by_rules("参加工会。"), EntityKind::Organisation),
        ["参加工会"]
    );
}

#[test]
fn a_longer_recognised_name_displaces_a_known_one_inside_it() {
    let text = "申请人：王伟明";
    let known = staff(&[("1", "王伟")]);
    let found = find_mentions(text, Some(&known), None, 0).expect("no model, no failure");
    assert_eq!(names(&found, EntityKind::Person), ["王伟明"]);
    let agreed = find_mentions("申请人：王伟", Some(&known), None, 0).expect("no model, no failure");
    assert_eq!(agreed[0].ids, ["1"]);
    assert!(agreed[0].confidence > 0.95, "{agreed:?}");
}
