//! A text in which some words are found: a title or a snippet of a search.

/// A stretch of text that is found, or stands between what is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text itself, not escaped.
    pub text: String,
    /// Whether the search found it.
    pub found: bool,
}

/// A text in pieces; the template puts the found ones into `<mark>` and escapes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked(pub Vec<Piece>);

impl Marked {
    /// A text in which nothing is found.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Piece {
            text: text.into(),
            found: false,
        }])
    }

    /// Cuts a text at byte ranges that are found; ranges that overlap, stand out or split a character are skipped.
    #[must_use]
    pub fn at(text: &str, found: &[std::ops::Range<usize>]) -> Self {
        let mut pieces = Vec::new();
        let mut from = 0;
        for range in found {
            let (Some(before), Some(hit)) = (text.get(from..range.start), text.get(range.clone())) else {
                continue;
            };
            pieces.push(Piece {
                text: before.to_owned(),
                found: false,
            });
            pieces.push(Piece {
                text: hit.to_owned(),
                found: true,
            });
            from = range.end;
        }
        pieces.push(Piece {
            text: text.get(from..).unwrap_or_default().to_owned(),
            found: false,
        });
        pieces.retain(|piece| !piece.text.is_empty());
        Self(pieces)
    }

    /// The text without marks.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_ranges_are_cut_out_in_order() {
        let marked = Marked::at("关于召开职代会的通知", std::slice::from_ref(&(12..21)));
        let found: Vec<_> = marked
            .0
            .iter()
            .map(|piece| (piece.text.as_str(), piece.found))
            .collect();
        assert_eq!(found, [("关于召开", false), ("职代会", true), ("的通知", false)]);
    }

    #[test]
    fn a_range_that_splits_a_character_or_overlaps_is_skipped() {
        let marked = Marked::at("工会章程", &[0..6, 3..9, 7..8, 90..99]);
        assert_eq!(marked.text(), "工会章程");
        assert_eq!(marked.0.iter().filter(|piece| piece.found).count(), 1);
    }
}
