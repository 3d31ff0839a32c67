//! The sorted term dictionary of a field: blocks of 32 terms that share prefixes, and an index of the blocks' first terms.
//! The bytes are those of `docs/format.md`, "Terms".
//!
//! The index is checked against its checksum when it is first used, each block whenever it is entered.

use std::sync::atomic::{AtomicBool, Ordering};

use super::section::Section;
use crate::bytes::{Cursor, put_varint, u32_at, u64_at};
use crate::error::{Error, Result};

/// Terms in one block.
pub const TERMS: usize = 32;
/// No entry of a term is shorter.
const LEAST_ENTRY: u64 = 4;

/// What the dictionary says of one term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TermInfo {
    /// Documents that have the term, deleted ones included.
    pub df: u32,
    /// Occurrences in all documents.
    pub cf: u64,
    /// Where the term's region begins in the postings section.
    pub offset: u64,
    /// Bytes of its postings.
    pub postings: u64,
    /// Bytes of its positions, which follow.
    pub positions: u64,
    /// Bytes of its payloads, which come last.
    pub payloads: u64,
}

impl TermInfo {
    fn end(&self) -> u64 {
        self.offset
            .saturating_add(self.postings)
            .saturating_add(self.positions)
            .saturating_add(self.payloads)
    }
}

/// Which optional numbers the entries of a field have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Kept {
    /// How often a term stands in each document.
    pub freqs: bool,
    /// Where it stands.
    pub positions: bool,
    /// A weight and bytes of each posting.
    pub payloads: bool,
}

impl Kept {
    /// What either has.
    pub fn or(self, other: Kept) -> Kept {
        Kept {
            freqs: self.freqs || other.freqs,
            positions: self.positions || other.positions,
            payloads: self.payloads || other.payloads,
        }
    }
}

/// Collects terms in byte order and gives the two sections.
pub struct DictionaryWriter {
    kept: Kept,
    blocks: Vec<u8>,
    block: Vec<u8>,
    in_block: usize,
    last: Vec<u8>,
    block_offsets: Vec<u64>,
    first_offsets: Vec<u32>,
    firsts: Vec<u8>,
    terms: u64,
}

impl DictionaryWriter {
    /// A writer of the dictionary of a field that keeps these.
    pub fn new(kept: Kept) -> DictionaryWriter {
        DictionaryWriter {
            kept,
            blocks: Vec::new(),
            block: Vec::new(),
            in_block: 0,
            last: Vec::new(),
            block_offsets: Vec::new(),
            first_offsets: Vec::new(),
            firsts: Vec::new(),
            terms: 0,
        }
    }

    /// Terms come in strictly increasing byte order, their regions one after another.
    pub fn push(&mut self, term: &[u8], info: &TermInfo) {
        let shared = if self.in_block == 0 {
            self.first_offsets.push(self.firsts.len() as u32);
            self.firsts.extend_from_slice(term);
            put_varint(&mut self.block, info.offset);
            0
        } else {
            term.iter().zip(&self.last).take_while(|(a, b)| a == b).count()
        };
        put_varint(&mut self.block, shared as u64);
        put_varint(&mut self.block, (term.len() - shared) as u64);
        self.block.extend_from_slice(&term[shared..]);
        put_varint(&mut self.block, u64::from(info.df));
        if self.kept.freqs {
            put_varint(&mut self.block, info.cf - u64::from(info.df));
        }
        put_varint(&mut self.block, info.postings);
        if self.kept.positions {
            put_varint(&mut self.block, info.positions);
        }
        if self.kept.payloads {
            put_varint(&mut self.block, info.payloads);
        }
        self.last.clear();
        self.last.extend_from_slice(term);
        self.terms += 1;
        self.in_block += 1;
        if self.in_block == TERMS {
            self.close_block();
        }
    }

    fn close_block(&mut self) {
        if self.in_block > 0 {
            self.block_offsets.push(self.blocks.len() as u64);
            self.blocks
                .extend_from_slice(&crc32fast::hash(&self.block).to_le_bytes());
            self.blocks.extend_from_slice(&self.block);
            self.block.clear();
            self.in_block = 0;
        }
    }

    /// How many terms were pushed.
    pub fn terms(&self) -> u64 {
        self.terms
    }

