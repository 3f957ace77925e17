//! A reader's rights as a test on the columns of a segment.
//!
//! The filter comes from the same policies that decide about one record; here it is only translated. A field
//! that the index does not keep is an error and never widens what is seen.

use crate::IndexError;
use crate::index::RightsColumn;
use guildhall_policy::{Filter, FilterVisitor, Value};
use std::sync::Arc;
use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::{DocId, SegmentReader};

/// Rights before they meet a segment.
pub(crate) enum Rights {
    Always,
    Never,
    Leaf {
        column: RightsColumn,
        condition: Condition,
        negated: bool,
    },
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// A condition on one column.
pub(crate) enum Condition {
    Under(String),
    In(Vec<Value>),
    AtMost(i64),
    AtLeast(i64),
    Present,
}

impl Rights {
    /// Translates a filter.
    ///
    /// # Errors
    /// [`IndexError::UnknownRightsField`].
    pub fn translate(filter: &Filter) -> Result<Self, IndexError> {
        // In normal form a negation stands only around a leaf, so "cannot be told" may count as "no".
        filter.clone().normalised().fold(&mut Translator)
    }

    /// Prepares the test for one segment.
    pub fn in_segment(&self, segment: &SegmentReader) -> tantivy::Result<SegmentRights> {
        Ok(match self {
            Self::Always => SegmentRights::Always,
            Self::Never => SegmentRights::Never,
            Self::Leaf {
                column,
                condition,
                negated,
            } => leaf(segment, *column, condition, *negated)?,
            Self::All(members) => {
                let mut tests = Vec::new();
                for member in members {
                    match member.in_segment(segment)? {
                        SegmentRights::Always => {}
                        SegmentRights::Never => return Ok(SegmentRights::Never),
                        test => tests.push(test),
                    }
                }
                if tests.is_empty() {
                    SegmentRights::Always
                } else {
                    SegmentRights::All(tests)
                }
            }
            Self::Any(members) => {
                let mut tests = Vec::new();
                for member in members {
                    match member.in_segment(segment)? {
                        SegmentRights::Never => {}
                        SegmentRights::Always => return Ok(SegmentRights::Always),
                        test => tests.push(test),
                    }
                }
                if tests.is_empty() {
                    SegmentRights::Never
                } else {
                    SegmentRights::Any(tests)
                }
            }
        })
    }
}

/// Rights ready to be tested in one segment.
pub(crate) enum SegmentRights {
    Always,
    Never,
    /// The values of the column, and for each of them whether it passes.
    Column(Arc<dyn ColumnValues<u64>>, Vec<bool>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl SegmentRights {
    /// Says whether the reader may see the record.
    pub fn admit(&self, doc: DocId) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Column(values, passing) => {
                usize::try_from(values.get_val(doc)).is_ok_and(|value| passing.get(value) == Some(&true))
            }
            Self::All(tests) => tests.iter().all(|test| test.admit(doc)),
            Self::Any(tests) => tests.iter().any(|test| test.admit(doc)),
        }
    }
}

/// Tests every value of the column once; every record has exactly one value, an empty one for "none".
fn leaf(
    segment: &SegmentReader,
    column: RightsColumn,
    condition: &Condition,
    negated: bool,
) -> tantivy::Result<SegmentRights> {
    let Some(values) = segment.fast_fields().str(column.name())? else {
        return Ok(SegmentRights::Never);
    };
    let passing = passing(&values, column, condition, negated)?;
    Ok(if passing.iter().all(|passes| *passes) {
        SegmentRights::Always
    } else if passing.iter().any(|passes| *passes) {
        SegmentRights::Column(values.ords().values.clone(), passing)
    } else {
        SegmentRights::Never
    })
}

fn passing(
    values: &StrColumn,
    column: RightsColumn,
    condition: &Condition,
    negated: bool,
) -> tantivy::Result<Vec<bool>> {
    let mut passing = Vec::with_capacity(values.num_terms());
    let mut terms = values.dictionary().stream()?;
    while terms.advance() {
        let text = std::str::from_utf8(terms.key()).unwrap_or_default();
        let truth = match condition {
            Condition::Present => Some(!text.is_empty()),
            _ if text.is_empty() => None,
            other => other.truth(column, text),
        };
        passing.push(truth.is_some_and(|truth| truth != negated));
    }
    Ok(passing)
}

impl Condition {
    /// Returns whether a value meets the condition; none when they are of different kinds.
    fn truth(&self, column: RightsColumn, text: &str) -> Option<bool> {
        let number = || {
            if column.is_number() {
                text.parse::<i64>().ok()
            } else {
                None
            }
        };
        match self {
            Self::Present => Some(true),
            Self::Under(path) => Some(text.starts_with(path.as_str())),
            Self::AtMost(limit) => number().map(|number| number <= *limit),
            Self::AtLeast(limit) => number().map(|number| number >= *limit),
            Self::In(wanted) if column.is_number() => {
                let number = number()?;
                any_equals(wanted, |value| match value {
                    Value::Long(long) => Some(*long == number),
                    _ => None,
                })
            }
            Self::In(wanted) => any_equals(wanted, |value| match value {
                Value::Text(wanted) => Some(wanted == text),
                _ => None,
            }),
        }
    }
}

/// Says whether one value equals; none when all are of the wrong kind, as in [`Filter::matches`].
fn any_equals(values: &[Value], equals: impl Fn(&Value) -> Option<bool>) -> Option<bool> {
    let mut answer = None;
    for value in values {
        match equals(value) {
            Some(true) => return Some(true),
            Some(false) => answer = Some(false),
            None => {}
        }
    }
    answer
}

struct Translator;

type Translated = Result<Rights, IndexError>;

impl Translator {
    fn leaf(field: &str, condition: Condition) -> Translated {
        let column =
            RightsColumn::named(field).ok_or_else(|| IndexError::UnknownRightsField(field.to_owned()))?;
        Ok(Rights::Leaf {
            column,
            condition,
            negated: false,
        })
    }
}

impl FilterVisitor for Translator {
    type Output = Translated;

