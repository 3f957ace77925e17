//! What the ledger is told of an account's second factors, so that one that was put there, taken away or exchanged
//! behind the program's back is found.
//!
//! One digest for each account over app, recovery codes and passkeys, without what every sign-in changes and without
//! the sealed secret itself, which is sealed anew when the key ring turns; whether it opens is looked at separately.

use crate::IdentityError;
use crate::subject_kind::CREDENTIALS;
use guildhall_kernel::{AccountId, Actor, ContentHash};
use guildhall_ledger::Subjects;
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use serde_json::json;
use uuid::Uuid;

/// Accounts in a page.
const PAGE: u32 = 200;
/// Written when the last credential is gone.
const ENDED: &str = "account.credentials-ended";

const HOLDERS: &str = "SELECT account_id FROM second_factor WHERE realm_id = $1 AND account_id > $2
    UNION SELECT account_id FROM recovery_code WHERE realm_id = $1 AND account_id > $2
    UNION SELECT account_id FROM passkey WHERE realm_id = $1 AND account_id > $2
    ORDER BY account_id LIMIT $3";
const APP: &str = "SELECT made_at, confirmed_at FROM second_factor WHERE realm_id = $1 AND account_id = $2";
const CODES: &str = "SELECT code_hash, used_at FROM recovery_code
    WHERE realm_id = $1 AND account_id = $2 ORDER BY code_hash";
const PASSKEYS: &str = "SELECT id, relying_party, credential_id, public_key, suspected_at FROM passkey
    WHERE realm_id = $1 AND account_id = $2 ORDER BY id";

/// The second factors of a realm's accounts.
#[derive(Debug, Clone, Copy, Default)]
pub struct CredentialSubjects;

#[async_trait::async_trait]
impl Subjects for CredentialSubjects {
    fn kind(&self) -> &'static str {
        CREDENTIALS
    }

    fn ending_actions(&self) -> &'static [&'static str] {
        &[ENDED]
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let values = args![connection.realm(), after.unwrap_or_default(), PAGE];
        let mut page = Vec::new();
        for row in connection.fetch_all(HOLDERS, values).await? {
            let account: AccountId = row.get("account_id")?;
            page.extend(
                digest(connection, account)
                    .await?
                    .map(|digest| (account.uuid(), digest)),
            );
        }
        Ok(page)
    }
}

/// Tells the ledger how the second factors of an account are now.
pub(crate) async fn keep(work: &mut Work, actor: &Actor, account: AccountId) -> Result<(), IdentityError> {
    let digest = digest(work, account).await?;
    let action = if digest.is_some() {
        "account.credentials-kept"
    } else {
        ENDED
    };
    let subject = Subject {
        kind: CREDENTIALS,
        id: account.uuid(),
        digest,
    };
    Ok(note(work, actor, action, subject, json!({})).await?)
}

/// Returns the digest of an account's second factors; nothing when it has none.
async fn digest(connection: &mut Connection, account: AccountId) -> Result<Option<ContentHash>, StoreError> {
    let values = args![connection.realm(), account];
    let mut lines = Vec::new();
    for row in connection.fetch_all(APP, values.clone()).await? {
        let (made, confirmed): (i64, Option<i64>) = (row.get("made_at")?, row.get("confirmed_at")?);
        lines.push(json!(["app", made, confirmed]));
    }
    for row in connection.fetch_all(CODES, values.clone()).await? {
        let (hash, used): (String, Option<i64>) = (row.get("code_hash")?, row.get("used_at")?);
        lines.push(json!(["code", hash, used]));
    }
    for row in connection.fetch_all(PASSKEYS, values).await? {
        lines.push(passkey(&row)?);
    }
    let text = serde_json::Value::Array(lines.clone()).to_string();
    Ok((!lines.is_empty()).then(|| ContentHash::of(text.as_bytes())))
}

fn passkey(row: &Row) -> Result<serde_json::Value, StoreError> {
    let (id, party): (Uuid, String) = (row.get("id")?, row.get("relying_party")?);
    let (credential, key): (Vec<u8>, Vec<u8>) = (row.get("credential_id")?, row.get("public_key")?);
    let suspected: Option<i64> = row.get("suspected_at")?;
    let hash = |bytes: &[u8]| ContentHash::of(bytes).to_hex();
    Ok(json!([
        "passkey",
        id,
        party,
        hash(&credential),
        hash(&key),
        suspected
    ]))
}
