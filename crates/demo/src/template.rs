//! The templates of papers: text files beside the code, one for each type of archive, parsed line by line.
//!
//! A line's first character says what it is:
//! `=` a new template, its genre and the kinds of file it may become; `!` flags (`red`, `seal`, `traditional`);
//! `T` title; `R` responsible party; `N` document number; `A` main recipient; `H` heading; `P` paragraph;
//! `O` paragraph that may be left out; `K` how many of the following `I` items are taken, in any order and numbered;
//! `C` the head of a table; `L` rows of it with their number; `S` signature, `-` for none; `//` a remark.
//! What may vary inside a line is said in [`crate::filler`].

use crate::paper::PaperKind;

/// The types of archive with their templates and how often they occur against each other.
const TYPES: [(&str, u32, &str); 30] = [
    ("WS", 12, include_str!("../templates/WS.txt")),
    ("KU", 5, include_str!("../templates/KU.txt")),
    ("ZP", 3, include_str!("../templates/ZP.txt")),
    ("LY", 2, include_str!("../templates/LY.txt")),
    ("LX", 2, include_str!("../templates/LX.txt")),
    ("SW", 2, include_str!("../templates/SW.txt")),
    ("SJ", 3, include_str!("../templates/SJ.txt")),
    ("YJ", 3, include_str!("../templates/YJ.txt")),
    ("WY", 2, include_str!("../templates/WY.txt")),
    ("MT", 2, include_str!("../templates/MT.txt")),
    ("KJ", 2, include_str!("../templates/KJ.txt")),
    ("RS", 3, include_str!("../templates/RS.txt")),
    ("ZY.XJ", 4, include_str!("../templates/ZY.XJ.txt")),
    ("ZY.HY", 12, include_str!("../templates/ZY.HY.txt")),
    ("ZY.ZD", 8, include_str!("../templates/ZY.ZD.txt")),
    ("ZY.WQ", 6, include_str!("../templates/ZY.WQ.txt")),
    ("ZY.JD", 2, include_str!("../templates/ZY.JD.txt")),
    ("ZY.JT", 3, include_str!("../templates/ZY.JT.txt")),
    ("ZY.LB", 3, include_str!("../templates/ZY.LB.txt")),
    ("ZY.BF", 8, include_str!("../templates/ZY.BF.txt")),
    ("ZY.LM", 4, include_str!("../templates/ZY.LM.txt")),
    ("ZY.NG", 3, include_str!("../templates/ZY.NG.txt")),
    ("ZY.HD", 8, include_str!("../templates/ZY.HD.txt")),
    ("ZY.PX", 6, include_str!("../templates/ZY.PX.txt")),
    ("ZY.FL", 6, include_str!("../templates/ZY.FL.txt")),
    ("ZY.JF", 5, include_str!("../templates/ZY.JF.txt")),
    ("ZY.JS", 3, include_str!("../templates/ZY.JS.txt")),
    ("ZY.XF", 4, include_str!("../templates/ZY.XF.txt")),
    ("ZY.DY", 3, include_str!("../templates/ZY.DY.txt")),
    ("ZY.YQ", 2, include_str!("../templates/ZY.YQ.txt")),
];

