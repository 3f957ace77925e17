//! How a ring changes: a new key, an old one taken away, a recovery key shared out.
//!
//! The key file is always written before the ring in memory changes, and the copy for the recovery key follows it.

use super::{KeyRing, MasterKey};
use crate::share::{self, Share, Sharing};
use crate::{KeyError, RecoveryKey, RecoveryLock, key_file};
use guildhall_kernel::{Random, Timestamp};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use zeroize::Zeroizing;

impl KeyRing {
    /// Adds a new key that seals from now on; returns its name.
    ///
    /// # Errors
    /// [`KeyError::File`] when the file cannot be written; then the old ring is still whole.
    pub fn turn(&self, now: Timestamp, random: &dyn Random) -> Result<String, KeyError> {
        let key = MasterKey::generate(random, Some(now));
        let id = key.id.clone();
        self.change(random, |mut keys| {
            keys.push(Arc::new(key));
            Ok(keys)
        })?;
        Ok(id)
    }

    /// Takes an old key away; the caller has made sure that nothing is sealed with it any more.
    ///
    /// # Errors
    /// [`KeyError::Seals`] for the key that seals, [`KeyError::Unknown`], [`KeyError::File`].
    pub fn remove(&self, key_id: &str, random: &dyn Random) -> Result<(), KeyError> {
        self.change(random, |mut keys| {
            let place = keys.iter().position(|key| key.id == key_id);
            let place = place.ok_or_else(|| KeyError::Unknown(key_id.to_owned()))?;
            if place + 1 == keys.len() {
                return Err(KeyError::Seals(key_id.to_owned()));
            }
            keys.remove(place);
            Ok(keys)
        })
    }

    /// Reads the key file again, because another process may have changed it.
    ///
    /// # Errors
    /// As [`KeyRing::open_or_create`]; a file that is gone is [`KeyError::Damaged`].
    pub fn reload(&self) -> Result<(), KeyError> {
        let mut held = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        *held = self.file.read()?.ok_or(KeyError::Damaged("it is gone"))?;
        Ok(())
    }

    /// Makes a new recovery key, shares it out, and keeps its public half; older shares open nothing from now on
    /// but older copies of the ring.
    ///
    /// # Errors
    /// [`KeyError::Sharing`], [`KeyError::File`].
    pub fn share_out(
        &self,
        sharing: Sharing,
        now: Timestamp,
        random: &dyn Random,
    ) -> Result<Vec<Share>, KeyError> {
        let key = RecoveryKey::generate(random);
        let shares = share::split(&key, sharing, random)?;
        key.lock(sharing, now).write(&self.recovery_file())?;
        self.write_wrapped(random)?;
        Ok(shares)
    }

    /// Returns the public half of the recovery key; nothing when it was never shared out.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Damaged`].
    pub fn recovery(&self) -> Result<Option<RecoveryLock>, KeyError> {
        RecoveryLock::read(&self.recovery_file())
    }

    /// Returns a copy of the ring, as text, that only the recovery key opens; nothing when it was never shared out.
    ///
    /// # Errors
    /// As [`KeyRing::recovery`].
    pub fn wrapped(&self, random: &dyn Random) -> Result<Option<String>, KeyError> {
        Ok(self.recovery()?.map(|lock| lock.wrap(self, random)))
    }

    /// Returns the file beside the key file in which the newest such copy lies.
    pub fn wrapped_file(&self) -> PathBuf {
        self.file.path.with_extension("wrapped")
    }

    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        key_file::text_of(&self.held())
    }

    fn recovery_file(&self) -> PathBuf {
        self.file.path.with_file_name("recovery.pub")
    }

    fn write_wrapped(&self, random: &dyn Random) -> Result<(), KeyError> {
        match self.wrapped(random)? {
            Some(text) => key_file::put(&self.wrapped_file(), text.as_bytes()),
            None => Ok(()),
        }
    }

    /// Makes a change to the keys as they stand in the file, so that no key of another process is lost.
    fn change(
        &self,
        random: &dyn Random,
        change: impl FnOnce(Vec<Arc<MasterKey>>) -> Result<Vec<Arc<MasterKey>>, KeyError>,
    ) -> Result<(), KeyError> {
        let mut held = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let present = self.file.read()?.ok_or(KeyError::Damaged("it is gone"))?;
        let keys = change(present)?;
        self.file.put(&keys, random)?;
        *held = keys;
        drop(held);
        self.write_wrapped(random)
    }
}
