//! The register of processing (处理活动登记): to be read by everybody, changed by its keepers.

use super::named::{self, Before, code, on_form, said};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::routes;
use crate::view::{
    Choice, EntryPage, EntryRow, Field, FieldKind, PageFault, RegisterPage, Section, VersionRow,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_kernel::AccountId;
use guildhall_privacy::{Activity, Basis, Entry, KEEP_REGISTER, NewVersion, PrivacyError, Words};
use guildhall_store::Connection;
use http::StatusCode;
use std::collections::{BTreeMap, HashMap};

/// What the form of an entry sends; a class that is chosen as `class.CODE`.
type EntryForm = BTreeMap<String, String>;

/// `GET /privacy`
pub async fn list(member: Member, Query(before): Query<Before>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let register = app.privacy.register(&mut connection).await?;
    let gaps = app.privacy.gaps(&mut connection, &register).await?;
    let notice = before.notice(&member, &["register-kept"]);
    let row = |entry: &Entry| EntryRow {
        code: entry.code.clone(),
        title: said(&member, &entry.activity.title),
        version: entry.version,
        facts: facts(&member, &entry.activity),
        is_sensitive: entry.activity.sensitive,
        has_ended: entry.has_ended,
        is_gap: gaps.contains(&entry.code),
    };
    let page = RegisterPage {
        entries: register.iter().map(row).collect(),
        gaps: gaps.len(),
        may_keep: app.privacy.may(&mut connection, actor, KEEP_REGISTER).await?,
        ui: member.visit.frame_with(Section::Privacy, notice),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns label and text of each thing that an entry says.
fn facts(member: &Member, activity: &Activity) -> Vec<(String, String)> {
    let ui = member.frame(Section::Privacy);
    let classes = activity.classes.iter().map(|code| class_name(member, code));
    let basis = code(member.visit.locale, activity.basis.code());
    vec![
        (ui.t("register-purpose"), said(member, &activity.purpose)),
        (
            ui.t("register-basis"),
            format!("{basis} · {}", said(member, &activity.ground)),
        ),
        (ui.t("register-classes"), classes.collect::<Vec<_>>().join(" · ")),
        (ui.t("register-whose"), said(member, &activity.whose)),
        (ui.t("register-recipients"), said(member, &activity.recipients)),
        (ui.t("register-retention"), said(member, &activity.retention)),
        (ui.t("register-responsible"), said(member, &activity.responsible)),
    ]
}

fn class_name(member: &Member, code: &str) -> String {
    let class = member.app().privacy.rules.class(code);
    class.map_or_else(|| code.to_owned(), |class| said(member, &class.label))
}

/// `GET /privacy/new-entry`
pub async fn new_form(member: Member) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    require_keeper(&member, &mut connection).await?;
    page(&member, &mut connection, None, (&EntryForm::new(), None)).await
}

/// `GET /privacy/register/{code}`
pub async fn entry(member: Member, PathOf(code): PathOf<String>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let versions = member.app().privacy.versions(&mut connection, &code).await?;
    let form = versions.first().map(|newest| filled(&member, newest));
    let form = form.unwrap_or_default();
    page(&member, &mut connection, Some(&versions), (&form, None)).await
}

async fn require_keeper(member: &Member, connection: &mut Connection) -> Result<(), Fault> {
    match member
        .app()
        .privacy
        .may(connection, member.actor(), KEEP_REGISTER)
        .await?
    {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Returns a form that says what an entry says.
fn filled(member: &Member, entry: &Entry) -> EntryForm {
    let activity = &entry.activity;
    let texts = [
        ("title", &activity.title),
        ("purpose", &activity.purpose),
        ("ground", &activity.ground),
        ("whose", &activity.whose),
        ("recipients", &activity.recipients),
        ("retention", &activity.retention),
        ("responsible", &activity.responsible),
    ];
    let mut form: EntryForm = texts
        .into_iter()
        .map(|(name, words)| (name.to_owned(), said(member, words)))
        .collect();
    form.extend(
        activity
            .classes
            .iter()
            .map(|code| (format!("class.{code}"), "on".to_owned())),
    );
    let flags = [("sensitive", activity.sensitive), ("ended", entry.has_ended)];
    let set = flags.into_iter().filter(|(_, is_set)| *is_set);
    form.extend(set.map(|(name, _)| (name.to_owned(), "on".to_owned())));
    form.insert("basis".to_owned(), activity.basis.code().to_owned());
    form.insert("version".to_owned(), entry.version.to_string());
    form
}

async fn page(
    member: &Member,
    connection: &mut Connection,
    versions: Option<&[Entry]>,
    (form, fault): (&EntryForm, Option<&PrivacyError>),
) -> Result<Response, Fault> {
    let app = member.app();
    let may_keep = app.privacy.may(connection, member.actor(), KEEP_REGISTER).await?;
    let versions = versions.unwrap_or_default();
    let keepers = versions.iter().filter_map(|entry| Some(entry.kept.as_ref()?.by));
    let names = named::names(connection, keepers).await?;
    let newest = versions.first();
    let ui = member.frame(Section::Privacy);
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let class = |class: &guildhall_privacy::rules::DataClass| Choice {
        value: class.code.clone(),
        label: said(member, &class.label),
        chosen: form.contains_key(&format!("class.{}", class.code)),
    };
    let page = EntryPage {
        title: newest.map(|entry| said(member, &entry.activity.title)),
        action: newest.map_or_else(
            || routes::REGISTER_NEW.to_owned(),
            |entry| routes::register_entry(&entry.code),
        ),
        version: text("version").parse().unwrap_or(0),
        fields: may_keep.then(|| fields(member, (form, newest.is_none()))),
        classes: app.privacy.rules.classes().iter().map(class).collect(),
        is_sensitive: form.contains_key("sensitive"),
        has_ended: form.contains_key("ended"),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        versions: versions
            .iter()
            .map(|entry| version_row(member, entry, &names))
            .collect(),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

fn version_row(member: &Member, entry: &Entry, names: &HashMap<AccountId, String>) -> VersionRow {
    let kept = entry.kept.as_ref();
    VersionRow {
        version: entry.version,
        kept: kept.map(|kept| (named::name(names, kept.by), moment(kept.at))),
        reason: kept.map(|kept| kept.reason.clone()).unwrap_or_default(),
        facts: facts(member, &entry.activity),
    }
}

fn fields(member: &Member, (form, is_new): (&EntryForm, bool)) -> Vec<Field> {
    let ui = member.frame(Section::Privacy);
    let text = |name: &str| form.get(name).cloned().unwrap_or_default();
    let bases = Basis::ALL.iter().map(|basis| Choice {
        value: basis.code().to_owned(),
        label: code(member.visit.locale, basis.code()),
        chosen: basis.code() == text("basis"),
    });
    let long =
        |name: &'static str, label: &str| Field::new(name, ui.t(label), FieldKind::Long).value(text(name));
    let line =
        |name: &'static str, label: &str| Field::new(name, ui.t(label), FieldKind::Text).value(text(name));
    let new = is_new.then(|| line("code", "register-code").hint(ui.t("register-code-hint")));
    let rest = [
        line("title", "register-name"),
        long("purpose", "register-purpose"),
        Field::new(
            "basis",
            ui.t("register-basis"),
            FieldKind::Select(bases.collect()),
        ),
        long("ground", "register-ground"),
        long("whose", "register-whose"),
        long("recipients", "register-recipients"),
        long("retention", "register-retention"),
        line("responsible", "register-responsible"),
        line("reason", "register-reason"),
    ];
    new.into_iter().chain(rest).collect()
}

/// `POST /privacy/new-entry`
pub async fn add(member: Member, Form(form): Form<EntryForm>) -> Result<Response, Fault> {
    let code = form.get("code").cloned().unwrap_or_default();
    send(&member, (&code, true), form).await
}

/// `POST /privacy/register/{code}`
pub async fn change(
    member: Member,
    PathOf(code): PathOf<String>,
    Form(form): Form<EntryForm>,
) -> Result<Response, Fault> {
    send(&member, (&code, false), form).await
}

async fn send(member: &Member, (code, is_new): (&str, bool), form: EntryForm) -> Result<Response, Fault> {
    member.require_form(form.get("csrf").map(String::as_str).unwrap_or_default())?;
    let error = match read(&form) {
        Ok(new) => match keep(member, code, new).await {
            Ok(_) => {
                let kept = routes::with_query(routes::REGISTER, [("done", "register-kept")]);
                return Ok(Redirect::to(&kept).into_response());
            }
            Err(error) => error,
        },
        Err(error) => error,
    };
    let error = on_form(error)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    require_keeper(member, &mut connection).await?;
    let versions = match is_new {
        true => None,
        false => Some(member.app().privacy.versions(&mut connection, code).await?),
    };
    page(
        member,
        &mut connection,
        versions.as_deref(),
        (&form, Some(&error)),
    )
    .await
}

/// Keeps a new version of an entry in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::keep`].
pub async fn keep(member: &Member, code: &str, new: NewVersion) -> Result<Entry, PrivacyError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let entry = app.privacy.keep(&mut work, member.actor(), code, new).await?;
    work.commit().await?;
    Ok(entry)
}

fn read(form: &EntryForm) -> Result<NewVersion, PrivacyError> {
    let text = |name: &str| form.get(name).cloned().unwrap_or_default();
    let words = |name: &str| Words::only(text(name));
    let basis = Basis::from_code(&text("basis")).ok_or(PrivacyError::Field { field: "basis" })?;
    let classes = form.keys().filter_map(|name| name.strip_prefix("class."));
    Ok(NewVersion {
        based_on: text("version").parse().unwrap_or(0),
        activity: Activity {
            title: words("title"),
            purpose: words("purpose"),
            basis,
            ground: words("ground"),
            classes: classes.map(str::to_owned).collect(),
            whose: words("whose"),
            recipients: words("recipients"),
            retention: words("retention"),
            responsible: words("responsible"),
            sensitive: form.contains_key("sensitive"),
        },
        has_ended: form.contains_key("ended"),
        reason: text("reason"),
    })
}