/// One line of a template's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Addressee(&'static str),
    Heading(&'static str),
    Paragraph(&'static str),
    Optional(&'static str),
    /// Takes so many of the items, from the first number to the second.
    Items((i64, i64), Vec<&'static str>),
    Header(&'static str),
    /// So many rows, from the first number to the second.
    Rows((i64, i64), &'static str),
}

/// A paper with gaps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Template {
    pub(crate) genre: &'static str,
    pub(crate) kinds: Vec<PaperKind>,
    pub(crate) may_be_scanned: bool,
    pub(crate) red: bool,
    pub(crate) sealed: bool,
    pub(crate) traditional: bool,
    pub(crate) title: &'static str,
    pub(crate) responsible: Option<&'static str>,
    pub(crate) doc_number: Option<&'static str>,
    pub(crate) signature: Option<&'static str>,
    pub(crate) lines: Vec<Line>,
}

/// A type of archive with its templates.
pub(crate) struct TypeTemplates {
    pub(crate) code: &'static str,
    pub(crate) weight: u32,
    pub(crate) templates: Vec<Template>,
}

/// Returns all templates.
pub(crate) fn all() -> Vec<TypeTemplates> {
    TYPES
        .iter()
        .map(|(code, weight, text)| TypeTemplates {
            code,
            weight: *weight,
            templates: parse(text).unwrap_or_default(),
        })
        .collect()
}

/// Parses the templates of one type; the error is the line that cannot be understood.
fn parse(text: &'static str) -> Result<Vec<Template>, &'static str> {
    let mut templates: Vec<Template> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with("//"))
    {
        let (mark, rest) = line.split_once(' ').ok_or(line)?;
        if mark == "=" {
            templates.push(begin(rest).ok_or(line)?);
        } else {
            let template = templates.last_mut().ok_or(line)?;
            template.take(mark, rest.trim()).ok_or(line)?;
        }
    }
    Ok(templates)
}

fn begin(rest: &'static str) -> Option<Template> {
    let (genre, kinds) = rest.split_once(':')?;
    let mut template = Template {
        genre: genre.trim(),
        ..Template::default()
    };
    for word in kinds.split_whitespace() {
        let kind = match word {
            "docx" => PaperKind::Docx,
            "xlsx" => PaperKind::Xlsx,
            "pptx" => PaperKind::Pptx,
            "pdf" => PaperKind::Pdf,
            "ofd" => PaperKind::Ofd,
            "txt" => PaperKind::TxtUtf8,
            "gbk" => PaperKind::TxtGbk,
            "csv" => PaperKind::Csv,
            "eml" => PaperKind::Eml,
            "scan" => {
                template.may_be_scanned = true;
                continue;
            }
            _ => return None,
        };
        template.kinds.push(kind);
    }
    (!template.kinds.is_empty()).then_some(template)
}

impl Template {
    fn take(&mut self, mark: &str, rest: &'static str) -> Option<()> {
        match mark {
            "!" => rest.split_whitespace().try_for_each(|flag| self.flag(flag))?,
            "T" => self.title = rest,
            "R" => self.responsible = Some(rest),
            "N" => self.doc_number = Some(rest),
            "S" => self.signature = Some(rest),
            "A" => self.lines.push(Line::Addressee(rest)),
            "H" => self.lines.push(Line::Heading(rest)),
            "P" => self.lines.push(Line::Paragraph(rest)),
            "O" => self.lines.push(Line::Optional(rest)),
            "K" => self.lines.push(Line::Items(range(rest)?, Vec::new())),
            "I" => match self.lines.last_mut() {
                Some(Line::Items(_, items)) => items.push(rest),
                _ => return None,
            },
            "C" => self.lines.push(Line::Header(rest)),
            "L" => {
                let (count, cells) = rest.split_once(' ')?;
                self.lines.push(Line::Rows(range(count)?, cells));
            }
            _ => return None,
        }
        Some(())
    }

    fn flag(&mut self, flag: &str) -> Option<()> {
        match flag {
            "red" => self.red = true,
            "seal" => self.sealed = true,
            "traditional" => self.traditional = true,
            _ => return None,
        }
        Some(())
    }
}

/// Reads `3-8`, or `3` for exactly three.
pub(crate) fn range(text: &str) -> Option<(i64, i64)> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_parses_and_has_a_title_and_a_body() {
        for (code, weight, text) in TYPES {
            let templates = parse(text).unwrap_or_else(|line| panic!("{code}: {line}"));
            assert!(!templates.is_empty() && weight > 0, "{code}");
            for template in templates {
                assert!(
                    !template.title.is_empty() && !template.lines.is_empty(),
                    "{code} {}",
                    template.genre
                );
            }
        }
    }

    #[test]
    fn a_line_out_of_place_is_named() {
        assert_eq!(parse("T 题名"), Err("T 题名"));
        assert_eq!(parse("= 通知: docx\nI 项"), Err("I 项"));
        assert_eq!(parse("= 通知: doc"), Err("= 通知: doc"));
    }
}
