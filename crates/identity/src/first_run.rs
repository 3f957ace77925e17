//! The first run (初次设置): realm, top organisation and first administrator in one unit of work, once.
//!
//! Nobody is signed in yet, so no right is checked; instead it works only while the installation has no account,
//! and a mark that can be set once decides between two that come at the same moment.

use crate::account::{Account, AccountState, CLEARANCE_MAX, Language, Login, PasswordHash};
use crate::account::{service, store};
use crate::organisation::{self, NewOrganisation, OrganisationKind};
use crate::rights::{ADMINISTRATOR, ARCHIVIST};
use crate::{IdentityError, text};
use guildhall_kernel::{Actor, Grant, OrgPath, RealmId};
use guildhall_store::{Connection, Database, Work};

/// Name of the mark.
const MARK: &str = "first-run";
/// Clearance of an administrator: 内部, internal papers.
const ADMINISTRATOR_CLEARANCE: i64 = 1;

/// What the first page asks for.
#[derive(Debug, Clone)]
pub struct FirstRun {
    /// Name of the union.
    pub union_name: String,
    /// Kind of its top organisation.
    pub kind: OrganisationKind,
    /// Login name of the administrator.
    pub login: Login,
    /// Name of the administrator.
    pub name: String,
    /// Her password, hashed by [`crate::Passwords::hash_new`].
    pub password: PasswordHash,
    /// Language of her pages.
    pub language: Language,
    /// Whether she also keeps the archive, as in a small union; then with the highest clearance.
    pub is_archivist: bool,
}

/// Says whether the installation still waits for its first administrator.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn is_needed(connection: &mut Connection) -> Result<bool, IdentityError> {
    Ok(!store::across_realms_any(connection).await?)
}

/// Opens the unit of work for [`create_first_administrator`], in a realm that does not exist yet.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn begin(database: &Database) -> Result<Work, IdentityError> {
    let realm = RealmId::generate(&*database.clock(), &*database.random());
    Ok(database.begin(realm).await?)
}

/// Makes the realm of this unit of work, its top organisation and its first administrator.
///
/// # Errors
/// [`IdentityError::FirstRunOver`] when there is an account, or when another first run was quicker.
pub async fn create_first_administrator(work: &mut Work, first: FirstRun) -> Result<Account, IdentityError> {
    let is_first = store::set_mark(work, MARK).await?;
    if !is_first || !is_needed(work).await? {
        return Err(IdentityError::FirstRunOver);
    }
    let new = NewOrganisation {
        name: first.union_name.clone(),
        kind: first.kind,
    };
    let actor = Actor::program(MARK, work.realm(), OrgPath::root(1));
    let top = organisation::service::establish(work, &actor, new).await?;
    let account = Account {
        id: work.new_id(),
        realm: work.realm(),
        login: first.login,
        name: text::name(&first.name)?,
        person: None,
        org: top.id,
        grants: first_grants(&top.path, first.is_archivist),
        org_path: top.path,
        state: AccountState::Active,
        language: first.language,
        password_changed_at: work.now(),
        must_change_password: false,
        signed_in_at: None,
        created_at: work.now(),
        password_hash: first.password,
    };
    service::add(work, &actor, &account).await?;
    Ok(account)
}

fn first_grants(top: &OrgPath, is_archivist: bool) -> Vec<Grant> {
    let grant = |role: &str, clearance| Grant {
        role: role.to_owned(),
        org_path: top.clone(),
        clearance,
    };
    let mut grants = vec![grant(ADMINISTRATOR, ADMINISTRATOR_CLEARANCE)];
    if is_archivist {
        grants.push(grant(ARCHIVIST, CLEARANCE_MAX));
    }
    grants
}
