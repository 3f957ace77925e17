//! The authority file: names, one record, the form, names without a record.

use super::{Field, Frame, LinkChoice, RecordRow};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The names of bodies, units and people (机构人员规范档).
#[derive(Debug, Template)]
#[template(path = "archive/authorities.html")]
pub struct AuthoritiesPage {
    /// The frame.
    pub ui: Frame,
    /// With what the names begin; empty for all.
    pub begin: String,
    /// The names.
    pub rows: Vec<NameRow>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A name in the list.
#[derive(Debug, Clone)]
pub struct NameRow {
    /// The page of the authority record.
    pub link: String,
    /// The name.
    pub name: String,
    /// The name under which the record is kept, when it is another one.
    pub main_name: Option<String>,
    /// What it is.
    pub kind: String,
    /// From when to when; may be empty.
    pub years: String,
    /// Whether it is offered no more.
    pub is_retired: bool,
}

/// The form for a new authority record.
#[derive(Debug, Template)]
#[template(path = "archive/authority_new.html")]
pub struct AuthorityFormPage {
    /// The frame.
    pub ui: Frame,
    /// The fields.
    pub fields: Vec<Field>,
    /// Why the form was refused.
    pub fault: Option<String>,
}

/// One authority record (机构人员规范记录).
#[derive(Debug, Template)]
#[template(path = "archive/authority.html")]
pub struct AuthorityPage {
    /// The frame.
    pub ui: Frame,
    /// Its own address.
    pub link: String,
    /// The name under which it is kept.
    pub name: String,
    /// Other names.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: String,
    /// The code of an organisation or the post of a person; may be empty.
    pub code: String,
    /// From when to when; may be empty.
    pub years: String,
    /// The body from which it came.
    pub earlier: Option<LinkChoice>,
    /// Those that came from it.
    pub later: Vec<LinkChoice>,
    /// Its history; may be empty.
    pub history: String,
    /// Whether it is offered no more.
    pub is_retired: bool,
    /// When it was changed.
    pub changed: Timestamp,
    /// The records for which it is responsible.
    pub records: Vec<RecordRow>,
    /// The fields of the form that changes it.
    pub fields: Vec<Field>,
    /// The revision that the form shows.
    pub revision: i64,
    /// Why the form was refused.
    pub fault: Option<String>,
    /// The first page of its records.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// Who is responsible for records and leads to no authority record (未收录的责任者).
#[derive(Debug, Template)]
#[template(path = "archive/authorities_unknown.html")]
pub struct UnknownNamesPage {
    /// The frame.
    pub ui: Frame,
    /// The names, each with the form that it fills.
    pub rows: Vec<LinkChoice>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}
