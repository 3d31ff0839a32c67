//! Checksums of the blocks of a section, for sections of which a search reads only parts. The bytes are those of
//! `docs/format.md`, "Checksums of blocks".

/// Bytes of a block.
pub const BYTES: usize = 1 << 14;

/// The sections that are read in parts, and so have checksums of their blocks.
pub fn has_blocks(kind: &str) -> bool {
    matches!(kind, "postings" | "lengths" | "number data" | "keyword ordinals")
}

/// Sums up the blocks of a section while it is written.
#[derive(Default)]
pub struct BlockSums {
    block: crc32fast::Hasher,
    filled: usize,
    sums: Vec<u32>,
}

impl BlockSums {
    /// Takes the next bytes of the section.
    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BYTES - self.filled));
            self.block.update(now);
            self.filled += now.len();
            if self.filled == BYTES {
                self.close();
            }
            bytes = rest;
        }
    }

    fn close(&mut self) {
        self.sums.push(std::mem::take(&mut self.block).finalize());
        self.filled = 0;
    }

    /// The checksums of all blocks; none if the section is one block, whose checksum is in the table.
    pub fn finish(mut self) -> Vec<u32> {
        if self.filled > 0 {
            self.close();
        }
        if self.sums.len() > 1 { self.sums } else { Vec::new() }
    }
}
