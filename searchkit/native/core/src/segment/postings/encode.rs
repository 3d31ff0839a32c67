//! Writing the postings of terms.

use bitpacking::{BitPacker, BitPacker4x};

use super::{BITS, TAIL_OF_POSITIONS};
use crate::bytes::put_varint;
use crate::error::{Error, Result};
use crate::segment::BLOCK;
use crate::segment::dictionary::{Kept, TermInfo};

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
    /// A writer of a field that keeps these.
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

    /// Writes a full block of positions.
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

    /// Writes the skip of the block whose last document is `last`.
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
            self.put_bit_set(base, words);
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

    /// Writes the documents of the block as a bit set that begins at document `base`.
    #[inline]
    fn put_bit_set(&mut self, base: u32, words: usize) {
        let mut set = vec![0u64; words];
        for &doc in &self.docs {
            set[(doc - base) as usize / 64] |= 1 << ((doc - base) % 64);
        }
        set.iter()
            .for_each(|word| self.blocks.extend_from_slice(&word.to_le_bytes()));
    }

    /// Ends the term: appends its region to `out`. Fails if one of its parts is too long for the format.
    pub fn end_term(&mut self, offset: u64, out: &mut Vec<u8>) -> Result<TermInfo> {
        self.close_tail();
        self.close_positions();
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
        self.clear();
        Ok(info)
    }

    /// Writes the documents after the last full block, and their frequencies.
    fn close_tail(&mut self) {
        if self.filled == 0 {
            return;
        }
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

    /// Writes the positions after the last full block of positions.
    fn close_positions(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.positions.push(TAIL_OF_POSITIONS);
        self.positions.push(self.waiting.len() as u8);
        for &gap in &self.waiting {
            put_varint(&mut self.positions, u64::from(gap));
        }
        self.waiting.clear();
    }

    /// Makes ready for the next term.
    fn clear(&mut self) {
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
    }
}
