//! All SQL of accounts, their login names and their rights.

use super::model::{Account, AccountQuery, AccountState, Login};
use super::password::PasswordHash;
use crate::rights::{ListQuery, Places};
use crate::text::prefix_end;
use guildhall_kernel::{AccountId, Grant, PersonId, RealmId, Standing, Timestamp};
use guildhall_language::pinyin;
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use std::collections::HashMap;
use uuid::Uuid;

const RESERVE: &str = "INSERT INTO account_login (login_hash, realm_id, account_id) VALUES ($1, $2, $3)
    ON CONFLICT (login_hash) DO NOTHING";
const FIND_LOGIN: &str = "SELECT realm_id, account_id FROM account_login WHERE login_hash = $1";
const ANY_LOGIN: &str = "SELECT account_id FROM account_login LIMIT 1";
const MARK: &str = "INSERT INTO installation_mark (name, realm_id, made_at) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO NOTHING";
const INSERT: &str = "INSERT INTO account (realm_id, id, login, name, sort_key, person_id, org_id, org_path,
    password_hash, password_changed_at, must_change_password, state, language, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const INSERT_GRANTS: &str =
    "INSERT INTO account_grant (realm_id, account_id, role, org_path, clearance) VALUES";
const DELETE_GRANTS: &str = "DELETE FROM account_grant WHERE realm_id = $1 AND account_id = $2";
const SET_STATE: &str = "UPDATE account SET state = $1 WHERE realm_id = $2 AND id = $3";
const SET_NAME: &str = "UPDATE account SET name = $1, sort_key = $2 WHERE realm_id = $3 AND id = $4";
const OF_PERSON: &str = "SELECT id FROM account WHERE realm_id = $1 AND person_id = $2 ORDER BY id LIMIT $3";
const SET_LANGUAGE: &str = "UPDATE account SET language = $1 WHERE realm_id = $2 AND id = $3";
const SET_SIGNED_IN: &str = "UPDATE account SET signed_in_at = $1 WHERE realm_id = $2 AND id = $3";
const MATCHING: &str = "((login >= ? AND login < ?) OR (name >= ? AND name < ?))";
const SET_PASSWORD: &str =
    "UPDATE account SET password_hash = $1, password_changed_at = $2, must_change_password = $3
    WHERE realm_id = $4 AND id = $5";
const SET_STANDING: &str = "UPDATE account SET post = $1, rank = $2 WHERE realm_id = $3 AND id = $4";
const SET_PERSON: &str = "UPDATE account SET person_id = $1 WHERE realm_id = $2 AND id = $3";
const BY_ID: &str =
    "SELECT a.realm_id, a.id, a.login, a.name, a.person_id, a.org_id, a.org_path, a.password_hash,
    a.password_changed_at, a.must_change_password, a.state, a.language, a.created_at, a.signed_in_at,
    a.post, a.rank, g.role, g.org_path AS grant_path, g.clearance
    FROM account a LEFT JOIN account_grant g ON g.realm_id = a.realm_id AND g.account_id = a.id
    WHERE a.realm_id = $1 AND a.id = $2 ORDER BY g.role, g.org_path";
const LIST: &str = "SELECT realm_id, id, login, name, person_id, org_id, org_path, password_hash,
    password_changed_at, must_change_password, state, language, created_at, signed_in_at, post, rank,
    sort_key FROM account WHERE realm_id = ?";
const AFTER_ID: &str = "SELECT realm_id, id, login, name, person_id, org_id, org_path, password_hash,
    password_changed_at, must_change_password, state, language, created_at, signed_in_at, post, rank FROM account
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const GRANTS_OF: &str = "SELECT account_id, role, org_path AS grant_path, clearance FROM account_grant
    WHERE realm_id = $1 AND account_id IN";
const NAMES: &str = "SELECT id, name FROM account WHERE realm_id = $1 AND id IN";

/// Reserves a login name; no when it is taken.
pub(crate) async fn reserve(work: &mut Work, login: &Login, account: AccountId) -> Result<bool, StoreError> {
    let values = args![login.key(), work.realm(), account];
    Ok(work.execute(RESERVE, values).await? == 1)
}

/// Sets a mark that can be set once in the life of the installation; no when it was set before.
pub(crate) async fn set_mark(work: &mut Work, name: &str) -> Result<bool, StoreError> {
    let values = args![name, work.realm(), work.now()];
    Ok(work.execute(MARK, values).await? == 1)
}

