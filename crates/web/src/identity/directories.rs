//! Tokens of directories: made, listed, revoked by the security administrator.

use super::account_form;
use super::accounts::may_manage_anywhere;
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{
    Choice, DirectoriesPage, DirectoryRow, Field, FieldKind, Frame, PageFault, Section, TokenPage,
};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_federation::FederationError;
use guildhall_federation::scim::{NewToken, ScimToken, token};
use guildhall_identity::rights::MANAGE_ACCOUNTS;
use guildhall_identity::text::NAME_CHARS_MAX;
use guildhall_identity::{IdentityError, Organisation, organisation};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, OrgId, ScimTokenId};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;

/// Days for which a token holds when nothing else is chosen.
const DAYS: i64 = 365;

/// What the form of a new token sends.
#[derive(Deserialize, Default)]
pub struct TokenForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    days: String,
}

/// `GET /accounts/directories`
pub async fn show(member: Member) -> Result<Response, Fault> {
    require(&member)?;
    let form = TokenForm {
        days: DAYS.to_string(),
        ..TokenForm::default()
    };
    page(&member, &form, None).await
}

/// Refuses whoever manages no accounts, and a proof of identity that is too old.
///
/// # Errors
/// [`PageFault::Forbidden`], [`PageFault::ConfirmNeeded`].
pub fn require(member: &Member) -> Result<(), Fault> {
    if !may_manage_anywhere(member) {
        return Err(PageFault::Forbidden.into());
    }
    member.require_fresh()
}

async fn page(member: &Member, form: &TokenForm, fault: Option<&FederationError>) -> Result<Response, Fault> {
    let app = member.app();
    let actor = member.actor();
    let mut connection = app.database.read(actor.realm).await?;
    let tokens = token::service::list(&mut connection, &app.rights, actor).await?;
    let units = units(member, &mut connection).await?;
    let now = app.database.clock().now();
    let row = |token: ScimToken| DirectoryRow {
        id: token.id.to_string(),
        branch: name_of(&units, &token),
        used: token.used_at.map(moment),
        expires: moment(token.expires_at),
        holds: token.holds(now),
        name: token.name,
    };
    let ui = member.frame(Section::Accounts);
    let page = DirectoriesPage {
        fields: fields(&ui, &units, (form, fault)),
        tokens: tokens.into_iter().map(row).collect(),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// Returns the units in which the member manages accounts.
async fn units(member: &Member, connection: &mut Connection) -> Result<Vec<Organisation>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut units = account_form::offered_units(member, connection).await?;
    units.retain(|unit| app.rights.allows_in(actor, MANAGE_ACCOUNTS, &unit.path));
    Ok(units)
}

fn name_of(units: &[Organisation], token: &ScimToken) -> String {
    let mut units = units.iter();
    let unit = units.find(|unit| unit.path == token.branch);
    unit.map_or_else(|| token.branch.to_string(), |unit| unit.name.clone())
}

fn fields(
    ui: &Frame,
    units: &[Organisation],
    (form, fault): (&TokenForm, Option<&FederationError>),
) -> Vec<Field> {
    let choices = units.iter().map(|unit| Choice {
        value: unit.id.to_string(),
        label: unit.name.clone(),
        chosen: unit.id.to_string() == form.unit,
    });
    let sentence = |wanted: bool| fault.filter(|_| wanted).map(|error| ui.explain(error).sentence());
    let is_days = matches!(fault, Some(FederationError::TokenDays));
    vec![
        Field::new("name", ui.t("directories-name"), FieldKind::Text)
            .value(&form.name)
            .hint(ui.with("passkey-name-hint", "most", NAME_CHARS_MAX))
            .fault(sentence(!is_days)),
        Field::new(
            "unit",
            ui.t("directories-branch"),
            FieldKind::Select(choices.collect()),
        ),
        Field::new("days", ui.t("directories-days"), FieldKind::Number)
            .value(&form.days)
            .fault(sentence(is_days)),
    ]
}

/// `POST /accounts/directories`: makes a token and shows its secret, once.
pub async fn make(member: Member, Form(form): Form<TokenForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    require(&member)?;
    let unit = form.unit.parse().map_err(|_| PageFault::NotFound)?;
    let days = form.days.trim().parse().unwrap_or(0);
    match make_token(&member, unit, (form.name.clone(), days)).await {
        Ok((token, secret)) => {
            let page = TokenPage {
                ui: member.frame(Section::Accounts),
                name: token.name,
                secret,
                address: "/scim/v2".to_owned(),
            };
            Ok(render(StatusCode::OK, &page))
        }
        Err(error) if error.kind() == ErrorKind::Invalid => page(&member, &form, Some(&error)).await,
        Err(error) => Err(error.into()),
    }
}

/// Makes a token for a unit, with a name and days for which it holds.
///
/// # Errors
/// Those of the service.
pub async fn make_token(
    member: &Member,
    unit: OrgId,
    (name, days): (String, i64),
) -> Result<(ScimToken, String), FederationError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let unit = organisation::service::get(&mut work, unit).await?;
    if unit.realm != member.actor().realm {
        return Err(IdentityError::NotFound { what: "organisation" }.into());
    }
    let new = NewToken {
        name,
        branch: unit.path,
        days,
    };
    let made = token::service::make(&mut work, &app.rights, member.actor(), new).await?;
    work.commit().await?;
    Ok(made)
}

/// `POST /accounts/directories/{id}/revoke`
pub async fn revoke(
    member: Member,
    PathOf(id): PathOf<ScimTokenId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    require(&member)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    token::service::revoke(&mut work, &app.rights, member.actor(), id).await?;
    work.commit().await?;
    Ok(Redirect::to(routes::DIRECTORIES).into_response())
}
