//! Appending events and reading them in order.

use crate::{Connection, StoreError, Work, args};
use guildhall_kernel::{EventId, RealmId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A kind of event: a fact in the past tense. Its name never changes once released.
pub trait EventBody: Serialize + DeserializeOwned + Send {
    /// Name in the database, `room.noun-verbed.v1`.
    const KIND: &'static str;

    /// Returns the id of what the event is about.
    fn subject(&self) -> Uuid;
}

/// An event with its place in the order.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its realm.
    pub realm: RealmId,
    /// Its id.
    pub id: EventId,
    /// Its position: 1, 2, 3, … in its realm, without gaps.
    pub position: i64,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub subject: Uuid,
    /// Its content.
    pub payload: serde_json::Value,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Event {
    /// Returns the content as the given kind, or nothing when the event is of another kind.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the kind is right and the content is not.
    pub fn body<B: EventBody>(&self) -> Result<Option<B>, StoreError> {
        if self.kind != B::KIND {
            return Ok(None);
        }
        serde_json::from_value(self.payload.clone())
            .map(Some)
            .map_err(|error| StoreError::inconsistent("event.payload", error.to_string()))
    }
}

const INSERT: &str = "INSERT INTO event (realm_id, id, kind, subject_id, payload, recorded_at) VALUES";
const INSERT_WAITING: &str = "INSERT INTO event_waiting (realm_id, event_id, recorded_at) VALUES";
const READ_AFTER: &str = "SELECT p.position, e.id, e.kind, e.subject_id, e.payload, e.recorded_at
    FROM event_position p JOIN event e ON e.realm_id = p.realm_id AND e.id = p.event_id
    WHERE p.realm_id = $1 AND p.position > $2 ORDER BY p.position LIMIT $3";
const CURSOR: &str = "SELECT position FROM event_cursor WHERE realm_id = $1 AND consumer = $2";
const SET_CURSOR: &str = "INSERT INTO event_cursor (realm_id, consumer, position, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (realm_id, consumer) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at";

/// Records that something happened, in the transaction in which it happened.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn append<B: EventBody>(work: &mut Work, body: &B) -> Result<(), StoreError> {
    append_many(work, std::slice::from_ref(body)).await
}

/// Records several events of one kind with few statements, for imports.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn append_many<B: EventBody>(work: &mut Work, bodies: &[B]) -> Result<(), StoreError> {
    work.announce();
    let (realm, now) = (work.realm(), work.now());
    let (mut events, mut waiting) = (Vec::with_capacity(bodies.len()), Vec::with_capacity(bodies.len()));
    for body in bodies {
        let id: EventId = work.new_id();
        let payload = serde_json::to_value(body)
            .map_err(|error| StoreError::inconsistent("event.payload", error.to_string()))?;
        events.push(args![realm, id, B::KIND, body.subject(), &payload, now]);
        waiting.push(args![realm, id, now]);
    }
    work.insert_many(INSERT, events, "").await?;
    work.insert_many(INSERT_WAITING, waiting, "").await.map(|_| ())
}

/// Returns at most `limit` events behind a position, in order.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn read_after(
    connection: &mut Connection,
    position: i64,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    let realm = connection.realm();
    let rows = connection
        .fetch_all(READ_AFTER, args![realm, position, limit])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                realm,
                id: row.get("id")?,
                position: row.get("position")?,
                kind: row.get("kind")?,
                subject: row.get("subject_id")?,
                payload: row.get("payload")?,
                recorded_at: row.get("recorded_at")?,
            })
        })
        .collect()
}

/// Returns the position up to which a consumer has read; 0 when it never did.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn cursor(connection: &mut Connection, consumer: &str) -> Result<i64, StoreError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(CURSOR, args![realm, consumer]).await?;
    row.map_or(Ok(0), |row| row.get("position"))
}

/// Remembers up to which position a consumer has read.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_cursor(work: &mut Work, consumer: &str, position: i64) -> Result<(), StoreError> {
    let values = args![work.realm(), consumer, position, work.now()];
    work.execute(SET_CURSOR, values).await.map(|_| ())
}
