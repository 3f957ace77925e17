//! The languages of the pages: which one a reader gets, and every message, number, date and size in it.
//!
//! Messages live in `locales/<language>/*.ftl` and are embedded in the program (read from disk in debug builds).
//! Nothing here knows of requests beyond the two header values that name a language.

mod format;
mod message;

pub use format::{Bytes, Count, Day, Instant};
pub use message::{Args, Explained, Value, explain, has, keys, t};

/// A language that the pages speak (界面语言).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// Simplified Chinese as written in mainland China; the default.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Locale {
    /// Every language, in the order in which the menu shows them.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// Returns the language tag (BCP 47) that goes into `lang` and the folder name.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// Returns the name of the language in itself, which is how a reader looks for it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::ZhCn => "简体中文",
            Self::En => "English",
        }
    }

    /// Finds the language that a tag names, by its primary subtag: `zh-Hant-TW` reads Chinese here.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Chooses by the reader's own choice (cookie `lang`), then by `Accept-Language` (RFC 9110, 12.5.4), then Chinese.
    #[must_use]
    pub fn choose(cookie: Option<&str>, accept_language: Option<&str>) -> Self {
        cookie
            .and_then(Self::from_tag)
            .or_else(|| accept_language.and_then(most_wanted))
            .unwrap_or_default()
    }
}

/// The known language with the highest weight; the first one among equals.
fn most_wanted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for range in header.split(',').take(32) {
        let (tag, weight) = range
            .split_once(';')
            .map_or((range, 1.0), |(tag, q)| (tag, weight(q)));
        let Some(locale) = Locale::from_tag(tag) else {
            continue;
        };
        if weight > best.map_or(0.0, |(seen, _)| seen) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

fn weight(parameter: &str) -> f32 {
    parameter
        .trim()
        .strip_prefix("q=")
        .and_then(|q| q.trim().parse().ok())
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_readers_own_choice_goes_before_the_browsers() {
        assert_eq!(Locale::choose(Some("en"), Some("zh-CN,zh;q=0.9")), Locale::En);
        assert_eq!(Locale::choose(Some("zh-CN"), Some("en")), Locale::ZhCn);
    }

    #[test]
    fn without_a_choice_the_highest_weight_wins() {
        assert_eq!(Locale::choose(None, Some("fr, en;q=0.8, zh;q=0.9")), Locale::ZhCn);
        assert_eq!(Locale::choose(None, Some("de-DE, en-GB;q=0.7")), Locale::En);
        assert_eq!(Locale::choose(None, Some("zh-TW")), Locale::ZhCn);
    }

    #[test]
    fn an_unknown_or_refused_language_falls_back_to_chinese() {
        assert_eq!(Locale::choose(Some("xx"), None), Locale::ZhCn);
        assert_eq!(Locale::choose(None, Some("fr, de")), Locale::ZhCn);
        assert_eq!(Locale::choose(None, Some("en;q=0")), Locale::ZhCn);
        assert_eq!(Locale::choose(None, Some(";;;,,q=,")), Locale::ZhCn);
    }
}
