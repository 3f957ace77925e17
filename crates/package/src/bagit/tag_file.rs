//! Tag files with labels and values, such as `bag-info.txt` (RFC 8493, 2.2.2).

/// Longest line that is written.
const LINE_CHARS: usize = 2_000;

/// Reads labels and values in their order; a line that begins with a blank continues the value before.
pub(super) fn parse(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.starts_with([' ', '\t']), pairs.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {
                if let Some((label, value)) = line.split_once(':') {
                    pairs.push((label.trim().to_owned(), value.trim().to_owned()));
                }
            }
        }
    }
    pairs
}

/// Writes labels and values, one to a line.
pub(super) fn compose(pairs: &[(String, String)]) -> String {
    let line = |(label, value): &(String, String)| {
        let value: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let value: String = value.chars().take(LINE_CHARS).collect();
        format!("{}: {value}\n", label.replace([':', '\n', '\r'], "-"))
    };
    pairs.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_odd_separators_are_understood() {
        let pairs = vec![
            ("Source-Organization".to_owned(), "某市总工会".to_owned()),
            ("External-Description".to_owned(), "two\nlines".to_owned()),
        ];
        let text = compose(&pairs);
        assert_eq!(parse(&text)[0], pairs[0]);
        assert_eq!(parse(&text)[1].1, "two lines");
        let odd = parse("Test-Tag : 3\nLong: one\n   two\nTest-Tag    :   5\n");
        assert_eq!(odd[0], ("Test-Tag".to_owned(), "3".to_owned()));
        assert_eq!(odd[1].1, "one two");
        assert_eq!(odd[2].1, "5");
    }
}
