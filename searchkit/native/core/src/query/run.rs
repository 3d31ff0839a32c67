//! A query's run over one leaf: where it is, and whether it goes on.

use std::cell::Cell;

use super::interrupt::Interrupt;
use super::snapshot::Leaf;
use crate::error::Result;

/// Steps (blocks of postings, terms of a dictionary) between two looks at the clock.
const STEPS: u32 = 64;

/// The run of a query over one leaf.
pub struct Run<'a> {
    pub leaf: &'a Leaf,
    /// Which leaf of the snapshot it is.
    pub at: usize,
    /// Its documents.
    pub size: u32,
    interrupt: &'a Interrupt,
    steps: Cell<u32>,
}

impl<'a> Run<'a> {
    pub fn new(leaf: &'a Leaf, at: usize, interrupt: &'a Interrupt) -> Run<'a> {
        Run {
            leaf,
            at,
            size: leaf.segment.doc_count(),
            interrupt,
            steps: Cell::new(0),
        }
    }

    /// To be called for each piece of work of about a microsecond. Errors: Cancelled, TimeLimit.
    #[inline]
    pub fn tick(&self) -> Result<()> {
        let steps = self.steps.get();
        self.steps.set(steps.wrapping_add(1));
        if steps.is_multiple_of(STEPS) {
            self.interrupt.check()
        } else {
            Ok(())
        }
    }
}
