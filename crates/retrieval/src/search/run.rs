//! One search from the question to the page of hits.

use super::collect::{Gather, Gathered};
use super::cursor::{Cursor, Place};
use super::facet::{Facet, FacetCount};
use super::request::{Hit, LIMIT_MAX, Order, SearchPage, SearchRequest};
use super::rights::Rights;
use super::snippet::snippets;
use crate::highlight::{Terms, highlight_terms};
use crate::index::{FacetNames, Snapshot, StoredRecord};
use crate::query::{Match, Question, compile};
use crate::{Index, IndexError};
use guildhall_kernel::RecordId;
use std::time::Instant;
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument, TantivyError};

/// Values returned for a facet, besides the chosen ones.
const FACET_VALUES_MAX: usize = 30;

impl Index {
    /// Finds records.
    ///
    /// When no record has all of the plain words, records with some of them are found instead, best first;
    /// phrases, exclusions and words for one field always hold.
    ///
    /// # Errors
    /// [`IndexError::BadCursor`] when the position is of another order, [`IndexError::UnknownRightsField`],
    /// or when the index cannot be read.
    pub fn search(&self, request: &SearchRequest<'_>) -> Result<SearchPage, IndexError> {
        let began = Instant::now();
        let snapshot = self.snapshot();
        let question = Question::parse(request.text);
        let rights = Rights::translate(request.rights)?;
        let search = Search {
            index: self,
            snapshot: &snapshot,
            request,
            question: &question,
            rights: &rights,
        };
        let (gathered, relaxed) = search.gather()?;
        search.page(gathered, relaxed, began)
    }
}

struct Search<'a> {
    index: &'a Index,
    snapshot: &'a Snapshot,
    request: &'a SearchRequest<'a>,
    question: &'a Question,
    rights: &'a Rights,
}

impl Search<'_> {
    /// Looks strictly first, unless the page before was already taken loosely.
    fn gather(&self) -> Result<(Gathered, bool), IndexError> {
        let cursor = self.request.after;
        if !cursor.is_some_and(|cursor| cursor.relaxed) {
            self.check_order(self.request.order)?;
            let strict = self.run(Match::All, self.request.order)?;
            if strict.total > 0 || cursor.is_some() || !self.question.can_relax() {
                return Ok((strict, false));
            }
        }
        self.check_order(Order::Best)?;
        Ok((self.run(Match::Any, Order::Best)?, true))
    }

    fn check_order(&self, order: Order) -> Result<(), IndexError> {
        match self.request.after {
            Some(cursor) if cursor.order != order => Err(IndexError::BadCursor),
            _ => Ok(()),
        }
    }

    fn run(&self, wanted: Match, order: Order) -> Result<Gathered, IndexError> {
        let (chosen, value_counts) = self.chosen();
        let gather = Gather {
            snapshot: self.snapshot,
            rights: self.rights,
            chosen: &chosen,
            value_counts,
            order,
            // In a loose match the engine may add a record's scores in another order for another page.
            counted_first: wanted == Match::All,
            limit: self.limit() + 1,
            below: self.request.after.map(|cursor| cursor.place),
        };
        let query = compile(self.question, &self.index.fields, wanted, &self.snapshot.searcher)?;
        Ok(self.snapshot.searcher.search(&query, &gather)?)
    }

    fn limit(&self) -> usize {
        self.request.limit.clamp(1, LIMIT_MAX)
    }

    /// Returns the chosen values by number, and how many values each facet has.
    fn chosen(&self) -> ([Vec<u32>; Facet::COUNT], [usize; Facet::COUNT]) {
        let names = self.index.names.read();
        let mut chosen: [Vec<u32>; Facet::COUNT] = Default::default();
        for selection in self.request.selections {
            let facet = selection.facet.index();
            // A value that no record ever had must not widen the choice to everything.
            chosen[facet].push(names.find(facet, &selection.value).unwrap_or(u32::MAX));
        }
        (chosen, std::array::from_fn(|facet| names.count(facet)))
    }

    fn page(&self, gathered: Gathered, relaxed: bool, began: Instant) -> Result<SearchPage, IndexError> {
        let order = if relaxed { Order::Best } else { self.request.order };
        let mut found = gathered.top.into_sorted();
        let more = found.len() > self.limit();
        found.truncate(self.limit());
        let next = found.last().filter(|_| more).map(|(place, _)| Cursor {
            order,
            relaxed,
            place: *place,
        });
        let terms = Terms::new(&highlight_terms(self.request.text));
        let hits = found
            .iter()
            .map(|(place, address)| self.hit(place, *address, &terms));
        Ok(SearchPage {
            hits: hits.collect::<Result<_, _>>()?,
            next,
            facets: self.facets(&gathered.counts),
            total: gathered.total,
            relaxed,
            took: began.elapsed(),
        })
    }

    fn hit(&self, place: &Place, address: DocAddress, terms: &Terms) -> Result<Hit, IndexError> {
        let document: TantivyDocument = self.snapshot.searcher.doc(address)?;
        let stored = document
            .get_first(self.index.fields.stored)
            .and_then(|value| value.as_bytes());
        let record: StoredRecord = serde_json::from_slice(stored.unwrap_or_default())
            .map_err(|error| TantivyError::InternalError(error.to_string()))?;
        Ok(Hit {
            record_id: RecordId::from_uuid(uuid::Uuid::from_u128(place.record)),
            snippets: snippets(&record, terms),
            title: record.title,
            doc_number: record.doc_number,
            archival_code: record.archival_code,
            type_code: record.type_code,
            year: record.year,
            department: record.department,
            doc_date: record.doc_date,
            state: record.state,
            secrecy: record.secrecy,
            version: record.version,
        })
    }

    fn facets(&self, counts: &[Vec<u32>; Facet::COUNT]) -> Vec<(Facet, Vec<FacetCount>)> {
        let names = self.index.names.read();
        let of = |facet: Facet| (facet, self.facet(facet, &counts[facet.index()], &names));
        Facet::ALL.into_iter().map(of).collect()
    }

    /// Returns the chosen values and the most frequent others; of equal counts, the smaller name.
    fn facet(&self, facet: Facet, counts: &[u32], names: &FacetNames) -> Vec<FacetCount> {
        let is_chosen = |value: &str| {
            self.request
                .selections
                .iter()
                .any(|chosen| chosen.facet == facet && chosen.value == value)
        };
        let mut values: Vec<FacetCount> = Vec::new();
        for (number, count) in counts.iter().enumerate() {
            let value = names.name(facet.index(), number);
            let selected = is_chosen(value);
            if selected || (*count > 0 && !value.is_empty()) {
                values.push(FacetCount {
                    value: value.clone(),
                    count: u64::from(*count),
                    selected,
                });
            }
        }
        values.sort_by(|a, b| {
            b.selected
                .cmp(&a.selected)
                .then(b.count.cmp(&a.count))
                .then_with(|| a.value.cmp(&b.value))
        });
        let chosen = values.iter().filter(|value| value.selected).count();
        values.truncate(chosen + FACET_VALUES_MAX);
        values
    }
}
