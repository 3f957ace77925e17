//! Devices (设备): browsers that an account was opened with before.
//!
//! A device is known by a cookie that it gets at the first sign-in. The cookie proves nothing about who sits there; it
//! gives the account a way in past the waiting that others caused from the same address, and it tells its owner when
//! a device signs in that was never seen before.

mod agent;
mod model;
pub mod service;
pub(crate) mod store;

pub use agent::words;
pub use model::{Device, DeviceCookie, Visitor};
pub(crate) use model::{DeviceToken, DeviceTokens};
pub(crate) use service::Arrival;
