//! Sign-in, the first run, and what a visitor may set without an account.

use crate::app::App;
use crate::context::{LANGUAGE_COOKIE, Member, SESSION_COOKIE, THEME_COOKIE, Visit, cookie, session_token};
use crate::fault::Fault;
use crate::locale::{self, Locale};
use crate::page::render;
use crate::routes;
use crate::view::{
    CodePage, Field, FieldKind, FirstRunPage, HelpPage, PageFault, Section, SignInPage, Theme,
};
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use guildhall_archive::fonds::{self, Fonds};
use guildhall_identity::account::{self, PasswordHash};
use guildhall_identity::first_run::{self, FirstRun};
use guildhall_identity::sign_in::Attempt;
use guildhall_identity::{Account, IdentityError, Language, Login, OrganisationKind, session};
use guildhall_kernel::Explain;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Code of the first fonds (全宗号), until the archives give another.
const FONDS_CODE: &str = "Z001";

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn sign_in_form(visit: Visit, Query(query): Query<Next>) -> Result<Response, Fault> {
    let mut connection = visit.app.database.read_across_realms().await?;
    if first_run::is_needed(&mut connection).await? {
        return Ok(Redirect::to(routes::FIRST_RUN).into_response());
    }
    if visit.signed_in.is_some() {
        return Ok(Redirect::to(&own_path(&query.next)).into_response());
    }
    Ok(sign_in_page(
        &visit,
        String::new(),
        None,
        query.next,
        StatusCode::OK,
    ))
}

fn sign_in_page(
    visit: &Visit,
    login: String,
    fault: Option<String>,
    next: String,
    status: StatusCode,
) -> Response {
    let demo = visit.app.demo_logins.iter().cloned().collect();
    render(
        status,
        &SignInPage {
            ui: visit.frame(Section::Outside),
            login,
            fault,
            next,
            demo,
        },
    )
}

