//! A replica (副本): one of the places in which every object lies.
//!
//! A replica knows ids and bytes; it knows neither content nor keys. Bytes become visible under their id only
//! whole and durable, by [`Replica::seal`].

mod bucket;
mod folder;

pub use bucket::{BucketAddress, BucketReplica};
pub use folder::FolderReplica;

use crate::ReplicaError;
use crate::object::ObjectId;
use async_trait::async_trait;
use bytes::Bytes;
use guildhall_kernel::Timestamp;

/// An object found in a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: ObjectId,
    /// When it was written there.
    pub written_at: Timestamp,
}

/// The kinds of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaKind {
    /// A folder of a local or mounted disk.
    Folder,
    /// A bucket of an object store.
    Bucket,
}

/// Implemented by each kind of place.
#[async_trait]
pub trait Replica: Send + Sync {
    /// Returns its name for reports.
    fn name(&self) -> &str;

    /// Returns what kind of place it is.
    fn kind(&self) -> ReplicaKind;

    /// Begins to write an object.
    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError>;

    /// Makes finished uploads durable and then visible, all with few syncs. What is there already is replaced.
    async fn seal(&self, ids: &[ObjectId]) -> Result<(), ReplicaError>;

    /// Returns exactly `length` bytes from `offset` on; [`ReplicaError::Missing`] when they are not there.
    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError>;

    /// Returns the length of a stored object.
    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError>;

    /// Removes an object; it is no error when there is none.
    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError>;

    /// Returns into how many drawers the objects are spread.
    fn drawers(&self) -> u32;

    /// Returns what lies in a drawer, numbered from 0.
    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError>;
}

/// An object that is being written. Dropping it before it was sealed takes back what it wrote.
#[async_trait]
pub trait Upload: Send {
    /// Adds bytes.
    async fn write(&mut self, bytes: Bytes) -> Result<(), ReplicaError>;

    /// Ends the writing; the bytes are complete, but neither durable nor visible.
    async fn finish(&mut self) -> Result<(), ReplicaError>;
}
