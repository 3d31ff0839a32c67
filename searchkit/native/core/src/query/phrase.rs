//! Phrases: documents that have all terms, then positions for these documents only.

use super::bind::BoundTerm;
use super::evaluate::Run;
use super::matches::{Among, Matches};
use crate::error::Result;
use crate::segment::{Field, Postings};

/// One distinct term of the phrase, on a document.
struct Place<'a> {
    postings: Postings<'a>,
    at: usize,
    positions: Vec<u32>,
}

impl Place<'_> {
    /// Moves to the first document at or after `target` that has the term; None at the end.
    #[inline]
    fn advance(&mut self, target: u32) -> Result<Option<u32>> {
        let docs = self.postings.docs();
        match docs.last() {
            Some(&last) if last >= target => {
                // Neighbours are near: a few steps, then halving.
                let mut at = self.at;
                let near = (at + 8).min(docs.len() - 1);
                while at < near && docs[at] < target {
                    at += 1;
                }
                if docs[at] < target {
                    at += docs[at..].partition_point(|&doc| doc < target);
                }
                self.at = at;
                Ok(Some(docs[at]))
            }
            _ => {
                if !self.postings.seek_block(target)? {
                    return Ok(None);
                }
                let docs = self.postings.docs();
                self.at = docs.partition_point(|&doc| doc < target);
                Ok(docs.get(self.at).copied())
            }
        }
    }
}

/// Documents in which the terms stand in this order, each at most `slop` positions after the one before. The score is
/// the sum of the terms' scores, each as often as it stands in the phrase.
pub fn phrase(
    run: &Run,
    field: &Field,
    terms: &[BoundTerm],
    order: &[usize],
    slop: u32,
    among: Among,
    scored: bool,
) -> Result<Matches> {
    let mut places = Vec::with_capacity(terms.len());
    for term in terms {
        let Some(info) = &term.infos[run.at] else {
            return Ok(Matches::none());
        };
        places.push(Place {
            postings: field.postings(info)?,
            at: 0,
            positions: Vec::new(),
        });
    }
    if !field.has_positions() {
        return Ok(Matches::none());
    }
    // Rarest first: it proposes the documents, and each other term is asked in turn.
    let mut ranks: Vec<usize> = (0..terms.len()).collect();
    ranks.sort_by_key(|&i| places[i].postings.df());
    let (mut docs, mut scores) = (Vec::new(), Vec::new());
    let (mut reached, mut next_reached) = (Vec::new(), Vec::new());
    let mut target = 0;
    let mut wanted = 0;
    let mut tries = 0u32;
    'documents: loop {
        tries = tries.wrapping_add(1);
        if tries.is_multiple_of(64) {
            run.tick()?;
        }
        if let Among::Sparse(list) = among {
            wanted += list[wanted..].partition_point(|&doc| doc < target);
            match list.get(wanted) {
                Some(&doc) => target = doc,
                None => break,
            }
        }
        let Some(doc) = places[ranks[0]].advance(target)? else {
            break;
        };
        if doc != target && matches!(among, Among::Sparse(_)) {
            target = doc;
            continue;
        }
        if let Among::Dense(set) = among
            && !set.contains(doc)
        {
            target = doc + 1;
            continue;
        }
        for &other in &ranks[1..] {
            match places[other].advance(doc)? {
                None => break 'documents,
                Some(found) if found > doc => {
                    target = found;
                    continue 'documents;
                }
                Some(_) => {}
            }
        }
        target = doc + 1;
        for place in &mut places {
            place.postings.positions(place.at, &mut place.positions)?;
        }
        if stands(&places, order, slop, &mut reached, &mut next_reached) {
            docs.push(doc);
            if scored {
                let length = field.length(doc);
                let mut sum = 0.0;
                for (place, term) in places.iter_mut().zip(terms) {
                    let tf = match field.has_payloads() {
                        true => place.postings.payload(place.at)?.0,
                        false => place.postings.freqs()[place.at] as f32,
                    };
                    sum += term.times as f32 * term.scorer.score(tf, length);
                }
                scores.push(sum);
            }
        }
    }
    Ok(match scored {
        true => Matches::each(docs, scores),
        false => Matches::same(super::matches::Set::Sparse(docs), 0.0),
    })
}

/// Whether a chain of positions leads through all places. Position lists are sorted; of all positions of the word
/// before, only the greatest below a position need be asked: it is the nearest.
fn stands(places: &[Place], order: &[usize], slop: u32, reached: &mut Vec<u32>, next: &mut Vec<u32>) -> bool {
    reached.clear();
    reached.extend_from_slice(&places[order[0]].positions);
    for &place in &order[1..] {
        next.clear();
        let mut before = 0;
        for &position in &places[place].positions {
            while before < reached.len() && reached[before] < position {
                before += 1;
            }
            if before > 0 && position - reached[before - 1] <= slop {
                next.push(position);
            }
        }
        std::mem::swap(reached, next);
        if reached.is_empty() {
            return false;
        }
    }
    true
}
