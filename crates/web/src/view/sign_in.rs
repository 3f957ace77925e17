//! The sign-in page.

use askama::Template;

use super::Frame;
use crate::routes;

/// Asks for login and password (登录).
#[derive(Debug, Template)]
#[template(path = "entrance/sign_in.html")]
pub struct SignInPage {
    /// The frame.
    pub ui: Frame,
    /// The login that was typed before.
    pub login: String,
    /// Why the last attempt failed, in the language of the page; never says which half was wrong.
    pub fault: Option<String>,
    /// Where to go afterwards, a path of this site.
    pub next: String,
    /// Whether a passkey may stand in.
    pub passkeys: bool,
    /// Whether the browser shows a client certificate that may stand in.
    pub certificate: bool,
    /// Identity providers: what people call each, and the address that leads there.
    pub providers: Vec<(String, String)>,
    /// Accounts of the demonstration, empty in real use.
    pub demo: Vec<DemoLogin>,
}

/// An account of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// What the account may do.
    pub role: String,
}
