//! Paths in the organisation tree: `/1/17/230/`, numbers only, so that a subtree is a range of text.

use std::fmt;
use std::str::FromStr;

/// The place of an organisation in the tree (组织路径), such as `/1/17/230/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrgPath(String);

/// A text that is not an organisation path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an organisation path")]
pub struct InvalidPath;

impl OrgPath {
    /// Returns the path of the n-th child of this node.
    #[must_use]
    pub fn child(&self, number: u32) -> Self {
        Self(format!("{}{number}/", self.0))
    }

    /// Returns the path of a top node with the given number.
    pub fn root(number: u32) -> Self {
        Self(format!("/{number}/"))
    }

    /// Returns the top organisation above this one, or itself: `/1/` of `/1/17/5/`.
    #[must_use]
    pub fn top(&self) -> Self {
        let end = self.0[1..].find('/').map_or(self.0.len(), |end| end + 2);
        Self(self.0[..end].to_owned())
    }

    /// Says whether `other` is this node or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Returns the depth; a top node has 1.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count() - 1
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the exclusive upper end of the text range that holds this subtree.
    ///
    /// The last `/` is replaced by the next character, `0`: every path of the subtree, and no other,
    /// lies in `path <= p < upper_bound`.
    pub fn upper_bound(&self) -> String {
        format!("{}0", &self.0[..self.0.len() - 1])
    }
}

impl FromStr for OrgPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let inner = text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
            .ok_or(InvalidPath)?;
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if inner.split('/').all(numeric) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPath)
        }
    }
}

impl TryFrom<String> for OrgPath {
    type Error = InvalidPath;

    fn try_from(text: String) -> Result<Self, InvalidPath> {
        text.parse()
    }
}

impl From<OrgPath> for String {
    fn from(path: OrgPath) -> Self {
        path.0
    }
}

impl fmt::Display for OrgPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path() -> impl Strategy<Value = OrgPath> {
        prop::collection::vec(0u32..300, 1..5).prop_map(|numbers| {
            let mut path = OrgPath::root(numbers[0]);
            for number in &numbers[1..] {
                path = path.child(*number);
            }
            path
        })
    }

    proptest! {
        #[test]
        fn the_text_range_is_exactly_the_subtree(a in path(), b in path()) {
            let in_range = b.as_str() >= a.as_str() && b.as_str() < a.upper_bound().as_str();
            prop_assert_eq!(in_range, a.contains(&b));
        }
    }

    #[test]
    fn only_numbers_between_slashes_are_a_path() {
        assert!("/1/17/".parse::<OrgPath>().is_ok());
        for wrong in ["", "/", "//", "1/2", "/1", "/a/", "/1//2/", "/1/2"] {
            assert_eq!(wrong.parse::<OrgPath>(), Err(InvalidPath), "{wrong}");
        }
    }
}
