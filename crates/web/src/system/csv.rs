//! Comma-separated values (RFC 4180) for a spreadsheet program that may take a text for a formula.

/// The mark by which spreadsheet programs know UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Beginnings that make a cell a formula, or move what follows into one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns a line with its end. Each value is quoted; one that would be taken for a formula begins with `'`.
pub fn line<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    let cells: Vec<String> = values.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

fn cell(value: &str) -> String {
    let guard = if value.starts_with(FORMULA) { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_out_of_its_quotes() {
        assert_eq!(line(["a", "b\"c", "d\ne,f"]), "\"a\",\"b\"\"c\",\"d\ne,f\"\r\n");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(line([formula]), format!("\"'{formula}\"\r\n"));
        }
    }
}