/// Says whether the installation has any account, in whatever realm.
pub(crate) async fn across_realms_any(connection: &mut Connection) -> Result<bool, StoreError> {
    Ok(connection.fetch_optional(ANY_LOGIN, args![]).await?.is_some())
}

/// Returns realm and account of a login key.
pub(crate) async fn across_realms_find(
    connection: &mut Connection,
    login_key: &str,
) -> Result<Option<(RealmId, AccountId)>, StoreError> {
    let row = connection.fetch_optional(FIND_LOGIN, args![login_key]).await?;
    row.map(|row| Ok((row.get("realm_id")?, row.get("account_id")?)))
        .transpose()
}

pub(crate) async fn insert(work: &mut Work, account: &Account) -> Result<(), StoreError> {
    let values = args![
        account.realm,
        account.id,
        account.login.as_str(),
        &account.name,
        pinyin::sort_key(&account.name),
        account.person,
        account.org,
        &account.org_path,
        account.password_hash.as_str(),
        account.password_changed_at,
        account.must_change_password,
        account.state,
        account.language,
        account.created_at
    ];
    work.execute(INSERT, values).await?;
    insert_grants(work, account.id, &account.grants).await
}

async fn insert_grants(work: &mut Work, account: AccountId, grants: &[Grant]) -> Result<(), StoreError> {
    let realm = work.realm();
    let row = |grant: &Grant| args![realm, account, &grant.role, &grant.org_path, grant.clearance];
    work.insert_many(INSERT_GRANTS, grants.iter().map(row).collect(), "")
        .await
        .map(|_| ())
}

pub(crate) async fn replace_grants(
    work: &mut Work,
    account: AccountId,
    grants: &[Grant],
) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(DELETE_GRANTS, args![realm, account]).await?;
    insert_grants(work, account, grants).await
}

pub(crate) async fn set_state(
    work: &mut Work,
    account: AccountId,
    state: AccountState,
) -> Result<(), StoreError> {
    let values = args![state, work.realm(), account];
    work.execute(SET_STATE, values).await.map(|_| ())
}

pub(crate) async fn set_person(work: &mut Work, account: &Account) -> Result<(), StoreError> {
    let values = args![account.person, work.realm(), account.id];
    work.execute(SET_PERSON, values).await.map(|_| ())
}

pub(crate) async fn set_standing(work: &mut Work, account: &Account) -> Result<(), StoreError> {
    let values = args![
        &account.standing.post,
        account.standing.rank,
        work.realm(),
        account.id
    ];
    work.execute(SET_STANDING, values).await.map(|_| ())
}

pub(crate) async fn set_name(work: &mut Work, account: &Account) -> Result<(), StoreError> {
    let values = args![
        &account.name,
        pinyin::sort_key(&account.name),
        work.realm(),
        account.id
    ];
    work.execute(SET_NAME, values).await.map(|_| ())
}

/// Returns the accounts of a person.
pub(crate) async fn of_person(
    connection: &mut Connection,
    person: PersonId,
    limit: u32,
) -> Result<Vec<AccountId>, StoreError> {
    let values = args![connection.realm(), person, limit];
    let rows = connection.fetch_all(OF_PERSON, values).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

pub(crate) async fn set_language(work: &mut Work, account: &Account) -> Result<(), StoreError> {
    let values = args![account.language, work.realm(), account.id];
    work.execute(SET_LANGUAGE, values).await.map(|_| ())
}

pub(crate) async fn set_password(work: &mut Work, account: &Account) -> Result<(), StoreError> {
    let values = args![
        account.password_hash.as_str(),
        account.password_changed_at,
        account.must_change_password,
        work.realm(),
        account.id
    ];
    work.execute(SET_PASSWORD, values).await.map(|_| ())
}

/// Returns an account with its rights, in one query. The realm is an argument: sessions are found across realms.
pub(crate) async fn by_id(
    connection: &mut Connection,
    realm: RealmId,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    let rows = connection.fetch_all(BY_ID, args![realm, id]).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut account = read(first)?;
    for row in &rows {
        if row.get::<Option<String>>("role")?.is_some() {
            account.grants.push(read_grant(row)?);
        }
    }
    Ok(Some(account))
}

/// Returns the accounts with these ids, by id; no more than a statement may name.
pub(crate) async fn by_ids(
    connection: &mut Connection,
    ids: &[AccountId],
) -> Result<Vec<Account>, StoreError> {
    let ids = ids.iter().map(|id| id.into_value()).collect();
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and_in("id", ids)
        .finish("ORDER BY id", args![]);
    let rows = connection.fetch_all(sql, values).await?;
    with_grants(connection, rows.iter().map(read).collect::<Result<_, _>>()?).await
}

/// Returns accounts by the pinyin of their names.
pub(crate) async fn list(
    connection: &mut Connection,
    filter: &Filter,
    query: &AccountQuery,
    limit: u32,
) -> Result<Vec<Account>, StoreError> {
    let column = |field: &str| (field == ORG_PATH).then_some("org_path");
    let mut list = ListQuery::new(LIST, args![connection.realm()]).and_filter(filter, &column);
    if let Some(values) = matching(&query.text) {
        list = list.and(MATCHING, values);
    }
    if let Some((name, id)) = &query.after {
        list = list.and("(sort_key, id) > (?, ?)", args![pinyin::sort_key(name), *id]);
    }
    let places = Places::of(connection, filter).await?;
    let order = "ORDER BY sort_key, id LIMIT ?";
    let (sql, values) = list.finish_in(("org_path", &places), order, args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    with_grants(connection, rows.iter().map(read).collect::<Result<_, _>>()?).await
}

/// Returns the two ranges of [`MATCHING`]; nothing for an empty text.
fn matching(text: &str) -> Option<Vec<Value>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let login = text.to_lowercase();
    let ranges = [login.as_str(), text].map(|prefix| args![prefix, prefix_end(prefix)]);
    Some(ranges.into_iter().flatten().collect())
}

/// Writes down that an account signed in now.
pub(crate) async fn set_signed_in(work: &mut Work, account: AccountId) -> Result<(), StoreError> {
    let values = args![work.now(), work.realm(), account];
    work.execute(SET_SIGNED_IN, values).await.map(|_| ())
}

/// Returns accounts by id, behind `after`.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Account>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    with_grants(connection, rows.iter().map(read).collect::<Result<_, _>>()?).await
}

