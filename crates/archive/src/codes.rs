//! National and house code tables (代码表), kept as data in rules/codes.

use crate::RuleError;
use std::collections::BTreeMap;

/// One code with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name; the Chinese one when none is given.
    pub name_en: String,
}

/// All code tables.
#[derive(Debug, Clone, Default)]
pub struct Codes(BTreeMap<String, Vec<Code>>);

impl Codes {
    /// Reads tables from text with the columns `table,code,name_zh,name_en`.
    ///
    /// # Errors
    /// [`RuleError`] naming the line that cannot be understood.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let mut tables: BTreeMap<String, Vec<Code>> = BTreeMap::new();
        for (number, line) in text.lines().enumerate().skip(1) {
            let columns: Vec<&str> = line
                .split(',')
                .map(|column| column.trim().trim_matches('"'))
                .collect();
            let &[table, code, name_zh, ref rest @ ..] = columns.as_slice() else {
                return Err(RuleError::new(
                    file,
                    format!("line {}: fewer than three columns", number + 1),
                ));
            };
            let name_en = rest
                .first()
                .copied()
                .filter(|name| !name.is_empty())
                .unwrap_or(name_zh);
            tables.entry(table.to_owned()).or_default().push(Code {
                code: code.to_owned(),
                name_zh: name_zh.to_owned(),
                name_en: name_en.to_owned(),
            });
        }
        Ok(Self(tables))
    }

    /// Returns the codes of a table in their order; empty when there is no such table.
    pub fn table(&self, name: &str) -> &[Code] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns one code of a table.
    pub fn find(&self, table: &str, code: &str) -> Option<&Code> {
        self.table(table).iter().find(|entry| entry.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_by_table_and_code() {
        let codes = Codes::parse("codes.csv", "table,code,name_zh,name_en\nA,1,甲,first\nA,2,乙,\n").unwrap();
        assert_eq!(codes.find("A", "1").unwrap().name_en, "first");
        assert_eq!(codes.find("A", "2").unwrap().name_en, "乙");
        assert!(codes.find("A", "3").is_none() && codes.table("B").is_empty());
    }

    #[test]
    fn a_short_line_is_named() {
        let error = Codes::parse("codes.csv", "head\nA,1\n").unwrap_err();
        assert_eq!(error.to_string(), "codes.csv: line 2: fewer than three columns");
    }
}
