//! Keys: the master keys and their age, what each of them seals, and turning to a new one.
//!
//! Shares of the recovery key are made by a command on the machine, never here: they must not pass through a browser.

use super::jobs::{running_of, start};
use crate::app::REWRAP_KEYS;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{KeyRow, KeysPage, PageFault, RecoveryShares, Section};
use axum::Form;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_identity::KeysState;
use guildhall_store::Connection;
use http::{HeaderMap, StatusCode};
use std::collections::BTreeMap;

/// The ring, and how many things of the realm each of its keys seals.
pub struct Ring {
    /// The keys and the shares.
    pub state: KeysState,
    /// Things sealed, by the name of the key.
    pub uses: BTreeMap<String, u64>,
}

/// Returns what the page and the API tell of the ring.
///
/// # Errors
/// When the member does not manage the system, or the database refuses.
pub async fn ring(member: &Member, connection: &mut Connection) -> Result<Ring, Fault> {
    let app = member.app();
    let state = app.keys.state(connection, &app.rights, member.actor()).await?;
    let mut uses = BTreeMap::new();
    let counts = app.vault.key_use(connection).await?;
    for (key, count) in counts.into_iter().chain(app.keys.key_use(connection).await?) {
        *uses.entry(key).or_insert(0) += count;
    }
    Ok(Ring { state, uses })
}

/// Adds a new master key and puts the job in line that seals everything anew; returns the name of the key.
///
/// # Errors
/// When the last proof of identity is too old, the member does not manage the system, or the ring refuses.
pub async fn turn(member: &Member) -> Result<String, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let key = app.keys.turn(&mut work, &app.rights, member.actor()).await?;
    work.commit().await?;
    start(member, REWRAP_KEYS).await?;
    Ok(key)
}

/// `GET /system/keys`
pub async fn show(member: Member, headers: HeaderMap) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let Ring { state, uses } = ring(&member, &mut connection).await?;
    let row = |key: guildhall_keyring::KeyDescription| KeyRow {
        made: key.made_at.map(moment),
        seals: key.seals,
        things: uses.get(&key.id).copied().unwrap_or(0),
        id: key.id,
    };
    let page = KeysPage {
        ui: member.frame(Section::System),
        keys: state.keys.into_iter().rev().map(row).collect(),
        recovery: state.recovery.map(|lock| RecoveryShares {
            set: lock.set(),
            shares: lock.sharing().shares,
            threshold: lock.sharing().threshold,
            made: moment(lock.made_at()),
        }),
        running: running_of(&member, &mut connection, REWRAP_KEYS).await?,
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_ring()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

/// `POST /system/keys/rotate`
pub async fn rotate(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    if member.require_fresh().is_err() {
        let confirm = routes::with_query(routes::CONFIRM, [("next", routes::KEYS)]);
        return Ok(Redirect::to(&confirm).into_response());
    }
    turn(&member).await?;
    Ok(Redirect::to(routes::KEYS).into_response())
}
