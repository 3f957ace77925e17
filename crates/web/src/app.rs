//! What the handlers need: the services of every room, handed in once at the start.

use guildhall_archive::Archive;
use guildhall_identity::{Rights, Sessions, SignIn};
use guildhall_intake::Inbox;
use guildhall_ledger::SigningKey;
use guildhall_retrieval::Finder;
use guildhall_store::Database;
use guildhall_vault::Vault;
use std::path::PathBuf;
use std::sync::Arc;

/// The kind of job that scrubs the vault, put in line from the storage page.
pub const SCRUB_VAULT: &str = "vault.scrub";
/// The kind of job that verifies the ledger, put in line from the ledger page.
pub const VERIFY_LEDGER: &str = "ledger.verify";

/// The rooms, opened. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub database: Database,
    /// Originals.
    pub vault: Vault,
    /// The policies.
    pub rights: Rights,
    /// Records.
    pub archive: Archive,
    /// The inbox.
    pub inbox: Inbox,
    /// Search.
    pub finder: Finder,
    /// Sessions.
    pub sessions: Arc<Sessions>,
    /// Sign-in.
    pub sign_in: Arc<SignIn>,
    /// The key of the ledger's checkpoints.
    pub signing_key: Arc<SigningKey>,
    /// A folder for decrypted copies while a page image is drawn.
    pub scratch: PathBuf,
    /// A Chinese font for PDFs that do not carry theirs.
    pub font: Option<PathBuf>,
    /// Whether the models that read scans are there.
    pub can_read_paper: bool,
    /// Logins to show on the sign-in page; only the demo has any.
    pub demo_logins: Arc<[crate::view::DemoLogin]>,
    /// The watched folder, to be named on the inbox page.
    pub watched: Option<String>,
    /// Whether cookies may be marked secure.
    pub https: bool,
    /// Largest upload in bytes.
    pub upload_bytes_max: u64,
    /// Requests a second that one person may send for long; ten times as many at once; 0 for no limit.
    pub requests_per_second: u32,
}

impl App {
    /// Says whether an actor may bring papers into any of her branches.
    pub fn may_capture(&self, actor: &guildhall_kernel::Actor) -> bool {
        self.capture_path(actor).is_some()
    }

    /// Returns the first branch into which an actor may bring papers.
    pub fn capture_path(&self, actor: &guildhall_kernel::Actor) -> Option<guildhall_kernel::OrgPath> {
        let resource = |path: &guildhall_kernel::OrgPath| {
            guildhall_policy::Resource::new("Record", path.as_str())
                .with("state", "captured")
                .with("secrecy", 1)
                .with("type_code", "WS")
        };
        let mut branches = actor.grants.iter().map(|grant| &grant.org_path);
        branches
            .find(|path| self.rights.allows(actor, "captureRecord", &resource(path)))
            .cloned()
    }
}
