//! The documents that have a term, grouped by what stands of them in columns of numbers.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{DocSet, NumberColumn, Segment};
use crate::error::Result;

/// What to group by: columns, by name, and what to compare spans with.
pub struct Grouping<'a> {
    /// The column of kinds. A document without one is a kind of its own.
    pub kind: &'a str,
    /// The column that tells the groups of a kind apart. A document without a value is left out.
    pub group: &'a str,
    /// The columns of the first and last number of a document's span.
    pub span: (&'a str, &'a str),
    /// The span to compare with.
    pub near: Option<(i64, i64)>,
}

/// Documents of one kind and one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their kind, if they have one.
    pub kind: Option<i64>,
    /// Their group.
    pub group: i64,
    /// The first of them.
    pub doc: u32,
    /// Whether they are not deleted.
    pub live: bool,
    /// From the end of one span to the beginning of the other, for the nearest of them; at most 0 if both overlap, and 0 if
    /// either is missing.
    pub apart: i64,
}

#[derive(PartialEq, Eq, Hash)]
enum Kind {
    Of(i64),
    Own(u32),
}

impl Segment {
    /// The groups of the documents that have a term, in the order of their first documents. It ends after those of `most`
    /// kinds and one more. Deleted documents make groups of their own, whose distance does not count. Errors: Damaged.
    pub fn grouped(
        &self,
        field: &str,
        term: &[u8],
        by: &Grouping<'_>,
        deleted: Option<&DocSet>,
        most: usize,
    ) -> Result<Vec<Group>> {
        let Some(field) = self.field(field) else {
            return Ok(Vec::new());
        };
        let Some(info) = field.term(term)? else {
            return Ok(Vec::new());
        };
        let kinds = self.number_column(by.kind)?;
        let (first, last) = (self.number_column(by.span.0)?, self.number_column(by.span.1)?);
        let Some(groups) = self.number_column(by.group)? else {
            return Ok(Vec::new());
        };
        let value = |column: Option<&NumberColumn>, doc: u32| column.and_then(|column| column.get(doc));
        let apart = |doc: u32| match (by.near, value(first, doc), value(last, doc)) {
            (Some((from, to)), Some(first), Some(last)) => from.max(first).saturating_sub(to.min(last)),
            _ => 0,
        };
        let mut found: Vec<Group> = Vec::new();
        let mut places: HashMap<(Kind, i64, bool), usize> = HashMap::new();
        let mut live_kinds: HashMap<Kind, ()> = HashMap::new();
        let mut postings = field.postings(&info)?;
        while postings.next_block()? {
            for &doc in postings.docs() {
                let Some(group) = groups.get(doc) else {
                    continue;
                };
                let kind = value(kinds, doc);
                let named = || kind.map_or(Kind::Own(doc), Kind::Of);
                let live = !deleted.is_some_and(|deleted| deleted.contains(doc));
                match places.entry((named(), group, live)) {
                    Entry::Occupied(place) if live => {
                        let group = &mut found[*place.get()];
                        group.apart = group.apart.min(apart(doc));
                    }
                    Entry::Occupied(_) => {}
                    Entry::Vacant(place) => {
                        place.insert(found.len());
                        let apart = if live { apart(doc) } else { 0 };
                        found.push(Group { kind, group, doc, live, apart });
                        if live && live_kinds.insert(named(), ()).is_none() && live_kinds.len() > most {
                            return Ok(found);
                        }
                    }
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
            column.in_range(low, high, |doc| found.push(doc));
            return Ok(found);
        }
        let docs: Vec<u32> = (0..self.doc_count()).collect();
        column.for_docs(&docs, |doc, number| {
            if numbers.binary_search(&number).is_ok() {
                found.push(doc);
            }
        });
        Ok(found)
    }
}
