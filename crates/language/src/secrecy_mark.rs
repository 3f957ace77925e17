//! Marks of state secrecy (国家秘密标志) on a paper: the level, a star, and mostly a period, such as `机密★10年`.
//!
//! Finds what is printed; says nothing about whether the paper is a secret. The form of the mark follows the law on
//! guarding state secrets (保守国家秘密法) and its regulation; a level that stands alone in the upper right corner of
//! the first page, where official papers bear it (GB/T 9704-2012, 7.2.2), counts as well.

use crate::page::PageLines;

/// The three levels, in both scripts, with the level as it is told.
const LEVELS: [(&str, &str); 6] = [
    ("绝密", "绝密"),
    ("絕密", "绝密"),
    ("机密", "机密"),
    ("機密", "机密"),
    ("秘密", "秘密"),
    ("祕密", "秘密"),
];
/// Signs that stand for the star; printers and recognition do not agree on one.
const STARS: [char; 5] = ['★', '☆', '✮', '✩', '✭'];
/// Share of the page's height in which a mark may stand alone.
const TOP: f32 = 0.25;

/// Returns the level of the first mark in a text, none when it bears none.
///
/// Blanks between the signs do not count: `机 密 ★` is a mark, `机密的★` is not.
pub fn in_text(text: &str) -> Option<&'static str> {
    let dense: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    LEVELS.iter().find_map(|(word, level)| {
        let mut ends = dense.match_indices(word).map(|(at, _)| at + word.len());
        ends.any(|end| dense[end..].starts_with(STARS)).then_some(*level)
    })
}

/// Returns the level of the first mark on the pages of a paper, none when they bear none.
pub fn on_pages(pages: &[PageLines]) -> Option<&'static str> {
    let marked = pages
        .iter()
        .find_map(|page| page.lines.iter().find_map(|line| in_text(&line.text)));
    marked.or_else(|| pages.iter().find(|page| page.page == 1).and_then(in_the_corner))
}

/// Returns the level that stands alone in the upper right corner of a page.
fn in_the_corner(page: &PageLines) -> Option<&'static str> {
    if page.width <= 0.0 || page.height <= 0.0 {
        return None;
    }
    let corner = page.lines.iter().filter(|line| {
        line.x > page.width / 2.0 && line.width > 0.0 && line.y + line.height <= page.height * TOP
    });
    let alone = |text: &str| {
        let dense: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        LEVELS
            .iter()
            .find(|(word, _)| *word == dense)
            .map(|(_, level)| *level)
    };
    corner.filter_map(|line| alone(&line.text)).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::PageLine;

    #[test]
    fn a_level_with_a_star_is_a_mark() {
        for (text, level) in [
            ("机密★10年", "机密"),
            ("绝 密 ★ 长期", "绝密"),
            ("秘密☆", "秘密"),
            ("（機密★5年）", "机密"),
            ("本文件属于秘密　★　请妥善保管", "秘密"),
        ] {
            assert_eq!(in_text(text), Some(level), "{text}");
        }
    }

    #[test]
    fn the_words_alone_in_running_text_are_no_mark() {
        for text in [
            "保守国家秘密是公民的义务",
            "涉及商业秘密的内容",
            "机密文件管理办法",
            "五星★级酒店 秘密花园",
            "秘密的★",
            "",
        ] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }

    fn page(number: u32, text: &str, x: f32, y: f32) -> PageLines {
        PageLines {
            page: number,
            width: 210.0,
            height: 297.0,
            lines: vec![PageLine {
                text: text.to_owned(),
                x,
                y,
                width: 30.0,
                height: 8.0,
                confidence: None,
            }],
        }
    }

    #[test]
    fn a_level_alone_in_the_upper_right_corner_of_the_first_page_is_a_mark() {
        assert_eq!(on_pages(&[page(1, "机 密", 160.0, 20.0)]), Some("机密"));
        assert_eq!(on_pages(&[page(1, "机 密", 20.0, 20.0)]), None, "left");
        assert_eq!(on_pages(&[page(1, "机 密", 160.0, 200.0)]), None, "below");
        assert_eq!(
            on_pages(&[page(2, "机 密", 160.0, 20.0)]),
            None,
            "not the first page"
        );
        assert_eq!(on_pages(&[page(1, "机密工作", 160.0, 20.0)]), None, "not alone");
    }

    #[test]
    fn a_mark_with_a_star_counts_on_any_page() {
        assert_eq!(
            on_pages(&[page(1, "通知", 20.0, 20.0), page(7, "秘密★5年", 20.0, 280.0)]),
            Some("秘密")
        );
    }
}
