//! All SQL of the second factor.

use guildhall_kernel::{AccountId, RealmId, Timestamp};
use guildhall_keyring::SealedBytes;
use guildhall_store::{Connection, Row, StoreError, Work, args};

const BEGIN: &str = "INSERT INTO second_factor (realm_id, account_id, key_id, secret, last_step, made_at)
    VALUES ($1, $2, $3, $4, 0, $5)";
const OF: &str = "SELECT key_id, secret, last_step, confirmed_at FROM second_factor
    WHERE realm_id = $1 AND account_id = $2";
const CONFIRM: &str = "UPDATE second_factor SET confirmed_at = $1
    WHERE realm_id = $2 AND account_id = $3 AND confirmed_at IS NULL";
const USE_STEP: &str = "UPDATE second_factor SET last_step = $1
    WHERE realm_id = $2 AND account_id = $3 AND last_step < $4";
const REMOVE: &str = "DELETE FROM second_factor WHERE realm_id = $1 AND account_id = $2";
const REMOVE_CODES: &str = "DELETE FROM recovery_code WHERE realm_id = $1 AND account_id = $2";
const ADD_CODES: &str = "INSERT INTO recovery_code (realm_id, account_id, code_hash) VALUES";
const USE_CODE: &str = "UPDATE recovery_code SET used_at = $1
    WHERE realm_id = $2 AND account_id = $3 AND code_hash = $4 AND used_at IS NULL";
const COUNT_CODES: &str = "SELECT COUNT(*) AS left_over FROM recovery_code
    WHERE realm_id = $1 AND account_id = $2 AND used_at IS NULL";

const PAGE_OF_OLD_KEYS: &str = "SELECT account_id, key_id, secret FROM second_factor
    WHERE realm_id = $1 AND account_id > $2 AND key_id <> $3 ORDER BY account_id LIMIT $4";
const RESEAL: &str = "UPDATE second_factor SET key_id = $1, secret = $2
    WHERE realm_id = $3 AND account_id = $4 AND secret = $5";
const COUNT_OF_KEYS: &str =
    "SELECT key_id, COUNT(*) AS secrets FROM second_factor WHERE realm_id = $1 GROUP BY key_id";

/// A row as it is kept.
pub(crate) struct Kept {
    pub(crate) sealed: SealedBytes,
    pub(crate) last_step: i64,
    pub(crate) confirmed_at: Option<Timestamp>,
}

/// Begins an enrolment; an unfinished one before gives way.
pub(crate) async fn begin(
    work: &mut Work,
    account: AccountId,
    sealed: &SealedBytes,
) -> Result<(), StoreError> {
    remove(work, account).await?;
    let values = args![
        work.realm(),
        account,
        &sealed.key_id,
        sealed.bytes.clone(),
        work.now()
    ];
    work.execute(BEGIN, values).await.map(|_| ())
}

/// Returns what is kept of an account; the realm is an argument, because sign-in looks across realms.
pub(crate) async fn of(
    connection: &mut Connection,
    realm: RealmId,
    account: AccountId,
) -> Result<Option<Kept>, StoreError> {
    let row = connection.fetch_optional(OF, args![realm, account]).await?;
    row.map(|row| {
        Ok(Kept {
            sealed: SealedBytes {
                key_id: row.get("key_id")?,
                bytes: row.get("secret")?,
            },
            last_step: row.get("last_step")?,
            confirmed_at: row.get("confirmed_at")?,
        })
    })
    .transpose()
}

/// Ends an enrolment well; no when there is none that waits.
pub(crate) async fn confirm(work: &mut Work, account: AccountId) -> Result<bool, StoreError> {
    let values = args![work.now(), work.realm(), account];
    Ok(work.execute(CONFIRM, values).await? == 1)
}

/// Writes down that the code of a step was used; no when it was before, also at the same moment.
pub(crate) async fn use_step(work: &mut Work, account: AccountId, step: i64) -> Result<bool, StoreError> {
    let values = args![step, work.realm(), account, step];
    Ok(work.execute(USE_STEP, values).await? == 1)
}

/// Removes the secret of the app; no when there was none.
pub(crate) async fn remove(work: &mut Work, account: AccountId) -> Result<bool, StoreError> {
    Ok(work.execute(REMOVE, args![work.realm(), account]).await? == 1)
}

/// Removes the recovery codes.
pub(crate) async fn remove_codes(work: &mut Work, account: AccountId) -> Result<(), StoreError> {
    work.execute(REMOVE_CODES, args![work.realm(), account])
        .await
        .map(|_| ())
}

/// Replaces the recovery codes.
pub(crate) async fn replace_codes(
    work: &mut Work,
    account: AccountId,
    hashes: &[String],
) -> Result<(), StoreError> {
    let realm = work.realm();
    remove_codes(work, account).await?;
    let rows = hashes.iter().map(|hash| args![realm, account, hash]).collect();
    work.insert_many(ADD_CODES, rows, "").await.map(|_| ())
}

/// Uses a recovery code; no when there is none such, or it was used.
pub(crate) async fn use_code(work: &mut Work, account: AccountId, hash: &str) -> Result<bool, StoreError> {
    let values = args![work.now(), work.realm(), account, hash];
    Ok(work.execute(USE_CODE, values).await? == 1)
}

/// Returns how many recovery codes are left.
pub(crate) async fn codes_left(
    connection: &mut Connection,
    realm: RealmId,
    account: AccountId,
) -> Result<u32, StoreError> {
    let row = connection.fetch_one(COUNT_CODES, args![realm, account]).await?;
    Ok(u32::try_from(row.get::<i64>("left_over")?).unwrap_or(0))
}

/// Returns secrets that another key than this one seals, by account, behind `after`.
pub(crate) async fn page_of_old_keys(
    connection: &mut Connection,
    after: Option<AccountId>,
    (key_id, limit): (&str, u32),
) -> Result<Vec<(AccountId, SealedBytes)>, StoreError> {
    let after = after.unwrap_or(AccountId::from_uuid(uuid::Uuid::nil()));
    let values = args![connection.realm(), after, key_id, limit];
    let rows = connection.fetch_all(PAGE_OF_OLD_KEYS, values).await?;
    let read = |row: &Row| {
        let sealed = SealedBytes {
            key_id: row.get("key_id")?,
            bytes: row.get("secret")?,
        };
        Ok((row.get("account_id")?, sealed))
    };
    rows.iter().map(read).collect()
}

/// Puts a secret sealed anew in the place of the old one, unless that was replaced in the meantime.
pub(crate) async fn reseal(
    work: &mut Work,
    account: AccountId,
    (old, new): (&SealedBytes, &SealedBytes),
) -> Result<(), StoreError> {
    let values = args![
        &new.key_id,
        new.bytes.clone(),
        work.realm(),
        account,
        old.bytes.clone()
    ];
    work.execute(RESEAL, values).await.map(|_| ())
}

/// Returns how many secrets each master key seals.
pub(crate) async fn count_of_keys(connection: &mut Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let rows = connection
        .fetch_all(COUNT_OF_KEYS, args![connection.realm()])
        .await?;
    let read = |row: &Row| {
        let secrets: i64 = row.get("secrets")?;
        Ok((row.get("key_id")?, u64::try_from(secrets).unwrap_or(0)))
    };
    rows.iter().map(read).collect()
}
