//! The job that takes packages in. Each package is judged to its end and becomes a whole record in one unit of work, or
//! nothing; the next attempt goes on behind the last one.

use super::claims::{self, Claims};
use super::model::{Accession, AccessionItem, AccessionState, Arrived};
use super::opening::{self, Found, Opened, Refused};
use super::places::Places;
use super::planning::{Plan, number_taken};
use super::service::subject;
use super::store;
use crate::consignment::{Receipt, store as counts};
use crate::exchange::Progress;
use crate::pack::{in_thread, remove};
use crate::{DispatchError, Exchange, Told, prior};
use async_trait::async_trait;
use guildhall_archive::{ArchiveError, ReceivedRecord};
use guildhall_kernel::{Actor, RealmId, Timestamp};
use guildhall_ledger::note;
use guildhall_store::Work;
use guildhall_store::job::{JobContext, JobError, JobHandler};
use guildhall_vault::{SealedObject, register};
use serde_json::json;
use std::path::PathBuf;
use uuid::Uuid;

/// Kind of the job.
pub const RECEIVE_PACKAGES: &str = "dispatch.receive";

/// What was found out about a package before anything was written.
struct Judged {
    opened: Opened,
    claims: Claims,
}

impl Exchange {
    /// Takes in what was sent, and ends the accession. Says whether it was ended, and not stopped on the way.
    ///
    /// # Errors
    /// What database, vault or disk refuse; what was taken in before stays, and the next call goes on behind it.
    pub async fn receive_accession(
        &self,
        (realm, id): (RealmId, Uuid),
        progress: Progress<'_>,
    ) -> Result<bool, DispatchError> {
        let mut connection = self.database.read(realm).await?;
        let found = store::get(&mut connection, id).await?;
        let accession = found.ok_or(DispatchError::NoSuchExchange)?;
        let actor = self.acting(&mut connection, accession.made_by).await?;
        let last = store::last(&mut connection, id).await?;
        drop(connection);
        if accession.state != AccessionState::Receiving {
            return Ok(accession.state == AccessionState::Done);
        }
        let (sent, own) = (self.sent(&accession), self.own_folder(id));
        self.make_folder(&own)?;
        let found = in_thread(move || match opening::find(&sent, &own) {
            Ok(found) => Ok(Ok(found)),
            Err(Refused::Why(told)) => Ok(Err(told)),
            Err(Refused::Now(error)) => Err(error),
        });
        let found = match found.await? {
            Ok(found) => found,
            Err(told) => {
                self.finish_accession(&actor, &accession, Some(told)).await?;
                return Ok(true);
            }
        };
        let whole = self
            .take_each(&actor, (&accession, found, last), progress)
            .await?;
        if whole {
            self.finish_accession(&actor, &accession, None).await?;
        }
        Ok(whole)
    }

    async fn take_each(
        &self,
        actor: &Actor,
        (accession, found, last): (&Accession, Found, u32),
        progress: Progress<'_>,
    ) -> Result<bool, DispatchError> {
        let missing = missing(&found);
        let total = (found.places.len() + missing.len()) as u64;
        let mut work = self.database.begin(actor.realm).await?;
        store::counted(&mut work, accession.id, total).await?;
        work.commit().await?;
        let mut connection = self.database.read(actor.realm).await?;
        let places = Places::load(&mut connection, &self.archive.rights, actor).await?;
        drop(connection);
        let whole: Vec<(&String, bool)> = found
            .places
            .iter()
            .map(|place| (place, true))
            .chain(missing.iter().map(|place| (place, false)))
            .collect();
        for ((place, is_there), sequence) in whole.into_iter().zip(1_u32..) {
            if sequence <= last {
                continue;
            }
            if (progress.is_stopped)() || self.is_ended(actor.realm, accession.id).await? {
                return Ok(false);
            }
            match is_there {
                true => {
                    // What was sent may be a package itself, and a single file.
                    let lies = match place.is_empty() {
                        true => found.root.clone(),
                        false => found.root.join(place),
                    };
                    let package = (lies, place.clone(), sequence);
                    self.take_one(actor, accession, (&places, found.receipt.as_ref()), package)
                        .await?;
                }
                false => self.miss_one(actor, accession, (place, sequence)).await?,
            }
            (progress.told)(u64::from(sequence), total);
        }
        Ok(true)
    }

