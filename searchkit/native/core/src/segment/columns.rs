//! Columns: one number, or any number of keywords, for each document. The bytes are those of `docs/format.md`, "Columns".
//!
//! The table of blocks is checked against its checksum when it is first used. Values are trusted nowhere: an ordinal
//! beyond the table of values is left out.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::dictionary::{Dictionary, DictionaryWriter, Kept, TermInfo};
use super::file::{FileWriter, Section, Table};
use crate::bytes::{fixed_at, put_fixed, u32_at, u64_at, width_for};
use crate::error::{Error, Result};

const DOCS: usize = 1024;
const ENTRY: usize = 32;
const PRESENT: usize = DOCS / 8;

/// Writes the column of numbers given as (document, value), in document order and at most one a document.
pub fn write_numbers(
    out: &mut FileWriter,
    name: &str,
    doc_count: u32,
    values: impl Iterator<Item = (u32, i64)>,
) -> Result<Value> {
    let mut table = Vec::new();
    let mut data_length = 0u64;
    let mut values = values.peekable();
    let mut found: Vec<(u32, i64)> = Vec::with_capacity(DOCS);
    let mut data = Vec::new();
    out.begin("number data", name)?;
    for first in (0..doc_count as usize).step_by(DOCS) {
        let here = DOCS.min(doc_count as usize - first);
        found.clear();
        while let Some(&(doc, value)) = values.peek() {
            if doc as usize >= first + here {
                break;
            }
            found.push((doc - first as u32, value));
            values.next();
        }
        let min = found.iter().map(|v| v.1).min().unwrap_or(0);
        let max = found.iter().map(|v| v.1).max().unwrap_or(0);
        let width = width_for(max.wrapping_sub(min) as u64);
        let all = found.len() == here;
        data.clear();
        if !all {
            let mut present = [0u8; PRESENT];
            found
                .iter()
                .for_each(|&(doc, _)| present[doc as usize / 8] |= 1 << (doc % 8));
            data.extend_from_slice(&present);
        }
        let start = data.len();
        data.resize(start + here * width, 0);
        for &(doc, value) in &found {
            let at = start + doc as usize * width;
            data[at..at + width].copy_from_slice(&(value.wrapping_sub(min) as u64).to_le_bytes()[..width]);
        }
        table.extend_from_slice(&min.to_le_bytes());
        table.extend_from_slice(&max.to_le_bytes());
        table.extend_from_slice(&data_length.to_le_bytes());
        table.extend_from_slice(&(found.len() as u32).to_le_bytes());
        table.extend_from_slice(&[width as u8, all as u8, 0, 0]);
        out.write(&data)?;
        data_length += data.len() as u64;
    }
    out.end();
    out.section("number blocks", name, &table)?;
    Ok(json!({"name": name}))
}

struct Block<'a> {
    min: i64,
    max: i64,
    count: u32,
    width: usize,
    present: Option<&'a [u8]>,
    values: &'a [u8],
    first: u32,
    docs: usize,
}

impl Block<'_> {
    #[inline]
    fn get(&self, at: usize) -> Option<i64> {
        if at >= self.docs {
            return None;
        }
        if let Some(present) = self.present
            && present[at / 8] >> (at % 8) & 1 == 0
        {
            return None;
        }
        Some(self.min.wrapping_add(fixed_at(self.values, self.width, at)? as i64))
    }

    /// Calls `each` with those of the documents of this block that have a value.
    #[inline]
    fn each<const WIDTH: usize>(&self, docs: &[u32], each: &mut impl FnMut(u32, i64)) {
        for &doc in docs {
            let at = doc as usize % DOCS;
            if at < self.docs && self.present.is_none_or(|present| present[at / 8] >> (at % 8) & 1 == 1) {
                each(doc, self.min.wrapping_add(number::<WIDTH>(self.values, at) as i64));
            }
        }
    }

    /// Calls `each` with the words of 64 documents that have a value from `from` on, by no more than `span`.
    #[inline]
    fn words<const WIDTH: usize>(&self, from: u64, span: u64, each: &mut impl FnMut(usize, u64)) {
        let (values, _) = self.values.as_chunks::<WIDTH>();
        for (number, part) in values.chunks(64).enumerate() {
            let mut word = 0;
            for (bit, value) in part.iter().enumerate() {
                let mut wide = [0; 8];
                wide[..WIDTH].copy_from_slice(value);
                word |= u64::from(u64::from_le_bytes(wide).wrapping_sub(from) <= span) << bit;
            }
            self.present_of(number, word, each);
        }
    }

    /// The same for all that have a value.
    fn all_words(&self, each: &mut impl FnMut(usize, u64)) {
        for number in 0..self.docs.div_ceil(64) {
            let count = (self.docs - number * 64).min(64);
            self.present_of(number, u64::MAX >> (64 - count), each);
        }
    }

    #[inline]
    fn present_of(&self, number: usize, word: u64, each: &mut impl FnMut(usize, u64)) {
        let present = self
            .present
            .map_or(u64::MAX, |present| u64_at(present, number * 8).unwrap_or_default());
        if word & present != 0 {
            each(self.first as usize / 64 + number, word & present);
        }
    }
}

