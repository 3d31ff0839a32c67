//! The documents and frequencies of a block.

use bitpacking::BitPacker;

use super::{BITS, Postings, SKIP};
use crate::bytes::{Cursor, u32_at};
use crate::segment::BLOCK;

impl Postings<'_> {
    /// Where a block begins and ends. None if the skips make no sense.
    #[inline]
    pub(super) fn bounds_of(&self, block: usize) -> Option<(usize, usize)> {
        let start = match block.checked_sub(1) {
            None => 0,
            Some(before) => self.skip_end(before)?,
        };
        let end = if block < self.full {
            self.skip_end(block)?
        } else {
            self.blocks.len()
        };
        (start <= end && end <= self.blocks.len()).then_some((start, end))
    }

    /// Decodes the documents of a block. None if its bytes make no sense.
    pub(super) fn decode(&mut self, block: usize) -> Option<()> {
        let (previous, start) = match block.checked_sub(1) {
            None => (None, 0),
            Some(before) => (Some(self.skip_last(before)), self.skip_end(before)?),
        };
        if previous.is_some_and(|p| p >= self.doc_count) {
            return None;
        }
        if block < self.full {
            self.decode_full(block, previous, start)
        } else {
            self.decode_tail(previous, start)
        }
    }

    /// Where a block ends.
    #[inline]
    fn skip_end(&self, block: usize) -> Option<usize> {
        Some(u32_at(self.skips, block * SKIP + 4)? as usize)
    }

    /// A block of 128 documents that begins at `start`, after the document `previous`.
    #[inline]
    fn decode_full(&mut self, block: usize, previous: Option<u32>, start: usize) -> Option<()> {
        let bytes = self.blocks.get(start..self.skip_end(block)?)?;
        let last = self.skip_last(block);
        let (coding, tf_bits) = (*bytes.first()?, *bytes.get(1)?);
        let docs_end = if coding >= BITS {
            self.decode_bit_set(bytes, previous, (coding - BITS) as usize)?
        } else {
            self.decode_gaps(bytes, previous, coding)?
        };
        // Gaps of up to 24 bits cannot wrap around within a block; wider ones are looked at one by one.
        let sound = self.docs[BLOCK - 1] == last
            && last < self.doc_count
            && previous.is_none_or(|p| self.docs[0] > p)
            && (coding >= BITS || coding <= 24 || self.docs.windows(2).all(|w| w[0] < w[1]));
        if !sound || self.docs[0] > last {
            return None;
        }
        if self.kept.freqs && tf_bits > 0 {
            if tf_bits > 32 || docs_end + 16 * tf_bits as usize > bytes.len() {
                return None;
            }
            self.tf_bits = tf_bits;
            self.tf_at = start + docs_end;
            self.tfs_known = false;
        } else {
            self.tfs = [1; BLOCK];
            self.tfs_known = true;
        }
        self.length = BLOCK;
        Some(())
    }

    /// Documents as a bit set of that many words; where it ends.
    #[inline]
    fn decode_bit_set(&mut self, bytes: &[u8], previous: Option<u32>, words: usize) -> Option<usize> {
        let end = 2 + 8 * words;
        let base = previous.map_or(0, |p| p + 1);
        let mut count = 0;
        for (i, chunk) in bytes.get(2..end)?.chunks_exact(8).enumerate() {
            let mut word = u64::from_le_bytes(chunk.try_into().ok()?);
            let first = base.checked_add(64 * i as u32)?;
            while word != 0 {
                if count == BLOCK {
                    return None;
                }
                self.docs[count] = first.checked_add(word.trailing_zeros())?;
                word &= word - 1;
                count += 1;
            }
        }
        (count == BLOCK).then_some(end)
    }

    /// Documents as gaps of that many bits; where they end.
    #[inline]
    fn decode_gaps(&mut self, bytes: &[u8], previous: Option<u32>, bits: u8) -> Option<usize> {
        if bits > 32 {
            return None;
        }
        let end = 2 + 16 * bits as usize;
        let packed = bytes.get(2..end)?;
        if bits == 0 {
            let base = previous.map_or(0, |p| p + 1);
            base.checked_add(BLOCK as u32)?;
            self.docs.iter_mut().zip(base..).for_each(|(doc, n)| *doc = n);
        } else {
            self.packer
                .decompress_strictly_sorted(previous, packed, &mut self.docs, bits);
        }
        Some(end)
    }

    /// The documents after the last full block, with their frequencies.
    #[inline]
    fn decode_tail(&mut self, previous: Option<u32>, start: usize) -> Option<()> {
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
        // A search leaps by the skips, which had better tell the same.
        if self.full > 0 && self.docs[count - 1] != self.skip_last(self.full) {
            return None;
        }
        self.length = count;
        self.tfs_known = true;
        Some(())
    }

    /// Decodes the frequencies of the current block, unless they are.
    #[inline]
    pub(super) fn know_tfs(&mut self) {
        if !self.tfs_known {
            let packed = &self.blocks[self.tf_at..self.tf_at + 16 * self.tf_bits as usize];
            self.packer.decompress(packed, &mut self.tfs, self.tf_bits);
            self.tfs.iter_mut().for_each(|tf| *tf = tf.wrapping_add(1).max(1));
            self.tfs_known = true;
        }
    }
}
