//! Reading rules/formats: the formats, what tells them, and whether they last.

use crate::format::FormatDefinition;
use crate::risk::{Risk, Standing};
use crate::signature::Signature;
use guildhall_rules::{RuleError, refuse_twice};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the formats of PRONOM are read from.
const PRONOM: &str = "formats/pronom.toml";
/// What all others are read from.
const OWN: &str = "formats/own.toml";
/// What their risks are read from.
const RISKS: &str = "formats/risks.toml";
/// Identifier of the format of a file that could not be told.
pub const UNKNOWN: &str = "local/unknown";
/// The format of text whose name says nothing more.
const PLAIN_TEXT: &str = "x-fmt/111";

/// The files, as text.
#[derive(Debug, Clone, Copy)]
pub struct FormatFiles<'a> {
    /// The JSON schema of all.
    pub schema: &'a str,
    /// The formats of PRONOM.
    pub pronom: &'a str,
    /// The formats of our own; one of PRONOM that stands here too is taken from here.
    pub own: &'a str,
    /// Their risks.
    pub risks: &'a str,
}

/// The formats that are known, and whether they last.
#[derive(Debug, Clone)]
pub struct FormatRules {
    version: String,
    formats: BTreeMap<String, (FormatDefinition, usize)>,
    risks: Vec<Risk>,
}

#[derive(Deserialize)]
struct FormatsFile {
    version: u32,
    format: Vec<FormatDefinition>,
}

#[derive(Deserialize)]
struct RisksFile {
    version: u32,
    risk: Vec<Risk>,
}

impl FormatRules {
    /// Reads the files, checked against their schema.
    ///
    /// # Errors
    /// [`RuleError`] naming a wrong form, a code that stands twice, a format that nothing describes, or that the
    /// unknown format, plain text or the risk of all others is missing.
    pub fn load(files: FormatFiles<'_>) -> Result<Self, RuleError> {
        let schema = ("formats/schema.json", files.schema);
        let pronom: FormatsFile = guildhall_rules::read(schema, PRONOM, files.pronom)?;
        let own: FormatsFile = guildhall_rules::read(schema, OWN, files.own)?;
        let risks: RisksFile = guildhall_rules::read(schema, RISKS, files.risks)?;
        refuse_twice(PRONOM, pronom.format.iter().map(|format| &format.puid))?;
        refuse_twice(OWN, own.format.iter().map(|format| &format.puid))?;
        refuse_twice(RISKS, risks.risk.iter().map(|risk| &risk.code))?;
        refuse_twice(RISKS, risks.risk.iter().flat_map(|risk| &risk.formats))?;
        refuse_twice(RISKS, risks.risk.iter().flat_map(|risk| &risk.media))?;
        let others = risks.risk.iter().position(|risk| risk.others);
        let others = others.ok_or_else(|| RuleError::new(RISKS, "no risk says `others = true`"))?;
        let mut formats = BTreeMap::new();
        for mut format in pronom.format.into_iter().chain(own.format) {
            for all in &mut format.signatures {
                Signature::sort(all);
            }
            let risk = risk_of(&format, &risks.risk).unwrap_or(others);
            formats.insert(format.puid.clone(), (format, risk));
        }
        let named = risks.risk.iter().flat_map(|risk| &risk.formats);
        let wanted = named.map(String::as_str).chain([UNKNOWN, PLAIN_TEXT]);
        for puid in wanted {
            if !formats.contains_key(puid) {
                return Err(RuleError::new(RISKS, format!("{puid} is described nowhere")));
            }
        }
        Ok(Self {
            version: format!("{}.{}.{}", pronom.version, own.version, risks.version),
            formats,
            risks: risks.risk,
        })
    }

    /// Returns the versions of the three files, such as `109.1.1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns all formats in the order of their identifiers.
    pub fn formats(&self) -> impl Iterator<Item = &FormatDefinition> {
        self.formats.values().map(|(format, _)| format)
    }

    /// Returns a format; the unknown one for an identifier that is no longer known.
    pub fn format(&self, puid: &str) -> &FormatDefinition {
        self.formats
            .get(puid)
            .map_or_else(|| self.unknown(), |(format, _)| format)
    }

    /// Returns what is to be said of a format.
    pub fn risk(&self, puid: &str) -> &Risk {
        let puid = if self.formats.contains_key(puid) {
            puid
        } else {
            UNKNOWN
        };
        let (_, risk) = &self.formats[puid];
        &self.risks[*risk]
    }

    /// Returns how a format stands for keeping.
    pub fn standing(&self, puid: &str) -> Standing {
        self.risk(puid).standing
    }

    pub(crate) fn unknown(&self) -> &FormatDefinition {
        &self.formats[UNKNOWN].0
    }

    pub(crate) fn plain_text(&self) -> Option<&FormatDefinition> {
        self.formats.get(PLAIN_TEXT).map(|(format, _)| format)
    }
}

fn risk_of(format: &FormatDefinition, risks: &[Risk]) -> Option<usize> {
    let by_puid = |risk: &Risk| risk.formats.contains(&format.puid);
    let by_media = |risk: &Risk| risk.media.contains(&format.media);
    let found = risks.iter().position(by_puid);
    found.or_else(|| risks.iter().position(by_media))
}