/// The number that stands `at` places into an array of numbers of that many bytes; 0 past its end.
#[inline]
fn number<const WIDTH: usize>(bytes: &[u8], at: usize) -> u64 {
    let mut wide = [0; 8];
    if let Some(bytes) = bytes.get(at * WIDTH..(at + 1) * WIDTH) {
        wide[..WIDTH].copy_from_slice(bytes);
    }
    u64::from_le_bytes(wide)
}

/// One optional signed number a document.
pub struct NumberColumn {
    /// Its name.
    pub name: String,
    doc_count: u32,
    table: Section,
    data: Section,
    checked: AtomicBool,
}

impl NumberColumn {
    /// Opens the column that an entry of the segment's table describes. Errors: Damaged.
    pub fn open(table: &Table, meta: &Value, doc_count: u32) -> Result<NumberColumn> {
        let name = meta["name"].as_str().unwrap_or_default().to_string();
        let column = NumberColumn {
            doc_count,
            table: table.section("number blocks", &name)?,
            data: table.section("number data", &name)?,
            name,
            checked: AtomicBool::new(false),
        };
        if column.table.range.len() != (doc_count as usize).div_ceil(DOCS) * ENTRY {
            return Err(column.table.damaged("its length does not match the document count"));
        }
        Ok(column)
    }

