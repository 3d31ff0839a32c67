//! The reader of one segment file. `docs/format.md` names the sections of a field.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::columns::{KeywordColumn, NumberColumn};
use super::dictionary::{Dictionary, Kept, TermInfo, Terms};
use super::file::Table;
use super::postings::Postings;
use super::section::{Mode, Section};
use super::stored::Stored;
use crate::bytes::fixed_at;
use crate::error::{Error, Result};

/// An open segment. Cheap to share: all methods take `&self`.
pub struct Segment {
    table: Table,
    doc_count: u32,
    fields: Vec<Field>,
    by_name: HashMap<String, usize>,
    numbers: Vec<NumberColumn>,
    keywords: Vec<KeywordColumn>,
    stored: Stored,
}

/// One inverted field of a segment.
pub struct Field {
    name: String,
    kept: Kept,
    segment_docs: u32,
    doc_count: u32,
    total_length: u64,
    term_count: u64,
    min_length: u32,
    max_length: u32,
    width: usize,
    dictionary: Dictionary,
    postings: Section,
    lengths: Section,
}

impl Segment {
    /// Checks the footer and the table, and that the file has room for what the table says is in it; nothing that a
    /// file only claims is ever a reason to take memory. Errors: Io, Damaged, Incompatible.
    pub fn open(path: &Path, mode: Mode) -> Result<Segment> {
        let table = Table::open(path, mode)?;
        let malformed = || Error::damaged(&table.file.name, "the table of sections", "it is malformed");
        let doc_count = table.meta["documents"]
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .ok_or_else(malformed)?;
        if table.meta["levels"].as_u64() != Some(1) {
            let what = "its postings have more levels than this searchkit reads".to_string();
            return Err(Error::Incompatible {
                file: table.file.name.clone(),
                what,
            });
        }
        // First, as it bounds the number of documents, and with it what all else may take.
        let stored = Stored::open(&table, doc_count)?;
        let list = |key: &str| table.meta[key].as_array().map(Vec::as_slice).ok_or_else(malformed);
        let fields = list("fields")?
            .iter()
            .map(|m| Field::open(&table, m, doc_count))
            .collect::<Result<Vec<_>>>()?;
        let numbers = list("numbers")?
            .iter()
            .map(|m| NumberColumn::open(&table, m, doc_count))
            .collect::<Result<Vec<_>>>()?;
        let keywords = list("keywords")?
            .iter()
            .map(|m| KeywordColumn::open(&table, m, doc_count))
            .collect::<Result<Vec<_>>>()?;
        let by_name: HashMap<String, usize> = fields
            .iter()
            .enumerate()
            .map(|(i, field)| (field.name.clone(), i))
            .collect();
        let distinct = |names: Vec<&str>| names.iter().collect::<HashSet<_>>().len() == names.len();
        if by_name.len() < fields.len()
            || !distinct(numbers.iter().map(|column| column.name.as_str()).collect())
            || !distinct(keywords.iter().map(|column| column.name.as_str()).collect())
        {
            return Err(malformed());
        }
        Ok(Segment {
            doc_count,
            fields,
            by_name,
            numbers,
            keywords,
            stored,
            table,
        })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.table.file.name
    }

    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.table.file.bytes().len() as u64
    }

    /// How many documents there are, deleted ones included: numbers are 0..doc_count.
    #[inline]
    pub fn doc_count(&self) -> u32 {
        self.doc_count
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).map(|&i| &self.fields[i])
    }

    /// All fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The documents that have any of the terms of a field, deleted ones included, each with how many of the terms it has;
    /// of a term no more than the first `most` are looked at. In the order of their numbers.
    pub fn holders(&self, field: &str, terms: &[impl AsRef<[u8]>], most: usize) -> Result<Vec<(u32, u32)>> {
        let Some(field) = self.field(field) else {
            return Ok(Vec::new());
        };
        let mut docs: Vec<u32> = Vec::new();
        for term in terms {
            let Some(info) = field.term(term.as_ref())? else {
                continue;
            };
            let mut postings = field.postings(&info)?;
            let mut room = most;
            while room > 0 && postings.next_block()? {
                let here = postings.docs();
                let here = &here[..here.len().min(room)];
                docs.extend_from_slice(here);
                room -= here.len();
            }
        }
        docs.sort_unstable();
        let runs = docs.chunk_by(|a, b| a == b);
        Ok(runs.map(|run| (run[0], run.len() as u32)).collect())
    }

    /// The column of this name; its table was checked. Errors: Damaged.
    pub fn number_column(&self, name: &str) -> Result<Option<&NumberColumn>> {
        let column = self.numbers.iter().find(|c| c.name == name);
        if let Some(column) = column {
            column.check()?;
        }
        Ok(column)
    }

    /// A column of keywords by its name.
    pub fn keyword_column(&self, name: &str) -> Option<&KeywordColumn> {
        self.keywords.iter().find(|c| c.name == name)
    }

    /// All columns of numbers.
    pub fn number_columns(&self) -> &[NumberColumn] {
        &self.numbers
    }

    /// All columns of keywords.
    pub fn keyword_columns(&self) -> &[KeywordColumn] {
        &self.keywords
    }

    /// The stored documents.
    pub fn stored_documents(&self) -> &Stored {
        &self.stored
    }

    /// The stored bytes of a document (empty if it has none).
    pub fn stored(&self, doc: u32) -> Result<Vec<u8>> {
        self.stored.get(doc)
    }

    /// Compares what reading checks by no block with its checksum as a whole: sections of an earlier version. What is
    /// written anew from them gets checksums of its own, which must not vouch for damage. Errors: Damaged.
    pub fn check_unchecked(&self) -> Result<()> {
        self.fields.iter().try_for_each(Field::check_unchecked)?;
        self.numbers.iter().try_for_each(NumberColumn::check_unchecked)?;
        self.keywords.iter().try_for_each(KeywordColumn::check_unchecked)
    }

    /// Everything that does not fit its checksum or its grammar.
    pub fn verify(&self) -> Vec<Error> {
        let mut problems: Vec<Error> = self
            .table
            .sections()
            .into_iter()
            .filter_map(|section| section.verify().err())
            .collect();
        if !self.table.padding_is_zero() {
            problems.push(Error::damaged(
                self.name(),
                "the space between sections",
                "it is not empty",
            ));
        }
        if problems.is_empty() {
            problems.extend(self.fields.iter().filter_map(|field| field.verify().err()));
            problems.extend(self.numbers.iter().filter_map(|column| column.verify().err()));
            problems.extend(self.keywords.iter().filter_map(|column| column.verify().err()));
            problems.extend(self.stored.verify().err());
        }
        problems
    }
}

