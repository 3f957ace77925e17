//! One mention of a person, organisation, place or time, and how mentions from several sources become one list.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A person (人名).
    Person,
    /// An organisation (机构名).
    Organisation,
    /// A place (地名).
    Place,
    /// A time (时间).
    Time,
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// What it names.
    pub kind: EntityKind,
    /// The name in simplified characters, without spaces inside.
    pub name: String,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// How sure the source is, 0 to 1.
    pub confidence: f32,
    /// The ids of the known people of this name; empty for names found by model or rule.
    pub ids: Vec<String>,
}

impl Mention {
    /// The same mention in a text that has `bytes` more before it.
    pub(crate) fn shifted(mut self, bytes: usize) -> Self {
        self.bytes = self.bytes.start + bytes..self.bytes.end + bytes;
        self
    }
}

/// Joins known names with recognised ones: agreement strengthens a name, a longer recognised person displaces it.
///
/// Both lists are in order and free of overlaps, and so is the result.
pub(crate) fn reconcile(known: Vec<Mention>, recognised: Vec<Mention>) -> Vec<Mention> {
    let mut kept: Vec<Mention> = Vec::with_capacity(known.len() + recognised.len());
    let mut others = recognised.into_iter().peekable();
    for mut name in known {
        while let Some(other) = others.next_if(|other| other.bytes.end <= name.bytes.start) {
            kept.push(other);
        }
        let mut displaced = false;
        while let Some(other) = others.next_if(|other| other.bytes.start < name.bytes.end) {
            if other.kind == EntityKind::Person && covers(&other, &name) {
                // 王伟 inside 王伟明 is someone else.
                displaced = other.bytes.len() > name.bytes.len();
                if displaced {
                    kept.push(other);
                } else {
                    name.confidence = name.confidence.max(0.97);
                }
            } else if covers(&other, &name) {
                // A name inside 王选基金会 or 张家口 is more likely part of that.
                name.confidence *= 0.5;
            }
        }
        let overlaps = kept.last().is_some_and(|last| last.bytes.end > name.bytes.start);
        if !displaced && !overlaps {
            kept.push(name);
        }
    }
    kept.extend(others);
    kept
}

fn covers(outer: &Mention, inner: &Mention) -> bool {
    outer.bytes.start <= inner.bytes.start && outer.bytes.end >= inner.bytes.end
}
