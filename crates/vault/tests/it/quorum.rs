//! Three replicas of which two are needed: one may be down, and gets what it missed when it is back.

use crate::house::{content, files_below, migrations, open_folder, put, read, scrub, vault_needing};
use async_trait::async_trait;
use bytes::Bytes;
use guildhall_store::testing::TestDatabase;
use guildhall_vault::object::ObjectId;
use guildhall_vault::replica::{Found, Replica, Upload};
use guildhall_vault::{ReplicaError, ReplicaKind, Vault, VaultError};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A replica that can be switched off, and counts how often it was asked meanwhile.
struct Switched {
    inner: Arc<dyn Replica>,
    down: Arc<AtomicBool>,
    refusals: Arc<AtomicUsize>,
}

/// What is written to a replica that may be switched off on the way.
struct SwitchedUpload {
    inner: Box<dyn Upload>,
    down: Arc<AtomicBool>,
}

fn unless(down: &AtomicBool) -> Result<(), ReplicaError> {
    if down.load(Ordering::SeqCst) {
        Err(ReplicaError::Io(io::Error::other("switched off")))
    } else {
        Ok(())
    }
}

impl Switched {
    fn up(&self) -> Result<(), ReplicaError> {
        unless(&self.down).inspect_err(|_| {
            self.refusals.fetch_add(1, Ordering::SeqCst);
        })
    }
}

#[async_trait]
impl Replica for Switched {
    fn name(&self) -> &str {
        self.inner.name()
    }
    fn kind(&self) -> ReplicaKind {
        self.inner.kind()
    }
    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError> {
        self.up()?;
        let (inner, down) = (self.inner.create(id).await?, Arc::clone(&self.down));
        Ok(Box::new(SwitchedUpload { inner, down }))
    }
    async fn seal(&self, ids: &[ObjectId]) -> Result<(), ReplicaError> {
        self.up()?;
        self.inner.seal(ids).await
    }
    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError> {
        self.up()?;
        self.inner.read(id, offset, length).await
    }
    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError> {
        self.up()?;
        self.inner.stored_bytes(id).await
    }
    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError> {
        self.up()?;
        self.inner.remove(id).await
    }
    fn drawers(&self) -> u32 {
        self.inner.drawers()
    }
    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError> {
        self.up()?;
        self.inner.list(drawer).await
    }
}

#[async_trait]
impl Upload for SwitchedUpload {
    async fn write(&mut self, bytes: Bytes) -> Result<(), ReplicaError> {
        unless(&self.down)?;
        self.inner.write(bytes).await
    }
    async fn finish(&mut self) -> Result<(), ReplicaError> {
        unless(&self.down)?;
        self.inner.finish().await
    }
}

/// Three folders, each with its switch.
struct Three {
    folder: tempfile::TempDir,
    vault: Vault,
    down: [Arc<AtomicBool>; 3],
    refusals: [Arc<AtomicUsize>; 3],
}

impl Three {
    fn needing(test: &TestDatabase, needed: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let down = [(); 3].map(|()| Arc::new(AtomicBool::new(false)));
        let refusals = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
        let replicas = ["a", "b", "c"].into_iter().zip(down.iter().zip(&refusals));
        let replicas = replicas.map(|(name, (down, refusals))| {
            let inner = open_folder(folder.path(), name);
            let (down, refusals) = (Arc::clone(down), Arc::clone(refusals));
            Arc::new(Switched {
                inner,
                down,
                refusals,
            }) as Arc<dyn Replica>
        });
        let vault = vault_needing(folder.path(), replicas.collect(), needed, test.clock.clone());
        Self {
            folder,
            vault,
            down,
            refusals,
        }
    }

    fn switch(&self, replica: usize, down: bool) {
        self.down[replica].store(down, Ordering::SeqCst);
    }

    fn stored(&self) -> [usize; 3] {
        ["a", "b", "c"].map(|name| files_below(&self.folder.path().join(name).join("objects")).len())
    }

    fn staged(&self) -> usize {
        let files = ["a", "b", "c"].map(|name| files_below(&self.folder.path().join(name).join("staging")));
        let left = files.iter().flatten().filter(|file| file.extension().is_none());
        left.count()
    }

    async fn troubled(&self, test: &TestDatabase) -> Vec<String> {
        let mut connection = test.database.read(test.realm).await.unwrap();
        let holdings = self.vault.holdings(&mut connection).await.unwrap();
        let troubled = holdings
            .replicas
            .into_iter()
            .filter(|state| state.trouble.is_some());
        troubled.map(|state| state.name).collect()
    }
}

