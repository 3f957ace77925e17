//! Who saw what, as it was gathered for a case file: kept, shown, taken away as a file.

use super::gather::gather;
use super::incidents::answer;
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::plain_form::PlainForm;
use crate::privacy::named::names as account_names;
use crate::system::alerts::kind_name;
use crate::system::csv;
use crate::view::{Frame, Section, SightingRow};
use axum::Form;
use axum::response::{IntoResponse as _, Response};
use guildhall_emergency::incident::{KeptSightings, Sighting};
use guildhall_emergency::{EmergencyError, KEEP_INCIDENTS};
use guildhall_identity::person::service as people;
use guildhall_kernel::{AccountId, PersonId};
use guildhall_store::Connection;
use guildhall_watch::ActKind;
use http::{HeaderValue, header};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Names of accounts and persons that sightings speak of.
pub struct Seen {
    accounts: HashMap<AccountId, String>,
    persons: HashMap<PersonId, String>,
    /// Whether the names of persons are whole.
    pub in_clear: bool,
}

impl Seen {
    /// Fetches the names; those of persons are hidden but for the first character, unless the member keeps case files.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(member: &Member, connection: &mut Connection, rows: &[Sighting]) -> Result<Self, Fault> {
        let (app, actor) = (member.app(), member.actor());
        let in_clear = app.emergency.may(connection, actor, KEEP_INCIDENTS).await?;
        let ids: BTreeSet<PersonId> = rows.iter().flat_map(|row| row.persons.iter().copied()).collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let mut persons = HashMap::new();
        for person in people::names_of(connection, &ids).await? {
            let name = match in_clear {
                true => person.name,
                false => masked(&person.name),
            };
            persons.insert(person.id, name);
        }
        let accounts = account_names(connection, rows.iter().map(|row| row.account)).await?;
        Ok(Self {
            accounts,
            persons,
            in_clear,
        })
    }

    /// Returns the name of a person; her id when the directory does not know her.
    pub fn person(&self, id: PersonId) -> String {
        self.persons.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Returns a sighting as people read it.
    pub fn row(&self, ui: &Frame, sighting: &Sighting) -> SightingRow {
        let persons: Vec<String> = sighting.persons.iter().map(|id| self.person(*id)).collect();
        SightingRow {
            when: moment(sighting.at),
            who: self
                .accounts
                .get(&sighting.account)
                .cloned()
                .unwrap_or_else(|| sighting.account.to_string()),
            act: ActKind::from_code(&sighting.act)
                .map_or_else(|| sighting.act.clone(), |kind| kind_name(ui.locale, kind)),
            record: sighting
                .archival_code
                .clone()
                .unwrap_or_else(|| ui.t("sighting-not-filed")),
            persons: persons.join("、"),
        }
    }
}

/// Hides a name but for its first character.
fn masked(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    format!("{first}**")
}

/// `POST /emergency/incidents/{id}/sightings`
pub async fn keep(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done: Result<KeptSightings, EmergencyError> = Ok(keep_sightings(&member, id).await?);
    answer(&member, id, done).await
}

/// Gathers and keeps who saw what.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::keep_sightings`].
pub async fn keep_sightings(member: &Member, id: Uuid) -> Result<KeptSightings, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let incident = app
        .emergency
        .incident_to_gather(&mut connection, actor, id)
        .await?;
    drop(connection);
    let gathered = gather(member, &incident).await?;
    let mut work = app.database.begin(actor.realm).await?;
    let kept = app
        .emergency
        .keep_sightings(&mut work, actor, id, gathered)
        .await?;
    work.commit().await?;
    Ok(kept)
}

/// `POST /emergency/incidents/{id}/sightings/file`
pub async fn file(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    as_file(&member, id).await
}

/// Returns the newest snapshot as a CSV file, and writes down that it left the house.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::sightings`]; [`EmergencyError::NotFound`] when there is none.
pub async fn as_file(member: &Member, id: Uuid) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let kept = app.emergency.sightings(&mut connection, actor, id).await?;
    let kept = kept.ok_or(EmergencyError::NotFound)?;
    let rows = &kept.content.rows;
    let seen = Seen::of(member, &mut connection, rows).await?;
    drop(connection);
    let ui = member.frame(Section::System);
    let heads = [
        "sighting-when",
        "sighting-who",
        "sighting-act",
        "sighting-record",
        "sighting-persons",
    ]
    .map(|key| ui.t(key));
    let mut text = csv::BYTE_ORDER_MARK.to_owned();
    text.push_str(&csv::line(heads.iter().map(String::as_str)));
    for (row, sighting) in rows.iter().map(|row| (seen.row(&ui, row), row)) {
        let when = sighting.at.to_rfc3339();
        text.push_str(&csv::line([
            when.as_str(),
            &row.who,
            &row.act,
            &row.record,
            &row.persons,
        ]));
    }
    let mut work = app.database.begin(actor.realm).await?;
    app.emergency
        .note_export(&mut work, actor, &kept, seen.in_clear)
        .await?;
    work.commit().await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"guildhall-who-saw-what.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}