/// Returns the names behind ids, in no order.
pub(crate) async fn names_of(
    connection: &mut Connection,
    ids: &[AccountId],
) -> Result<Vec<(AccountId, String)>, StoreError> {
    let realm = connection.realm();
    let mut names = Vec::with_capacity(ids.len());
    for part in ids.chunks(LIST_MAX) {
        let sql = format!("{NAMES} ({})", in_list(2, part.len()));
        let mut values = args![realm];
        values.extend(part.iter().map(|id| id.into_value()));
        for row in connection.fetch_all(sql, values).await? {
            names.push((row.get("id")?, row.get("name")?));
        }
    }
    Ok(names)
}

/// Most values in one IN list (schema rules, 4.5).
const LIST_MAX: usize = 500;

async fn with_grants(
    connection: &mut Connection,
    mut accounts: Vec<Account>,
) -> Result<Vec<Account>, StoreError> {
    let realm = connection.realm();
    let mut grants: HashMap<AccountId, Vec<Grant>> = HashMap::new();
    for part in accounts.chunks(LIST_MAX) {
        let sql = format!(
            "{GRANTS_OF} ({}) ORDER BY role, grant_path",
            in_list(2, part.len())
        );
        let mut values = args![realm];
        values.extend(part.iter().map(|account| account.id.into_value()));
        for row in connection.fetch_all(sql, values).await? {
            grants
                .entry(row.get("account_id")?)
                .or_default()
                .push(read_grant(&row)?);
        }
    }
    for account in &mut accounts {
        account.grants = grants.remove(&account.id).unwrap_or_default();
    }
    Ok(accounts)
}

fn read(row: &Row) -> Result<Account, StoreError> {
    let login: String = row.get("login")?;
    let login =
        Login::parse(&login).map_err(|error| StoreError::inconsistent("account.login", error.to_string()))?;
    Ok(Account {
        id: row.get("id")?,
        realm: row.get("realm_id")?,
        login,
        name: row.get("name")?,
        person: row.get("person_id")?,
        org: row.get("org_id")?,
        org_path: row.get("org_path")?,
        state: row.get("state")?,
        language: row.get("language")?,
        grants: Vec::new(),
        standing: Standing {
            post: row.get("post")?,
            rank: row.get("rank")?,
        },
        password_changed_at: row.get::<Timestamp>("password_changed_at")?,
        must_change_password: row.get("must_change_password")?,
        created_at: row.get("created_at")?,
        signed_in_at: row.get("signed_in_at")?,
        password_hash: PasswordHash::from_stored(row.get("password_hash")?),
    })
}

fn read_grant(row: &Row) -> Result<Grant, StoreError> {
    Ok(Grant {
        role: row.get("role")?,
        org_path: row.get("grant_path")?,
        clearance: row.get("clearance")?,
    })
}
