//! Fills the gaps of a template's text for one paper.
//!
//! `[a/b/c]` is one of the alternatives. `{name}` is a value: the union's names (`union`, `hospital`, `fed`, `city`);
//! its officers (`chair`, `vice`, `accountant`, `cashier`, `auditor`, `women`, `archivist`, `clerk`); `date`, `year`,
//! with `+7` or `-7` behind them; `term`; `p` a person, `r` the person of the table's row, each with `.dept`, `.title`,
//! `.no`, `.sex`, `.born`, `.age`, `.phone`, `.id`, `.joined`; `dept`; `i` the row's number; `n:3-9` a number;
//! `y:100-900` yuan; `w:1-9` ten thousands of yuan (万元); or a word of one of the lists in [`crate::words`].
//! A name that ends in a digit keeps its value for the whole paper: `{p1}`, `{place1}`, `{n1:3-9}`; with a nought, as
//! in `{n0:3-9}`, for the table's row.

use std::collections::BTreeMap;

use guildhall_kernel::Date;

use crate::calendar::{in_words, numeral, plus_days};
use crate::department::UNION_OFFICE;
use crate::dice::Dice;
use crate::staff::Staff;
use crate::template::range;
use crate::union::Union;
use crate::words;

/// Fills texts for one paper and remembers whom it named.
pub(crate) struct Filler<'a> {
    union: &'a Union,
    date: Date,
    pub(crate) dice: Dice,
    /// Values that hold for the whole paper, by their name.
    kept: BTreeMap<String, String>,
    /// People who stay the same for the whole paper, by their name.
    kept_people: BTreeMap<String, usize>,
    row: Option<(usize, usize)>,
    named: Vec<usize>,
}

impl<'a> Filler<'a> {
    pub(crate) fn new(union: &'a Union, date: Date, dice: Dice) -> Self {
        Self {
            union,
            date,
            dice,
            kept: BTreeMap::new(),
            kept_people: BTreeMap::new(),
            row: None,
            named: Vec::new(),
        }
    }

    /// Returns the people named so far, each once, the paper's main person first.
    pub(crate) fn persons(&self) -> Vec<usize> {
        self.named.clone()
    }

    /// Returns the department of the paper's main person, or else the union's office.
    pub(crate) fn department(&self) -> usize {
        let main = self.kept_people.get("p1");
        main.map_or(UNION_OFFICE, |person| {
            self.union.staff[*person].on(self.date).department
        })
    }

    /// Begins a table row with a person of its own.
    pub(crate) fn begin_row(&mut self, number: usize) {
        self.kept.retain(|name, _| !name.ends_with('0'));
        let person = self.somebody();
        self.row = Some((number, person));
    }

