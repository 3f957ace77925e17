//! The first run (初次设置): realm, top organisation and the three administrators in one unit of work, once.
//!
//! Nobody is signed in yet, so no right is checked; instead it works only while the installation has no account,
//! and a mark that can be set once decides between two that come at the same moment. All three administrators are
//! made together: a house with fewer would have to trust one person alone (see [`crate::power`]).

use crate::account::{Account, AccountState, Language, Login, PasswordHash};
use crate::account::{service, store};
use crate::organisation::{self, NewOrganisation, Organisation, OrganisationKind};
use crate::power::Power;
use crate::{IdentityError, text};
use guildhall_kernel::{Actor, OrgPath, RealmId, Standing};
use guildhall_store::{Connection, Database, Work};

/// Name of the mark.
const MARK: &str = "first-run";

/// What the first page asks for.
#[derive(Debug, Clone)]
pub struct FirstRun {
    /// Name of the union.
    pub union_name: String,
    /// Kind of its top organisation.
    pub kind: OrganisationKind,
    /// Language of the administrators' pages.
    pub language: Language,
    /// Who fills the page in; she holds the system power.
    pub system: Founder,
    /// Who holds the security power.
    pub security: Founder,
    /// Who holds the audit power.
    pub audit: Founder,
}

/// One of the three administrators to be made.
#[derive(Debug, Clone)]
pub struct Founder {
    /// Login name.
    pub login: Login,
    /// Name.
    pub name: String,
    /// Password, hashed by [`crate::Passwords`].
    pub password: PasswordHash,
    /// Whether somebody else knows that password, so that it must be changed at the first sign-in.
    pub must_change_password: bool,
}

/// The three administrators, made.
#[derive(Debug, Clone)]
pub struct Founders {
    /// The system administrator (系统管理员).
    pub system: Account,
    /// The security administrator (安全管理员).
    pub security: Account,
    /// The audit administrator (审计管理员).
    pub audit: Account,
}

/// Says whether the installation still waits for its first administrators.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn is_needed(connection: &mut Connection) -> Result<bool, IdentityError> {
    Ok(!store::across_realms_any(connection).await?)
}

/// Opens the unit of work for [`found`], in a realm that does not exist yet.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn begin(database: &Database) -> Result<Work, IdentityError> {
    let realm = RealmId::generate(&*database.clock(), &*database.random());
    Ok(database.begin(realm).await?)
}

/// Makes the realm of this unit of work, its top organisation and its three administrators.
///
/// # Errors
/// [`IdentityError::FirstRunOver`] when there is an account, or when another first run was quicker;
/// [`IdentityError::LoginTaken`] when two of the three have the same login name; [`IdentityError::InvalidName`].
pub async fn found(work: &mut Work, first: FirstRun) -> Result<Founders, IdentityError> {
    let is_first = store::set_mark(work, MARK).await?;
    if !is_first || !is_needed(work).await? {
        return Err(IdentityError::FirstRunOver);
    }
    let new = NewOrganisation {
        name: first.union_name,
        kind: first.kind,
    };
    let actor = Actor::program(MARK, work.realm(), OrgPath::root(1));
    let top = organisation::service::establish(work, &actor, new).await?;
    let place = (&top, first.language);
    Ok(Founders {
        system: make(work, &actor, place, (Power::System, first.system)).await?,
        security: make(work, &actor, place, (Power::Security, first.security)).await?,
        audit: make(work, &actor, place, (Power::Audit, first.audit)).await?,
    })
}

/// Makes the account of an administrator over the whole realm.
pub(crate) async fn make(
    work: &mut Work,
    actor: &Actor,
    (top, language): (&Organisation, Language),
    (power, founder): (Power, Founder),
) -> Result<Account, IdentityError> {
    let account = Account {
        id: work.new_id(),
        realm: work.realm(),
        login: founder.login,
        name: text::name(&founder.name)?,
        person: None,
        org: top.id,
        grants: vec![power.over(top.path.clone())],
        org_path: top.path.clone(),
        state: AccountState::Active,
        language,
        standing: Standing::default(),
        password_changed_at: work.now(),
        must_change_password: founder.must_change_password,
        signed_in_at: None,
        created_at: work.now(),
        password_hash: founder.password,
    };
    service::add(work, actor, &account).await?;
    Ok(account)
}
