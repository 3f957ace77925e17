//! The form of an account: what it sends, and the fields that it shows.

use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::view::{Choice, Field, FieldKind, Frame};
use guildhall_identity::account::CLEARANCE_MAX;
use guildhall_identity::{Account, IdentityError, Organisation, Power, organisation};
use guildhall_kernel::{Explain as _, Standing};
use guildhall_store::Connection;
use serde::Deserialize;

/// Units offered in the form.
const UNITS_MAX: u32 = 500;
/// The code table of union posts.
pub(super) const UNION_POSTS: &str = "HOUSE_UNION_POST";

/// What the form of an account sends.
#[derive(Deserialize, Default)]
pub struct AccountForm {
    #[serde(default)]
    pub(super) csrf: String,
    #[serde(default)]
    pub(super) action: String,
    #[serde(default)]
    pub(super) login: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) password: String,
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) role: String,
    #[serde(default)]
    pub(super) clearance: String,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) staff_number: String,
    #[serde(default)]
    pub(super) post: String,
    #[serde(default)]
    pub(super) rank: String,
}

impl AccountForm {
    /// Returns post and rank as they were written; a rank that is no number is none that can be given.
    pub(super) fn standing(&self) -> Standing {
        let rank = self.rank.trim();
        Standing {
            post: self.post.clone(),
            rank: match rank.is_empty() {
                true => 0,
                false => rank.parse().unwrap_or(-1),
            },
        }
    }
}

/// Returns the form of an account as it stands.
pub(super) fn form_of(account: &Account) -> AccountForm {
    let grant = account.grants.first();
    AccountForm {
        login: account.login.as_str().to_owned(),
        name: account.name.clone(),
        unit: account.org.to_string(),
        role: grant.map(|grant| grant.role.clone()).unwrap_or_default(),
        clearance: grant.map_or(1, |grant| grant.clearance).to_string(),
        post: account.standing.post.clone(),
        rank: account.standing.rank.to_string(),
        ..AccountForm::default()
    }
}

/// Returns the units that a form offers: those in the branches of the member.
///
/// # Errors
/// When the database refuses.
pub(super) async fn offered_units(
    member: &Member,
    connection: &mut Connection,
) -> Result<Vec<Organisation>, Fault> {
    let actor = member.actor();
    let rights = &member.app().rights;
    let top = organisation::service::top(connection, actor.realm).await?;
    Ok(organisation::service::subtree(connection, (rights, actor), &top.path, None, UNITS_MAX).await?)
}

/// Returns the fields of a form, with what was wrong beside the one that it was about.
pub(super) fn fields(
    member: &Member,
    ui: &Frame,
    is_new: bool,
    form: &AccountForm,
    units: &[Organisation],
    fault: Option<&IdentityError>,
) -> Vec<Field> {
    let text = fault.map(|error| {
        let text = locale::explain(ui.locale, error);
        format!("{} {}", text.happened, text.todo)
    });
    let at = |field: &str| {
        text.clone()
            .filter(|_| fault.is_some_and(|error| field_of(error) == field))
    };
    let units = units.iter().map(|unit| Choice {
        value: unit.id.to_string(),
        label: format!("{}{}", "　".repeat(unit.path.depth() - 1), unit.name),
        chosen: unit.id.to_string() == form.unit,
    });
    let roles = offered_roles(member, ui, &form.role);
    let levels = (0..=CLEARANCE_MAX.min(3)).map(|level| Choice {
        value: level.to_string(),
        label: secrecy_name(member, level),
        chosen: level.to_string() == form.clearance,
    });
    let mut fields = Vec::new();
    if is_new {
        fields.push(
            Field::new("login", ui.t("sign-in-login"), FieldKind::Text)
                .value(&form.login)
                .autocomplete("off")
                .fault(at("login")),
        );
        fields.push(
            Field::new("name", ui.t("account-name"), FieldKind::Text)
                .value(&form.name)
                .fault(at("name")),
        );
        fields.push(
            Field::new("password", ui.t("account-first-password"), FieldKind::Password)
                .hint(ui.t("account-first-password-hint"))
                .autocomplete("new-password")
                .fault(at("password")),
        );
    }
    fields
        .push(Field::new("unit", ui.t("account-unit"), FieldKind::Select(units.collect())).fault(at("unit")));
    fields.push(Field::new("role", ui.t("account-role"), FieldKind::Select(roles)).fault(at("role")));
    fields.push(Field::new(
        "clearance",
        ui.t("account-clearance"),
        FieldKind::Select(levels.collect()),
    ));
    let posts = FieldKind::Select(offered_posts(member, ui, &form.post));
    fields.push(Field::new("post", ui.t("account-post"), posts).optional());
    fields.push(
        Field::new("rank", ui.t("account-rank"), FieldKind::Text)
            .value(&form.rank)
            .hint(ui.t("account-rank-hint"))
            .optional()
            .fault(at("rank")),
    );
    fields.push(
        Field::new("staff_number", ui.t("account-staff-number"), FieldKind::Text)
            .value(&form.staff_number)
            .hint(ui.t("account-staff-number-hint"))
            .optional()
            .fault(at("staff_number")),
    );
    fields.push(
        Field::new("reason", ui.t("account-power-reason"), FieldKind::Text)
            .value(&form.reason)
            .hint(ui.t("account-power-reason-hint"))
            .optional()
            .fault(at("reason")),
    );
    fields
}

/// Returns the roles, with those that a second administrator must approve marked, and none at all.
fn offered_roles(member: &Member, ui: &Frame, chosen: &str) -> Vec<Choice> {
    let none = Choice {
        value: String::new(),
        label: ui.t("account-role-none"),
        chosen: chosen.is_empty(),
    };
    let roles = member.app().rights.roles().map(|role| Choice {
        value: role.to_owned(),
        label: match Power::from_code(role) {
            Some(_) => ui.with("account-role-power", "role", member.visit.role_name(role)),
            None => member.visit.role_name(role),
        },
        chosen: role == chosen,
    });
    std::iter::once(none).chain(roles).collect()
}

/// Returns the union posts of the code table, and none.
fn offered_posts(member: &Member, ui: &Frame, chosen: &str) -> Vec<Choice> {
    let none = Choice {
        value: String::new(),
        label: ui.t("account-post-none"),
        chosen: chosen.is_empty(),
    };
    let codes = member.app().archive.codes.table(UNION_POSTS);
    let posts = codes.iter().map(|code| Choice {
        value: code.code.clone(),
        label: crate::archive::shown::code_name(member.visit.locale, Some(code)).unwrap_or_default(),
        chosen: code.code == chosen,
    });
    std::iter::once(none).chain(posts).collect()
}

fn secrecy_name(member: &Member, level: i64) -> String {
    let code = member
        .app()
        .archive
        .codes
        .find("HOUSE_SECURITY_LEVEL", &level.to_string());
    crate::archive::shown::code_name(member.visit.locale, code).unwrap_or_else(|| level.to_string())
}

fn field_of(error: &IdentityError) -> &'static str {
    match error.code() {
        "invalid-login" | "login-taken" => "login",
        "invalid-reason" => "reason",
        "invalid-standing" => "rank",
        "identity-not-found" => "staff_number",
        code if code.starts_with("power-") => "role",
        code if code.contains("password") => "password",
        code if code.contains("role") || code.contains("denied") => "role",
        _ => "name",
    }
}
