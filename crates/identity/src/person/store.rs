//! All SQL of the staff directory.

use super::model::{Person, PersonName, PersonQuery, Phone};
use super::sealing::{PhoneSeal, SealedPhone};
use crate::rights::{ListQuery, Places};
use crate::text::prefix_end;
use guildhall_kernel::{PersonId, Random};
use guildhall_keyring::{KeyRing, SealedBytes};
use guildhall_language::pinyin;
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue, Row, StoreError, Value, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO person (realm_id, id, staff_number, name, sort_key, reading, initials, sex,
    birth_date, phone_key, phone_sealed, phone_index, org_id, org_path, joined_at, left_at, state, created_at) VALUES";
const TAKEN: &str = "SELECT staff_number FROM person WHERE realm_id = $1 AND staff_number IN";
const BY_ID: &str =
    "SELECT id, staff_number, name, sex, birth_date, phone_key, phone_sealed, org_id, org_path,
    joined_at, left_at, state, created_at FROM person WHERE realm_id = ? AND id = ?";
const IS_SEEN: &str = "SELECT id FROM person WHERE realm_id = ? AND id = ?";
const LIST: &str =
    "SELECT id, staff_number, name, sex, birth_date, phone_key, phone_sealed, org_id, org_path,
    joined_at, left_at, state, created_at, sort_key FROM person WHERE realm_id = ?";
const AFTER_ID: &str =
    "SELECT id, staff_number, name, sex, birth_date, phone_key, phone_sealed, org_id, org_path,
    joined_at, left_at, state, created_at FROM person WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const MATCHING: &str = "((name >= ? AND name < ?) OR (staff_number >= ? AND staff_number < ?)
    OR (initials >= ? AND initials < ?) OR (reading >= ? AND reading < ?))";
const PAGE_OF_OLD_KEYS: &str = "SELECT id, phone, phone_key, phone_sealed FROM person
    WHERE realm_id = $1 AND id > $2 AND (phone IS NOT NULL OR phone_key <> $3) ORDER BY id LIMIT $4";
const RESEAL_PHONE: &str =
    "UPDATE person SET phone = NULL, phone_key = $1, phone_sealed = $2, phone_index = $3
    WHERE realm_id = $4 AND id = $5";
const PUT_CORRECTED: &str =
    "UPDATE person SET name = $1, sort_key = $2, reading = $3, initials = $4, birth_date = $5,
    phone = NULL, phone_key = $6, phone_sealed = $7, phone_index = $8 WHERE realm_id = $9 AND id = $10";
const COUNT_OF_KEYS: &str = "SELECT phone_key, COUNT(*) AS phones FROM person
    WHERE realm_id = $1 AND phone_key IS NOT NULL GROUP BY phone_key";
const NAMES: &str = "SELECT id, name, staff_number, org_id, org_path FROM person
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const NAMES_OF: &str =
    "SELECT id, name, staff_number, org_id, org_path FROM person WHERE realm_id = $1 AND id IN";
const BY_NUMBERS: &str =
    "SELECT id, name, staff_number, org_id, org_path FROM person WHERE realm_id = $1 AND staff_number IN";
const BY_NAMES: &str =
    "SELECT id, name, staff_number, org_id, org_path FROM person WHERE realm_id = $1 AND name IN";

/// Most values in one IN list (schema rules, 4.5).
const LIST_MAX: usize = 500;

/// A telephone number as it is kept.
pub(crate) struct KeptPhone {
    pub(crate) person: PersonId,
    /// As versions before sealing wrote it.
    pub(crate) clear: Option<String>,
    pub(crate) sealed: Option<SealedBytes>,
}

