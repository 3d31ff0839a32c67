//! What is stored of several documents of a snapshot, read one after another: those of a page.

use super::snapshot::Snapshot;
use crate::error::{Error, Result};
use crate::panics;

/// What is stored of a document, and its values in some columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredDocument {
    /// The stored bytes.
    pub stored: Vec<u8>,
    /// Its value in each of the columns of numbers that were asked for.
    pub numbers: Vec<Option<i64>>,
    /// Its first value in the column of keywords that was asked for.
    pub keyword: Option<Vec<u8>>,
}

/// The documents with these numbers, in their order. The first is the one that somebody waits for: what is wrong with it
/// is the error. Another that cannot be read is None, and so are those after the first `most` bytes. Errors: Damaged,
/// Invalid for a number of no document.
pub fn stored_page(
    snapshot: &Snapshot,
    docs: &[u32],
    columns: &[String],
    keyword: &str,
    most: usize,
) -> Result<Vec<Option<StoredDocument>>> {
    let mut found = Vec::with_capacity(docs.len());
    let mut bytes = 0;
    for (at, &doc) in docs.iter().enumerate() {
        if at > 0 && bytes > most {
            found.push(None);
            continue;
        }
        let document = match panics::caught(|| stored_document(snapshot, doc, columns, keyword)) {
            Ok(document) => document,
            Err(error) if at == 0 => return Err(error),
            Err(_) => {
                found.push(None);
                continue;
            }
        };
        bytes += document.stored.len();
        found.push(Some(document));
    }
    Ok(found)
}

fn stored_document(snapshot: &Snapshot, doc: u32, columns: &[String], keyword: &str) -> Result<StoredDocument> {
    let (at, local) = snapshot
        .locate(doc)
        .ok_or_else(|| Error::invalid(format!("there is no document {doc}")))?;
    let segment = &snapshot.leaves()[at].segment;
    let number = |name: &String| {
        segment
            .number_column(name)?
            .map_or(Ok(None), |column| column.get(local))
    };
    let mut ordinals = Vec::new();
    let keyword = match segment.keyword_column(keyword) {
        None => None,
        Some(column) => {
            column.ordinals(local, &mut ordinals)?;
            ordinals.first().map(|&first| column.value(first)).transpose()?
        }
    };
    Ok(StoredDocument {
        stored: segment.stored(local)?,
        numbers: columns.iter().map(number).collect::<Result<_>>()?,
        keyword: keyword.map(|value| value.to_vec()),
    })
}
