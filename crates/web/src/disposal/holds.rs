//! Legal holds: which there are, setting one, lifting one.

use super::rounds::branch;
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::privacy::named::{Behind, name, names};
use crate::routes;
use crate::view::{Choice, Field, FieldKind, HoldRow, HoldsPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_disposal::{HOLD, Hold, NewHold, Scope};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _};
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Holds on a page.
pub const PAGE: u32 = 50;

/// What the form of a new hold sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct HoldForm {
    csrf: String,
    name: String,
    reason: String,
    code: String,
    #[serde(rename = "type")]
    type_code: String,
    from_year: String,
    to_year: String,
    words: String,
}

impl HoldForm {
    /// Returns the scope that it says; a year that is none is refused.
    fn scope(&self) -> Result<Scope, PageFault> {
        let year = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| PageFault::BadRequest),
        };
        Ok(Scope {
            archival_code: self.code.clone(),
            type_code: self.type_code.clone(),
            from_year: year(&self.from_year)?,
            to_year: year(&self.to_year)?,
            words: self.words.split_whitespace().map(str::to_owned).collect(),
        })
    }
}

/// Refuses who may set holds nowhere.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_holder(member: &Member) -> Result<(), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut branches = actor.grants.iter().map(|grant| &grant.org_path);
    match branches.any(|path| app.rights.allows_in(actor, HOLD, path)) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /disposal/holds`
pub async fn list(
    member: Member,
    Query(behind): Query<Behind>,
    Query(form): Query<HoldForm>,
) -> Result<Response, Fault> {
    page(&member, &behind, (&form, None)).await
}

async fn page(
    member: &Member,
    behind: &Behind,
    (form, fault): (&HoldForm, Option<&Fault>),
) -> Result<Response, Fault> {
    require_holder(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let mut holds = app.disposal.holds(&mut connection, actor, wanted).await?;
    let mut people: Vec<AccountId> = holds.iter().map(|hold| hold.set_by).collect();
    people.extend(holds.iter().filter_map(|hold| hold.lifted_by));
    let names = names(&mut connection, people.into_iter()).await?;
    drop(connection);
    let is_more = holds.len() > PAGE as usize;
    holds.truncate(PAGE as usize);
    let page = HoldsPage {
        rows: holds.iter().map(|hold| row(member, hold, &names)).collect(),
        fields: fields(member, form),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| routes::HOLDS.to_owned()),
        next: holds
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::HOLDS, last)),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns the address of the page behind a hold.
pub fn next_link(path: &str, last: &Hold) -> String {
    let key = [
        ("at", last.set_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

fn row(member: &Member, hold: &Hold, names: &HashMap<AccountId, String>) -> HoldRow {
    HoldRow {
        name: hold.name.clone(),
        reason: hold.reason.clone(),
        scope: scope_in_words(member, &hold.scope),
        who: name(names, hold.set_by),
        set: moment(hold.set_at),
        lifted: hold.lifted_at.map(moment),
        lifted_by: hold.lifted_by.map(|account| name(names, account)),
        lift_reason: hold.lift_reason.clone(),
        lift: hold
            .lifted_at
            .is_none()
            .then(|| routes::hold_lifting(&hold.id.to_string())),
        id: hold.id.to_string(),
    }
}

/// Returns what a hold covers, in words.
pub fn scope_in_words(member: &Member, scope: &Scope) -> String {
    let locale = member.visit.locale;
    let mut parts = Vec::new();
    if !scope.archival_code.is_empty() {
        parts.push(scope.archival_code.clone());
    }
    if !scope.type_code.is_empty() {
        parts.push(shown::type_name(locale, &member.app().archive, &scope.type_code));
    }
    let year = |year: Option<i64>| year.map(|year| year.to_string()).unwrap_or_default();
    if scope.from_year.or(scope.to_year).is_some() {
        parts.push(format!("{}–{}", year(scope.from_year), year(scope.to_year)));
    }
    parts.extend(scope.words.iter().map(|word| format!("“{word}”")));
    parts.join(&locale::t(locale, "list-comma", &Args::none()))
}

fn fields(member: &Member, form: &HoldForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let optional = |field: Field| Field {
        required: false,
        ..field
    };
    let none = Choice {
        value: String::new(),
        label: ui.t("hold-any-type"),
        chosen: form.type_code.is_empty(),
    };
    let types = member.app().archive.dictionary.types();
    let types = types.map(|kind| Choice {
        value: kind.code.clone(),
        label: shown::type_name(member.visit.locale, &member.app().archive, &kind.code),
        chosen: kind.code == form.type_code,
    });
    vec![
        Field::new("name", ui.t("hold-name"), FieldKind::Text)
            .value(&form.name)
            .hint(ui.t("hold-name-hint")),
        Field::new("reason", ui.t("hold-reason"), FieldKind::Long).value(&form.reason),
        optional(
            Field::new("code", ui.t("hold-code"), FieldKind::Text)
                .value(&form.code)
                .hint(ui.t("hold-scope-hint")),
        ),
        optional(Field::new(
            "type",
            ui.t("hold-type"),
            FieldKind::Select(std::iter::once(none).chain(types).collect()),
        )),
        optional(Field::new("from_year", ui.t("hold-from"), FieldKind::Number).value(&form.from_year)),
        optional(Field::new("to_year", ui.t("hold-to"), FieldKind::Number).value(&form.to_year)),
        optional(
            Field::new("words", ui.t("hold-words"), FieldKind::Text)
                .value(&form.words)
                .hint(ui.t("hold-words-hint")),
        ),
    ]
}

/// `POST /disposal/holds`
pub async fn set(member: Member, Form(form): Form<HoldForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let set = set_hold(&member, (&form.name, &form.reason), form.scope()?).await;
    answer(&member, &form, set).await
}

/// Sets a hold over the member's branch, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::set_hold`].
pub async fn set_hold(member: &Member, (name, reason): (&str, &str), scope: Scope) -> Result<Hold, Fault> {
    require_holder(member)?;
    let (app, actor) = (member.app(), member.actor());
    let new = NewHold {
        name: name.to_owned(),
        reason: reason.to_owned(),
        org_path: branch(member).ok_or(PageFault::Forbidden)?,
        scope,
    };
    let mut work = app.database.begin(actor.realm).await?;
    let hold = app.disposal.set_hold(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(hold)
}

/// What the form that lifts a hold sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct LiftForm {
    csrf: String,
    reason: String,
}

/// `POST /disposal/holds/{id}/lifting`
pub async fn lift(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<LiftForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let lifted = lift_hold(&member, id, &form.reason).await;
    answer(&member, &HoldForm::default(), lifted).await
}

/// Lifts a hold in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::lift_hold`].
pub async fn lift_hold(member: &Member, id: Uuid, reason: &str) -> Result<Hold, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let hold = app.disposal.lift_hold(&mut work, actor, (id, reason)).await?;
    work.commit().await?;
    Ok(hold)
}

/// Leads back to the list; what the reader can mend is told on it.
async fn answer(member: &Member, form: &HoldForm, done: Result<Hold, Fault>) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(routes::HOLDS).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, &Behind::default(), (form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}
