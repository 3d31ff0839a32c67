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

/// Which of many terms, by their places, any document has, also a deleted one. In order.
pub fn held(segments: &[&Segment], field: &str, terms: &[&[u8]]) -> Result<Vec<usize>> {
    // In the order of a dictionary, each block of it is entered once.
    let mut sorted: Vec<usize> = (0..terms.len()).collect();
    sorted.sort_unstable_by_key(|&place| terms[place]);
    let mut is_held = vec![false; terms.len()];
    for segment in segments {
        let Some(field) = segment.field(field) else { continue };
        let mut known = field.terms();
        for &place in &sorted {
            if !known.seek(terms[place])? {
                break;
            }
            is_held[place] |= known.term() == terms[place];
        }
    }
    Ok((0..terms.len()).filter(|&place| is_held[place]).collect())
}

fn add_docs(field: &Field, info: &TermInfo, docs: &mut Vec<u32>) -> Result<()> {
    let mut postings = field.postings(info)?;
    while postings.next_block()? {
        docs.extend_from_slice(postings.docs());
    }
    Ok(())
}
