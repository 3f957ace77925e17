//! Compiles a question into a query of the index.
//!
//! A stretch of Chinese is looked for by its pairs of characters: together they are nearly the phrase, and
//! need no positions. Rights and facets are not part of the query; the collector applies them. Where not all
//! words must be there, one of the rarer ones must: a record that has only words that are everywhere is hardly
//! an answer, and in a large archive it costs a look at nearly every record.

use super::{Clause, Question, Scope};
use crate::analyse::{Folded, Run, RunKind, parts_of, runs, trigram};
use crate::index::Fields;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// Most terms of a question that are looked for.
const TERMS_MAX: usize = 64;

/// A term that stands in more than one record of so many can be common.
const COMMON_ONE_IN: u64 = 20;

/// A term that stands in fewer records is never common: looking at them costs little.
const COMMON_RECORDS_MIN: u64 = 10_000;

/// Weight of a number found inside a longer one beside the whole number.
const INSIDE_WEIGHT: f32 = 0.5;

/// How much of the plain words must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// Every one of them.
    All,
    /// At least one; the rest only ranks.
    Any,
}

type Part = (Occur, Box<dyn Query>);

/// Turns a question into a query; a question without any letter or digit matches nothing.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn compile(
    question: &Question,
    fields: &Fields,
    wanted: Match,
    searcher: &Searcher,
) -> tantivy::Result<Box<dyn Query>> {
    if question.is_empty() {
        return Ok(Box::new(AllQuery));
    }
    let mut compiler = Compiler {
        fields,
        wanted,
        searcher,
        terms_left: TERMS_MAX,
        parts: Vec::new(),
        rare: Vec::new(),
        rare_found: false,
        common: Vec::new(),
    };
    for clause in &question.clauses {
        compiler.clause(clause)?;
    }
    Ok(compiler.finish())
}

struct Compiler<'a> {
    fields: &'a Fields,
    wanted: Match,
    searcher: &'a Searcher,
    terms_left: usize,
    parts: Vec<Part>,
    /// Of the terms that need not all be there, those that tell records apart.
    rare: Vec<Box<dyn Query>>,
    /// Whether any record has one of these.
    rare_found: bool,
    /// And those that only rank.
    common: Vec<Box<dyn Query>>,
}

impl Compiler<'_> {
    fn clause(&mut self, clause: &Clause) -> tantivy::Result<()> {
        let folded = Folded::of(&clause.text);
        let runs = runs(&folded.chars);
        if clause.excluded {
            self.push(
                Occur::MustNot,
                phrase(self.field(clause.scope), &folded.chars, &runs),
            );
        } else if clause.phrase || clause.scope == Scope::Year {
            self.push(
                Occur::Must,
                phrase(self.field(clause.scope), &folded.chars, &runs),
            );
        } else {
            for run in &runs {
                self.plain(clause.scope, &folded.chars, run)?;
            }
        }
        Ok(())
    }

    fn plain(&mut self, scope: Scope, chars: &[char], run: &Run) -> tantivy::Result<()> {
        let field = self.field(scope);
        for text in plain_terms(chars, run) {
            let query = match run.kind {
                RunKind::Ideographs => term(field, &text),
                RunKind::Word => word(field, chars, run),
            };
            if self.wanted == Match::All || scope != Scope::Anywhere {
                self.push(Occur::Must, Some(query));
            } else if self.take_term() {
                let records = self.searcher.doc_freq(&Term::from_field_text(field, &text))?;
                let common =
                    records >= COMMON_RECORDS_MIN && records * COMMON_ONE_IN > self.searcher.num_docs();
                self.rare_found |= records > 0 && !common;
                let kind = if common { &mut self.common } else { &mut self.rare };
                kind.push(query);
            }
        }
        Ok(())
    }

    fn push(&mut self, occur: Occur, query: Option<Box<dyn Query>>) {
        if let Some(query) = query
            && self.take_term()
        {
            self.parts.push((occur, query));
        }
    }

    /// Says whether one more term may be looked for.
    fn take_term(&mut self) -> bool {
        let left = self.terms_left > 0;
        self.terms_left = self.terms_left.saturating_sub(1);
        left
    }

    fn field(&self, scope: Scope) -> Field {
        match scope {
            Scope::Anywhere => self.fields.characters,
            Scope::Title => self.fields.title,
            Scope::Person => self.fields.person,
            Scope::Number => self.fields.number,
            Scope::Year => self.fields.year_term,
        }
    }

    fn finish(mut self) -> Box<dyn Query> {
        // A phrase or a word for one field that must be there is answer enough: the rest ranks.
        let anchored = self.parts.iter().any(|(occur, _)| *occur == Occur::Must);
        if self.rare_found && !anchored {
            self.parts
                .push((Occur::Must, Box::new(BooleanQuery::union(self.rare))));
        } else {
            self.common.append(&mut self.rare);
        }
        self.parts
            .extend(self.common.into_iter().map(|query| (Occur::Should, query)));
        if self.parts.is_empty() {
            return Box::new(EmptyQuery);
        }
        if self.parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            self.parts.push((Occur::Must, Box::new(AllQuery)));
        }
        Box::new(BooleanQuery::new(self.parts))
    }
}

