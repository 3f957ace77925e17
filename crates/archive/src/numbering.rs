//! Archival codes (档号): put together by a template that is data, in the shape of DA/T 22-2015 or DA/T 13-2022.

use crate::RuleError;
use serde::Deserialize;

/// Stands for a department in a code that is compared.
const ANY: &str = "\0";

/// A part of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PartKind {
    Fonds,
    Category,
    Type,
    Year,
    Retention,
    Department,
    Item,
}

#[derive(Debug, Clone, Deserialize)]
struct Part {
    kind: PartKind,
    #[serde(default)]
    before: String,
    #[serde(default)]
    optional: bool,
}

/// The template by which codes are formed.
#[derive(Debug, Clone, Deserialize)]
pub struct Numbering {
    item_width: usize,
    #[serde(rename = "part")]
    parts: Vec<Part>,
}

/// What a code is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeParts<'a> {
    /// Fonds code (全宗号).
    pub fonds: &'a str,
    /// Category (档案门类代码).
    pub category: &'a str,
    /// Type code, finer than the category.
    pub type_code: &'a str,
    /// Year (年度).
    pub year: i64,
    /// Retention code (保管期限).
    pub retention: &'a str,
    /// Department or function code (机构或问题代码), if the union classifies by it.
    pub department: Option<&'a str>,
}

impl Numbering {
    /// Reads a template, checked against its JSON schema.
    ///
    /// # Errors
    /// [`RuleError`] naming what is wrong.
    pub fn load(schema: &str, file: &str, text: &str) -> Result<Self, RuleError> {
        guildhall_rules::read(("schema.json", schema), file, text)
    }

    /// Says whether the code has a part for the department.
    pub fn asks_for_department(&self) -> bool {
        self.parts.iter().any(|part| part.kind == PartKind::Department)
    }

    /// Returns the name of the counter from which the item number is taken: the text of all other parts.
    pub fn series(&self, parts: &CodeParts<'_>) -> String {
        self.compose_with(parts, None)
    }

    /// Returns the whole code.
    pub fn compose(&self, parts: &CodeParts<'_>, item: i64) -> String {
        self.compose_with(parts, Some(item))
    }

    /// Says whether a code is what these parts make, with any department where the template has a place for one: its own
    /// code may have changed since.
    pub fn fits(&self, code: &str, parts: &CodeParts<'_>, item: i64) -> bool {
        let without = CodeParts {
            department: None,
            ..parts.clone()
        };
        if code == self.compose(&without, item) {
            return true;
        }
        let with = CodeParts {
            department: Some(ANY),
            ..without
        };
        let composed = self.compose(&with, item);
        let Some((before, behind)) = composed.split_once(ANY) else {
            return false;
        };
        let department = code
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(behind));
        department.is_some_and(|text| !text.is_empty() && text.chars().all(char::is_alphanumeric))
    }

    fn compose_with(&self, parts: &CodeParts<'_>, item: Option<i64>) -> String {
        let mut code = String::new();
        for part in &self.parts {
            let text = match part.kind {
                PartKind::Fonds => parts.fonds.to_owned(),
                PartKind::Category => parts.category.to_owned(),
                PartKind::Type => parts.type_code.to_owned(),
                PartKind::Year => format!("{:04}", parts.year),
                PartKind::Retention => parts.retention.to_owned(),
                PartKind::Department => parts.department.unwrap_or_default().to_owned(),
                PartKind::Item => item.map_or_else(String::new, |item| {
                    format!("{item:0width$}", width = self.item_width)
                }),
            };
            if text.is_empty() && (part.optional || part.kind == PartKind::Item) {
                continue;
            }
            code.push_str(&part.before);
            code.push_str(&text);
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = include_str!("../../../rules/numbering/schema.json");
    const DEFAULT: &str = include_str!("../../../rules/numbering/default.toml");

    fn parts(department: Option<&str>) -> CodeParts<'_> {
        CodeParts {
            fonds: "Z109",
            category: "WS",
            type_code: "WS",
            year: 2011,
            retention: "Y",
            department,
        }
    }

    #[test]
    fn the_default_has_the_shape_of_da_t_22() {
        let numbering = Numbering::load(SCHEMA, "default.toml", DEFAULT).unwrap();
        assert_eq!(
            numbering.compose(&parts(Some("BGS")), 1),
            "Z109-WS·2011-Y-BGS-0001"
        );
        assert_eq!(numbering.compose(&parts(None), 12), "Z109-WS·2011-Y-0012");
        assert!(numbering.asks_for_department());
        assert_eq!(numbering.series(&parts(None)), "Z109-WS·2011-Y");
        assert_eq!(numbering.compose(&parts(None), 12_345), "Z109-WS·2011-Y-12345");
    }

    #[test]
    fn a_code_fits_with_any_department_and_nothing_else() {
        let numbering = Numbering::load(SCHEMA, "default.toml", DEFAULT).unwrap();
        let fits = |code: &str| numbering.fits(code, &parts(Some("BGS")), 1);
        for right in [
            "Z109-WS·2011-Y-BGS-0001",
            "Z109-WS·2011-Y-0001",
            "Z109-WS·2011-Y-护理部-0001",
        ] {
            assert!(fits(right), "{right}");
        }
        for wrong in [
            "",
            "Z109-WS·2011-Y-BGS-0002",
            "Z109-WS·2011-Y--0001",
            "Z109-WS·2011-Y-B-S-0001",
            "Z109-WS·2012-Y-BGS-0001",
            "Z109-WS·2011-Y-BGS-1",
        ] {
            assert!(!fits(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_other_national_shape_is_only_another_template() {
        let text = "version = 1\nname = 'DA/T 13-2022'\nitem_width = 4\npart = [{kind='fonds'},{kind='category',before='-'},\
                    {kind='year',before='·'},{kind='retention',before='·'},{kind='department',before='·'},{kind='item',before='-'}]";
        let numbering = Numbering::load(SCHEMA, "other.toml", text).unwrap();
        assert_eq!(
            numbering.compose(&parts(Some("办公室")), 1),
            "Z109-WS·2011·Y·办公室-0001"
        );
    }

    #[test]
    fn a_template_without_an_item_number_is_refused() {
        let text = "version = 1\nname = 'x'\nitem_width = 4\npart = [{kind='fonds'}]";
        assert!(Numbering::load(SCHEMA, "x.toml", text).is_err());
    }
}
