//! What can be done with the tree: begin it, add to it, rename, and look around in it.

use super::model::{DEPTH_MAX, NewOrganisation, Organisation};
use super::store;
use crate::rights::{Denied, MANAGE_SYSTEM, Rights};
use crate::subject_kind;
use crate::{IdentityError, text};
use guildhall_kernel::{Actor, ActorId, OrgId, OrgPath, RealmId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Realm, StoreError, Work, counter, realm};
use serde_json::json;

/// How the names of the counters of organisations begin.
pub(crate) const NUMBERS: &str = "organisation:";
/// What is written down when an organisation was added below another.
pub(crate) const ADDED: &str = "organisation.added";

/// Most organisations that one call returns.
pub const PAGE_MAX: u32 = 1_000;

/// Makes the top organisation of the realm of this unit of work, and the realm itself when it is not known yet.
///
/// No grant can cover what does not exist yet, so only a part of the program may call this (first run, demo).
///
/// # Errors
/// [`IdentityError::RealmEstablished`] when there is one, [`IdentityError::Denied`] for an account.
pub async fn establish(
    work: &mut Work,
    actor: &Actor,
    new: NewOrganisation,
) -> Result<Organisation, IdentityError> {
    if !matches!(actor.id, ActorId::Program(_)) {
        return Err(Denied {
            action: MANAGE_SYSTEM.to_owned(),
            policies: Vec::new(),
        }
        .into());
    }
    let name = text::name(&new.name)?;
    let realm = work.realm();
    if store::top(work, realm).await?.is_some() {
        return Err(IdentityError::RealmEstablished);
    }
    let path = root_path(work, &name).await?;
    let top = Organisation {
        id: work.new_id(),
        realm,
        parent: None,
        path,
        name,
        kind: new.kind,
        code: None,
        created_at: work.now(),
    };
    store::insert(work, &top).await?;
    note_change(work, actor, "organisation.established", &top).await?;
    Ok(top)
}

/// Returns the path of the realm of this unit of work; registers the realm under the next free number when new.
async fn root_path(work: &mut Work, name: &str) -> Result<OrgPath, IdentityError> {
    let id = work.realm();
    let realms = realm::across_realms_list(work).await?;
    if let Some(known) = realms.iter().find(|realm| realm.id == id) {
        return Ok(known.root_path.clone());
    }
    let number = |realm: &Realm| {
        realm
            .root_path
            .as_str()
            .trim_matches('/')
            .parse::<u32>()
            .unwrap_or(0)
    };
    let highest = realms.iter().map(number).max().unwrap_or(0);
    let new = Realm {
        id,
        name: name.to_owned(),
        root_path: OrgPath::root(highest + 1),
        created_at: work.now(),
    };
    realm::insert(work, &new).await?;
    Ok(new.root_path)
}

/// Adds an organisation below another.
///
/// # Errors
/// [`IdentityError::NotFound`] when the parent is not in this realm, [`IdentityError::Denied`],
/// [`IdentityError::TreeTooDeep`], [`IdentityError::InvalidName`].
pub async fn add_child(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    parent: OrgId,
    new: NewOrganisation,
) -> Result<Organisation, IdentityError> {
    let parent = of_realm(work, parent).await?;
    rights.require_in(actor, MANAGE_SYSTEM, &parent.path)?;
    let name = text::name(&new.name)?;
    if parent.path.depth() >= DEPTH_MAX {
        return Err(IdentityError::TreeTooDeep);
    }
    let number = counter::take(work, &format!("{NUMBERS}{}", parent.path), 1).await?;
    let number = u32::try_from(number).map_err(|_| IdentityError::TreeTooDeep)?;
    let child = Organisation {
        id: work.new_id(),
        realm: parent.realm,
        parent: Some(parent.id),
        path: parent.path.child(number),
        name,
        kind: new.kind,
        code: None,
        created_at: work.now(),
    };
    store::insert(work, &child).await?;
    note_change(work, actor, ADDED, &child).await?;
    Ok(child)
}

/// Gives an organisation another name.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::Denied`], [`IdentityError::InvalidName`].
pub async fn rename(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: OrgId,
    name: &str,
) -> Result<Organisation, IdentityError> {
    let mut organisation = of_realm(work, id).await?;
    rights.require_in(actor, MANAGE_SYSTEM, &organisation.path)?;
    organisation.name = text::name(name)?;
    store::rename(work, id, &organisation.name).await?;
    note_change(work, actor, "organisation.renamed", &organisation).await?;
    Ok(organisation)
}

