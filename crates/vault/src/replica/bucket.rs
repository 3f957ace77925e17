//! A replica in an object store: S3 and what speaks its language.
//!
//! An object appears there only when its upload was completed, and the store makes it durable itself, so
//! sealing has nothing to do. Whatever is taken back after that is an orphan, which the scrub takes away; parts of
//! an upload that died with the program are cleared by the store's own rule for unfinished uploads.

use super::{Found, Replica, ReplicaKind, Upload};
use crate::ReplicaError;
use crate::object::ObjectId;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::TryStreamExt;
use guildhall_kernel::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
};
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// Digits in the name of a drawer: listing asks the store once for each.
const DRAWER_DIGITS: usize = 2;
/// Bytes of a part; S3 takes no smaller ones and no more than 10,000, so this allows 78 GiB.
const PART_BYTES: usize = 8 * 1024 * 1024;
/// Parts under way at once.
const PARTS_MAX: usize = 2;
/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// Longest time for one request.
const REQUEST_MAX: Duration = Duration::from_secs(60);
/// Longest time for one request and its repetitions.
const RETRY_MAX: Duration = Duration::from_secs(10);
/// Repetitions of a request that the network or the server failed.
const RETRIES: usize = 3;

/// Where a bucket is and who may use it.
#[derive(Clone)]
pub struct BucketAddress {
    /// Address of the server, `https://…`; `http://…` only on this machine.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// Its region; servers of one's own mostly take any.
    pub region: String,
    /// Before the keys of all objects; nobody else may write below it. May be empty.
    pub prefix: String,
    /// Whether the bucket stands in the path of a request; otherwise it is the first part of the endpoint's name.
    pub path_style: bool,
    /// Id of the access key.
    pub key_id: String,
    /// The secret of the access key.
    pub secret: Zeroizing<String>,
}

impl std::fmt::Debug for BucketAddress {
    /// Never prints the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BucketAddress")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl BucketAddress {
    /// Checks the endpoint: encrypted, or on this machine. Returns whether it is unencrypted.
    ///
    /// # Errors
    /// [`ReplicaError::Setup`].
    pub fn check(&self) -> Result<bool, ReplicaError> {
        let wrong = |why: &str| Err(ReplicaError::Setup(format!("{}: {why}", self.endpoint)));
        let Ok(address) = self.endpoint.parse::<http::Uri>() else {
            return wrong("is no address");
        };
        match (address.scheme_str(), address.host()) {
            (Some("https"), Some(_)) => Ok(false),
            (Some("http"), Some(host)) if is_this_machine(host) => Ok(true),
            (Some("http"), Some(_)) => wrong("an address without encryption must be on this machine"),
            _ => wrong("must begin with https://"),
        }
    }

    /// Sets up the object store, without its prefix. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ReplicaError::Setup`] when the address cannot be used.
    pub fn store(&self) -> Result<Arc<dyn ObjectStore>, ReplicaError> {
        let allow_http = self.check()?;
        // For the whole process; whoever was earlier has chosen already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = ClientOptions::new()
            .with_allow_http(allow_http)
            .with_connect_timeout(CONNECT_MAX)
            .with_timeout(REQUEST_MAX);
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: RETRIES,
            retry_timeout: RETRY_MAX,
        };
        let store = AmazonS3Builder::new()
            .with_client_options(client)
            .with_retry(retry)
            .with_endpoint(&self.endpoint)
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_virtual_hosted_style_request(!self.path_style)
            .with_access_key_id(&self.key_id)
            .with_secret_access_key(self.secret.as_str())
            .build()
            .map_err(|error| ReplicaError::Setup(error.to_string()))?;
        Ok(Arc::new(store))
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// A replica in an object store.
pub struct BucketReplica {
    name: String,
    store: Arc<dyn ObjectStore>,
    prefix: String,
}

impl BucketReplica {
    /// Wraps a store that was set up with its address and secrets.
    pub fn new(name: &str, store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            name: name.to_owned(),
            store,
            prefix: prefix.trim_matches('/').to_owned(),
        }
    }

    /// Sets up a bucket. Nothing is sent yet: a server that is down must not keep the house from opening.
    ///
    /// # Errors
    /// [`ReplicaError::Setup`] when the address cannot be used.
    pub fn connect(name: &str, address: &BucketAddress) -> Result<Self, ReplicaError> {
        Ok(Self::new(name, address.store()?, &address.prefix))
    }

    fn drawer(&self, name: &str) -> String {
        let separator = if self.prefix.is_empty() { "" } else { "/" };
        format!("{}{separator}objects/{name}", self.prefix)
    }

