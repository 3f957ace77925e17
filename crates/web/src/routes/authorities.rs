//! Addresses of the authority file.

/// The names of bodies, units and people that made records.
pub const AUTHORITIES: &str = "/authorities";
/// The form for a new authority record.
pub const AUTHORITY_NEW: &str = "/authorities/new";
/// Who is responsible for records and leads to no authority record.
pub const AUTHORITIES_UNKNOWN: &str = "/authorities/unknown";

/// One authority record.
#[must_use]
pub fn authority(id: &str) -> String {
    format!("{AUTHORITIES}/{id}")
}