/// Returns the terms that stand for a run of plain text: pairs of ideographs, one lone ideograph, a word.
fn plain_terms(chars: &[char], run: &Run) -> Vec<String> {
    let inside = &chars[run.start..run.start + run.len];
    let mut terms: Vec<String> = match run.kind {
        RunKind::Ideographs if run.len > 1 => inside.windows(2).map(String::from_iter).collect(),
        _ => vec![inside.iter().collect()],
    };
    let mut seen = std::collections::HashSet::new();
    terms.retain(|term| seen.insert(term.clone()));
    terms
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, text),
        IndexRecordOption::WithFreqs,
    ))
}

/// Looks for a word whole or, when it has enough digits, inside a longer number.
fn word(field: Field, chars: &[char], run: &Run) -> Box<dyn Query> {
    let whole = term(
        field,
        &chars[run.start..run.start + run.len].iter().collect::<String>(),
    );
    let parts = parts_of(chars, run);
    if !parts.iter().any(crate::analyse::NumberPart::can_be_inside) {
        return whole;
    }
    let mut pieces = Vec::new();
    for part in &parts {
        if part.can_be_inside() {
            pieces.extend(part.trigram_starts().map(|start| (start, trigram(chars, start))));
        } else {
            pieces.push((
                part.start,
                chars[part.start..part.start + part.len].iter().collect(),
            ));
        }
    }
    let inside = BoostQuery::new(in_one_piece(field, &pieces), INSIDE_WEIGHT);
    Box::new(BooleanQuery::union(vec![whole, Box::new(inside)]))
}

/// Looks for runs standing one behind the other; none when there is nothing to look for.
fn phrase(field: Field, chars: &[char], runs: &[Run]) -> Option<Box<dyn Query>> {
    let mut pieces = Vec::new();
    for run in runs {
        let text = |from: usize, len: usize| chars[run.start + from..run.start + from + len].iter().collect();
        if run.kind == RunKind::Word || run.len == 1 {
            pieces.push((run.position, text(0, run.len)));
            continue;
        }
        // Every second pair and the last one cover the run.
        let last = run.len - 2;
        let starts = (0..last).step_by(2).chain([last]);
        pieces.extend(starts.map(|from| (run.position + from, text(from, 2))));
    }
    pieces.truncate(TERMS_MAX);
    (!pieces.is_empty()).then(|| in_one_piece(field, &pieces))
}

/// Looks for terms at their distances; `pieces` is not empty.
fn in_one_piece(field: Field, pieces: &[(usize, String)]) -> Box<dyn Query> {
    if let [(_, only)] = pieces {
        return term(field, only);
    }
    let terms = pieces
        .iter()
        .map(|(at, text)| (*at, Term::from_field_text(field, text)))
        .collect();
    Box::new(PhraseQuery::new_with_offset(terms))
}
