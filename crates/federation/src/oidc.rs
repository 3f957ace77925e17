//! Sign-in by an identity provider (统一身份认证) after OpenID Connect Core 1.0: authorization code with PKCE (RFC 7636).
//!
//! The protocol, signatures included, is checked by the crate `openidconnect`; what is sent, what is believed and what is
//! kept in between is decided here.

mod attempt;
mod authorization;
mod fetch;
mod id_token;
mod known;
mod provider;

pub(crate) use attempt::{Attempt, across_realms_forget_over};
pub(crate) use authorization::{authorize, secret};
pub(crate) use fetch::Fetch;
pub(crate) use id_token::{Claims, exchange};
pub(crate) use known::KnownProvider;
pub use provider::{BindRule, Provider, ProviderFault, SecondFactorRule};
