//! The watcher (监测): takes acts without making anybody wait, writes them in batches, and judges who acted.
//!
//! What was taken and not yet written is lost in a crash: at most the acts of [`EVERY`], or [`BATCH`] of them, whichever
//! comes first. Exports are not among them; they are written in the unit of work of the export.

use crate::WatchError;
use crate::activity::{self, Act, Subject};
use crate::alert::raise;
use crate::kind::ActKind;
use crate::rule::WatchRules;
use guildhall_identity::sign_in::{Refusal, Refusals};
use guildhall_kernel::{AccountId, ContentHash, RealmId};
use guildhall_store::Database;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Time between two writings.
pub const EVERY: Duration = Duration::from_secs(1);
/// Acts that are written before that time is over.
pub const BATCH: usize = 200;
/// Acts that wait while the database does not answer; what comes then is counted and told in the log.
const WAITING_MAX: usize = 50_000;
/// Acts written in one unit of work.
const WRITTEN_AT_ONCE: usize = 2_000;

/// Takes acts and judges them. Cheap to clone.
#[derive(Clone)]
pub struct Watch {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    rules: WatchRules,
    taken: Mutex<Taken>,
    /// Two tasks that write the same acts would count them twice.
    settling: tokio::sync::Mutex<()>,
    wake: Notify,
}

#[derive(Default)]
struct Taken {
    acts: Vec<Act>,
    /// Who acted since the last judgement, with what.
    unjudged: HashMap<(RealmId, Subject), BTreeSet<&'static str>>,
    /// Which name an account looked up last.
    names: HashMap<(RealmId, AccountId), ContentHash>,
    lost: u64,
}

impl Watch {
    /// Makes the watcher.
    pub fn new(database: Database, rules: WatchRules) -> Self {
        let inner = Inner {
            database,
            rules,
            taken: Mutex::default(),
            settling: tokio::sync::Mutex::default(),
            wake: Notify::new(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Returns the rules.
    pub fn rules(&self) -> &WatchRules {
        &self.inner.rules
    }

    /// Takes an act. Never waits.
    pub fn take(&self, act: Act) {
        let mut taken = self.inner.taken.lock();
        if taken.acts.len() >= WAITING_MAX {
            taken.lost += 1;
            return;
        }
        taken.remember(&act);
        taken.acts.push(act);
        if taken.acts.len() >= BATCH {
            self.inner.wake.notify_one();
        }
    }

    /// Takes the look-up of a name. The same name again and again is one look-up: people turn pages and narrow lists.
    pub fn take_name(&self, act: Act, name: &str) {
        let Some(account) = act.account else { return };
        let digest = ContentHash::of(name.as_bytes());
        let before = self.inner.taken.lock().names.insert((act.realm, account), digest);
        if before != Some(digest) {
            self.take(act);
        }
    }

    /// Has those judged whose acts were written by somebody else, in the unit of work of an export.
    pub fn judge_soon(&self, act: &Act) {
        self.inner.taken.lock().remember(act);
    }

    /// Waits until there is something to write: for [`EVERY`], or less when much was taken.
    pub async fn wait(&self) {
        let _ = tokio::time::timeout(EVERY, self.inner.wake.notified()).await;
    }

    /// Writes what was taken and judges who acted; alerts and brakes are in force when it returns.
    ///
    /// # Errors
    /// [`WatchError`]; what could not be written or judged waits for the next time.
    pub async fn settle(&self) -> Result<(), WatchError> {
        let _alone = self.inner.settling.lock().await;
        self.write().await?;
        let unjudged = std::mem::take(&mut self.inner.taken.lock().unjudged);
        let mut result = Ok(());
        for ((realm, subject), kinds) in unjudged {
            if let Err(error) = self.judge(realm, &subject, &kinds).await {
                let mut taken = self.inner.taken.lock();
                taken.unjudged.entry((realm, subject)).or_default().extend(kinds);
                result = Err(error);
            }
        }
        result
    }

    async fn write(&self) -> Result<(), WatchError> {
        loop {
            let acts: Vec<Act> = {
                let mut taken = self.inner.taken.lock();
                if taken.lost > 0 {
                    tracing::error!(acts = taken.lost, "acts were not counted: too many waited");
                    taken.lost = 0;
                }
                taken.acts.iter().take(WRITTEN_AT_ONCE).cloned().collect()
            };
            if acts.is_empty() {
                return Ok(());
            }
            let mut realms: BTreeMap<RealmId, Vec<Act>> = BTreeMap::new();
            for act in acts {
                realms.entry(act.realm).or_default().push(act);
            }
            for (realm, acts) in realms {
                let mut work = self.inner.database.begin(realm).await?;
                activity::store::insert(&mut work, &acts).await?;
                work.commit().await?;
                self.forget(realm, acts.len());
            }
        }
    }

    /// Takes the first acts of a realm off those that wait: they are written.
    fn forget(&self, realm: RealmId, mut written: usize) {
        let mut taken = self.inner.taken.lock();
        taken.acts.retain(|act| {
            let is_written = act.realm == realm && written > 0;
            written -= usize::from(is_written);
            !is_written
        });
    }

    async fn judge(
        &self,
        realm: RealmId,
        subject: &Subject,
        kinds: &BTreeSet<&'static str>,
    ) -> Result<(), WatchError> {
        let now = self.inner.database.clock().now();
        for rule in &self.inner.rules.rules {
            if !rule.counts.iter().any(|kind| kinds.contains(kind.code())) {
                continue;
            }
            let mut connection = self.inner.database.read(realm).await?;
            let noticed = raise::notice(&mut connection, rule, subject, now).await?;
            drop(connection);
            if let Some(noticed) = noticed {
                let mut work = self.inner.database.begin(realm).await?;
                raise::keep(&mut work, rule, subject, noticed).await?;
                work.commit().await?;
            }
        }
        Ok(())
    }
}

impl Taken {
    fn remember(&mut self, act: &Act) {
        for subject in act.subjects() {
            let kinds = self.unjudged.entry((act.realm, subject)).or_default();
            kinds.insert(act.kind.code());
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch(…)")
    }
}

impl Refusals for Watch {
    fn refused(&self, refusal: Refusal) {
        self.take(Act {
            realm: refusal.realm,
            account: refusal.account,
            role: "none".to_owned(),
            kind: ActKind::SignInFailed,
            at: refusal.at,
            record: None,
            address: refusal.address,
            agent: String::new(),
        });
    }
}
