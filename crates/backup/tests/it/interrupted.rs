//! A backup that is cut off at any of its writes leaves no snapshot, and the next one succeeds.

use crate::house::{House, KEEP_ALL, SILENT, check};
use async_trait::async_trait;
use futures_util::stream::BoxStream;
use guildhall_backup::{BackupError, Place, Watch};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A store in memory that takes so many writes and then dies with its writer.
#[derive(Debug)]
struct Mortal {
    store: InMemory,
    writes_left: AtomicI64,
}

impl Mortal {
    fn spend(&self) -> Result<()> {
        if self.writes_left.fetch_sub(1, Ordering::SeqCst) > 0 {
            Ok(())
        } else {
            Err(object_store::Error::Generic {
                store: "mortal",
                source: "cut off".into(),
            })
        }
    }
}

impl std::fmt::Display for Mortal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("mortal")
    }
}

#[async_trait]
impl ObjectStore for Mortal {
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        self.spend()?;
        self.store.put_opts(path, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.spend()?;
        self.store.put_multipart_opts(path, options).await
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.store.get_opts(path, options).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.store.copy_opts(from, to, options).await
    }
}

#[tokio::test]
async fn cut_off_at_any_write_no_snapshot_is_seen_and_the_next_run_succeeds() {
    let house = House::sqlite().await;
    house.fill().await;
    let mut failures = 0;
    for writes in 0.. {
        let store = Arc::new(Mortal {
            store: InMemory::new(),
            writes_left: AtomicI64::new(writes),
        });
        let place = || Place::store(store.clone(), "prefix");
        let made = match house.repository_at(place()).await {
            Ok(repository) => house.back_up(&repository, KEEP_ALL).await,
            Err(error) => Err(error),
        };
        store.writes_left.store(i64::MAX, Ordering::SeqCst);
        let repository = house.repository_at(place()).await.unwrap();
        if made.is_ok() {
            break;
        }
        failures += 1;
        assert!(
            repository.snapshots().await.unwrap().is_empty(),
            "after {writes} writes"
        );
        // The lease of the dead writer runs out.
        house.test.clock.advance_secs(3_600);
        let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
        assert!(
            check(&repository, &made.id).await.unwrap().is_whole(),
            "after {writes} writes"
        );
    }
    assert!(failures > 20, "{failures}");
}

#[tokio::test]
async fn the_lease_of_a_living_writer_is_respected() {
    let house = House::sqlite().await;
    house.fill().await;
    let store = Arc::new(InMemory::new());
    let repository = house.repository_at(Place::store(store, "")).await.unwrap();
    let (one, other) = tokio::join!(
        house.back_up(&repository, KEEP_ALL),
        house.back_up(&repository, KEEP_ALL)
    );
    let good = [&one, &other].iter().filter(|made| made.is_ok()).count();
    assert!(good <= 1, "never two: {one:?} {other:?}");
}

#[tokio::test]
async fn a_backup_that_is_asked_to_stop_leaves_no_snapshot() {
    let house = House::sqlite().await;
    house.fill().await;
    let repository = house.repository().await;
    let asked = Watch {
        cancelled: &|| true,
        ..SILENT
    };
    let stopped = house.back_up_watched(&repository, KEEP_ALL, &asked).await;
    assert!(matches!(stopped, Err(BackupError::Cancelled)), "{stopped:?}");
    assert!(repository.snapshots().await.unwrap().is_empty());
    assert!(house.back_up(&repository, KEEP_ALL).await.is_ok());
}