    /// The bytes of the sections `dictionary` and `dictionary index`. Errors: Limit for terms that are too long.
    pub fn finish(mut self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.close_block();
        if u32::try_from(self.firsts.len()).is_err() {
            return Err(Error::large_index(
                "the terms of a field are longer than one segment can hold",
                "index shorter values",
            ));
        }
        let mut index = Vec::new();
        index.extend_from_slice(&(self.block_offsets.len() as u32).to_le_bytes());
        index.extend_from_slice(&self.terms.to_le_bytes());
        self.block_offsets.push(self.blocks.len() as u64);
        self.first_offsets.push(self.firsts.len() as u32);
        for offset in &self.block_offsets {
            index.extend_from_slice(&offset.to_le_bytes());
        }
        for offset in &self.first_offsets {
            index.extend_from_slice(&offset.to_le_bytes());
        }
        index.extend_from_slice(&self.firsts);
        Ok((self.blocks, index))
    }
}

/// A field's dictionary in an open segment.
pub struct Dictionary {
    kept: Kept,
    /// No term is in more documents than this.
    docs: u32,
    terms: u64,
    blocks: Section,
    index: Section,
    checked: AtomicBool,
}

impl Dictionary {
    /// The dictionary in the sections `dictionary` and `dictionary index`, of as many terms, none of which is in more
    /// than `docs` documents. Errors: Damaged, if the sections are too short for that.
    pub fn new(kept: Kept, docs: u32, terms: u64, blocks: Section, index: Section) -> Result<Dictionary> {
        if terms.saturating_mul(LEAST_ENTRY) > blocks.range.len() as u64 {
            return Err(blocks.damaged("it is too short for the number of terms that the table tells"));
        }
        Ok(Dictionary {
            kept,
            docs,
            terms,
            blocks,
            index,
            checked: AtomicBool::new(false),
        })
    }

    /// The number of blocks; the index is checked when this is first asked for.
    fn block_count(&self) -> Result<usize> {
        // Every block but the last is full, so the index need not be read for it.
        let count = usize::try_from(self.terms.div_ceil(TERMS as u64)).unwrap_or(usize::MAX);
        if !self.checked.load(Ordering::Relaxed) {
            self.check_index(count)?;
            self.checked.store(true, Ordering::Relaxed);
        }
        Ok(count)
    }

    /// Checks the index of so many blocks: its checksum, and what would make reading go astray. Errors: Damaged.
    fn check_index(&self, count: usize) -> Result<()> {
        self.index.check()?;
        let bytes = self.index.bytes();
        if u64_at(bytes, 4) != Some(self.terms) || u32_at(bytes, 0).map(|told| told as usize) != Some(count) {
            return Err(self.index.damaged("it has another number of terms"));
        }
        let (mut last, mut last_term): ((usize, usize), &[u8]) = ((0, 0), &[]);
        for block in 0..=count {
            let (Some(offset), Some(first)) = (self.block_offset(block), self.first_offset(count, block)) else {
                return Err(self.index.damaged("it is cut off"));
            };
            if offset < last.0 || first < last.1 {
                return Err(self.index.damaged("its offsets are out of order"));
            }
            last = (offset, first);
            if block < count {
                let term = self.first_term(count, block);
                if block > 0 && term <= last_term {
                    return Err(self.index.damaged("its terms are out of order"));
                }
                last_term = term;
            }
        }
        if last.0 != self.blocks.range.len() || self.firsts_start(count) + last.1 != bytes.len() {
            return Err(self.index.damaged("it does not fit the dictionary"));
        }
        Ok(())
    }

    fn block_offset(&self, block: usize) -> Option<usize> {
        u64_at(self.index.bytes(), 12 + 8 * block)?.try_into().ok()
    }

    fn first_offset(&self, count: usize, block: usize) -> Option<usize> {
        Some(u32_at(self.index.bytes(), 12 + 8 * (count + 1) + 4 * block)? as usize)
    }

    fn firsts_start(&self, count: usize) -> usize {
        12 + 12 * (count + 1)
    }

