//! The first run: the union and its three administrators, from the page of an empty house or by a program.

use crate::app::App;
use crate::context::Visit;
use crate::fault::Fault;
use crate::identity::entrance::with_session;
use crate::locale;
use crate::page::render;
use crate::routes;
use crate::view::{Field, FieldKind, FirstRunPage, Frame, PageFault, PowerFields, Section, Slip, SlipsPage};
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use guildhall_archive::fonds::{self, Fonds};
use guildhall_identity::first_run::{self, FirstRun, Founder, Founders};
use guildhall_identity::sign_in::Attempt;
use guildhall_identity::{FirstPassword, IdentityError, Login, OrganisationKind, Power, organisation, text};
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use http::StatusCode;
use serde::Deserialize;

/// Code of the first fonds (全宗号), until the archives give another.
const FONDS_CODE: &str = "Z001";

/// The union to be made, as it was typed: who fills it in becomes system administrator.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct NewUnion {
    /// Name of the union.
    pub union_name: String,
    /// Code of its fonds; empty for the usual one.
    pub fonds: String,
    /// Name of who fills it in.
    pub name: String,
    /// Her login name.
    pub login: String,
    /// Her password.
    pub password: String,
    /// Name of the security administrator.
    pub security_name: String,
    /// Her login name.
    pub security_login: String,
    /// Name of the audit administrator.
    pub audit_name: String,
    /// Her login name.
    pub audit_login: String,
}

/// The union, made, with the first passwords of the two administrators who did not fill the form in.
pub struct Made {
    /// The three administrators.
    pub founders: Founders,
    /// First password of the security administrator, shown only here.
    pub security_password: String,
    /// First password of the audit administrator, shown only here.
    pub audit_password: String,
}

/// What keeps the union from being made.
pub enum Flaw {
    /// A field of the form, and what is wrong with it.
    Field(&'static str, IdentityError),
    /// Something that no field shows.
    Other(Fault),
}

impl From<Flaw> for Fault {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::Field(_, error) => error.into(),
            Flaw::Other(fault) => fault,
        }
    }
}

/// Makes the union, its fonds and its three administrators, once in the life of an installation.
///
/// # Errors
/// [`Flaw::Field`] for what was typed wrongly.
pub async fn make(visit: &Visit, new: &NewUnion) -> Result<Made, Flaw> {
    let app = &visit.app;
    let (security, audit) = (first_password(app).await?, first_password(app).await?);
    let first = FirstRun {
        union_name: new.union_name.clone(),
        kind: OrganisationKind::Union,
        language: visit.language(),
        system: who_fills_in(app, new).await?,
        security: appointed(
            ["security_name", "security_login"],
            [&new.security_name, &new.security_login],
            &security,
        )?,
        audit: appointed(
            ["audit_name", "audit_login"],
            [&new.audit_name, &new.audit_login],
            &audit,
        )?,
    };
    require_three_logins(&first)?;
    text::name(&first.union_name).map_err(|error| Flaw::Field("union_name", error))?;
    let founders = found(visit, first, &new.fonds).await?;
    Ok(Made {
        founders,
        security_password: security.clear,
        audit_password: audit.clear,
    })
}

async fn first_password(app: &App) -> Result<FirstPassword, Flaw> {
    let random = app.database.random();
    let made = app.sign_in.passwords().first(&*random).await;
    made.map_err(|error| Flaw::Other(error.into()))
}

async fn who_fills_in(app: &App, new: &NewUnion) -> Result<Founder, Flaw> {
    let login = Login::parse(&new.login).map_err(|error| Flaw::Field("login", error))?;
    let name = text::name(&new.name).map_err(|error| Flaw::Field("name", error))?;
    let random = app.database.random();
    let hashed = app
        .sign_in
        .passwords()
        .hash_new(&new.password, &login, &name, &*random)
        .await;
    Ok(Founder {
        password: hashed.map_err(|error| Flaw::Field("password", error))?,
        login,
        name,
        must_change_password: false,
    })
}

