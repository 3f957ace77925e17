//! Archival codes (档号): put together by a template that is data, in the shape of DA/T 22-2015 or DA/T 13-2022.

use crate::RuleError;
use serde::Deserialize;

/// Stands for a department in a code that is compared.
const ANY: &str = "\0";
/// Stands for the number of a volume in it.
const ANY_VOLUME: &str = "\u{1}";
/// The name of the file of rules.
const FILE: &str = "numbering/default.toml";

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
    Volume,
    Item,
}

/// How records of a type are kept (整理方式).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KeptBy {
    /// One by one (以件整理).
    #[default]
    Item,
    /// In volumes (以卷整理).
    Volume,
}

/// A type, or a category with all finer types, that is kept in its own way.
#[derive(Debug, Clone, Deserialize)]
struct Kept {
    #[serde(rename = "type")]
    type_code: String,
    by: KeptBy,
}

/// How volumes are numbered, filled and printed.
#[derive(Debug, Clone, Deserialize)]
struct Volumes {
    width: usize,
    item_width: usize,
    papers_max: u32,
    note_sheet: bool,
    in_volume_list: Vec<String>,
    volume_list: Vec<String>,
    #[serde(rename = "part")]
    parts: Vec<Part>,
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
    #[serde(default)]
    kept_by: KeptBy,
    #[serde(default)]
    kept: Vec<Kept>,
    #[serde(rename = "part")]
    parts: Vec<Part>,
    volume: Option<Volumes>,
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
        let numbering: Self = guildhall_rules::read(("schema.json", schema), file, text)?;
        let wrong = |what: String| Err(RuleError::new(FILE, what));
        guildhall_rules::refuse_twice(FILE, numbering.kept.iter().map(|kept| kept.type_code.as_str()))?;
        let volumes = numbering.kept.iter().find(|kept| kept.by == KeptBy::Volume);
        match (&numbering.volume, volumes) {
            (None, Some(kept)) => {
                let code = &kept.type_code;
                wrong(format!("{code} is kept by volume, and [volume] is not there"))
            }
            (None, None) if numbering.kept_by == KeptBy::Volume => {
                wrong("records are kept by volume, and [volume] is not there".to_owned())
            }
            (Some(volume), _) if !is_in_order(&volume.parts) => {
                wrong("[volume]: the volume comes before the item, each once, and the item last".to_owned())
            }
            _ => Ok(numbering),
        }
    }

    /// Says whether records of a type are kept in volumes; what is said of the finest type counts.
    pub fn keeps_by_volume(&self, type_code: &str) -> bool {
        let covers = |kept: &&Kept| {
            let rest = type_code.strip_prefix(kept.type_code.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let finest = self
            .kept
            .iter()
            .filter(covers)
            .max_by_key(|kept| kept.type_code.len());
        finest.map_or(self.kept_by, |kept| kept.by) == KeptBy::Volume
    }

    /// Returns how many papers a volume takes at most.
    pub fn volume_papers_max(&self) -> u32 {
        self.volume.as_ref().map_or(0, |volume| volume.papers_max)
    }

    /// Says whether a volume is filed only with its note sheet filled in.
    pub fn asks_for_note_sheet(&self) -> bool {
        self.volume.as_ref().is_some_and(|volume| volume.note_sheet)
    }

    /// Returns the codes of the columns of the list inside a volume (卷内文件目录).
    pub fn in_volume_list(&self) -> &[String] {
        self.volume.as_ref().map_or(&[], |volume| &volume.in_volume_list)
    }

    /// Returns the codes of the columns of the catalogue of volumes (案卷目录).
    pub fn volume_list(&self) -> &[String] {
        self.volume.as_ref().map_or(&[], |volume| &volume.volume_list)
    }

    /// Says whether the code of a volume has a part for the department.
    pub fn volumes_ask_for_department(&self) -> bool {
        let mut parts = self.volume.iter().flat_map(|volume| &volume.parts);
        parts.any(|part| part.kind == PartKind::Department)
    }

    /// Returns the name of the counter from which the volume number is taken: the text of all other parts.
    pub fn volume_series(&self, parts: &CodeParts<'_>) -> String {
        self.in_volumes(parts, ("", ""))
    }

    /// Returns the code of a volume (案卷级档号), which is that of its papers without their item numbers.
    pub fn volume_code(&self, parts: &CodeParts<'_>, volume: i64) -> String {
        self.in_volumes(parts, (&self.volume_text(volume), ""))
    }

    /// Returns the whole code of a paper in a volume.
    pub fn code_in_volume(&self, parts: &CodeParts<'_>, (volume, item): (i64, i64)) -> String {
        self.in_volumes(parts, (&self.volume_text(volume), &self.item_text(item)))
    }

    /// Returns the volume that a code names when it is what these parts make, with any department where the template has a
    /// place for one.
    pub fn volume_in(&self, code: &str, parts: &CodeParts<'_>, item: i64) -> Option<i64> {
        let width = self.volume.as_ref()?.width;
        [None, Some(ANY)].into_iter().find_map(|department| {
            let parts = CodeParts {
                department,
                ..parts.clone()
            };
            captured(
                &self.in_volumes(&parts, (ANY_VOLUME, &self.item_text(item))),
                code,
                width,
            )
        })
    }

    fn volume_text(&self, volume: i64) -> String {
        let width = self.volume.as_ref().map_or(0, |volume| volume.width);
        format!("{volume:0width$}")
    }

    fn item_text(&self, item: i64) -> String {
        let width = self.volume.as_ref().map_or(0, |volume| volume.item_width);
        format!("{item:0width$}")
    }

    fn in_volumes(&self, parts: &CodeParts<'_>, numbers: (&str, &str)) -> String {
        let template = self.volume.as_ref().map_or(&[][..], |volume| &volume.parts);
        compose(template, parts, numbers)
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
        let width = self.item_width;
        let item = item.map_or_else(String::new, |item| format!("{item:0width$}"));
        compose(&self.parts, parts, ("", &item))
    }
}

/// Puts a code together from a template and the numbers of volume and item; one that is empty is left out with what
/// stands before it.
fn compose(template: &[Part], parts: &CodeParts<'_>, (volume, item): (&str, &str)) -> String {
    let mut code = String::new();
    for part in template {
        let text = match part.kind {
            PartKind::Fonds => parts.fonds.to_owned(),
            PartKind::Category => parts.category.to_owned(),
            PartKind::Type => parts.type_code.to_owned(),
            PartKind::Year => format!("{:04}", parts.year),
            PartKind::Retention => parts.retention.to_owned(),
            PartKind::Department => parts.department.unwrap_or_default().to_owned(),
            PartKind::Volume => volume.to_owned(),
            PartKind::Item => item.to_owned(),
        };
        let is_number = matches!(part.kind, PartKind::Volume | PartKind::Item);
        if text.is_empty() && (part.optional || is_number) {
            continue;
        }
        code.push_str(&part.before);
        code.push_str(&text);
    }
    code
}

/// Says whether a template names the volume once before the item, and the item once at its end.
fn is_in_order(parts: &[Part]) -> bool {
    let places = |kind: PartKind| {
        let of_kind = parts
            .iter()
            .enumerate()
            .filter(move |(_, part)| part.kind == kind);
        of_kind.map(|(place, _)| place).collect::<Vec<_>>()
    };
    places(PartKind::Volume).len() == 1 && places(PartKind::Item) == [parts.len() - 1]
}

/// Returns the volume number of a code that is like the pattern, in which marks stand for a department and the volume.
fn captured(pattern: &str, code: &str, width: usize) -> Option<i64> {
    let (mut pattern, mut code, mut volume) = (pattern, code, None);
    while let Some(place) = pattern.find([ANY, ANY_VOLUME].map(first_char)) {
        code = code.strip_prefix(&pattern[..place])?;
        let is_volume = pattern[place..].starts_with(ANY_VOLUME);
        let belongs = |one: char| match is_volume {
            true => one.is_ascii_digit(),
            false => one.is_alphanumeric(),
        };
        let end = code.find(|one| !belongs(one)).unwrap_or(code.len());
        let text = &code[..end];
        if is_volume {
            let number: i64 = text.parse().ok().filter(|number| *number > 0)?;
            volume = (format!("{number:0width$}") == text).then_some(number);
        } else if text.is_empty() {
            return None;
        }
        (pattern, code) = (&pattern[place + 1..], &code[end..]);
    }
    volume.filter(|_| pattern == code)
}

fn first_char(mark: &str) -> char {
    mark.chars().next().unwrap_or_default()
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

    fn of_accounts() -> CodeParts<'static> {
        CodeParts {
            fonds: "J019",
            category: "KU",
            type_code: "KU",
            year: 2017,
            retention: "D30",
            department: None,
        }
    }

    #[test]
    fn b4_papers_in_a_volume_bear_its_number_before_their_own() {
        let numbering = Numbering::load(SCHEMA, "default.toml", DEFAULT).unwrap();
        let parts = of_accounts();
        assert_eq!(numbering.volume_series(&parts), "J019-KU·2017·D30");
        assert_eq!(numbering.volume_code(&parts, 1), "J019-KU·2017·D30-001");
        assert_eq!(
            numbering.code_in_volume(&parts, (1, 12)),
            "J019-KU·2017·D30-001-012"
        );
        assert_eq!(
            numbering.code_in_volume(&parts, (1_234, 1)),
            "J019-KU·2017·D30-1234-001"
        );
    }

    #[test]
    fn b4_a_code_tells_its_volume_and_no_other_code_does() {
        let numbering = Numbering::load(SCHEMA, "default.toml", DEFAULT).unwrap();
        let parts = of_accounts();
        let volume = |code: &str| numbering.volume_in(code, &parts, 12);
        assert_eq!(volume("J019-KU·2017·D30-007-012"), Some(7));
        assert_eq!(volume("J019-KU·2017·D30-1234-012"), Some(1_234));
        for wrong in [
            "",
            "J019-KU·2017·D30-7-012",
            "J019-KU·2017·D30-000-012",
            "J019-KU·2017·D30-007-013",
            "J019-KU·2017·D30-0012",
            "J019-KU·2017·D10-007-012",
            "J019-KU·2017-D30-0012",
        ] {
            assert_eq!(volume(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn b4_the_finest_type_says_how_records_are_kept() {
        let text = DEFAULT.replace(
            "[[kept]]\ntype = \"KU\"",
            "[[kept]]\ntype = \"ZY\"\nby = \"volume\"\n\n[[kept]]\ntype = \"ZY.JS\"\nby = \"item\"\n\n[[kept]]\ntype = \"KU\"",
        );
        let numbering = Numbering::load(SCHEMA, "default.toml", &text).unwrap();
        let kept = |code: &str| numbering.keeps_by_volume(code);
        assert!(kept("KU") && kept("ZY.ZD") && !kept("ZY.JS") && !kept("WS") && !kept("ZYX"));
    }

    #[test]
    fn b4_a_type_kept_by_volume_without_a_template_for_it_is_refused() {
        let text = "version = 1\nname = 'x'\nitem_width = 4\nkept = [{type='KU',by='volume'}]\npart = [{kind='item'}]";
        let error = Numbering::load(SCHEMA, "x.toml", text).unwrap_err().to_string();
        assert!(error.contains("KU"), "{error}");
        let twisted = DEFAULT.replace("kind = \"volume\"", "kind = \"type\"");
        assert!(Numbering::load(SCHEMA, "x.toml", &twisted).is_err());
    }

    #[test]
    fn a_template_without_an_item_number_is_refused() {
        let text = "version = 1\nname = 'x'\nitem_width = 4\npart = [{kind='fonds'}]";
        assert!(Numbering::load(SCHEMA, "x.toml", text).is_err());
    }
}
