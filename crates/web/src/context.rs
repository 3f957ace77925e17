//! Who asks, in which language, from where: what every handler is handed.

use crate::app::App;
use crate::client_certificate;
use crate::fault::Fault;
use crate::locale::Locale;
use crate::view::{Frame, Menu, Mood, Notice, PageFault, Person, Section, Theme};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use guildhall_archive::RecordState;
use guildhall_emergency::{VIEW_EMERGENCY, VIEW_INCIDENTS};
use guildhall_federation::{BrowserToken, CertificateChain, FederationError};
use guildhall_identity::device::{self, Device, DeviceCookie, Visitor};
use guildhall_identity::passkey::CeremonyToken;
use guildhall_identity::{Authenticated, Language, SessionToken, organisation, power};
use guildhall_inspection::VIEW_INSPECTION;
use guildhall_kernel::{Actor, Origin};
use guildhall_privacy::{APPROVE_ASSESSMENT, DRAFT_ASSESSMENT};
use guildhall_watch::alert;
use http::request::Parts;
use http::{HeaderMap, header};
use jiff::tz::TimeZone;
use std::net::SocketAddr;

/// The cookie of the session.
pub const SESSION_COOKIE: &str = "guildhall-session";
/// What the names of the cookies of known devices begin with; one for each login name.
const DEVICE_COOKIE: &str = "guildhall-device-";
/// The cookie of a browser that was asked for a passkey to sign in with.
pub const CEREMONY_COOKIE: &str = "guildhall-passkey";
/// The cookie of a browser that was sent to an identity provider.
pub const OUTSIDE_COOKIE: &str = "guildhall-outside";
/// The cookie of the language.
pub const LANGUAGE_COOKIE: &str = "lang";
/// The cookie of the theme.
pub const THEME_COOKIE: &str = "theme";
/// The zone in which moments are shown.
const ZONE: &str = "Asia/Shanghai";

/// A request: with or without somebody signed in.
#[derive(Clone)]
pub struct Visit {
    /// The rooms.
    pub app: App,
    /// Who is signed in.
    pub signed_in: Option<Authenticated>,
    /// The language of the answer.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
    /// Path and query.
    pub here: String,
    /// From where, and with what browser.
    pub visitor: Visitor,
    /// The client certificate that the browser shows, not yet judged.
    pub certificate: Option<CertificateChain>,
    /// Whether the session came in the `Authorization` header, so that no other site can have sent it.
    pub by_header: bool,
    union_name: String,
    waiting: u64,
    decisions: u64,
    editions: u64,
    alerts: u64,
    requests: u64,
    tasks: u64,
    news: Option<Notice>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        if let Some(visit) = parts.extensions.get::<Self>() {
            return Ok(visit.clone());
        }
        let jar = CookieJar::from_headers(&parts.headers);
        let visitor = visitor(parts, &jar);
        let (token, by_header) = session_token(&parts.headers, &jar);
        let signed_in = match token {
            Some(token) => app
                .sessions
                .authenticate(&app.database, token, visitor.origin.clone())
                .await
                .ok(),
            None => None,
        };
        if let Some(signed_in) = &signed_in {
            renew_beside(app, signed_in);
        }
        let accept = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let cookie = jar.get(LANGUAGE_COOKIE).map(Cookie::value);
        let own = signed_in
            .as_ref()
            .map(|signed_in| signed_in.account.language.code());
        let mut visit = Self {
            app: app.clone(),
            locale: Locale::choose(cookie.or(own), accept),
            theme: jar
                .get(THEME_COOKIE)
                .map(|cookie| Theme::parse(cookie.value()))
                .unwrap_or_default(),
            here: parts
                .uri
                .path_and_query()
                .map(|path| path.as_str().to_owned())
                .unwrap_or_default(),
            signed_in,
            certificate: client_certificate::shown(parts, app, visitor.origin.address),
            visitor,
            by_header,
            union_name: String::new(),
            waiting: 0,
            decisions: 0,
            editions: 0,
            alerts: 0,
            requests: 0,
            tasks: 0,
            news: None,
        };
        visit.look_around().await;
        Ok(visit)
    }
}

/// Returns from where a request comes and with what browser.
fn visitor(parts: &Parts, jar: &CookieJar) -> Visitor {
    let agent = parts.headers.get(header::USER_AGENT);
    let devices = jar
        .iter()
        .filter(|cookie| cookie.name().starts_with(DEVICE_COOKIE));
    Visitor {
        origin: Origin {
            address: address(parts),
        },
        agent: device::words(agent.and_then(|value| value.to_str().ok()).unwrap_or_default()),
        cookies: devices.map(|cookie| cookie.value().to_owned()).collect(),
    }
}

/// Writes the use of a session down while the request is answered, when the last time is long enough ago.
fn renew_beside(app: &App, signed_in: &Authenticated) {
    if !signed_in.session.is_renewal_due(app.database.clock().now()) {
        return;
    }
    let (database, signed_in) = (app.database.clone(), signed_in.clone());
    tokio::spawn(async move {
        if let Err(error) = signed_in.renew(&database).await {
            tracing::warn!(%error, "the use of a session could not be written down");
        }
    });
}