    async fn is_ended(&self, realm: RealmId, id: Uuid) -> Result<bool, DispatchError> {
        let mut connection = self.database.read(realm).await?;
        let now = store::get(&mut connection, id).await?;
        Ok(now.is_none_or(|accession| accession.state != AccessionState::Receiving))
    }

    /// Judges one package and takes it in, or writes down why not.
    async fn take_one(
        &self,
        actor: &Actor,
        accession: &Accession,
        (places, receipt): (&Places, Option<&Receipt>),
        (path, place, sequence): (PathBuf, String, u32),
    ) -> Result<(), DispatchError> {
        let now = self.database.clock().now();
        let blank = AccessionItem {
            sequence,
            place,
            kind: String::new(),
            digest: String::new(),
            record: None,
            archival_code: String::new(),
            outcome: Arrived::Refused,
            files: 0,
            bytes: 0,
            problem: None,
            ended_at: now,
        };
        let judged = match self.judge(path, now).await? {
            Ok(judged) => judged,
            Err(told) => return self.refuse(actor, accession, blank, told).await,
        };
        let carried = &judged.claims.carried;
        let item = AccessionItem {
            kind: judged.opened.kind.name().to_owned(),
            digest: judged.opened.digest.clone(),
            archival_code: carried.state.archival_code.clone().unwrap_or_default(),
            files: judged.claims.files.len() as u64,
            bytes: judged.claims.bytes(),
            ..blank
        };
        if let Some(told) = differs(receipt, &item) {
            return self.refuse(actor, accession, item, told).await;
        }
        let mut connection = self.database.read(actor.realm).await?;
        let plan = self.plan(&mut connection, (actor, places), &judged.claims).await;
        drop(connection);
        match plan {
            Ok(Plan::Known) => {
                let known = AccessionItem {
                    record: Some(carried.state.id),
                    outcome: Arrived::Known,
                    ..item
                };
                self.write(actor, accession, &known).await
            }
            Ok(Plan::Receive(received)) => {
                self.receive_one(actor, accession, (item, judged, *received))
                    .await
            }
            Err(Refused::Why(told)) => self.refuse(actor, accession, item, told).await,
            Err(Refused::Now(error)) => Err(error),
        }
    }

    async fn judge(&self, path: PathBuf, now: Timestamp) -> Result<Result<Judged, Told>, DispatchError> {
        let scratch = self.dispatch.scratch.clone();
        in_thread(move || {
            let opened = match opening::open(&path, &scratch, now) {
                Ok(opened) => opened,
                Err(Refused::Why(told)) => return Ok(Err(told)),
                Err(Refused::Now(error)) => return Err(error),
            };
            Ok(claims::read(&opened, now).map(|claims| Judged { opened, claims }))
        })
        .await
    }

    /// Puts the files into the vault, and record, files and history into the database, all or nothing.
    async fn receive_one(
        &self,
        actor: &Actor,
        accession: &Accession,
        (item, judged, received): (AccessionItem, Judged, ReceivedRecord),
    ) -> Result<(), DispatchError> {
        let sealed = match self.seal(&judged.claims).await? {
            Ok(sealed) => sealed,
            Err(told) => return self.refuse(actor, accession, item, told).await,
        };
        let record = received.record.id;
        let mut work = self.database.begin(actor.realm).await?;
        register(&mut work, &sealed).await?;
        let taken = match self.archive.receive(&mut work, actor, received).await {
            Ok(taken) => taken,
            Err(ArchiveError::Store(error)) if error.is_conflict() => {
                drop(work);
                let told = number_taken(&item.archival_code);
                return self.refuse(actor, accession, item, told).await;
            }
            Err(error) => return Err(error.into()),
        };
        let told_files = judged.claims.files_digest.as_deref();
        if let Some(files) = taken.files
            && told_files != Some(files.to_hex().as_str())
        {
            drop(work);
            let told = Told::new("accession-proof", [("what", "pages.json")]);
            return self.refuse(actor, accession, item, told).await;
        }
        prior::keep(&mut work, (record, accession.id), &judged.claims.histories).await?;
        let item = AccessionItem {
            record: Some(record),
            outcome: Arrived::Received,
            ..item
        };
        store::insert_item(&mut work, accession.id, &item).await?;
        Ok(work.commit().await?)
    }

