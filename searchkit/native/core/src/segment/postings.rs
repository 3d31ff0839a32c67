//! The postings of one term: documents in blocks of 128 with frequencies, then positions, then payloads.
//!
//! ```text
//! region    = postings positions payloads                      lengths of the three stand in the dictionary
//! postings  = [skips] block* [tail]                            skips only where df >= 128
//! skips     = skip{blocks, and one for the tail if there is one}
//! skip      = last_doc:u32 end:u32 positions_at:u32 position_in_block:u8 max_tf:u8 min_length:u16     16 bytes
//! block     = coding:u8 tf_bits:u8 docs tfs                    128 documents
//!             coding 0..32: docs are gaps - 1, bit-packed with that many bits (16 * bits bytes)
//!             coding 64 + w: a bit set of w 64-bit words that begins at the last document of the block before, plus 1
//!             tfs: tf - 1, packed with tf_bits (0: all are 1, or the field keeps none)
//! tail      = (gap - 1 << 1 | tf == 1):varint [tf - 2:varint]  without frequencies: gap - 1
//! positions = (width:u8 packed) * [0xff count:u8 varint*]      all positions of the term, as gaps within a document
//! payloads  = (block_start:u32){blocks} (weight:f32 length:varint bytes)*
//! ```
//!
//! `end` is where a block ends, counted from the first block; `positions_at`/`position_in_block` name the first position
//! of the block's first document, so that one candidate costs a hop over a few width bytes. `max_tf` (255: unknown) and
//! `min_length` (rounded down) together dominate every posting of the block whatever the statistics are: an upper bound
//! of any score that grows with tf and falls with length. A second level over skips would be a part of its own between
//! skips and blocks; `levels` in the segment's table says how many there are (now 1), and readers refuse more.
//!
//! Reading never trusts these bytes: documents come out strictly increasing and below the segment's count, or the block
//! is reported as damaged.

use bitpacking::{BitPacker, BitPacker4x};

use super::BLOCK;
use super::dictionary::{Kept, TermInfo};
use super::file::Section;
use crate::bytes::{Cursor, put_varint, u32_at};
use crate::error::{Error, Result};

const SKIP: usize = 16;
const BITS: u8 = 64;
const TAIL_OF_POSITIONS: u8 = 0xff;

/// Encodes the postings of one term after another.
pub struct PostingsWriter {
    kept: Kept,
    packer: BitPacker4x,
    docs: [u32; BLOCK],
    tfs: [u32; BLOCK],
    filled: usize,
    df: u32,
    cf: u64,
    last_doc: Option<u32>,
    max_tf: u32,
    min_length: u32,
    skips: Vec<u8>,
    blocks: Vec<u8>,
    positions: Vec<u8>,
    waiting: Vec<u32>,
    block_position: (u32, u8),
    payload_starts: Vec<u32>,
    payloads: Vec<u8>,
    too_long: bool,
}

impl PostingsWriter {
    pub fn new(kept: Kept) -> PostingsWriter {
        PostingsWriter {
            kept,
            packer: BitPacker4x::new(),
            docs: [0; BLOCK],
            tfs: [0; BLOCK],
            filled: 0,
            df: 0,
            cf: 0,
            last_doc: None,
            max_tf: 0,
            min_length: u32::MAX,
            skips: Vec::new(),
            blocks: Vec::new(),
            positions: Vec::new(),
            waiting: Vec::new(),
            block_position: (0, 0),
            payload_starts: Vec::new(),
            payloads: Vec::new(),
            too_long: false,
        }
    }

    /// Adds a posting of the current term. Documents increase, `tf` is at least 1, positions increase or stay.
    #[inline]
    pub fn push(&mut self, doc: u32, tf: u32, length: u32, positions: &[u32]) {
        if self.filled == 0 {
            self.block_position = (self.positions.len() as u32, self.waiting.len() as u8);
            self.too_long |= self.positions.len() > u32::MAX as usize;
            if self.kept.payloads {
                self.payload_starts.push(self.payloads.len() as u32);
            }
        }
        self.docs[self.filled] = doc;
        self.tfs[self.filled] = tf;
        self.filled += 1;
        self.df += 1;
        self.cf += u64::from(tf);
        self.max_tf = self.max_tf.max(tf);
        self.min_length = self.min_length.min(length);
        if self.kept.positions {
            let mut last = 0;
            for &position in positions {
                self.waiting.push(position - last);
                last = position;
                if self.waiting.len() == BLOCK {
                    self.pack_positions();
                }
            }
        }
        if self.filled == BLOCK {
            self.close_block();
        }
    }

