//! Which documents a new segment's replace: those that share a term of a field whose terms are unique.

use crate::error::Result;
use crate::segment::dictionary::TermInfo;
use crate::segment::{Field, Segment};

/// Documents that are replaced: of the new segment itself, and of each older one, ascending.
pub type Replaced = (Vec<u32>, Vec<Vec<u32>>);

/// Of documents of `new` with the same term of `field` the last one stays; documents of `older` stay if `new` has none
/// of their terms. The sorted dictionaries are walked side by side: the cost is that of the terms, whatever they match.
pub fn replaced(field: &str, new: &Segment, older: &[&Segment]) -> Result<Replaced> {
    let Some(keys) = new.field(field) else {
        return Ok((Vec::new(), vec![Vec::new(); older.len()]));
    };
    let mut earlier = Vec::new();
    let mut terms = keys.terms();
    while terms.next()? {
        if terms.info().df > 1 {
            let from = earlier.len();
            add_docs(keys, terms.info(), &mut earlier)?;
            // Whichever was added last has the greatest number.
            debug_assert!(earlier[from..].is_sorted());
            earlier.pop();
        }
    }
    settle(&mut earlier);
    let mut gone = Vec::new();
    for segment in older {
        let mut docs = Vec::new();
        if let Some(theirs) = segment.field(field) {
            shared_docs(keys, theirs, &mut docs)?;
        }
        settle(&mut docs);
        gone.push(docs);
    }
    Ok((earlier, gone))
}

/// Documents of `theirs` under the terms that both fields have.
fn shared_docs(keys: &Field, theirs: &Field, docs: &mut Vec<u32>) -> Result<()> {
    let (mut wanted, mut there) = (keys.terms(), theirs.terms());
    let mut target = Vec::new();
    if !wanted.next()? {
        return Ok(());
    }
    loop {
        if !there.seek(wanted.term())? {
            return Ok(());
        }
        if there.term() == wanted.term() {
            add_docs(theirs, there.info(), docs)?;
            if !wanted.next()? {
                return Ok(());
            }
        } else {
            target.clear();
            target.extend_from_slice(there.term());
            if !wanted.seek(&target)? {
                return Ok(());
            }
        }
    }
}

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

/// In order, each once: a document may have several terms.
fn settle(docs: &mut Vec<u32>) {
    docs.sort_unstable();
    docs.dedup();
}