pub(crate) async fn insert_many(
    work: &mut Work,
    ring: &KeyRing,
    people: &[Person],
) -> Result<(), StoreError> {
    let realm = work.realm();
    let seal = PhoneSeal::new(ring, realm);
    let row = |person: &Person| {
        let (key, sealed, index) = sealed_columns(&seal, person, work.random());
        args![
            realm,
            person.id,
            &person.staff_number,
            &person.name,
            pinyin::sort_key(&person.name),
            pinyin::full(&person.name).to_lowercase(),
            pinyin::initials(&person.name).to_lowercase(),
            person.sex,
            person.birth_date,
            key,
            sealed,
            index,
            person.org,
            &person.org_path,
            person.joined_at,
            person.left_at,
            person.state,
            person.created_at
        ]
    };
    let rows = people.iter().map(row).collect();
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

/// Returns one of the staff numbers that is in use already.
pub(crate) async fn taken_number(
    connection: &mut Connection,
    numbers: &[&str],
) -> Result<Option<String>, StoreError> {
    let realm = connection.realm();
    for part in numbers.chunks(LIST_MAX) {
        let sql = format!("{TAKEN} ({}) LIMIT 1", in_list(2, part.len()));
        let mut values = args![realm];
        values.extend(part.iter().map(|number| (*number).into_value()));
        if let Some(row) = connection.fetch_optional(sql, values).await? {
            return row.get("staff_number").map(Some);
        }
    }
    Ok(None)
}

pub(crate) async fn by_id(
    connection: &mut Connection,
    ring: &KeyRing,
    filter: &Filter,
    id: PersonId,
) -> Result<Option<Person>, StoreError> {
    let realm = connection.realm();
    let (sql, values) = ListQuery::new(BY_ID, args![realm, id])
        .and_filter(filter, &column)
        .finish("LIMIT 1", args![]);
    let row = connection.fetch_optional(sql, values).await?;
    row.as_ref()
        .map(|row| read(row, &PhoneSeal::new(ring, realm)))
        .transpose()
}

/// Says whether there is such a person within a filter.
pub(crate) async fn is_seen(
    connection: &mut Connection,
    filter: &Filter,
    id: PersonId,
) -> Result<bool, StoreError> {
    let (sql, values) = ListQuery::new(IS_SEEN, args![connection.realm(), id])
        .and_filter(filter, &column)
        .finish("LIMIT 1", args![]);
    Ok(connection.fetch_optional(sql, values).await?.is_some())
}

pub(crate) async fn search(
    connection: &mut Connection,
    ring: &KeyRing,
    filter: &Filter,
    (query, limit): (&PersonQuery, u32),
) -> Result<Vec<Person>, StoreError> {
    let seal = PhoneSeal::new(ring, connection.realm());
    let mut list = ListQuery::new(LIST, args![connection.realm()]).and_filter(filter, &column);
    if let Some(under) = &query.under {
        list = list.and(
            "org_path >= ? AND org_path < ?",
            args![under, under.upper_bound()],
        );
    }
    if let Some(state) = query.state {
        list = list.and("state = ?", args![state]);
    }
    if let Some(values) = matching(&query.text) {
        list = list.and(MATCHING, values);
    }
    if let Some(phone) = &query.phone {
        let indexes = seal.indexes(phone.clear());
        let values = indexes.into_iter().map(IntoValue::into_value).collect();
        list = list.and_in("phone_index", values);
    }
    if let Some((name, id)) = &query.after {
        list = list.and("(sort_key, id) > (?, ?)", args![pinyin::sort_key(name), *id]);
    }
    let places = Places::of(connection, filter).await?;
    let order = "ORDER BY sort_key, id LIMIT ?";
    let (sql, values) = list.finish_in(("org_path", &places), order, args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| read(row, &seal)).collect()
}

/// Returns people by id, behind `after`.
pub(crate) async fn after_id(
    connection: &mut Connection,
    ring: &KeyRing,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Person>, StoreError> {
    let seal = PhoneSeal::new(ring, connection.realm());
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(|row| read(row, &seal)).collect()
}

pub(crate) async fn names(
    connection: &mut Connection,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<PersonName>, StoreError> {
    let after = after.unwrap_or(PersonId::from_uuid(Uuid::nil()));
    let rows = connection
        .fetch_all(NAMES, args![connection.realm(), after, limit])
        .await?;
    rows.iter().map(read_name).collect()
}

pub(crate) async fn names_of(
    connection: &mut Connection,
    ids: &[PersonId],
) -> Result<Vec<PersonName>, StoreError> {
    names_in(
        connection,
        NAMES_OF,
        ids.iter().copied().map(PersonId::into_value),
    )
    .await
}

pub(crate) async fn by_numbers(
    connection: &mut Connection,
    numbers: &[String],
) -> Result<Vec<PersonName>, StoreError> {
    names_in(connection, BY_NUMBERS, numbers.iter().map(<&String>::into_value)).await
}

pub(crate) async fn by_names(
    connection: &mut Connection,
    names: &[String],
) -> Result<Vec<PersonName>, StoreError> {
    names_in(connection, BY_NAMES, names.iter().map(<&String>::into_value)).await
}

/// Returns the people that a statement finds with an IN list of values.
async fn names_in(
    connection: &mut Connection,
    statement: &'static str,
    wanted: impl Iterator<Item = Value>,
) -> Result<Vec<PersonName>, StoreError> {
    let realm = connection.realm();
    let wanted: Vec<Value> = wanted.collect();
    let mut found = Vec::with_capacity(wanted.len());
    for part in wanted.chunks(LIST_MAX) {
        let sql = format!("{statement} ({})", in_list(2, part.len()));
        let mut values: Vec<Value> = args![realm];
        values.extend_from_slice(part);
        for row in connection.fetch_all(sql, values).await? {
            found.push(read_name(&row)?);
        }
    }
    Ok(found)
}

fn column(field: &str) -> Option<&'static str> {
    (field == ORG_PATH).then_some("org_path")
}

/// Returns the four ranges of [`MATCHING`]; nothing for an empty text.
fn matching(text: &str) -> Option<Vec<Value>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let (number, latin) = (text.to_ascii_uppercase(), text.to_lowercase());
    let ranges = [text, &number, &latin, &latin].map(|prefix| args![prefix, prefix_end(prefix)]);
    Some(ranges.into_iter().flatten().collect())
}

fn read(row: &Row, seal: &PhoneSeal<'_>) -> Result<Person, StoreError> {
    let id: PersonId = row.get("id")?;
    Ok(Person {
        id,
        staff_number: row.get("staff_number")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        birth_date: row.get("birth_date")?,
        phone: read_phone(row, id, seal)?,
        org: row.get("org_id")?,
        org_path: row.get("org_path")?,
        joined_at: row.get("joined_at")?,
        left_at: row.get("left_at")?,
        state: row.get("state")?,
        created_at: row.get("created_at")?,
    })
}

/// A number that does not open was changed behind the program's back. It is left out, so that the rest can be seen;
/// the digest of the row differs then, and the verification of the ledger names the person.
fn read_phone(row: &Row, id: PersonId, seal: &PhoneSeal<'_>) -> Result<Option<Phone>, StoreError> {
    let Some(sealed) = read_sealed(row)? else {
        return Ok(None);
    };
    let opened = seal.open(id, &sealed);
    let opened = opened.inspect_err(|error| tracing::error!(person = %id, %error, "a number does not open"));
    Ok(opened.ok().as_deref().and_then(Phone::parse))
}

fn read_sealed(row: &Row) -> Result<Option<SealedBytes>, StoreError> {
    let (key_id, bytes): (Option<String>, Option<Vec<u8>>) =
        (row.get("phone_key")?, row.get("phone_sealed")?);
    Ok(key_id
        .zip(bytes)
        .map(|(key_id, bytes)| SealedBytes { key_id, bytes }))
}

/// Returns numbers in the clear, or sealed by another key than this one, by person, behind `after`.
pub(crate) async fn page_of_old_keys(
    connection: &mut Connection,
    after: Option<PersonId>,
    (key_id, limit): (&str, u32),
) -> Result<Vec<KeptPhone>, StoreError> {
    let after = after.unwrap_or(PersonId::from_uuid(Uuid::nil()));
    let values = args![connection.realm(), after, key_id, limit];
    let rows = connection.fetch_all(PAGE_OF_OLD_KEYS, values).await?;
    let read = |row: &Row| {
        Ok(KeptPhone {
            person: row.get("id")?,
            clear: row.get("phone")?,
            sealed: read_sealed(row)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Writes a number sealed anew in the place of whatever was there.
pub(crate) async fn reseal_phone(
    work: &mut Work,
    person: PersonId,
    phone: &SealedPhone,
) -> Result<(), StoreError> {
    let values = args![
        &phone.sealed.key_id,
        phone.sealed.bytes.clone(),
        &phone.index,
        work.realm(),
        person
    ];
    work.execute(RESEAL_PHONE, values).await.map(|_| ())
}

/// Writes what can be put right or erased of a person.
pub(crate) async fn put_corrected(
    work: &mut Work,
    ring: &KeyRing,
    person: &Person,
) -> Result<(), StoreError> {
    let realm = work.realm();
    let (key, sealed, index) = sealed_columns(&PhoneSeal::new(ring, realm), person, work.random());
    let values = args![
        &person.name,
        pinyin::sort_key(&person.name),
        pinyin::full(&person.name).to_lowercase(),
        pinyin::initials(&person.name).to_lowercase(),
        person.birth_date,
        key,
        sealed,
        index,
        realm,
        person.id
    ];
    work.execute(PUT_CORRECTED, values).await.map(|_| ())
}

/// Returns the three columns of a person's telephone number.
fn sealed_columns(
    seal: &PhoneSeal<'_>,
    person: &Person,
    random: &dyn Random,
) -> (Option<String>, Option<Vec<u8>>, Option<String>) {
    let phone = person.phone.as_ref();
    let phone = phone.map(|phone| seal.seal(person.id, phone.clear(), random));
    match phone {
        Some(phone) => (
            Some(phone.sealed.key_id),
            Some(phone.sealed.bytes),
            Some(phone.index),
        ),
        None => (None, None, None),
    }
}

/// Returns how many numbers each master key seals.
pub(crate) async fn count_of_keys(connection: &mut Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let rows = connection
        .fetch_all(COUNT_OF_KEYS, args![connection.realm()])
        .await?;
    let read = |row: &Row| {
        let phones: i64 = row.get("phones")?;
        Ok((row.get("phone_key")?, u64::try_from(phones).unwrap_or(0)))
    };
    rows.iter().map(read).collect()
}

fn read_name(row: &Row) -> Result<PersonName, StoreError> {
    Ok(PersonName {
        id: row.get("id")?,
        name: row.get("name")?,
        staff_number: row.get("staff_number")?,
        org: row.get("org_id")?,
        org_path: row.get("org_path")?,
    })
}