    fn first_term(&self, count: usize, block: usize) -> &[u8] {
        let start = self.firsts_start(count);
        match (self.first_offset(count, block), self.first_offset(count, block + 1)) {
            (Some(from), Some(to)) => self.index.bytes().get(start + from..start + to).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// The last block whose first term is at or before `term` (the first block if none is).
    fn block_of(&self, count: usize, term: &[u8]) -> usize {
        self.block_between(count, 0, count, term)
    }

    /// The same where block `from` is known not to be beyond it, and it is likely near: galloping.
    fn block_from(&self, count: usize, from: usize, term: &[u8]) -> usize {
        let (mut low, mut step) = (from, 1);
        while low + step < count && self.first_term(count, low + step) <= term {
            low += step;
            step *= 2;
        }
        self.block_between(count, low + 1, (low + step).min(count), term)
    }

    fn block_between(&self, count: usize, mut low: usize, mut high: usize, term: &[u8]) -> usize {
        while low < high {
            let middle = (low + high) / 2;
            if self.first_term(count, middle) <= term {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.saturating_sub(1)
    }

    /// A cursor before the first term.
    pub fn terms(&self) -> Terms<'_> {
        Terms {
            dictionary: self,
            count: usize::MAX,
            block: usize::MAX,
            left: Cursor::new(&[]),
            term: Vec::new(),
            shared: 0,
            info: TermInfo::default(),
            on: false,
        }
    }

    /// What it says of a term. Errors: Damaged.
    pub fn find(&self, term: &[u8]) -> Result<Option<TermInfo>> {
        let count = self.block_count()?;
        if count == 0 {
            return Ok(None);
        }
        let block = self.block_of(count, term);
        let (mut left, first) = self.begin_block(block)?;
        let malformed = || self.blocks.damaged(format!("an entry of block {block} is malformed"));
        let mut is_first = true;
        let mut info = TermInfo {
            offset: first,
            ..TermInfo::default()
        };
        // The entries come in order, so what each shares with the one before tells whether it is still less than the
        // term. No term is put together.
        let (mut length, mut matched) = (0, 0);
        while !left.rest().is_empty() {
            let (shared, suffix) = self.entry(&mut left, &mut info).ok_or_else(malformed)?;
            if shared > length {
                return Err(malformed());
            }
            if std::mem::take(&mut is_first) && suffix != self.first_term(count, block) {
                return Err(self.begins_otherwise(block));
            }
            length = shared + suffix.len();
            if shared > matched {
                continue;
            }
            let wanted = &term[matched..];
            let same = std::iter::zip(suffix, wanted).take_while(|(a, b)| a == b).count();
            if shared < matched || same < suffix.len() && suffix.get(same) > wanted.get(same) {
                return Ok(None);
            }
            if same == suffix.len() && same == wanted.len() {
                return Ok(Some(info));
            }
            matched += same;
        }
        Ok(None)
    }

    /// The checked bytes of a block behind its first number, and that number. Errors: Damaged.
    fn begin_block(&self, block: usize) -> Result<(Cursor<'_>, u64)> {
        let bounds = self.block_offset(block).zip(self.block_offset(block + 1));
        let cut_off = || self.blocks.damaged("a block is cut off");
        let bytes = bounds
            .and_then(|(from, to)| self.blocks.bytes().get(from..to))
            .filter(|bytes| bytes.len() > 4)
            .ok_or_else(cut_off)?;
        if u32_at(bytes, 0) != Some(crc32fast::hash(&bytes[4..])) {
            return Err(self
                .blocks
                .damaged(format!("the checksum of block {block} does not match")));
        }
        let mut left = Cursor::new(&bytes[4..]);
        let first = left.varint().ok_or_else(cut_off)?;
        Ok((left, first))
    }

    fn begins_otherwise(&self, block: usize) -> Error {
        self.blocks
            .damaged(format!("block {block} begins with another term than the index tells"))
    }

    /// Reads an entry: how much it shares with the term before it, what follows that, and after `info` of the one before
    /// its own. None if it makes no sense.
    #[inline]
    fn entry<'a>(&self, left: &mut Cursor<'a>, info: &mut TermInfo) -> Option<(usize, &'a [u8])> {
        let shared = left.varint32()? as usize;
        let length = left.varint32()? as usize;
        let suffix = left.take(length)?;
        let offset = info.end();
        let df = left.varint32().filter(|&df| df <= self.docs)?;
        let more = if self.kept.freqs { left.varint()? } else { 0 };
        let postings = left.varint()?;
        let positions = if self.kept.positions { left.varint()? } else { 0 };
        let payloads = if self.kept.payloads { left.varint()? } else { 0 };
        *info = TermInfo {
            df,
            cf: u64::from(df).checked_add(more)?,
            offset,
            postings,
            positions,
            payloads,
        };
        Some((shared, suffix))
    }

    /// The term with this ordinal.
    pub fn at(&self, ordinal: u64) -> Result<Option<Vec<u8>>> {
        let mut terms = self.terms();
        if !terms.enter((ordinal / TERMS as u64) as usize)? {
            return Ok(None);
        }
        for _ in 0..ordinal % TERMS as u64 {
            if !terms.step()? {
                return Ok(None);
            }
        }
        Ok(Some(terms.term))
    }

    /// The ordinal of a term.
    pub fn ordinal(&self, term: &[u8]) -> Result<Option<u64>> {
        let count = self.block_count()?;
        let block = self.block_of(count, term);
        let mut terms = self.terms();
        let mut ordinal = (block * TERMS) as u64;
        let mut on = terms.enter(block)?;
        while on && terms.term() < term {
            ordinal += 1;
            on = terms.step()?;
        }
        Ok((on && terms.term() == term).then_some(ordinal))
    }

    /// Reads everything; what does not fit.
    pub fn verify(&self) -> Result<()> {
        let count = self.block_count()?;
        let mut terms = self.terms();
        let mut last: Option<Vec<u8>> = None;
        let mut seen = 0;
        while terms.next()? {
            if last.as_deref().is_some_and(|last| last >= terms.term()) {
                return Err(self.blocks.damaged("its terms are out of order"));
            }
            last = Some(terms.term().to_vec());
            if terms.block as u64 != seen / TERMS as u64 || terms.block >= count {
                return Err(self.blocks.damaged("a block has another number of terms"));
            }
            seen += 1;
        }
        if self.terms != seen {
            return Err(self.index.damaged("it has another number of terms"));
        }
        Ok(())
    }
}

/// A cursor over the terms of a field in byte order.
pub struct Terms<'a> {
    dictionary: &'a Dictionary,
    count: usize,
    block: usize,
    left: Cursor<'a>,
    term: Vec<u8>,
    shared: usize,
    info: TermInfo,
    on: bool,
}

impl Terms<'_> {
    /// Moves to the next term; false at the end.
    #[allow(clippy::should_implement_trait)] // it lends what it is on, which no Iterator can
    pub fn next(&mut self) -> Result<bool> {
        if self.block == usize::MAX {
            return self.enter(0);
        }
        self.step()
    }

