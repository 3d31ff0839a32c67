//! Which documents have the parts of a query where it asks for them: positions of the words of all leaves, for the
//! documents that have the words, a number of documents at a time.

use super::expand::expand;
use super::leaves::meet;
use super::matches::{Among, Matches, Set, below};
use super::run::Run;
use super::tree::{Placed, Query};
use crate::error::Result;
use crate::segment::{BLOCK, Field};
use crate::spans::{Positions, count_up_to};

/// Documents whose positions are held at once.
const CHUNK: usize = 1 << 14;

/// The positions of one leaf in a number of documents.
#[derive(Default)]
struct Stood {
    /// (place of the document, position), in order.
    pairs: Vec<(u32, u32)>,
    /// The next pair that was not yet asked for.
    at: usize,
    positions: Vec<u32>,
}

impl Stood {
    /// Those of the document at a place. Places are asked for in order.
    fn go_to(&mut self, place: u32) {
        self.positions.clear();
        while let Some(&(at, position)) = self.pairs.get(self.at) {
            if at > place {
                break;
            }
            if at == place {
                self.positions.push(position);
            }
            self.at += 1;
        }
    }
}

/// Those of the matches of its query in which the leaves stand as `placed` asks.
pub fn placed(run: &Run, placed: &Placed, mut matches: Matches) -> Result<Matches> {
    if matches.docs.is_empty() {
        return Ok(matches);
    }
    let docs = matches.docs.into_list();
    let mut kept = vec![false; docs.len()];
    for (chunk, kept) in docs.chunks(CHUNK).zip(kept.chunks_mut(CHUNK)) {
        run.tick()?;
        let mut stood = Vec::with_capacity(placed.leaves.len());
        for (field, leaf) in &placed.leaves {
            stood.push(positions(run, run.leaf.segment.field(field), leaf, chunk)?);
        }
        let (mut sentences, mut paragraphs) = (Stood::default(), Stood::default());
        if let Some(field) = placed.breaks.as_ref().and_then(|name| run.leaf.segment.field(name)) {
            sentences = positions(run, Some(field), &term(SENTENCE), chunk)?;
            paragraphs = positions(run, Some(field), &term(PARAGRAPH), chunk)?;
        }
        for (place, kept) in (0u32..).zip(kept) {
            run.tick()?;
            stood.iter_mut().for_each(|leaf| leaf.go_to(place));
            sentences.go_to(place);
            paragraphs.go_to(place);
            let leaves: Vec<&[u32]> = stood.iter().map(|leaf| leaf.positions.as_slice()).collect();
            let text = Positions {
                leaves: &leaves,
                sentences: &sentences.positions,
                paragraphs: &paragraphs.positions,
            };
            *kept = is_placed(placed, &text, run)?;
        }
    }
    let mut at = 0;
    matches.docs = Set::Sparse(docs);
    matches.retain(|_| {
        at += 1;
        kept[at - 1]
    });
    Ok(matches)
}

fn is_placed(placed: &Placed, text: &Positions, run: &Run) -> Result<bool> {
    let mut tick = || run.tick();
    let mut missing = placed.least.max(1) as usize;
    for group in &placed.groups {
        missing -= count_up_to(missing, group, text, &mut tick)?;
        if missing == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The term of the places where sentences begin, in the field that has them.
pub const SENTENCE: &[u8] = b"s";
/// The same of paragraphs.
pub const PARAGRAPH: &[u8] = b"p";

fn term(term: &[u8]) -> Query {
    Query::Term {
        field: String::new(),
        term: term.to_vec(),
        boost: 1.0,
    }
}

/// Where any term of a leaf stands, in some documents.
fn positions(run: &Run, field: Option<&Field>, leaf: &Query, docs: &[u32]) -> Result<Stood> {
    let mut stood = Stood::default();
    let Some(field) = field.filter(|field| field.has_positions()) else {
        return Ok(stood);
    };
    let (mut positions, mut terms) = (Vec::with_capacity(BLOCK), 0);
    expand(
        leaf,
        field,
        || run.tick(),
        |_, info| {
            terms += 1;
            let (mut postings, mut from) = (field.postings(info)?, 0);
            meet(run, &mut postings, Among::Sparse(docs), |postings, places| {
                for &at in places {
                    let doc = postings.docs()[usize::from(at)];
                    from += below(&docs[from..], doc);
                    postings.positions(usize::from(at), &mut positions)?;
                    stood
                        .pairs
                        .extend(positions.iter().map(|&position| (from as u32, position)));
                }
                Ok(())
            })
        },
    )?;
    if terms > 1 {
        stood.pairs.sort_unstable();
        stood.pairs.dedup();
    }
    Ok(stood)
}
