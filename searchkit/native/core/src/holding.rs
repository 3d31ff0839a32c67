//! Which documents have a term.

use crate::error::Result;
use crate::segment::dictionary::TermInfo;
use crate::segment::{Field, Segment};

/// The documents that have a term, by the place of the segment. Segments without any are left out.
pub fn holding(segments: &[&Segment], field: &str, term: &[u8]) -> Result<Vec<(usize, Vec<u32>)>> {
    let mut found = Vec::new();
    for (place, segment) in segments.iter().enumerate() {
        let Some(field) = segment.field(field) else { continue };
        if let Some(info) = field.term(term)? {
            let mut docs = Vec::new();
            add_docs(field, &info, &mut docs)?;
            found.push((place, docs));
        }
    }
    Ok(found)
}

fn add_docs(field: &Field, info: &TermInfo, docs: &mut Vec<u32>) -> Result<()> {
    let mut postings = field.postings(info)?;
    while postings.next_block()? {
        docs.extend_from_slice(postings.docs());
    }
    Ok(())
}
