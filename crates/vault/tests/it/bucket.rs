//! The replica in an object store, beside one in a folder: the contract on a store in memory.

use crate::house::{content, migrations, open_folder, put, read, scrub, vault};
use guildhall_vault::replica::{BucketReplica, Replica};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::sync::Arc;

guildhall_store::on_both_databases! { migrations();
    /// The same contract as a folder: in, out, healed from the other, orphans taken away.
    async fn a_bucket_is_a_replica_like_a_folder(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let bucket: Arc<dyn Replica> = Arc::new(BucketReplica::new("bucket", Arc::clone(&store), ""));
        let vault = vault(folder.path(), vec![bucket, open_folder(folder.path(), "a")]);
        for size in [0, 10, 12_000_000] {
            let bytes = content(size);
            let hash = put(test, &vault, &bytes).await;
            assert_eq!(read(test, &vault, hash).await.unwrap(), bytes, "{size}");
        }
        let listed = store.list_with_delimiter(Some(&"objects".into())).await.unwrap();
        for drawer in listed.common_prefixes {
            for object in store.list_with_delimiter(Some(&drawer)).await.unwrap().objects {
                store.put(&object.location, PutPayload::from_static(b"harmed")).await.unwrap();
            }
        }
        assert_eq!(scrub(test, &vault, 0).await.healed.len(), 3);
        assert_eq!(scrub(test, &vault, 0).await.healed.len(), 0);
        let staged = vault.stage(&b"never committed"[..]).await.unwrap();
        vault.seal(vec![staged]).await.unwrap();
        assert_eq!(scrub(test, &vault, i64::MIN).await.orphans, 2);
    }
}