    fn nothing(&mut self) -> Translated {
        Ok(Rights::Never)
    }

    fn everything(&mut self) -> Translated {
        Ok(Rights::Always)
    }

    fn path_under(&mut self, field: &str, path: &str) -> Translated {
        Self::leaf(field, Condition::Under(path.to_owned()))
    }

    fn is_in(&mut self, field: &str, values: &[Value]) -> Translated {
        Self::leaf(field, Condition::In(values.to_vec()))
    }

    fn at_most(&mut self, field: &str, limit: i64) -> Translated {
        Self::leaf(field, Condition::AtMost(limit))
    }

    fn at_least(&mut self, field: &str, limit: i64) -> Translated {
        Self::leaf(field, Condition::AtLeast(limit))
    }

    fn present(&mut self, field: &str) -> Translated {
        Self::leaf(field, Condition::Present)
    }

    fn negation(&mut self, inner: Translated) -> Translated {
        Ok(match inner? {
            Rights::Always => Rights::Never,
            Rights::Never => Rights::Always,
            Rights::Leaf {
                column,
                condition,
                negated,
            } => Rights::Leaf {
                column,
                condition,
                negated: !negated,
            },
            // Normal form has no negation of a list; were there one, it would let nobody in.
            Rights::All(_) | Rights::Any(_) => Rights::Never,
        })
    }

    fn conjunction(&mut self, members: Vec<Translated>) -> Translated {
        members.into_iter().collect::<Result<_, _>>().map(Rights::All)
    }

    fn disjunction(&mut self, members: Vec<Translated>) -> Translated {
        members.into_iter().collect::<Result<_, _>>().map(Rights::Any)
    }
}
