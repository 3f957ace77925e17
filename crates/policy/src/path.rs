//! Organisation paths as policies see them: text `/1/17/230/`, ids between slashes.
//!
//! A subtree is a prefix, and therefore a range of text; nothing here looks at the tree itself.

use crate::PolicyError;

/// Longest path taken, in bytes; forty levels of ten digits stay well below.
const PATH_BYTES_MAX: usize = 512;

/// Says whether `text` is a path: `/`, then one or more numbers, each followed by `/`.
pub(crate) fn is_path(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) else {
        return false;
    };
    text.len() <= PATH_BYTES_MAX
        && inner
            .split('/')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Refuses a text that is not a path.
pub(crate) fn require_path(text: &str) -> Result<(), PolicyError> {
    if is_path(text) {
        Ok(())
    } else {
        Err(PolicyError::MalformedPath(text.to_owned()))
    }
}

/// Returns the path itself and the paths of all nodes above it, topmost first.
pub(crate) fn self_and_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').skip(1).map(|(at, _)| &path[..=at])
}

/// Returns the exclusive upper end of the range of text that holds the subtree of `path`.
///
/// The closing `/` becomes the next character, `0`: every path below, and no other, is smaller.
pub(crate) fn upper_bound(path: &str) -> String {
    let mut upper = path.strip_suffix('/').unwrap_or(path).to_owned();
    upper.push('0');
    upper
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn a_path() -> impl Strategy<Value = String> {
        prop::collection::vec(0u32..30, 1..5)
            .prop_map(|ids| ids.iter().fold("/".to_owned(), |path, id| format!("{path}{id}/")))
    }

    proptest! {
        #[test]
        fn the_range_is_exactly_the_prefix(a in a_path(), b in a_path()) {
            prop_assert_eq!(b >= a && b < upper_bound(&a), b.starts_with(&a));
        }

        #[test]
        fn a_node_lies_under_exactly_those_above_it(a in a_path(), b in a_path()) {
            prop_assert_eq!(self_and_above(&b).any(|above| above == a), b.starts_with(&a));
        }
    }

    #[test]
    fn only_numbers_between_slashes_are_a_path() {
        assert!(is_path("/1/") && is_path("/1/17/"));
        let long = format!("/{}/", "1".repeat(PATH_BYTES_MAX));
        for wrong in ["", "/", "//", "1/2", "/1", "/a/", "/1//2/", "/1/2", "/１/", &long] {
            assert!(!is_path(wrong), "{wrong}");
        }
    }
}
