//! Pages of the tokens with which directories keep accounts.

use askama::Template;
use jiff::Timestamp;

use super::{Field, Frame};
use crate::routes;

/// Tokens of directories (目录同步).
#[derive(Debug, Template)]
#[template(path = "account/directories.html")]
pub struct DirectoriesPage {
    /// The frame.
    pub ui: Frame,
    /// The tokens, the newest first.
    pub tokens: Vec<DirectoryRow>,
    /// Name, unit and days of a new one.
    pub fields: Vec<Field>,
}

/// One token.
#[derive(Debug, Clone)]
pub struct DirectoryRow {
    /// Its id.
    pub id: String,
    /// The name to know it by.
    pub name: String,
    /// The branch whose accounts it keeps.
    pub branch: String,
    /// When it was last used.
    pub used: Option<Timestamp>,
    /// When it ends.
    pub expires: Timestamp,
    /// Whether it opens anything.
    pub holds: bool,
}

/// A new token, shown once.
#[derive(Debug, Template)]
#[template(path = "account/directory_token.html")]
pub struct TokenPage {
    /// The frame.
    pub ui: Frame,
    /// The name to know it by.
    pub name: String,
    /// Its secret.
    pub secret: String,
    /// The address that the directory is told.
    pub address: String,
}
