//! What the handlers need: the services of every room, handed in once at the start.

use crate::client_certificate::ProxyHeader;
use guildhall_archive::{Archive, Attestations, Batches, Dossiers, Lending, Storeroom};
use guildhall_checks::Checks;
use guildhall_dispatch::{Dispatch, Exchange, Historian};
use guildhall_disposal::Disposal;
use guildhall_emergency::Emergency;
use guildhall_federation::{ClientCertificates, Federation};
use guildhall_governance::Governance;
use guildhall_identity::person::Directory;
use guildhall_identity::{Keys, Rights, Sessions, SignIn};
use guildhall_inspection::Inspector;
use guildhall_intake::Inbox;
use guildhall_ledger::witness::Witness;
use guildhall_ledger::{SigningKey, VerifyingKey};
use guildhall_preservation::Preservation;
use guildhall_privacy::Privacy;
use guildhall_retrieval::Finder;
use guildhall_store::Database;
use guildhall_vault::Vault;
use guildhall_watch::Watch;
use guildhall_workflow::Workflow;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

/// The kind of job that scrubs the vault, put in line from the storage page.
pub const SCRUB_VAULT: &str = "vault.scrub";
/// The kind of job that seals everything anew after the key ring turned, put in line from the key page.
pub const REWRAP_KEYS: &str = "keys.rewrap";
/// The kind of job that makes a backup, put in line from the backup page and by the clock.
pub const MAKE_BACKUP: &str = "backup.make";
/// The kind of job that proves that a backup can be restored.
pub const RUN_DRILL: &str = "backup.drill";
/// The kind of job that verifies the ledger, put in line from the ledger page.
pub const VERIFY_LEDGER: &str = "ledger.verify";

/// The kind of job that carries the newest checkpoint to a witness.
pub const WITNESS_LEDGER: &str = "ledger.witness";

/// What was configured for the ledger. Cheap to clone.
#[derive(Clone)]
pub struct LedgerSettings {
    /// Whether everybody may fetch checkpoint and tiles.
    pub is_public: bool,
    /// The witnesses of this ledger.
    pub witnesses: Arc<[Witness]>,
    /// The keys of the logs that are witnessed here.
    pub witnessed: Arc<[VerifyingKey]>,
}

/// What was configured for backups. Cheap to clone.
#[derive(Debug, Clone)]
pub struct BackupPlan {
    /// Where they lie, for people; none when nothing is configured.
    pub place: Option<String>,
    /// When they are made, as five cron fields in UTC.
    pub schedule: Arc<str>,
    /// When drills are held, as five cron fields in UTC.
    pub drill: Arc<str>,
}

/// The rooms, opened, for whoever answers at a door. Cheap to clone.
///
/// They lie behind a trait object on purpose: that an answer may move between threads is then known from its type.
/// Otherwise the compiler walks through every field of every room for each of some six hundred doors, which was more than
/// half of the time of a build.
#[derive(Clone)]
pub struct App(Arc<dyn Deref<Target = Rooms> + Send + Sync>);

impl App {
    /// Hands the rooms to the doors.
    pub fn new(rooms: Rooms) -> Self {
        Self(Arc::new(Box::new(rooms)))
    }
}

impl Deref for App {
    type Target = Rooms;

    fn deref(&self) -> &Rooms {
        &self.0
    }
}

/// The rooms, opened.
#[derive(Clone)]
pub struct Rooms {
    /// The database.
    pub database: Database,
    /// Originals.
    pub vault: Vault,
    /// The policies.
    pub rights: Rights,
    /// The policies as files, and their editions.
    pub governance: Governance,
    /// Records.
    pub archive: Archive,
    /// Many records changed or filed at once.
    pub batches: Batches,
    /// Where their originals lie.
    pub storeroom: Storeroom,
    /// To whom they are lent.
    pub lending: Lending,
    /// Dossiers.
    pub dossiers: Dossiers,
    /// What is certified from them.
    pub attestations: Attestations,
    /// The four checks of records.
    pub checks: Checks,
    /// What the files of records are, and what threatens them.
    pub preservation: Preservation,
    /// Duties to people.
    pub privacy: Privacy,
    /// Emergency plans and the case files of breaches.
    pub emergency: Emergency,
    /// Who decides about what.
    pub workflow: Workflow,
    /// Appraisal, legal holds, destruction.
    pub disposal: Disposal,
    /// The inbox.
    pub inbox: Inbox,
    /// Packs records that leave.
    pub dispatch: Dispatch,
    /// Takes many records out, and packages in.
    pub exchange: Exchange,
    /// The staff directory.
    pub directory: Directory,
    /// Search.
    pub finder: Finder,
    /// Counts what people do, and notices what is odd.
    pub watch: Watch,
    /// The self-inspection.
    pub inspector: Inspector,
    /// Sessions.
    pub sessions: Arc<Sessions>,
    /// Sign-in.
    pub sign_in: Arc<SignIn>,
    /// Those who know people from outside.
    pub federation: Federation,
    /// The door for client certificates.
    pub certificates: ClientCertificates,
    /// The header in which proxies hand client certificates on; none when no proxy is believed.
    pub certificate_header: Option<ProxyHeader>,
    /// The master keys, for their keepers.
    pub keys: Keys,
    /// The key of the ledger's checkpoints.
    pub signing_key: Arc<SigningKey>,
    /// Who sees the log, who witnesses it, whose logs are witnessed here.
    pub ledger: LedgerSettings,
    /// When and where backups are made.
    pub backups: BackupPlan,
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

impl Rooms {
    /// Says whether there is any record that an actor could find.
    pub fn may_find(&self, actor: &guildhall_kernel::Actor) -> bool {
        *self.rights.filter(actor, "listRecords") != guildhall_policy::Filter::Nothing
    }

    /// Says whether an actor may bring papers into any of her branches.
    pub fn may_capture(&self, actor: &guildhall_kernel::Actor) -> bool {
        self.capture_path(actor).is_some()
    }

    /// Returns who tells and proves histories, with the witnesses that are configured now.
    pub fn historian(&self) -> Historian {
        Historian {
            key: Arc::clone(&self.signing_key),
            witnesses: Arc::clone(&self.ledger.witnesses),
            ..self.exchange.historian.clone()
        }
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
