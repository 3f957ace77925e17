//! What every room that seals offers after the ring turned: sealing anew, watched and counted in one way.

/// How sealing anew is watched and stopped.
pub struct RewrapWatch<'a> {
    /// Told how many more things were looked at.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Asked before each unit of work whether to stop; what is done by then stays done.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
}

/// What was sealed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RewrapReport {
    /// Things that the newest key seals now.
    pub rewrapped: u64,
    /// Things that could not be opened, and stay as they were.
    pub failed: u64,
}

impl std::ops::AddAssign for RewrapReport {
    fn add_assign(&mut self, other: Self) {
        self.rewrapped += other.rewrapped;
        self.failed += other.failed;
    }
}
