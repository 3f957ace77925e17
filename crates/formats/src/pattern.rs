//! A sequence of bytes with gaps and choices, in the notation of PRONOM.
//!
//! `2525`: bytes. `??`: any byte. `[30:37]`: one of a range; `[!00]`: none of it; `[&01]`: with these bits. `(AA|BBCC)`: one of these runs. `{4}`,
//! `{0-16}`: so many bytes of any kind; `*`: any number. Looking is bounded: each place that is tried costs one of a
//! [`Budget`], and without any left nothing is found.

use std::cell::Cell;
use std::str::FromStr;

/// Places that may be tried in one file: some tenths of a second.
const TRIES_MAX: u64 = 40_000_000;

/// How much may still be tried.
pub(crate) struct Budget(Cell<u64>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(TRIES_MAX))
    }
}

impl Budget {
    fn take(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

/// Which bytes may stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Any,
    In(u8, u8),
    NotIn(u8, u8),
    /// All bits of it are set.
    Bits(u8),
}

impl Class {
    fn holds(self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::In(least, most) => (least..=most).contains(&byte),
            Self::Bits(bits) => byte & bits == bits,
            Self::NotIn(least, most) => !(least..=most).contains(&byte),
        }
    }
}

type Run = Vec<Class>;

/// A number of bytes of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Gap {
    least: usize,
    /// Absent when there is no limit.
    most: Option<usize>,
}

impl Gap {
    const NONE: Self = Self {
        least: 0,
        most: Some(0),
    };
    const FREE: Self = Self { least: 0, most: None };

    fn plus(self, other: Self) -> Self {
        Self {
            least: self.least + other.least,
            most: self.most.zip(other.most).map(|(one, two)| one + two),
        }
    }
}

/// A gap, then one of some runs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    gap: Gap,
    choices: Vec<Run>,
}

/// A sequence of bytes with gaps and choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    steps: Vec<Step>,
    end: Gap,
}

impl Pattern {
    /// Returns the pattern of the bytes in reverse order.
    pub fn reversed(&self) -> Self {
        let mut gap = self.end;
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in self.steps.iter().rev() {
            let choices = step.choices.iter().map(|run| run.iter().rev().copied().collect());
            steps.push(Step {
                gap,
                choices: choices.collect(),
            });
            gap = step.gap;
        }
        Self { steps, end: gap }
    }

    /// Returns the pattern that may begin anywhere.
    pub fn anywhere(mut self) -> Self {
        if let Some(first) = self.steps.first_mut() {
            first.gap = Gap::FREE;
        }
        self
    }

    /// Returns how many bytes are fixed by it.
    pub fn weight(&self) -> usize {
        let fixed = |run: &Run| {
            run.iter()
                .filter(|class| matches!(class, Class::In(one, two) if one == two))
                .count()
        };
        self.steps
            .iter()
            .map(|step| step.choices.iter().map(fixed).min().unwrap_or(0))
            .sum()
    }

    /// Says whether the bytes begin with it.
    pub fn begins(&self, bytes: &[u8], budget: &Budget) -> bool {
        self.holds_from(0, bytes, 0, budget)
    }

    fn holds_from(&self, step: usize, bytes: &[u8], from: usize, budget: &Budget) -> bool {
        let Some(Step { gap, choices }) = self.steps.get(step) else {
            return true;
        };
        let first = from.saturating_add(gap.least);
        let last = gap
            .most
            .map_or(bytes.len(), |most| from.saturating_add(most).min(bytes.len()));
        // What follows after any number of bytes may follow the first place as well as any later one.
        let is_settled = self
            .steps
            .get(step + 1)
            .is_none_or(|next| next.gap.most.is_none());
        for at in first..=last {
            if !budget.take() {
                return false;
            }
            for run in choices {
                if !stands_at(run, bytes, at) {
                    continue;
                }
                if self.holds_from(step + 1, bytes, at + run.len(), budget) {
                    return true;
                }
                if is_settled && choices.len() == 1 {
                    return false;
                }
            }
        }
        false
    }
}

fn stands_at(run: &[Class], bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at..at + run.len())
        .is_some_and(|bytes| run.iter().zip(bytes).all(|(class, byte)| class.holds(*byte)))
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut made = Made::default();
        let mut rest = text.trim();
        while let Some(first) = rest.chars().next() {
            rest = match first {
                '*' => {
                    made.gap(Gap::FREE);
                    &rest[1..]
                }
                '{' => {
                    let (inner, behind) = closed(&rest[1..], '}')?;
                    made.gap(gap(inner)?);
                    behind
                }
                '(' => {
                    let (inner, behind) = closed(&rest[1..], ')')?;
                    made.choices(inner.split('|').map(run).collect::<Result<_, _>>()?);
                    behind
                }
                _ => {
                    let end = rest.find(['*', '{', '(']).unwrap_or(rest.len());
                    made.choices(vec![run(&rest[..end])?]);
                    &rest[end..]
                }
            };
        }
        made.done(text)
    }
}

/// A pattern while it is read.
struct Made {
    steps: Vec<Step>,
    gap: Gap,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            gap: Gap::NONE,
        }
    }
}

impl Made {
    fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.plus(gap);
    }

    fn choices(&mut self, choices: Vec<Run>) {
        let gap = std::mem::replace(&mut self.gap, Gap::NONE);
        self.steps.push(Step { gap, choices });
    }

    fn done(self, text: &str) -> Result<Pattern, String> {
        let empty = |step: &Step| step.choices.iter().any(Vec::is_empty);
        if self.steps.is_empty() || self.steps.iter().any(empty) {
            return Err(format!("{text:?} names no bytes"));
        }
        Ok(Pattern {
            steps: self.steps,
            end: self.gap,
        })
    }
}

