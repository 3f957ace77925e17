//! Passkeys (通行密钥): signing in and proving who one is with an authenticator, by Web Authentication Level 3.
//!
//! Begin reading at [`Passkeys`], then `verification`, which holds the checks of the standard in its order. Signatures
//! are checked by `ring`; the rest of the procedure stands here, because it is short and must be readable
//! (docs/decisions/0007). Attestation is not asked for: the house trusts no make of authenticator more than another.

mod answer;
mod authenticator_data;
mod ceremony;
mod client_data;
mod model;
mod options;
mod public_key;
mod relying_party;
pub mod service;
pub(crate) mod store;
mod verification;

pub use answer::{Assertion, Registration};
pub use ceremony::CeremonyToken;
pub(crate) use ceremony::{Holder, credential_key, take};
pub(crate) use model::Kept;
pub use model::{PASSKEYS_MAX, Passkey, PasskeyState};
pub use options::{CreationOptions, RequestOptions};
pub use relying_party::RelyingParty;
pub use service::{Passkeys, Registered};
pub(crate) use verification::UserVerification;
