//! The sorted term dictionary of a field.

use crate::error::Result;

/// What the dictionary says of one term.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TermInfo {
    /// Documents that have the term, deleted ones included.
    pub df: u32,
    /// Occurrences in all documents.
    pub cf: u64,
    pub postings: (u64, u32),
    pub positions: (u64, u32),
    pub payloads: (u64, u32),
}

/// A cursor over the terms of a field in byte order.
pub struct Terms<'a> {
    _life: std::marker::PhantomData<&'a ()>,
}

impl Terms<'_> {
    /// Moves to the next term; false at the end.
    pub fn next(&mut self) -> Result<bool> {
        todo!()
    }
    /// Moves to the first term at or after `target`, forwards or backwards; false at the end. Cheap when it is near.
    pub fn seek(&mut self, _target: &[u8]) -> Result<bool> {
        todo!()
    }
    /// The term that the cursor is on. Call only after next or seek gave true.
    pub fn term(&self) -> &[u8] {
        todo!()
    }
    /// Length of the prefix that this term is known to share with the one before it, when reached by next.
    pub fn shared(&self) -> usize {
        todo!()
    }
    pub fn info(&self) -> &TermInfo {
        todo!()
    }
}
