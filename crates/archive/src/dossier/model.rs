//! A dossier (卷宗), without a database.

use super::DossierError;
use super::rules::{Kind, Slot, Trigger};
use guildhall_kernel::{AccountId, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// How a dossier is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "dossier";
/// The zone whose days are counted.
const ZONE: &str = "Asia/Shanghai";
/// Characters of a title.
const TITLE_CHARS: std::ops::RangeInclusive<usize> = 2..=200;
/// Years of which a dossier may be.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2999;

coded! {
    /// How a dossier stands.
    DossierState {
        /// Papers are gathered.
        Open = "open",
        /// It fell due, and papers are missing.
        Due = "due",
        /// It fell due, and all papers are there.
        Complete = "complete",
        /// Its papers are being filed, or some of them wait for approval.
        Filing = "filing",
        /// All its papers are filed.
        Filed = "filed",
        /// It was given up.
        Withdrawn = "withdrawn",
    }
}

/// What is said of a dossier when it is opened.
#[derive(Debug, Clone)]
pub struct NewDossier {
    /// The code of its kind.
    pub kind: String,
    /// Its title, 2 to 200 characters.
    pub title: String,
    /// Its organisation.
    pub org_path: OrgPath,
    /// Its year.
    pub year: i64,
}

/// A dossier as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its id.
    pub id: Uuid,
    /// The code of its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its organisation.
    pub org_path: OrgPath,
    /// Its year.
    pub year: i64,
    /// How it stands.
    pub state: DossierState,
    /// While it is open, the last day before it falls due by itself; once due, the last day to give what is missing.
    pub deadline: Option<Date>,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: Timestamp,
    /// When it fell due.
    pub closed_at: Option<Timestamp>,
    /// The batch that files its papers.
    pub batch: Option<Uuid>,
    /// Who has it filed.
    pub filed_by: Option<AccountId>,
    /// When all its papers were filed.
    pub filed_at: Option<Timestamp>,
    /// Year and number of its receipt.
    pub receipt: Option<(i64, i64)>,
    /// Raised with every change.
    pub revision: i64,
}

/// A paper in a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The record.
    pub record: RecordId,
    /// The code of the slot.
    pub slot: String,
    /// Who put it in.
    pub put_by: AccountId,
    /// When.
    pub put_at: Timestamp,
    /// Its archival code, once the dossier is filed.
    pub archival_code: Option<String>,
    /// The digest of its record, once the dossier is filed.
    pub record_digest: Option<String>,
}

/// A paper that somebody owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The dossier.
    pub dossier: Uuid,
    /// The code of its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The code of the slot.
    pub slot: String,
    /// The last day to give it.
    pub deadline: Date,
}

impl Dossier {
    /// Returns the number of the receipt as people say it.
    pub fn receipt_number(&self) -> Option<String> {
        self.receipt.map(|(year, number)| format!("{year}-{number:04}"))
    }

    /// Says whether papers may come and go.
    pub fn takes_papers(&self) -> bool {
        matches!(
            self.state,
            DossierState::Open | DossierState::Due | DossierState::Complete
        )
    }

    /// Returns the dossier fallen due now: complete, or with a day until which the rest is to be given.
    ///
    /// # Errors
    /// [`DossierError::NotNow`] unless it is open.
    pub(super) fn closed(
        self,
        kind: &Kind,
        (is_complete, now): (bool, Timestamp),
    ) -> Result<Self, DossierError> {
        let dossier = self.in_states(&[DossierState::Open])?;
        Ok(Self {
            closed_at: Some(now),
            deadline: Some(today(now).plus_days(kind.give_days)),
            ..dossier.next(standing(is_complete))
        })
    }

    /// Returns the dossier open again; from now on somebody closes it.
    ///
    /// # Errors
    /// [`DossierError::NotNow`] unless it fell due and is not filed.
    pub(super) fn reopened(self) -> Result<Self, DossierError> {
        let states = [DossierState::Due, DossierState::Complete, DossierState::Filing];
        let dossier = self.in_states(&states)?;
        // Its year may be over long since: from now on it is closed by hand.
        Ok(Self {
            closed_at: None,
            deadline: None,
            ..dossier.next(DossierState::Open)
        })
    }

