//! The metadata dictionary: archive types with their fields and codes.

use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::Json;
use guildhall_archive::{Archive, FieldDefinition, FieldKind, Obligation, RecordType};
use serde::Serialize;
use utoipa::ToSchema;

/// A code with its names.
#[derive(Serialize, ToSchema)]
pub struct CodeView {
    /// The code.
    code: String,
    /// Chinese name.
    name_zh: String,
    /// English name.
    name_en: String,
}

/// A field (著录项).
#[derive(Serialize, ToSchema)]
pub struct FieldView {
    /// Its name in descriptions.
    name: String,
    /// Chinese label.
    label_zh: String,
    /// English label.
    label_en: String,
    /// What it holds, such as `text`, `date`, `code`, `persons`.
    #[schema(value_type = String)]
    kind: FieldKind,
    /// `mandatory`, `conditional` or `optional`.
    #[schema(value_type = String)]
    obligation: Obligation,
    /// The element of DA/T 46-2009 behind it.
    element: Option<String>,
    /// The codes that it takes; empty unless its kind is `code`.
    codes: Vec<CodeView>,
}

/// An archive type (档案门类).
#[derive(Serialize, ToSchema)]
pub struct TypeView {
    /// Its code.
    code: String,
    /// Version of its description.
    version: u32,
    /// Chinese name.
    name_zh: String,
    /// English name.
    name_en: String,
    /// The part that goes into the archival code.
    category: String,
    /// Retention proposed.
    retention_default: String,
}

/// The whole dictionary.
#[derive(Serialize, ToSchema)]
pub struct DictionaryView {
    /// The fields of every record.
    base: Vec<FieldView>,
    /// The types.
    types: Vec<TypeView>,
}

/// A type with its own fields.
#[derive(Serialize, ToSchema)]
pub struct TypeFieldsView {
    /// The type.
    #[serde(rename = "type")]
    kind: TypeView,
    /// The fields that it has besides those of every record.
    fields: Vec<FieldView>,
}

fn field(archive: &Archive, field: &FieldDefinition) -> FieldView {
    let codes = field
        .code_table
        .as_deref()
        .map(|table| archive.codes.table(table))
        .unwrap_or_default();
    let codes = codes.iter().map(|code| CodeView {
        code: code.code.clone(),
        name_zh: code.name_zh.clone(),
        name_en: code.name_en.clone(),
    });
    FieldView {
        name: field.name.clone(),
        label_zh: field.label_zh.clone(),
        label_en: field.label_en.clone(),
        kind: field.kind,
        obligation: field.obligation,
        element: field.element.clone(),
        codes: codes.collect(),
    }
}

fn kind(kind: &RecordType) -> TypeView {
    TypeView {
        code: kind.code.clone(),
        version: kind.version,
        name_zh: kind.name_zh.clone(),
        name_en: kind.name_en.clone(),
        category: kind.category.clone(),
        retention_default: kind.retention_default.clone(),
    }
}

/// Returns the fields of every record and all archive types.
#[utoipa::path(
    get, path = "/api/v1/dictionary", operation_id = "dictionary", tag = "dictionary",
    responses((status = 200, description = "The dictionary.", body = DictionaryView))
)]
pub async fn all(Caller(member): Caller) -> Json<DictionaryView> {
    let archive = &member.app().archive;
    let base = archive
        .dictionary
        .base()
        .iter()
        .map(|definition| field(archive, definition));
    Json(DictionaryView {
        base: base.collect(),
        types: archive.dictionary.types().map(kind).collect(),
    })
}

/// Returns one archive type with its own fields.
#[utoipa::path(
    get, path = "/api/v1/dictionary/{type}", operation_id = "dictionaryType", tag = "dictionary",
    params(("type" = String, Path, description = "Code of the type, such as `ZY.HY`.")),
    responses((status = 200, description = "The type.", body = TypeFieldsView))
)]
pub async fn one(
    Caller(member): Caller,
    PathOf(code): PathOf<String>,
) -> Result<Json<TypeFieldsView>, Fault> {
    let archive = &member.app().archive;
    let found = archive.dictionary.find(&code).ok_or(PageFault::NotFound)?;
    let fields = found.fields.iter().map(|definition| field(archive, definition));
    Ok(Json(TypeFieldsView {
        kind: kind(found),
        fields: fields.collect(),
    }))
}
