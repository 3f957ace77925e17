//! What may lie between the key file and the disk: a key that is not on this machine's disks (密钥保护).

use crate::KeyError;
use guildhall_kernel::Random;
use zeroize::Zeroizing;

/// Seals the key file with a key of its own.
pub trait KeySafe: std::fmt::Debug + Send + Sync {
    /// Returns bytes that only this safe opens.
    ///
    /// # Errors
    /// [`KeyError::Module`].
    fn seal(&self, plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, KeyError>;

    /// Opens what [`KeySafe::seal`] returned.
    ///
    /// # Errors
    /// [`KeyError::Module`], also when the bytes were changed or belong to another safe.
    fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError>;
}
