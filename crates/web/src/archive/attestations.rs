//! Certificates of consultation (查档证明): the list, issuing one from a record, revoking it, and the check.

pub mod paper;

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::sight::see;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::pdf::Wording;
use crate::privacy::named::{name, names};
use crate::routes;
use crate::view::{
    AttestationCheckPage, AttestationFormPage, AttestationFound, AttestationPage, AttestationRow,
    AttestationsPage, Field, FieldKind, PageFault, Section,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::attestation::{Attestation, AttestationKey, Checked, NewAttestation, Standing};
use guildhall_archive::{ArchiveError, AttestationError};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _, RecordId, Timestamp};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Certificates on a page.
pub const PAGE: u32 = 50;

/// Which certificates, and where the list goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct AttestationQuery {
    /// The number, as it is written or its digits alone; empty for all.
    number: String,
    /// When the last one of the page before was issued, in microseconds since 1970.
    at: Option<i64>,
    /// Its id.
    id: Option<Uuid>,
}

impl AttestationQuery {
    fn key(&self) -> Option<AttestationKey> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }

    /// Returns the address of the page behind a certificate.
    pub fn behind(&self, path: &str, last: &Attestation) -> String {
        let query = [
            ("number", self.number.clone()),
            ("at", last.issued_at.as_micros().to_string()),
            ("id", last.id.to_string()),
        ];
        routes::with_query(path, query)
    }
}

/// The number and the code of a certificate that is checked.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct CheckQuery {
    /// The number as it stands on the paper.
    pub number: String,
    /// The code as it stands on the paper, with or without hyphens.
    pub code: String,
}

/// What the form of a new certificate sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AttestationForm {
    csrf: String,
    recipient: String,
    purpose: String,
    excerpt: String,
}

/// What the form of a revocation sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RevocationForm {
    csrf: String,
    reason: String,
}

