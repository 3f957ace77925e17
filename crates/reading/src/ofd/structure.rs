//! The tree of an OFD: the bodies that `OFD.xml` lists, and the pages and templates of each document.

use std::collections::HashMap;

use super::locate;
use crate::error::ReadingError;
use crate::package::Package;
use crate::task::Task;
use crate::xml::{Node, XmlReader};

/// One document of the file (`DocBody`).
#[derive(Default)]
pub(super) struct Body {
    pub(super) root: String,
    pub(super) signatures: Option<String>,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) created: Option<String>,
}

/// Where the parts of one document lie.
#[derive(Default)]
pub(super) struct Structure {
    pub(super) root: String,
    pub(super) pages: Vec<String>,
    /// Locations by identifier.
    pub(super) templates: HashMap<String, String>,
    /// Left, top, width, height in millimetres.
    pub(super) area: Option<[f32; 4]>,
    /// Lists of pictures and fonts.
    pub(super) resources: Vec<String>,
    pub(super) attachments: Option<String>,
    pub(super) annotations: Option<String>,
}

pub(super) fn bodies(package: &mut Package<'_>, task: &Task<'_>) -> Result<Vec<Body>, ReadingError> {
    let xml = package.require_xml("OFD.xml")?;
    let mut reader = XmlReader::new(&xml, task.limits.xml_depth);
    let mut bodies: Vec<Body> = Vec::new();
    let mut inside = String::new();
    while let Some(node) = reader.next()? {
        match node {
            Node::Start(element) => {
                inside = element.name();
                if inside == "DocBody" {
                    bodies.push(Body::default());
                }
            }
            Node::End(_) => inside.clear(),
            Node::Text(text) => {
                if let Some(body) = bodies.last_mut() {
                    body.take(&inside, text.trim());
                }
            }
        }
    }
    bodies.retain(|body| !body.root.is_empty());
    if bodies.is_empty() {
        return Err(ReadingError::broken("it names no document"));
    }
    Ok(bodies)
}

impl Body {
    fn take(&mut self, element: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        match element {
            "DocRoot" => self.root.push_str(text),
            "Signatures" => self.signatures.get_or_insert_default().push_str(text),
            "Title" => self.title.get_or_insert_default().push_str(text),
            "Author" => self.author.get_or_insert_default().push_str(text),
            "CreationDate" => self.created.get_or_insert_default().push_str(text),
            _ => {}
        }
    }
}

impl Structure {
    pub(super) fn of(package: &mut Package<'_>, task: &Task<'_>, body: &Body) -> Result<Self, ReadingError> {
        let root =
            locate(package, "", &body.root).ok_or_else(|| ReadingError::broken("its document is missing"))?;
        let xml = package.require_xml(&root)?;
        let mut structure = Self {
            root: root.clone(),
            ..Self::default()
        };
        structure.take_elements(&xml, task)?;
        structure.take_texts(&xml, task)?;
        // A page whose part is missing stays in the list and is handed over empty.
        let place = |location: &String| locate(package, &root, location).unwrap_or_else(|| location.clone());
        structure.pages = structure.pages.iter().map(place).collect();
        structure.templates = structure
            .templates
            .iter()
            .map(|(id, at)| (id.clone(), place(at)))
            .collect();
        structure.resources = structure.resources.iter().map(place).collect();
        structure.attachments = structure.attachments.and_then(|at| locate(package, &root, &at));
        structure.annotations = structure.annotations.and_then(|at| locate(package, &root, &at));
        Ok(structure)
    }

    fn take_elements(&mut self, xml: &str, task: &Task<'_>) -> Result<(), ReadingError> {
        XmlReader::new(xml, task.limits.xml_depth).for_each_element(|ancestors, element| {
            let Some(location) = element.attribute("BaseLoc") else {
                return;
            };
            match element.name().as_str() {
                "Page" if ancestors.last().is_some_and(|parent| parent == "Pages") => {
                    self.pages.push(location);
                }
                "TemplatePage" => {
                    self.templates
                        .extend(element.attribute("ID").map(|id| (id, location)));
                }
                _ => {}
            }
        })
    }

    fn take_texts(&mut self, xml: &str, task: &Task<'_>) -> Result<(), ReadingError> {
        XmlReader::new(xml, task.limits.xml_depth).for_each_text(|ancestors, text| {
            let text = text.trim();
            match ancestors.last().map(String::as_str) {
                Some("PhysicalBox") => self.area = self.area.or_else(|| numbers(text)),
                Some("PublicRes" | "DocumentRes") if !text.is_empty() => self.resources.push(text.to_owned()),
                Some("Attachments") if !text.is_empty() => self.attachments = Some(text.to_owned()),
                Some("Annotations") if !text.is_empty() => self.annotations = Some(text.to_owned()),
                _ => {}
            }
        })
    }
}

/// Reads `N` finite numbers parted by white space; nothing if there are fewer.
pub(super) fn numbers<const N: usize>(text: &str) -> Option<[f32; N]> {
    let mut all = text
        .split_whitespace()
        .map(|number| number.parse::<f32>().ok().filter(|number| number.is_finite()));
    let mut found = [0.0; N];
    for place in &mut found {
        *place = all.next()??;
    }
    Some(found)
}
