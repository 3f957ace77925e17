//! Addresses of records that leave many at once, and of packages that come in.

/// The consignments, and the form that begins one.
pub const CONSIGNMENTS: &str = "/consignments";
/// The accessions, and the form that sends packages.
pub const ACCESSIONS: &str = "/accessions";

/// One consignment.
#[must_use]
pub fn consignment(id: &str) -> String {
    format!("{CONSIGNMENTS}/{id}")
}

/// An act on a consignment, or what it holds.
#[must_use]
pub fn consignment_act(id: &str, act: &str) -> String {
    format!("{CONSIGNMENTS}/{id}/{act}")
}

/// One accession.
#[must_use]
pub fn accession(id: &str) -> String {
    format!("{ACCESSIONS}/{id}")
}

/// An act on an accession.
#[must_use]
pub fn accession_act(id: &str, act: &str) -> String {
    format!("{ACCESSIONS}/{id}/{act}")
}
