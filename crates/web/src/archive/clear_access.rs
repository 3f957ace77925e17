//! Asking to see the personal data of a record in clear (查看明文), and ending it.

use crate::address::PathOf;
use crate::archive::record;
use crate::archive::sight::Seen;
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{Args, Locale, t};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{Choice, ClearPanel, Field, FieldKind, Frame};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::error::FieldProblem;
use guildhall_archive::{ArchiveError, ClearAccess, ClearRequest, Purpose, Record, RecordState, Sight};
use guildhall_kernel::RecordId;
use guildhall_watch::ActKind;
use http::HeaderMap;
use serde::Deserialize;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct ClearForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    reason: String,
}

/// A form that was refused, to be shown again.
#[derive(Debug, Default)]
pub struct Draft {
    form: ClearForm,
    problems: Vec<FieldProblem>,
}

/// `POST /records/{id}/clear-access`
pub async fn ask(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<ClearForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let request = ClearRequest {
        purpose: form.purpose.clone(),
        reason: form.reason.clone(),
    };
    member.require_fresh()?;
    match give(&member, id, request).await {
        Ok(_) => Ok(to_record(id)),
        Err(ArchiveError::Fields(problems)) => {
            record::show_again(&member, &headers, id, Draft { form, problems }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets a member see a record in clear; the caller has asked for a fresh proof of who she is.
///
/// # Errors
/// As [`guildhall_archive::Archive::show_in_clear`].
pub async fn give(member: &Member, id: RecordId, request: ClearRequest) -> Result<ClearAccess, ArchiveError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let access = app
        .archive
        .show_in_clear(&mut work, member.actor(), id, request)
        .await?;
    work.commit().await?;
    conduct::note(member, ActKind::Clear, id);
    Ok(access)
}

/// `POST /records/{id}/clear-access/end`
pub async fn end(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    take_back(&member, id).await?;
    Ok(to_record(id))
}

/// Ends a member's clear sight of a record.
///
/// # Errors
/// When she may not know of the record, or the database refuses.
pub async fn take_back(member: &Member, id: RecordId) -> Result<(), Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.archive.end_clear(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(())
}

fn to_record(id: RecordId) -> Response {
    Redirect::to(&routes::record(&id.to_string())).into_response()
}

/// Returns what the page of a record says about personal data; nothing while the paper is still being described.
pub fn panel(member: &Member, ui: &Frame, record: &Record, seen: &Seen, draft: &Draft) -> Option<ClearPanel> {
    let until = match seen.sight {
        Sight::Clear { until: None } => return None,
        Sight::Clear { until: Some(until) } => Some(record::moment(until)),
        Sight::Masked => None,
    };
    let may_ask =
        record.state == RecordState::Filed && member.app().archive.may_see_clear(member.actor(), record);
    let id = record.id.to_string();
    Some(ClearPanel {
        until,
        open: !draft.problems.is_empty(),
        fields: if may_ask {
            fields(member, ui, draft)
        } else {
            Vec::new()
        },
        ask: routes::clear_access(&id),
        end: routes::clear_access_end(&id),
    })
}

fn fields(member: &Member, ui: &Frame, draft: &Draft) -> Vec<Field> {
    let chosen = draft.form.purpose.as_str();
    let none = Choice {
        value: String::new(),
        label: ui.t("clear-purpose-choose"),
        chosen: chosen.is_empty(),
    };
    let purposes = member.app().archive.masks.purposes().iter();
    let offered = purposes.map(|purpose| Choice {
        value: purpose.code.clone(),
        label: purpose_label(ui.locale, purpose).to_owned(),
        chosen: purpose.code == chosen,
    });
    let choices = std::iter::once(none).chain(offered).collect();
    let fault = |name: &str| {
        let problem = draft.problems.iter().find(|problem| problem.field == name);
        problem.map(|problem| ui.t(&format!("field-{}", problem.code)))
    };
    let mut purpose =
        Field::new("purpose", ui.t("clear-purpose"), FieldKind::Select(choices)).fault(fault("purpose"));
    purpose.required = true;
    let mut reason = Field::new("reason", ui.t("clear-reason"), FieldKind::Long)
        .hint(ui.t("clear-reason-hint"))
        .fault(fault("reason"));
    reason.required = true;
    reason.value.clone_from(&draft.form.reason);
    vec![purpose, reason]
}

/// Returns the label of a purpose.
pub fn purpose_label(locale: Locale, purpose: &Purpose) -> &str {
    match locale {
        Locale::ZhCn => &purpose.label_zh,
        Locale::En => &purpose.label_en,
    }
}

/// Returns the purpose of a code in words; the code itself when the rules no longer know it, and the general words
/// where none was stated.
pub fn purpose_name(member: &Member, code: Option<&str>) -> String {
    let locale = member.visit.locale;
    let Some(code) = code else {
        return t(locale, "look-no-purpose", &Args::none());
    };
    let purpose = member.app().archive.masks.purpose(code);
    purpose.map_or_else(
        || code.to_owned(),
        |purpose| purpose_label(locale, purpose).to_owned(),
    )
}
