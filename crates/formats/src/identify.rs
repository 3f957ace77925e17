//! Telling the format of a file.

use crate::format::FormatDefinition;
use crate::inside::Opened;
use crate::load::FormatRules;
use crate::pattern::Budget;
use crate::sample::Sample;
use crate::text;
use serde::Serialize;
use std::sync::Arc;

/// From what a format was told (识别依据).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Its bytes.
    Signature,
    /// What lies in the container.
    Container,
    /// It is text, and its name says of which kind.
    Text,
    /// Its name alone; the format has no signature.
    Name,
    /// It could not be told.
    Nothing,
}

impl Basis {
    const ALL: [Self; 5] = [
        Self::Signature,
        Self::Container,
        Self::Text,
        Self::Name,
        Self::Nothing,
    ];

    /// Returns the code in the database and in the names of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Container => "container",
            Self::Text => "text",
            Self::Name => "name",
            Self::Nothing => "nothing",
        }
    }

    /// Reads the code in the database.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.code() == code)
    }
}

/// What a file really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// Identifier of the format; that of the unknown one when it could not be told.
    pub puid: String,
    /// From what it was told.
    pub basis: Basis,
    /// Encoding of a text; empty for others.
    pub encoding: &'static str,
    /// Whether the file's name promises another format.
    pub name_disagrees: bool,
}

impl FormatRules {
    /// Tells the format of a file by what is looked at of it, and by its name where bytes do not tell.
    ///
    /// What is done is bounded by the sample and by a number of tries; a parser that panics is the caller's to catch.
    pub fn identify(&self, sample: &Sample, file_name: &str) -> Identified {
        let extension = extension_of(file_name);
        let encoding = text::encoding_of(sample);
        let (format, basis) = self
            .by_bytes(sample, &extension)
            .or_else(|| self.by_name(encoding.is_some(), &extension))
            .unwrap_or((self.unknown(), Basis::Nothing));
        let is_known = self.formats().any(|other| other.has_extension(&extension));
        Identified {
            puid: format.puid.clone(),
            basis,
            encoding: match format.media.starts_with("text/") {
                true => encoding.unwrap_or_default(),
                false => "",
            },
            name_disagrees: basis != Basis::Nothing
                && is_known
                && !format.extensions.is_empty()
                && !self.shares_extension(format, &extension),
        }
    }

    /// As [`FormatRules::identify`], on a thread of its own; a file at which a parser breaks is not recognised.
    pub async fn identify_apart(self: &Arc<Self>, sample: Sample, file_name: &str) -> Identified {
        let (rules, name) = (Arc::clone(self), file_name.to_owned());
        let told = tokio::task::spawn_blocking(move || rules.identify(&sample, &name)).await;
        told.unwrap_or_else(|_| Identified {
            puid: self.unknown().puid.clone(),
            basis: Basis::Nothing,
            encoding: "",
            name_disagrees: false,
        })
    }

    /// Formats of one media type take each other's extensions.
    fn shares_extension(&self, format: &FormatDefinition, extension: &str) -> bool {
        let is_kin = |other: &&FormatDefinition| other.puid == format.puid || other.media == format.media;
        self.formats()
            .filter(is_kin)
            .any(|other| other.has_extension(extension))
    }

    fn by_bytes(&self, sample: &Sample, extension: &str) -> Option<(&FormatDefinition, Basis)> {
        let budget = Budget::default();
        if let Some(mut opened) = Opened::open(sample) {
            let holds = |format: &&FormatDefinition| {
                let may_be = !format.named || format.has_extension(extension);
                may_be && format.inside.iter().any(|inside| opened.holds(inside, &budget))
            };
            let found: Vec<&FormatDefinition> = self.formats().filter(holds).collect();
            if let Some(format) = best(&found, extension) {
                return Some((format, Basis::Container));
            }
        }
        let has = |format: &&FormatDefinition| {
            let mut signatures = format.signatures.iter();
            signatures.any(|all| all.iter().all(|signature| signature.is_in(sample, &budget)))
        };
        let found: Vec<&FormatDefinition> = self.formats().filter(has).collect();
        best(&found, extension).map(|format| (format, Basis::Signature))
    }

    fn by_name(&self, is_text: bool, extension: &str) -> Option<(&FormatDefinition, Basis)> {
        let named = |format: &&FormatDefinition| !format.has_signature() && format.has_extension(extension);
        let is_text_format = |format: &&FormatDefinition| format.media.starts_with("text/");
        if is_text {
            let own = self.formats().filter(named).find(is_text_format);
            return own
                .or_else(|| self.plain_text())
                .map(|format| (format, Basis::Text));
        }
        let own = self
            .formats()
            .filter(named)
            .find(|format| !is_text_format(format));
        own.map(|format| (format, Basis::Name))
    }
}

/// Leaves out what others are put over; of what remains, the name decides, then the number of fixed bytes.
fn best<'f>(found: &[&'f FormatDefinition], extension: &str) -> Option<&'f FormatDefinition> {
    let is_under = |one: &FormatDefinition| {
        let mut others = found.iter();
        others.any(|other| other.puid != one.puid && other.over.contains(&one.puid))
    };
    let weight = |format: &FormatDefinition| {
        let all = format.signatures.iter();
        all.map(|all| all.iter().map(crate::signature::Signature::weight).sum::<usize>())
            .max()
            .unwrap_or(0)
    };
    let left: Vec<&FormatDefinition> = found.iter().copied().filter(|one| !is_under(one)).collect();
    // Two that are put over each other leave none; then all count.
    let left = if left.is_empty() { found } else { &left };
    left.iter()
        .copied()
        .rev()
        .max_by_key(|format| (format.has_extension(extension), weight(format)))
}

fn extension_of(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default()
}
