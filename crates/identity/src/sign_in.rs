//! Signing in (登录) with a password or a passkey, slowed down for whoever guesses.

mod counting;
mod lane;
mod outside_door;
mod passkey_door;
mod refusal;
mod service;
mod store;
mod throttle;

pub use outside_door::{Knock, OutsideProof};
pub use refusal::{Refusal, Refusals};
pub use service::{Attempt, Proof, Proofs, SignIn, SignedIn};
pub use throttle::ThrottleConfig;

pub(crate) use store::across_realms_forget_before;
