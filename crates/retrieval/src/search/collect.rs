//! One look at the records that match the words: rights, then facets, then the first hits.
//!
//! A record the reader may not see leaves here without a trace in any count. Scores are costly, so where the
//! words must all be there the records are counted first without them, and then only those are scored that
//! can still be among the first.

use super::Order;
use super::cursor::Place;
use super::facet::Facet;
use super::rights::{Rights, SegmentRights};
use super::top::Top;
use crate::index::{ID_HIGH, ID_LOW, NEWEST, SegmentFacets, Snapshot};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::fastfield::AliveBitSet;
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED};

/// Records looked at together.
const BLOCK: usize = 256;

/// Up to so many records of a segment are scored one by one; more are scored by looking for high scores.
const SCORED_SINGLY_MAX: usize = 8_192;

/// What is collected, and for whom.
pub(crate) struct Gather<'a> {
    pub snapshot: &'a Snapshot,
    pub rights: &'a Rights,
    /// For each facet the chosen values by their number; empty when nothing is chosen.
    pub chosen: &'a [Vec<u32>; Facet::COUNT],
    /// For each facet how many values there are in the whole index.
    pub value_counts: [usize; Facet::COUNT],
    pub order: Order,
    /// Whether scores may be looked up a second time: their sums must come out alike for every page.
    pub counted_first: bool,
    pub limit: usize,
    pub below: Option<Place>,
}

/// What was found.
pub(crate) struct Gathered {
    pub total: u64,
    pub top: Top,
    /// For each facet the count of each value by its number.
    pub counts: [Vec<u32>; Facet::COUNT],
}

/// What one segment gives: counts are still under the segment's own numbers.
pub(crate) struct SegmentGathered {
    total: u64,
    top: Top,
    counts: [Vec<u32>; Facet::COUNT],
    segment: SegmentOrdinal,
}

impl Collector for Gather<'_> {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let columns = reader.fast_fields();
        let facets = Arc::clone(&self.snapshot.facets[segment as usize]);
        let wanted = |facet: Facet| {
            let chosen = &self.chosen[facet.index()];
            let numbers = &facets[facet.index()].numbers;
            (!chosen.is_empty()).then(|| numbers.iter().map(|number| chosen.contains(number)).collect())
        };
        let wanted: [Option<Vec<bool>>; Facet::COUNT] = Facet::ALL.map(wanted);
        Ok(SegmentGather {
            rights: self.rights.in_segment(reader)?,
            narrowed: wanted.iter().any(Option::is_some),
            wanted,
            counts: std::array::from_fn(|facet| vec![0; facets[facet].numbers.len()]),
            facets,
            newest: columns.i64(NEWEST)?.values,
            id_high: columns.u64(ID_HIGH)?.values,
            id_low: columns.u64(ID_LOW)?.values,
            order: self.order,
            counts_only: self.order == Order::Best && self.counted_first,
            admitted: Vec::new(),
            segment,
            total: 0,
            top: Top::new(self.limit, self.below),
            block: Block::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Best
    }

    fn merge_fruits(&self, fruits: Vec<SegmentGathered>) -> tantivy::Result<Gathered> {
        let counts = self.value_counts.map(|len| vec![0; len]);
        let mut all = Gathered {
            total: 0,
            top: Top::new(self.limit, self.below),
            counts,
        };
        for fruit in fruits {
            all.total += fruit.total;
            all.top.merge(fruit.top);
            let facets = &self.snapshot.facets[fruit.segment as usize];
            for (facet, counts) in fruit.counts.iter().enumerate() {
                for (number, count) in facets[facet].numbers.iter().zip(counts) {
                    all.counts[facet][*number as usize] += count;
                }
            }
        }
        Ok(all)
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentGathered> {
        let mut gather = self.for_segment(segment, reader)?;
        if matches!(gather.rights, SegmentRights::Never) {
            return Ok(gather.harvest());
        }
        let alive = reader.alive_bitset();
        if self.order == Order::Best && !self.counted_first {
            weight.for_each(reader, &mut |doc, score| {
                if is_alive(alive, doc) {
                    gather.collect(doc, score);
                }
            })?;
            return Ok(gather.harvest());
        }
        weight.for_each_no_score(reader, &mut |docs| {
            for doc in docs.iter().filter(|doc| is_alive(alive, **doc)) {
                gather.collect(*doc, 0.0);
            }
        })?;
        gather.flush();
        if gather.counts_only {
            gather.score(weight, reader)?;
        }
        Ok(gather.harvest())
    }
}

fn is_alive(alive: Option<&AliveBitSet>, doc: DocId) -> bool {
    alive.is_none_or(|alive| alive.is_alive(doc))
}

struct Block {
    len: usize,
    docs: [DocId; BLOCK],
    scores: [Score; BLOCK],
}

impl Default for Block {
    fn default() -> Self {
        Self {
            len: 0,
            docs: [0; BLOCK],
            scores: [0.0; BLOCK],
        }
    }
}

/// The look at one segment.
pub(crate) struct SegmentGather {
    rights: SegmentRights,
    facets: Arc<SegmentFacets>,
    counts: [Vec<u32>; Facet::COUNT],
    /// For each facet and value whether it is chosen; none where nothing is chosen.
    wanted: [Option<Vec<bool>>; Facet::COUNT],
    narrowed: bool,
    newest: Arc<dyn ColumnValues<i64>>,
    id_high: Arc<dyn ColumnValues<u64>>,
    id_low: Arc<dyn ColumnValues<u64>>,
    order: Order,
    /// Whether the hits are only counted, and scored afterwards.
    counts_only: bool,
    /// The hits to be scored afterwards, up to one more than [`SCORED_SINGLY_MAX`].
    admitted: Vec<DocId>,
    segment: SegmentOrdinal,
    total: u64,
    top: Top,
    block: Block,
}

impl SegmentCollector for SegmentGather {
    type Fruit = SegmentGathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.rights.admit(doc) {
            return;
        }
        let block = &mut self.block;
        block.docs[block.len] = doc;
        block.scores[block.len] = score;
        block.len += 1;
        if block.len == BLOCK {
            self.flush();
        }
    }

    fn harvest(mut self) -> SegmentGathered {
        self.flush();
        SegmentGathered {
            total: self.total,
            top: self.top,
            counts: self.counts,
            segment: self.segment,
        }
    }
}

