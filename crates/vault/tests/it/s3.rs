//! The replica in a bucket of a real S3 server, which `scripts/with-s3.sh` starts and names in GUILDHALL_TEST_S3.

use crate::house::{content, migrations, open_folder, put, read, scrub, vault_needing};
use guildhall_kernel::{Random, SystemClock, SystemRandom, chance};
use guildhall_store::testing::TestDatabase;
use guildhall_vault::object::ObjectId;
use guildhall_vault::replica::Replica;
use guildhall_vault::{BucketAddress, BucketReplica, ReplicaError, Vault, VaultError};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Where the server is, and a prefix that no other test uses.
fn address() -> Option<BucketAddress> {
    let Some(url) = std::env::var("GUILDHALL_TEST_S3")
        .ok()
        .filter(|url| !url.is_empty())
    else {
        eprintln!("SKIPPED: GUILDHALL_TEST_S3 names no server");
        return None;
    };
    let parts = |text: &str, at: char| {
        let (one, other) = text.split_once(at).expect("http://KEY:SECRET@HOST:PORT/BUCKET");
        (one.to_owned(), other.to_owned())
    };
    let (_, rest) = parts(&url.replacen("://", "|", 1), '|');
    let (keys, place) = parts(&rest, '@');
    let (key_id, secret) = parts(&keys, ':');
    let (host, bucket) = parts(&place, '/');
    Some(BucketAddress {
        endpoint: format!("http://{host}"),
        bucket,
        region: "us-east-1".to_owned(),
        prefix: format!(
            "test-{}",
            hex::encode(chance::random_bytes::<8>(&SystemRandom as &dyn Random))
        ),
        path_style: true,
        key_id,
        secret: secret.into(),
    })
}

/// A door before the server that can be shut: connections through it end, new ones are refused.
struct Door {
    address: String,
    server: String,
    passing: Option<JoinHandle<()>>,
}

impl Door {
    async fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut door = Self {
            address: listener.local_addr().unwrap().to_string(),
            server: server.trim_start_matches("http://").to_owned(),
            passing: None,
        };
        door.pass(listener);
        door
    }

    fn pass(&mut self, listener: TcpListener) {
        let server = self.server.clone();
        self.passing = Some(tokio::spawn(async move {
            // Ended with this task, and with them the connections.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    if let Ok(mut server) = TcpStream::connect(server).await {
                        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        }));
    }

    fn shut(&mut self) {
        if let Some(passing) = self.passing.take() {
            passing.abort();
        }
    }

    async fn open(&mut self) {
        let listener = TcpListener::bind(&self.address).await.unwrap();
        self.pass(listener);
    }
}

/// Content that shuts the door when so many bytes of it were read.
struct ShutsTheDoor<'a> {
    rest: &'a [u8],
    shut_at: usize,
    door: &'a mut Door,
}

impl AsyncRead for ShutsTheDoor<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let count = self.rest.len().min(buffer.remaining());
        let (now, later) = self.rest.split_at(count);
        buffer.put_slice(now);
        self.rest = later;
        if self.rest.len() < self.shut_at {
            self.door.shut();
        }
        Poll::Ready(Ok(()))
    }
}

/// A vault with a folder and a bucket, in this order.
struct House {
    folder: tempfile::TempDir,
    bucket: Arc<BucketReplica>,
    vault: Vault,
}

impl House {
    fn new(address: &BucketAddress, needed: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bucket = Arc::new(BucketReplica::connect("bucket", address).unwrap());
        let replicas: Vec<Arc<dyn Replica>> = vec![open_folder(folder.path(), "a"), bucket.clone()];
        let vault = vault_needing(folder.path(), replicas, needed, Arc::new(SystemClock));
        Self {
            folder,
            bucket,
            vault,
        }
    }

    async fn ids(&self) -> Vec<ObjectId> {
        let mut ids = Vec::new();
        for drawer in 0..self.bucket.drawers() {
            ids.extend(
                self.bucket
                    .list(drawer)
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|found| found.id),
            );
        }
        ids
    }

    fn folder_is_empty(&self) -> bool {
        crate::house::files_below(&self.folder.path().join("a"))
            .iter()
            .all(|file| file.extension().is_some())
    }
}

/// Writes bytes under the id of an object, in place of what is there.
async fn replace(bucket: &BucketReplica, id: ObjectId, bytes: Vec<u8>) {
    let mut upload = bucket.create(id).await.unwrap();
    upload.write(bytes.into()).await.unwrap();
    upload.finish().await.unwrap();
    bucket.seal(&[id]).await.unwrap();
}

async fn trouble(test: &TestDatabase, vault: &Vault) -> Option<String> {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let holdings = vault.holdings(&mut connection).await.unwrap();
    let mut troubles = holdings.replicas.into_iter().filter_map(|state| state.trouble);
    troubles.next().map(|trouble| trouble.what)
}