fn appointed(
    [name_field, login_field]: [&'static str; 2],
    [name, login]: [&str; 2],
    password: &FirstPassword,
) -> Result<Founder, Flaw> {
    Ok(Founder {
        login: Login::parse(login).map_err(|error| Flaw::Field(login_field, error))?,
        name: text::name(name).map_err(|error| Flaw::Field(name_field, error))?,
        password: password.hash.clone(),
        must_change_password: true,
    })
}

fn require_three_logins(first: &FirstRun) -> Result<(), Flaw> {
    if first.security.login == first.system.login {
        return Err(Flaw::Field("security_login", IdentityError::LoginTaken));
    }
    if [&first.system.login, &first.security.login].contains(&&first.audit.login) {
        return Err(Flaw::Field("audit_login", IdentityError::LoginTaken));
    }
    Ok(())
}

async fn found(visit: &Visit, first: FirstRun, fonds: &str) -> Result<Founders, Flaw> {
    let other = |fault: Fault| Flaw::Other(fault);
    let app = &visit.app;
    let begun = first_run::begin(&app.database).await;
    let mut work = begun.map_err(|error| other(error.into()))?;
    let made = first_run::found(&mut work, first).await;
    let founders = made.map_err(|error| other(error.into()))?;
    let top = organisation::service::top(&mut work, founders.system.realm).await;
    let top = top.map_err(|error| other(error.into()))?;
    let code = if fonds.trim().is_empty() {
        FONDS_CODE
    } else {
        fonds.trim()
    };
    let new = Fonds {
        code: code.to_owned(),
        name: top.name,
        org_path: top.path,
    };
    let actor = founders.system.actor(visit.visitor.origin.clone());
    let opened = fonds::open(&mut work, &actor, &app.rights, &new).await;
    opened.map_err(|error| other(error.into()))?;
    work.commit().await.map_err(|error| other(error.into()))?;
    Ok(founders)
}

/// `GET /first-run`
pub async fn form(visit: Visit) -> Result<Response, Fault> {
    let mut connection = visit.app.database.read_across_realms().await?;
    if !first_run::is_needed(&mut connection).await? {
        return Err(PageFault::NotFound.into());
    }
    let page = page(&visit, &NewUnion::default(), None);
    Ok(render(StatusCode::OK, &page))
}

/// `POST /first-run`
pub async fn submit(
    visit: Visit,
    State(app): State<App>,
    jar: CookieJar,
    Form(form): Form<NewUnion>,
) -> Result<Response, Fault> {
    let made = match make(&visit, &form).await {
        Ok(made) => made,
        Err(Flaw::Field(field, error))
            if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict) =>
        {
            let page = page(&visit, &form, Some((field, &error)));
            return Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        Err(flaw) => return Err(flaw.into()),
    };
    let attempt = Attempt {
        login: &form.login,
        password: &form.password,
        visitor: &visit.visitor,
    };
    let signed_in = app.sign_in.sign_in(&app.database, attempt).await?;
    let jar = with_session(&app, jar, &signed_in);
    Ok((jar, render(StatusCode::OK, &slips(&visit, &made))).into_response())
}

fn page(visit: &Visit, form: &NewUnion, fault: Option<(&'static str, &IdentityError)>) -> FirstRunPage {
    let ui = visit.frame(Section::Outside);
    let fonds = if form.fonds.is_empty() {
        FONDS_CODE
    } else {
        &form.fonds
    };
    let text = |name: &'static str, label: &str, value: &str| {
        let shown = fault.filter(|(field, _)| *field == name);
        Field::new(name, ui.t(label), FieldKind::Text)
            .value(value)
            .fault(shown.map(|(_, error)| locale::explain(ui.locale, error).sentence()))
    };
    let person = |power: Power, fields: Vec<Field>| PowerFields {
        title: visit.role_name(power.code()),
        duty: duty(&ui, power),
        fields,
    };
    let password = Field {
        kind: FieldKind::Password,
        ..text("password", "sign-in-password", "")
    };
    FirstRunPage {
        fields: vec![
            text("union_name", "first-run-union", &form.union_name).hint(ui.t("first-run-union-hint")),
            text("fonds", "first-run-fonds", fonds).hint(ui.t("first-run-fonds-hint")),
        ],
        powers: vec![
            person(
                Power::System,
                vec![
                    text("name", "first-run-name", &form.name).autocomplete("name"),
                    text("login", "first-run-login", &form.login).autocomplete("username"),
                    password
                        .hint(ui.t("first-run-password-hint"))
                        .autocomplete("new-password"),
                ],
            ),
            person(
                Power::Security,
                vec![
                    text("security_name", "first-run-security-name", &form.security_name),
                    text("security_login", "first-run-security-login", &form.security_login),
                ],
            ),
            person(
                Power::Audit,
                vec![
                    text("audit_name", "first-run-audit-name", &form.audit_name),
                    text("audit_login", "first-run-audit-login", &form.audit_login),
                ],
            ),
        ],
        ui,
    }
}

/// Says in a sentence what the holder of a power does and does not do.
pub fn duty(ui: &Frame, power: Power) -> String {
    ui.t(match power {
        Power::System => "power-duty-system",
        Power::Security => "power-duty-security",
        Power::Audit => "power-duty-audit",
    })
}

fn slips(visit: &Visit, made: &Made) -> SlipsPage {
    let ui = visit.frame(Section::Outside);
    let slip = |account: &guildhall_identity::Account, power: Power, secret: &str| Slip {
        role: visit.role_name(power.code()),
        name: account.name.clone(),
        login: account.login.as_str().to_owned(),
        secret: secret.to_owned(),
    };
    let founders = &made.founders;
    SlipsPage {
        title: ui.t("slips-first-run"),
        lead: ui.t("slips-first-run-lead"),
        secret_label: ui.t("account-first-password"),
        slips: vec![
            slip(&founders.security, Power::Security, &made.security_password),
            slip(&founders.audit, Power::Audit, &made.audit_password),
        ],
        next: routes::HOME,
        ui,
    }
}
