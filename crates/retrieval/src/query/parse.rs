//! Reads a question: plain words, `"quoted phrases"`, `-excluded` words and `title:`, `person:`, `number:`,
//! `year:` (also 题名:, 人名:, 文号:, 年度:).
//!
//! Bounded in length and in the number of clauses; what lies behind the bounds is ignored.

use crate::analyse::is_invisible;

/// Longest part of a question that is read, in characters.
pub const CHARS_MAX: usize = 1_000;

/// Most clauses of a question that are read.
const CLAUSES_MAX: usize = 32;

/// Quotation marks that hold a phrase.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』'), ('＂', '＂')];

/// Where a clause looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In every field and page.
    Anywhere,
    /// In the title (题名).
    Title,
    /// In the names of people (人名).
    Person,
    /// In document number (文号) and archival code (档号).
    Number,
    /// In the year (年度).
    Year,
}

impl Scope {
    const NAMES: [(&'static str, Self); 16] = [
        ("title", Self::Title),
        ("题名", Self::Title),
        ("题目", Self::Title),
        ("标题", Self::Title),
        ("題名", Self::Title),
        ("person", Self::Person),
        ("人名", Self::Person),
        ("人物", Self::Person),
        ("姓名", Self::Person),
        ("number", Self::Number),
        ("文号", Self::Number),
        ("文號", Self::Number),
        ("档号", Self::Number),
        ("檔號", Self::Number),
        ("year", Self::Year),
        ("年度", Self::Year),
    ];
}

/// One condition of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Where it looks.
    pub scope: Scope,
    /// What must (or must not) be there.
    pub text: String,
    /// Whether the text must stand there in one piece.
    pub phrase: bool,
    /// Whether the clause excludes.
    pub excluded: bool,
}

/// A question as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// The conditions; all of them hold together.
    pub clauses: Vec<Clause>,
}

impl Question {
    /// Reads a question; never fails.
    pub fn parse(text: &str) -> Self {
        let chars: Vec<char> = text
            .chars()
            .filter(|c| !is_invisible(*c))
            .take(CHARS_MAX)
            .collect();
        let mut reader = Reader { chars: &chars, at: 0 };
        let mut clauses = Vec::new();
        while clauses.len() < CLAUSES_MAX && reader.skip_spaces() {
            clauses.extend(reader.clause());
        }
        Self { clauses }
    }

