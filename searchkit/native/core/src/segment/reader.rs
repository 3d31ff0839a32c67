//! The reader of one segment file.

use std::path::Path;

use super::columns::{KeywordColumn, NumberColumn};
use super::dictionary::{TermInfo, Terms};
use super::postings::Postings;
use crate::error::{Error, Result};

/// How a segment file is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Mapped,
    InMemory,
}

/// An open segment. Cheap to share: all methods take `&self`.
pub struct Segment {}

/// One inverted field of a segment.
pub struct Field {}

impl Segment {
    /// Checks the footer and the table of sections only. Errors: Io, Damaged, Incompatible.
    pub fn open(_path: &Path, _mode: Mode) -> Result<Segment> {
        todo!()
    }
    /// How many documents there are, deleted ones included: numbers are 0..doc_count.
    pub fn doc_count(&self) -> u32 {
        todo!()
    }
    pub fn field(&self, _name: &str) -> Option<&Field> {
        todo!()
    }
    pub fn fields(&self) -> &[Field] {
        todo!()
    }
    pub fn number_column(&self, _name: &str) -> Option<&NumberColumn> {
        todo!()
    }
    pub fn keyword_column(&self, _name: &str) -> Option<&KeywordColumn> {
        todo!()
    }
    /// The stored bytes of a document (empty if it has none).
    pub fn stored(&self, _doc: u32) -> Result<Vec<u8>> {
        todo!()
    }
    /// Everything that does not fit its checksum or its grammar.
    pub fn verify(&self) -> Vec<Error> {
        todo!()
    }
}

impl Field {
    pub fn name(&self) -> &str {
        todo!()
    }
    pub fn has_freqs(&self) -> bool {
        todo!()
    }
    pub fn has_positions(&self) -> bool {
        todo!()
    }
    /// Each posting carries a weight and bytes of its own (Whoosh formats with boosts or characters).
    pub fn has_payloads(&self) -> bool {
        todo!()
    }
    /// Documents with at least one term.
    pub fn doc_count(&self) -> u32 {
        todo!()
    }
    /// The sum of the lengths of all documents (deleted ones included).
    pub fn total_length(&self) -> u64 {
        todo!()
    }
    pub fn term_count(&self) -> u64 {
        todo!()
    }
    /// Exact length of a document in terms; 0 for one without.
    pub fn length(&self, _doc: u32) -> u32 {
        todo!()
    }
    /// Smallest and greatest length among documents that have terms.
    pub fn length_bounds(&self) -> (u32, u32) {
        todo!()
    }
    /// Gathers the lengths of `docs` (each < doc_count) into `out` (cleared first).
    pub fn gather_lengths(&self, _docs: &[u32], _out: &mut Vec<u32>) {
        todo!()
    }
    pub fn term(&self, _term: &[u8]) -> Result<Option<TermInfo>> {
        todo!()
    }
    /// A cursor before the first term.
    pub fn terms(&self) -> Terms<'_> {
        todo!()
    }
    pub fn postings(&self, _info: &TermInfo) -> Result<Postings<'_>> {
        todo!()
    }
}