    /// Makes the files durable in the vault; until the unit of work is committed they belong to nobody.
    async fn seal(&self, claims: &Claims) -> Result<Result<Vec<SealedObject>, Told>, DispatchError> {
        let mut staged = Vec::with_capacity(claims.files.len());
        for (file, listed) in claims.files.iter().zip(&claims.carried.files) {
            let bytes = tokio::fs::File::open(&file.lies)
                .await
                .map_err(DispatchError::Scratch)?;
            let object = self.dispatch.vault.stage(bytes).await?;
            if object.hash() != listed.sha256 {
                return Ok(Err(Told::new("accession-file", [("what", listed.name.as_str())])));
            }
            staged.push(object);
        }
        Ok(Ok(self.dispatch.vault.seal(staged).await?))
    }

    async fn refuse(
        &self,
        actor: &Actor,
        accession: &Accession,
        item: AccessionItem,
        told: Told,
    ) -> Result<(), DispatchError> {
        let refused = AccessionItem {
            outcome: Arrived::Refused,
            problem: Some(told),
            ..item
        };
        self.write(actor, accession, &refused).await
    }

    async fn miss_one(
        &self,
        actor: &Actor,
        accession: &Accession,
        (place, sequence): (&str, u32),
    ) -> Result<(), DispatchError> {
        let missing = AccessionItem {
            sequence,
            place: place.to_owned(),
            kind: String::new(),
            digest: String::new(),
            record: None,
            archival_code: String::new(),
            outcome: Arrived::Missing,
            files: 0,
            bytes: 0,
            problem: Some(Told::new("accession-missing", [("what", place)])),
            ended_at: self.database.clock().now(),
        };
        self.write(actor, accession, &missing).await
    }

    async fn write(
        &self,
        actor: &Actor,
        accession: &Accession,
        item: &AccessionItem,
    ) -> Result<(), DispatchError> {
        let mut work = self.database.begin(actor.realm).await?;
        store::insert_item(&mut work, accession.id, item).await?;
        Ok(work.commit().await?)
    }

    /// Ends the accession, writes it down, and takes away what was sent over the web.
    async fn finish_accession(
        &self,
        actor: &Actor,
        accession: &Accession,
        problem: Option<Told>,
    ) -> Result<(), DispatchError> {
        let mut work: Work = self.database.begin(actor.realm).await?;
        let ended = (accession.id, AccessionState::Done);
        store::end(&mut work, ended, problem.as_ref()).await?;
        let sums = store::sums(&mut work, accession.id).await?;
        note(
            &mut work,
            actor,
            "accession.done",
            subject(accession.id),
            json!(sums),
        )
        .await?;
        work.commit().await?;
        remove(&self.own_folder(accession.id)).map_err(DispatchError::Scratch)
    }

    /// Returns where what was sent lies.
    fn sent(&self, accession: &Accession) -> PathBuf {
        match accession.folder.is_empty() {
            true => self.own_folder(accession.id).join(super::service::SENT),
            false => PathBuf::from(&accession.folder),
        }
    }
}

/// Returns what the sender's receipt names and is not there.
fn missing(found: &Found) -> Vec<String> {
    let named = found.receipt.iter().flat_map(|receipt| &receipt.packages);
    let is_there = |place: &str| found.places.iter().any(|there| there == place);
    named
        .filter(|line| !is_there(&line.place))
        .map(|line| line.place.chars().take(300).collect())
        .collect()
}

/// Says whether a package is another than the sender's receipt names at its place.
fn differs(receipt: Option<&Receipt>, item: &AccessionItem) -> Option<Told> {
    let mut lines = receipt?.packages.iter();
    let line = lines.find(|line| line.place == item.place)?;
    (line.sha256 != item.digest).then(|| Told::new("accession-receipt", [("what", item.place.as_str())]))
}

/// Takes packages in in the background.
pub struct Receiving(pub Exchange);

#[async_trait]
impl JobHandler for Receiving {
    fn kind(&self) -> &'static str {
        RECEIVE_PACKAGES
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let told = |done: u64, total: u64| job.progress(counts::signed(done), counts::signed(total));
        let is_stopped = || job.is_cancelled();
        let progress = Progress {
            told: &told,
            is_stopped: &is_stopped,
            is_last: job.is_last_attempt(),
        };
        match self
            .0
            .receive_accession((job.job.realm, job.job.subject), progress)
            .await
        {
            Ok(true) => Ok(()),
            Ok(false) => Err(JobError::Cancelled),
            Err(error) => Err(JobError::retry("receive", error)),
        }
    }
}