    /// Checks the table of blocks, once. Errors: Damaged.
    pub fn check(&self) -> Result<()> {
        if !self.checked.load(Ordering::Relaxed) {
            self.table.check()?;
            self.checked.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    fn blocks(&self) -> usize {
        (self.doc_count as usize).div_ceil(DOCS)
    }

    fn block(&self, number: usize) -> Option<Block<'_>> {
        let entry = self.table.bytes().get(number * ENTRY..(number + 1) * ENTRY)?;
        let mut at = usize::try_from(u64_at(entry, 16)?).ok()?;
        let width = match entry[28] {
            width @ (0 | 1 | 2 | 4 | 8) => width as usize,
            _ => return None,
        };
        let first = number * DOCS;
        let docs = DOCS.min(self.doc_count as usize - first);
        let data = self.data.bytes();
        let present = if entry[29] == 0 {
            let present = data.get(at..at.checked_add(PRESENT)?)?;
            at += PRESENT;
            Some(present)
        } else {
            None
        };
        Some(Block {
            min: u64_at(entry, 0)? as i64,
            max: u64_at(entry, 8)? as i64,
            count: u32_at(entry, 24)?.min(docs as u32),
            width,
            present,
            values: data.get(at..at.checked_add(docs * width)?)?,
            first: first as u32,
            docs,
        })
    }

    /// The value of a document.
    #[inline]
    pub fn get(&self, doc: u32) -> Option<i64> {
        if doc >= self.doc_count {
            return None;
        }
        self.block(doc as usize / DOCS)?.get(doc as usize % DOCS)
    }

    /// Documents with a value.
    pub fn count(&self) -> u32 {
        (0..self.blocks()).filter_map(|b| self.block(b)).map(|b| b.count).sum()
    }

    /// The least and the greatest value.
    pub fn bounds(&self) -> Option<(i64, i64)> {
        (0..self.blocks())
            .filter_map(|b| self.block(b))
            .filter(|b| b.count > 0)
            .map(|b| (b.min, b.max))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Calls `hit` with each document whose value lies within low..=high, in order. Blocks outside are skipped whole.
    pub fn in_range(&self, low: i64, high: i64, mut hit: impl FnMut(u32)) {
        self.words_in_range(low, high, |number, word| {
            let mut rest = word;
            while rest != 0 {
                hit(number as u32 * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        });
    }

    /// The same as words of 64 documents: their number (not all of them) and a bit for each document.
    pub fn words_in_range(&self, low: i64, high: i64, mut each: impl FnMut(usize, u64)) {
        for block in (0..self.blocks()).filter_map(|b| self.block(b)) {
            if block.count == 0 || block.max < low || block.min > high || low > high {
                continue;
            }
            // As distances from the least value of the block, which is how values stand there.
            let from = low.max(block.min).wrapping_sub(block.min) as u64;
            let span = (high.min(block.max).wrapping_sub(block.min) as u64).wrapping_sub(from);
            if from == 0 && block.max <= high {
                block.all_words(&mut each);
                continue;
            }
            match block.width {
                0 => {} // all values are the least, and that is below the range
                1 => block.words::<1>(from, span, &mut each),
                2 => block.words::<2>(from, span, &mut each),
                4 => block.words::<4>(from, span, &mut each),
                _ => block.words::<8>(from, span, &mut each),
            }
        }
    }

    /// Calls `each` with (document, value) for those of the sorted `docs` that have one.
    pub fn for_docs(&self, docs: &[u32], mut each: impl FnMut(u32, i64)) {
        let mut rest = docs;
        while let Some(&doc) = rest.first() {
            let number = doc as usize / DOCS;
            // A block has no more documents than this.
            let near = &rest[..rest.len().min(DOCS)];
            let end = near.partition_point(|&d| (d as usize) < (number + 1) * DOCS);
            let (here, after) = rest.split_at(end);
            rest = after;
            if let Some(block) = self.block(number) {
                match block.width {
                    0 => block.each::<0>(here, &mut each),
                    1 => block.each::<1>(here, &mut each),
                    2 => block.each::<2>(here, &mut each),
                    4 => block.each::<4>(here, &mut each),
                    _ => block.each::<8>(here, &mut each),
                }
            }
        }
    }

    /// Reads everything. Errors: Damaged.
    pub fn verify(&self) -> Result<()> {
        self.check()?;
        for number in 0..self.blocks() {
            let block = self
                .block(number)
                .ok_or_else(|| self.data.damaged("a block lies outside the section"))?;
            let values: Vec<i64> = (0..block.docs).filter_map(|at| block.get(at)).collect();
            let fits = values.len() == block.count as usize && values.iter().all(|&v| block.min <= v && v <= block.max);
            if !fits {
                return Err(self.data.damaged("values do not fit their block"));
            }
        }
        Ok(())
    }
}

/// Writes a column of keywords: the sorted distinct values, and for each document its ordinals.
pub struct KeywordWriter<'a> {
    /// The name of the column.
    pub name: &'a str,
    /// How many documents the segment has.
    pub doc_count: u32,
}

impl KeywordWriter<'_> {
    /// `values` are sorted and distinct; `ends[doc]` is where a document's ordinals end in `ordinals`.
    pub fn write<'v>(
        &self,
        out: &mut FileWriter,
        values: impl Iterator<Item = &'v [u8]>,
        ends: &[u32],
        ordinals: &[u32],
    ) -> Result<Value> {
        let mut dictionary = DictionaryWriter::new(Kept::default());
        values.for_each(|value| dictionary.push(value, &TermInfo::default()));
        let count = dictionary.terms();
        let (blocks, index) = dictionary.finish()?;
        let name = self.name;
        out.section("keyword values", name, &blocks)?;
        out.section("keyword index", name, &index)?;
        let mut start = 0;
        let single = ends.iter().all(|&end| {
            let few = end - start <= 1;
            start = end;
            few
        });
        let width = width_for(count);
        out.begin("keyword ordinals", name)?;
        let mut buffer = Vec::with_capacity(1 << 16);
        let mut start = 0;
        if single {
            for &end in ends {
                let ordinal = if end > start {
                    u64::from(ordinals[start as usize]) + 1
                } else {
                    0
                };
                put_fixed(&mut buffer, width, ordinal);
                start = end;
                if buffer.len() > 1 << 16 {
                    out.write(&buffer)?;
                    buffer.clear();
                }
            }
        } else {
            put_fixed(&mut buffer, 4, 0);
            for &end in ends {
                put_fixed(&mut buffer, 4, u64::from(end));
            }
            for &ordinal in ordinals {
                put_fixed(&mut buffer, width, u64::from(ordinal));
                if buffer.len() > 1 << 16 {
                    out.write(&buffer)?;
                    buffer.clear();
                }
            }
        }
        out.write(&buffer)?;
        out.end();
        Ok(json!({"name": name, "many": !single, "width": width, "values": count}))
    }
}

/// Any number of keywords a document, as ordinals in the column's own sorted table of distinct values.
pub struct KeywordColumn {
    /// Its name.
    pub name: String,
    doc_count: u32,
    many: bool,
    width: usize,
    values: u32,
    dictionary: Dictionary,
    ordinals: Section,
}

impl KeywordColumn {
    /// Opens the column that an entry of the segment's table describes. Errors: Damaged.
    pub fn open(table: &Table, meta: &Value, doc_count: u32) -> Result<KeywordColumn> {
        let name = meta["name"].as_str().unwrap_or_default().to_string();
        let malformed = || Error::damaged(&table.file.name, "the table of sections", "a column is malformed");
        let width = meta["width"]
            .as_u64()
            .filter(|w| [0, 1, 2, 4].contains(w))
            .ok_or_else(malformed)?;
        let values = meta["values"]
            .as_u64()
            .and_then(|v| u32::try_from(v).ok())
            .ok_or_else(malformed)?;
        let many = meta["many"].as_bool().ok_or_else(malformed)?;
        let dictionary = Dictionary::new(
            Kept::default(),
            table.section("keyword values", &name)?,
            table.section("keyword index", &name)?,
        );
        let ordinals = table.section("keyword ordinals", &name)?;
        let least = if many {
            4 * (doc_count as usize + 1)
        } else {
            doc_count as usize * width as usize
        };
        if ordinals.range.len() < least {
            return Err(ordinals.damaged("it is too short for the document count"));
        }
        Ok(KeywordColumn {
            name,
            doc_count,
            many,
            width: width as usize,
            values,
            dictionary,
            ordinals,
        })
    }