/// Gives an organisation the code that stands for it in archival codes (机构代码); an empty one takes it away.
///
/// What is filed already keeps its archival code.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::Denied`], [`IdentityError::InvalidUnitCode`],
/// [`IdentityError::UnitCodeTaken`].
pub async fn set_code(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: OrgId,
    code: &str,
) -> Result<Organisation, IdentityError> {
    let mut organisation = of_realm(work, id).await?;
    rights.require_in(actor, MANAGE_SYSTEM, &organisation.path)?;
    organisation.code = text::unit_code(code)?;
    match store::set_code(work, id, organisation.code.as_deref()).await {
        Err(error) if error.is_conflict() => return Err(IdentityError::UnitCodeTaken),
        done => done?,
    }
    note_change(work, actor, "organisation.code-changed", &organisation).await?;
    Ok(organisation)
}

/// Returns the code of the nearest organisation at or above `path` that has one; only below `top`, whose own code
/// does not count.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn code_below(
    connection: &mut Connection,
    top: &OrgPath,
    path: &OrgPath,
) -> Result<Option<String>, StoreError> {
    store::code_below(connection, top, path).await
}

async fn of_realm(work: &mut Work, id: OrgId) -> Result<Organisation, IdentityError> {
    let realm = work.realm();
    let found = store::by_id(work, id).await?;
    found
        .filter(|organisation| organisation.realm == realm)
        .ok_or(NOT_FOUND)
}

const NOT_FOUND: IdentityError = IdentityError::NotFound { what: "organisation" };

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    organisation: &Organisation,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: subject_kind::ORGANISATION,
        id: organisation.id.uuid(),
        digest: Some(organisation.digest()),
    };
    let details = json!({
        "name": organisation.name, "path": organisation.path, "kind": organisation.kind,
    });
    Ok(note(work, actor, action, subject, details).await?)
}

/// Returns an organisation.
///
/// # Errors
/// [`IdentityError::NotFound`].
pub async fn get(connection: &mut Connection, id: OrgId) -> Result<Organisation, IdentityError> {
    store::by_id(connection, id).await?.ok_or(NOT_FOUND)
}

/// Returns the organisation at a path.
///
/// # Errors
/// [`IdentityError::NotFound`].
pub async fn at(connection: &mut Connection, path: &OrgPath) -> Result<Organisation, IdentityError> {
    store::by_path(connection, path).await?.ok_or(NOT_FOUND)
}

/// Returns those of the organisations at these paths that exist, in no order; for showing names beside paths already seen.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn at_all(connection: &mut Connection, paths: &[OrgPath]) -> Result<Vec<Organisation>, StoreError> {
    store::by_paths(connection, paths).await
}

/// Returns the organisation at a path with all that stand above it, the top first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn chain(connection: &mut Connection, path: &OrgPath) -> Result<Vec<Organisation>, StoreError> {
    let text = path.as_str();
    let ends = text.match_indices('/').map(|(at, _)| at + 1).skip(1);
    let paths: Vec<OrgPath> = ends.filter_map(|end| text[..end].parse().ok()).collect();
    store::by_paths(connection, &paths).await
}

/// Returns the top organisation of a realm.
///
/// # Errors
/// [`IdentityError::NotFound`] when the realm has none yet.
pub async fn top(connection: &mut Connection, realm: RealmId) -> Result<Organisation, IdentityError> {
    store::top(connection, realm).await?.ok_or(NOT_FOUND)
}

/// Returns those of the organisations that exist, in no order; for showing names beside ids already seen.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn lookup(connection: &mut Connection, ids: &[OrgId]) -> Result<Vec<Organisation>, IdentityError> {
    Ok(store::by_ids(connection, ids).await?)
}

/// Returns the direct children by the pinyin of their names, behind `after`; nothing outside the actor's branches.
///
/// # Errors
/// [`IdentityError::NotFound`] when the parent lies outside them.
pub async fn children(
    connection: &mut Connection,
    (rights, actor): (&Rights, &Actor),
    parent: OrgId,
    after: Option<&Organisation>,
    limit: u32,
) -> Result<Vec<Organisation>, IdentityError> {
    let parent = get(connection, parent).await?;
    if subtree(connection, (rights, actor), &parent.path, None, 1)
        .await?
        .first()
        != Some(&parent)
    {
        return Err(NOT_FOUND);
    }
    Ok(store::children(connection, parent.id, after, limit.min(PAGE_MAX)).await?)
}

/// Returns an organisation with everything below it, parents before children, behind `after`, as far as it lies in
/// the actor's branches.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn subtree(
    connection: &mut Connection,
    (rights, actor): (&Rights, &Actor),
    under: &OrgPath,
    after: Option<&OrgPath>,
    limit: u32,
) -> Result<Vec<Organisation>, IdentityError> {
    let filter = rights.branches(actor);
    Ok(store::subtree(connection, &filter, under, after, limit.min(PAGE_MAX)).await?)
}
