//! Office Open XML (ECMA-376) and the older Excel workbook.

mod flow;
mod legacy_workbook;
pub(crate) mod slides;
pub(crate) mod spreadsheet;
pub(crate) mod word;

use std::collections::HashMap;

use crate::document::Properties;
use crate::error::ReadingError;
use crate::package::{Package, resolve};
use crate::task::Task;
use crate::xml::XmlReader;

/// Relationships of a part (ECMA-376 part 2, section 6.5).
struct Relationships {
    /// Path and last segment of the type, by identifier.
    by_id: HashMap<String, (String, String)>,
}

impl Relationships {
    fn of(package: &mut Package<'_>, task: &Task<'_>, part: &str) -> Result<Self, ReadingError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let path = resolve("", &format!("{folder}/_rels/{file}.rels"));
        let mut by_id = HashMap::new();
        let Some(xml) = package.read_xml(&path)? else {
            return Ok(Self { by_id });
        };
        XmlReader::new(&xml, task.limits.xml_depth).for_each_element(|_, element| {
            // An external target is somebody else's file; it is never opened.
            if element.name() != "Relationship"
                || element.attribute("TargetMode").as_deref() == Some("External")
            {
                return;
            }
            if let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target")) {
                let kind = element.attribute("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                by_id.insert(id, (resolve(part, &target), kind));
            }
        })?;
        Ok(Self { by_id })
    }

    fn path(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(|(path, _)| path.as_str())
    }

    /// Returns the paths of all parts of this kind, sorted, so that a file always reads the same.
    fn of_kind(&self, kind: &str) -> Vec<String> {
        let mut paths: Vec<String> = self
            .by_id
            .values()
            .filter(|(_, found)| found == kind)
            .map(|(path, _)| path.clone())
            .collect();
        paths.sort();
        paths
    }
}

/// Finds the main part of a package, by relationship or at its usual place.
fn main_part(package: &mut Package<'_>, task: &Task<'_>, usual: &str) -> Result<String, ReadingError> {
    let roots = Relationships::of(package, task, "")?;
    let main = roots
        .of_kind("officeDocument")
        .into_iter()
        .find(|path| package.find(path).is_some());
    Ok(main.unwrap_or_else(|| usual.to_owned()))
}

/// Reads title, creator and date out of the core properties (ECMA-376 part 2, section 8).
fn core_properties(package: &mut Package<'_>, task: &Task<'_>) -> Result<Properties, ReadingError> {
    let mut properties = Properties::default();
    let Some(xml) = package.read_xml("docProps/core.xml")? else {
        return Ok(properties);
    };
    XmlReader::new(&xml, task.limits.xml_depth).for_each_text(|ancestors, text| {
        let field = match ancestors.last().map(String::as_str) {
            Some("title") => &mut properties.title,
            Some("creator") => &mut properties.author,
            Some("created") => &mut properties.created,
            _ => return,
        };
        field.get_or_insert_default().push_str(text.trim());
    })?;
    Ok(properties)
}
