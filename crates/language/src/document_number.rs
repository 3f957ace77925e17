//! Finds the numbers that official papers bear (发文字号), such as 院工〔2024〕12号, and court case numbers.
//!
//! Form after GB/T 9704-2012: issuer's code (代字), year in hexagonal brackets, serial number without leading
//! zeros. Papers and recognised print show every other bracket instead; the result always has the right ones.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::glyph::GlyphRow;
use crate::script::is_han;

/// A document number and where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundDocumentNumber {
    /// The number in normal form: `院工〔2024〕12号`; court case numbers keep round brackets.
    pub normalised: String,
    /// The issuer's code; empty when the paper shows none.
    pub issuer_code: String,
    /// The year, two digits only where the paper has only two.
    pub year: u16,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

/// Words that lead up to a number in a sentence and are no part of it; cut at the last one.
const LEADS: [&str; 24] = [
    "根据",
    "按照",
    "依据",
    "依照",
    "遵照",
    "参照",
    "转发",
    "印发",
    "下发",
    "关于",
    "文号",
    "字号",
    "编号",
    "文件号",
    "号",
    "文件",
    "贯彻",
    "执行",
    "落实",
    "废止",
    "所发",
    "收到",
    "详见",
    "的",
];
/// Single words that lead up to a number, cut only at the very beginning because codes may hold them.
const FIRST_LEADS: [char; 10] = ['见', '按', '以', '与', '和', '及', '对', '依', '由', '《'];
/// Characters that the kind of a case (案件类型) is named by; one of them stands in every case number.
const CASE_KINDS: &str = "民刑行执仲裁字破赔调诉初终再认协";
/// Longest issuer's code believed.
const CODE_CHARS: usize = 12;

/// Finds all document numbers of a text, in order, none overlapping another.
#[must_use]
pub fn find_document_numbers(text: &str) -> Vec<FoundDocumentNumber> {
    let row = GlyphRow::new(text);
    let mut found = Vec::new();
    let mut floor = 0;
    let mut index = 0;
    while index < row.len() {
        let read = row
            .get(index)
            .filter(|c| is_opening(*c))
            .and_then(|_| official(&row, index, floor).or_else(|| court_case(&row, index)));
        if let Some((number, end)) = read {
            found.push(number);
            floor = end;
            index = end;
        } else {
            index += 1;
        }
    }
    found
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '〔' | '【' | '{' | '﹝' | '〈' | '〖')
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '〕' | '】' | '}' | '﹞' | '〉' | '〗')
}

/// The year in brackets that open at `open`: its value, its number of digits and the index behind it.
fn bracketed_year(row: &GlyphRow, open: usize) -> Option<(u16, usize, usize)> {
    let start = row.skip_spaces(open + 1);
    let end = row.digits_end(start);
    let year = row.number(start..end)?;
    let believable = match end - start {
        4 => (1900..=2100).contains(&year),
        2 => (49..=99).contains(&year),
        _ => false,
    };
    let mark = row.skip_spaces(end);
    let close = if row.get(mark) == Some('年') {
        row.skip_spaces(mark + 1)
    } else {
        mark
    };
    (believable && row.get(close).is_some_and(is_closing)).then_some((
        u16::try_from(year).ok()?,
        end - start,
        close + 1,
    ))
}

/// `院工〔2024〕12号`, `（2024）第5号`
fn official(row: &GlyphRow, open: usize, floor: usize) -> Option<(FoundDocumentNumber, usize)> {
    let (year, year_digits, behind) = bracketed_year(row, open)?;
    let ordinal = row.skip_spaces(behind);
    let with_ordinal = row.get(ordinal) == Some('第');
    let start = row.skip_spaces(if with_ordinal { ordinal + 1 } else { ordinal });
    let end = row.digits_end(start);
    let serial = row
        .number(start..end)
        .filter(|serial| end - start <= 6 && *serial > 0)?;
    let sign = row.skip_spaces(end);
    row.get(sign).filter(|c| matches!(c, '号' | '號'))?;
    let (code, code_start) = issuer_code(row, open, floor);
    // Two digits in brackets are a year only behind an issuer's code.
    if code.is_empty() && year_digits == 2 {
        return None;
    }
    let ordinal = if with_ordinal { "第" } else { "" };
    let number = FoundDocumentNumber {
        normalised: format!("{code}〔{year}〕{ordinal}{serial}号"),
        issuer_code: code,
        year,
        bytes: row.bytes(code_start..sign + 1),
    };
    Some((number, sign + 1))
}

