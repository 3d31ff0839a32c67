//! Checksums of the blocks of a section, for sections of which a search reads only parts. The bytes are those of
//! `docs/format.md`, "Checksums of blocks".
//!
//! A block is compared with its checksum when anything of it is first read, and a bit remembers that it was right. A
//! damaged block is never remembered: it gives an error every time.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::file::Section;
use crate::bytes::u32_at;
use crate::error::Result;

/// Bytes of a block.
pub const BYTES: usize = 1 << 14;

/// The sections that are read in parts, and so have checksums of their blocks.
pub fn has_blocks(kind: &str) -> bool {
    matches!(kind, "postings" | "lengths" | "number data" | "keyword ordinals")
}

/// Sums up the blocks of a section while it is written.
#[derive(Default)]
pub struct BlockSums {
    block: crc32fast::Hasher,
    filled: usize,
    sums: Vec<u32>,
}

impl BlockSums {
    /// Takes the next bytes of the section.
    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BYTES - self.filled));
            self.block.update(now);
            self.filled += now.len();
            if self.filled == BYTES {
                self.close();
            }
            bytes = rest;
        }
    }

    fn close(&mut self) {
        self.sums.push(std::mem::take(&mut self.block).finalize());
        self.filled = 0;
    }

    /// The checksums of all blocks; none if the section is one block, whose checksum is in the table.
    pub fn finish(mut self) -> Vec<u32> {
        if self.filled > 0 {
            self.close();
        }
        if self.sums.len() > 1 { self.sums } else { Vec::new() }
    }
}

/// The section `checksums` of an open file.
pub struct Listed {
    section: Section,
    checked: AtomicBool,
}

impl Listed {
    /// The checksums in that section.
    pub fn new(section: Section) -> Listed {
        Listed {
            section,
            checked: AtomicBool::new(false),
        }
    }

    /// How many there are; None where its length is no whole number of them.
    pub fn count(&self) -> Option<usize> {
        let length = self.section.range.len();
        length.is_multiple_of(4).then_some(length / 4)
    }

    /// The section, for messages.
    pub fn section(&self) -> &Section {
        &self.section
    }

    fn get(&self, at: usize) -> Result<u32> {
        if !self.checked.load(Ordering::Relaxed) {
            self.section.check()?;
            self.checked.store(true, Ordering::Relaxed);
        }
        u32_at(self.section.bytes(), 4 * at).ok_or_else(|| self.section.damaged("it is cut off"))
    }
}

/// Where the checksums of a section are, and which of its blocks were found right.
pub struct BlockChecks {
    /// The list and the place of the first in it; None: the one in the table, of a section that is one block.
    listed: Option<(Arc<Listed>, usize)>,
    seen: Box<[AtomicU64]>,
    /// Blocks that were not seen yet.
    left: AtomicUsize,
}

impl BlockChecks {
    /// The checks of a section of that many bytes, which the file has.
    pub fn new(length: usize, listed: Option<(Arc<Listed>, usize)>) -> BlockChecks {
        let blocks = length.div_ceil(BYTES);
        BlockChecks {
            listed,
            seen: (0..blocks.div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            left: AtomicUsize::new(blocks),
        }
    }

    /// Whether all blocks were found right.
    #[inline]
    pub fn all(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Checks the blocks in which these bytes of the section lie. Errors: Damaged.
    pub fn check(&self, section: &Section, bytes: Range<usize>) -> Result<()> {
        if bytes.start >= bytes.end {
            return Ok(());
        }
        let (mut block, end) = (bytes.start / BYTES, bytes.end.div_ceil(BYTES));
        while block < end {
            let (word, bit) = (block / 64, block % 64);
            let count = (end - block).min(64 - bit);
            let wanted = u64::MAX >> (64 - count) << bit;
            let Some(seen) = self.seen.get(word) else {
                return Err(section.damaged("something points outside of it"));
            };
            let mut missing = wanted & !seen.load(Ordering::Relaxed);
            while missing != 0 {
                self.read(section, word * 64 + missing.trailing_zeros() as usize)?;
                missing &= missing - 1;
            }
            block += count;
        }
        Ok(())
    }

    /// Compares a block with its checksum, and remembers that it is right. Errors: Damaged.
    #[cold]
    fn read(&self, section: &Section, block: usize) -> Result<()> {
        self.compare(section, block)?;
        let bit = 1 << (block % 64);
        if self.seen[block / 64].fetch_or(bit, Ordering::Relaxed) & bit == 0 {
            self.left.fetch_sub(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn compare(&self, section: &Section, block: usize) -> Result<()> {
        let bytes = section.bytes();
        let start = block * BYTES;
        let Some(bytes) = bytes.get(start..bytes.len().min(start + BYTES)) else {
            return Err(section.damaged("something points outside of it"));
        };
        let expected = match &self.listed {
            Some((list, first)) => list.get(first + block)?,
            None => section.crc,
        };
        if crc32fast::hash(bytes) == expected {
            Ok(())
        } else {
            Err(section.damaged(format!("the checksum of block {block} does not match")))
        }
    }

    /// Compares all blocks with their checksums, whatever was seen before. Errors: Damaged.
    pub fn verify(&self, section: &Section) -> Result<()> {
        (0..section.range.len().div_ceil(BYTES)).try_for_each(|block| self.compare(section, block))
    }
}
