//! Addresses of dossiers.

/// Dossiers, by how they stand.
pub const DOSSIERS: &str = "/dossiers";
/// The form of a new dossier.
pub const DOSSIER_NEW: &str = "/dossiers/new";
/// The papers that one's post owes.
pub const DOSSIERS_OWED: &str = "/dossiers/owed";

/// A dossier.
#[must_use]
pub fn dossier(id: &str) -> String {
    format!("{DOSSIERS}/{id}")
}

/// What is done with a dossier: `papers`, `removal`, `state`, or its `receipt.pdf`.
#[must_use]
pub fn dossier_way(id: &str, way: &str) -> String {
    format!("{DOSSIERS}/{id}/{way}")
}