/// The issuer's code that ends before `open`, and where it begins.
fn issuer_code(row: &GlyphRow, open: usize, floor: usize) -> (String, usize) {
    let end = if row.before(open) == Some(' ') {
        open - 1
    } else {
        open
    };
    // A few more characters than a code has, to hold a lead like 根据 as well.
    let lowest = end.saturating_sub(CODE_CHARS * 2).max(floor.min(end));
    let mut start = end;
    while start > lowest
        && row
            .before(start)
            .is_some_and(|c| is_han(c) || c.is_ascii_alphabetic())
    {
        start -= 1;
    }
    start = behind_leads(row, start, end);
    if end - start > CODE_CHARS || start == end {
        return (String::new(), open);
    }
    (row.slice(start..end).iter().collect(), start)
}

fn behind_leads(row: &GlyphRow, start: usize, end: usize) -> usize {
    let behind_words = (start..end)
        .flat_map(|at| LEADS.iter().map(move |lead| (at, lead)))
        .filter(|(at, lead)| row.starts_with(*at, lead))
        .map(|(at, lead)| at + lead.chars().count())
        .filter(|&behind| behind <= end)
        .max()
        .unwrap_or(start);
    row.run_end(behind_words, |c| FIRST_LEADS.contains(&c)).min(end)
}

/// `（2023）京0105民初12345号`, the form of the Supreme People's Court's rule of 2016 on case numbers (案号).
fn court_case(row: &GlyphRow, open: usize) -> Option<(FoundDocumentNumber, usize)> {
    let (year, year_digits, behind) = bracketed_year(row, open).filter(|_| row.get(open) == Some('('))?;
    let end = row.run_end(behind, |c| (is_han(c) && c != '号') || c.is_ascii_digit());
    let body = row.slice(behind..end);
    let well_formed = year_digits == 4
        && body.len() <= 24
        && body.first().is_some_and(|c| is_han(*c) && *c != '第')
        && body.last().is_some_and(char::is_ascii_digit)
        && body.iter().any(|c| CASE_KINDS.contains(*c))
        && row.get(end) == Some('号');
    well_formed.then(|| {
        let body: String = body.iter().collect();
        let code = body.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let number = FoundDocumentNumber {
            normalised: format!("（{year}）{body}号"),
            issuer_code: code,
            year,
            bytes: row.bytes(open..end + 1),
        };
        (number, end + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_get_their_proper_brackets() {
        let cases = [
            ("院工〔2024〕12号", "院工〔2024〕12号"),
            ("总工发[2024]3号", "总工发〔2024〕3号"),
            ("（2024）第5号", "〔2024〕第5号"),
            ("京工发（2023）018 号", "京工发〔2023〕18号"),
            ("国办函【2022】 7 号", "国办函〔2022〕7号"),
            ("總工辦發〔2020〕26號", "總工辦發〔2020〕26号"),
            ("根据院工〔2024〕12号文件精神", "院工〔2024〕12号"),
            ("现转发京卫工［2021］4号", "京卫工〔2021〕4号"),
            ("文号：人社部发〔２０１９〕１号", "人社部发〔2019〕1号"),
            (
                "《关于印发办法的通知》（总工发〔2017〕32号）",
                "总工发〔2017〕32号",
            ),
            ("市总发〔98〕7号", "市总发〔98〕7号"),
            ("院党字（2024）第9号", "院党字〔2024〕第9号"),
            ("（2023）京0105民初12345号", "（2023）京0105民初12345号"),
            ("京海劳人仲字[2024]第123号", "京海劳人仲字〔2024〕第123号"),
            ("ZY工发〔2024〕3号", "ZY工发〔2024〕3号"),
            ("见财会〔2021〕5号", "财会〔2021〕5号"),
            ("院工〔2024)12号", "院工〔2024〕12号"),
        ];
        for (text, expected) in cases {
            let found = find_document_numbers(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].normalised, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        for text in [
            "（2024）",
            "〔2024〕号",
            "[12]34号",
            "会议室（3）5号",
            "〔2024〕0号",
            "（2024年3月）5号",
            "(2024)全年12号楼号",
        ] {
            assert_eq!(find_document_numbers(text), Vec::new(), "{text}");
        }
    }

    #[test]
    fn neighbouring_numbers_do_not_borrow_from_each_other() {
        let text = "院工〔2024〕12号、院工〔2024〕13号和总工发〔2023〕1号";
        let codes: Vec<String> = find_document_numbers(text)
            .into_iter()
            .map(|n| n.normalised)
            .collect();
        assert_eq!(
            codes,
            ["院工〔2024〕12号", "院工〔2024〕13号", "总工发〔2023〕1号"]
        );
        let range = find_document_numbers(text)[1].bytes.clone();
        assert_eq!(&text[range], "院工〔2024〕13号");
    }
}
