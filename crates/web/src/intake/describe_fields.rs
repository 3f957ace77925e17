//! The fields of a description: generated from the dictionary, filled with what reading proposed or a person wrote.

use crate::archive::shown;
use crate::context::Member;
use crate::routes;
use crate::view::{
    Choice, DescribeField, Evidence, Field, FieldGroup, FieldKind as Shown, Frame, Proposal, Sureness,
};
use guildhall_archive::error::FieldProblem;
use guildhall_archive::{FieldDefinition, FieldKind, FieldValue, Fields, Obligation, Page, RecordType};
use guildhall_intake::{DOUBTFUL_BELOW, StoredProposal};

/// Confidence from which a proposal counts as sure.
const SURE_FROM: f32 = 0.9;
/// Longest quotation of a source line, in characters.
const QUOTE_CHARS: usize = 60;
/// What divides several values in one line of input.
const DIVIDERS: [char; 4] = ['；', ';', '、', '\n'];

/// Everything that the fields are filled from.
pub struct Filling<'a> {
    /// The record's id, for links to evidence.
    pub record: &'a str,
    /// The values.
    pub values: &'a Fields,
    /// What reading proposed.
    pub proposal: &'a StoredProposal,
    /// The pages that evidence refers to.
    pub pages: &'a [Page],
    /// What is wrong with the values.
    pub problems: &'a [FieldProblem],
}

/// The field that names who is responsible; the authority file proposes its values.
const RESPONSIBLE: &str = "responsible_party";
/// The id of the list of these names on the page.
const PARTIES: &str = "parties";

/// Returns the fields of a type in their groups: what every record carries, then what this type has besides.
pub fn groups(member: &Member, ui: &Frame, kind: &RecordType, filling: &Filling<'_>) -> Vec<FieldGroup> {
    let archive = &member.app().archive;
    let own_names: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
    let base = archive
        .dictionary
        .base()
        .iter()
        .filter(|field| !own_names.contains(&field.name.as_str()));
    let mut groups = vec![FieldGroup {
        name: String::new(),
        fields: base.map(|field| entry(member, ui, field, filling)).collect(),
    }];
    if !kind.fields.is_empty() {
        let fields = kind
            .fields
            .iter()
            .map(|field| entry(member, ui, field, filling))
            .collect();
        groups.push(FieldGroup {
            name: shown::type_name(ui.locale, archive, &kind.code),
            fields,
        });
    }
    groups
}

fn entry(member: &Member, ui: &Frame, field: &FieldDefinition, filling: &Filling<'_>) -> DescribeField {
    let value = filling
        .values
        .get(&field.name)
        .map(FieldValue::display)
        .unwrap_or_default();
    let problem = filling
        .problems
        .iter()
        .find(|problem| problem.field == field.name);
    let shown = Field {
        name: field.name.clone(),
        label: shown::label(ui.locale, field),
        kind: control(member, ui, field, &value),
        value,
        hint: field.kind.is_many().then(|| ui.t("field-many-hint")),
        fault: problem.map(|problem| ui.t(&format!("field-{}", problem.code))),
        required: field.obligation == Obligation::Mandatory,
        autocomplete: "off",
        list: if field.name == RESPONSIBLE { PARTIES } else { "" },
    };
    DescribeField {
        proposal: proposal(field, filling),
        field: shown,
    }
}

fn control(member: &Member, ui: &Frame, field: &FieldDefinition, value: &str) -> Shown {
    match field.kind {
        FieldKind::LongText => Shown::Long,
        FieldKind::Date => Shown::Date,
        FieldKind::Year | FieldKind::Number => Shown::Number,
        FieldKind::Code => Shown::Select(code_choices(member, ui, field, value)),
        FieldKind::YesNo => {
            let choice = |code: &str, label: String| Choice {
                value: code.to_owned(),
                label,
                chosen: value == code,
            };
            Shown::Select(vec![
                choice("", "—".to_owned()),
                choice("yes", ui.t("answer-yes")),
                choice("no", ui.t("answer-no")),
            ])
        }
        FieldKind::Text
        | FieldKind::Texts
        | FieldKind::Money
        | FieldKind::Person
        | FieldKind::Persons
        | FieldKind::StaffNumber => Shown::Text,
    }
}

/// State secrets are not offered: they may not enter this system.
fn code_choices(member: &Member, ui: &Frame, field: &FieldDefinition, value: &str) -> Vec<Choice> {
    let table = field.code_table.as_deref().unwrap_or_default();
    let codes = member.app().archive.codes.table(table).iter();
    let offered = codes
        .filter(|code| table != "HOUSE_SECURITY_LEVEL" || code.code != "9")
        .map(|code| Choice {
            value: code.code.clone(),
            label: shown::code_name(ui.locale, Some(code)).unwrap_or_default(),
            chosen: code.code == value,
        });
    let none = Choice {
        value: String::new(),
        label: "—".to_owned(),
        chosen: value.is_empty(),
    };
    let optional = field.obligation != Obligation::Mandatory;
    optional.then_some(none).into_iter().chain(offered).collect()
}

fn proposal(field: &FieldDefinition, filling: &Filling<'_>) -> Option<Proposal> {
    let proposed = filling.proposal.description.field(&field.name)?;
    let sureness = match proposed.confidence {
        sure if sure >= SURE_FROM => Sureness::Sure,
        doubtful if doubtful >= DOUBTFUL_BELOW => Sureness::Doubtful,
        _ => Sureness::Low,
    };
    let evidence = proposed.evidence.and_then(|evidence| {
        let page = filling.pages.iter().find(|page| page.number == evidence.page)?;
        let line = page.lines.get(evidence.line as usize)?;
        let link = routes::with_query(&routes::paper(filling.record), [("page", evidence.page)]);
        Some(Evidence {
            quote: line.text.chars().take(QUOTE_CHARS).collect(),
            page: evidence.page,
            link,
        })
    });
    Some(Proposal {
        percent: (proposed.confidence * 100.0).round() as u32,
        sureness,
        evidence,
    })
}

/// Returns where values came from, as (field, page, line).
pub fn evidence(proposal: &StoredProposal) -> Vec<(String, u32, u32)> {
    let fields = proposal.description.fields.iter();
    fields
        .filter_map(|field| {
            field
                .evidence
                .map(|evidence| (field.name.clone(), evidence.page, evidence.line))
        })
        .collect()
}

/// Reads the values of a form as the dictionary of a type wants them.
pub fn read<'f>(
    fields: impl Iterator<Item = &'f FieldDefinition>,
    form: &std::collections::HashMap<String, String>,
) -> Fields {
    let mut values = Fields::new();
    for field in fields {
        let Some(text) = form
            .get(&field.name)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
        else {
            continue;
        };
        let value = if field.kind.is_many() {
            let parts = text
                .split(DIVIDERS)
                .map(str::trim)
                .filter(|part| !part.is_empty());
            FieldValue::Many(parts.map(str::to_owned).collect())
        } else {
            FieldValue::One(text.to_owned())
        };
        values.insert(field.name.clone(), value);
    }
    values
}
