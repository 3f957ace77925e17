//! Records leave the house (出馆) and come from others (接收): with all that belongs to them, as packages that others can
//! open and check.
//!
//! Begin at [`Dispatch::pack`] for one record, [`Exchange`] for many and for what comes in: a [`consignment`] takes many
//! records out, a [`handover`] passes what it holds to another archives for good, an [`accession`] takes packages in. [`Elements`] says which element of DA/T 46 each value becomes,
//! [`Signer`] keeps the keys, `portable.rs` is what one house writes for another.
//!
//! Invariants: who may take what, and how often, is asked by the caller before anything is packed. A package is finished
//! and every digest in it compared with the archive's before its first byte leaves. A package that comes in is judged to its
//! end before anything of it is believed, and becomes a whole record in one unit of work or nothing at all; what a house
//! before this one did is kept as it came, with its proof, and is no entry of this ledger.

pub mod accession;
pub mod consignment;
mod contents;
mod elements;
mod error;
mod exchange;
mod format;
pub mod handover;
mod historian;
mod pack;
mod portable;
pub mod prior;
mod signer;
mod told;

pub use accession::{Accession, AccessionItem, AccessionState, Arrived};
pub use consignment::{Consignment, ConsignmentItem, ConsignmentState, ItemOutcome, NewConsignment};
pub use elements::{ElementFiles, Elements};
pub use error::DispatchError;
pub use exchange::{CLEAR_EXCHANGES, Clearing, Exchange, ExchangeTrace, Progress};
pub use format::Format;
pub use handover::{Acceptance, Handover, HandoverState, NewHandover};
pub use historian::{Historian, Past, Words};
pub use pack::{Dispatch, HistoryLine, Order, Packed, voucher};
pub use portable::{CarriedAct, PriorHistory};
pub use signer::Signer;
pub use told::Told;

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[
    guildhall_store::Migration {
        name: "dispatch.0040_exchange",
        sql: include_str!("../migrations/0040_exchange.sql"),
    },
    guildhall_store::Migration {
        name: "dispatch.0041_handover",
        sql: include_str!("../migrations/0041_handover.sql"),
    },
];
