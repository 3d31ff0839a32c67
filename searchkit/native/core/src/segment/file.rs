//! The frame of a segment file: a header, sections, and at the end a table that says where each section lies. The bytes
//! are those of `docs/format.md`, "A segment file".
//!
//! Opening checks header, footer and table. What is inside a section is checked by its reader where it decodes it, and
//! whole by `verify`. A file of another version is Incompatible, not Damaged: nothing of it is guessed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::block_sums::{BYTES, BlockSums, has_blocks};
use super::section::{BlockChecks, FileBytes, Listed, Mode, Section};
use super::sections::Sections;
use crate::bytes::{u32_at, u64_at};
use crate::error::{Error, Result};

/// The version of the format that is written, and the only one that is read.
pub const FORMAT_VERSION: u32 = 1;
const MAGIC: &[u8; 12] = b"searchkit-sg";
const END: &[u8; 4] = b"skEN";
const HEADER: usize = 16;
const FOOTER: usize = 32;
/// The section of the checksums of blocks.
const CHECKSUMS: &str = "checksums";

/// The table of an open segment file.
pub struct Table {
    /// The file.
    pub file: Arc<FileBytes>,
    /// The table itself.
    pub meta: Value,
    sections: HashMap<(String, String), Section>,
}

impl Table {
    /// Opens a segment file, and checks header, footer and table. Errors: Io, Damaged, Incompatible.
    pub fn open(path: &Path, mode: Mode) -> Result<Table> {
        let file = FileBytes::open(path, mode)?;
        let bytes = file.bytes();
        let damaged = |section: &str, what: &str| Error::damaged(&file.name, section, what);
        if bytes.len() < HEADER + FOOTER {
            return Err(damaged("its length", "it is too short to be a segment"));
        }
        if &bytes[..12] != MAGIC {
            return Err(damaged("the header", "it does not begin like a segment file"));
        }
        let version = u32_at(bytes, 12).unwrap_or_default();
        let footer = &bytes[bytes.len() - FOOTER..];
        let (Some(offset), Some(length), Some(total), Some(crc)) = (
            u64_at(footer, 0),
            u64_at(footer, 8),
            u64_at(footer, 16),
            u32_at(footer, 24),
        ) else {
            return Err(damaged("the footer", "it is cut off"));
        };
        if &footer[28..] != END || total != bytes.len() as u64 {
            return Err(damaged("the footer", "it is incomplete, or the file was cut off"));
        }
        if version != FORMAT_VERSION {
            // The footer is sound, so that this is another version rather than a damaged header, as far as one can tell.
            return Err(Error::Incompatible {
                file: file.name.clone(),
                what: format!("segment format version {version}; this searchkit reads version {FORMAT_VERSION}"),
            });
        }
        let table = usize::try_from(offset)
            .ok()
            .zip(usize::try_from(length).ok())
            .and_then(|(o, l)| bytes.get(o..o.checked_add(l)?))
            .ok_or_else(|| damaged("the footer", "it points outside the file"))?;
        if crc32fast::hash(table) != crc {
            return Err(damaged("the table of sections", "its checksum does not match"));
        }
        let meta: Value =
            serde_json::from_slice(table).map_err(|e| damaged("the table of sections", &e.to_string()))?;
        let mut sections: Vec<((String, String), Section)> = Vec::new();
        let mut last_end = HEADER;
        for entry in meta["sections"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let (Some(kind), Some(name), Some(start), Some(size), Some(crc)) = (
                entry[0].as_str(),
                entry[1].as_str(),
                entry[2].as_u64(),
                entry[3].as_u64(),
                entry[4].as_u64().and_then(|crc| u32::try_from(crc).ok()),
            ) else {
                return Err(damaged("the table of sections", "an entry is malformed"));
            };
            let (start, size) = (start as usize, size as usize);
            let end = start.checked_add(size).filter(|&end| end <= offset as usize);
            let Some(end) = end else {
                return Err(damaged("the table of sections", "a section lies outside the file"));
            };
            if start < last_end {
                return Err(damaged("the table of sections", "a section lies within another"));
            }
            last_end = end;
            let title = if name.is_empty() {
                kind.to_string()
            } else {
                format!("{kind} of {name}")
            };
            let section = Section {
                file: file.clone(),
                range: start..end,
                crc,
                title,
                checks: None,
            };
            sections.push(((kind.to_string(), name.to_string()), section));
        }
        add_checks(&mut sections)?;
        let count = sections.len();
        let sections: HashMap<(String, String), Section> = sections.into_iter().collect();
        if sections.len() < count {
            return Err(damaged("the table of sections", "two sections have one name"));
        }
        Ok(Table {
            file: file.clone(),
            meta,
            sections,
        })
    }

    /// A section by its kind and name. Errors: Damaged.
    pub fn section(&self, kind: &str, name: &str) -> Result<Section> {
        self.sections
            .get(&(kind.to_string(), name.to_string()))
            .cloned()
            .ok_or_else(|| Error::damaged(&self.file.name, "the table of sections", format!("no {kind} of {name}")))
    }

