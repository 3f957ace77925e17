//! The master keys: how old they are, what they seal, and turning to a new one.

use super::caller::Caller;
use crate::fault::Fault;
use crate::system::keys::{Ring, ring, turn};
use axum::Json;
use guildhall_keyring::{KeyDescription, RecoveryLock};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// A master key; the key itself is never told.
#[derive(Serialize, ToSchema)]
pub struct KeyView {
    /// Its name.
    id: String,
    /// When it was made; absent until the program that made the first one is started again.
    made_at: Option<String>,
    /// Whether it seals what is new.
    seals: bool,
    /// Things of this union that it seals.
    things: u64,
}

/// The shares of the recovery key (恢复密钥分片).
#[derive(Serialize, ToSchema)]
pub struct RecoveryView {
    /// Name of the set.
    set: String,
    /// Shares that were made.
    shares: u8,
    /// Shares that are needed.
    threshold: u8,
    /// When they were made.
    made_at: String,
}

impl RecoveryView {
    fn of(lock: &RecoveryLock) -> Self {
        Self {
            set: lock.set(),
            shares: lock.sharing().shares,
            threshold: lock.sharing().threshold,
            made_at: lock.made_at().to_rfc3339(),
        }
    }
}

/// The key ring (密钥环).
#[derive(Serialize, ToSchema)]
pub struct KeyRingView {
    /// The keys, the one that seals last.
    keys: Vec<KeyView>,
    /// The shares; absent when none were made.
    recovery: Option<RecoveryView>,
}

/// Returns the master keys and their age.
#[utoipa::path(
    get, path = "/api/v1/keys", operation_id = "keyRing", tag = "keys",
    responses((status = 200, description = "The key ring.", body = KeyRingView))
)]
pub async fn show(Caller(member): Caller) -> Result<Json<KeyRingView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let Ring { state, uses } = ring(&member, &mut connection).await?;
    let view = |key: KeyDescription| KeyView {
        made_at: key.made_at.map(guildhall_kernel::Timestamp::to_rfc3339),
        seals: key.seals,
        things: uses.get(&key.id).copied().unwrap_or(0),
        id: key.id,
    };
    Ok(Json(KeyRingView {
        keys: state.keys.into_iter().map(view).collect(),
        recovery: state.recovery.as_ref().map(RecoveryView::of),
    }))
}

/// The key that seals from now on.
#[derive(Serialize, ToSchema)]
pub struct NewKeyView {
    /// Its name.
    key: String,
}

/// Turns to a new master key and begins to seal everything anew with it; asks for a fresh proof of identity.
#[utoipa::path(
    post, path = "/api/v1/keys/rotate", operation_id = "rotateKeys", tag = "keys",
    responses((status = 202, description = "The new key; the job `keys.rewrap` is in line.", body = NewKeyView))
)]
pub async fn rotate(Caller(member): Caller) -> Result<(StatusCode, Json<NewKeyView>), Fault> {
    let key = turn(&member).await?;
    Ok((StatusCode::ACCEPTED, Json(NewKeyView { key })))
}
