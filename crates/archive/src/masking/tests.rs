//! What the masks hide, and what holds of them on any text.

use super::{MaskedText, MaskingFiles, Masks};
use crate::page::{Page, PageLine};
use crate::{Codes, Dictionary, FieldValue, Fields};
use guildhall_kernel::ComponentId;
use guildhall_language::identity_number::find_identity_numbers;
use guildhall_language::phone::{PhoneKind, find_phones};
use proptest::prelude::*;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const FILES: MaskingFiles<'_> = MaskingFiles {
    schema: include_str!("../../../../rules/masking/schema.json"),
    classes: include_str!("../../../../rules/masking/classes.toml"),
    purposes: include_str!("../../../../rules/masking/purposes.toml"),
};

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let codes = include_str!("../../../../rules/codes/codes.csv");
    let files = [
        (
            "_base.toml",
            include_str!("../../../../rules/dictionary/_base.toml"),
        ),
        (
            "ZY.BF.toml",
            include_str!("../../../../rules/dictionary/ZY.BF.toml"),
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let schema = include_str!("../../../../rules/dictionary/schema.json");
    Dictionary::load(schema, &files, &Codes::parse("codes.csv", codes).unwrap()).unwrap()
});

static MASKS: LazyLock<Masks> = LazyLock::new(|| Masks::load(FILES, &DICTIONARY).unwrap());

fn masked(text: &str) -> String {
    MASKS.mask_text(text).text
}

