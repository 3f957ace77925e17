//! All SQL of the staff directory.

use super::model::{Person, PersonName, PersonQuery, Phone};
use crate::rights::ListQuery;
use crate::text::prefix_end;
use guildhall_kernel::PersonId;
use guildhall_language::pinyin;
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO person (realm_id, id, staff_number, name, sort_key, reading, initials, sex,
    birth_date, phone, org_id, org_path, joined_at, left_at, state, created_at) VALUES";
const TAKEN: &str = "SELECT staff_number FROM person WHERE realm_id = $1 AND staff_number IN";
const BY_ID: &str =
    "SELECT id, staff_number, name, sex, birth_date, phone, org_id, org_path, joined_at, left_at,
    state, created_at FROM person WHERE realm_id = ? AND id = ?";
const LIST: &str =
    "SELECT id, staff_number, name, sex, birth_date, phone, org_id, org_path, joined_at, left_at,
    state, created_at FROM person WHERE realm_id = ?";
const AFTER_ID: &str =
    "SELECT id, staff_number, name, sex, birth_date, phone, org_id, org_path, joined_at, left_at,
    state, created_at FROM person WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const MATCHING: &str = "((name >= ? AND name < ?) OR (staff_number >= ? AND staff_number < ?)
    OR (initials >= ? AND initials < ?) OR (reading >= ? AND reading < ?))";
const NAMES: &str = "SELECT id, name, staff_number, org_id, org_path FROM person
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const NAMES_OF: &str =
    "SELECT id, name, staff_number, org_id, org_path FROM person WHERE realm_id = $1 AND id IN";

/// Most values in one IN list (schema rules, 4.5).
const LIST_MAX: usize = 500;

pub(crate) async fn insert_many(work: &mut Work, people: &[Person]) -> Result<(), StoreError> {
    let realm = work.realm();
    let row = |person: &Person| {
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
            person.phone.as_ref().map(Phone::clear),
            person.org,
            &person.org_path,
            person.joined_at,
            person.left_at,
            person.state,
            person.created_at
        ]
    };
    work.insert_many(INSERT, people.iter().map(row).collect(), "")
        .await
        .map(|_| ())
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
    filter: &Filter,
    id: PersonId,
) -> Result<Option<Person>, StoreError> {
    let (sql, values) = ListQuery::new(BY_ID, args![connection.realm(), id])
        .and_filter(filter, &column)
        .finish("LIMIT 1", args![]);
    connection
        .fetch_optional(sql, values)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

pub(crate) async fn search(
    connection: &mut Connection,
    filter: &Filter,
    query: &PersonQuery,
    limit: u32,
) -> Result<Vec<Person>, StoreError> {
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
    if let Some((name, id)) = &query.after {
        list = list.and("(sort_key, id) > (?, ?)", args![pinyin::sort_key(name), *id]);
    }
    let (sql, values) = list.finish("ORDER BY sort_key, id LIMIT ?", args![limit]);
    connection
        .fetch_all(sql, values)
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Returns people by id, behind `after`.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Person>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    connection
        .fetch_all(AFTER_ID, values)
        .await?
        .iter()
        .map(read)
        .collect()
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
    let realm = connection.realm();
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(LIST_MAX) {
        let sql = format!("{NAMES_OF} ({})", in_list(2, part.len()));
        let mut values: Vec<Value> = args![realm];
        values.extend(part.iter().map(|id| id.into_value()));
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

fn read(row: &Row) -> Result<Person, StoreError> {
    let phone: Option<String> = row.get("phone")?;
    Ok(Person {
        id: row.get("id")?,
        staff_number: row.get("staff_number")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        birth_date: row.get("birth_date")?,
        phone: phone.as_deref().and_then(Phone::parse),
        org: row.get("org_id")?,
        org_path: row.get("org_path")?,
        joined_at: row.get("joined_at")?,
        left_at: row.get("left_at")?,
        state: row.get("state")?,
        created_at: row.get("created_at")?,
    })
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
