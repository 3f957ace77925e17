//! Taking away snapshots that no rule keeps, and then whatever no snapshot needs any more.
//!
//! The manifests go first: a crash in between leaves things that nobody needs, which the next pruning takes away.

use crate::keep::KeepRules;
use crate::objects::{ids_of, present};
use crate::piece::PieceName;
use crate::repository::Repository;
use crate::snapshot::SnapshotId;
use crate::{BackupError, hold::Hold};
use guildhall_vault::object::ObjectId;
use guildhall_vault::replica::Replica;
use std::collections::{BTreeSet, HashSet};

/// What a pruning left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pruned {
    /// Snapshots that stay.
    pub(crate) kept: Vec<SnapshotId>,
    /// Snapshots that were taken away.
    pub(crate) dropped: Vec<SnapshotId>,
}

/// Prunes a held repository.
pub(crate) async fn prune(
    repository: &Repository,
    rules: &KeepRules,
    hold: &mut Hold,
) -> Result<Pruned, BackupError> {
    let all = repository.snapshots().await?;
    let staying = rules.keep(&all);
    let (kept, dropped): (Vec<_>, Vec<_>) = all.into_iter().partition(|id| staying.contains(id));
    // What the kept ones need is known before anything is taken away: one that cannot be read stops the pruning.
    let needed = Needed::by(repository, &kept, hold).await?;
    repository
        .place
        .remove(dropped.iter().map(SnapshotId::path).collect())
        .await?;
    repository.place.make_durable().await?;
    needed.remove_the_rest(repository, hold).await?;
    Ok(Pruned { kept, dropped })
}

/// Takes away what none of these snapshots, which are all, needs any more.
pub(crate) async fn sweep(
    repository: &Repository,
    all: &[SnapshotId],
    hold: &mut Hold,
) -> Result<(), BackupError> {
    let needed = Needed::by(repository, all, hold).await?;
    needed.remove_the_rest(repository, hold).await
}

/// What snapshots need.
struct Needed {
    pieces: BTreeSet<PieceName>,
    objects: HashSet<ObjectId>,
}

impl Needed {
    async fn by(repository: &Repository, kept: &[SnapshotId], hold: &mut Hold) -> Result<Self, BackupError> {
        let (mut pieces, mut objects) = (BTreeSet::new(), HashSet::new());
        for id in kept {
            hold.keep().await?;
            let snapshot = repository.snapshot(id).await?;
            objects.extend(ids_of(repository, &snapshot).await?);
            pieces.extend(snapshot.pieces());
        }
        Ok(Self { pieces, objects })
    }

    async fn remove_the_rest(&self, repository: &Repository, hold: &mut Hold) -> Result<(), BackupError> {
        let known = repository.known_pieces().await?;
        let unneeded = known.difference(&self.pieces).map(|name| name.path());
        repository.place.remove(unneeded.collect()).await?;
        remove_originals(repository, &self.objects, hold).await?;
        repository.place.clear_unfinished().await
    }
}

async fn remove_originals(
    repository: &Repository,
    needed: &HashSet<ObjectId>,
    hold: &mut Hold,
) -> Result<(), BackupError> {
    let originals = repository.place.originals();
    for id in present(&originals).await?.difference(needed) {
        hold.keep().await?;
        originals.remove(*id).await?;
    }
    Ok(())
}