    /// Returns the dossier after its papers changed.
    pub(super) fn with_papers(self, is_complete: bool) -> Self {
        let state = match self.state {
            DossierState::Due | DossierState::Complete => standing(is_complete),
            state => state,
        };
        self.next(state)
    }

    /// Returns the dossier due again, because a paper of it was thrown away before it was filed.
    pub(super) fn fallen_back(self) -> Self {
        self.next(DossierState::Due)
    }

    /// Returns the dossier given up.
    ///
    /// # Errors
    /// [`DossierError::NotNow`] once it is being filed.
    pub(super) fn withdrawn(self) -> Result<Self, DossierError> {
        let states = [DossierState::Open, DossierState::Due, DossierState::Complete];
        Ok(self.in_states(&states)?.next(DossierState::Withdrawn))
    }

    /// Returns the dossier whose papers a batch files.
    pub(super) fn filing(self, batch: Option<Uuid>, by: Option<AccountId>) -> Self {
        Self {
            batch: batch.or(self.batch),
            filed_by: by,
            ..self.next(DossierState::Filing)
        }
    }

    /// Returns the dossier filed, under the number of its receipt.
    pub(super) fn filed(self, receipt: (i64, i64), now: Timestamp) -> Self {
        Self {
            filed_at: Some(now),
            receipt: Some(receipt),
            ..self.next(DossierState::Filed)
        }
    }

    /// Returns the dossier if it is in one of these states.
    ///
    /// # Errors
    /// [`DossierError::NotNow`].
    pub(super) fn in_states(self, states: &[DossierState]) -> Result<Self, DossierError> {
        match states.contains(&self.state) {
            true => Ok(self),
            false => Err(DossierError::NotNow(self.state.code())),
        }
    }

    fn next(self, state: DossierState) -> Self {
        Self {
            state,
            revision: self.revision + 1,
            ..self
        }
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            self.id,
            [&self.kind, &self.title, self.state.code()],
            self.org_path.as_str(),
            [self.year, self.revision],
            self.deadline.map(|day| day.to_string()),
            [
                Some(self.opened_by.to_string()),
                self.filed_by.map(|by| by.to_string())
            ],
            self.opened_at.as_micros(),
            [micros(self.closed_at), micros(self.filed_at)],
            self.batch,
            self.receipt,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

fn standing(is_complete: bool) -> DossierState {
    match is_complete {
        true => DossierState::Complete,
        false => DossierState::Due,
    }
}

/// Returns the day on which an instant lies.
pub(super) fn today(now: Timestamp) -> Date {
    now.date_in(ZONE)
}

/// Returns the last day before a dossier falls due by itself; none when somebody closes it.
///
/// # Errors
/// [`DossierError::Field`] for a year that is none.
pub(super) fn falls_due(kind: &Kind, year: i64) -> Result<Option<Date>, DossierError> {
    if !YEARS.contains(&year) {
        return Err(DossierError::Field("year"));
    }
    if kind.trigger == Trigger::Closed {
        return Ok(None);
    }
    let year = i16::try_from(year).map_err(|_| DossierError::Field("year"))?;
    let end = Date::new(year, 12, 31).map_err(|_| DossierError::Field("year"))?;
    Ok(Some(end.plus_days(kind.grace_days)))
}

/// Returns a title without blanks around it.
///
/// # Errors
/// [`DossierError::Field`] when it says nothing, too much, or is not printable.
pub(super) fn checked_title(title: &str) -> Result<String, DossierError> {
    let title = title.trim();
    match TITLE_CHARS.contains(&title.chars().count()) && !title.chars().any(char::is_control) {
        true => Ok(title.to_owned()),
        false => Err(DossierError::Field("title")),
    }
}

/// Returns the slots of a kind in which papers are missing.
pub(super) fn missing<'k>(kind: &'k Kind, papers: &[Paper]) -> Vec<&'k Slot> {
    let lacks = |slot: &&Slot| in_slot(papers, &slot.code) < slot.at_least as usize;
    kind.slots.iter().filter(lacks).collect()
}

