//! The positions and payloads of the documents of a block.

use bitpacking::BitPacker;

use super::{Postings, SKIP, TAIL_OF_POSITIONS};
use crate::bytes::{Cursor, u32_at};
use crate::error::Result;
use crate::segment::BLOCK;

impl<'a> Postings<'a> {
    /// Positions (ascending) of the `at`-th document of the current block, into `out` (cleared first). Empty where the
    /// field keeps none. Cheapest when called for documents in order.
    pub fn positions(&mut self, at: usize, out: &mut Vec<u32>) -> Result<()> {
        out.clear();
        if !self.kept.positions || at >= self.length {
            return Ok(());
        }
        self.know_tfs();
        self.read_positions(at, out)
    }

    /// Where the positions of the `at`-th document begin: the offset of a block of positions, and an index into it.
    #[inline]
    fn place_of_positions(&mut self, at: usize) -> Result<(usize, usize)> {
        let (mut doc, mut offset, mut index) = self.reached;
        if doc > at {
            doc = 0;
            (offset, index) = self.place_in_skip().ok_or_else(|| self.damaged())?;
        }
        let mut over: u64 = self.tfs[doc..at].iter().map(|&tf| u64::from(tf)).sum();
        // Whole blocks are hopped over by their width.
        loop {
            if (index as u64) + over < BLOCK as u64 {
                return Ok((offset, index + over as usize));
            }
            let width = self.width_at(offset)?;
            if width > 32 {
                let index = usize::try_from(over).ok().and_then(|over| index.checked_add(over));
                return index.map(|index| (offset, index)).ok_or_else(|| self.damaged());
            }
            over -= BLOCK.checked_sub(index).ok_or_else(|| self.damaged())? as u64;
            index = 0;
            offset += 1 + 16 * width as usize;
        }
    }

    /// Where the positions of the current block begin.
    fn place_in_skip(&self) -> Option<(usize, usize)> {
        if self.full == 0 {
            return Some((0, 0));
        }
        let skip = self.block * SKIP;
        let index = *self.skips.get(skip + 12)? as usize;
        (index < BLOCK).then_some((u32_at(self.skips, skip + 8)? as usize, index))
    }

    /// The width of the block of positions at `offset`.
    #[inline]
    fn width_at(&mut self, offset: usize) -> Result<u8> {
        self.positions_known.know(self.section, offset, offset + 1)?;
        self.positions.get(offset).copied().ok_or_else(|| self.damaged())
    }

    fn read_positions(&mut self, at: usize, out: &mut Vec<u32>) -> Result<()> {
        let (mut offset, mut index) = self.place_of_positions(at)?;
        let wanted = self.tfs[at] as usize;
        if wanted as u64 > self.cf {
            return Err(self.damaged());
        }
        let mut last = 0u32;
        let mut left = wanted;
        while left > 0 {
            let next = self.know_gaps(offset)?;
            let gaps = self.gaps.get(index..).unwrap_or_default();
            let now = gaps.len().min(left);
            let fits = gaps[..now].iter().try_for_each(|&gap| {
                last = last.checked_add(gap)?;
                out.push(last);
                Some(())
            });
            if now == 0 || fits.is_none() {
                return Err(self.damaged());
            }
            left -= now;
            index += now;
            if index == BLOCK {
                index = 0;
                offset = next;
            }
        }
        self.reached = (at + 1, offset, index);
        Ok(())
    }

    /// Decodes the block of positions at `offset`; where the next one begins.
    fn know_gaps(&mut self, offset: usize) -> Result<usize> {
        if let Some((start, next)) = self.decoded
            && start == offset
        {
            return Ok(next);
        }
        let width = self.width_at(offset)?;
        let end = match width {
            TAIL_OF_POSITIONS => self.positions.len(),
            width => self.positions.len().min(offset + 1 + 16 * usize::from(width)),
        };
        self.positions_known.know(self.section, offset, end)?;
        let next = self.decode_gaps_at(offset, width).ok_or_else(|| self.damaged())?;
        self.decoded = Some((offset, next));
        Ok(next)
    }

    fn decode_gaps_at(&mut self, offset: usize, width: u8) -> Option<usize> {
        self.decoded = None;
        self.gaps.clear();
        if width == TAIL_OF_POSITIONS {
            let mut cursor = Cursor::new(self.positions.get(offset + 1..)?);
            let count = cursor.byte()?;
            for _ in 0..count {
                self.gaps.push(cursor.varint32()?);
            }
            return Some(offset + 1 + cursor.at());
        }
        if width > 32 {
            return None;
        }
        let next = offset + 1 + 16 * width as usize;
        let packed = self.positions.get(offset + 1..next)?;
        self.gaps.resize(BLOCK, 0);
        if width > 0 {
            self.packer.decompress(packed, &mut self.gaps, width);
        }
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
}
