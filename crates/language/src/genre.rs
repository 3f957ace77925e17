//! The fifteen genres of official papers (文种) that the law names, and how a title shows which one it has.
//!
//! Source: 党政机关公文处理工作条例 (2012), article 8.

use serde::{Deserialize, Serialize};

use crate::script::fold_chars;

/// A genre of official papers; the order is that of the regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentGenre {
    /// 决议
    Resolution,
    /// 决定
    Decision,
    /// 命令（令）
    Order,
    /// 公报
    Communique,
    /// 公告
    Announcement,
    /// 通告
    PublicNotice,
    /// 意见
    Opinion,
    /// 通知
    Notice,
    /// 通报
    Circular,
    /// 报告
    Report,
    /// 请示
    RequestForInstructions,
    /// 批复
    Reply,
    /// 议案
    Bill,
    /// 函
    Letter,
    /// 纪要
    Minutes,
}

const ALL: [(DocumentGenre, &str); 15] = [
    (DocumentGenre::Resolution, "决议"),
    (DocumentGenre::Decision, "决定"),
    (DocumentGenre::Order, "令"),
    (DocumentGenre::Communique, "公报"),
    (DocumentGenre::Announcement, "公告"),
    (DocumentGenre::PublicNotice, "通告"),
    (DocumentGenre::Opinion, "意见"),
    (DocumentGenre::Notice, "通知"),
    (DocumentGenre::Circular, "通报"),
    (DocumentGenre::Report, "报告"),
    (DocumentGenre::RequestForInstructions, "请示"),
    (DocumentGenre::Reply, "批复"),
    (DocumentGenre::Bill, "议案"),
    (DocumentGenre::Letter, "函"),
    (DocumentGenre::Minutes, "纪要"),
];

impl DocumentGenre {
    /// The Chinese name of the genre.
    #[must_use]
    pub fn name(self) -> &'static str {
        if self == Self::Order {
            "命令（令）"
        } else {
            ALL[self as usize].1
        }
    }

    /// The genre's number in the order of the regulation, two digits from `01`.
    #[must_use]
    pub fn code(self) -> String {
        format!("{:02}", self as usize + 1)
    }

    /// The genre that a title ends with; remarks in brackets behind it, such as （试行）, do not count.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        let folded = fold_chars(title);
        let bare = without_remarks(&folded);
        ALL.into_iter()
            .find(|(_, name)| bare.ends_with(name))
            .map(|(genre, _)| genre)
    }
}

/// A folded title without closing remarks in brackets and closing marks.
pub(crate) fn without_remarks(folded: &str) -> &str {
    let mut bare = folded.trim_end_matches(|c: char| c.is_whitespace() || "。.,;:".contains(c));
    while bare.ends_with([')', '】', '〕']) {
        match bare.rfind(['(', '【', '〔']) {
            Some(open) if open > 0 => bare = bare[..open].trim_end(),
            _ => break,
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_title_is_its_genre() {
        let cases = [
            ("关于召开第三届职工代表大会的通知", Some(DocumentGenre::Notice)),
            (
                "关于印发《工会经费管理办法》的通知（试行）",
                Some(DocumentGenre::Notice),
            ),
            ("關於增補委員的批覆", None),
            ("关于增补委员的批复", Some(DocumentGenre::Reply)),
            ("2023年度工会工作报告", Some(DocumentGenre::Report)),
            ("关于商请支持的函", Some(DocumentGenre::Letter)),
            ("工会委员会会议纪要", Some(DocumentGenre::Minutes)),
            ("关于表彰先进的决定", Some(DocumentGenre::Decision)),
            ("中华人民共和国主席令", Some(DocumentGenre::Order)),
            ("入会申请书", None),
            ("", None),
        ];
        for (title, expected) in cases {
            assert_eq!(DocumentGenre::of_title(title), expected, "{title}");
        }
    }

    #[test]
    fn names_and_codes_follow_the_regulation() {
        assert_eq!(DocumentGenre::Resolution.code(), "01");
        assert_eq!(DocumentGenre::Notice.code(), "08");
        assert_eq!(DocumentGenre::Minutes.code(), "15");
        for (genre, name) in ALL {
            assert!(genre.name().contains(name));
        }
    }
}
