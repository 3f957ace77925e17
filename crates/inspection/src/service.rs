//! What a person can do with the inspection: see what it finds now, have it kept, declare what no program can see.

use crate::clause::{Clause, Clauses};
use crate::declaration::{self, Declaration, NOTE_MAX};
use crate::error::InspectionError;
use crate::looks::Place;
use crate::premises::Premises;
use crate::rehearsals::Rehearsals;
use crate::report::{self, Finding, Findings, Kept};
use crate::seen::{Evidence, Outcome};
use crate::weakness::{parts, sbom};
use crate::{DECLARE_INSPECTION, VIEW_INSPECTION};
use guildhall_identity::{Keys, Rights, organisation};
use guildhall_kernel::{AccountId, Actor, ActorId, ContentHash, Date, Timestamp};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::{Connection, Database, Work};
use guildhall_vault::Vault;
use std::sync::Arc;
use uuid::Uuid;

/// How a pack that was taken away is named in the ledger.
const PACK_SUBJECT: &str = "inspection-pack";

/// What an entry of the ledger is about: kind, id, and the digest of its state.
pub(crate) type About = (&'static str, Uuid, Option<ContentHash>);

/// The rooms at which is looked, with the rules. Cheap to clone.
#[derive(Clone)]
pub struct Inspector {
    /// What the program says about itself.
    pub premises: Arc<Premises>,
    /// The clauses.
    pub clauses: Arc<Clauses>,
    /// The database.
    pub database: Database,
    /// Originals.
    pub vault: Vault,
    /// The master keys.
    pub keys: Keys,
    /// The policies.
    pub rights: Rights,
    /// Who knows of the emergency plans.
    pub rehearsals: Arc<dyn Rehearsals>,
}

/// What somebody declares.
#[derive(Debug, Clone)]
pub struct NewDeclaration {
    /// Id of the clause.
    pub clause: String,
    /// The day on which it was so.
    pub held_on: Date,
    /// What was seen, and where the papers lie.
    pub note: String,
}

impl Inspector {
    /// Looks at everything and returns what is found, in the order of the clauses.
    ///
    /// # Errors
    /// [`InspectionError::Denied`] unless the actor may see the inspection of the whole house.
    pub async fn inspect(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Findings, InspectionError> {
        self.require(connection, actor, VIEW_INSPECTION).await?;
        self.inspect_here(connection).await
    }

    /// As [`Self::inspect`], for commands and jobs of the program itself.
    ///
    /// # Errors
    /// [`InspectionError`] when the database refuses.
    pub async fn inspect_here(&self, connection: &mut Connection) -> Result<Findings, InspectionError> {
        let place = Place {
            premises: &self.premises,
            parameters: &self.clauses.parameters,
            vault: &self.vault,
            keys: &self.keys,
            rehearsals: &*self.rehearsals,
            now: self.database.clock().now(),
        };
        let mut findings = Vec::new();
        for clause in &self.clauses.clauses {
            findings.push(self.find(&place, connection, clause).await?);
        }
        Ok(Findings(findings))
    }

    async fn find(
        &self,
        place: &Place<'_>,
        connection: &mut Connection,
        clause: &Clause,
    ) -> Result<Finding, InspectionError> {
        let mut finding = Finding {
            clause: clause.id.clone(),
            outcome: Outcome::Unknown,
            evidence: Vec::new(),
            declared: None,
        };
        if let Some(look) = clause.look {
            let seen = look.look(place, connection).await;
            (finding.outcome, finding.evidence) = (seen.outcome, seen.evidence);
        }
        if finding.outcome == Outcome::Unknown {
            self.add_declaration(place, connection, &mut finding).await?;
        }
        Ok(finding)
    }

    /// Adds what a person declared about something that cannot be told from here.
    async fn add_declaration(
        &self,
        place: &Place<'_>,
        connection: &mut Connection,
        finding: &mut Finding,
    ) -> Result<(), InspectionError> {
        let Some(declared) = declaration::newest(connection, &finding.clause).await? else {
            finding.evidence.push(Evidence::of("not-declared"));
            return Ok(());
        };
        let ends = self.ends(declared.held_on);
        let is_over = place.now >= ends;
        finding.outcome = if is_over {
            Outcome::Attention
        } else {
            Outcome::Declared
        };
        let code = if is_over { "declaration-over" } else { "declared" };
        let evidence = Evidence::of(code)
            .text("day", declared.held_on)
            .text("note", &declared.note)
            .moment("ends", ends);
        finding.evidence.push(evidence);
        finding.declared = Some(declared);
        Ok(())
    }

    /// Returns when a declaration about a day does not count any more.
    fn ends(&self, held_on: Date) -> Timestamp {
        let days = i64::from(self.clauses.parameters.declaration_days);
        held_on.starts_in_utc().plus_secs((days + 1) * 86_400)
    }

    /// Keeps what was found beside what was found before, and writes down that it was looked.
    ///
    /// The looks come before the unit of work: they take their time, and nobody else could write meanwhile.
    ///
    /// # Errors
    /// [`InspectionError::Denied`] unless the actor may see the inspection of the whole house.
    pub async fn keep(
        &self,
        work: &mut Work,
        actor: &Actor,
        findings: &Findings,
    ) -> Result<(), InspectionError> {
        self.require(work, actor, VIEW_INSPECTION).await?;
        self.keep_here(work, actor, findings).await
    }

    /// As [`Self::keep`], for commands and jobs of the program itself.
    ///
    /// # Errors
    /// [`InspectionError`] when the database or the ledger refuse.
    pub async fn keep_here(
        &self,
        work: &mut Work,
        actor: &Actor,
        findings: &Findings,
    ) -> Result<(), InspectionError> {
        let (id, digest) = report::insert(work, findings).await?;
        let subject = (report::REPORT_SUBJECT, id, Some(digest));
        note(
            work,
            actor,
            ("inspection.made", subject),
            serde_json::json!(findings.counts()),
        )
        .await
    }

    /// Returns the inspections that were kept, the newest first.
    ///
    /// # Errors
    /// [`InspectionError::Denied`] unless the actor may see the inspection of the whole house.
    pub async fn history(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        limit: u32,
    ) -> Result<Vec<Kept>, InspectionError> {
        self.require(connection, actor, VIEW_INSPECTION).await?;
        Ok(report::newest(connection, limit).await?)
    }

    /// As [`Self::history`], for commands.
    ///
    /// # Errors
    /// [`InspectionError::Store`].
    pub async fn history_here(
        &self,
        connection: &mut Connection,
        limit: u32,
    ) -> Result<Vec<Kept>, InspectionError> {
        Ok(report::newest(connection, limit).await?)
    }

    /// Takes the word of a person for a clause that cannot be told from here.
    ///
    /// # Errors
    /// [`InspectionError`] unless the actor is a person who may declare, the clause is one that a person may declare,
    /// the day is not ahead and not too long ago, and the note says something.
    pub async fn declare(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewDeclaration,
    ) -> Result<(), InspectionError> {
        self.require(work, actor, DECLARE_INSPECTION).await?;
        let account = person(actor)?;
        let clause = self.clauses.get(&new.clause);
        let clause = clause.ok_or_else(|| InspectionError::NoSuchClause(new.clause.clone()))?;
        let declaration = self.checked(account, &new, work.now())?;
        let (id, digest) = declaration::insert(work, &declaration).await?;
        let details = serde_json::json!({ "clause": clause.id, "day": declaration.held_on });
        let subject = (declaration::DECLARATION_SUBJECT, id, Some(digest));
        note(work, actor, ("inspection.declared", subject), details).await
    }

    fn checked(
        &self,
        account: AccountId,
        new: &NewDeclaration,
        now: Timestamp,
    ) -> Result<Declaration, InspectionError> {
        let note = new.note.trim().to_owned();
        if !(1..=NOTE_MAX).contains(&note.chars().count()) {
            return Err(InspectionError::NoteLength { max: NOTE_MAX });
        }
        // A day begins up to fourteen hours earlier elsewhere than in UTC.
        let is_ahead = new.held_on.starts_in_utc() > now.plus_secs(14 * 3_600);
        if is_ahead || now >= self.ends(new.held_on) {
            let days = self.clauses.parameters.declaration_days;
            return Err(InspectionError::WrongDay { days });
        }
        Ok(Declaration {
            clause: new.clause.clone(),
            account,
            held_on: new.held_on,
            note,
            made_at: now,
        })
    }

    /// Returns the list of the parts that the program is built from (SBOM), as CycloneDX writes it.
    ///
    /// # Errors
    /// [`InspectionError::Denied`] unless the actor may see the inspection of the whole house.
    pub async fn parts_list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<serde_json::Value, InspectionError> {
        self.require(connection, actor, VIEW_INSPECTION).await?;
        self.parts_list_here()
    }

    /// As [`Self::parts_list`], for a command.
    ///
    /// # Errors
    /// [`InspectionError::Form`] when the program was built with a wrong lock file.
    pub fn parts_list_here(&self) -> Result<serde_json::Value, InspectionError> {
        let parts = parts(self.premises.lock)?;
        Ok(sbom(self.premises.version, &parts, self.database.clock().now()))
    }

    /// Writes down that the pack for an inspection was made and taken away, with the digest of the file.
    ///
    /// # Errors
    /// [`InspectionError::Denied`] unless the actor may see the inspection of the whole house.
    pub async fn note_pack(
        &self,
        work: &mut Work,
        actor: &Actor,
        file: ContentHash,
    ) -> Result<(), InspectionError> {
        self.require(work, actor, VIEW_INSPECTION).await?;
        self.note_pack_here(work, actor, file).await
    }

    /// As [`Self::note_pack`], for a command.
    ///
    /// # Errors
    /// [`InspectionError::Ledger`].
    pub async fn note_pack_here(
        &self,
        work: &mut Work,
        actor: &Actor,
        file: ContentHash,
    ) -> Result<(), InspectionError> {
        let subject = (PACK_SUBJECT, work.new_id(), None);
        let details = serde_json::json!({ "sha256": file.to_hex() });
        note(work, actor, ("inspection.pack-made", subject), details).await
    }

    /// Refuses who may not do this for the whole house.
    pub(crate) async fn require(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        action: &str,
    ) -> Result<(), InspectionError> {
        let realm = connection.realm();
        let top = organisation::service::top(connection, realm).await?;
        Ok(self.rights.require_in(actor, action, &top.path)?)
    }
}

/// Returns the account of a person who acts.
pub(crate) fn person(actor: &Actor) -> Result<AccountId, InspectionError> {
    match actor.id {
        ActorId::Account(account) => Ok(account),
        ActorId::Program(_) => Err(InspectionError::NoPerson),
    }
}

/// Writes an act of this room down.
pub(crate) async fn note(
    work: &mut Work,
    actor: &Actor,
    (action, (subject_kind, subject_id, digest)): (&'static str, About),
    details: serde_json::Value,
) -> Result<(), InspectionError> {
    let entry = NewEntry {
        action,
        subject_kind,
        subject_id,
        digest,
        details,
    };
    append(work, actor, entry).await?;
    Ok(())
}
