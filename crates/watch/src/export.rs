//! What leaves the house (导出): counted for each person and day, limited, and let through for some hours when the
//! security administrator says why.

pub mod service;
pub(crate) mod store;

pub use service::Allowance;