impl Field {
    fn open(table: &Table, meta: &Value, segment_docs: u32) -> Result<Field> {
        let malformed = || Error::damaged(&table.file.name, "the table of sections", "a field is malformed");
        let name = meta["name"].as_str().ok_or_else(malformed)?.to_string();
        let flag = |key: &str| meta[key].as_bool().ok_or_else(malformed);
        let number = |key: &str| meta[key].as_u64().ok_or_else(malformed);
        let small = |key: &str| number(key).and_then(|n| u32::try_from(n).map_err(|_| malformed()));
        let kept = Kept {
            freqs: flag("freqs")?,
            positions: flag("positions")?,
            payloads: flag("payloads")?,
        };
        let width = number("width")?;
        let lengths = table.section("lengths", &name)?;
        if ![0, 1, 2, 4].contains(&width) || lengths.range.len() != width as usize * segment_docs as usize {
            return Err(lengths.damaged("its length does not match the document count"));
        }
        let (docs, total, terms) = (small("docs")?, number("total_length")?, number("terms")?);
        let (min, max) = (small("min_length")?, small("max_length")?);
        if docs > segment_docs || min > max || total > u64::from(docs) * u64::from(max) {
            return Err(malformed());
        }
        let blocks = table.section("dictionary", &name)?;
        Ok(Field {
            kept,
            segment_docs,
            doc_count: docs,
            total_length: total,
            term_count: terms,
            min_length: min,
            max_length: max,
            width: width as usize,
            dictionary: Dictionary::new(
                kept,
                segment_docs,
                terms,
                blocks,
                table.section("dictionary index", &name)?,
            )?,
            postings: table.section("postings", &name)?,
            lengths,
            name,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it keeps of each posting.
    pub fn kept(&self) -> Kept {
        self.kept
    }

    /// Whether it keeps how often a term stands in a document.
    pub fn has_freqs(&self) -> bool {
        self.kept.freqs
    }

    /// Whether it keeps where.
    pub fn has_positions(&self) -> bool {
        self.kept.positions
    }

    /// Each posting carries a weight and bytes of its own (Whoosh formats with boosts or characters).
    pub fn has_payloads(&self) -> bool {
        self.kept.payloads
    }

    /// Documents with at least one term.
    pub fn doc_count(&self) -> u32 {
        self.doc_count
    }

    /// The sum of the lengths of all documents (deleted ones included).
    pub fn total_length(&self) -> u64 {
        self.total_length
    }

    /// How many distinct terms it has.
    pub fn term_count(&self) -> u64 {
        self.term_count
    }

    /// Exact length of a document in terms; 0 for one without. Errors: Damaged.
    #[inline]
    pub fn length(&self, doc: u32) -> Result<u32> {
        if self.width == 0 {
            return Ok(self.min_length);
        }
        let bytes = self.length_bytes(&[doc])?.1;
        Ok(fixed_at(bytes, self.width, doc as usize).unwrap_or_default() as u32)
    }

    /// Smallest and greatest length among documents that have terms.
    pub fn length_bounds(&self) -> (u32, u32) {
        (self.min_length, self.max_length)
    }

    /// Bytes a length takes (0, 1, 2 or 4), and the bytes of all lengths, for loops that gather them. Those of `docs`,
    /// which are in order, were checked. Errors: Damaged.
    #[inline]
    pub fn length_bytes(&self, docs: &[u32]) -> Result<(usize, &[u8])> {
        self.lengths.check_places(docs, self.width)?;
        Ok((self.width, self.lengths.bytes()))
    }

    /// Gathers the lengths of `docs` (in order, each < doc_count) into `out` (cleared first). Errors: Damaged.
    pub fn gather_lengths(&self, docs: &[u32], out: &mut Vec<u32>) -> Result<()> {
        out.clear();
        let (width, bytes) = self.length_bytes(docs)?;
        match width {
            0 => out.resize(docs.len(), self.min_length),
            1 => out.extend(docs.iter().map(|&doc| u32::from(bytes[doc as usize]))),
            width => out.extend(
                docs.iter()
                    .map(|&doc| fixed_at(bytes, width, doc as usize).unwrap_or_default() as u32),
            ),
        }
        Ok(())
    }

    /// What the dictionary says of a term. Errors: Damaged.
    pub fn term(&self, term: &[u8]) -> Result<Option<TermInfo>> {
        self.dictionary.find(term)
    }

    /// A cursor before the first term.
    pub fn terms(&self) -> Terms<'_> {
        self.dictionary.terms()
    }

    /// A cursor over the postings of a term. Errors: Damaged.
    pub fn postings(&self, info: &TermInfo) -> Result<Postings<'_>> {
        Postings::new(&self.postings, self.kept, info, self.segment_docs, self.min_length)
    }

    fn check_unchecked(&self) -> Result<()> {
        self.postings.check_unchecked()?;
        self.lengths.check_unchecked()
    }

    fn verify(&self) -> Result<()> {
        self.dictionary.verify()?;
        self.verify_lengths()?;
        let mut terms = self.dictionary.terms();
        let mut positions = Vec::new();
        while terms.next()? {
            let mut postings = self.postings(terms.info())?;
            let (mut df, mut cf) = (0u64, 0u64);
            while postings.next_block()? {
                let count = postings.docs().len();
                df += count as u64;
                cf += postings.freqs().iter().map(|&tf| u64::from(tf)).sum::<u64>();
                if self.kept.positions {
                    for at in 0..count {
                        postings.positions(at, &mut positions)?;
                    }
                }
                if self.kept.payloads {
                    postings.payload(count - 1)?;
                }
            }
            if df != u64::from(terms.info().df) || cf != terms.info().cf {
                return Err(self.postings.damaged("postings and dictionary have different counts"));
            }
        }
        Ok(())
    }

    /// Whether the lengths are those that the table tells.
    fn verify_lengths(&self) -> Result<()> {
        let (mut docs, mut total, mut min, mut max) = (0u32, 0u64, u32::MAX, 0);
        for doc in 0..self.segment_docs {
            let length = self.length(doc)?;
            if length > 0 {
                docs += 1;
                total += u64::from(length);
                (min, max) = (min.min(length), max.max(length));
            }
        }
        let min = if docs == 0 { 0 } else { min };
        if (docs, total, min, max) != (self.doc_count, self.total_length, self.min_length, self.max_length) {
            return Err(self.lengths.damaged("the table tells of other lengths"));
        }
        Ok(())
    }
}