    /// Moves to the first term at or after `target`, forwards or backwards; false at the end.
    pub fn seek(&mut self, target: &[u8]) -> Result<bool> {
        let count = self.prepared()?;
        let before = self.on && self.term.as_slice() <= target;
        let block = if before {
            self.dictionary.block_from(count, self.block, target)
        } else {
            self.dictionary.block_of(count, target)
        };
        if (!before || block != self.block) && !self.enter(block)? {
            return Ok(false);
        }
        while self.term.as_slice() < target {
            if !self.step()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The term that the cursor is on. Call only after next or seek gave true.
    #[inline]
    pub fn term(&self) -> &[u8] {
        &self.term
    }

    /// Length of the prefix that this term is known to share with the one before it in the dictionary (0 for the first
    /// of a block, whatever it may share).
    #[inline]
    pub fn shared(&self) -> usize {
        self.shared
    }

    /// What the dictionary says of the term. Call only after next or seek gave true.
    #[inline]
    pub fn info(&self) -> &TermInfo {
        &self.info
    }

    fn prepared(&mut self) -> Result<usize> {
        if self.count == usize::MAX {
            self.count = self.dictionary.block_count()?;
        }
        Ok(self.count)
    }

    fn enter(&mut self, block: usize) -> Result<bool> {
        let count = self.prepared()?;
        self.block = block;
        self.on = false;
        if block >= count {
            return Ok(false);
        }
        let (left, offset) = self.dictionary.begin_block(block)?;
        self.left = left;
        self.term.clear();
        self.info = TermInfo {
            offset,
            ..TermInfo::default()
        };
        let on = self.read()?;
        // A seek trusts the index: where it tells of another term, it would go to and fro.
        if self.term.as_slice() != self.dictionary.first_term(count, block) {
            return Err(self.dictionary.begins_otherwise(block));
        }
        Ok(on)
    }

    fn step(&mut self) -> Result<bool> {
        if self.left.rest().is_empty() {
            if self.block >= self.count {
                return Ok(false);
            }
            return self.enter(self.block + 1);
        }
        self.read()
    }

    #[inline]
    fn read(&mut self) -> Result<bool> {
        match self.entry() {
            Some(()) => {
                self.on = true;
                Ok(true)
            }
            None => Err(self
                .dictionary
                .blocks
                .damaged(format!("an entry of block {} is malformed", self.block))),
        }
    }

    #[inline]
    fn entry(&mut self) -> Option<()> {
        let (shared, suffix) = self.dictionary.entry(&mut self.left, &mut self.info)?;
        if shared > self.term.len() {
            return None;
        }
        self.term.truncate(shared);
        self.term.extend_from_slice(suffix);
        self.shared = shared;
        Some(())
    }
}
