//! Columns: one number, or any number of keywords, for each document. The bytes are those of `docs/format.md`, "Columns".
//!
//! The table of blocks is checked against its checksum when it is first used, the values by block. They are trusted
//! nowhere all the same: an ordinal beyond the table of values is damage.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::block_sums::BYTES;
use super::dictionary::{Dictionary, DictionaryWriter, Kept, TermInfo};
use super::file::Table;
use super::section::Section;
use super::sections::Sections;
use crate::bytes::{fixed_at, put_fixed, u32_at, u64_at, width_for};
use crate::error::{Error, Result};

const DOCS: usize = 1024;
const ENTRY: usize = 32;
const PRESENT: usize = DOCS / 8;

/// Writes the column of numbers given as (document, value), in document order and at most one a document.
pub fn write_numbers(
    out: &mut dyn Sections,
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
            if at < self.docs && self.has(doc) {
                each(doc, self.min.wrapping_add(number::<WIDTH>(self.values, at) as i64));
            }
        }
    }

    /// Whether a document of this block has a value.
    #[inline]
    fn has(&self, doc: u32) -> bool {
        let at = doc as usize % DOCS;
        self.present.is_none_or(|present| present[at / 8] >> (at % 8) & 1 == 1)
    }

    /// Whether another block has the same bytes, and so the same values.
    fn is_same(&self, other: &Block) -> bool {
        (self.min, self.width, self.present, self.values) == (other.min, other.width, other.present, other.values)
    }

    /// The values of documents of this block that have one, into `out` (cleared first).
    fn read(&self, docs: &[u32], out: &mut Vec<i64>) {
        match self.width {
            0 => self.read_wide::<0>(docs, out),
            1 => self.read_wide::<1>(docs, out),
            2 => self.read_wide::<2>(docs, out),
            4 => self.read_wide::<4>(docs, out),
            _ => self.read_wide::<8>(docs, out),
        }
    }

    fn read_wide<const WIDTH: usize>(&self, docs: &[u32], out: &mut Vec<i64>) {
        let value = |&doc: &u32| number::<WIDTH>(self.values, doc as usize % DOCS) as i64;
        out.clear();
        out.extend(docs.iter().map(|doc| self.min.wrapping_add(value(doc))));
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

/// The number that stands `at` places into an array of numbers of up to four bytes; None past its end.
#[inline]
fn fixed<const WIDTH: usize>(bytes: &[u8], at: usize) -> Option<u32> {
    let mut wide = [0; 4];
    wide[..WIDTH].copy_from_slice(bytes.get(at * WIDTH..(at + 1) * WIDTH)?);
    Some(u32::from_le_bytes(wide))
}

/// The name of the column that an entry of the segment's table describes. Errors: Damaged.
fn name_of(table: &Table, meta: &Value) -> Result<String> {
    let name = meta["name"].as_str().map(str::to_string);
    name.ok_or_else(|| Error::damaged(&table.file.name, "the table of sections", "a column is malformed"))
}

/// What the table of a column says of a block.
struct Entry {
    min: i64,
    max: i64,
    at: usize,
    count: u32,
    width: usize,
    all: bool,
    docs: usize,
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
        let name = name_of(table, meta)?;
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

    /// What the table says of a block.
    fn entry(&self, number: usize) -> Option<Entry> {
        let entry = self.table.bytes().get(number * ENTRY..(number + 1) * ENTRY)?;
        let width = match entry[28] {
            width @ (0 | 1 | 2 | 4 | 8) => width as usize,
            _ => return None,
        };
        let docs = DOCS.min(self.doc_count as usize - number * DOCS);
        let count = u32_at(entry, 24)?;
        let found = Entry {
            min: u64_at(entry, 0)? as i64,
            max: u64_at(entry, 8)? as i64,
            at: usize::try_from(u64_at(entry, 16)?).ok()?,
            count,
            width,
            all: entry[29] != 0,
            docs,
        };
        (count as usize <= docs && found.min <= found.max).then_some(found)
    }

    /// The entries of all blocks in order. Errors: Damaged.
    fn entries(&self) -> impl Iterator<Item = Result<Entry>> + '_ {
        (0..self.blocks()).map(|number| {
            self.entry(number)
                .ok_or_else(|| self.table.damaged("a block is malformed"))
        })
    }

    /// A block, whose bytes were checked. Errors: Damaged.
    fn block(&self, number: usize) -> Result<Block<'_>> {
        let entry = self
            .entry(number)
            .ok_or_else(|| self.table.damaged("a block is malformed"))?;
        let present = if entry.all { 0 } else { PRESENT };
        let bytes = entry
            .at
            .checked_add(present + entry.docs * entry.width)
            .and_then(|end| self.data.bytes().get(entry.at..end))
            .ok_or_else(|| self.data.damaged("a block lies outside of it"))?;
        self.data.check_part(entry.at..entry.at + bytes.len())?;
        let (present, values) = bytes.split_at(present);
        Ok(Block {
            min: entry.min,
            max: entry.max,
            count: entry.count,
            width: entry.width,
            present: (!entry.all).then_some(present),
            values,
            first: (number * DOCS) as u32,
            docs: entry.docs,
        })
    }

    /// The value of a document. Errors: Damaged.
    #[inline]
    pub fn get(&self, doc: u32) -> Result<Option<i64>> {
        if doc >= self.doc_count {
            return Ok(None);
        }
        Ok(self.block(doc as usize / DOCS)?.get(doc as usize % DOCS))
    }

    /// Documents with a value. Errors: Damaged.
    pub fn count(&self) -> Result<u32> {
        self.entries().map(|entry| Ok(entry?.count)).sum()
    }

    /// The least and the greatest value. Errors: Damaged.
    pub fn bounds(&self) -> Result<Option<(i64, i64)>> {
        let mut bounds: Option<(i64, i64)> = None;
        for entry in self.entries() {
            let entry = entry?;
            if entry.count > 0 {
                let (min, max) = bounds.unwrap_or((entry.min, entry.max));
                bounds = Some((min.min(entry.min), max.max(entry.max)));
            }
        }
        Ok(bounds)
    }

    /// Calls `hit` with each document whose value lies within low..=high, in order. Blocks outside are skipped whole.
    pub fn in_range(&self, low: i64, high: i64, mut hit: impl FnMut(u32)) -> Result<()> {
        self.words_in_range(low, high, |number, word| {
            let mut rest = word;
            while rest != 0 {
                hit(number as u32 * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        })
    }

    /// The same as words of 64 documents: their number (not all of them) and a bit for each document.
    pub fn words_in_range(&self, low: i64, high: i64, mut each: impl FnMut(usize, u64)) -> Result<()> {
        for (number, entry) in self.entries().enumerate() {
            let entry = entry?;
            if entry.count == 0 || entry.max < low || entry.min > high || low > high {
                continue;
            }
            let block = self.block(number)?;
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
        Ok(())
    }

    /// Calls `each` with (document, value) for those of the sorted `docs` that have one.
    pub fn for_docs(&self, docs: &[u32], mut each: impl FnMut(u32, i64)) -> Result<()> {
        for (number, here) in self.by_block(docs) {
            let block = self.block(number)?;
            match block.width {
                0 => block.each::<0>(here, &mut each),
                1 => block.each::<1>(here, &mut each),
                2 => block.each::<2>(here, &mut each),
                4 => block.each::<4>(here, &mut each),
                _ => block.each::<8>(here, &mut each),
            }
        }
        Ok(())
    }

    /// Calls `each` with the values in this and another column of the segment, for those of the sorted `docs` that have
    /// both. Errors: Damaged.
    pub fn for_both(&self, other: &NumberColumn, docs: &[u32], mut each: impl FnMut(i64, i64)) -> Result<()> {
        let mut with_both = Vec::new();
        let (mut ours, mut theirs) = (Vec::with_capacity(DOCS), Vec::with_capacity(DOCS));
        for (number, mut here) in self.by_block(docs) {
            let (left, right) = (self.block(number)?, other.block(number)?);
            if left.present.is_some() || right.present.is_some() {
                with_both.clear();
                with_both.extend(here.iter().filter(|&&doc| left.has(doc) && right.has(doc)));
                here = &with_both;
            }
            left.read(here, &mut ours);
            if here.len() >= DOCS / 4 && left.is_same(&right) {
                ours.iter().for_each(|&value| each(value, value));
                continue;
            }
            right.read(here, &mut theirs);
            ours.iter().zip(&theirs).for_each(|(&left, &right)| each(left, right));
        }
        Ok(())
    }

    /// The sorted `docs` of this column, block by block.
    fn by_block<'d>(&self, docs: &'d [u32]) -> impl Iterator<Item = (usize, &'d [u32])> + use<'d> {
        let mut rest = &docs[..docs.partition_point(|&doc| doc < self.doc_count)];
        std::iter::from_fn(move || {
            let number = *rest.first()? as usize / DOCS;
            // A block has no more documents than this.
            let near = &rest[..rest.len().min(DOCS)];
            let end = near.partition_point(|&doc| (doc as usize) < (number + 1) * DOCS);
            let (here, after) = rest.split_at(end);
            rest = after;
            Some((number, here))
        })
    }

    /// The error that the values are damaged.
    pub fn damaged(&self, what: &str) -> Error {
        self.data.damaged(what)
    }

    /// As for a field: what reading does not check is compared with its checksum as a whole. Errors: Damaged.
    pub fn check_unchecked(&self) -> Result<()> {
        self.data.check_unchecked()
    }

    /// Reads everything. Errors: Damaged.
    pub fn verify(&self) -> Result<()> {
        self.check()?;
        for number in 0..self.blocks() {
            let block = self.block(number)?;
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
        out: &mut dyn Sections,
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
    /// How many ordinals there are, in a column with several a document.
    total: usize,
    dictionary: Dictionary,
    ordinals: Section,
}

impl KeywordColumn {
    /// Opens the column that an entry of the segment's table describes. Errors: Damaged.
    pub fn open(table: &Table, meta: &Value, doc_count: u32) -> Result<KeywordColumn> {
        let name = name_of(table, meta)?;
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
        let blocks = table.section("keyword values", &name)?;
        let index = table.section("keyword index", &name)?;
        let dictionary = Dictionary::new(Kept::default(), 0, u64::from(values), blocks, index)?;
        let ordinals = table.section("keyword ordinals", &name)?;
        let least = if many {
            4 * (doc_count as usize + 1)
        } else {
            doc_count as usize * width as usize
        };
        let length = ordinals.range.len();
        if length < least || !many && length > least {
            return Err(ordinals.damaged("its length does not match the document count"));
        }
        if many && (width == 0 || !(length - least).is_multiple_of(width as usize)) {
            return Err(ordinals.damaged("its length does not match the width of ordinals"));
        }
        Ok(KeywordColumn {
            name,
            doc_count,
            many,
            width: width as usize,
            values,
            total: if many { (length - least) / width as usize } else { 0 },
            dictionary,
            ordinals,
        })
    }

    /// How many distinct values there are.
    pub fn value_count(&self) -> u32 {
        self.values
    }

    /// Whether a document may have several values.
    pub fn has_many(&self) -> bool {
        self.many
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

    /// Calls `each` with (document, ordinal) for every ordinal of documents whose bytes were checked; None if they make
    /// no sense.
    #[inline]
    fn each_of<const WIDTH: usize>(&self, docs: &[u32], each: &mut impl FnMut(u32, u32)) -> Option<()> {
        let bytes = self.ordinals.bytes();
        if !self.many {
            for &doc in docs {
                let ordinal = fixed::<WIDTH>(bytes, doc as usize)?;
                if ordinal > self.values {
                    return None;
                }
                if ordinal > 0 {
                    each(doc, ordinal - 1);
                }
            }
            return Some(());
        }
        let ordinals = bytes.get(self.starts()..)?;
        for &doc in docs {
            let (start, end) = self.ends_of(doc, doc)?;
            for index in start..end {
                let ordinal = fixed::<WIDTH>(ordinals, index)?;
                if ordinal >= self.values {
                    return None;
                }
                each(doc, ordinal);
            }
        }
        Some(())
    }

    /// Bytes of the starts, which come before the ordinals of a column with several a document.
    #[inline]
    fn starts(&self) -> usize {
        4 * (self.doc_count as usize + 1)
    }

    /// Where among all ordinals those of the documents from `first` to `last` stand; None if that makes no sense.
    #[inline]
    fn ends_of(&self, first: u32, last: u32) -> Option<(usize, usize)> {
        let bytes = self.ordinals.bytes();
        let start = u32_at(bytes, 4 * first as usize)? as usize;
        let end = u32_at(bytes, 4 * last as usize + 4)? as usize;
        (start <= end && end <= self.total).then_some((start, end))
    }

    /// Checks the bytes of documents, which are in order. Errors: Damaged.
    fn check(&self, docs: &[u32]) -> Result<()> {
        if !self.many {
            return self.ordinals.check_places(docs, self.width);
        }
        let (Some(&first), Some(&last)) = (docs.first(), docs.last()) else {
            return Ok(());
        };
        let near = (last - first) as usize <= BYTES * docs.len() / 4;
        let whole = [(first, last)];
        let each = docs.iter().map(|&doc| (doc, doc));
        let mut spans = whole.into_iter().filter(|_| near).chain(each.filter(|_| !near));
        spans.try_for_each(|(first, last)| {
            self.ordinals.check_part(4 * first as usize..4 * last as usize + 8)?;
            let (start, end) = self.ends_of(first, last).ok_or_else(|| self.malformed())?;
            let at = |index: usize| self.starts() + index * self.width;
            self.ordinals.check_part(at(start)..at(end))
        })
    }

    /// The error that the values are damaged.
    pub fn damaged(&self, what: &str) -> Error {
        self.ordinals.damaged(what)
    }

    fn malformed(&self) -> Error {
        self.damaged("the values of a document are malformed")
    }

    /// Ordinals of a document in the order in which its values were given, into `out` (cleared first). Each is
    /// < value_count. Errors: Damaged.
    pub fn ordinals(&self, doc: u32, out: &mut Vec<u32>) -> Result<()> {
        out.clear();
        self.for_docs(&[doc], |ordinal| out.push(ordinal))
    }

    /// Calls `each` with every ordinal of every document of `docs`, which are in order (repeats included). Errors:
    /// Damaged.
    #[inline]
    pub fn for_docs(&self, docs: &[u32], mut each: impl FnMut(u32)) -> Result<()> {
        self.for_each(docs, |_, ordinal| each(ordinal))
    }

    /// Calls `each` with (document, ordinal) for every ordinal of every document of `docs`, which are in order (repeats
    /// included). Errors: Damaged.
    #[inline]
    pub fn for_each(&self, docs: &[u32], mut each: impl FnMut(u32, u32)) -> Result<()> {
        let docs = &docs[..docs.partition_point(|&doc| doc < self.doc_count)];
        if self.ordinals.is_unchecked() {
            self.check(docs)?;
        }
        let understood = match self.width {
            0 => self.each_of::<0>(docs, &mut each),
            1 => self.each_of::<1>(docs, &mut each),
            2 => self.each_of::<2>(docs, &mut each),
            _ => self.each_of::<4>(docs, &mut each),
        };
        understood.ok_or_else(|| self.malformed())
    }

    /// As for a field: what reading does not check is compared with its checksum as a whole. Errors: Damaged.
    pub fn check_unchecked(&self) -> Result<()> {
        self.ordinals.check_unchecked()
    }

    /// Reads everything. Errors: Damaged.
    pub fn verify(&self) -> Result<()> {
        self.dictionary.verify()?;
        self.ordinals.check()?;
        (0..self.doc_count).try_for_each(|doc| self.for_docs(&[doc], |_| ()))
    }
}
