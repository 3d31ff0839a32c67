//! Stored documents: blocks of about 16 KB of documents, each compressed with zstd. The bytes are those of
//! `docs/format.md`, "Stored documents".
//!
//! The index is checked against its checksum when it is first used, every block when it is read.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::file::Table;
use super::section::Section;
use super::sections::Sections;
use crate::bytes::{u32_at, u64_at};
use crate::error::{Error, Result};

/// A block is closed when it holds this many bytes.
pub const BLOCK_BYTES: usize = 16 << 10;
/// The longest document that is taken.
pub const LONGEST_DOCUMENT: usize = 1 << 29;
/// The longest block that is ever unpacked: the last document of a block may be this long.
const LONGEST: usize = LONGEST_DOCUMENT + BLOCK_BYTES + 4;
const ENTRY: usize = 24;
/// No block has more documents than this, as the length of each takes four bytes of it.
const MOST_DOCUMENTS: usize = BLOCK_BYTES / 4;
/// What zstd packs of the least bytes: a block of it unpacks to no more.
const PACKED: (usize, usize) = (4, 128 << 10);
const LEVEL: i32 = 3;

thread_local! {
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Compressed blocks in memory, in the order of their documents.
#[derive(Default)]
pub struct StoredBlocks {
    /// The compressed blocks, one after another.
    pub data: Vec<u8>,
    /// (documents, raw length, compressed length, crc32) of each block.
    pub blocks: Vec<(u32, u32, u32, u32)>,
    docs: u32,
    /// What compressing needs.
    pub room: Room,
}

/// What compressing needs, half a megabyte of it: to be handed from the blocks that are done to the next.
#[derive(Default)]
pub struct Room {
    lengths: Vec<u8>,
    raw: Vec<u8>,
    compressor: Option<zstd::bulk::Compressor<'static>>,
}

/// The error for a document that is longer than LONGEST_DOCUMENT.
pub fn too_long() -> Error {
    Error::large_document(
        "the stored fields of a document are longer than 512 MB",
        "cut the document into several",
    )
}

impl StoredBlocks {
    /// Adds a document. Errors: Limit, if it is too long.
    pub fn push(&mut self, document: &[u8]) -> Result<()> {
        if document.len() > LONGEST_DOCUMENT {
            return Err(too_long());
        }
        self.room
            .lengths
            .extend_from_slice(&(document.len() as u32).to_le_bytes());
        self.room.raw.extend_from_slice(document);
        self.docs += 1;
        if self.room.raw.len() + self.room.lengths.len() >= BLOCK_BYTES {
            self.close_block()?;
        }
        Ok(())
    }

    /// Compresses the documents of the open block, if it has any.
    pub fn close_block(&mut self) -> Result<()> {
        if self.docs == 0 {
            return Ok(());
        }
        self.room.lengths.extend_from_slice(&self.room.raw);
        let failed = |e: std::io::Error| Error::internal(format!("stored fields cannot be compressed: {e}"));
        let start = self.data.len();
        let bound = zstd::zstd_safe::compress_bound(self.room.lengths.len());
        self.data.resize(start + bound, 0);
        let compressor = match &mut self.room.compressor {
            Some(kept) => kept,
            none => none.insert(zstd::bulk::Compressor::new(LEVEL).map_err(failed)?),
        };
        let size = compressor
            .compress_to_buffer(&self.room.lengths, &mut self.data[start..])
            .map_err(failed)?;
        self.data.truncate(start + size);
        let crc = crc32fast::hash(&self.data[start..]);
        self.blocks
            .push((self.docs, self.room.lengths.len() as u32, size as u32, crc));
        self.room.lengths.clear();
        self.room.raw.clear();
        self.docs = 0;
        Ok(())
    }

    /// Bytes that the blocks take, about.
    pub fn memory(&self) -> usize {
        self.data.capacity() + self.blocks.capacity() * 16
    }
}

/// Writes the section of stored documents block by block.
pub struct StoredWriter {
    index: Vec<u8>,
    docs: u32,
    offset: u64,
}

impl StoredWriter {
    /// Begins the section.
    pub fn begin(out: &mut dyn Sections) -> Result<StoredWriter> {
        out.begin("stored", "")?;
        Ok(StoredWriter {
            index: Vec::new(),
            docs: 0,
            offset: 0,
        })
    }

    /// Writes a compressed block: its documents, raw length, checksum and bytes.
    pub fn block(&mut self, out: &mut dyn Sections, docs: u32, raw: u32, crc: u32, data: &[u8]) -> Result<()> {
        self.index.extend_from_slice(&self.docs.to_le_bytes());
        self.index.extend_from_slice(&raw.to_le_bytes());
        self.index.extend_from_slice(&self.offset.to_le_bytes());
        self.index.extend_from_slice(&(data.len() as u32).to_le_bytes());
        self.index.extend_from_slice(&crc.to_le_bytes());
        self.docs += docs;
        self.offset += data.len() as u64;
        out.write(data)
    }

    /// Writes what `blocks` has gathered and empties it.
    pub fn drain(&mut self, out: &mut dyn Sections, blocks: &mut StoredBlocks) -> Result<()> {
        let mut at = 0;
        for (docs, raw, length, crc) in std::mem::take(&mut blocks.blocks) {
            self.block(out, docs, raw, crc, &blocks.data[at..at + length as usize])?;
            at += length as usize;
        }
        blocks.data.clear();
        Ok(())
    }

    /// Ends the section and writes the index; how many documents there are.
    pub fn end(self, out: &mut dyn Sections) -> Result<u32> {
        out.end();
        out.section("stored index", "", &self.index)?;
        Ok(self.docs)
    }
}

type Raw = Arc<Vec<u8>>;

/// The stored documents of an open segment.
pub struct Stored {
    data: Section,
    index: Section,
    doc_count: u32,
    checked: AtomicBool,
    last: Mutex<Option<(usize, Raw)>>,
}

#[derive(Clone, Copy)]
struct Entry {
    first: u32,
    raw: u32,
    offset: u64,
    length: u32,
    crc: u32,
}

impl Stored {
    /// Opens the stored documents of a segment. Errors: Damaged.
    pub fn open(table: &Table, doc_count: u32) -> Result<Stored> {
        let stored = Stored {
            data: table.section("stored", "")?,
            index: table.section("stored index", "")?,
            doc_count,
            checked: AtomicBool::new(false),
            last: Mutex::new(None),
        };
        let blocks = stored.block_count();
        if !stored.index.range.len().is_multiple_of(ENTRY) || doc_count as usize > blocks.saturating_mul(MOST_DOCUMENTS)
        {
            return Err(stored.index.damaged("it is too short for the document count"));
        }
        Ok(stored)
    }

    /// How many blocks there are.
    pub fn block_count(&self) -> usize {
        self.index.range.len() / ENTRY
    }

    fn entry(&self, block: usize) -> Option<Entry> {
        let bytes = self.index.bytes().get(block * ENTRY..(block + 1) * ENTRY)?;
        Some(Entry {
            first: u32_at(bytes, 0)?,
            raw: u32_at(bytes, 4)?,
            offset: u64_at(bytes, 8)?,
            length: u32_at(bytes, 16)?,
            crc: u32_at(bytes, 20)?,
        })
    }

    /// First document of a block, or the number of documents past the last.
    pub fn first_doc(&self, block: usize) -> u32 {
        self.entry(block).map_or(self.doc_count, |entry| entry.first)
    }

    fn check(&self) -> Result<()> {
        if !self.checked.load(Ordering::Relaxed) {
            self.index.check()?;
            self.check_index()?;
            self.checked.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Whether the blocks follow one another and hold the documents. Errors: Damaged.
    fn check_index(&self) -> Result<()> {
        let (mut first, mut offset) = (0, 0);
        for block in 0..self.block_count() {
            let entry = self.entry(block).ok_or_else(|| self.index.damaged("it is cut off"))?;
            let docs = self.first_doc(block + 1).saturating_sub(entry.first) as usize;
            if entry.first != first || entry.offset != offset || docs == 0 {
                return Err(self.index.damaged("its blocks are out of order"));
            }
            if docs > MOST_DOCUMENTS || (entry.raw as usize) < 4 * docs || entry.raw as usize > LONGEST {
                return Err(self.index.damaged(format!("block {block} cannot be that long")));
            }
            first = self.first_doc(block + 1);
            offset = offset.saturating_add(u64::from(entry.length));
        }
        if first != self.doc_count || offset != self.data.range.len() as u64 {
            return Err(self.index.damaged("its blocks are out of order"));
        }
        Ok(())
    }

    /// The compressed bytes of a block, checked: (documents, raw length, crc32, bytes).
    pub fn compressed(&self, block: usize) -> Result<(u32, u32, u32, &[u8])> {
        self.check()?;
        let entry = self.entry(block).ok_or_else(|| self.index.damaged("it is cut off"))?;
        let start = usize::try_from(entry.offset).unwrap_or(usize::MAX);
        let bytes = start
            .checked_add(entry.length as usize)
            .and_then(|end| self.data.bytes().get(start..end))
            .ok_or_else(|| self.index.damaged("a block lies outside the stored documents"))?;
        if crc32fast::hash(bytes) != entry.crc {
            return Err(self
                .data
                .damaged(format!("the checksum of block {block} does not match")));
        }
        let docs = self
            .first_doc(block + 1)
            .checked_sub(entry.first)
            .ok_or_else(|| self.index.damaged("its blocks are out of order"))?;
        Ok((docs, entry.raw, entry.crc, bytes))
    }

    /// Never waits for another thread: in a child that was forked while one held the last block, it would wait for ever.
    fn raw(&self, block: usize) -> Result<Raw> {
        if let Ok(last) = self.last.try_lock()
            && let Some((number, raw)) = &*last
            && *number == block
        {
            return Ok(raw.clone());
        }
        let (_, length, _, bytes) = self.compressed(block)?;
        let raw = self.unpacked(block, bytes, length as usize)?;
        let raw = Arc::new(raw);
        if let Ok(mut last) = self.last.try_lock() {
            *last = Some((block, raw.clone()));
        }
        Ok(raw)
    }

    /// Unpacks a block of so many bytes. Room is made for no more than it can hold. Errors: Damaged, OutOfResources.
    fn unpacked(&self, block: usize, bytes: &[u8], length: usize) -> Result<Vec<u8>> {
        let damaged = |what: &str| self.data.damaged(format!("block {block} cannot be unpacked: {what}"));
        let most = (bytes.len() / PACKED.0 + 1).saturating_mul(PACKED.1);
        let told = zstd::zstd_safe::get_frame_content_size(bytes);
        if length > most || !matches!(told, Ok(Some(told)) if told == length as u64) {
            return Err(damaged("it is of another length"));
        }
        let mut raw = Vec::new();
        if raw.try_reserve_exact(length).is_err() {
            return Err(Error::OutOfResources(format!(
                "there is no memory for {length} bytes of stored documents"
            )));
        }
        let unpacked = UNPACKER.with(|kept| {
            // Making one costs as much as unpacking a block with it.
            let mut kept = kept.borrow_mut();
            match &mut *kept {
                Some(unpacker) => unpacker.decompress_to_buffer(bytes, &mut raw),
                none => none
                    .insert(zstd::bulk::Decompressor::new()?)
                    .decompress_to_buffer(bytes, &mut raw),
            }
        });
        match unpacked {
            Ok(count) if count == length => Ok(raw),
            Ok(_) => Err(damaged("it is of another length")),
            Err(error) => Err(damaged(&error.to_string())),
        }
    }

    /// The stored bytes of a document (empty if it has none).
    pub fn get(&self, doc: u32) -> Result<Vec<u8>> {
        if doc >= self.doc_count {
            return Err(Error::invalid(format!("there is no document {doc}")));
        }
        self.check()?;
        let (mut low, mut high) = (0, self.block_count());
        while low < high {
            let middle = (low + high) / 2;
            if self.first_doc(middle) <= doc {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let block = low
            .checked_sub(1)
            .ok_or_else(|| self.index.damaged("a document has no block"))?;
        let raw = self.raw(block)?;
        let first = self.first_doc(block);
        let docs = self.first_doc(block + 1).saturating_sub(first) as usize;
        let within = || {
            let mut start = docs.checked_mul(4)?;
            for before in 0..(doc - first) as usize {
                start = start.checked_add(u32_at(&raw, 4 * before)? as usize)?;
            }
            let length = u32_at(&raw, 4 * (doc - first) as usize)? as usize;
            Some(raw.get(start..start.checked_add(length)?)?.to_vec())
        };
        within().ok_or_else(|| self.data.damaged(format!("block {block} is malformed")))
    }

    /// Reads everything. Errors: Damaged.
    pub fn verify(&self) -> Result<()> {
        self.check()?;
        for block in 0..self.block_count() {
            let (docs, ..) = self.compressed(block)?;
            let raw = self.raw(block)?;
            let mut end = 4 * docs as usize;
            for doc in 0..docs as usize {
                end = end.saturating_add(u32_at(&raw, 4 * doc).unwrap_or_default() as usize);
            }
            if end != raw.len() {
                return Err(self.data.damaged(format!("block {block} is malformed")));
            }
        }
        Ok(())
    }
}
