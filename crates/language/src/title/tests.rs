//! Titles of papers as they come in, by layout and by wording.

use super::*;
use crate::page::PageLine;

/// A page of lines with the heights of their print; width 600, lines in the middle.
fn page(lines: &[(&str, f32)]) -> PageLines {
    let lines = lines
        .iter()
        .enumerate()
        .map(|(index, (text, height))| {
            let width = (text.chars().count() as f32 * height).min(500.0);
            let y = index as f32 * 30.0;
            PageLine {
                text: (*text).to_owned(),
                x: (600.0 - width) / 2.0,
                y,
                width,
                height: *height,
                confidence: None,
            }
        })
        .collect();
    PageLines {
        page: 1,
        width: 600.0,
        height: 850.0,
        lines,
    }
}

/// The title of a page without any measures, lines divided by `/`.
fn plain(lines: &str) -> Option<String> {
    let lines = lines
        .split('/')
        .map(|text| PageLine {
            text: text.to_owned(),
            ..PageLine::default()
        })
        .collect();
    find_title(&[PageLines {
        page: 1,
        lines,
        ..PageLines::default()
    }])
    .map(|title| title.text)
}

#[test]
fn an_official_paper_has_its_title_between_number_and_addressee() {
    let title = find_title(&[page(&[
        ("000012", 12.0),
        ("机密★一年", 12.0),
        ("某某市第一人民医院工会文件", 40.0),
        ("院工〔2024〕12号      签发人：王建国", 14.0),
        ("关于召开第三届职工代表大会", 22.0),
        ("第二次会议的通知", 22.0),
        ("各分会、各科室：", 14.0),
        ("根据工作安排，经研究决定召开会议，现将有关事项通知如下。", 14.0),
        ("一、会议时间", 14.0),
        ("2024年3月15日上午9时", 14.0),
    ])])
    .expect("a title");
    assert_eq!(title.text, "关于召开第三届职工代表大会第二次会议的通知");
    assert_eq!(
        title.lines,
        [Evidence { page: 1, line: 4 }, Evidence { page: 1, line: 5 }]
    );
    assert!(title.confidence > 0.9, "{title:?}");
}

#[test]
fn titles_are_found_by_their_wording_alone() {
    let cases = [
        (
            "院工〔2024〕3号/关于增补工会委员的请示/市总工会：/我院工会现有委员九名。",
            "关于增补工会委员的请示",
        ),
        (
            "某医院工会委员会会议纪要/〔2024〕第5号/时间：2024年3月15日/地点：会议室",
            "某医院工会委员会会议纪要",
        ),
        ("入会申请书/姓名：王伟/我自愿加入中国工会。", "入会申请书"),
        (
            "2023年度工会经费收支决算表/单位：元/项目 金额 备注",
            "2023年度工会经费收支决算表",
        ),
        (
            "关于印发《工会经费使用管理/办法（试行）》的通知/各分会：/现印发给你们。",
            "关于印发《工会经费使用管理办法（试行）》的通知",
        ),
        (
            "關於表彰先進工作者的決定/各科室：/經研究決定。",
            "關於表彰先進工作者的決定",
        ),
        (
            "劳动争议调解协议书/申请人：王伟/被申请人：某公司",
            "劳动争议调解协议书",
        ),
        (
            "第1页 共3页/困难职工帮扶资金发放名单/序号 姓名 金额",
            "困难职工帮扶资金发放名单",
        ),
        (
            "标题：关于组织体检的通知/发件人：工会/各位职工，大家好。",
            "关于组织体检的通知",
        ),
        ("通  知/各科室：/定于周五开会。", ""),
        (
            "关于申请职工之家建设经费的/函/区总工会：/为改善条件。",
            "关于申请职工之家建设经费的函",
        ),
        (
            "会  议  记  录/会议名称：委员会会议/时间：2024年3月15日",
            "会议记录",
        ),
        ("附件1/第十届职工运动会方案/一、指导思想", "第十届职工运动会方案"),
        (
            "关于转发总工发〔2024〕3号文件的通知/各单位：",
            "关于转发总工发〔2024〕3号文件的通知",
        ),
        ("集体合同/甲方：某某医院/乙方：某某医院工会", "集体合同"),
        (
            "市总工会关于同意增补委员的批复/某医院工会：/你会来文收悉。",
            "市总工会关于同意增补委员的批复",
        ),
        (
            "职工代表大会决议/（2024年3月15日通过）/大会审议了报告。",
            "职工代表大会决议",
        ),
    ];
    for (lines, expected) in cases {
        assert_eq!(plain(lines).unwrap_or_default(), expected, "{lines}");
    }
}

#[test]
fn text_without_a_title_has_none() {
    for lines in [
        "",
        "2024年3月15日",
        "一、总体要求/二、工作任务",
        "王伟。/李丽。",
        "好的，收到。谢谢！",
    ] {
        assert_eq!(plain(lines), None, "{lines}");
    }
}

#[test]
fn large_print_makes_a_title_of_plain_words() {
    let title = find_title(&[page(&[
        ("某某医院", 12.0),
        ("职工之家风采", 30.0),
        ("这里是职工活动的场所，面积三百平方米，设有阅览室。", 12.0),
        ("每天开放八小时，欢迎大家前来参加各种活动。", 12.0),
    ])])
    .expect("a title");
    assert_eq!(title.text, "职工之家风采");
}

#[test]
fn doubtful_recognition_lowers_the_confidence() {
    let mut one = page(&[("关于召开会议的通知", 20.0), ("各科室：", 12.0)]);
    let sure = find_title(std::slice::from_ref(&one))
        .expect("a title")
        .confidence;
    one.lines[0].confidence = Some(0.5);
    let doubtful = find_title(&[one]).expect("a title").confidence;
    assert!((doubtful - sure * 0.5).abs() < 1e-4, "{doubtful} {sure}");
}
