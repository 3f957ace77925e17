//! Addresses of records that pass to another archives.

/// The handovers, the newest first.
pub const HANDOVERS: &str = "/handovers";

/// The form that asks for the handover of a consignment, and what takes it.
#[must_use]
pub fn handover_new(consignment: &str) -> String {
    format!("/consignments/{consignment}/handover")
}

/// One handover.
#[must_use]
pub fn handover(id: &str) -> String {
    format!("{HANDOVERS}/{id}")
}

/// An act on a handover, or its form.
#[must_use]
pub fn handover_act(id: &str, act: &str) -> String {
    format!("{HANDOVERS}/{id}/{act}")
}
