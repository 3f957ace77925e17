//! A replica in an object store: S3 and what speaks its language.
//!
//! An object appears there only when its upload was completed, and the store makes it durable itself, so
//! sealing has nothing to do. An upload that died in the middle is cleared by the store's own rule for
//! unfinished uploads.

use super::{Found, Replica, Upload};
use crate::ReplicaError;
use crate::object::ObjectId;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::TryStreamExt;
use guildhall_kernel::Timestamp;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use std::io;
use std::sync::Arc;

/// A replica in an object store.
pub struct BucketReplica {
    name: String,
    store: Arc<dyn ObjectStore>,
}

impl BucketReplica {
    /// Wraps a store that was set up with its address and secrets.
    pub fn new(name: &str, store: Arc<dyn ObjectStore>) -> Self {
        Self {
            name: name.to_owned(),
            store,
        }
    }
}

fn key(id: ObjectId) -> Path {
    Path::from(format!("objects/{}/{id}", id.drawer()))
}

impl From<object_store::Error> for ReplicaError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Io(io::Error::other(other)),
        }
    }
}

#[async_trait]
impl Replica for BucketReplica {
    fn name(&self) -> &str {
        &self.name
    }

    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError> {
        let upload = self.store.put_multipart(&key(id)).await?;
        Ok(Box::new(BucketUpload(Some(WriteMultipart::new(upload)))))
    }

    async fn seal(&self, _ids: &[ObjectId]) -> Result<(), ReplicaError> {
        Ok(())
    }

    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError> {
        let bytes = self
            .store
            .get_range(&key(id), offset..offset + length as u64)
            .await?;
        if bytes.len() == length {
            Ok(bytes)
        } else {
            Err(ReplicaError::Missing)
        }
    }

    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError> {
        Ok(self.store.head(&key(id)).await?.size)
    }

    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError> {
        match self.store.delete(&key(id)).await {
            Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError> {
        let prefix = Path::from(format!("objects/{drawer:03x}"));
        let listed: Vec<_> = self.store.list(Some(&prefix)).try_collect().await?;
        let found = listed.into_iter().filter_map(|meta| {
            let id = meta.location.filename()?.parse().ok()?;
            Some(Found {
                id,
                written_at: Timestamp::from_micros(meta.last_modified.timestamp_micros()),
            })
        });
        Ok(found.collect())
    }
}

/// Parts under way at once.
const PARTS_MAX: usize = 2;

/// An object that is being sent in parts.
struct BucketUpload(Option<WriteMultipart>);

impl BucketUpload {
    fn ended() -> ReplicaError {
        ReplicaError::Io(io::Error::other("the upload has ended"))
    }
}

#[async_trait]
impl Upload for BucketUpload {
    async fn write(&mut self, bytes: Bytes) -> Result<(), ReplicaError> {
        let upload = self.0.as_mut().ok_or_else(Self::ended)?;
        upload.wait_for_capacity(PARTS_MAX).await?;
        upload.put(bytes);
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), ReplicaError> {
        let upload = self.0.take().ok_or_else(Self::ended)?;
        upload.finish().await?;
        Ok(())
    }
}
