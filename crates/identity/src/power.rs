//! The three powers (三权分立): system, security and audit administration, held by three people, changed by two.
//!
//! Begin at [`service::propose`] and [`service::decide`]; [`overview`] shows who holds what. GB/T 22239-2019 demands the separation from level three on:
//! no super user, nobody with two powers, none of the three with a record before her eyes. What a power may do stands
//! in rules/policies; who holds one is a grant like any other. This module is the only door through which such a grant
//! comes and goes, and through which an account that holds one is stopped, let in again or given a new password.

pub mod appoint;
pub mod inherit;
mod model;
pub mod overview;
pub mod service;
pub(crate) mod store;

pub use model::{ChangeState, LAPSE_DAYS, NewChange, Power, PowerAct, PowerChange, Slip, Verdict};