/// The address of the client; a proxy in front is not believed unless the server is told to.
fn address(parts: &Parts) -> Option<std::net::IpAddr> {
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip())
}

/// Returns the token of a request, and whether it came in the `Authorization` header.
pub fn session_token(headers: &HeaderMap, jar: &CookieJar) -> (Option<SessionToken>, bool) {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match bearer {
        Some(text) => (SessionToken::parse(text), true),
        None => (
            jar.get(SESSION_COOKIE)
                .and_then(|cookie| SessionToken::parse(cookie.value())),
            false,
        ),
    }
}

impl Visit {
    /// Fetches what the frame of a page shows of the house; a frame without it is still a frame.
    async fn look_around(&mut self) {
        if self.here.starts_with("/api/") || self.here.starts_with("/assets/") {
            return;
        }
        let Some(signed_in) = &self.signed_in else { return };
        let actor = &signed_in.actor;
        let Ok(mut connection) = self.app.database.read(actor.realm).await else {
            return;
        };
        if let Ok(devices) = device::service::news(&mut connection, signed_in).await {
            self.news = devices.first().map(|newest| self.told(newest));
        }
        if let Ok(top) = organisation::service::top(&mut connection, actor.realm).await {
            self.union_name = top.name;
        }
        if let Ok(counts) = self.app.archive.counts(&mut connection, actor).await {
            let open = counts.iter().filter(|(state, _)| *state != RecordState::Filed);
            self.waiting = open.map(|(_, count)| u64::try_from(*count).unwrap_or(0)).sum();
        }
        let who = (actor, self.app.database.clock().now());
        if let Ok(count) = power::overview::count_for(&mut connection, &self.app.rights, who).await {
            self.decisions = u64::try_from(count).unwrap_or(0);
        }
        if let Ok(count) = self.app.governance.count_for(&mut connection, actor).await {
            self.editions = u64::try_from(count).unwrap_or(0);
        }
        if let Ok(count) = self.app.privacy.waiting_requests(&mut connection, actor).await {
            self.requests = count;
        }
        if let Ok(count) = self.app.workflow.task_count(&mut connection, actor).await {
            self.tasks = count;
        }
        if !self.menu().oversight {
            return;
        }
        if let Ok(count) = alert::service::count_for(&mut connection, &self.app.rights, actor).await {
            self.alerts = u64::try_from(count).unwrap_or(0);
        }
    }

    /// Says which device signed in that the account did not know.
    fn told(&self, newest: &Device) -> Notice {
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        let moment = self
            .locale
            .moment(crate::archive::record::moment(newest.first_seen_at), &zone);
        let unknown = crate::locale::t(self.locale, "device-unknown", &crate::locale::Args::none());
        let agent = Some(newest.agent.clone())
            .filter(|agent| !agent.is_empty())
            .unwrap_or(unknown);
        let args = crate::locale::Args::none()
            .with("agent", &agent)
            .with("address", &newest.address)
            .with("moment", &moment);
        Notice {
            mood: Mood::Warn,
            text: crate::locale::t(self.locale, "device-news", &args),
        }
    }

    /// Returns the frame of a page.
    pub fn frame(&self, section: Section) -> Frame {
        Frame {
            locale: self.locale,
            zone: TimeZone::get(ZONE).unwrap_or(TimeZone::UTC),
            theme: self.theme,
            section,
            union_name: self.union_name.clone(),
            person: self.signed_in.as_ref().map(|signed_in| self.person(signed_in)),
            menu: self.menu(),
            waiting: self.waiting,
            decisions: self.decisions,
            editions: self.editions,
            alerts: self.alerts,
            requests: self.requests,
            tasks: self.tasks,
            query: String::new(),
            here: self.here.clone(),
            csrf: self
                .signed_in
                .as_ref()
                .map(Authenticated::form_token)
                .unwrap_or_default(),
            notice: self.news.clone(),
        }
    }

    /// Returns the frame with a sentence about the last action; without one, with the news that wait.
    pub fn frame_with(&self, section: Section, notice: Option<Notice>) -> Frame {
        let frame = self.frame(section);
        Frame {
            notice: notice.or(frame.notice),
            ..frame
        }
    }

    fn person(&self, signed_in: &Authenticated) -> Person {
        let roles = signed_in
            .actor
            .grants
            .iter()
            .map(|grant| self.role_name(&grant.role));
        let mut roles: Vec<String> = roles.collect();
        roles.dedup();
        Person {
            name: signed_in.account.name.clone(),
            roles: roles.join("、"),
        }
    }

    /// Returns the language of the page as accounts keep it.
    pub fn language(&self) -> Language {
        match self.locale {
            Locale::En => Language::English,
            Locale::ZhCn => Language::Chinese,
        }
    }

    /// Returns the name of a role in the language of the page.
    pub fn role_name(&self, role: &str) -> String {
        crate::locale::t(self.locale, &format!("role-{role}"), &crate::locale::Args::none())
    }