#[test]
fn each_class_keeps_what_its_rule_says() {
    for (text, expected) in [
        ("身份证号：11010519491231002X。", "身份证号：110*************2X。"),
        ("编号11010519491231002X", "编号110*************2X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０*************２Ｘ"),
        (
            "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
            "1 1 0 * * * * * * * * * * * * * 2 X",
        ),
        ("手机 138 1234 5678 联系", "手机 138 **** 5678 联系"),
        ("(0532) 8234567", "(053*) ***4567"),
        ("电话8234567转", "电话****567转"),
        ("服务热线400-810-1234", "服务热线400-810-1234"),
        (
            "家庭住址：北京市朝阳区幸福小区3号楼2单元，电话13812345678",
            "家庭住址：北京市朝阳区***********电话138****5678",
        ),
        ("住址 青岛市幸福小区3号", "住址 青岛市******"),
        ("会议地址：行政楼三楼", "会议地址：行政楼三楼"),
        ("地址：幸福路3号", "地址：*****"),
        ("请提供住址证明", "请提供住址证明"),
        (
            "开户行账号 6222 0212 3456 7890 128",
            "开户行账号 **** **** **** ***0 128",
        ),
        (
            "2024年3月15日召开职代会，到会120人",
            "2024年3月15日召开职代会，到会120人",
        ),
        ("院工〔2024〕12号", "院工〔2024〕12号"),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn a_number_with_a_misread_digit_does_not_slip_through() {
    for text in [
        "身份证号：1101O5l9491231002X",
        "110105194912310021",
        "身份证\n110105491231002",
        "手机：138l2345678",
    ] {
        let shown = masked(text);
        let hidden = shown.chars().filter(|c| *c == '*').count();
        assert!(hidden >= 4, "{text}: {shown}");
    }
}

#[test]
fn a_bank_card_in_a_table_is_known_by_its_check_digit_once_the_page_speaks_of_cards() {
    let right = "4111111111111111";
    assert_eq!(
        masked(&format!("姓名 银行卡号\n王芳 {right}")),
        "姓名 银行卡号\n王芳 ************1111"
    );
    assert_eq!(masked(&format!("序列 {right}")), format!("序列 {right}"));
    assert!(masked("姓名 银行卡号\n王芳 4111111111111112").ends_with("4111111111111112"));
}

#[test]
fn the_hidden_characters_are_named_in_order() {
    let MaskedText { text, hidden } = MASKS.mask_text("电话13812345678、13987654321");
    assert_eq!(text, "电话138****5678、139****4321");
    assert_eq!(hidden, [5..9, 17..21]);
}

#[test]
fn a_field_of_a_class_is_hidden_by_its_class_and_a_text_as_running_text() {
    let one = |text: &str| FieldValue::One(text.to_owned());
    let fields = Fields::from([
        ("annual_income".to_owned(), one("36000.00")),
        ("cause".to_owned(), one("01")),
        ("identity_number".to_owned(), one("11010519491231002X")),
        ("home_address".to_owned(), one("北京市朝阳区幸福路3号")),
        (
            "family_members".to_owned(),
            FieldValue::Many(vec!["配偶王芳".to_owned(), "子".to_owned()]),
        ),
        ("approved_at".to_owned(), one("2024-03-15")),
        ("summary".to_owned(), one("来电13812345678求助")),
        ("unknown_today".to_owned(), one("13812345678")),
    ]);
    let shown = MASKS.mask_fields(&DICTIONARY, "ZY.BF", &fields);
    let expected = [
        ("annual_income", "***"),
        ("approved_at", "2024-03-15"),
        ("cause", "***"),
        ("family_members", "***；***"),
        ("home_address", "北京市朝阳区*****"),
        ("identity_number", "110*************2X"),
        ("summary", "来电138****5678求助"),
        ("unknown_today", "138****5678"),
    ];
    let shown: Vec<(&str, String)> = shown
        .iter()
        .map(|(name, value)| (name.as_str(), value.display()))
        .collect();
    let expected = expected.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(shown, expected);
}

fn line(text: &str, place: [f32; 4]) -> PageLine {
    PageLine {
        text: text.to_owned(),
        confidence: 1.0,
        place: Some(place),
    }
}

fn a_page(lines: Vec<PageLine>) -> Page {
    Page {
        component: ComponentId::from_uuid(uuid::Uuid::nil()),
        number: 1,
        source: "recognised".to_owned(),
        aspect: 0.7,
        label: None,
        lines,
    }
}

#[test]
fn a_region_covers_the_hidden_characters_and_not_the_label_before_them() {
    // Twelve Chinese characters and eleven digits on a line of seventeen and a half widths.
    let text = "申请人王芳的联系电话号码13812345678";
    let shown = MASKS.mask_page(&a_page(vec![line(text, [0.1, 0.2, 0.8, 0.228])]));
    assert_eq!(shown.page.lines[0].text, "申请人王芳的联系电话号码138****5678");
    let [left, top, right, bottom] = shown.regions[0];
    let at = |widths: f32| 0.1 + 0.7 * widths / 17.5;
    assert!(left < at(13.5) && left > at(8.0), "{left}");
    assert!(right > at(15.5) && right <= 1.0, "{right}");
    assert!(top < 0.2 && bottom > 0.228);
}

#[test]
fn where_the_place_of_a_character_is_uncertain_the_whole_line_is_hidden() {
    let stretched = line("王芳 13812345678", [0.1, 0.2, 0.9, 0.22]);
    let [left, _, right, _] = MASKS.mask_page(&a_page(vec![stretched])).regions[0];
    assert!(left <= 0.1 && right >= 0.9);
    let nowhere = PageLine {
        place: None,
        ..line("13812345678", [0.0; 4])
    };
    assert_eq!(
        MASKS.mask_page(&a_page(vec![nowhere])).regions,
        [[0.0, 0.0, 1.0, 1.0]]
    );
}

#[test]
fn a_cue_on_one_line_hides_its_value_on_the_next() {
    let lines = vec![
        line("家庭住址", [0.1, 0.1, 0.2, 0.12]),
        line("幸福路3号", [0.3, 0.1, 0.5, 0.12]),
    ];
    let shown = MASKS.mask_page(&a_page(lines));
    assert_eq!(shown.page.lines[1].text, "*****");
    assert_eq!(shown.regions.len(), 1);
}

#[test]
fn wrong_rules_are_refused_with_file_and_place() {
    let refused = |classes: &str, purposes: &str| {
        let files = MaskingFiles {
            classes,
            purposes,
            ..FILES
        };
        Masks::load(files, &DICTIONARY).unwrap_err().to_string()
    };
    let nothing =
        "version = 1\n[[class]]\ncode = 'income'\nlabel_zh = 'x'\nlabel_en = 'x'\nkeep = 'nothing'\n";
    assert_eq!(
        refused(nothing, FILES.purposes),
        "ZY.BF.toml: field identity_number: no masking class identity_number"
    );
    let twice = format!("{}\n{}", FILES.classes, nothing.replace("version = 1\n", ""));
    assert_eq!(
        refused(&twice, FILES.purposes),
        "masking/classes.toml: income stands twice"
    );
    let too_much = FILES
        .classes
        .replace("first = 3\nlast = 4", "first = 8\nlast = 4");
    assert!(refused(&too_much, FILES.purposes).contains("class phone"));
    let surprise = refused(
        FILES.classes,
        "version = 1\npurpose = [{code = 'x y', label_zh = 'x', label_en = 'x'}]",
    );
    assert!(
        surprise.starts_with("masking/purposes.toml") && surprise.contains("/purpose/0/code"),
        "{surprise}"
    );
}

#[test]
fn a_text_made_to_cost_time_costs_little() {
    let hostile = [
        "1".repeat(200_000),
        "138 1234 1567 ".repeat(15_000),
        "电话".repeat(100_000),
        "身份证1".repeat(50_000),
        "110105194912310021".repeat(10_000),
        "1 ".repeat(100_000),
    ];
    for text in &hostile {
        let began = Instant::now();
        MASKS.mask_text(text);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?}: {}", &text[..20]);
    }
}

/// Prints what masking a page of 2,000 characters costs; `--nocapture` shows it.
#[test]
fn masking_a_page_is_measured() {
    let sentence =
        "经研究，同意王芳同志的困难补助申请，联系电话13812345678，家庭住址：北京市朝阳区幸福路3号。";
    let page: String = sentence.chars().cycle().take(2_000).collect();
    masked(&page);
    let began = Instant::now();
    for _ in 0..20 {
        masked(&page);
    }
    eprintln!(
        "masking 2,000 characters with {} finds: {:?}",
        page.matches("电话").count() * 2,
        began.elapsed() / 20
    );
}

/// Pieces from which hostile texts are put together.
fn pieces() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "11010519491231002X",
        "13812345678",
        "138 1234 1567",
        " ",
        "-",
        "，",
        "\n",
        "电话",
        "身份证号：",
        "住址",
        "地址：",
        "北京市朝阳区",
        "账号",
        "6222021234567890128",
        "0532-8234567",
        "+86",
        "86",
        "*",
        "x",
        "1",
        "2024",
        "王芳",
        "(",
        ")",
        "400",
    ]);
    let piece = prop_oneof![4 => fixed.prop_map(str::to_owned), 2 => "[0-9]{1,19}", 1 => "\\PC{0,6}"];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_masked_text_holds_no_number_of_its_original(text in pieces()) {
        let shown = masked(&text);
        prop_assert!(find_identity_numbers(&shown).is_empty(), "{text:?}: {shown:?}");
        let phones = find_phones(&shown).into_iter().filter(|phone| phone.kind != PhoneKind::Service).count();
        prop_assert_eq!(phones, 0, "{:?}: {:?}", text, shown);
    }

    #[test]
    fn masking_again_changes_nothing(text in pieces()) {
        let once = masked(&text);
        prop_assert_eq!(masked(&once), once);
    }

    #[test]
    fn what_is_not_hidden_is_unchanged(text in pieces()) {
        let shown = MASKS.mask_text(&text);
        let hidden = |place: usize| shown.hidden.iter().any(|range| range.contains(&place));
        prop_assert_eq!(shown.text.chars().count(), text.chars().count());
        for (place, (before, after)) in text.chars().zip(shown.text.chars()).enumerate() {
            prop_assert_eq!(after, if hidden(place) { '*' } else { before });
        }
    }
}