    /// Returns the text with every gap filled.
    pub(crate) fn fill(&mut self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['[', '{']) {
            filled.push_str(&rest[..at]);
            let opened = &rest[at..];
            let end = closing(opened);
            let inside = &opened[1..end];
            if opened.starts_with('[') {
                let choices = alternatives(inside);
                let chosen = *self.dice.one_of(&choices);
                filled.push_str(&self.fill(chosen));
            } else {
                filled.push_str(&self.value(inside));
            }
            rest = &opened[(end + 1).min(opened.len())..];
        }
        filled.push_str(rest);
        filled
    }

    fn value(&mut self, gap: &str) -> String {
        let (name, argument) = gap.split_once(':').unwrap_or((gap, ""));
        let (name, facet) = name.split_once('.').unwrap_or((name, ""));
        if let Some(person) = self.person(name) {
            return self.told(person, facet);
        }
        if !name.ends_with(|char: char| char.is_ascii_digit()) || name.contains(['+', '-']) {
            return self.fresh(name, argument);
        }
        if let Some(kept) = self.kept.get(name) {
            return kept.clone();
        }
        let value = self.fresh(
            name.trim_end_matches(|char: char| char.is_ascii_digit()),
            argument,
        );
        self.kept.insert(name.to_owned(), value.clone());
        value
    }

    /// Returns whom a gap means; nothing if it does not mean a person.
    fn person(&mut self, name: &str) -> Option<usize> {
        let officers = &self.union.officers;
        let officer = match name {
            "chair" => officers.chair,
            "vice" => officers.vice_chair,
            "accountant" => officers.accountant,
            "cashier" => officers.cashier,
            "auditor" => officers.audit_director,
            "women" => officers.women_director,
            "archivist" => officers.archivist,
            "clerk" => officers.clerk,
            "r" => self.row.map_or(officers.clerk, |(_, person)| person),
            "p" => self.somebody(),
            _ => {
                let order = name.strip_prefix('p').filter(|order| !order.is_empty())?;
                order.parse::<usize>().ok()?;
                return Some(self.kept_person(name));
            }
        };
        Some(officer)
    }

    fn kept_person(&mut self, name: &str) -> usize {
        if let Some(person) = self.kept_people.get(name) {
            return *person;
        }
        let person = self.somebody();
        self.kept_people.insert(name.to_owned(), person);
        person
    }

    /// Draws somebody who was there on the paper's date and is not kept for another part in it.
    fn somebody(&mut self) -> usize {
        let mut person = 0;
        for _ in 0..60 {
            person = self.dice.below(self.union.staff.len());
            let there = self.union.staff[person].joined_on <= self.date;
            if there && !self.kept_people.values().any(|kept| *kept == person) {
                break;
            }
        }
        person
    }

    fn told(&mut self, person: usize, facet: &str) -> String {
        let staff: &Staff = &self.union.staff[person];
        let step = staff.on(self.date);
        match facet {
            "dept" => self.union.departments[step.department].name.clone(),
            "title" => step.title.to_owned(),
            "no" => staff.staff_number.clone(),
            "sex" => staff.sex.word().to_owned(),
            "born" => format!("{}年{}月", staff.birth_date.year(), staff.birth_date.month()),
            "age" => staff.age_on(self.date).to_string(),
            "phone" => staff.telephone.clone(),
            "id" => staff.identity_number.clone(),
            "joined" => in_words(staff.joined_on),
            _ => {
                if !self.named.contains(&person) {
                    self.named.push(person);
                }
                staff.name.clone()
            }
        }
    }

    fn fresh(&mut self, name: &str, argument: &str) -> String {
        let (word, offset) = split_offset(name);
        match word {
            "union" => self.union.name.clone(),
            "hospital" => self.union.hospital.clone(),
            "fed" => self.union.federation.clone(),
            "city" => self.union.city.clone(),
            "date" => in_words(plus_days(self.date, offset)),
            "day" => plus_days(self.date, offset).to_string(),
            "year" => (i64::from(self.date.year()) + offset).to_string(),
            "month" => self.date.month().to_string(),
            "term" => numeral((usize::try_from(self.date.year()).unwrap_or(2000)).saturating_sub(1984) / 5),
            "dept" => self.dice.one_of(&self.union.departments).name.clone(),
            "i" => self.row.map_or(1, |(number, _)| number).to_string(),
            "n" | "y" | "w" => self.amount(word, argument),
            list => words::list(list).map_or_else(
                || format!("{{{list}}}"),
                |words| (*self.dice.one_of(&words)).to_owned(),
            ),
        }
    }

    fn amount(&mut self, unit: &str, argument: &str) -> String {
        let (low, high) = range(argument).unwrap_or((1, 9));
        match unit {
            "y" => format!("{}.00", self.dice.between(low, high)),
            "w" => format!("{}.{:02}", self.dice.between(low, high), self.dice.below(100)),
            _ => self.dice.between(low, high).to_string(),
        }
    }
}

fn split_offset(name: &str) -> (&str, i64) {
    let Some(at) = name.find(['+', '-']) else {
        return (name, 0);
    };
    (&name[..at], name[at..].parse().unwrap_or(0))
}

/// Finds the bracket that closes the one at the beginning; the text's end if none does.
fn closing(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, char) in text.char_indices() {
        match char {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Splits at the strokes that stand in no inner bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let mut from = 0;
    let mut found = Vec::new();
    for (at, char) in text.char_indices() {
        match char {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                found.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[from..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> String {
        let union = Union::generate(1, "2024-06-03".parse().unwrap(), 40, 0);
        Filler::new(&union, "2024-03-05".parse().unwrap(), Dice::new(5)).fill(text)
    }

    #[test]
    fn gaps_are_filled_and_kept_ones_stay_the_same() {
        assert_eq!(filled("{year}、{year-1}、{date+30}"), "2024、2023、2024年4月4日");
        let twice = filled("{n1:1-1000000}|{n1}|{p1}|{p1}");
        let parts: Vec<&str> = twice.split('|').collect();
        assert_eq!((parts[0], parts[2]), (parts[1], parts[3]));
    }

    #[test]
    fn alternatives_may_hold_alternatives() {
        for _ in 0..5 {
            let text = filled("甲[乙[丙/丁]/{n:7-7}]");
            assert!(["甲乙丙", "甲乙丁", "甲7"].contains(&text.as_str()), "{text}");
        }
    }

    #[test]
    fn brackets_that_never_close_do_no_harm() {
        assert_eq!(filled("文{date"), "文2024年3月5日");
        assert_eq!(filled("文]"), "文]");
    }
}
