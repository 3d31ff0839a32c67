//! The documents that have a term, grouped by what stands of them in columns of numbers.

use std::collections::HashSet;

use super::{DocSet, NumberColumn, Segment};
use crate::error::Result;

/// Documents that have the same values in four columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their values. Those without a value in the first column are groups of their own.
    pub values: [Option<i64>; 4],
    /// The first of them.
    pub doc: u32,
    /// Whether they are not deleted.
    pub live: bool,
}

impl Segment {
    /// The documents that have a term, in groups by columns of numbers, in the order of their first documents. Those that
    /// are deleted are in other groups than those that are not. It ends when the live ones have more than `most` different
    /// values of the first column. Errors: Damaged.
    pub fn grouped(
        &self,
        field: &str,
        term: &[u8],
        columns: &[String; 4],
        deleted: Option<&DocSet>,
        most: usize,
    ) -> Result<Vec<Group>> {
        let Some(field) = self.field(field) else {
            return Ok(Vec::new());
        };
        let Some(info) = field.term(term)? else {
            return Ok(Vec::new());
        };
        let mut read: [Option<&NumberColumn>; 4] = [None; 4];
        for (place, name) in read.iter_mut().zip(columns) {
            *place = self.number_column(name)?;
        }
        let mut found: Vec<Group> = Vec::new();
        let mut seen: HashSet<([Option<i64>; 4], bool)> = HashSet::new();
        let mut firsts: HashSet<(Option<i64>, u32)> = HashSet::new();
        let mut postings = field.postings(&info)?;
        while postings.next_block()? {
            for &doc in postings.docs() {
                let mut values = [None; 4];
                for (value, column) in values.iter_mut().zip(read) {
                    if let Some(column) = column {
                        *value = column.get(doc)?;
                    }
                }
                let live = !deleted.is_some_and(|deleted| deleted.contains(doc));
                if values[0].is_some() && !seen.insert((values, live)) {
                    continue;
                }
                found.push(Group { values, doc, live });
                let own = if values[0].is_none() { doc } else { 0 };
                if live && firsts.insert((values[0], own)) && firsts.len() > most {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    /// The documents that have one of these numbers in a column, deleted ones included, in order. `numbers` are sorted.
    /// Errors: Damaged.
    pub fn with_numbers(&self, column: &str, numbers: &[i64]) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        let (Some(column), Some(&low), Some(&high)) = (self.number_column(column)?, numbers.first(), numbers.last())
        else {
            return Ok(found);
        };
        if low == high {
            column.in_range(low, high, |doc| found.push(doc))?;
            return Ok(found);
        }
        let docs: Vec<u32> = (0..self.doc_count()).collect();
        column.for_docs(&docs, |doc, number| {
            if numbers.binary_search(&number).is_ok() {
                found.push(doc);
            }
        })?;
        Ok(found)
    }
}
