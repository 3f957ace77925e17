//! A page to be printed and cut: first passwords, or halves of one, for the people to whom they are handed.

use askama::Template;

use super::Frame;
use crate::routes;

/// Secrets that are shown once.
#[derive(Debug, Template)]
#[template(path = "account/slips.html")]
pub struct SlipsPage {
    /// The frame.
    pub ui: Frame,
    /// What they are.
    pub title: String,
    /// How they are handed over.
    pub lead: String,
    /// What the secret is called.
    pub secret_label: String,
    /// One for each person.
    pub slips: Vec<Slip>,
    /// Where to go on.
    pub next: &'static str,
}

/// What one person gets.
#[derive(Debug)]
pub struct Slip {
    /// What she is.
    pub role: String,
    /// Her name.
    pub name: String,
    /// Her login name.
    pub login: String,
    /// Her secret.
    pub secret: String,
}
