//! The key ring of an installation (密钥环): one file of master keys, and what is sealed with them.
//!
//! Keys for each purpose are derived (HKDF with SHA-256, RFC 5869), so that what is sealed for one purpose never
//! opens for another and no two purposes share a nonce. This room knows neither files of the vault nor tables: it
//! seals bytes and gives them back. It never prints a key.

mod error;
mod gf256;
mod hardware_module;
mod key_file;
mod key_safe;
mod recovery;
mod rewrap;
mod ring;
mod share;

pub use error::KeyError;
pub use hardware_module::{HardwareModule, ModuleAddress};
pub use key_file::write_private;
pub use key_safe::KeySafe;
pub use recovery::{RecoveryKey, RecoveryLock};
pub use rewrap::{RewrapReport, RewrapWatch};
pub use ring::{KeyDescription, KeyRing, Purpose, SealedBytes};
pub use share::{Share, Sharing, combine};
