//! A byte sequence and where it stands.

use crate::pattern::{Budget, Pattern};
use crate::sample::Sample;
use serde::Deserialize;

/// Where a byte sequence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Anchor {
    /// Counted from the beginning.
    Beginning,
    /// Counted from the end.
    End,
    /// Anywhere in what is looked at.
    Anywhere,
}

/// A byte sequence of a format, such as `bof {0-4}504B0304`, `eof 2525454F46{0-1024}`, `any 49504D`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Signature {
    anchor: Anchor,
    pattern: Pattern,
}

impl TryFrom<String> for Signature {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (anchor, pattern) = text
            .split_once(' ')
            .ok_or_else(|| format!("{text:?} does not say where it stands"))?;
        let pattern: Pattern = pattern.parse()?;
        Ok(match anchor {
            "bof" => Self {
                anchor: Anchor::Beginning,
                pattern,
            },
            "eof" => Self {
                anchor: Anchor::End,
                pattern: pattern.reversed(),
            },
            "any" => Self {
                anchor: Anchor::Anywhere,
                pattern: pattern.anywhere(),
            },
            _ => return Err(format!("{anchor:?} is no place of a file")),
        })
    }
}

impl Signature {
    /// Says whether the file has it, as far as the file is looked at.
    pub fn is_in(&self, sample: &Sample, budget: &Budget) -> bool {
        match self.anchor {
            Anchor::Beginning => self.pattern.begins(sample.head(), budget),
            Anchor::End => self.pattern.begins(sample.turned_tail(), budget),
            Anchor::Anywhere => {
                self.pattern.begins(sample.head(), budget) || self.pattern.begins(sample.tail(), budget)
            }
        }
    }

    /// Returns how many bytes are fixed by it.
    pub fn weight(&self) -> usize {
        self.pattern.weight()
    }

    /// Puts what is quickly refused first.
    pub fn sort(signatures: &mut [Self]) {
        signatures.sort_by_key(|signature| signature.anchor);
    }
}