/// Returns the certificates that are asked for, and whether there are more.
///
/// # Errors
/// [`PageFault::Forbidden`] for who keeps nothing.
pub async fn attestations(
    member: &Member,
    connection: &mut Connection,
    query: &AttestationQuery,
) -> Result<(Vec<Attestation>, bool), Fault> {
    let (desk, actor) = (&member.app().attestations, member.actor());
    if !desk.is_keeper(actor) {
        return Err(PageFault::Forbidden.into());
    }
    let page = (query.key(), PAGE + 1);
    let mut found = desk.list(connection, actor, &query.number, page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// `GET /attestations`
pub async fn list(member: Member, Query(query): Query<AttestationQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = attestations(&member, &mut connection, &query).await?;
    let first = routes::with_query(routes::ATTESTATIONS, [("number", query.number.clone())]);
    let row = |one: &Attestation| AttestationRow {
        link: routes::attestation(&one.id.to_string()),
        numbered: one.numbered.clone(),
        code: one.archival_code.clone(),
        recipient: one.recipient.clone(),
        purpose: one.purpose.clone(),
        issued: moment(one.issued_at),
        is_revoked: one.revoked_at.is_some(),
    };
    let page = AttestationsPage {
        rows: found.iter().map(row).collect(),
        previous: query.key().is_some().then_some(first),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| query.behind(routes::ATTESTATIONS, last)),
        number: query.number,
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /records/{id}/attestations`
pub async fn form(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    form_page(&member, id, (&AttestationForm::default(), None)).await
}

async fn form_page(
    member: &Member,
    id: RecordId,
    (form, fault): (&AttestationForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let record = app.archive.record(&mut connection, actor, id).await?;
    if !app.attestations.may_issue(actor, &record) {
        return Err(PageFault::Forbidden.into());
    }
    let seen = see(member, &mut connection, &record).await?;
    let ui = member.frame(Section::Records);
    let rules = &app.attestations.rules;
    let fields = vec![
        Field::new("recipient", ui.t("attestation-recipient"), FieldKind::Text)
            .value(&form.recipient)
            .hint(ui.t("attestation-recipient-hint")),
        Field::new("purpose", ui.t("attestation-purpose"), FieldKind::Text).value(&form.purpose),
        Field::new("excerpt", ui.t("attestation-excerpt"), FieldKind::Long)
            .value(&form.excerpt)
            .hint(ui.with("attestation-excerpt-hint", "most", rules.excerpt_max)),
    ];
    let page = AttestationFormPage {
        record: record.id.to_string(),
        code: record.archival_code.unwrap_or_default(),
        title: seen.record.title,
        fields,
        is_unsettled: !rules.sure,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui,
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

/// `POST /records/{id}/attestations`
pub async fn issue(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<AttestationForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let new = NewAttestation {
        recipient: form.recipient.clone(),
        purpose: form.purpose.clone(),
        excerpt: form.excerpt.clone(),
    };
    match issue_one(&member, id, &new).await {
        Ok(one) => Ok(Redirect::to(&routes::attestation(&one.id.to_string())).into_response()),
        Err(fault) if fault.kind() == ErrorKind::Invalid => {
            form_page(&member, id, (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Issues a certificate from a record, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Attestations::issue`].
pub async fn issue_one(member: &Member, id: RecordId, new: &NewAttestation) -> Result<Attestation, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let one = app.attestations.issue(&mut work, actor, (id, new)).await?;
    work.commit().await?;
    Ok(one)
}

/// `GET /attestations/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(member: &Member, id: Uuid, fault: Option<&Fault>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let one = app.attestations.attestation(&mut connection, actor, id).await?;
    let people = people(&mut connection, &one).await?;
    let hidden = hidden(member, &one);
    let page = AttestationPage {
        id: one.id.to_string(),
        numbered: one.numbered.clone(),
        is_revoked: one.revoked_at.is_some(),
        facts: facts(member, &hidden, &people),
        record: routes::record(&one.record.to_string()),
        check: routes::attestation_checked(&one.numbered, &one.shown_code()),
        excerpt: hidden.excerpt,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

/// Returns a certificate with the personal data of its title and excerpt hidden, as screens and programs get it.
pub fn hidden(member: &Member, one: &Attestation) -> Attestation {
    let masks = &member.app().archive.masks;
    Attestation {
        title: masks.mask_text(&one.title).text,
        excerpt: masks.mask_text(&one.excerpt).text,
        ..one.clone()
    }
}

async fn people(connection: &mut Connection, one: &Attestation) -> Result<HashMap<AccountId, String>, Fault> {
    let people = [Some(one.issued_by), one.revoked_by];
    names(connection, people.into_iter().flatten()).await
}

/// Returns what a certificate tells besides its excerpt, label and value.
fn facts(member: &Member, one: &Attestation, people: &HashMap<AccountId, String>) -> Vec<(String, String)> {
    let words = Wording(member.visit.locale);
    let retention = super::shown::retention(member.visit.locale, &member.app().archive, &one.retention);
    let date = one.doc_date.map(|date| date.to_string()).unwrap_or_default();
    let mut facts = vec![
        (words.say("attestation-number"), one.numbered.clone()),
        (words.say("attestation-recipient"), one.recipient.clone()),
        (words.say("attestation-purpose"), one.purpose.clone()),
        (words.say("record-number"), one.archival_code.clone()),
        (words.say("record-title"), one.title.clone()),
        (words.say("attestation-date"), date),
        (words.say("attestation-retention"), retention),
        (words.say("attestation-fonds"), one.fonds.clone()),
        (words.say("attestation-digest"), one.record_digest.clone()),
        (words.say("attestation-issued-by"), name(people, one.issued_by)),
        (words.say("attestation-issued-at"), words.moment(one.issued_at)),
        (words.say("attestation-code"), one.shown_code()),
    ];
    if let (Some(by), Some(at)) = (one.revoked_by, one.revoked_at) {
        facts.push((words.say("attestation-revoked-by"), name(people, by)));
        facts.push((words.say("attestation-revoked-at"), words.moment(at)));
        facts.push((words.say("attestation-reason"), one.reason.clone()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// `POST /attestations/{id}/revocation`
pub async fn revoke(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<RevocationForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match revoke_one(&member, id, &form.reason).await {
        Ok(one) => Ok(Redirect::to(&routes::attestation(&one.id.to_string())).into_response()),
        Err(fault) => match fault.kind() {
            ErrorKind::Invalid | ErrorKind::Conflict => page(&member, id, Some(&fault)).await,
            _ => Err(fault),
        },
    }
}

/// Revokes a certificate, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Attestations::revoke`].
pub async fn revoke_one(member: &Member, id: Uuid, reason: &str) -> Result<Attestation, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let one = app.attestations.revoke(&mut work, actor, (id, reason)).await?;
    work.commit().await?;
    Ok(one)
}

/// Checks a certificate by number and code.
///
/// # Errors
/// [`AttestationError::Field`] without a number or without a code.
pub async fn check_one(member: &Member, query: &CheckQuery) -> Result<Checked, Fault> {
    let asked = [("number", &query.number), ("code", &query.code)];
    if let Some((field, _)) = asked.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(ArchiveError::from(AttestationError::Field(field)).into());
    }
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let asked = (query.number.as_str(), query.code.as_str());
    Ok(app.attestations.check(&mut connection, asked).await?)
}

/// `GET /attestations/check`
pub async fn check(member: Member, Query(query): Query<CheckQuery>) -> Result<Response, Fault> {
    let is_asked = !query.number.trim().is_empty() && !query.code.trim().is_empty();
    let found = match is_asked {
        true => Some(found(&member, &query, check_one(&member, &query).await?)),
        false => None,
    };
    let ui = member.frame(Section::Records);
    let page = AttestationCheckPage {
        fields: vec![
            Field::new("number", ui.t("attestation-number"), FieldKind::Text).value(&query.number),
            Field::new("code", ui.t("attestation-code"), FieldKind::Text)
                .value(&query.code)
                .hint(ui.t("attestation-code-hint")),
        ],
        found,
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

fn found(member: &Member, query: &CheckQuery, checked: Checked) -> AttestationFound {
    let key = format!("attestation-is-{}", checked.standing.code());
    AttestationFound {
        number: query.number.trim().to_owned(),
        standing: locale::t(member.visit.locale, &key, &Args::none()),
        is_genuine: checked.standing == Standing::Genuine,
        issued: checked.issued_at.map(moment),
        revoked: checked.revoked_at.map(moment),
    }
}