fn closed(text: &str, bracket: char) -> Result<(&str, &str), String> {
    text.split_once(bracket)
        .ok_or_else(|| format!("{bracket} is missing behind {text:?}"))
}

/// Reads `4`, `0-16` or `4-*`.
fn gap(text: &str) -> Result<Gap, String> {
    let number = |text: &str| {
        text.parse::<usize>()
            .map_err(|_| format!("{text:?} is no number of bytes"))
    };
    match text.split_once('-') {
        None => number(text).map(|least| Gap {
            least,
            most: Some(least),
        }),
        Some((least, "*")) => Ok(Gap {
            least: number(least)?,
            most: None,
        }),
        Some((least, most)) => {
            let (least, most) = (number(least)?, number(most)?);
            match least <= most {
                true => Ok(Gap {
                    least,
                    most: Some(most),
                }),
                false => Err(format!("{text:?} ends before it begins")),
            }
        }
    }
}

/// Reads bytes, `??` and brackets.
fn run(text: &str) -> Result<Run, String> {
    let mut run = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix("??") {
            run.push(Class::Any);
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix('[') {
            let (inner, behind) = closed(behind, ']')?;
            run.push(bracket(inner)?);
            rest = behind;
        } else {
            let (pair, behind) = rest
                .split_at_checked(2)
                .ok_or_else(|| format!("{rest:?} is half a byte"))?;
            let value = byte(pair)?;
            run.push(Class::In(value, value));
            rest = behind;
        }
    }
    Ok(run)
}

fn bracket(text: &str) -> Result<Class, String> {
    if let Some(bits) = text.strip_prefix('&') {
        return byte(bits).map(Class::Bits);
    }
    let (is_not, text) = match text.strip_prefix('!') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (least, most) = text.split_once(':').unwrap_or((text, text));
    let (least, most) = (byte(least)?, byte(most)?);
    Ok(match is_not {
        true => Class::NotIn(least, most),
        false => Class::In(least, most),
    })
}

fn byte(text: &str) -> Result<u8, String> {
    match text.len() {
        2 => u8::from_str_radix(text, 16).map_err(|_| format!("{text:?} is no byte")),
        _ => Err(format!("{text:?} is no byte")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn begins(pattern: &str, bytes: &[u8]) -> bool {
        pattern
            .parse::<Pattern>()
            .unwrap()
            .begins(bytes, &Budget::default())
    }

    #[test]
    fn gaps_choices_and_ranges_are_held_against_the_bytes() {
        assert!(begins("25504446", b"%PDF-1.4"));
        assert!(begins("{0-4}25504446", b"ab%PDF"));
        assert!(!begins("{0-1}25504446", b"ab%PDF"));
        assert!(begins("25*[30:37](0A|0D0A)", b"%...7\r\n"));
        assert!(!begins("[!25]", b"%"));
        assert!(begins("[&05]", b"\x0D") && !begins("[&05]", b"\x0C"));
        assert!(begins("41??43{2-*}44", b"ABC..D"));
        assert!(!begins("41??43{3-*}44", b"ABC..D"));
    }

    #[test]
    fn a_choice_that_leads_nowhere_is_given_up_for_the_next() {
        assert!(begins("(41|4142)43", b"ABC"));
        assert!(begins("{0-3}41{1}42", b"AAxB"));
    }

    #[test]
    fn a_reversed_pattern_finds_the_end() {
        let pattern = "2525454F46{0-2}".parse::<Pattern>().unwrap().reversed();
        let turned = |text: &[u8]| text.iter().rev().copied().collect::<Vec<u8>>();
        assert!(pattern.begins(&turned(b"...%%EOF\r\n"), &Budget::default()));
        assert!(!pattern.begins(&turned(b"...%%EOF\r\n\r"), &Budget::default()));
    }

    #[test]
    fn a_wrong_notation_is_refused() {
        for wrong in ["", "*", "4", "{2}", "[30", "{a}", "{3-1}41", "(41|)", "zz"] {
            assert!(wrong.parse::<Pattern>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn looking_for_what_is_nearly_there_everywhere_ends() {
        let bytes = vec![b'A'; 60_000];
        let pattern = "41{0-60000}41{0-60000}41{0-60000}42".parse::<Pattern>().unwrap();
        let budget = Budget::default();
        assert!(!pattern.begins(&bytes, &budget));
        assert_eq!(budget.0.get(), 0);
    }

    proptest! {
        #[test]
        fn what_is_found_forwards_is_found_backwards(bytes in proptest::collection::vec(0_u8..3, 0..12)) {
            let pattern = "{0-2}00*(01|0200){0-1}02{0-*}".parse::<Pattern>().unwrap();
            let turned: Vec<u8> = bytes.iter().rev().copied().collect();
            let budget = Budget::default();
            // Backwards, the gap at the beginning is that at the end, which need not be filled.
            let loose = "*00*(01|0200){0-1}02".parse::<Pattern>().unwrap();
            prop_assert!(!pattern.begins(&bytes, &budget) || pattern.reversed().begins(&turned, &budget));
            prop_assert_eq!(loose.begins(&bytes, &budget), pattern.reversed().begins(&turned, &budget));
        }
    }
}
