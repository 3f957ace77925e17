//! Why something was left out or refused, as it is kept: the code of a message and what fills its places.

use guildhall_kernel::Explain;
use serde::{Deserialize, Serialize};

/// Characters of a value that is kept.
const VALUE_CHARS: usize = 300;

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The code of the message.
    pub code: String,
    /// What fills its places.
    pub values: Vec<(String, String)>,
}

impl Told {
    /// Keeps what an error says.
    pub fn of(error: &dyn Explain) -> Self {
        let values = error.arguments();
        Self::new(
            error.code(),
            values.iter().map(|(name, value)| (*name, value.as_str())),
        )
    }

    /// Makes a reason.
    pub fn new<'v>(code: &str, values: impl IntoIterator<Item = (&'v str, &'v str)>) -> Self {
        let short = |value: &str| value.chars().take(VALUE_CHARS).collect::<String>();
        let values = values.into_iter();
        Self {
            code: code.to_owned(),
            values: values
                .map(|(name, value)| (name.to_owned(), short(value)))
                .collect(),
        }
    }

    /// Returns the values as they are kept.
    pub(crate) fn detail(&self) -> String {
        serde_json::to_string(&self.values).unwrap_or_default()
    }

    /// Reads what was kept; none when the code is empty.
    pub(crate) fn read(code: String, detail: &str) -> Option<Self> {
        let values = serde_json::from_str(detail).unwrap_or_default();
        (!code.is_empty()).then_some(Self { code, values })
    }
}