    fn key(&self, id: ObjectId) -> Path {
        Path::from(format!("{}/{id}", self.drawer(&id.drawer(DRAWER_DIGITS))))
    }
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

    fn kind(&self) -> ReplicaKind {
        ReplicaKind::Bucket
    }

    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError> {
        Ok(Box::new(BucketUpload {
            store: Arc::clone(&self.store),
            key: self.key(id),
            gathered: Vec::new(),
            gathered_bytes: 0,
            parts: None,
        }))
    }

    async fn seal(&self, _ids: &[ObjectId]) -> Result<(), ReplicaError> {
        Ok(())
    }

    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError> {
        let range = offset..offset + length as u64;
        let bytes = self.store.get_range(&self.key(id), range).await?;
        if bytes.len() == length {
            Ok(bytes)
        } else {
            Err(ReplicaError::Missing)
        }
    }

    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError> {
        Ok(self.store.head(&self.key(id)).await?.size)
    }

    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError> {
        match self.store.delete(&self.key(id)).await {
            Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn drawers(&self) -> u32 {
        1 << (4 * DRAWER_DIGITS)
    }

    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError> {
        let name = format!("{drawer:0DRAWER_DIGITS$x}");
        let prefix = Path::from(self.drawer(&name));
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

/// An object that is being sent: small ones in one request, others in parts.
struct BucketUpload {
    store: Arc<dyn ObjectStore>,
    key: Path,
    gathered: Vec<Bytes>,
    gathered_bytes: usize,
    parts: Option<WriteMultipart>,
}

impl BucketUpload {
    /// Hands what was gathered over to the parts, beginning them when there are none.
    async fn send(&mut self) -> Result<(), ReplicaError> {
        if self.parts.is_none() {
            let upload = self.store.put_multipart(&self.key).await?;
            self.parts = Some(WriteMultipart::new_with_chunk_size(upload, PART_BYTES));
        }
        if let Some(parts) = &mut self.parts {
            parts.wait_for_capacity(PARTS_MAX).await?;
            for bytes in self.gathered.drain(..) {
                parts.put(bytes);
            }
            self.gathered_bytes = 0;
        }
        Ok(())
    }
}

#[async_trait]
impl Upload for BucketUpload {
    async fn write(&mut self, bytes: Bytes) -> Result<(), ReplicaError> {
        self.gathered_bytes += bytes.len();
        self.gathered.push(bytes);
        if self.gathered_bytes >= PART_BYTES {
            self.send().await
        } else {
            Ok(())
        }
    }

    async fn finish(&mut self) -> Result<(), ReplicaError> {
        if self.parts.is_some() {
            self.send().await?;
        }
        match self.parts.take() {
            // A failure of the last parts takes the others back.
            Some(parts) => parts.finish().await?,
            None => {
                let payload: PutPayload = std::mem::take(&mut self.gathered).into_iter().collect();
                self.store.put(&self.key, payload).await?
            }
        };
        Ok(())
    }
}

impl Drop for BucketUpload {
    fn drop(&mut self) {
        let Some(parts) = self.parts.take() else { return };
        // Outside a runtime, or when this fails, the store's own rule clears the parts.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = parts.abort().await {
                    tracing::info!(%error, "the parts of an upload that was given up remain for the store to clear");
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(endpoint: &str) -> BucketAddress {
        BucketAddress {
            endpoint: endpoint.to_owned(),
            bucket: "b".to_owned(),
            region: "r".to_owned(),
            prefix: String::new(),
            path_style: true,
            key_id: "k".to_owned(),
            secret: Zeroizing::new("hush".to_owned()),
        }
    }

    #[test]
    fn an_unencrypted_address_must_be_on_this_machine() {
        for (endpoint, unencrypted) in [
            ("https://s3.example.org", Some(false)),
            ("http://127.0.0.1:8333", Some(true)),
            ("http://[::1]:8333", Some(true)),
            ("http://localhost:8333", Some(true)),
            ("http://s3.example.org", None),
            ("http://127.0.0.1.example.org", None),
            ("http://10.0.0.1", None),
            ("s3.example.org", None),
            ("ftp://127.0.0.1", None),
            ("", None),
        ] {
            assert_eq!(address(endpoint).check().ok(), unencrypted, "{endpoint}");
        }
    }

    #[test]
    fn the_secret_is_never_printed() {
        assert!(!format!("{:?}", address("https://s3.example.org")).contains("hush"));
    }
}
