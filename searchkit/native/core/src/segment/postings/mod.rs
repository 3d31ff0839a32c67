//! The postings of one term: documents in blocks of 128 with frequencies, then positions, then payloads. The bytes are
//! those of `docs/format.md`, "Postings".
//!
//! Writing is `encode`; a cursor reads (here), and decodes what it is on (`decode`, `positions`).
//!
//! Reading never trusts the bytes: documents come out strictly increasing and below the segment's count, or the block is
//! reported as damaged.

mod decode;
mod encode;
mod positions;

use bitpacking::{BitPacker, BitPacker4x};

pub use encode::PostingsWriter;

use super::BLOCK;
use super::block_sums::BYTES;
use super::dictionary::{Kept, TermInfo};
use super::section::Section;
use crate::bytes::u32_at;
use crate::error::{Error, Result};

/// Bytes of a skip.
const SKIP: usize = 16;
/// From this coding on a block is a bit set.
const BITS: u8 = 64;
/// Stands where the width of a full block of positions would.
const TAIL_OF_POSITIONS: u8 = 0xff;

/// A cursor over blocks. Documents in a block are strictly increasing and below the segment's count, whatever the file
/// holds.
pub struct Postings<'a> {
    section: &'a Section,
    kept: Kept,
    packer: BitPacker4x,
    df: u32,
    cf: u64,
    doc_count: u32,
    least_length: u32,
    skips: &'a [u8],
    blocks: &'a [u8],
    positions: &'a [u8],
    payloads: &'a [u8],
    /// What of the blocks, and of the positions, is known to be as it was written.
    blocks_known: Known,
    positions_known: Known,
    full: usize,
    total: usize,
    /// The current block; usize::MAX before the first.
    block: usize,
    docs: [u32; BLOCK],
    tfs: [u32; BLOCK],
    length: usize,
    tf_bits: u8,
    tf_at: usize,
    tfs_known: bool,
    /// Where the decoded block of positions begins, its gaps, and where the next begins.
    decoded: Option<(usize, usize)>,
    gaps: Vec<u32>,
    /// A place in the positions of the current block: (document in block, byte offset, index in block of positions).
    reached: (usize, usize, usize),
}

/// A part of a section, and the stretch of it that is known to be as it was written.
#[derive(Default)]
struct Known {
    /// Where the part begins in the section.
    part: usize,
    from: usize,
    to: usize,
}

impl Known {
    /// Nothing is known of a part that begins there, or all where nothing can be known.
    fn new(section: &Section, part: usize) -> Known {
        let to = if section.has_checks() { 0 } else { usize::MAX };
        Known { part, from: 0, to }
    }

    /// Checks these bytes of the part, unless that was just done. Errors: Damaged.
    #[inline]
    fn know(&mut self, section: &Section, from: usize, to: usize) -> Result<()> {
        if self.from <= from && to <= self.to {
            return Ok(());
        }
        let (start, end) = (self.part.saturating_add(from), self.part.saturating_add(to));
        section.check_part(start..end)?;
        // Whole blocks were checked.
        self.from = (start / BYTES * BYTES).saturating_sub(self.part);
        self.to = (end.div_ceil(BYTES) * BYTES).saturating_sub(self.part);
        Ok(())
    }
}

