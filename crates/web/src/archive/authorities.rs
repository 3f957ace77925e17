//! The authority file (机构人员规范档): the names of bodies, units and people, and making a record of one.

pub mod one;
pub mod unknown;

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::routes;
use crate::view::{
    AuthoritiesPage, AuthorityFormPage, Choice, Field, FieldKind, NameRow, PageFault, Section,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::authority::{Authority, AuthorityKind, KnownName, NewAuthority};
use guildhall_archive::{Authorities, AuthorityError};
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;

/// Names on a page.
pub const PAGE: u32 = 50;
/// What an authority record is of, in the order of the form.
const KINDS: [AuthorityKind; 3] = [AuthorityKind::Body, AuthorityKind::Unit, AuthorityKind::Person];

/// Which names, and where the list goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct NamesQuery {
    /// With what the names begin; empty for all.
    begin: String,
    /// The key of the last name of the page before.
    after: String,
}

impl NamesQuery {
    fn after(&self) -> Option<&str> {
        Some(self.after.as_str()).filter(|after| !after.is_empty())
    }

    /// Returns the address of the page behind a name.
    pub fn behind(&self, path: &str, last: &KnownName) -> String {
        let query = [("begin", self.begin.clone()), ("after", last.key.clone())];
        routes::with_query(path, query)
    }
}

/// What the form of an authority record sends.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct AuthorityForm {
    pub(super) csrf: String,
    pub(super) revision: i64,
    kind: String,
    name: String,
    other_names: String,
    code: String,
    began: String,
    ended: String,
    earlier: String,
    history: String,
    is_retired: String,
}

impl AuthorityForm {
    /// Returns what the form says.
    ///
    /// # Errors
    /// [`AuthorityError::Field`] for a kind that is none and a year that is no number.
    pub fn said(&self) -> Result<NewAuthority, AuthorityError> {
        Ok(NewAuthority {
            kind: AuthorityKind::from_code(&self.kind).ok_or(AuthorityError::Field("kind"))?,
            name: self.name.clone(),
            other_names: self.other_names.lines().map(str::to_owned).collect(),
            code: self.code.clone(),
            began: year("began", &self.began)?,
            ended: year("ended", &self.ended)?,
            earlier: self.earlier.clone(),
            history: self.history.clone(),
            is_retired: !self.is_retired.is_empty(),
        })
    }

    /// Returns the form that shows an authority record with the name of the earlier body.
    pub fn of(authority: &Authority, earlier: &str) -> Self {
        let year = |year: Option<i64>| year.map(|year| year.to_string()).unwrap_or_default();
        Self {
            csrf: String::new(),
            revision: authority.revision,
            kind: authority.kind.code().to_owned(),
            name: authority.name.clone(),
            other_names: authority.other_names.join("\n"),
            code: authority.code.clone(),
            began: year(authority.began),
            ended: year(authority.ended),
            earlier: earlier.to_owned(),
            history: authority.history.clone(),
            is_retired: if authority.is_retired { "yes" } else { "" }.to_owned(),
        }
    }
}

fn year(field: &'static str, text: &str) -> Result<Option<i64>, AuthorityError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| AuthorityError::Field(field)),
    }
}

/// Returns the authority file, with the rights of this house.
pub fn authority_file(member: &Member) -> Authorities {
    Authorities {
        rights: member.app().rights.clone(),
    }
}

