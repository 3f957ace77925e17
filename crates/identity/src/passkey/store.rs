//! All SQL of passkeys and of the challenges that wait for their answer.

use super::ceremony::credential_key;
use super::model::Kept;
use super::verification::Seen;
use guildhall_kernel::{AccountId, PasskeyId, RealmId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};

const RESERVE: &str = "INSERT INTO passkey_credential (credential_hash, realm_id, account_id, passkey_id)
    VALUES ($1, $2, $3, $4) ON CONFLICT (credential_hash) DO NOTHING";
const RELEASE: &str = "DELETE FROM passkey_credential WHERE credential_hash = $1";
const RELEASE_ALL: &str = "DELETE FROM passkey_credential WHERE realm_id = $1 AND account_id = $2";
const FIND: &str = "SELECT realm_id, passkey_id FROM passkey_credential WHERE credential_hash = $1";
const INSERT: &str = "INSERT INTO passkey (realm_id, id, account_id, relying_party, credential_id, public_key,
    sign_count, backup_eligible, backed_up, name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const BY_ID: &str = "SELECT id, realm_id, account_id, relying_party, credential_id, public_key, sign_count,
    backup_eligible, backed_up, name, made_at, used_at, suspected_at FROM passkey WHERE realm_id = $1 AND id = $2";
const OF_ACCOUNT: &str =
    "SELECT id, realm_id, account_id, relying_party, credential_id, public_key, sign_count,
    backup_eligible, backed_up, name, made_at, used_at, suspected_at FROM passkey
    WHERE realm_id = $1 AND account_id = $2 ORDER BY made_at, id";
const USED: &str = "UPDATE passkey SET sign_count = $1, backed_up = $2, used_at = $3
    WHERE realm_id = $4 AND id = $5 AND sign_count = $6 AND suspected_at IS NULL";
const SUSPECT: &str = "UPDATE passkey SET suspected_at = $1
    WHERE realm_id = $2 AND id = $3 AND suspected_at IS NULL";
const REMOVE: &str = "DELETE FROM passkey WHERE realm_id = $1 AND id = $2";
const REMOVE_ALL: &str = "DELETE FROM passkey WHERE realm_id = $1 AND account_id = $2";
const PUT_CHALLENGE: &str =
    "INSERT INTO passkey_challenge (holder_hash, challenge, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (holder_hash) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at";
const TAKE_CHALLENGE: &str =
    "DELETE FROM passkey_challenge WHERE holder_hash = $1 RETURNING challenge, expires_at";
const FORGET_CHALLENGES: &str = "DELETE FROM passkey_challenge WHERE expires_at <= $1";

/// Keeps a passkey; no when the credential is known already, here or in another realm.
pub(super) async fn insert(work: &mut Work, kept: &Kept) -> Result<bool, StoreError> {
    let key = credential_key(&kept.credential_id);
    let reserved = work
        .execute(RESERVE, args![key, kept.realm, kept.account, kept.id])
        .await?;
    if reserved == 0 {
        return Ok(false);
    }
    let values = args![
        kept.realm,
        kept.id,
        kept.account,
        &kept.relying_party,
        kept.credential_id.clone(),
        kept.public_key.clone(),
        kept.sign_count,
        kept.backup_eligible,
        kept.backed_up,
        &kept.name,
        kept.made_at
    ];
    work.execute(INSERT, values).await?;
    Ok(true)
}

/// Returns the passkey of a credential, of whatever realm: nobody has said yet who signs in.
pub(crate) async fn across_realms_find(
    connection: &mut Connection,
    credential_id: &[u8],
) -> Result<Option<Kept>, StoreError> {
    let found = connection
        .fetch_optional(FIND, args![credential_key(credential_id)])
        .await?;
    let Some(found) = found else { return Ok(None) };
    let (realm, id): (RealmId, PasskeyId) = (found.get("realm_id")?, found.get("passkey_id")?);
    let row = connection.fetch_optional(BY_ID, args![realm, id]).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the passkeys of an account, the oldest first; the realm is an argument, because sign-in looks across realms.
pub(super) async fn of_account(
    connection: &mut Connection,
    realm: RealmId,
    account: AccountId,
) -> Result<Vec<Kept>, StoreError> {
    let rows = connection.fetch_all(OF_ACCOUNT, args![realm, account]).await?;
    rows.iter().map(read).collect()
}

/// Writes a use down; no when the passkey was used or stopped at the same moment.
pub(super) async fn used(work: &mut Work, kept: &Kept, seen: &Seen) -> Result<bool, StoreError> {
    let values = args![
        seen.sign_count,
        seen.backed_up,
        work.now(),
        work.realm(),
        kept.id,
        kept.sign_count
    ];
    Ok(work.execute(USED, values).await? == 1)
}

/// Stops a passkey that may have been copied; no when it was stopped before.
pub(super) async fn suspect(work: &mut Work, id: PasskeyId) -> Result<bool, StoreError> {
    let values = args![work.now(), work.realm(), id];
    Ok(work.execute(SUSPECT, values).await? == 1)
}

pub(super) async fn remove(work: &mut Work, kept: &Kept) -> Result<(), StoreError> {
    work.execute(RELEASE, args![credential_key(&kept.credential_id)])
        .await?;
    work.execute(REMOVE, args![work.realm(), kept.id])
        .await
        .map(|_| ())
}

/// Removes all passkeys of an account and returns how many.
pub(super) async fn remove_all(work: &mut Work, account: AccountId) -> Result<u64, StoreError> {
    let values = args![work.realm(), account];
    work.execute(RELEASE_ALL, values.clone()).await?;
    work.execute(REMOVE_ALL, values).await
}

/// Keeps a challenge for some seconds in place of the holder's last one.
pub(super) async fn put_challenge(
    work: &mut Work,
    holder_hash: &str,
    challenge: &[u8],
    secs: i64,
) -> Result<(), StoreError> {
    let values = args![holder_hash, challenge.to_vec(), work.now().plus_secs(secs)];
    work.execute(PUT_CHALLENGE, values).await.map(|_| ())
}

/// Takes the challenge of a holder out; nothing when there is none or its time is over.
pub(super) async fn take_challenge(
    work: &mut Work,
    holder_hash: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(row) = work.fetch_optional(TAKE_CHALLENGE, args![holder_hash]).await? else {
        return Ok(None);
    };
    let is_over = row.get::<Timestamp>("expires_at")? <= work.now();
    let challenge: Vec<u8> = row.get("challenge")?;
    Ok((!is_over).then_some(challenge))
}

/// Removes the challenges that nobody answered in time.
pub(crate) async fn across_realms_forget_over(work: &mut Work, now: Timestamp) -> Result<u64, StoreError> {
    work.execute(FORGET_CHALLENGES, args![now]).await
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: row.get("id")?,
        realm: row.get("realm_id")?,
        account: row.get("account_id")?,
        relying_party: row.get("relying_party")?,
        credential_id: row.get("credential_id")?,
        public_key: row.get("public_key")?,
        sign_count: row.get("sign_count")?,
        backup_eligible: row.get("backup_eligible")?,
        backed_up: row.get("backed_up")?,
        name: row.get("name")?,
        made_at: row.get("made_at")?,
        used_at: row.get("used_at")?,
        suspected_at: row.get("suspected_at")?,
    })
}
