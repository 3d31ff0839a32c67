//! Counting over all matches: the values of a column.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::counters::{Counters, KEPT};
use super::global_ordinals::GlobalOrdinals;
use super::interrupt::Interrupt;
use super::matches::list_of;
use super::run::Run;
use super::snapshot::Snapshot;
use super::tree::Query;
use crate::error::Result;
use crate::segment::dictionary::Terms;
use crate::segment::{DocSet, KeywordColumn};

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    Number(i64),
    Keyword(Vec<u8>),
}

/// Which values are to be counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetRequest<'q> {
    /// A column of keywords or of numbers.
    pub column: String,
    /// Count over the matches of this query instead of the request's (whose filter and mask do not apply to it).
    pub query: Option<&'q Query>,
    /// Only values that have this text in them, whatever the case of either.
    pub contains: Option<String>,
    /// Only so many values, those with the greatest counts; of equal counts, those that come first.
    pub limit: Option<usize>,
}

/// How many documents have each value.
#[derive(Clone, Default)]
pub struct FacetCounts {
    counted: Counted,
    /// How many distinct values there are, whatever the limit.
    pub distinct: usize,
    /// Documents without a value.
    pub missing: u32,
}

/// Counts of values, of which none is read before somebody looks at it.
#[derive(Clone)]
enum Counted {
    Values(Vec<(Value, u32)>),
    /// By ordinals of one leaf.
    OfLeaf(String, usize, Vec<(u32, u32)>),
    /// By ordinals of the snapshot.
    OfSnapshot(String, Arc<GlobalOrdinals>, Vec<(u32, u32)>),
}

impl Default for Counted {
    fn default() -> Counted {
        Counted::Values(Vec::new())
    }
}

impl FacetCounts {
    /// The values in their order; with a limit, the greatest counts first. A document counts once for each of its
    /// distinct values. `snapshot` is the one that was searched. Errors: Damaged.
    pub fn values(&self, snapshot: &Snapshot) -> Result<Vec<(Value, u32)>> {
        let (name, origins): (_, Vec<(usize, u32, u32)>) = match &self.counted {
            Counted::Values(values) => return Ok(values.clone()),
            Counted::OfLeaf(name, leaf, counts) => (
                name,
                counts.iter().map(|&(ordinal, count)| (*leaf, ordinal, count)).collect(),
            ),
            Counted::OfSnapshot(name, ordinals, counts) => {
                let origin = |&(number, count): &(u32, u32)| {
                    ordinals.origin(number).map(|(leaf, ordinal)| (leaf, ordinal, count))
                };
                (name, counts.iter().filter_map(origin).collect())
            }
        };
        let mut readers: Vec<_> = snapshot
            .keyword_columns(name)
            .into_iter()
            .map(|column| column.map(ValueReader::new))
            .collect();
        let mut values = Vec::with_capacity(origins.len());
        for (leaf, ordinal, count) in origins {
            if let Some(Some(reader)) = readers.get_mut(leaf) {
                values.push((Value::Keyword(reader.value(ordinal)?.to_vec()), count));
            }
        }
        Ok(values)
    }
}

/// Reads values of one column by their ordinals: those that are near ahead by stepping.
struct ValueReader<'s> {
    column: &'s KeywordColumn,
    terms: Terms<'s>,
    /// The ordinal after that of the term.
    next: u32,
    read: Vec<u8>,
}

/// Values that are so near are stepped to.
const NEAR: u32 = 64;

impl<'s> ValueReader<'s> {
    fn new(column: &'s KeywordColumn) -> ValueReader<'s> {
        ValueReader {
            column,
            terms: column.values(),
            next: 0,
            read: Vec::new(),
        }
    }

    fn value(&mut self, ordinal: u32) -> Result<&[u8]> {
        if ordinal < self.next || ordinal - self.next > NEAR {
            self.read = self.column.value(ordinal)?;
            return Ok(&self.read);
        }
        while self.next <= ordinal {
            if !self.terms.next()? {
                self.read = self.column.value(ordinal)?;
                return Ok(&self.read);
            }
            self.next += 1;
        }
        Ok(self.terms.term())
    }
}

/// A hash for numbers that nobody chooses to collide: one multiplication.
#[derive(Default)]
pub struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }
    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
    fn write_i64(&mut self, number: i64) {
        self.write_u64(number as u64);
    }
    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

type Numbered<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;

/// Documents between two looks at the clock.
const CHUNK: usize = 1 << 14;

/// Counts of one facet while leaf after leaf is added.
pub struct FacetCounter<'r> {
    request: &'r FacetRequest<'r>,
    /// Leaves with the counts of their ordinals, which are in no order.
    keywords: Vec<(usize, Vec<(u32, u32)>)>,
    numbers: Numbered<i64, u32>,
    missing: u32,
}

