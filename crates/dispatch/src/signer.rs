//! The keys that sign packages (封装签名密钥), kept in a file that only the program may read and made at first use.

use crate::DispatchError;
use guildhall_kernel::{Clock, Random};
use guildhall_ledger::signing_key::{refuse_open_mode, write_new};
use guildhall_package::eep::PackageKeys;
use parking_lot::Mutex;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

/// Opens the keys when they are first asked for.
pub struct Signer {
    file: PathBuf,
    installation: String,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    opened: Mutex<Option<Arc<PackageKeys>>>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// Names the file of the keys, and the installation for which new ones are made.
    pub fn new(
        file: PathBuf,
        installation: &str,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Self {
        Self {
            file,
            installation: installation.to_owned(),
            clock,
            random,
            opened: Mutex::new(None),
        }
    }

    /// Where chance comes from.
    pub(crate) fn random(&self) -> &dyn Random {
        &*self.random
    }

    /// Returns the keys. Making new ones takes a moment, so this belongs into a thread that may wait.
    ///
    /// # Errors
    /// [`DispatchError::Key`] when the file may be read by others or not at all, [`DispatchError::Package`] when it
    /// holds no keys.
    pub(crate) fn keys(&self) -> Result<Arc<PackageKeys>, DispatchError> {
        let mut opened = self.opened.lock();
        if let Some(keys) = &*opened {
            return Ok(Arc::clone(keys));
        }
        let keys = Arc::new(self.open()?);
        *opened = Some(Arc::clone(&keys));
        Ok(keys)
    }

    fn open(&self) -> Result<PackageKeys, DispatchError> {
        match std::fs::read_to_string(&self.file) {
            Ok(text) => {
                refuse_open_mode(&self.file)?;
                Ok(PackageKeys::parse(&text)?)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let keys = PackageKeys::generate(&self.installation, self.clock.now(), &*self.random)?;
                write_new(&self.file, keys.to_text()?.as_bytes()).map_err(DispatchError::Scratch)?;
                tracing::info!("new keys that sign packages were made");
                Ok(keys)
            }
            Err(error) => Err(DispatchError::Scratch(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::{ManualClock, SeededRandom, Timestamp};
    use std::os::unix::fs::PermissionsExt as _;

    fn signer(file: &std::path::Path, seed: u64) -> Signer {
        let now = Timestamp::from_micros(1_795_305_600_000_000);
        let tools = (
            Arc::new(ManualClock::at(now)) as Arc<dyn Clock>,
            Arc::new(SeededRandom::new(seed)) as Arc<dyn Random>,
        );
        Signer::new(file.to_owned(), "union", tools)
    }

    #[test]
    fn the_keys_are_made_once_and_refused_when_others_may_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("package.key");
        let fingerprint = |keys: Arc<PackageKeys>| keys.certificates().unwrap()[0].fingerprint.clone();
        let first = fingerprint(signer(&file, 1).keys().unwrap());
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fingerprint(signer(&file, 2).keys().unwrap()), first);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(signer(&file, 3).keys(), Err(DispatchError::Key(_))));
    }
}
