//! The people whom a paper names, each once.

use std::collections::HashMap;

use crate::describe::DescribeInput;
use crate::describe::proposal::{PersonProposal, ProposedField, SEPARATOR, field};
use crate::page::RunningText;
use crate::person::{EntityKind, Mention, find_by_rules, find_mentions};

/// Bytes read by the model, which is the slowest part: some 20,000 characters, under a second.
const TAGGED_BYTES: usize = 60_000;
/// People proposed at most; a staff list is found by its text, not by its description.
const PEOPLE: usize = 50;
/// Names less sure than this are noise on a form.
const LEAST: f32 = 0.35;

/// The people named, the surest first.
pub(super) fn persons(text: &RunningText, input: &DescribeInput<'_>) -> Vec<PersonProposal> {
    let mentions =
        find_mentions(text.text(), input.gazetteer, input.tagger, TAGGED_BYTES).unwrap_or_else(|error| {
            tracing::warn!(%error, "names are found by rules alone");
            find_by_rules(text.text())
        });
    let mut people: Vec<PersonProposal> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for mention in mentions
        .into_iter()
        .filter(|mention| mention.kind == EntityKind::Person)
    {
        let (evidence, trust) = text
            .line_of(&mention.bytes)
            .map_or((None, 1.0), |(evidence, trust)| (Some(evidence), trust));
        let confidence = mention.confidence * trust;
        let place = *places.entry(mention.name.clone()).or_insert(people.len());
        match people.get_mut(place) {
            Some(person) => again(person, &mention, confidence),
            None => people.push(PersonProposal {
                name: mention.name,
                ids: mention.ids,
                confidence,
                count: 1,
                evidence,
            }),
        }
    }
    people.retain(|person| person.confidence >= LEAST);
    people.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(b.count.cmp(&a.count)));
    people.truncate(PEOPLE);
    people
}

/// A name that comes again is a little surer.
fn again(person: &mut PersonProposal, mention: &Mention, confidence: f32) {
    person.count += 1;
    person.confidence = (person.confidence.max(confidence) + 0.02).min(0.98);
    if person.ids.is_empty() {
        person.ids.clone_from(&mention.ids);
    }
}

/// All names in one field.
pub(super) fn persons_field(people: &[PersonProposal]) -> Option<ProposedField> {
    let first = people.first()?;
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    let mean = people.iter().map(|person| person.confidence).sum::<f32>() / people.len() as f32;
    Some(ProposedField::new(
        field::PERSONS,
        names.join(SEPARATOR),
        mean,
        first.evidence,
    ))
}