/// Returns how many papers are in a slot.
pub(super) fn in_slot(papers: &[Paper], slot: &str) -> usize {
    papers.iter().filter(|paper| paper.slot == slot).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_rules::Words;

    fn slot(code: &str, at_least: u32) -> Slot {
        Slot {
            code: code.to_owned(),
            name: Words::only(code),
            at_least,
            at_most: 2,
            post: "10".to_owned(),
        }
    }

    fn kind(trigger: Trigger) -> Kind {
        Kind {
            code: "congress".to_owned(),
            sure: false,
            name: Words::only("职代会"),
            type_code: "WS".to_owned(),
            trigger,
            grace_days: 31,
            give_days: 10,
            slots: vec![slot("notice", 1), slot("photo", 0)],
        }
    }

    fn dossier() -> Dossier {
        Dossier {
            id: Uuid::from_u128(1),
            kind: "congress".to_owned(),
            title: "七届三次职代会".to_owned(),
            org_path: OrgPath::root(1),
            year: 2026,
            state: DossierState::Open,
            deadline: None,
            opened_by: AccountId::from_uuid(Uuid::from_u128(2)),
            opened_at: Timestamp::from_micros(1),
            closed_at: None,
            batch: None,
            filed_by: None,
            filed_at: None,
            receipt: None,
            revision: 1,
        }
    }

    fn paper(slot: &str) -> Paper {
        Paper {
            record: RecordId::from_uuid(Uuid::from_u128(9)),
            slot: slot.to_owned(),
            put_by: AccountId::from_uuid(Uuid::from_u128(2)),
            put_at: Timestamp::from_micros(1),
            archival_code: None,
            record_digest: None,
        }
    }

    #[test]
    fn b7_a_paper_that_may_be_missing_is_not_missed() {
        let kind = kind(Trigger::Closed);
        let codes = |papers: &[Paper]| -> Vec<String> {
            missing(&kind, papers)
                .iter()
                .map(|slot| slot.code.clone())
                .collect()
        };
        assert_eq!(codes(&[paper("photo")]), ["notice"]);
        assert!(codes(&[paper("notice")]).is_empty());
    }

    #[test]
    fn b7_a_dossier_of_a_year_falls_due_after_it_and_its_grace() {
        assert_eq!(falls_due(&kind(Trigger::Closed), 2026).unwrap(), None);
        let day = falls_due(&kind(Trigger::Year), 2026).unwrap().unwrap();
        assert_eq!(day.to_string(), "2027-01-31");
        assert!(matches!(
            falls_due(&kind(Trigger::Year), 26),
            Err(DossierError::Field("year"))
        ));
    }

    #[test]
    fn b7_a_dossier_goes_its_way_and_no_other() {
        let kind = kind(Trigger::Closed);
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let due = dossier().closed(&kind, (false, now)).unwrap();
        assert_eq!((due.state, due.revision), (DossierState::Due, 2));
        assert_eq!(due.deadline, Some(today(now).plus_days(10)));
        assert!(due.clone().closed(&kind, (true, now)).is_err(), "once");
        let complete = due.with_papers(true);
        assert_eq!(complete.state, DossierState::Complete);
        assert_eq!(complete.clone().with_papers(false).state, DossierState::Due);
        assert_eq!(complete.clone().reopened().unwrap().deadline, None);
        let filing = complete.filing(None, None);
        assert!(!filing.takes_papers() && filing.clone().withdrawn().is_err());
        let filed = filing.filed((2026, 7), now);
        assert_eq!(filed.receipt_number().unwrap(), "2026-0007");
        assert_ne!(filed.digest(), dossier().digest());
    }

    #[test]
    fn b7_a_title_says_something() {
        assert_eq!(checked_title(" 职代会 ").unwrap(), "职代会");
        assert!(checked_title(" ").is_err() && checked_title("一\n二").is_err());
    }
}
