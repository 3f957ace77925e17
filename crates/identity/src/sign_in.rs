//! Signing in (登录) with a password, slowed down for whoever guesses.

mod service;
mod store;
mod throttle;

pub use service::{Attempt, SignIn, SignedIn};
pub use throttle::ThrottleConfig;

pub(crate) use store::across_realms_forget_before;