/// Refuses who keeps no records.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_keeper(member: &Member) -> Result<(), Fault> {
    match authority_file(member).is_keeper(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Returns the names that are asked for, and whether there are more.
///
/// # Errors
/// [`PageFault::Forbidden`] for who keeps nothing.
pub async fn names(
    member: &Member,
    connection: &mut Connection,
    query: &NamesQuery,
) -> Result<(Vec<KnownName>, bool), Fault> {
    require_keeper(member)?;
    let wanted = (query.after(), PAGE + 1);
    let file = authority_file(member);
    let mut found = file
        .names(connection, member.actor(), &query.begin, wanted)
        .await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// `GET /authorities`
pub async fn list(member: Member, Query(query): Query<NamesQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = names(&member, &mut connection, &query).await?;
    let row = |name: &KnownName| NameRow {
        link: routes::authority(&name.authority.to_string()),
        name: name.name.clone(),
        main_name: (!name.is_main).then(|| name.main_name.clone()),
        kind: kind(&member, &name.kind),
        years: years(name.began, name.ended),
        is_retired: name.is_retired,
    };
    let first = routes::with_query(routes::AUTHORITIES, [("begin", query.begin.clone())]);
    let page = AuthoritiesPage {
        rows: found.iter().map(row).collect(),
        previous: query.after().is_some().then_some(first),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| query.behind(routes::AUTHORITIES, last)),
        begin: query.begin,
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns what an authority record is of, in words.
pub fn kind(member: &Member, code: &str) -> String {
    locale::t(
        member.visit.locale,
        &format!("authority-is-{code}"),
        &Args::none(),
    )
}

/// Returns from when to when something was there, as far as that is known.
pub fn years(began: Option<i64>, ended: Option<i64>) -> String {
    let year = |year: Option<i64>| year.map(|year| year.to_string()).unwrap_or_default();
    match (began, ended) {
        (None, None) => String::new(),
        (began, ended) => format!("{}–{}", year(began), year(ended)),
    }
}

/// `GET /authorities/new`
pub async fn form(member: Member, Query(form): Query<AuthorityForm>) -> Result<Response, Fault> {
    require_keeper(&member)?;
    Ok(form_page(&member, &form, None))
}

fn form_page(member: &Member, form: &AuthorityForm, fault: Option<&Fault>) -> Response {
    let page = AuthorityFormPage {
        fields: fields(member, form),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    render(fault.map_or(StatusCode::OK, Fault::status), &page)
}

/// Returns the fields of the form.
pub fn fields(member: &Member, form: &AuthorityForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let choice = |of: AuthorityKind| Choice {
        value: of.code().to_owned(),
        label: kind(member, of.code()),
        chosen: form.kind == of.code(),
    };
    let retired = Choice {
        value: "yes".to_owned(),
        label: ui.t("authority-retired-choice"),
        chosen: !form.is_retired.is_empty(),
    };
    let kinds = FieldKind::Select(KINDS.map(choice).to_vec());
    vec![
        Field::new("kind", ui.t("authority-kind"), kinds),
        Field::new("name", ui.t("authority-name"), FieldKind::Text)
            .value(&form.name)
            .hint(ui.t("authority-name-hint")),
        Field::new("other_names", ui.t("authority-other-names"), FieldKind::Long)
            .value(&form.other_names)
            .hint(ui.t("authority-other-names-hint"))
            .optional(),
        Field::new("code", ui.t("authority-code"), FieldKind::Text)
            .value(&form.code)
            .hint(ui.t("authority-code-hint"))
            .optional(),
        Field::new("began", ui.t("authority-began"), FieldKind::Number)
            .value(&form.began)
            .optional(),
        Field::new("ended", ui.t("authority-ended"), FieldKind::Number)
            .value(&form.ended)
            .optional(),
        Field::new("earlier", ui.t("authority-earlier"), FieldKind::Text)
            .value(&form.earlier)
            .hint(ui.t("authority-earlier-hint"))
            .optional(),
        Field::new("history", ui.t("authority-history"), FieldKind::Long)
            .value(&form.history)
            .optional(),
        Field::new(
            "is_retired",
            ui.t("authority-retired"),
            FieldKind::Checks(vec![retired]),
        )
        .optional(),
    ]
}

/// `POST /authorities`
pub async fn make(member: Member, Form(form): Form<AuthorityForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let made = match form.said() {
        Ok(new) => make_one(&member, new).await,
        Err(error) => Err(error.into()),
    };
    match made {
        Ok(authority) => Ok(Redirect::to(&routes::authority(&authority.id.to_string())).into_response()),
        Err(fault) if is_mendable(&fault) => Ok(form_page(&member, &form, Some(&fault))),
        Err(fault) => Err(fault),
    }
}

/// Says whether the reader can mend a fault in the form.
pub fn is_mendable(fault: &Fault) -> bool {
    matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict)
}

/// Makes an authority record, in a unit of work of its own.
///
/// # Errors
/// As [`Authorities::make`].
pub async fn make_one(member: &Member, new: NewAuthority) -> Result<Authority, Fault> {
    let actor = member.actor();
    let mut work = member.app().database.begin(actor.realm).await?;
    let authority = authority_file(member).make(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(authority)
}
