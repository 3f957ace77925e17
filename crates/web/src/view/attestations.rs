//! Certificates of consultation: the list, the form, one of them, and the check.

use super::{Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// Certificates that were issued (查档证明).
#[derive(Debug, Template)]
#[template(path = "archive/attestations.html")]
pub struct AttestationsPage {
    /// The frame.
    pub ui: Frame,
    /// The certificates, the newest first.
    pub rows: Vec<AttestationRow>,
    /// The number that is sought.
    pub number: String,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A certificate in the list.
#[derive(Debug, Clone)]
pub struct AttestationRow {
    /// Its page.
    pub link: String,
    /// Its number as it is written.
    pub numbered: String,
    /// The archival code of the record.
    pub code: String,
    /// For whom.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// Whether it was revoked.
    pub is_revoked: bool,
}

/// The form by which a certificate is issued from a record.
#[derive(Debug, Template)]
#[template(path = "archive/attestation_new.html")]
pub struct AttestationFormPage {
    /// The frame.
    pub ui: Frame,
    /// The id of the record.
    pub record: String,
    /// Its archival code.
    pub code: String,
    /// Its title, as the reader sees it.
    pub title: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// Whether the rules wait for the union to settle them.
    pub is_unsettled: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// One certificate.
#[derive(Debug, Template)]
#[template(path = "archive/attestation.html")]
pub struct AttestationPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// Its number as it is written.
    pub numbered: String,
    /// Whether it was revoked.
    pub is_revoked: bool,
    /// What it tells, label and value.
    pub facts: Vec<(String, String)>,
    /// What the record says about the matter, personal data hidden.
    pub excerpt: String,
    /// The page of the record.
    pub record: String,
    /// The check, filled in.
    pub check: String,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// The check of a certificate (查档证明核验).
#[derive(Debug, Template)]
#[template(path = "archive/attestation_check.html")]
pub struct AttestationCheckPage {
    /// The frame.
    pub ui: Frame,
    /// The number and the code.
    pub fields: Vec<Field>,
    /// What was found, once something was asked.
    pub found: Option<AttestationFound>,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct AttestationFound {
    /// The number that was asked for.
    pub number: String,
    /// How it stands, in words.
    pub standing: String,
    /// Whether it stands.
    pub is_genuine: bool,
    /// When it was issued.
    pub issued: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}