guildhall_store::on_both_databases! { migrations();
    /// Whichever one is down: putting and reading go on, the trouble is shown, and the scrub brings it what it missed.
    async fn one_of_three_may_be_down_and_is_healed_when_it_is_back(test: &TestDatabase) {
        for down in 0..3 {
            let three = Three::needing(test, 2);
            let name = ["a", "b", "c"][down].to_owned();
            let before = put(test, &three.vault, format!("before {down}").as_bytes()).await;
            assert_eq!(three.troubled(test).await, Vec::<String>::new());
            three.switch(down, true);
            let bytes = [content(300_000), vec![down as u8]].concat();
            let hash = put(test, &three.vault, &bytes).await;
            assert_eq!(read(test, &three.vault, hash).await.unwrap(), bytes);
            assert_eq!(read(test, &three.vault, before).await.unwrap(), format!("before {down}"));
            assert_eq!(three.troubled(test).await, std::slice::from_ref(&name));
            let report = scrub(test, &three.vault, i64::MAX).await;
            assert_eq!((report.unreachable.clone(), report.lost.len()), (vec![name.clone()], 0));
            assert!(!report.is_whole());
            three.switch(down, false);
            let report = scrub(test, &three.vault, i64::MAX).await;
            assert_eq!(report.healed, [(hash, name)]);
            assert!(report.is_whole());
            assert_eq!((three.stored(), three.staged()), ([2, 2, 2], 0));
            assert_eq!(three.troubled(test).await, Vec::<String>::new());
            assert!(scrub(test, &three.vault, i64::MAX).await.healed.is_empty());
            forget_all(test, &[before, hash]).await;
        }
    }

    /// The replica goes down while an object streams in, and while a batch is sealed.
    async fn a_replica_that_goes_down_on_the_way_is_left_out(test: &TestDatabase) {
        let three = Three::needing(test, 2);
        let begun = three.vault.stage(&content(2_000_000)[..]).await.unwrap();
        three.switch(1, true);
        let sealed = three.vault.seal(vec![begun]).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        guildhall_vault::register(&mut work, &sealed).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(three.stored(), [1, 0, 1]);
        assert_eq!(read(test, &three.vault, sealed[0].hash()).await.unwrap(), content(2_000_000));
        three.switch(1, false);
        assert_eq!(scrub(test, &three.vault, i64::MAX).await.healed.len(), 1);
        assert_eq!(three.stored(), [1, 1, 1]);
    }

    /// Two of three down are too many: nothing is kept, nothing stays, and the reason names a replica.
    async fn too_few_replicas_keep_nothing(test: &TestDatabase) {
        let three = Three::needing(test, 2);
        three.switch(0, true);
        three.switch(2, true);
        let refused = three.vault.stage(&content(100_000)[..]).await;
        assert!(matches!(&refused, Err(VaultError::Replica { replica, .. }) if replica == "a"), "{refused:?}");
        assert_eq!((three.stored(), three.staged()), ([0, 0, 0], 0));
        three.switch(0, false);
        let hash = put(test, &three.vault, &content(100_000)).await;
        assert_eq!(read(test, &three.vault, hash).await.unwrap(), content(100_000));
        assert_eq!(three.stored(), [1, 1, 0]);
    }

    /// A replica that is down is not asked at every step: it rests, and is tried again afterwards.
    async fn a_replica_that_is_down_rests_and_is_tried_again(test: &TestDatabase) {
        let three = Three::needing(test, 2);
        three.switch(0, true);
        for number in 0..20 {
            put(test, &three.vault, &content(number)).await;
        }
        assert_eq!(three.refusals[0].load(Ordering::SeqCst), 1);
        assert_eq!(three.stored(), [0, 20, 20]);
        three.switch(0, false);
        put(test, &three.vault, &content(100)).await;
        assert_eq!(three.stored(), [0, 21, 21], "it still rests");
        test.clock.advance_secs(31);
        put(test, &three.vault, &content(101)).await;
        assert_eq!(three.stored(), [1, 22, 22]);
    }

    /// Needing more replicas than there are means all of them.
    async fn all_are_needed_when_there_are_fewer(test: &TestDatabase) {
        let three = Three::needing(test, 9);
        three.switch(2, true);
        let refused = three.vault.stage(&content(10)[..]).await;
        assert!(matches!(&refused, Err(VaultError::Replica { replica, .. }) if replica == "c"), "{refused:?}");
    }
}

async fn forget_all(test: &TestDatabase, hashes: &[guildhall_kernel::ContentHash]) {
    let mut work = test.database.begin(test.realm).await.unwrap();
    for hash in hashes {
        assert!(guildhall_vault::shred(&mut work, *hash).await.unwrap().is_some());
    }
    work.commit().await.unwrap();
}
