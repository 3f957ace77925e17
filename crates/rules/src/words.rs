//! A text in both languages.

use serde::{Deserialize, Serialize};

/// A text in both languages; what the union itself writes has one, and is shown so in both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese, or the only text.
    pub zh: String,
    /// English; empty when there is only one text.
    #[serde(default)]
    pub en: String,
}

impl Words {
    /// A text without a translation.
    pub fn only(text: impl Into<String>) -> Self {
        Self {
            zh: text.into(),
            en: String::new(),
        }
    }

    /// Returns the English text where it is asked for and there is one, else the other.
    pub fn said(&self, in_english: bool) -> &str {
        if in_english && !self.en.is_empty() {
            &self.en
        } else {
            &self.zh
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_translation_is_said_as_it_is() {
        assert_eq!(Words::only("名册").said(true), "名册");
        let both = Words {
            zh: "名册".into(),
            en: "directory".into(),
        };
        assert_eq!((both.said(true), both.said(false)), ("directory", "名册"));
    }
}
