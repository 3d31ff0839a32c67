//! The bytes of an open segment file and its sections, with the checks of their blocks.
//!
//! A block is compared with its checksum when anything of it is first read, and a bit remembers that it was right. A
//! damaged block is never remembered: it gives an error every time.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::block_sums::BYTES;
use crate::bytes::u32_at;
use crate::error::{Error, Result};

/// How a segment file is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As a read-only memory map. The file must not be truncated while it is open; searchkit never does.
    Mapped,
    /// Read into memory at once, for disks that may go away (network shares).
    InMemory,
}

enum Held {
    Map(memmap2::Mmap),
    Memory(Vec<u8>),
}

/// The bytes of an open file, and its name for messages.
pub struct FileBytes {
    held: Held,
    /// The name of the file, without its folder.
    pub name: String,
}

impl FileBytes {
    /// Opens a file. Errors: Io.
    pub fn open(path: &Path, mode: Mode) -> Result<Arc<FileBytes>> {
        let mut file = File::open(path).map_err(|e| Error::io(path, e))?;
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let held = match mode {
            // An empty file cannot be mapped everywhere.
            Mode::Mapped if file.metadata().map_err(|e| Error::io(path, e))?.len() > 0 => {
                // SAFETY: segment files are written once under a new name, and never changed or truncated afterwards;
                // a process that truncates one from outside gets a SIGBUS, which `Mode::InMemory` avoids.
                Held::Map(unsafe { memmap2::Mmap::map(&file) }.map_err(|e| Error::io(path, e))?)
            }
            _ => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
                Held::Memory(bytes)
            }
        };
        Ok(Arc::new(FileBytes { held, name }))
    }

    /// All bytes of the file.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        match &self.held {
            Held::Map(map) => map,
            Held::Memory(bytes) => bytes,
        }
    }
}

/// One section of an open file.
#[derive(Clone)]
pub struct Section {
    /// The file that it is in.
    pub file: Arc<FileBytes>,
    /// Where it lies in the file; checked when the file was opened.
    pub range: Range<usize>,
    /// Its CRC-32.
    pub crc: u32,
    /// Its kind and name, for messages.
    pub title: String,
    /// The checks of its blocks, if it has checksums of them.
    pub(super) checks: Option<Arc<BlockChecks>>,
}

impl Section {
    /// Its bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.file.bytes()[self.range.clone()]
    }

    /// The error that it is damaged.
    pub fn damaged(&self, what: impl Into<String>) -> Error {
        Error::damaged(&self.file.name, &self.title, what)
    }

    /// Compares the whole section with its checksum.
    pub fn check(&self) -> Result<()> {
        if crc32fast::hash(self.bytes()) == self.crc {
            Ok(())
        } else {
            Err(self.damaged("its checksum does not match"))
        }
    }

    /// Checks the blocks in which these of its bytes lie, unless they were found right before. A section of an earlier
    /// version has no checksums of its blocks, and nothing is checked. Errors: Damaged, also if the bytes end beyond it.
    #[inline]
    pub fn check_part(&self, bytes: Range<usize>) -> Result<()> {
        match &self.checks {
            Some(checks) if !checks.all() => checks.check(self, bytes),
            _ => Ok(()),
        }
    }

    /// Compares the whole section with its checksum, if reading it checks nothing. Errors: Damaged.
    pub fn check_unchecked(&self) -> Result<()> {
        if self.checks.is_some() { Ok(()) } else { self.check() }
    }

    /// Whether anything of it is still to be checked before it is read.
    #[inline]
    pub fn is_unchecked(&self) -> bool {
        self.checks.as_ref().is_some_and(|checks| !checks.all())
    }

    /// Whether reading it checks what is read.
    #[inline]
    pub fn has_checks(&self) -> bool {
        self.checks.is_some()
    }

    /// Checks the blocks in which the places of these documents lie, which are in order and have `width` bytes each.
    /// Errors: Damaged.
    #[inline]
    pub fn check_places(&self, docs: &[u32], width: usize) -> Result<()> {
        match &self.checks {
            Some(checks) if !checks.all() => self.check_each_place(docs, width),
            _ => Ok(()),
        }
    }

    fn check_each_place(&self, docs: &[u32], width: usize) -> Result<()> {
        let place = |doc: u32| doc as usize * width..(doc as usize + 1) * width;
        let (Some(&first), Some(&last)) = (docs.first(), docs.last()) else {
            return Ok(());
        };
        let span = place(first).start..place(last).end;
        // Near ones lie in few blocks; of far ones only their own blocks are read.
        if span.len() / BYTES <= docs.len() {
            return self.check_part(span);
        }
        docs.iter().try_for_each(|&doc| self.check_part(place(doc)))
    }

    /// Compares every byte with the section's checksum and with those of its blocks. Errors: Damaged.
    pub fn verify(&self) -> Result<()> {
        self.check()?;
        self.checks.as_ref().map_or(Ok(()), |checks| checks.verify(self))
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