    /// Returns which rooms the person may enter.
    pub fn menu(&self) -> Menu {
        let Some(signed_in) = &self.signed_in else {
            return Menu::default();
        };
        let actor = &signed_in.actor;
        let may = |action: &str| {
            actor
                .grants
                .iter()
                .any(|grant| self.app.rights.allows_in(actor, action, &grant.org_path))
        };
        // What concerns the whole house takes a grant over all of it.
        let may_everywhere = |action: &str| {
            let mut grants = actor.grants.iter();
            grants.any(|grant| self.app.rights.allows_in(actor, action, &grant.org_path.top()))
        };
        Menu {
            inbox: self.app.may_capture(actor),
            records: self.app.may_find(actor),
            accounts: may("manageAccounts"),
            powers: power::overview::takes_part(&self.app.rights, actor),
            organisation: true,
            works: may_everywhere("manageSystem") || may_everywhere("verify"),
            upkeep: may_everywhere("manageSystem"),
            verifies: may_everywhere("verify") || may_everywhere("viewLedger"),
            ledger: may_everywhere("viewLedger"),
            oversight: may_everywhere("manageAccounts") || may_everywhere("viewLedger"),
            requests: self.app.privacy.answers_requests(actor),
            assessments: may_everywhere(DRAFT_ASSESSMENT) || may_everywhere(APPROVE_ASSESSMENT),
            inspects: may_everywhere(VIEW_INSPECTION),
            emergency: may_everywhere(VIEW_EMERGENCY),
            incidents: may_everywhere(VIEW_INCIDENTS),
        }
    }

    /// Returns the client certificate that the browser shows, not yet judged.
    ///
    /// # Errors
    /// [`FederationError::CertificateMissing`], [`FederationError::CertificatesOff`].
    pub fn require_certificate(&self) -> Result<&CertificateChain, FederationError> {
        match &self.certificate {
            Some(chain) => Ok(chain),
            None if self.app.certificates.are_on() => Err(FederationError::CertificateMissing),
            None => Err(FederationError::CertificatesOff),
        }
    }

    /// Returns who is signed in.
    ///
    /// # Errors
    /// [`PageFault::SignInRequired`].
    pub fn require(&self) -> Result<&Authenticated, Fault> {
        self.signed_in
            .as_ref()
            .ok_or_else(|| PageFault::SignInRequired.into())
    }
}

/// A request of somebody who is signed in.
#[derive(Clone)]
pub struct Member {
    /// The request.
    pub visit: Visit,
    /// Who it is.
    pub signed_in: Authenticated,
}

impl Member {
    /// Returns the acting person.
    pub fn actor(&self) -> &Actor {
        &self.signed_in.actor
    }

    /// Returns the rooms.
    pub fn app(&self) -> &App {
        &self.visit.app
    }

    /// Returns the frame of a page.
    pub fn frame(&self, section: Section) -> Frame {
        self.visit.frame(section)
    }

    /// Returns the name under which authenticator apps file the codes: that of the union.
    pub fn issuer(&self) -> &str {
        match self.visit.union_name.as_str() {
            "" => "Guildhall",
            name => name,
        }
    }

    /// Asks for a new proof of identity when the last one is too old for something sensitive.
    ///
    /// # Errors
    /// [`PageFault::ConfirmNeeded`]; pages lead to the form for it.
    pub fn require_fresh(&self) -> Result<(), Fault> {
        let app = self.app();
        let now = app.database.clock().now();
        if self.signed_in.session.is_fresh(app.sessions.config(), now) {
            Ok(())
        } else {
            Err(PageFault::ConfirmNeeded.into())
        }
    }

    /// Refuses a form that this person's session did not hand out.
    ///
    /// # Errors
    /// [`PageFault::FormExpired`].
    pub fn require_form(&self, token: &str) -> Result<(), Fault> {
        if self.visit.by_header || self.signed_in.require_form(token).is_ok() {
            Ok(())
        } else {
            Err(PageFault::FormExpired.into())
        }
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let signed_in = visit.require()?.clone();
        Ok(Self { visit, signed_in })
    }
}

/// Returns a cookie that only this site gets, for the whole site.
pub fn cookie(app: &App, name: &'static str, value: String, script_sees_it: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(!script_sees_it)
        .secure(app.https)
        .build()
}

/// Returns the cookie by which the browser that was asked for a passkey is known again; it ends with the browser.
pub fn ceremony_cookie(app: &App, token: &CeremonyToken) -> Cookie<'static> {
    cookie(app, CEREMONY_COOKIE, token.to_text(), false)
}

/// Returns the cookie by which a browser is known that comes back from an identity provider; it ends with the browser.
pub fn outside_cookie(app: &App, token: &BrowserToken) -> Cookie<'static> {
    cookie(app, OUTSIDE_COOKIE, token.as_str().to_owned(), false)
}

/// Returns the cookie by which the browser is known at the next sign-in, for more than a year.
pub fn device_cookie(app: &App, device: &DeviceCookie) -> Cookie<'static> {
    let mut made = cookie(app, DEVICE_COOKIE, device.text.clone(), false);
    made.set_name(format!("{DEVICE_COOKIE}{}", device.mark));
    made.make_permanent();
    made
}