impl<'a> Postings<'a> {
    /// The postings of the term of which the dictionary says `info`. Errors: Damaged, if they do not fit the section.
    pub fn new(
        section: &'a Section,
        kept: Kept,
        info: &TermInfo,
        doc_count: u32,
        least_length: u32,
    ) -> Result<Postings<'a>> {
        let parts = Parts::of(section, kept, info).filter(|_| info.df <= doc_count);
        let parts = parts.ok_or_else(|| section.damaged("the dictionary points outside of it"))?;
        let (full, total, start) = (parts.full, parts.total, parts.start);
        let Parts {
            skips,
            blocks,
            positions,
            payloads,
            ..
        } = parts;
        let blocks_at = start + skips.len();
        let positions_at = blocks_at + blocks.len();
        let payloads_at = positions_at + positions.len();
        // Skips, and the starts of payloads, are read in leaps; a short list has nothing else.
        let checked = if full > 0 { blocks_at } else { positions_at };
        section.check_part(start..checked)?;
        section.check_part(payloads_at..payloads_at + payloads.len())?;
        let mut blocks_known = Known::new(section, blocks_at);
        if full == 0 {
            blocks_known.to = usize::MAX;
        }
        Ok(Postings {
            section,
            kept,
            packer: BitPacker4x::new(),
            df: info.df,
            cf: info.cf,
            doc_count,
            least_length,
            skips,
            blocks,
            positions,
            payloads,
            blocks_known,
            positions_known: Known::new(section, positions_at),
            full,
            total,
            block: usize::MAX,
            docs: [0; BLOCK],
            tfs: [1; BLOCK],
            length: 0,
            tf_bits: 0,
            tf_at: 0,
            tfs_known: true,
            decoded: None,
            gaps: Vec::new(),
            reached: (0, 0, 0),
        })
    }

    fn damaged(&self) -> Error {
        self.section.damaged("the postings of a term are malformed")
    }

    /// Documents of the term, deleted ones included.
    pub fn df(&self) -> u32 {
        self.df
    }

    /// Blocks of documents, the tail included.
    pub fn block_count(&self) -> usize {
        self.total
    }

    /// The last document of a block.
    #[inline]
    fn skip_last(&self, block: usize) -> u32 {
        u32_at(self.skips, block * SKIP).unwrap_or(u32::MAX)
    }

    /// Moves to the next block; false at the end.
    #[inline]
    pub fn next_block(&mut self) -> Result<bool> {
        self.enter(self.block.wrapping_add(1))
    }

    /// Moves forwards to the first block whose last document is >= `target`, staying where it already is so; false at
    /// the end. Before the first call of either there is no current block.
    pub fn seek_block(&mut self, target: u32) -> Result<bool> {
        // Where there are no skips, only the block itself tells its last document.
        if self.block == usize::MAX && self.full == 0 && !self.next_block()? {
            return Ok(false);
        }
        if self.block != usize::MAX {
            if self.block >= self.total {
                return Ok(false);
            }
            if self.length > 0 && self.docs[self.length - 1] >= target {
                return Ok(true);
            }
        }
        self.enter(self.block_for(self.block.wrapping_add(1), target))
    }

    /// The first block from `from` on whose last document is >= target: galloping, then a binary search.
    fn block_for(&self, from: usize, target: u32) -> usize {
        if self.full == 0 {
            return from;
        }
        let (mut low, mut step) = (from, 1);
        while low + step < self.total && self.skip_last(low + step - 1) < target {
            low += step;
            step *= 2;
        }
        let mut high = (low + step).min(self.total);
        while low < high {
            let middle = (low + high) / 2;
            if self.skip_last(middle) < target {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Decodes a block and makes it the current one; false past the last.
    #[inline]
    fn enter(&mut self, block: usize) -> Result<bool> {
        self.length = 0;
        if block >= self.total {
            self.block = self.total;
            return Ok(false);
        }
        self.block = block;
        self.reached = (usize::MAX, 0, 0);
        let (start, end) = self.bounds_of(block).ok_or_else(|| self.damaged())?;
        self.blocks_known.know(self.section, start, end)?;
        match self.decode(block) {
            Some(()) => Ok(true),
            None => Err(self.damaged()),
        }
    }

    /// Documents of the current block.
    #[inline]
    pub fn docs(&self) -> &[u32] {
        &self.docs[..self.length]
    }

    /// Frequencies of the current block, in step with docs (all 1 where the field keeps none). Decoded when asked for.
    #[inline]
    pub fn freqs(&mut self) -> &[u32] {
        self.know_tfs();
        &self.tfs[..self.length]
    }

    /// Both at once, for loops over blocks.
    #[inline]
    pub fn docs_and_freqs(&mut self) -> (&[u32], &[u32]) {
        self.know_tfs();
        (&self.docs[..self.length], &self.tfs[..self.length])
    }

    /// Upper bounds over the current block: no document in it has a greater frequency or a smaller length.
    #[inline]
    pub fn impact(&self) -> (u32, u32) {
        self.impact_of(self.block)
    }

    /// The bounds of any block, without decoding it.
    pub fn impact_of(&self, block: usize) -> (u32, u32) {
        if self.full == 0 {
            return (u32::MAX, self.least_length);
        }
        let skip = self
            .skips
            .get(block * SKIP..block * SKIP + SKIP)
            .unwrap_or(&[255; SKIP]);
        let max_tf = if skip[13] == 255 { u32::MAX } else { u32::from(skip[13]) };
        (max_tf, u32::from(u16::from_le_bytes([skip[14], skip[15]])))
    }
}

/// The parts of a term's region.
struct Parts<'a> {
    start: usize,
    full: usize,
    total: usize,
    skips: &'a [u8],
    blocks: &'a [u8],
    positions: &'a [u8],
    payloads: &'a [u8],
}

impl<'a> Parts<'a> {
    /// None if they do not fit into the section, or are too short for what the dictionary says is in them.
    fn of(section: &'a Section, kept: Kept, info: &TermInfo) -> Option<Parts<'a>> {
        let start = usize::try_from(info.offset).ok()?;
        let df = info.df as usize;
        let (full, total) = (df / BLOCK, df.div_ceil(BLOCK));
        let region = section.bytes().get(start..)?;
        let (postings, rest) = region.split_at_checked(usize::try_from(info.postings).ok()?)?;
        let (positions, rest) = rest.split_at_checked(usize::try_from(info.positions).ok()?)?;
        let payloads = rest.get(..usize::try_from(info.payloads).ok()?)?;
        let (skips, blocks) = postings.split_at_checked(if full > 0 { total * SKIP } else { 0 })?;
        // A full block has two bytes at least, a document of the tail one, and a byte stands for 128 positions at most.
        let fits = blocks.len() >= 2 * full + df % BLOCK
            && (!kept.positions || info.cf <= BLOCK as u64 * positions.len() as u64)
            && (!kept.payloads || payloads.len() >= 4 * total + 5 * df);
        fits.then_some(Parts {
            start,
            full,
            total,
            skips,
            blocks,
            positions,
            payloads,
        })
    }
}