/// What the sign-in form sends.
#[derive(Deserialize)]
pub struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
pub async fn sign_in(
    visit: Visit,
    State(app): State<App>,
    jar: CookieJar,
    Form(form): Form<SignInForm>,
) -> Result<Response, Fault> {
    let attempt = Attempt {
        login: &form.login,
        password: &form.password,
        origin: &visit.origin,
    };
    match app.sign_in.sign_in(&app.database, attempt).await {
        Ok(signed_in) => {
            let jar = jar.add(cookie(&app, SESSION_COOKIE, signed_in.token.to_text(), false));
            let next = if signed_in.session.pending {
                routes::with_query(routes::SIGN_IN_CODE, [("next", form.next)])
            } else {
                own_path(&form.next)
            };
            Ok((jar, Redirect::to(&next)).into_response())
        }
        Err(
            error @ (IdentityError::SignInRefused
            | IdentityError::AccountNotActive
            | IdentityError::TooManyAttempts { .. }),
        ) => {
            let status = Fault::of(&error).status();
            let text = locale::explain(visit.locale, &error);
            let fault = format!("{} {}", text.happened, text.todo);
            Ok(sign_in_page(&visit, form.login, Some(fault), form.next, status))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /sign-in/code`
pub async fn code_form(visit: Visit, Query(query): Query<Next>) -> Response {
    code_page(&visit, None, query.next, StatusCode::OK)
}

fn code_page(visit: &Visit, fault: Option<String>, next: String, status: StatusCode) -> Response {
    let ui = visit.frame(Section::Outside);
    render(status, &CodePage { ui, fault, next })
}

/// What the form of the code sends.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in/code`: takes the code of the second factor.
pub async fn finish(
    visit: Visit,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Fault> {
    let jar = CookieJar::from_headers(&headers);
    let Some(pending) = session_token(&headers, &jar).0 else {
        return Ok(Redirect::to(routes::SIGN_IN).into_response());
    };
    let finished = app
        .sign_in
        .finish(&app.database, &pending, (&form.code, &visit.origin))
        .await;
    match finished {
        Ok(signed_in) => {
            let jar = jar.add(cookie(&app, SESSION_COOKIE, signed_in.token.to_text(), false));
            Ok((jar, Redirect::to(&own_path(&form.next))).into_response())
        }
        Err(IdentityError::NotSignedIn) => Ok(Redirect::to(routes::SIGN_IN).into_response()),
        Err(error @ (IdentityError::WrongCode | IdentityError::TooManyAttempts { .. })) => {
            let status = Fault::of(&error).status();
            let fault = locale::explain(visit.locale, &error).sentence();
            Ok(code_page(&visit, Some(fault), form.next, status))
        }
        Err(error) => Err(error.into()),
    }
}

/// Only paths of this site: a link must not lead people elsewhere after they signed in.
pub fn own_path(next: &str) -> String {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_path {
        next.to_owned()
    } else {
        routes::HOME.to_owned()
    }
}

/// What a form without fields of its own sends.
#[derive(Deserialize)]
pub struct PlainForm {
    #[serde(default)]
    csrf: String,
}

/// `POST /sign-out`
pub async fn sign_out(
    member: Member,
    jar: CookieJar,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    session::service::sign_out(&mut work, member.actor(), member.signed_in.session.id).await?;
    work.commit().await?;
    let jar = jar.remove(Cookie::build(SESSION_COOKIE).path("/"));
    Ok((jar, Redirect::to(routes::SIGN_IN)).into_response())
}

/// What the first page asks for.
#[derive(Deserialize, Default)]
pub struct FirstRunForm {
    union_name: String,
    name: String,
    login: String,
    password: String,
    #[serde(default)]
    fonds: String,
}

/// `GET /first-run`
pub async fn first_run_form(visit: Visit) -> Result<Response, Fault> {
    let mut connection = visit.app.database.read_across_realms().await?;
    if !first_run::is_needed(&mut connection).await? {
        return Err(PageFault::NotFound.into());
    }
    Ok(first_run_page(
        &visit,
        &FirstRunForm::default(),
        None,
        StatusCode::OK,
    ))
}

fn first_run_page(
    visit: &Visit,
    form: &FirstRunForm,
    fault: Option<&dyn Explain>,
    status: StatusCode,
) -> Response {
    let ui = visit.frame(Section::Outside);
    let text = fault.map(|error| {
        let text = locale::explain(visit.locale, error);
        format!("{} {}", text.happened, text.todo)
    });
    let at = |field: &str| {
        text.clone()
            .filter(|_| fault.is_some_and(|error| field_of(error) == field))
    };
    let fonds = if form.fonds.is_empty() {
        FONDS_CODE
    } else {
        &form.fonds
    };
    let fields = vec![
        Field::new("union_name", ui.t("first-run-union"), FieldKind::Text)
            .value(&form.union_name)
            .hint(ui.t("first-run-union-hint"))
            .fault(at("union_name")),
        Field::new("fonds", ui.t("first-run-fonds"), FieldKind::Text)
            .value(fonds)
            .hint(ui.t("first-run-fonds-hint"))
            .fault(at("fonds")),
        Field::new("name", ui.t("first-run-name"), FieldKind::Text)
            .value(&form.name)
            .autocomplete("name")
            .fault(at("name")),
        Field::new("login", ui.t("sign-in-login"), FieldKind::Text)
            .value(&form.login)
            .autocomplete("username")
            .fault(at("login")),
        Field::new("password", ui.t("sign-in-password"), FieldKind::Password)
            .hint(ui.t("first-run-password-hint"))
            .autocomplete("new-password")
            .fault(at("password")),
    ];
    render(status, &FirstRunPage { ui, fields })
}

/// Returns the field under which a fault is shown.
fn field_of(error: &dyn Explain) -> &'static str {
    match error.code() {
        "invalid-login" | "login-taken" => "login",
        "fonds-code" => "fonds",
        code if code.contains("password") => "password",
        _ => "union_name",
    }
}

/// `POST /first-run`
pub async fn first_run(
    visit: Visit,
    State(app): State<App>,
    jar: CookieJar,
    Form(form): Form<FirstRunForm>,
) -> Result<Response, Fault> {
    match make_first(&visit, &app, &form).await {
        Ok(_) => {}
        Err(FirstRunFault::Identity(error))
            if error.kind() == guildhall_kernel::explain::ErrorKind::Invalid =>
        {
            return Ok(first_run_page(
                &visit,
                &form,
                Some(&error),
                StatusCode::UNPROCESSABLE_ENTITY,
            ));
        }
        Err(FirstRunFault::Identity(error)) => return Err(error.into()),
        Err(FirstRunFault::Other(fault)) => return Err(fault),
    }
    let attempt = Attempt {
        login: &form.login,
        password: &form.password,
        origin: &visit.origin,
    };
    let signed_in = app.sign_in.sign_in(&app.database, attempt).await?;
    let jar = jar.add(cookie(&app, SESSION_COOKIE, signed_in.token.to_text(), false));
    Ok((jar, Redirect::to(routes::HOME)).into_response())
}

/// A fault that belongs to a field of the form, or another.
enum FirstRunFault {
    Identity(IdentityError),
    Other(Fault),
}

impl From<IdentityError> for FirstRunFault {
    fn from(error: IdentityError) -> Self {
        Self::Identity(error)
    }
}

async fn make_first(visit: &Visit, app: &App, form: &FirstRunForm) -> Result<Account, FirstRunFault> {
    let other = |error: guildhall_store::StoreError| FirstRunFault::Other(error.into());
    let login = Login::parse(&form.login)?;
    let random = app.database.random();
    let password: PasswordHash = app
        .sign_in
        .passwords()
        .hash_new(&form.password, &login, &form.name, &*random)
        .await?;
    let language = if visit.locale == Locale::En {
        Language::English
    } else {
        Language::Chinese
    };
    let first = FirstRun {
        union_name: form.union_name.clone(),
        kind: OrganisationKind::Union,
        login,
        name: form.name.clone(),
        password,
        language,
        is_archivist: true,
    };
    let mut work = first_run::begin(&app.database).await?;
    let account = first_run::create_first_administrator(&mut work, first).await?;
    let top = guildhall_identity::organisation::service::top(&mut work, account.realm).await?;
    let code = if form.fonds.trim().is_empty() {
        FONDS_CODE
    } else {
        form.fonds.trim()
    };
    let new = Fonds {
        code: code.to_owned(),
        name: top.name,
        org_path: top.path,
    };
    let actor = account.actor(visit.origin.clone());
    fonds::open(&mut work, &actor, &app.rights, &new)
        .await
        .map_err(|error| FirstRunFault::Other(error.into()))?;
    work.commit().await.map_err(other)?;
    Ok(account)
}

/// What the preferences form sends.
#[derive(Deserialize)]
pub struct PreferencesForm {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    next: String,
}

/// `POST /preferences`: language and theme, remembered in cookies and, for the language, with the account.
pub async fn preferences(
    visit: Visit,
    State(app): State<App>,
    mut jar: CookieJar,
    Form(form): Form<PreferencesForm>,
) -> Result<Response, Fault> {
    if let Some(locale) = form.lang.as_deref().and_then(Locale::from_tag) {
        jar = jar.add(long_lived(cookie(
            &app,
            LANGUAGE_COOKIE,
            locale.tag().to_owned(),
            true,
        )));
        if let Some(signed_in) = &visit.signed_in {
            let language = if locale == Locale::En {
                Language::English
            } else {
                Language::Chinese
            };
            let mut work = app.database.begin(signed_in.actor.realm).await?;
            account::service::set_language(&mut work, &signed_in.actor, language).await?;
            work.commit().await?;
        }
    }
    if let Some(theme) = form.theme.as_deref().map(Theme::parse) {
        jar = jar.add(long_lived(cookie(
            &app,
            THEME_COOKIE,
            theme.as_str().to_owned(),
            true,
        )));
    }
    Ok((jar, Redirect::to(&own_path(&form.next))).into_response())
}

fn long_lived(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.make_permanent();
    cookie
}

/// `GET /help`
pub async fn help(visit: Visit) -> Response {
    render(
        StatusCode::OK,
        &HelpPage {
            ui: visit.frame(Section::Outside),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_led_to_another_site_after_signing_in() {
        assert_eq!(own_path("/records?x=1"), "/records?x=1");
        for wrong in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:1",
            "/a\r\nb",
        ] {
            assert_eq!(own_path(wrong), "/", "{wrong}");
        }
    }
}
