//! Zip packages of XML parts, and what all Office documents have in common (ISO/IEC 29500-2).

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::RenderError;
use super::xml_text::escape;
use crate::paper::PaperPlan;

pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package in the making.
pub(super) struct Package(ZipWriter<Cursor<Vec<u8>>>);

impl Package {
    pub(super) fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds one part.
    pub(super) fn part(&mut self, path: &str, text: &str) -> Result<(), RenderError> {
        // A fixed time keeps the bytes the same for the same paper.
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        self.0.start_file(path, options)?;
        Ok(self.0.write_all(text.as_bytes())?)
    }

    /// Adds what every Office document has: the list of types, the way to the main part, title and author.
    pub(super) fn office(
        &mut self,
        plan: &PaperPlan,
        main: &str,
        types: &[(&str, &str)],
    ) -> Result<(), RenderError> {
        let overrides: String = types
            .iter()
            .map(|(part, kind)| {
                format!(r#"<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>"#)
            })
            .collect();
        self.part(
            "[Content_Types].xml",
            &format!(
                r#"{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{overrides}</Types>"#
            ),
        )?;
        self.part(
            "_rels/.rels",
            &format!(
                r#"{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main}"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
            ),
        )?;
        self.part("docProps/core.xml", &core_properties(plan))
    }

    /// Adds the relationships of a part: identifier, kind and target of each.
    pub(super) fn relationships(
        &mut self,
        path: &str,
        all: &[(String, &str, String)],
    ) -> Result<(), RenderError> {
        let links: String = all
            .iter()
            .map(|(id, kind, target)| {
                format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
            })
            .collect();
        self.part(
            path,
            &format!(r#"{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{links}</Relationships>"#),
        )
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, RenderError> {
        Ok(self.0.finish()?.into_inner())
    }
}

fn core_properties(plan: &PaperPlan) -> String {
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">{}T01:30:00Z</dcterms:created></cp:coreProperties>"#,
        escape(&plan.title),
        escape(&plan.responsible_party),
        plan.doc_date
    )
}
