//! Whether a format lasts.

use guildhall_rules::Words;
use serde::{Deserialize, Serialize};

/// How a format stands for keeping (格式风险).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Fit for long keeping (适合长期保存).
    Lasting,
    /// Accepted; readable today, not made for long keeping (可接收).
    Usable,
    /// Accepted, but likely to become unreadable (有风险).
    Threatened,
    /// Not accepted at filing (不接收).
    Refused,
}

impl Standing {
    /// All, from the best to the worst.
    pub const ALL: [Self; 4] = [Self::Lasting, Self::Usable, Self::Threatened, Self::Refused];

    /// Returns the code in data, in the API and in the names of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lasting => "lasting",
            Self::Usable => "usable",
            Self::Threatened => "threatened",
            Self::Refused => "refused",
        }
    }
}

/// What is to be said of some formats.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Its code.
    pub code: String,
    /// How they stand.
    pub standing: Standing,
    /// Why.
    pub reason: Words,
    /// What to do about it.
    pub todo: Words,
    /// The formats, by identifier.
    #[serde(default)]
    pub(crate) formats: Vec<String>,
    /// All other formats of these media types.
    #[serde(default)]
    pub(crate) media: Vec<String>,
    /// Whether it holds for all formats that no other entry names.
    #[serde(default)]
    pub(crate) others: bool,
}
