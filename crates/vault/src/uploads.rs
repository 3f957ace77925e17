//! Writing one object into several replicas at once, of which enough must take it.
//!
//! A replica that fails on the way is left out of the rest; when too few remain, the writing fails and what was
//! written is taken back.

use crate::object::ObjectId;
use crate::replica::Upload;
use crate::vault::Inner;
use crate::{ReplicaError, VaultError};
use bytes::Bytes;
use futures_util::future::join_all;

/// An upload and the number of its replica.
pub(crate) type Placed = (usize, Box<dyn Upload>);
/// The number of a replica, and how a step went there.
type Attempt = (usize, Result<Box<dyn Upload>, ReplicaError>);

/// The uploads of one object that are still good.
pub(crate) struct Uploads<'v> {
    vault: &'v Inner,
    open: Vec<Placed>,
}

impl<'v> Uploads<'v> {
    /// Begins in every replica that does not rest; in all of them when those are too few.
    pub(crate) async fn begin(vault: &'v Inner, id: ObjectId) -> Result<Self, VaultError> {
        let begun = vault.writable().into_iter().map(|index| async move {
            let upload = vault.replicas[index].create(id).await;
            (index, upload)
        });
        let begun = join_all(begun).await;
        let mut uploads = Self {
            vault,
            open: Vec::new(),
        };
        uploads.keep(begun)?;
        Ok(uploads)
    }

    /// Adds bytes everywhere.
    pub(crate) async fn write(&mut self, bytes: Bytes) -> Result<(), VaultError> {
        let writes = self.open.drain(..).map(|(index, mut upload)| {
            let bytes = bytes.clone();
            async move {
                let written = upload.write(bytes).await;
                (index, written.map(|()| upload))
            }
        });
        let written = join_all(writes).await;
        self.keep(written)
    }

    /// Ends the writing everywhere and returns the uploads, which clear the staging when they are dropped.
    pub(crate) async fn finish(mut self) -> Result<Vec<Placed>, VaultError> {
        let ends = self.open.drain(..).map(|(index, mut upload)| async move {
            let ended = upload.finish().await;
            (index, ended.map(|()| upload))
        });
        let ended = join_all(ends).await;
        self.keep(ended)?;
        Ok(self.open)
    }

    fn keep(&mut self, results: Vec<Attempt>) -> Result<(), VaultError> {
        let mut failed = None;
        for (index, result) in results {
            match result {
                Ok(upload) => self.open.push((index, upload)),
                Err(error) => {
                    self.vault.note_failure(index, &error);
                    failed.get_or_insert((index, error));
                }
            }
        }
        match failed {
            Some((index, error)) if self.open.len() < self.vault.needed => {
                Err(VaultError::of_replica(self.vault.replicas[index].name(), error))
            }
            _ => Ok(()),
        }
    }
}
