//! Columns: one number, or any number of keywords, for each document.

use crate::error::Result;

/// One optional signed number a document.
pub struct NumberColumn {}

impl NumberColumn {
    pub fn get(&self, _doc: u32) -> Option<i64> {
        todo!()
    }
    /// Documents with a value.
    pub fn count(&self) -> u32 {
        todo!()
    }
    pub fn bounds(&self) -> Option<(i64, i64)> {
        todo!()
    }
    /// Calls `hit` with each document in 0..doc_count whose value lies within low..=high, in order.
    pub fn in_range(&self, _low: i64, _high: i64, _hit: impl FnMut(u32)) {
        todo!()
    }
    /// Calls `each` with (document, value) for those of the sorted `docs` that have one.
    pub fn for_docs(&self, _docs: &[u32], _each: impl FnMut(u32, i64)) {
        todo!()
    }
}

/// Any number of keywords a document, as ordinals in the column's own sorted table of distinct values.
pub struct KeywordColumn {}

impl KeywordColumn {
    pub fn value_count(&self) -> u32 {
        todo!()
    }
    /// The value of an ordinal (< value_count).
    pub fn value(&self, _ordinal: u32) -> Result<Vec<u8>> {
        todo!()
    }
    /// The ordinal of a value.
    pub fn ordinal(&self, _value: &[u8]) -> Result<Option<u32>> {
        todo!()
    }
    /// Ordinals of a document in the order in which its values were given, into `out` (cleared first). Each is < value_count.
    pub fn ordinals(&self, _doc: u32, _out: &mut Vec<u32>) {
        todo!()
    }
    /// Calls `each` with every ordinal of every document of the sorted `docs` (repeats included).
    pub fn for_docs(&self, _docs: &[u32], _each: impl FnMut(u32)) {
        todo!()
    }
}
