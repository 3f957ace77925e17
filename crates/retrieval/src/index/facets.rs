//! The values of the facets, held in memory: for each record the number of its values, for each number the
//! name.
//!
//! Each segment numbers its values by itself; [`FacetNames`] gives every value one number in the whole
//! index. Both are learnt once for each segment, so that counting reads plain arrays and compares no text.
//! About 13 bytes a record.

use crate::search::Facet;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

/// For one segment: the values of each facet.
pub(crate) type SegmentFacets = [FacetValues; Facet::COUNT];

/// The values of one facet in one segment.
#[derive(Default)]
pub(crate) struct FacetValues {
    /// Where each record's values begin; none when each record has exactly one.
    starts: Option<Vec<u32>>,
    values: Packed,
    /// For each value of the segment its number in the whole index.
    pub numbers: Vec<u32>,
}

/// Numbers in as few bytes as the greatest of them needs.
enum Packed {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Default for Packed {
    fn default() -> Self {
        Self::One(Vec::new())
    }
}

impl FacetValues {
    fn read(column: &StrColumn, records: DocId, numbers: Vec<u32>) -> Self {
        let ordinals = column.ords();
        let single = (0..records).all(|doc| ordinals.values_for_doc(doc).count() == 1);
        let starts = (!single).then(|| {
            let mut end = 0;
            let ends = (0..records).map(|doc| {
                end += u32::try_from(ordinals.values_for_doc(doc).count()).unwrap_or(0);
                end
            });
            std::iter::once(0).chain(ends.collect::<Vec<_>>()).collect()
        });
        let values = match numbers.len() {
            0..=0x100 => Packed::One(packed(ordinals, records, |value| value as u8)),
            0x101..=0x1_0000 => Packed::Two(packed(ordinals, records, |value| value as u16)),
            _ => Packed::Four(packed(ordinals, records, |value| value as u32)),
        };
        Self {
            starts,
            values,
            numbers,
        }
    }

    /// Adds one for each value of each of the records.
    pub fn count(&self, docs: &[DocId], counts: &mut [u32]) {
        match &self.values {
            Packed::One(values) => self.count_in(values, docs, counts),
            Packed::Two(values) => self.count_in(values, docs, counts),
            Packed::Four(values) => self.count_in(values, docs, counts),
        }
    }

    fn count_in<T: Copy + Into<u32>>(&self, values: &[T], docs: &[DocId], counts: &mut [u32]) {
        if self.starts.is_none() {
            for doc in docs {
                counts[values[*doc as usize].into() as usize] += 1;
            }
            return;
        }
        for doc in docs {
            for value in &values[self.places(*doc)] {
                counts[(*value).into() as usize] += 1;
            }
        }
    }

    /// Says whether a record has a value for which `wanted` holds.
    pub fn any(&self, doc: DocId, wanted: &[bool]) -> bool {
        let mut places = self.places(doc);
        match &self.values {
            Packed::One(values) => places.any(|place| wanted[usize::from(values[place])]),
            Packed::Two(values) => places.any(|place| wanted[usize::from(values[place])]),
            Packed::Four(values) => places.any(|place| wanted[values[place] as usize]),
        }
    }

    fn places(&self, doc: DocId) -> Range<usize> {
        let doc = doc as usize;
        match &self.starts {
            Some(starts) => starts[doc] as usize..starts[doc + 1] as usize,
            None => doc..doc + 1,
        }
    }
}

fn packed<T>(ordinals: &Column<u64>, records: DocId, pack: impl Fn(u64) -> T) -> Vec<T> {
    (0..records)
        .flat_map(|doc| ordinals.values_for_doc(doc))
        .map(pack)
        .collect()
}

/// The values known so far; a value keeps its number until the index is opened again.
#[derive(Default)]
pub(crate) struct FacetNames {
    values: [Numbered; Facet::COUNT],
    segments: HashMap<SegmentId, Arc<SegmentFacets>>,
}

#[derive(Default)]
struct Numbered {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Numbered {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer than 2^32 values fit into memory");
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }
}

impl FacetNames {
    /// Learns the segments of a searcher and forgets those that are gone.
    pub fn learn(&mut self, segments: &[SegmentReader]) -> tantivy::Result<Vec<Arc<SegmentFacets>>> {
        let mut kept = HashMap::with_capacity(segments.len());
        let mut found = Vec::with_capacity(segments.len());
        for segment in segments {
            let id = segment.segment_id();
            let facets = match self.segments.get(&id) {
                Some(known) => Arc::clone(known),
                None => Arc::new(self.learn_segment(segment)?),
            };
            kept.insert(id, Arc::clone(&facets));
            found.push(facets);
        }
        self.segments = kept;
        Ok(found)
    }

    fn learn_segment(&mut self, segment: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let mut facets = SegmentFacets::default();
        for facet in Facet::ALL {
            let column = match segment.fast_fields().str(facet.name())? {
                Some(column) => column,
                // No record of the segment has a value.
                None => StrColumn::wrap(tantivy::columnar::BytesColumn::empty(segment.max_doc())),
            };
            let mut numbers = Vec::with_capacity(column.num_terms());
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                numbers.push(self.values[facet.index()].number(&String::from_utf8_lossy(terms.key())));
            }
            facets[facet.index()] = FacetValues::read(&column, segment.max_doc(), numbers);
        }
        Ok(facets)
    }

    /// Returns how many values a facet has had.
    pub fn count(&self, facet: usize) -> usize {
        self.values[facet].names.len()
    }

    /// Returns the name of a value.
    pub fn name(&self, facet: usize, number: usize) -> &Arc<str> {
        &self.values[facet].names[number]
    }

    /// Returns the number of a value, if any record has had it.
    pub fn find(&self, facet: usize, name: &str) -> Option<u32> {
        self.values[facet].numbers.get(name).copied()
    }
}
