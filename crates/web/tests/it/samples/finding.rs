//! Home and results.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;
use jiff::civil::date;

use super::{frame, link, say};

/// A text in which each occurrence of a word is found.
pub(super) fn found(text: &str, word: &str) -> Marked {
    let ranges: Vec<_> = text
        .match_indices(word)
        .map(|(at, hit)| at..at + hit.len())
        .collect();
    Marked::at(text, &ranges)
}

pub(super) fn hits(locale: Locale) -> Vec<Hit> {
    let class = say(locale, "职代会", "Staff congress");
    let hit = |title: Marked, snippet: Marked, year| Hit {
        id: "0198f1c2".into(),
        link: routes::record("0198f1c2"),
        title,
        number: Some(format!("0012-ZY.ZD·{year}-Y-0007")),
        class: class.clone(),
        date: Some(date(year, 3, 15)),
        department: Some("急诊科分工会".into()),
        secrecy: None,
        snippet,
        page: Some(2),
        file: None,
    };
    let passage = "……会议听取了院长工作报告，职代会以无记名投票方式审议通过《职工福利费使用办法》，应到代表一百二十人，实到一百一十三人……";
    let mut restricted = hit(
        found("关于第三届职代会代表资格审查情况的报告", "职代会"),
        Marked::default(),
        2023,
    );
    restricted.file = Some("代表名单.xlsx".into());
    restricted.secrecy = Some(say(locale, "限制", "Restricted"));
    vec![
        hit(
            found("关于召开第三届职代会第二次会议的通知", "职代会"),
            found(passage, "职代会"),
            2024,
        ),
        restricted,
        hit(
            found("第二屆職代會第五次會議決議", "職代會"),
            Marked::plain("會議由主席團主持，出席代表九十八人，符合法定人數。"),
            2019,
        ),
    ]
}

pub(super) fn home(locale: Locale) -> HomePage {
    HomePage {
        ui: frame(locale, Section::Home),
        records: 12_480,
        reading: 214,
        tries: ["职代会", "困难职工", "劳模", "会费", "疗休养"]
            .map(Into::into)
            .to_vec(),
        recent: hits(locale),
        work: vec![WorkLine {
            link: routes::INBOX.into(),
            text: say(locale, "12 件待著录", "12 papers to describe"),
        }],
        may_add: true,
        can_read_paper: true,
    }
}

pub(super) fn home_empty(locale: Locale) -> HomePage {
    HomePage {
        records: 0,
        reading: 0,
        tries: vec![],
        recent: vec![],
        work: vec![],
        can_read_paper: false,
        ..home(locale)
    }
}

pub(super) fn facets(locale: Locale) -> Vec<Facet> {
    let facet = |name, values: &[(&str, u64)]| Facet {
        name,
        values: values
            .iter()
            .enumerate()
            .map(|(place, (label, count))| FacetValue {
                label: (*label).into(),
                count: *count,
                link: routes::search(label),
                chosen: place == 0 && *count == 128,
            })
            .collect(),
    };
    vec![
        facet(
            say(locale, "门类", "Type"),
            &[("职代会档案", 128), ("文书档案", 64), ("困难职工帮扶档案", 12)],
        ),
        facet(
            say(locale, "年度", "Year"),
            &[("2024", 60), ("2023", 44), ("2022", 21), ("2019", 3)],
        ),
        facet(
            say(locale, "机构", "Unit"),
            &[("急诊科分工会", 9), ("护理部分工会", 7)],
        ),
        facet(
            say(locale, "密级", "Secrecy"),
            &[
                (&say(locale, "公开", "Public"), 120),
                (&say(locale, "限制", "Restricted"), 8),
            ],
        ),
    ]
}

pub(super) fn search(locale: Locale) -> SearchPage {
    SearchPage {
        ui: Frame {
            query: "职代会".into(),
            ..frame(locale, Section::Home)
        },
        found: 128,
        took_ms: 7,
        orders: vec![
            link(&say(locale, "最相关", "Best first"), true),
            link(&say(locale, "最新", "Newest first"), false),
        ],
        facets: facets(locale),
        chosen: vec![link("职代会档案", true)],
        clear: Some(routes::search("职代会")),
        export: Some(routes::SEARCH_EXPORT.to_owned()),
        batch: Some(BatchBar {
            from: vec![("from".into(), "search".into())],
            all: 128,
        }),
        hits: hits(locale),
        previous: None,
        next: Some(routes::search("职代会")),
        instead: None,
        fault: None,
    }
}

pub(super) fn search_nothing(locale: Locale) -> SearchPage {
    SearchPage {
        ui: Frame {
            query: "职代汇".into(),
            ..frame(locale, Section::Home)
        },
        found: 0,
        facets: vec![],
        batch: None,
        hits: vec![],
        instead: Some(link("职代会", false)),
        fault: Some(say(
            locale,
            "检索词最多200个字。",
            "A question has at most 200 characters.",
        )),
        ..search(locale)
    }
}
