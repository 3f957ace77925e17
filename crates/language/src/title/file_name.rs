//! What a file's name says about the title of the paper in it, when the paper itself shows none.

use crate::date::{Precision, find_dates};
use crate::excerpt::beginning;
use crate::script::{fold_chars, is_han};

/// Longest name looked at; file systems allow some 255 characters.
const MAX_BYTES: usize = 1_200;

/// Names that programs and machines give by themselves.
const MACHINE_NAMES: [&str; 16] = [
    "scan",
    "img",
    "image",
    "dsc",
    "document",
    "untitled",
    "新建",
    "未命名",
    "扫描",
    "文档",
    "微信图片",
    "mmexport",
    "qq图片",
    "screenshot",
    "屏幕截图",
    "copy of",
];

/// The title that a file's name suggests; `None` if the name says nothing.
///
/// Folders, the extension, leading numbers and dates, and marks of copies are taken off.
#[must_use]
pub fn title_from_file_name(name: &str) -> Option<String> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let stem = without_copy_mark(beginning(stem, MAX_BYTES));
    let dates = find_dates(stem);
    let day_first = dates
        .first()
        .filter(|date| date.bytes.start == 0 && date.date.precision() == Precision::Day);
    let bare = without_leading_number(day_first.map_or(stem, |date| &stem[date.bytes.end..]));
    let title: String = bare.chars().map(|c| if c == '_' { ' ' } else { c }).collect();
    let folded = fold_chars(&title);
    let by_machine = MACHINE_NAMES.iter().any(|machine| folded.starts_with(machine));
    let han = title.chars().filter(|c| is_han(*c)).count();
    (!by_machine && han >= 3).then(|| title.trim().to_owned())
}

/// Takes off a number that a mark divides from the words; 2023年度 keeps its year.
fn without_leading_number(stem: &str) -> &str {
    let rest = stem.trim_start_matches(|c: char| c.is_ascii_digit() || "-_.、 　()（）".contains(c));
    let head = &stem[..stem.len() - rest.len()];
    &stem[head.trim_end_matches(|c: char| c.is_ascii_digit()).len()..]
}

/// `…(1)`, `… - 副本`
fn without_copy_mark(stem: &str) -> &str {
    let stem = stem.trim().trim_end_matches("副本").trim_end_matches(['-', ' ']);
    let open = stem.rfind(['(', '（']);
    let inside = |open: usize| {
        stem[open..]
            .chars()
            .all(|c| c.is_ascii_digit() || "()（）".contains(c))
    };
    match open {
        Some(open) if open > 0 && inside(open) => stem[..open].trim(),
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_its_title_and_a_machine_name_none() {
        let cases = [
            ("关于召开职代会的通知.docx", Some("关于召开职代会的通知")),
            ("收文/2024/2024-03-15_工会经费预算表.xlsx", Some("工会经费预算表")),
            ("03 入会申请书(2).pdf", Some("入会申请书")),
            ("20240315困难职工申请表 - 副本.pdf", Some("困难职工申请表")),
            ("C:\\扫描件\\scan0001.pdf", None),
            ("IMG_20240315_101112.jpg", None),
            ("新建 Microsoft Word 文档.docx", None),
            ("扫描件.pdf", None),
            ("2023年度工会工作总结.pdf", Some("2023年度工会工作总结")),
            ("a.txt", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(title_from_file_name(name).as_deref(), expected, "{name}");
        }
    }
}
