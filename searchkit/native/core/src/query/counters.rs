//! Counters of the values of a column. A search counts few of many values, so it pays for those alone: the table of
//! counters is kept by its thread from search to search, all zero.

use std::cell::RefCell;

/// A longer table is not kept.
pub const KEPT: usize = 1 << 20;

/// How often each value was counted, and what it was counted for last.
#[derive(Default)]
pub struct Counters {
    table: Vec<(u32, u32)>,
    /// The values whose counts are not zero, in no order.
    counted: Vec<u32>,
}

thread_local! {
    static SPARE: RefCell<Vec<Counters>> = const { RefCell::new(Vec::new()) };
}

/// Tables that a thread keeps: its own, and one for a second thread that it starts.
const TABLES: usize = 2;

/// A table that this thread keeps and does not need now, for another thread.
pub fn spare() -> Option<Counters> {
    SPARE.with(|spare| spare.borrow_mut().pop())
}

/// Keeps a table of another thread's for this one.
pub fn keep(counters: Option<Counters>) {
    SPARE.with(|spare| {
        let mut spare = spare.borrow_mut();
        if spare.len() < TABLES {
            spare.extend(counters);
        }
    });
}

impl Counters {
    /// Counters of so many values, all zero.
    pub fn take(values: usize) -> Counters {
        let mut counters = spare().unwrap_or_default();
        if counters.table.len() < values {
            counters.table.resize(values, (0, 0));
        }
        counters
    }

    /// Adds `count`, which is not 0, to that of a value.
    #[inline]
    pub fn add(&mut self, value: u32, count: u32) {
        let (known, _) = &mut self.table[value as usize];
        if *known == 0 {
            self.counted.push(value);
        }
        *known += count;
    }

    /// Counts a value for a document. Documents come one after another, and none counts twice.
    #[inline]
    pub fn add_of(&mut self, value: u32, doc: u32) {
        let (known, last) = &mut self.table[value as usize];
        if *known == 0 {
            self.counted.push(value);
        } else if *last == doc {
            return;
        }
        *known += 1;
        *last = doc;
    }

    /// The values that were counted with their counts, in no order. Where this is not called, the table is not kept.
    pub fn finish(mut self) -> Vec<(u32, u32)> {
        let table = &mut self.table;
        let found = self.counted.drain(..);
        let found = found
            .map(|value| (value, std::mem::take(&mut table[value as usize]).0))
            .collect();
        if self.table.len() <= KEPT {
            keep(Some(self));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_once_a_document_and_from_zero() {
        for _ in 0..2 {
            let mut counters = Counters::take(5);
            for (value, doc) in [(3, 0), (3, 0), (0, 0), (3, 1), (0, 7), (3, 7)] {
                counters.add_of(value, doc);
            }
            assert_eq!(sorted(counters), [(0, 2), (3, 3)]);
            let mut counters = Counters::take(9);
            for (value, count) in [(8, 5), (1, 1), (8, 2)] {
                counters.add(value, count);
            }
            assert_eq!(sorted(counters), [(1, 1), (8, 7)]);
            Counters::take(2).add(1, 4);
        }
        assert_eq!(sorted(Counters::take(KEPT + 1)), []);
        assert_eq!(sorted(Counters::take(3)), []);
    }

    fn sorted(counters: Counters) -> Vec<(u32, u32)> {
        let mut found = counters.finish();
        found.sort_unstable();
        found
    }
}