guildhall_store::on_both_databases! { migrations();
    /// Small ones go in one request, large ones in parts; each comes out, whole and in ranges.
    async fn what_was_put_into_the_bucket_comes_out(test: &TestDatabase) {
        let Some(address) = address() else { return };
        let house = House::new(&address, 2);
        for size in [0, 1, 70_000, 8 * 1024 * 1024, 15_000_000] {
            let bytes = content(size);
            let hash = put(test, &house.vault, &bytes).await;
            std::fs::remove_dir_all(house.folder.path().join("a/objects")).unwrap();
            std::fs::create_dir(house.folder.path().join("a/objects")).unwrap();
            assert_eq!(read(test, &house.vault, hash).await.unwrap(), bytes, "{size}");
            house.vault.wait_for_repairs().await;
        }
        assert_eq!(house.ids().await.len(), 5);
        assert!(house.bucket.read(house.ids().await[0], 1 << 40, 10).await.is_err());
        let unknown = ObjectId::generate(&SystemRandom);
        assert!(matches!(house.bucket.stored_bytes(unknown).await, Err(ReplicaError::Missing)));
        assert!(matches!(house.bucket.read(unknown, 0, 10).await, Err(ReplicaError::Missing)));
        house.bucket.remove(unknown).await.unwrap();
        assert!(scrub(test, &house.vault, i64::MAX).await.is_whole());
    }

    /// Missing, damaged and cut off: the scrub heals each from the folder, and an orphan goes.
    async fn a_missing_and_a_damaged_object_are_healed_from_the_folder(test: &TestDatabase) {
        let Some(address) = address() else { return };
        let house = House::new(&address, 2);
        for number in 0..4 {
            put(test, &house.vault, &content(200_000 + number)).await;
        }
        let ids = house.ids().await;
        let stored = house.bucket.read(ids[1], 0, 1_000).await.unwrap();
        house.bucket.remove(ids[0]).await.unwrap();
        replace(&house.bucket, ids[1], content(200_000)).await;
        replace(&house.bucket, ids[2], stored.to_vec()).await;
        let orphan = ObjectId::generate(&SystemRandom);
        replace(&house.bucket, orphan, b"nobody names it".to_vec()).await;
        let report = scrub(test, &house.vault, i64::MIN).await;
        assert_eq!((report.checked, report.healed.len(), report.orphans), (4, 3, 1));
        assert!(report.is_whole());
        assert_eq!(house.bucket.read(ids[1], 0, 1_000).await.unwrap(), stored);
        assert!(scrub(test, &house.vault, i64::MIN).await.healed.is_empty());
        let mut listed = house.ids().await;
        listed.sort();
        let mut expected = ids.clone();
        expected.sort();
        assert_eq!(listed, expected);
    }

    /// The other way round: the folder lost everything and is filled from the bucket.
    async fn a_folder_is_filled_from_the_bucket(test: &TestDatabase) {
        let Some(address) = address() else { return };
        let house = House::new(&address, 2);
        let hash = put(test, &house.vault, &content(10_000_000)).await;
        for file in crate::house::files_below(&house.folder.path().join("a/objects")) {
            std::fs::remove_file(file).unwrap();
        }
        assert_eq!(scrub(test, &house.vault, i64::MAX).await.healed, [(hash, "a".to_owned())]);
        assert_eq!(read(test, &house.vault, hash).await.unwrap(), content(10_000_000));
    }

    /// The server goes while parts are under way. Where the folder is enough the object is kept and the bucket gets it
    /// later; where both are needed nothing is kept at all.
    async fn a_server_that_goes_during_a_put_is_survived(test: &TestDatabase) {
        let Some(mut address) = address() else { return };
        let mut door = Door::before(&address.endpoint).await;
        address.endpoint = format!("http://{}", door.address);
        let (one, both) = (House::new(&address, 1), House::new(&address, 2));
        let bytes = content(16_000_000);
        let sender = ShutsTheDoor { rest: &bytes, shut_at: 4_000_000, door: &mut door };
        let mut work = test.database.begin(test.realm).await.unwrap();
        let kept = one.vault.put(&mut work, sender).await.unwrap();
        work.commit().await.unwrap();
        assert!(trouble(test, &one.vault).await.is_some());
        assert_eq!(read(test, &one.vault, kept.hash()).await.unwrap(), bytes);
        assert_eq!(scrub(test, &one.vault, i64::MAX).await.unreachable, ["bucket"]);
        let refused = both.vault.stage(&content(100)[..]).await;
        assert!(matches!(&refused, Err(VaultError::Replica { replica, .. }) if replica == "bucket"), "{refused:?}");
        assert!(both.folder_is_empty());
        door.open().await;
        let report = scrub(test, &one.vault, i64::MAX).await;
        assert_eq!(report.healed, [(kept.hash(), "bucket".to_owned())]);
        assert_eq!(trouble(test, &one.vault).await, None);
        assert_eq!(one.ids().await.len(), 1, "the half upload left nothing to see");
    }

    /// A wrong secret is said, and nothing is kept.
    async fn a_wrong_secret_is_refused(_test: &TestDatabase) {
        let Some(mut address) = address() else { return };
        address.secret = "not the secret".to_owned().into();
        let house = House::new(&address, 2);
        let refused = house.vault.stage(&content(100)[..]).await;
        assert!(matches!(&refused, Err(VaultError::Replica { replica, .. }) if replica == "bucket"), "{refused:?}");
        assert!(house.folder_is_empty());
    }
}
