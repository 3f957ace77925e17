//! Telling how far long work has come, and asking whether it shall go on.

use crate::BackupError;

/// Who watches.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Is told how many steps are done, of how many; a table is a step, and so is an original.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Says whether somebody asked to stop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
}

impl Watch<'_> {
    /// Goes on unless somebody asked to stop.
    pub(crate) fn go_on(&self) -> Result<(), BackupError> {
        if (self.cancelled)() {
            Err(BackupError::Cancelled)
        } else {
            Ok(())
        }
    }
}
