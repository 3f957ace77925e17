//! The page of an empty house: makes the union and its three administrators.

use askama::Template;

use super::{Field, Frame};
use crate::routes;

/// Asks for the union and the three people who run it (首次启动).
#[derive(Debug, Template)]
#[template(path = "entrance/first_run.html")]
pub struct FirstRunPage {
    /// The frame.
    pub ui: Frame,
    /// What is asked about the union; faults stand at their field.
    pub fields: Vec<Field>,
    /// What is asked about each administrator.
    pub powers: Vec<PowerFields>,
}

/// One of the three administrators in the form.
#[derive(Debug)]
pub struct PowerFields {
    /// Name of the power.
    pub title: String,
    /// What she does and does not do.
    pub duty: String,
    /// Her name and login; the password of who fills the form in.
    pub fields: Vec<Field>,
}
