//! The postings of one term: blocks of 128 documents with frequencies and positions.

use crate::error::Result;

/// A cursor over blocks. Documents in a block are strictly increasing and < doc_count, whatever the file holds.
pub struct Postings<'a> {
    _life: std::marker::PhantomData<&'a ()>,
}

impl Postings<'_> {
    pub fn df(&self) -> u32 {
        todo!()
    }
    /// Moves to the next block; false at the end.
    pub fn next_block(&mut self) -> Result<bool> {
        todo!()
    }
    /// Moves forwards to the first block whose last document is >= `target`, staying where it already is so; false at
    /// the end. Before the first call of either there is no current block.
    pub fn seek_block(&mut self, _target: u32) -> Result<bool> {
        todo!()
    }
    /// Documents of the current block.
    pub fn docs(&self) -> &[u32] {
        todo!()
    }
    /// Frequencies of the current block, in step with docs (all 1 where the field keeps none). Decoded when asked for.
    pub fn freqs(&mut self) -> &[u32] {
        todo!()
    }
    /// Both at once, for loops over blocks.
    pub fn docs_and_freqs(&mut self) -> (&[u32], &[u32]) {
        todo!()
    }
    /// Positions (ascending) of the `at`-th document of the current block, into `out` (cleared first). Empty where the
    /// field keeps none.
    pub fn positions(&mut self, _at: usize, _out: &mut Vec<u32>) -> Result<()> {
        todo!()
    }
    /// Weight and bytes of the `at`-th posting of the current block: (freq as f32, empty) where the field keeps none.
    pub fn payload(&mut self, _at: usize) -> Result<(f32, &[u8])> {
        todo!()
    }
    /// Upper bounds over the current block: no document in it has a greater frequency or a smaller length.
    pub fn impact(&self) -> (u32, u32) {
        todo!()
    }
}