    /// How many distinct values there are.
    pub fn value_count(&self) -> u32 {
        self.values
    }

    /// The value of an ordinal (< value_count).
    pub fn value(&self, ordinal: u32) -> Result<Vec<u8>> {
        let value = self.dictionary.at(u64::from(ordinal))?;
        value.ok_or_else(|| self.ordinals.damaged(format!("there is no value {ordinal}")))
    }

    /// The ordinal of a value.
    pub fn ordinal(&self, value: &[u8]) -> Result<Option<u32>> {
        Ok(self.dictionary.ordinal(value)?.map(|ordinal| ordinal as u32))
    }

    /// All values in order: a cursor over them.
    pub fn values(&self) -> super::dictionary::Terms<'_> {
        self.dictionary.terms()
    }

    #[inline]
    fn each_of(&self, doc: u32, each: &mut impl FnMut(u32)) {
        let bytes = self.ordinals.bytes();
        if !self.many {
            match fixed_at(bytes, self.width, doc as usize) {
                Some(ordinal) if ordinal > 0 && ordinal <= u64::from(self.values) => each(ordinal as u32 - 1),
                _ => {}
            }
            return;
        }
        let starts = 4 * (self.doc_count as usize + 1);
        let (Some(start), Some(end)) = (u32_at(bytes, 4 * doc as usize), u32_at(bytes, 4 * doc as usize + 4)) else {
            return;
        };
        let data = &bytes[starts..];
        for index in start as usize..end as usize {
            match fixed_at(data, self.width, index) {
                Some(ordinal) if ordinal < u64::from(self.values) => each(ordinal as u32),
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Ordinals of a document in the order in which its values were given, into `out` (cleared first). Each is
    /// < value_count.
    pub fn ordinals(&self, doc: u32, out: &mut Vec<u32>) {
        out.clear();
        if doc < self.doc_count {
            self.each_of(doc, &mut |ordinal| out.push(ordinal));
        }
    }

    /// Calls `each` with every ordinal of every document of `docs` (repeats included).
    #[inline]
    pub fn for_docs(&self, docs: &[u32], mut each: impl FnMut(u32)) {
        for &doc in docs {
            if doc < self.doc_count {
                self.each_of(doc, &mut each);
            }
        }
    }

    /// Calls `each` with (document, ordinal) for every ordinal of every document of `docs` (repeats included).
    #[inline]
    pub fn for_each(&self, docs: &[u32], mut each: impl FnMut(u32, u32)) {
        for &doc in docs {
            if doc < self.doc_count {
                self.each_of(doc, &mut |ordinal| each(doc, ordinal));
            }
        }
    }

    /// Reads everything. Errors: Damaged.
    pub fn verify(&self) -> Result<()> {
        if self.dictionary.verify()? != u64::from(self.values) {
            return Err(self.ordinals.damaged("the table has another number of values"));
        }
        self.ordinals.check()
    }
}
