//! What one search sees: open segments in order, the deletes of each, and statistics over all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::global_ordinals::GlobalOrdinals;

use crate::error::{Error, Result};
use crate::segment::{DocSet, KeywordColumn, Segment};

/// One segment of a snapshot. The number of a document in the snapshot is its number in the segment plus `base`.
pub struct Leaf {
    /// The segment.
    pub segment: Arc<Segment>,
    /// The documents that are gone.
    pub deletes: Option<Arc<DocSet>>,
    /// The number in the snapshot of its first document.
    pub base: u32,
}

/// Segments in order. Statistics count deleted documents until their segment is merged.
pub struct Snapshot {
    leaves: Vec<Leaf>,
    doc_count: u32,
    live_count: u32,
    /// The orders of columns' values that were made so far.
    ordinals: Mutex<HashMap<String, Arc<GlobalOrdinals>>>,
    /// How many values of columns without such an order were read so far to add up their counts.
    read: Mutex<HashMap<String, usize>>,
}

impl Snapshot {
    /// Errors: Invalid for deletes of another segment, Limit for more documents than 32 bits count.
    pub fn new(segments: Vec<(Arc<Segment>, Option<Arc<DocSet>>)>) -> Result<Snapshot> {
        let mut leaves = Vec::with_capacity(segments.len());
        let (mut base, mut gone) = (0u32, 0);
        for (segment, deletes) in segments {
            let here = segment.doc_count();
            if let Some(set) = &deletes {
                if set.size() != here {
                    let what = format!("deletes of {} documents for a segment of {here}", set.size());
                    return Err(Error::invalid(what));
                }
                gone += set.len();
            }
            leaves.push(Leaf { segment, deletes, base });
            base = base.checked_add(here).ok_or_else(|| {
                Error::large_index(
                    "an index holds no more than 2^32 - 1 documents",
                    "split it into two indexes",
                )
            })?;
        }
        Ok(Snapshot {
            leaves,
            doc_count: base,
            live_count: base - gone,
            ordinals: Mutex::default(),
            read: Mutex::default(),
        })
    }

    /// The segments in order.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// All documents, deleted ones included.
    pub fn doc_count(&self) -> u32 {
        self.doc_count
    }

    /// Documents that are not deleted.
    pub fn live_count(&self) -> u32 {
        self.live_count
    }

    /// The sum of the lengths of a field.
    pub fn total_length(&self, field: &str) -> u64 {
        self.leaves
            .iter()
            .filter_map(|leaf| leaf.segment.field(field))
            .fold(0, |sum, field| sum.saturating_add(field.total_length()))
    }

    /// A column of keywords in each leaf.
    pub fn keyword_columns(&self, name: &str) -> Vec<Option<&KeywordColumn>> {
        self.leaves
            .iter()
            .map(|leaf| leaf.segment.keyword_column(name))
            .collect()
    }

    /// One order of all values of a column, if it was made before.
    pub fn known_ordinals(&self, column: &str) -> Option<Arc<GlobalOrdinals>> {
        // Nobody waits for another thread here: in a child that was forked while one held the lock, it would be for ever.
        self.ordinals.try_lock().ok()?.get(column).cloned()
    }

    /// Notes that so many values of a column are to be read. How many that makes since the snapshot was opened.
    pub fn note_read(&self, column: &str, values: usize) -> usize {
        let Ok(mut read) = self.read.try_lock() else {
            return values;
        };
        let known = read.entry(column.to_string()).or_default();
        *known = known.saturating_add(values);
        *known
    }

    /// One order of all values of a column, which is kept. `tick` is called for each value. Errors: Damaged, and those
    /// of `tick`.
    pub fn ordinals(&self, column: &str, tick: impl FnMut() -> Result<()>) -> Result<Arc<GlobalOrdinals>> {
        if let Some(known) = self.known_ordinals(column) {
            return Ok(known);
        }
        let made = Arc::new(GlobalOrdinals::new(&self.keyword_columns(column), tick)?);
        if let Ok(mut kept) = self.ordinals.try_lock() {
            kept.insert(column.to_string(), made.clone());
        }
        Ok(made)
    }

    /// Documents that have the term, and its occurrences in them.
    pub fn frequencies(&self, field: &str, term: &[u8]) -> Result<(u32, u64)> {
        let (mut df, mut cf) = (0u32, 0u64);
        for field in self.leaves.iter().filter_map(|leaf| leaf.segment.field(field)) {
            if let Some(info) = field.term(term)? {
                df += info.df;
                cf = u64::saturating_add(cf, info.cf);
            }
        }
        Ok((df, cf))
    }

    /// Which leaf a document is in, and its number there.
    pub fn locate(&self, doc: u32) -> Option<(usize, u32)> {
        if doc >= self.doc_count {
            return None;
        }
        let at = self.leaves.partition_point(|leaf| leaf.base <= doc).checked_sub(1)?;
        // Leaves without documents share their base with the next: the last of them is the one with documents.
        Some((at, doc - self.leaves[at].base))
    }
}
