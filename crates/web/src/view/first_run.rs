//! The page of an empty house: makes the union's name and the first administrator.

use askama::Template;

use super::{Field, Frame};
use crate::routes;

/// Asks for the union's name and the first administrator (首次启动).
#[derive(Debug, Template)]
#[template(path = "entrance/first_run.html")]
pub struct FirstRunPage {
    /// The frame.
    pub ui: Frame,
    /// Union, name, login, password twice; faults stand at their field.
    pub fields: Vec<Field>,
}
