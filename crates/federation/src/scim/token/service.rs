//! Making, listing, revoking and showing tokens.

use super::model::{NewToken, ScimToken, TOKEN_DAYS_MAX};
use super::store;
use crate::FederationError;
use crate::oidc::secret;
use crate::scim::{Directory, ScimFault};
use crate::subject_kind::SCIM_TOKEN;
use async_trait::async_trait;
use guildhall_identity::account::outside;
use guildhall_identity::rights::MANAGE_ACCOUNTS;
use guildhall_identity::{Rights, organisation, text};
use guildhall_kernel::{Actor, ContentHash, OrgPath, ScimTokenId, Timestamp};
use guildhall_ledger::Subjects;
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, StoreError, Work};
use serde_json::json;
use uuid::Uuid;

/// What every token begins with, so that scanners for lost secrets know it.
const MARK: &str = "guildhall_scim_";
/// Tokens that a list shows.
const LISTED_MAX: u32 = 200;
/// A use is written down at most once in this many seconds.
const USE_SECS: i64 = 60;
/// The part of the program that acts for a directory.
const PROGRAM: &str = "directory";
/// Tokens in a page of the ledger's comparison.
const PAGE: u32 = 500;

/// Makes a token and returns it with its secret, which is shown only here.
///
/// # Errors
/// [`FederationError::Identity`] when the actor does not manage accounts in the branch, or the name is none;
/// [`FederationError::TokenDays`].
pub async fn make(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    new: NewToken,
) -> Result<(ScimToken, String), FederationError> {
    rights.require_in(actor, MANAGE_ACCOUNTS, &new.branch)?;
    let made_by = actor.account().ok_or(FederationError::TokenNotFound)?;
    let branch = organisation::service::at(work, &new.branch).await?;
    let name = text::name(&new.name)?;
    if !(1..=TOKEN_DAYS_MAX).contains(&new.days) {
        return Err(FederationError::TokenDays);
    }
    let shown = format!("{MARK}{}", secret(work.random()));
    let now = work.now();
    let token = ScimToken {
        id: work.new_id(),
        name,
        branch: branch.path,
        made_by,
        made_at: now,
        expires_at: now.plus_secs(new.days * 24 * 60 * 60),
        used_at: None,
        revoked_at: None,
        hash: hash(&shown),
    };
    store::insert(work, &token).await?;
    note_change(work, actor, "directory.token-made", &token).await?;
    Ok((token, shown))
}

/// Returns the tokens of the branches in which the actor manages accounts, the newest first.
///
/// # Errors
/// [`FederationError::Store`].
pub async fn list(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
) -> Result<Vec<ScimToken>, FederationError> {
    let mut found: Vec<ScimToken> = Vec::new();
    for grant in &actor.grants {
        if rights.allows_in(actor, MANAGE_ACCOUNTS, &grant.org_path) {
            let range = (grant.org_path.as_str(), &*grant.org_path.upper_bound());
            let more = store::of_branch(connection, range, LISTED_MAX).await?;
            found.extend(
                more.into_iter()
                    .filter(|token| !seen(&found, token))
                    .collect::<Vec<_>>(),
            );
        }
    }
    Ok(found)
}

fn seen(found: &[ScimToken], token: &ScimToken) -> bool {
    found.iter().any(|known| known.id == token.id)
}

/// Revokes a token; its directory is refused from the next request on.
///
/// # Errors
/// [`FederationError::TokenNotFound`], also when the actor does not manage accounts in its branch.
pub async fn revoke(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: ScimTokenId,
) -> Result<(), FederationError> {
    let token = store::by_id(work, id)
        .await?
        .ok_or(FederationError::TokenNotFound)?;
    rights
        .require_in(actor, MANAGE_ACCOUNTS, &token.branch)
        .map_err(|_| FederationError::TokenNotFound)?;
    if !store::revoke(work, id).await? {
        return Ok(());
    }
    let revoked = store::by_id(work, id)
        .await?
        .ok_or(FederationError::TokenNotFound)?;
    note_change(work, actor, "directory.token-revoked", &revoked).await
}

/// Returns the directory that shows a token, and writes the use down, once a minute at most.
///
/// # Errors
/// [`ScimFault::Unauthorized`], the same for a token that is unknown, over or revoked.
pub async fn authenticate(database: &Database, shown: &str) -> Result<Directory, ScimFault> {
    let mut connection = database.read_across_realms().await?;
    let found = store::across_realms_find(&mut connection, &hash(shown)).await?;
    drop(connection);
    let now = database.clock().now();
    let (realm, token) = found
        .filter(|(_, token)| token.holds(now))
        .ok_or(ScimFault::Unauthorized)?;
    if is_use_due(&token, now) {
        let mut work = database.begin(realm).await?;
        store::used(&mut work, token.id).await?;
        work.commit().await?;
    }
    Ok(Directory {
        token: token.id,
        actor: outside::arm(PROGRAM, realm, token.branch.clone()),
        branch: token.branch,
    })
}

fn is_use_due(token: &ScimToken, now: Timestamp) -> bool {
    token.used_at.is_none_or(|used| now.secs_since(used) >= USE_SECS)
}

/// The secret has 256 bits of chance, so a plain digest is enough.
fn hash(shown: &str) -> String {
    ContentHash::of(shown.as_bytes()).to_hex()
}

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    token: &ScimToken,
) -> Result<(), FederationError> {
    let subject = Subject {
        kind: SCIM_TOKEN,
        id: token.id.uuid(),
        digest: Some(token.digest()),
    };
    let branch: &OrgPath = &token.branch;
    let details = json!({ "org_path": branch, "expires_at": token.expires_at });
    Ok(note(work, actor, action, subject, details).await?)
}

/// The tokens of a realm, which the ledger compares with its entries.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScimTokenSubjects;

#[async_trait]
impl Subjects for ScimTokenSubjects {
    fn kind(&self) -> &'static str {
        SCIM_TOKEN
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|token| (token.id.uuid(), token.digest()))
            .collect())
    }
}