impl<'r> FacetCounter<'r> {
    pub fn new(request: &'r FacetRequest<'r>) -> FacetCounter<'r> {
        FacetCounter {
            request,
            keywords: Vec::new(),
            numbers: Numbered::default(),
            missing: 0,
        }
    }

    /// Adds the documents of a leaf.
    pub fn add(&mut self, run: &Run, docs: &[u32]) -> Result<()> {
        let name = &self.request.column;
        if let Some(column) = run.leaf.segment.keyword_column(name) {
            return self.add_keywords(run, column, docs);
        }
        self.missing += docs.len() as u32;
        if let Some(column) = run.leaf.segment.number_column(name)? {
            let (numbers, missing) = (&mut self.numbers, &mut self.missing);
            for chunk in docs.chunks(CHUNK) {
                run.tick()?;
                column.for_docs(chunk, |_, value| {
                    *numbers.entry(value).or_default() += 1;
                    *missing -= 1;
                })?;
            }
        }
        Ok(())
    }

    fn add_keywords(&mut self, run: &Run, column: &KeywordColumn, docs: &[u32]) -> Result<()> {
        let values = column.value_count() as usize;
        let mut with = 0;
        let mut last = u32::MAX;
        let found: Vec<(u32, u32)>;
        if docs.len() < values / if values > KEPT { 8 } else { 512 } {
            let mut counts: Numbered<u32, (u32, u32)> = Numbered::default();
            for chunk in docs.chunks(CHUNK) {
                run.tick()?;
                column.for_each(chunk, |doc, ordinal| {
                    with += u32::from(doc != last);
                    last = doc;
                    let (count, seen) = counts.entry(ordinal).or_default();
                    *count += u32::from(*seen != doc + 1);
                    *seen = doc + 1;
                })?;
            }
            found = counts
                .into_iter()
                .map(|(ordinal, (count, _))| (ordinal, count))
                .collect();
        } else if !column.has_many() && docs.len() > values {
            // One document after another counts in other counters: to count the same value twice in one takes longer.
            let mut counts = vec![[0u32; 2]; values];
            for chunk in docs.chunks(CHUNK) {
                run.tick()?;
                column.for_each(chunk, |_, ordinal| {
                    counts[ordinal as usize][with as usize % 2] += 1;
                    with += 1;
                })?;
            }
            let counts = counts.iter().map(|[even, odd]| even + odd);
            found = (0..).zip(counts).filter(|&(_, count)| count > 0).collect();
        } else {
            let mut counters = Counters::take(values);
            for chunk in docs.chunks(CHUNK) {
                run.tick()?;
                column.for_each(chunk, |doc, ordinal| {
                    with += u32::from(doc != last);
                    last = doc;
                    counters.add_of(ordinal, doc);
                })?;
            }
            found = counters.finish();
        }
        self.missing += docs.len() as u32 - with;
        if !found.is_empty() {
            self.keywords.push((run.at, found));
        }
        Ok(())
    }

    /// Adds what another counter of the request counted in other leaves.
    pub fn merge(&mut self, other: FacetCounter) {
        self.keywords.extend(other.keywords);
        for (number, count) in other.numbers {
            *self.numbers.entry(number).or_default() += count;
        }
        self.missing += other.missing;
    }

    /// The counts over all leaves. Errors: Damaged, Cancelled, TimeLimit.
    pub fn finish(mut self, snapshot: &Snapshot, interrupt: &Interrupt) -> Result<FacetCounts> {
        let missing = self.missing;
        let limit = self.request.limit;
        let name = &self.request.column;
        if let Some(needle) = &self.request.contains {
            return self.containing(&needle.to_lowercase(), snapshot, interrupt);
        }
        if !self.numbers.is_empty() {
            let counts = self.counted_values(snapshot, interrupt, |_| true)?;
            return Ok(valued(counts, limit, missing));
        }
        if self.keywords.len() <= 1 {
            let Some((leaf, mut counts)) = self.keywords.pop() else {
                return Ok(FacetCounts {
                    missing,
                    ..FacetCounts::default()
                });
            };
            let distinct = counts.len();
            listed_best(&mut counts, limit);
            let counted = Counted::OfLeaf(name.clone(), leaf, counts);
            return Ok(FacetCounts {
                counted,
                distinct,
                missing,
            });
        }
        let found: usize = self.keywords.iter().map(|(_, counts)| counts.len()).sum();
        let all: usize = snapshot
            .keyword_columns(name)
            .iter()
            .flatten()
            .map(|column| column.value_count() as usize)
            .sum();
        let known = snapshot.known_ordinals(name);
        if known.is_none() && snapshot.note_read(name, found) < all / FEW {
            let counts = self.counted_values(snapshot, interrupt, |_| true)?;
            return Ok(valued(counts, limit, missing));
        }
        let ordinals = match known {
            Some(known) => known,
            None => snapshot.ordinals(name, ticking(interrupt))?,
        };
        let mut counts = self.added_up(&ordinals);
        let distinct = counts.len();
        listed_best(&mut counts, limit);
        let counted = Counted::OfSnapshot(name.clone(), ordinals, counts);
        Ok(FacetCounts {
            counted,
            distinct,
            missing,
        })
    }

    /// The counts of all leaves by the ordinals of the snapshot, in no order.
    fn added_up(&self, ordinals: &GlobalOrdinals) -> Vec<(u32, u32)> {
        let mut sums = Counters::take(ordinals.len());
        for (leaf, counts) in &self.keywords {
            let of = ordinals.of_leaf(*leaf);
            for &(ordinal, count) in counts {
                if let Some(&number) = of.get(ordinal as usize) {
                    sums.add(number, count);
                }
            }
        }
        sums.finish()
    }

    fn containing(&self, needle: &str, snapshot: &Snapshot, interrupt: &Interrupt) -> Result<FacetCounts> {
        let has = |value: &[u8]| String::from_utf8_lossy(value).to_lowercase().contains(needle);
        let mut counts = self.counted_values(snapshot, interrupt, has)?;
        counts.retain(|(value, _)| match value {
            Value::Number(number) => number.to_string().contains(needle),
            Value::Keyword(_) => true,
        });
        Ok(valued(counts, self.request.limit, self.missing))
    }

    /// The counts by the values themselves, in their order. `keep` is asked for each keyword.
    fn counted_values(
        &self,
        snapshot: &Snapshot,
        interrupt: &Interrupt,
        keep: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<(Value, u32)>> {
        let mut tick = ticking(interrupt);
        let columns = snapshot.keyword_columns(&self.request.column);
        let mut keywords: Vec<(Vec<u8>, u32)> = Vec::new();
        for (leaf, counts) in &self.keywords {
            let Some(Some(column)) = columns.get(*leaf) else {
                continue;
            };
            let mut reader = ValueReader::new(column);
            let mut counts = counts.clone();
            counts.sort_unstable();
            for (ordinal, count) in counts {
                tick()?;
                let value = reader.value(ordinal)?;
                if keep(value) {
                    keywords.push((value.to_vec(), count));
                }
            }
        }
        // Each leaf's values are in order: sorting merges the runs.
        keywords.sort();
        let mut numbers: Vec<(i64, u32)> = self.numbers.iter().map(|(&number, &count)| (number, count)).collect();
        numbers.sort_unstable();
        let mut values: Vec<(Value, u32)> = numbers
            .into_iter()
            .map(|(number, count)| (Value::Number(number), count))
            .collect();
        for (value, count) in keywords {
            match values.last_mut() {
                Some((Value::Keyword(last), total)) if *last == value => *total += count,
                _ => values.push((Value::Keyword(value), count)),
            }
        }
        Ok(values)
    }
}

