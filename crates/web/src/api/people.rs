//! The staff directory: people are entered by the system that knows them, and linked to the accounts they own.

use super::accounts::AccountView;
use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use axum::Json;
use guildhall_identity::Sex;
use guildhall_identity::account::link::link_person;
use guildhall_identity::person::NewPerson;
use guildhall_kernel::{AccountId, OrgId, PersonId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPersonBody {
    /// Number given by the employer (工号), unique: 1 to 32 letters, digits, `-`.
    staff_number: String,
    /// Name.
    name: String,
    /// The organisation where the person works.
    #[schema(value_type = uuid::Uuid)]
    unit: OrgId,
}

/// A person of the staff directory.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: PersonId,
    /// Number given by the employer (工号).
    staff_number: String,
    /// Name.
    name: String,
}

/// Enters a person into the staff directory.
#[utoipa::path(
    post, path = "/api/v1/people", operation_id = "addPerson", tag = "organisations", request_body = NewPersonBody,
    responses((status = 201, description = "The person.", body = PersonView))
)]
pub async fn add(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewPersonBody>,
) -> Result<(StatusCode, Json<PersonView>), Fault> {
    let app = member.app();
    let new = NewPerson {
        staff_number: body.staff_number,
        name: body.name,
        sex: Sex::NotSaid,
        birth_date: None,
        phone: None,
        org: body.unit,
        joined_at: None,
        left_at: None,
    };
    let mut work = app.database.begin(member.actor().realm).await?;
    let people = app
        .directory
        .add_many(&mut work, &app.rights, member.actor(), vec![new])
        .await?;
    work.commit().await?;
    let mut views = people.into_iter().map(|person| PersonView {
        id: person.id,
        staff_number: person.staff_number,
        name: person.name,
    });
    let view = views.next_back().expect("one person was entered");
    Ok((StatusCode::CREATED, Json(view)))
}

/// The person behind an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBody {
    /// Her number in the staff directory (工号); empty for nobody.
    staff_number: String,
}

/// Links an account that you manage to a person of the staff directory.
#[utoipa::path(
    put, path = "/api/v1/accounts/{id}/person", operation_id = "linkPerson", tag = "accounts",
    params(("id" = uuid::Uuid, Path, description = "The account.")), request_body = LinkBody,
    responses((status = 200, description = "The account.", body = AccountView))
)]
pub async fn link(
    Caller(member): Caller,
    PathOf(id): PathOf<AccountId>,
    JsonOf(body): JsonOf<LinkBody>,
) -> Result<Json<AccountView>, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let account = link_person(&mut work, &app.rights, member.actor(), id, &body.staff_number).await?;
    work.commit().await?;
    Ok(Json(AccountView::of(&account)))
}