    /// All sections in the order of the file.
    pub fn sections(&self) -> Vec<&Section> {
        let mut all: Vec<&Section> = self.sections.values().collect();
        all.sort_by_key(|s| s.range.start);
        all
    }

    /// Bytes between sections, which are zero.
    pub fn padding_is_zero(&self) -> bool {
        let bytes = self.file.bytes();
        let mut at = HEADER;
        for section in self.sections() {
            if bytes
                .get(at..section.range.start)
                .is_some_and(|gap| gap.iter().any(|&b| b != 0))
            {
                return false;
            }
            at = at.max(section.range.end);
        }
        let table = u64_at(bytes, bytes.len() - FOOTER).unwrap_or_default() as usize;
        !bytes.get(at..table).is_some_and(|gap| gap.iter().any(|&b| b != 0))
    }
}

/// Gives each section that is read in parts the checks of its blocks. Errors: Damaged.
fn add_checks(sections: &mut [((String, String), Section)]) -> Result<()> {
    let listed = sections
        .iter()
        .find(|((kind, name), _)| kind == CHECKSUMS && name.is_empty());
    let listed = listed.map(|(_, section)| Arc::new(Listed::new(section.clone())));
    let mut next = 0;
    for ((kind, _), section) in sections {
        let length = section.range.len();
        if !has_blocks(kind) || length == 0 {
            continue;
        }
        section.checks = if length <= BYTES {
            Some(Arc::new(BlockChecks::new(length, None)))
        } else {
            let first = next;
            next += length.div_ceil(BYTES);
            let checks = |list: &Arc<Listed>| Arc::new(BlockChecks::new(length, Some((list.clone(), first))));
            listed.as_ref().map(checks)
        };
    }
    match listed {
        Some(list) if list.count() != Some(next) => Err(list.section().damaged("it is of other sections")),
        _ => Ok(()),
    }
}

/// A section that is being written.
struct Open {
    kind: String,
    name: String,
    start: u64,
    crc: crc32fast::Hasher,
    blocks: Option<BlockSums>,
}

/// Writes a segment file section by section.
pub struct FileWriter {
    out: BufWriter<File>,
    path: PathBuf,
    at: u64,
    whole: crc32fast::Hasher,
    open: Option<Open>,
    sections: Vec<Value>,
    /// The checksums of blocks, of all sections so far.
    sums: Vec<u8>,
}

/// What was written: size in bytes and CRC-32 of the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Bytes.
    pub size: u64,
    /// The CRC-32 of all bytes.
    pub crc: u32,
}

impl FileWriter {
    /// Creates the file, which must not exist yet.
    pub fn create(path: &Path) -> Result<FileWriter> {
        let file = File::options()
            .write(true)
            .create_new(true)
            .open(path)
            .map_err(|e| Error::io(path, e))?;
        let mut writer = FileWriter {
            out: BufWriter::with_capacity(1 << 18, file),
            path: path.to_path_buf(),
            at: 0,
            whole: crc32fast::Hasher::new(),
            open: None,
            sections: Vec::new(),
            sums: Vec::new(),
        };
        writer.put(MAGIC)?;
        writer.put(&FORMAT_VERSION.to_le_bytes())?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(|e| Error::io(&self.path, e))?;
        self.whole.update(bytes);
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Writes the checksums of blocks, the table and the footer. `meta` is a JSON object; the sections are added to it.
    pub fn finish(mut self, mut meta: Value) -> Result<Written> {
        let sums = std::mem::take(&mut self.sums);
        if !sums.is_empty() {
            self.section(CHECKSUMS, "", &sums)?;
        }
        meta["sections"] = Value::Array(std::mem::take(&mut self.sections));
        let table = meta.to_string().into_bytes();
        let offset = self.at;
        self.put(&table)?;
        self.put(&offset.to_le_bytes())?;
        self.put(&(table.len() as u64).to_le_bytes())?;
        let total = self.at + 16;
        self.put(&total.to_le_bytes())?;
        self.put(&crc32fast::hash(&table).to_le_bytes())?;
        self.put(END)?;
        self.out.flush().map_err(|e| Error::io(&self.path, e))?;
        let size = self.at;
        Ok(Written {
            size,
            crc: self.whole.clone().finalize(),
        })
    }
}

impl Sections for FileWriter {
    fn begin(&mut self, kind: &str, name: &str) -> Result<()> {
        let padding = (8 - self.at % 8) % 8;
        self.put(&[0; 8][..padding as usize])?;
        self.open = Some(Open {
            kind: kind.to_string(),
            name: name.to_string(),
            start: self.at,
            crc: crc32fast::Hasher::new(),
            blocks: has_blocks(kind).then(BlockSums::default),
        });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some(open) = &mut self.open {
            open.crc.update(bytes);
            if let Some(blocks) = &mut open.blocks {
                blocks.update(bytes);
            }
        }
        self.put(bytes)
    }

    fn position(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| self.at - open.start)
    }

    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            let length = self.at - open.start;
            self.sections
                .push(json!([open.kind, open.name, open.start, length, open.crc.finalize()]));
            let sums = open.blocks.map(BlockSums::finish).unwrap_or_default();
            self.sums.extend(sums.into_iter().flat_map(u32::to_le_bytes));
        }
    }
}
