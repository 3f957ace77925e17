//! Who keeps a record now (保管权): once another archives has taken a record over (移交进馆), what stays here is a copy for
//! use, which falls due no more.
//!
//! How records are packed, approved and handed over is another room's matter; here it is only kept that it was done.

mod service;
mod store;

pub use store::handed_over;

use guildhall_kernel::Date;
use uuid::Uuid;

/// To whom a record passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// The handover in which it passed.
    pub handover: Uuid,
    /// Number of its form, as people name it.
    pub number: String,
    /// Who keeps it now (接收单位).
    pub receiver: String,
    /// The day of the handover.
    pub since: Date,
}
