//! Policy files: text in, Cedar policies with their own ids out.
//!
//! Only form is looked at here; what the policies say is checked by the schema and by [`crate::subset`].

use crate::PolicyError;
use crate::policy_text::PolicyText;
use crate::schema::chain;
use cedar_policy::{Policy, PolicyId};
use std::collections::BTreeMap;

/// Largest schema or policy file taken, in bytes.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

/// Deepest nesting of brackets taken; real policies need three or four.
const NESTING_MAX: usize = 32;

/// Most operators taken in one policy; Cedar's parser and validator recurse once for each.
const OPERATORS_MAX: usize = 200;

/// Most bytes taken in one policy without blanks, comments and quoted text; this bounds chains of `else if`.
const CODE_BYTES_MAX: usize = 8 * 1024;

/// The policies of all files, by id.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// The policies for Cedar; its ids are those written as `@id`.
    pub(crate) policies: cedar_policy::PolicySet,
    /// File in which each policy stands.
    files: BTreeMap<String, String>,
    /// The policies as they were written, in the order of their files.
    texts: Vec<PolicyText>,
}

impl Source {
    /// Reads all files.
    ///
    /// # Errors
    /// Any of the cases of [`PolicyError`] that name a file.
    pub(crate) fn read(files: &[(&str, &str)]) -> Result<Self, PolicyError> {
        let mut source = Self::default();
        for (file, text) in files {
            source.add_file(file, text)?;
        }
        Ok(source)
    }

    /// Returns the file in which a policy stands.
    pub(crate) fn file_of(&self, policy: &str) -> String {
        self.files.get(policy).cloned().unwrap_or_default()
    }

    /// Returns the policies as they were written.
    pub(crate) fn texts(&self) -> &[PolicyText] {
        &self.texts
    }

    fn add_file(&mut self, file: &str, text: &str) -> Result<(), PolicyError> {
        check_size(file, text)?;
        let parsed: cedar_policy::PolicySet = text.parse().map_err(|error| PolicyError::Syntax {
            file: file.to_owned(),
            message: chain(&error),
        })?;
        if parsed.templates().next().is_some() {
            let problem = "templates are not used here: grants are data".to_owned();
            return Err(PolicyError::Form {
                file: file.to_owned(),
                problem,
            });
        }
        let first = self.texts.len();
        parsed
            .policies()
            .try_for_each(|policy| self.add_policy(file, text, policy))?;
        self.texts[first..].sort_by_key(|policy| text.find(&format!("@id(\"{}\")", policy.id)));
        Ok(())
    }

    fn add_policy(&mut self, file: &str, text: &str, policy: &Policy) -> Result<(), PolicyError> {
        let Some(id) = policy.annotation("id").filter(|id| is_id(id)) else {
            let problem = format!(
                "each policy needs @id(\"words-with-hyphens\"); {} has none",
                policy.id()
            );
            return Err(PolicyError::Form {
                file: file.to_owned(),
                problem,
            });
        };
        if self.files.insert(id.to_owned(), file.to_owned()).is_some() {
            return Err(PolicyError::Duplicate {
                file: file.to_owned(),
                policy: id.to_owned(),
            });
        }
        self.texts.push(PolicyText::of(policy, id, file, text));
        self.policies
            .add(policy.new_id(PolicyId::new(id)))
            .map_err(|error| PolicyError::Engine(chain(&error)))
    }
}

/// Refuses a text that would cost Cedar's recursive parser its stack.
///
/// # Errors
/// [`PolicyError::TooLarge`] or [`PolicyError::TooDeep`].
pub(crate) fn check_size(file: &str, text: &str) -> Result<(), PolicyError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(PolicyError::TooLarge {
            file: file.to_owned(),
            limit: TEXT_BYTES_MAX,
        });
    }
    if Depth::measure(text).is_some() {
        Ok(())
    } else {
        Err(PolicyError::TooDeep {
            file: file.to_owned(),
        })
    }
}

/// How deep the recursion of a parser stands at one place of a text.
#[derive(Default)]
struct Depth {
    nesting: usize,
    operators: usize,
    bytes: usize,
}

impl Depth {
    /// Walks through the code of a text; none when a limit is passed on the way.
    fn measure(text: &str) -> Option<()> {
        let mut place = Place::Code;
        let mut depth = Self::default();
        for byte in text.bytes() {
            if matches!(place, Place::Code | Place::Slash) {
                depth.step(byte);
            }
            if depth.is_too_much() {
                return None;
            }
            place = place.after(byte);
        }
        Some(())
    }

    fn is_too_much(&self) -> bool {
        self.nesting > NESTING_MAX || self.operators > OPERATORS_MAX || self.bytes > CODE_BYTES_MAX
    }

    fn step(&mut self, byte: u8) {
        self.bytes += usize::from(!byte.is_ascii_whitespace());
        match byte {
            b'(' | b'[' | b'{' => self.nesting += 1,
            b')' | b']' | b'}' => self.nesting = self.nesting.saturating_sub(1),
            b';' => *self = Self::default(),
            b'&' | b'|' | b'!' | b'<' | b'>' | b'=' | b'+' | b'-' | b'*' | b'.' | b'?' => self.operators += 1,
            _ => {}
        }
    }
}

/// Where in a Cedar text a byte stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Code,
    Slash,
    Comment,
    Quoted,
    Escaped,
}

impl Place {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Code, b'/') => Self::Slash,
            (Self::Slash, b'/') => Self::Comment,
            (Self::Comment, b'\n') => Self::Code,
            (Self::Code | Self::Slash, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Code,
            (Self::Quoted, b'\\') => Self::Escaped,
            (Self::Escaped, _) => Self::Quoted,
            (Self::Slash, _) => Self::Code,
            (place, _) => place,
        }
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