    /// The weight and bytes of the posting that was just pushed, in fields that keep them.
    pub fn payload(&mut self, weight: f32, bytes: &[u8]) {
        self.payloads.extend_from_slice(&weight.to_le_bytes());
        put_varint(&mut self.payloads, bytes.len() as u64);
        self.payloads.extend_from_slice(bytes);
        self.too_long |= self.payloads.len() > u32::MAX as usize;
    }

    fn pack_positions(&mut self) {
        let bits = self.packer.num_bits(&self.waiting);
        self.positions.push(bits);
        let start = self.positions.len();
        self.positions.resize(start + 16 * bits as usize, 0);
        if bits > 0 {
            self.packer.compress(&self.waiting, &mut self.positions[start..], bits);
        }
        self.waiting.clear();
    }

    fn skip(&mut self, last: u32) {
        self.skips.extend_from_slice(&last.to_le_bytes());
        self.skips.extend_from_slice(&(self.blocks.len() as u32).to_le_bytes());
        self.skips.extend_from_slice(&self.block_position.0.to_le_bytes());
        self.skips.push(self.block_position.1);
        self.skips.push(self.max_tf.min(255) as u8);
        self.skips
            .extend_from_slice(&(self.min_length.min(0xffff) as u16).to_le_bytes());
        self.too_long |= self.blocks.len() > u32::MAX as usize;
        self.max_tf = 0;
        self.min_length = u32::MAX;
    }

    fn close_block(&mut self) {
        let last = self.docs[BLOCK - 1];
        let bits = self.packer.num_bits_strictly_sorted(self.last_doc, &self.docs);
        let base = self.last_doc.map_or(0, |d| d + 1);
        let words = (last - base) as usize / 64 + 1;
        // Bit sets are worth one bit more a document: they intersect a word at a time.
        let as_bits = words <= 100 && words * 8 <= 16 * (bits as usize + 1);
        let tf_bits = if self.kept.freqs {
            self.tfs.iter_mut().for_each(|tf| *tf -= 1);
            self.packer.num_bits(&self.tfs)
        } else {
            0
        };
        self.blocks.push(if as_bits { BITS + words as u8 } else { bits });
        self.blocks.push(tf_bits);
        if as_bits {
            let mut set = vec![0u64; words];
            for &doc in &self.docs {
                set[(doc - base) as usize / 64] |= 1 << ((doc - base) % 64);
            }
            set.iter()
                .for_each(|word| self.blocks.extend_from_slice(&word.to_le_bytes()));
        } else if bits > 0 {
            let start = self.blocks.len();
            self.blocks.resize(start + 16 * bits as usize, 0);
            self.packer
                .compress_strictly_sorted(self.last_doc, &self.docs, &mut self.blocks[start..], bits);
        }
        if tf_bits > 0 {
            let start = self.blocks.len();
            self.blocks.resize(start + 16 * tf_bits as usize, 0);
            self.packer.compress(&self.tfs, &mut self.blocks[start..], tf_bits);
        }
        self.skip(last);
        self.last_doc = Some(last);
        self.filled = 0;
    }

