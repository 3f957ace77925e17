//! An icon of the sprite, as a template writes it.

use std::fmt;

use askama::filters::HtmlSafe;

/// One icon; decoration only, so it is hidden from screen readers.
#[derive(Debug, Clone)]
pub struct Icon {
    pub(super) sprite: String,
    pub(super) name: &'static str,
}

impl fmt::Display for Icon {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            r#"<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>"#,
            self.sprite, self.name
        )
    }
}

// The sprite's address and the icon's name are our own words: nothing of a request is in them.
impl HtmlSafe for Icon {}