impl SegmentGather {
    fn flush(&mut self) {
        let len = std::mem::take(&mut self.block.len);
        if self.narrowed {
            for index in 0..len {
                self.take_narrowed(self.block.docs[index], self.block.scores[index]);
            }
            return;
        }
        for (facet, counts) in self.facets.iter().zip(&mut self.counts) {
            facet.count(&self.block.docs[..len], counts);
        }
        for index in 0..len {
            self.take(self.block.docs[index], self.block.scores[index]);
        }
        self.total += len as u64;
    }

    /// Counts a record in each facet whose own choice is all that may keep it out.
    fn take_narrowed(&mut self, doc: DocId, score: Score) {
        let mut refusing = (0..Facet::COUNT).filter(|facet| !self.is_chosen(*facet, doc));
        let (first, second) = (refusing.next(), refusing.next());
        match (first, second) {
            (None, _) => {
                for (facet, counts) in self.facets.iter().zip(&mut self.counts) {
                    facet.count(&[doc], counts);
                }
                self.total += 1;
                self.take(doc, score);
            }
            (Some(only), None) => self.facets[only].count(&[doc], &mut self.counts[only]),
            _ => {}
        }
    }

    fn is_chosen(&self, facet: usize, doc: DocId) -> bool {
        self.wanted[facet]
            .as_ref()
            .is_none_or(|wanted| self.facets[facet].any(doc, wanted))
    }

    fn take(&mut self, doc: DocId, score: Score) {
        if !self.counts_only {
            self.offer(doc, score);
        } else if self.admitted.len() <= SCORED_SINGLY_MAX {
            self.admitted.push(doc);
        }
    }

    /// Scores what was counted: few hits one by one, of many only those that the engine cannot rule out.
    fn score(&mut self, weight: &dyn Weight, reader: &SegmentReader) -> tantivy::Result<()> {
        let admitted = std::mem::take(&mut self.admitted);
        if admitted.len() > SCORED_SINGLY_MAX {
            let alive = reader.alive_bitset();
            return weight.for_each_pruning(Score::MIN, reader, &mut |doc, score| {
                let seen = is_alive(alive, doc)
                    && self.rights.admit(doc)
                    && (0..Facet::COUNT).all(|facet| self.is_chosen(facet, doc));
                if seen {
                    self.offer(doc, score);
                }
                // Equal scores are still wanted: the record's id decides between them.
                self.top
                    .least_key()
                    .map_or(Score::MIN, |key| score_of(key).next_down())
            });
        }
        if admitted.is_empty() {
            return Ok(());
        }
        let mut scorer = weight.scorer(reader, 1.0)?;
        for doc in admitted {
            let reached = if scorer.doc() < doc {
                scorer.seek(doc)
            } else {
                scorer.doc()
            };
            if reached == TERMINATED {
                break;
            }
            if reached == doc {
                let score = scorer.score();
                self.offer(doc, score);
            }
        }
        Ok(())
    }

    fn offer(&mut self, doc: DocId, score: Score) {
        let key = match self.order {
            Order::Newest => self.newest.get_val(doc),
            Order::Best => key_of(score),
        };
        if self.top.admits(key) {
            let record = u128::from(self.id_high.get_val(doc)) << 64 | u128::from(self.id_low.get_val(doc));
            self.top
                .offer(Place { key, record }, DocAddress::new(self.segment, doc));
        }
    }
}

/// Returns a number that sorts as the score does: the bits of a number that is not negative do.
fn key_of(score: Score) -> i64 {
    i64::from(score.max(0.0).to_bits())
}

fn score_of(key: i64) -> Score {
    Score::from_bits(u32::try_from(key).expect("the key of a score is made from 32 bits"))
}