    /// Ends the term: appends its region to `out`. Fails if one of its parts is too long for the format.
    pub fn end_term(&mut self, offset: u64, out: &mut Vec<u8>) -> Result<TermInfo> {
        if self.filled > 0 {
            let mut previous = self.last_doc;
            for i in 0..self.filled {
                let doc = self.docs[i];
                let gap = u64::from(doc - previous.map_or(0, |d| d + 1));
                previous = Some(doc);
                if !self.kept.freqs {
                    put_varint(&mut self.blocks, gap);
                } else if self.tfs[i] == 1 {
                    put_varint(&mut self.blocks, gap << 1 | 1);
                } else {
                    put_varint(&mut self.blocks, gap << 1);
                    put_varint(&mut self.blocks, u64::from(self.tfs[i] - 2));
                }
            }
            self.skip(self.docs[self.filled - 1]);
        }
        if !self.waiting.is_empty() {
            self.positions.push(TAIL_OF_POSITIONS);
            self.positions.push(self.waiting.len() as u8);
            for &gap in &self.waiting {
                put_varint(&mut self.positions, u64::from(gap));
            }
            self.waiting.clear();
        }
        if self.too_long || self.positions.len() > u32::MAX as usize {
            return Err(Error::large_index(
                "the postings of one term are more than one segment can hold",
                "commit more often, or give the writer a smaller budget",
            ));
        }
        let start = out.len();
        if self.df as usize >= BLOCK {
            out.extend_from_slice(&self.skips);
        }
        out.extend_from_slice(&self.blocks);
        let postings = out.len() - start;
        out.extend_from_slice(&self.positions);
        let positions = out.len() - start - postings;
        for block in &self.payload_starts {
            out.extend_from_slice(&block.to_le_bytes());
        }
        out.extend_from_slice(&self.payloads);
        let info = TermInfo {
            df: self.df,
            cf: self.cf,
            offset,
            postings: postings as u64,
            positions: positions as u64,
            payloads: (out.len() - start - postings - positions) as u64,
        };
        self.filled = 0;
        self.df = 0;
        self.cf = 0;
        self.last_doc = None;
        self.max_tf = 0;
        self.min_length = u32::MAX;
        self.skips.clear();
        self.blocks.clear();
        self.positions.clear();
        self.payload_starts.clear();
        self.payloads.clear();
        Ok(info)
    }
}

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

