//! What several tests need.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use crate::segment::Mode;
use crate::segment::file::{FileWriter, Table};

/// Numbers that look random (a linear congruential generator). The same seed gives the same ones.
pub struct Random(pub u64);

impl Random {
    /// A number from 0 up to `limit`, which is left out.
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }

    /// A number below one of several limits.
    pub fn below_any(&mut self, limits: &[u32]) -> u32 {
        let limit = *self.pick(limits);
        self.below(limit)
    }

    /// True one time in `one_in`.
    pub fn chance(&mut self, one_in: u32) -> bool {
        self.below(one_in) == 0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u32) as usize]
    }
}

/// A path at which no file is yet.
pub fn new_path() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("searchkit-test-{}-{number}.data", std::process::id()))
}

/// The table of a segment file that holds what `write` writes, read into memory, and what `write` gives.
pub fn table_of<R>(write: impl FnOnce(&mut FileWriter) -> R) -> (Table, R) {
    let path = new_path();
    let mut out = FileWriter::create(&path).unwrap();
    let given = write(&mut out);
    out.finish(json!({})).unwrap();
    let table = Table::open(&path, Mode::InMemory).unwrap();
    std::fs::remove_file(&path).unwrap();
    (table, given)
}
