//! Who looked at a record that names a person (谁看过我的档案), for that person to read and for nobody else.

use super::model::Record;
use super::service::Archive;
use super::store;
use crate::dictionary::{Dictionary, FieldKind, FieldValue};
use crate::{ArchiveError, Fields};
use guildhall_identity::person::service as people;
use guildhall_kernel::{AccountId, Actor, LookId, PersonId, RecordId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use std::collections::BTreeSet;

/// What is kept as the act when somebody was shown clear text.
pub(super) const SHOWN_IN_CLEAR: &str = "record.shown-in-clear";
/// Seconds in which the same act of the same account at the same record counts as one look.
const ONE_LOOK_SECS: i64 = 15 * 60;
/// Most looks on a page.
const PAGE_MAX: u32 = 200;

const INSERT: &str =
    "INSERT INTO look (realm_id, person_id, at, id, account_id, record_id, action, purpose) VALUES";
const RECENT: &str = "SELECT COUNT(id) AS looks FROM look
    WHERE realm_id = $1 AND account_id = $2 AND record_id = $3 AND action = $4 AND at > $5";
const OF_PERSON: &str = "SELECT id, at, account_id, record_id, action, purpose FROM look
    WHERE realm_id = $1 AND person_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5";

/// The place of a look in the list of a person.
pub type LookKey = (Timestamp, LookId);

/// That somebody looked at a record in which a person is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Its id.
    pub id: LookId,
    /// When.
    pub at: Timestamp,
    /// Whose account it was.
    pub account: AccountId,
    /// The record.
    pub record: RecordId,
    /// What was done, such as `record.viewed` or `record.shown-in-clear`.
    pub action: String,
    /// For which purpose, when one was stated.
    pub purpose: Option<String>,
}

/// A look as the person concerned reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLook {
    /// The look.
    pub look: Look,
    /// Type of the record; none when it is no longer shown to anybody.
    pub type_code: Option<String>,
    /// Its title with personal data hidden, where the person concerned may see the record herself.
    pub title: Option<String>,
}

impl Archive {
    /// Returns the looks at records that name the actor's own person, newest first, behind a key; nothing for an
    /// account without a person.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn own_looks(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<LookKey>, u32),
    ) -> Result<Vec<OwnLook>, ArchiveError> {
        let Some(person) = actor.person else {
            return Ok(Vec::new());
        };
        let end = (
            Timestamp::from_micros(i64::MAX),
            LookId::from_uuid(uuid::Uuid::max()),
        );
        let (at, id) = after.unwrap_or(end);
        let values = args![connection.realm(), person, at, id, limit.clamp(1, PAGE_MAX)];
        let rows = connection.fetch_all(OF_PERSON, values).await?;
        let looks = rows
            .iter()
            .map(from_row)
            .collect::<Result<Vec<Look>, StoreError>>()?;
        let ids: BTreeSet<RecordId> = looks.iter().map(|look| look.record).collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let records = store::get_many(connection, &ids).await?;
        let looks = looks.into_iter().map(|look| {
            let record = records.iter().find(|record| record.id == look.record);
            self.own_look(actor, look, record)
        });
        Ok(looks.collect())
    }

    fn own_look(&self, actor: &Actor, look: Look, record: Option<&Record>) -> OwnLook {
        let may_see = |record: &&Record| self.rights.allows(actor, "viewRecord", &record.as_resource());
        OwnLook {
            look,
            type_code: record.map(|record| record.type_code.clone()),
            title: record
                .filter(may_see)
                .map(|record| self.masks.mask_text(&record.title).text),
        }
    }
}

fn from_row(row: &Row) -> Result<Look, StoreError> {
    Ok(Look {
        id: row.get("id")?,
        at: row.get("at")?,
        account: row.get("account_id")?,
        record: row.get("record_id")?,
        action: row.get("action")?,
        purpose: row.get("purpose")?,
    })
}

/// Keeps a look for every person whom the record names beyond doubt. Reading on, page after page, is one look; a look
/// with a purpose is always one of its own.
pub(crate) async fn note(
    work: &mut Work,
    actor: &Actor,
    dictionary: &Dictionary,
    record: &Record,
    action: &str,
    purpose: Option<&str>,
) -> Result<(), StoreError> {
    let Some(account) = actor.account() else {
        return Ok(());
    };
    if purpose.is_none() && looked_recently(work, account, record.id, action).await? {
        return Ok(());
    }
    let (realm, now) = (work.realm(), work.now());
    let mut rows = Vec::new();
    for person in persons(work, dictionary, record).await? {
        let id: LookId = work.new_id();
        rows.push(args![realm, person, now, id, account, record.id, action, purpose]);
    }
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

async fn looked_recently(
    work: &mut Work,
    account: AccountId,
    record: RecordId,
    action: &str,
) -> Result<bool, StoreError> {
    let since = work.now().plus_secs(-ONE_LOOK_SECS);
    let values = args![work.realm(), account, record, action, since];
    let looks: i64 = work.fetch_one(RECENT, values).await?.get("looks")?;
    Ok(looks > 0)
}

/// Returns the people of the staff directory whom a record names: by staff number, or by a name that only one of them
/// has. A name that several have is nobody's.
pub(super) async fn persons(
    connection: &mut Connection,
    dictionary: &Dictionary,
    record: &Record,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let names = values(dictionary, record, FieldKind::names_people);
    let numbers = values(dictionary, record, |kind| kind == FieldKind::StaffNumber);
    let mut found: BTreeSet<PersonId> = BTreeSet::new();
    let numbered = people::by_staff_numbers(connection, &numbers).await?;
    found.extend(numbered.iter().map(|person| person.id));
    let named = people::by_names(connection, &names).await?;
    for name in &names {
        let mut same = named.iter().filter(|person| person.name == *name);
        if let (Some(only), None) = (same.next(), same.next()) {
            found.insert(only.id);
        }
    }
    Ok(found)
}

/// Returns the different values of a record's fields of some kinds.
fn values(dictionary: &Dictionary, record: &Record, wanted: impl Fn(FieldKind) -> bool) -> Vec<String> {
    let fields: &Fields = &record.fields;
    let of_kind = fields.iter().filter(|(name, _)| {
        dictionary
            .field_of(&record.type_code, name)
            .is_some_and(|field| wanted(field.kind))
    });
    let values = of_kind.flat_map(|(_, value)| FieldValue::values(value));
    let different: BTreeSet<String> = values.map(|value| value.trim().to_owned()).collect();
    different.into_iter().filter(|value| !value.is_empty()).collect()
}
