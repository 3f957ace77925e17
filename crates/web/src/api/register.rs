//! The register of processing.

use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::privacy::register::keep;
use axum::Json;
use guildhall_kernel::AccountId;
use guildhall_privacy::{Activity, Basis, Entry, NewVersion, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in both languages; what the union wrote itself has Chinese only.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsView {
    /// Chinese, or the only text.
    zh: String,
    /// English; empty when there is only one text.
    #[serde(default)]
    en: String,
}

impl From<Words> for WordsView {
    fn from(words: Words) -> Self {
        Self {
            zh: words.zh,
            en: words.en,
        }
    }
}

impl From<WordsView> for Words {
    fn from(words: WordsView) -> Self {
        Self {
            zh: words.zh,
            en: words.en,
        }
    }
}

/// What is done with personal data (处理活动).
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityView {
    /// Its name.
    title: WordsView,
    /// What for.
    purpose: WordsView,
    /// `consent`, `contract`, `duty`, `emergency`, `news`, `public` or `other-law` (PIPL Article 13).
    #[schema(value_type = String)]
    basis: Basis,
    /// Law or document on which that rests.
    ground: WordsView,
    /// Codes of the classes of data, from rules/privacy and rules/masking.
    classes: Vec<String>,
    /// Whose data.
    whose: WordsView,
    /// Who gets them.
    recipients: WordsView,
    /// For how long.
    retention: WordsView,
    /// Who is responsible.
    responsible: WordsView,
    /// Whether any of it is sensitive.
    sensitive: bool,
}

impl From<Activity> for ActivityView {
    fn from(activity: Activity) -> Self {
        Self {
            title: activity.title.into(),
            purpose: activity.purpose.into(),
            basis: activity.basis,
            ground: activity.ground.into(),
            classes: activity.classes,
            whose: activity.whose.into(),
            recipients: activity.recipients.into(),
            retention: activity.retention.into(),
            responsible: activity.responsible.into(),
            sensitive: activity.sensitive,
        }
    }
}

impl From<ActivityView> for Activity {
    fn from(view: ActivityView) -> Self {
        Self {
            title: view.title.into(),
            purpose: view.purpose.into(),
            basis: view.basis,
            ground: view.ground.into(),
            classes: view.classes,
            whose: view.whose.into(),
            recipients: view.recipients.into(),
            retention: view.retention.into(),
            responsible: view.responsible.into(),
            sensitive: view.sensitive,
        }
    }
}

/// One version of an entry of the register.
#[derive(Serialize, ToSchema)]
pub struct EntryView {
    /// The code under which all versions stand.
    code: String,
    /// The version.
    version: u32,
    /// What is done.
    activity: ActivityView,
    /// Whether it is no longer done.
    ended: bool,
    /// Whether it uses sensitive data without an approved impact assessment of this version.
    gap: bool,
    /// Who kept this version; absent when it came with the product.
    #[schema(value_type = Option<uuid::Uuid>)]
    kept_by: Option<AccountId>,
    /// When.
    kept_at: Option<String>,
    /// Why.
    reason: Option<String>,
}

impl EntryView {
    fn of(entry: Entry, gap: bool) -> Self {
        let kept = entry.kept;
        Self {
            code: entry.code,
            version: entry.version,
            activity: entry.activity.into(),
            ended: entry.has_ended,
            gap,
            kept_by: kept.as_ref().map(|kept| kept.by),
            kept_at: kept.as_ref().map(|kept| kept.at.to_rfc3339()),
            reason: kept.map(|kept| kept.reason),
        }
    }
}

/// The register (处理活动登记).
#[derive(Serialize, ToSchema)]
pub struct RegisterView {
    /// The entries, what is still done first.
    entries: Vec<EntryView>,
}

/// Returns what is done with personal data, to everybody who is signed in.
#[utoipa::path(
    get, path = "/api/v1/privacy/register", operation_id = "privacyRegister", tag = "privacy",
    responses((status = 200, description = "The register.", body = RegisterView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<RegisterView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let register = app.privacy.register(&mut connection).await?;
    let gaps = app.privacy.gaps(&mut connection, &register).await?;
    let view = |entry: Entry| {
        let gap = gaps.contains(&entry.code);
        EntryView::of(entry, gap)
    };
    Ok(Json(RegisterView {
        entries: register.into_iter().map(view).collect(),
    }))
}

/// A new version of an entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// The version on which it is based; 0 for a new entry.
    version: u32,
    /// What is done.
    activity: ActivityView,
    /// Whether it is no longer done.
    #[serde(default)]
    ended: bool,
    /// Why it is changed.
    reason: String,
}

/// Keeps a new version of an entry, or a new entry.
#[utoipa::path(
    put, path = "/api/v1/privacy/register/{code}", operation_id = "keepPrivacyEntry", tag = "privacy",
    params(("code" = String, Path, description = "The code of the entry.")), request_body = VersionBody,
    responses((status = 200, description = "The version.", body = EntryView))
)]
pub async fn put(
    Caller(member): Caller,
    PathOf(code): PathOf<String>,
    JsonOf(body): JsonOf<VersionBody>,
) -> Result<Json<EntryView>, Fault> {
    let new = NewVersion {
        based_on: body.version,
        activity: body.activity.into(),
        has_ended: body.ended,
        reason: body.reason,
    };
    let entry = keep(&member, &code, new).await?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let register = std::slice::from_ref(&entry);
    let gaps = member.app().privacy.gaps(&mut connection, register).await?;
    let gap = gaps.contains(&entry.code);
    Ok(Json(EntryView::of(entry, gap)))
}
