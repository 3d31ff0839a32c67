//! Counting over all matches: the values of a column, and pairs of two columns' numbers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::matches::list_of;
use super::run::Run;
use super::tree::Query;
use crate::error::Result;
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetCounts {
    /// In the order of the values; with a limit, the greatest counts first. A document counts once for each of its
    /// distinct values.
    pub values: Vec<(Value, u32)>,
    /// How many distinct values there are, whatever the limit.
    pub distinct: usize,
    /// Documents without a value.
    pub missing: u32,
}

/// How many documents have each pair of numbers in two columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// In order.
    pub counts: Vec<((i64, i64), u32)>,
    /// Documents that have not both.
    pub unpaired: u32,
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

type Counts<K> = HashMap<K, u32, BuildHasherDefault<NumberHasher>>;

/// Documents between two looks at the clock.
const CHUNK: usize = 1 << 14;

/// Counts of one facet while leaf after leaf is added.
pub struct FacetCounter<'r> {
    request: &'r FacetRequest<'r>,
    needle: Option<String>,
    keywords: Vec<(Vec<u8>, u32)>,
    numbers: Counts<i64>,
    missing: u32,
}

impl<'r> FacetCounter<'r> {
    pub fn new(request: &'r FacetRequest<'r>) -> FacetCounter<'r> {
        FacetCounter {
            request,
            needle: request.contains.as_ref().map(|text| text.to_lowercase()),
            keywords: Vec::new(),
            numbers: Counts::default(),
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
        let mut found: Vec<(u32, u32)>;
        if docs.len() < values / 8 {
            let mut counts: Counts<u32> = Counts::default();
            let mut own: Vec<u32> = Vec::new();
            for chunk in docs.chunks(CHUNK) {
                run.tick()?;
                column.for_each(chunk, |doc, ordinal| {
                    if doc != last {
                        last = doc;
                        with += 1;
                        own.clear();
                    }
                    if !own.contains(&ordinal) {
                        own.push(ordinal);
                        *counts.entry(ordinal).or_default() += 1;
                    }
                })?;
            }
            found = counts.into_iter().collect();
            found.sort_unstable();
        } else {
            // Beside each count the document that was counted last, plus one: no document counts twice.
            let mut counts = vec![(0u32, 0u32); values];
            for chunk in docs.chunks(CHUNK) {
                run.tick()?;
                column.for_each(chunk, |doc, ordinal| {
                    with += u32::from(doc != last);
                    last = doc;
                    let (count, seen) = &mut counts[ordinal as usize];
                    *count += u32::from(*seen != doc + 1);
                    *seen = doc + 1;
                })?;
            }
            found = (0..)
                .zip(&counts)
                .filter(|(_, c)| c.0 > 0)
                .map(|(ordinal, c)| (ordinal, c.0))
                .collect();
        }
        self.missing += docs.len() as u32 - with;
        let keep = |value: &[u8]| match &self.needle {
            Some(needle) => String::from_utf8_lossy(value).to_lowercase().contains(needle),
            None => true,
        };
        if found.len() < values / 32 {
            for (ordinal, count) in found {
                run.tick()?;
                let value = column.value(ordinal)?;
                if keep(&value) {
                    self.keywords.push((value, count));
                }
            }
            return Ok(());
        }
        let mut terms = column.values();
        let mut next = 0;
        for (ordinal, count) in found {
            while next <= ordinal {
                run.tick()?;
                terms.next()?;
                next += 1;
            }
            if keep(terms.term()) {
                self.keywords.push((terms.term().to_vec(), count));
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> FacetCounts {
        // Each leaf's values are in order: sorting merges the runs.
        self.keywords.sort();
        let mut values: Vec<(Value, u32)> = Vec::with_capacity(self.keywords.len());
        let mut numbers: Vec<(i64, u32)> = self.numbers.into_iter().collect();
        numbers.sort_unstable();
        for (number, count) in numbers {
            if self
                .needle
                .as_ref()
                .is_none_or(|needle| number.to_string().contains(needle))
            {
                values.push((Value::Number(number), count));
            }
        }
        for (value, count) in self.keywords {
            match values.last_mut() {
                Some((Value::Keyword(last), total)) if *last == value => *total += count,
                _ => values.push((Value::Keyword(value), count)),
            }
        }
        let distinct = values.len();
        if let Some(limit) = self.request.limit {
            let order = |a: &(Value, u32), b: &(Value, u32)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
            if limit < values.len() {
                values.select_nth_unstable_by(limit, order);
                values.truncate(limit);
            }
            values.sort_unstable_by(order);
        }
        FacetCounts {
            values,
            distinct,
            missing: self.missing,
        }
    }
}

/// Counts of pairs while leaf after leaf is added.
pub struct PairCounter<'r> {
    columns: &'r (String, String),
    counts: Counts<(i64, i64)>,
    unpaired: u32,
}

impl<'r> PairCounter<'r> {
    pub fn new(columns: &'r (String, String)) -> PairCounter<'r> {
        PairCounter {
            columns,
            counts: Counts::default(),
            unpaired: 0,
        }
    }

    pub fn add(&mut self, run: &Run, docs: &[u32]) -> Result<()> {
        self.unpaired += docs.len() as u32;
        let segment = &run.leaf.segment;
        let (Some(first), Some(second)) = (
            segment.number_column(&self.columns.0)?,
            segment.number_column(&self.columns.1)?,
        ) else {
            return Ok(());
        };
        let mut firsts = Vec::with_capacity(CHUNK.min(docs.len()));
        for chunk in docs.chunks(CHUNK) {
            run.tick()?;
            firsts.clear();
            first.for_docs(chunk, |doc, value| firsts.push((doc, value)))?;
            let mut at = 0;
            second.for_docs(chunk, |doc, value| {
                while firsts.get(at).is_some_and(|f| f.0 < doc) {
                    at += 1;
                }
                if let Some(&(other, begin)) = firsts.get(at)
                    && other == doc
                {
                    *self.counts.entry((begin, value)).or_default() += 1;
                    self.unpaired -= 1;
                }
            })?;
        }
        Ok(())
    }

    pub fn finish(self) -> Pairs {
        let mut counts: Vec<_> = self.counts.into_iter().collect();
        counts.sort_unstable();
        Pairs {
            counts,
            unpaired: self.unpaired,
        }
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