    /// Says whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Says whether there are plain words of which some could be given up.
    pub fn can_relax(&self) -> bool {
        self.clauses
            .iter()
            .any(|clause| clause.scope == Scope::Anywhere && !clause.phrase && !clause.excluded)
    }
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    /// Moves to the next character that is no space; false at the end.
    fn skip_spaces(&mut self) -> bool {
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
        self.at < self.chars.len()
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn clause(&mut self) -> Option<Clause> {
        let excluded = self.sign();
        let scope = self.scope();
        if let Some(text) = self.quoted() {
            let spoken = text.chars().any(|c| !is_space(c));
            return spoken.then_some(Clause {
                scope,
                text,
                phrase: true,
                excluded,
            });
        }
        let start = self.at;
        self.at += 1;
        while self.peek(0).is_some_and(|c| !is_space(c)) && self.closing_quote().is_none() {
            self.at += 1;
        }
        let text = self.chars[start..self.at].iter().collect();
        Some(Clause {
            scope,
            text,
            phrase: false,
            excluded,
        })
    }

    /// Reads the minus sign in front of an excluded word.
    fn sign(&mut self) -> bool {
        let excludes = matches!(self.peek(0), Some('-' | '－' | '−'))
            && self
                .peek(1)
                .is_some_and(|c| c.is_alphanumeric() || opens_quote(c).is_some());
        if excludes {
            self.at += 1;
        }
        excludes
    }

    /// Reads the name of a field and its colon, if something follows.
    fn scope(&mut self) -> Scope {
        for (name, scope) in Scope::NAMES {
            let len = name.chars().count();
            let named = name
                .chars()
                .enumerate()
                .all(|(i, c)| self.peek(i).is_some_and(|typed| typed.to_ascii_lowercase() == c));
            let value = self.peek(len + 1);
            let fits = value.is_some_and(|c| {
                if scope == Scope::Year {
                    c.is_numeric()
                } else {
                    !is_space(c)
                }
            });
            let colon = matches!(self.peek(len), Some(':' | '：'));
            if named && colon && fits {
                self.at += len + 1;
                return scope;
            }
        }
        Scope::Anywhere
    }

    /// Reads a phrase between quotation marks; none when the marks do not close.
    fn quoted(&mut self) -> Option<String> {
        let close = self.closing_quote()?;
        let text = self.chars[self.at + 1..close].iter().collect();
        self.at = close + 1;
        Some(text)
    }

    /// Returns the place of the mark that closes the quotation which opens here.
    fn closing_quote(&self) -> Option<usize> {
        let close = opens_quote(self.peek(0)?)?;
        let rest = &self.chars[self.at + 1..];
        rest.iter()
            .position(|c| *c == close)
            .map(|found| self.at + 1 + found)
    }
}

fn opens_quote(c: char) -> Option<char> {
    QUOTES
        .iter()
        .find(|(open, _)| *open == c)
        .map(|(_, close)| *close)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes a question back in one canonical form.
    fn shown(text: &str) -> String {
        let show = |clause: &Clause| {
            let sign = if clause.excluded { "-" } else { "" };
            let scope = match clause.scope {
                Scope::Anywhere => String::new(),
                other => format!("{other:?}:"),
            };
            let quote = if clause.phrase { "\"" } else { "" };
            format!("{sign}{scope}{quote}{}{quote}", clause.text)
        };
        Question::parse(text)
            .clauses
            .iter()
            .map(show)
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn questions_are_read_as_they_are_meant() {
        for (text, expected) in [
            ("工会 经费", "工会 | 经费"),
            ("工会\u{3000}经费\u{a0}2024", "工会 | 经费 | 2024"),
            ("\u{feff}工\u{200b}会\u{2060}", "工会"),
            ("\"工会经费\" 办法", "\"工会经费\" | 办法"),
            ("“职工代表大会”通知", "\"职工代表大会\" | 通知"),
            ("关于「慰问」的", "关于 | \"慰问\" | 的"),
            ("工会 -经费", "工会 | -经费"),
            ("－\"困难职工\"", "-\"困难职工\""),
            ("title:通知 person:张三", "Title:通知 | Person:张三"),
            ("题名：通知 年度:2024", "Title:通知 | Year:2024"),
            ("TITLE:\"a b\"", "Title:\"a b\""),
            ("-文号:12", "-Number:12"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_sign_is_plain_text() {
        for (text, expected) in [
            ("\"没有结尾", "\"没有结尾"),
            ("Z109-WS·2011-Y-BGS-0001", "Z109-WS·2011-Y-BGS-0001"),
            ("- -- a-b", "- | -- | a-b"),
            ("title: 通知", "title: | 通知"),
            ("year:去年", "year:去年"),
            ("nosuchfield:通知", "nosuchfield:通知"),
            ("\"\" \" \"", ""),
            ("", ""),
            (" \u{3000}\t", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_question_has_bounds() {
        let long = Question::parse(&"工".repeat(10_000));
        assert_eq!(long.clauses[0].text.chars().count(), CHARS_MAX);
        assert_eq!(Question::parse(&"a ".repeat(10_000)).clauses.len(), CLAUSES_MAX);
    }

    proptest! {
        #[test]
        fn any_text_is_a_question(text in "\\PC{0,60}|[-\":： a“”工会「」]{0,40}") {
            for clause in Question::parse(&text).clauses {
                prop_assert!(!clause.text.is_empty());
            }
        }
    }
}
