//! Compiles a question into a query of the index.
//!
//! A stretch of Chinese is looked for by its pairs of characters: together they are nearly the phrase, and
//! need no positions. Rights and facets are not part of the query; the collector applies them.

use super::{Clause, Question, Scope};
use crate::analyse::{Folded, Run, RunKind, parts_of, runs, trigram};
use crate::index::Fields;
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// Most terms of a question that are looked for.
const TERMS_MAX: usize = 64;

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
pub(crate) fn compile(question: &Question, fields: &Fields, wanted: Match) -> Box<dyn Query> {
    if question.is_empty() {
        return Box::new(AllQuery);
    }
    let mut compiler = Compiler {
        fields,
        wanted,
        terms_left: TERMS_MAX,
        parts: Vec::new(),
    };
    for clause in &question.clauses {
        compiler.clause(clause);
    }
    compiler.finish()
}

struct Compiler<'a> {
    fields: &'a Fields,
    wanted: Match,
    terms_left: usize,
    parts: Vec<Part>,
}

impl Compiler<'_> {
    fn clause(&mut self, clause: &Clause) {
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
                self.plain(clause.scope, &folded.chars, run);
            }
        }
    }

    fn plain(&mut self, scope: Scope, chars: &[char], run: &Run) {
        let field = self.field(scope);
        let occur = match self.wanted {
            Match::Any if scope == Scope::Anywhere => Occur::Should,
            _ => Occur::Must,
        };
        for text in plain_terms(chars, run) {
            let query = match run.kind {
                RunKind::Ideographs => term(field, &text),
                RunKind::Word => word(field, chars, run),
            };
            self.push(occur, Some(query));
        }
    }

    fn push(&mut self, occur: Occur, query: Option<Box<dyn Query>>) {
        let Some(query) = query else { return };
        if self.terms_left > 0 {
            self.terms_left -= 1;
            self.parts.push((occur, query));
        }
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
