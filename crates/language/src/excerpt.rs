//! The beginning of a text up to a number of bytes: the bound on everything whose cost must not grow with a paper.

/// The longest beginning of `text` of at most `max_bytes` that ends on a character boundary.
pub(crate) fn beginning(text: &str, max_bytes: usize) -> &str {
    let mut end = max_bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
