//! Each part of the format, written and read back, whole and damaged.

mod columns;
mod dictionary;
mod postings;
mod stored;

use super::section::Section;
use super::sections::Sections;
use crate::test_support::{Random, table_of};

/// Sections with these bytes, in this order.
fn sections<const N: usize>(bytes: [&[u8]; N]) -> [Section; N] {
    let (table, ()) = table_of(|out| {
        for (n, bytes) in bytes.iter().enumerate() {
            out.section("part", &n.to_string(), bytes).unwrap();
        }
    });
    std::array::from_fn(|n| table.section("part", &n.to_string()).unwrap())
}

/// The same bytes with one bit that differs.
fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = random.below(bytes.len() as u32) as usize;
    bytes[at] ^= 1 << random.below(8);
    bytes
}