/// A share of all values. As long as searches have read fewer, no order of them is made: it takes as long as that.
const FEW: usize = 16;

/// Looks at the clock from time to time.
fn ticking(interrupt: &Interrupt) -> impl FnMut() -> Result<()> + '_ {
    let mut steps = 0u32;
    move || {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(256) {
            interrupt.check()
        } else {
            Ok(())
        }
    }
}

/// Keeps the greatest counts up to the limit, greatest first; of equal ones, those that come first.
fn best<T: Ord>(counts: &mut Vec<(T, u32)>, limit: Option<usize>) {
    let Some(limit) = limit else { return };
    let order = |a: &(T, u32), b: &(T, u32)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if limit < counts.len() {
        counts.select_nth_unstable_by(limit, order);
        counts.truncate(limit);
    }
    counts.sort_unstable_by(order);
}

/// The same of counts that are in no order. Without a limit, they come in the order of their values.
fn listed_best(counts: &mut Vec<(u32, u32)>, limit: Option<usize>) {
    match limit {
        Some(_) => best(counts, limit),
        None => counts.sort_unstable(),
    }
}

fn valued(mut values: Vec<(Value, u32)>, limit: Option<usize>, missing: u32) -> FacetCounts {
    let distinct = values.len();
    best(&mut values, limit);
    FacetCounts {
        counted: Counted::Values(values),
        distinct,
        missing,
    }
}

/// The documents of a set as a list, without a copy where it is one.
pub fn listed<'a>(set: &'a super::matches::Set, room: &'a mut Vec<u32>) -> &'a [u32] {
    match set {
        super::matches::Set::Sparse(docs) => docs,
        super::matches::Set::Dense(set) => {
            let set: &DocSet = set;
            *room = list_of(set);
            room
        }
    }
}