impl<'a> Postings<'a> {
    /// `region` is the term's bytes. None if the parts do not fit it.
    pub fn new(
        section: &'a Section,
        kept: Kept,
        info: &TermInfo,
        region: &'a [u8],
        doc_count: u32,
        least_length: u32,
    ) -> Option<Postings<'a>> {
        let postings = usize::try_from(info.postings).ok()?;
        let positions = usize::try_from(info.positions).ok()?;
        let payloads = usize::try_from(info.payloads).ok()?;
        let full = info.df as usize / BLOCK;
        let total = (info.df as usize).div_ceil(BLOCK);
        let skips = if full > 0 { total * SKIP } else { 0 };
        if info.df > doc_count {
            return None;
        }
        let (postings, rest) = region.split_at_checked(postings)?;
        let (positions, rest) = rest.split_at_checked(positions)?;
        let payloads = rest.get(..payloads)?;
        let (skips, blocks) = postings.split_at_checked(skips)?;
        Some(Postings {
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
        self.section.damaged("the postings of a term make no sense")
    }

    pub fn df(&self) -> u32 {
        self.df
    }

    pub fn block_count(&self) -> usize {
        self.total
    }

    #[inline]
    fn skip_last(&self, block: usize) -> u32 {
        u32_at(self.skips, block * SKIP).unwrap_or(u32::MAX)
    }

    /// Moves to the next block; false at the end.
    #[inline]
    pub fn next_block(&mut self) -> Result<bool> {
        let next = self.block.wrapping_add(1);
        if next >= self.total {
            self.block = self.total;
            self.length = 0;
            return Ok(false);
        }
        self.enter(next)
    }

    /// Moves forwards to the first block whose last document is >= `target`, staying where it already is so; false at
    /// the end. Before the first call of either there is no current block.
    pub fn seek_block(&mut self, target: u32) -> Result<bool> {
        if self.block == usize::MAX {
            if self.full == 0 {
                if !self.next_block()? {
                    return Ok(false);
                }
            } else {
                let block = self.block_for(0, target);
                if block >= self.total {
                    self.block = self.total;
                    self.length = 0;
                    return Ok(false);
                }
                return self.enter(block);
            }
        }
        if self.block >= self.total {
            return Ok(false);
        }
        if self.length > 0 && self.docs[self.length - 1] >= target {
            return Ok(true);
        }
        let block = self.block_for(self.block + 1, target);
        if block >= self.total {
            self.block = self.total;
            self.length = 0;
            return Ok(false);
        }
        self.enter(block)
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

    fn enter(&mut self, block: usize) -> Result<bool> {
        self.block = block;
        self.length = 0;
        self.reached = (usize::MAX, 0, 0);
        match self.decode(block) {
            Some(()) => Ok(true),
            None => Err(self.damaged()),
        }
    }

    fn decode(&mut self, block: usize) -> Option<()> {
        let previous = if block == 0 {
            None
        } else {
            Some(self.skip_last(block - 1))
        };
        let start = if block == 0 {
            0
        } else {
            u32_at(self.skips, (block - 1) * SKIP + 4)? as usize
        };
        if previous.is_some_and(|p| p >= self.doc_count) {
            return None;
        }
        if block < self.full {
            let end = u32_at(self.skips, block * SKIP + 4)? as usize;
            let bytes = self.blocks.get(start..end)?;
            let last = self.skip_last(block);
            let (coding, tf_bits) = (*bytes.first()?, *bytes.get(1)?);
            let docs_end = if coding >= BITS {
                let words = (coding - BITS) as usize;
                let end = 2 + 8 * words;
                let base = previous.map_or(0, |p| p + 1);
                let mut count = 0;
                for (i, chunk) in bytes.get(2..end)?.chunks_exact(8).enumerate() {
                    let mut word = u64::from_le_bytes(chunk.try_into().ok()?);
                    let first = base + 64 * i as u32;
                    while word != 0 {
                        if count == BLOCK {
                            return None;
                        }
                        self.docs[count] = first.checked_add(word.trailing_zeros())?;
                        word &= word - 1;
                        count += 1;
                    }
                }
                if count != BLOCK {
                    return None;
                }
                end
            } else {
                if coding > 32 {
                    return None;
                }
                let end = 2 + 16 * coding as usize;
                let packed = bytes.get(2..end)?;
                if coding == 0 {
                    let base = previous.map_or(0, |p| p + 1);
                    base.checked_add(BLOCK as u32)?;
                    self.docs.iter_mut().zip(base..).for_each(|(doc, n)| *doc = n);
                } else {
                    self.packer
                        .decompress_strictly_sorted(previous, packed, &mut self.docs, coding);
                }
                end
            };
            // Gaps of up to 24 bits cannot wrap around within a block; wider ones are looked at one by one.
            let sound = self.docs[BLOCK - 1] == last
                && last < self.doc_count
                && previous.is_none_or(|p| self.docs[0] > p)
                && (coding >= BITS || coding <= 24 || self.docs.windows(2).all(|w| w[0] < w[1]));
            if !sound || self.docs[0] > last {
                return None;
            }
            self.length = BLOCK;
            if self.kept.freqs && tf_bits > 0 {
                if tf_bits > 32 || docs_end + 16 * tf_bits as usize > bytes.len() {
                    self.length = 0;
                    return None;
                }
                self.tf_bits = tf_bits;
                self.tf_at = start + docs_end;
                self.tfs_known = false;
            } else {
                self.tfs = [1; BLOCK];
                self.tfs_known = true;
            }
        } else {
            let count = self.df as usize - self.full * BLOCK;
            let mut cursor = Cursor::new(self.blocks.get(start..)?);
            let mut next = previous.map_or(0, |p| p + 1);
            for i in 0..count {
                let coded = cursor.varint()?;
                let gap = if self.kept.freqs { coded >> 1 } else { coded };
                let doc = u64::from(next)
                    .checked_add(gap)
                    .filter(|&doc| doc < u64::from(self.doc_count))? as u32;
                self.docs[i] = doc;
                next = doc + 1;
                self.tfs[i] = if !self.kept.freqs || coded & 1 == 1 {
                    1
                } else {
                    cursor.varint32()?.checked_add(2)?
                };
            }
            self.length = count;
            self.tfs_known = true;
        }
        Some(())
    }

    /// Documents of the current block.
    #[inline]
    pub fn docs(&self) -> &[u32] {
        &self.docs[..self.length]
    }

    #[inline]
    fn know_tfs(&mut self) {
        if !self.tfs_known {
            let packed = &self.blocks[self.tf_at..self.tf_at + 16 * self.tf_bits as usize];
            self.packer.decompress(packed, &mut self.tfs, self.tf_bits);
            self.tfs.iter_mut().for_each(|tf| *tf = tf.wrapping_add(1).max(1));
            self.tfs_known = true;
        }
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

    /// Positions (ascending) of the `at`-th document of the current block, into `out` (cleared first). Empty where the
    /// field keeps none. Cheapest when called for documents in order.
    pub fn positions(&mut self, at: usize, out: &mut Vec<u32>) -> Result<()> {
        out.clear();
        if !self.kept.positions || at >= self.length {
            return Ok(());
        }
        self.know_tfs();
        self.read_positions(at, out).ok_or_else(|| self.damaged())
    }

    fn read_positions(&mut self, at: usize, out: &mut Vec<u32>) -> Option<()> {
        let (mut doc, mut offset, mut index) = self.reached;
        if doc > at {
            doc = 0;
            (offset, index) = if self.full > 0 {
                let skip = self.block * SKIP;
                (
                    u32_at(self.skips, skip + 8)? as usize,
                    *self.skips.get(skip + 12)? as usize,
                )
            } else {
                (0, 0)
            };
        }
        let mut over: u64 = self.tfs[doc..at].iter().map(|&tf| u64::from(tf)).sum();
        // Whole blocks are hopped over by their width.
        loop {
            if (index as u64) + over < BLOCK as u64 {
                index += over as usize;
                break;
            }
            let width = *self.positions.get(offset)?;
            if width > 32 {
                index = index.checked_add(usize::try_from(over).ok()?)?;
                break;
            }
            over -= (BLOCK - index) as u64;
            index = 0;
            offset += 1 + 16 * width as usize;
        }
        let wanted = self.tfs[at] as usize;
        if wanted as u64 > self.cf {
            return None;
        }
        let mut last = 0u32;
        let mut left = wanted;
        while left > 0 {
            let next = self.know_gaps(offset)?;
            let gaps = self.gaps.get(index..)?;
            let now = gaps.len().min(left);
            if now == 0 {
                return None;
            }
            for &gap in &gaps[..now] {
                last = last.checked_add(gap)?;
                out.push(last);
            }
            left -= now;
            index += now;
            if index == BLOCK {
                index = 0;
                offset = next;
            }
        }
        self.reached = (at + 1, offset, index);
        Some(())
    }

    /// Decodes the block of positions at `offset`; where the next one begins.
    fn know_gaps(&mut self, offset: usize) -> Option<usize> {
        if let Some((start, next)) = self.decoded
            && start == offset
        {
            return Some(next);
        }
        let width = *self.positions.get(offset)?;
        let next = if width == TAIL_OF_POSITIONS {
            let mut cursor = Cursor::new(self.positions.get(offset + 1..)?);
            let count = cursor.byte()?;
            self.gaps.clear();
            for _ in 0..count {
                self.gaps.push(cursor.varint32()?);
            }
            offset + 1 + cursor.at()
        } else {
            if width > 32 {
                return None;
            }
            let next = offset + 1 + 16 * width as usize;
            let packed = self.positions.get(offset + 1..next)?;
            self.gaps.clear();
            self.gaps.resize(BLOCK, 0);
            if width > 0 {
                self.packer.decompress(packed, &mut self.gaps, width);
            }
            next
        };
        self.decoded = Some((offset, next));
        Some(next)
    }

    /// Weight and bytes of the `at`-th posting of the current block: (freq as f32, empty) where the field keeps none.
    pub fn payload(&mut self, at: usize) -> Result<(f32, &[u8])> {
        if !self.kept.payloads {
            self.know_tfs();
            return Ok((self.tfs.get(at).map_or(0.0, |&tf| tf as f32), &[]));
        }
        self.read_payload(at).ok_or_else(|| self.damaged())
    }

    fn read_payload(&self, at: usize) -> Option<(f32, &'a [u8])> {
        let starts = self.total * 4;
        let start = u32_at(self.payloads.get(..starts)?, self.block * 4)? as usize;
        let mut cursor = Cursor::new(self.payloads.get(starts..)?.get(start..)?);
        for _ in 0..at {
            cursor.take(4)?;
            let length = cursor.varint32()? as usize;
            cursor.take(length)?;
        }
        let weight = f32::from_le_bytes(cursor.take(4)?.try_into().ok()?);
        let length = cursor.varint32()? as usize;
        Some((weight, cursor.take(length)?))
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
