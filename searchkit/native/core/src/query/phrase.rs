//! Phrases: documents that have all terms, then positions for these documents only.

use super::bind::BoundTerm;
use super::matches::{Among, Matches, Set, below};
use super::run::Run;
use crate::error::Result;
use crate::segment::{BLOCK, Field, Postings};

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

/// A phrase being looked for.
struct Phrase<'a, 'q> {
    field: &'a Field,
    terms: &'a [BoundTerm<'q>],
    order: &'a [usize],
    slop: u32,
    scored: bool,
    /// In step with the terms.
    places: Vec<Place<'a>>,
    /// Places, the rarest term's first.
    ranks: Vec<usize>,
    /// Positions at which the words so far end.
    reached: Vec<u32>,
    next: Vec<u32>,
    docs: Vec<u32>,
    scores: Vec<f32>,
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
    let mut ranks: Vec<usize> = (0..terms.len()).collect();
    ranks.sort_by_key(|&i| places[i].postings.df());
    let mut phrase = Phrase {
        field,
        terms,
        order,
        slop,
        scored,
        places,
        ranks,
        reached: Vec::new(),
        next: Vec::new(),
        docs: Vec::new(),
        scores: Vec::new(),
    };
    let df = |phrase: &Phrase, rank: usize| phrase.places[phrase.ranks[rank]].postings.df();
    let alike = phrase.ranks.len() > 1 && df(&phrase, 1) / 16 < df(&phrase, 0);
    if alike && !matches!(among, Among::Sparse(_)) {
        phrase.merge(run, among)?;
    } else {
        phrase.follow(run, among)?;
    }
    Ok(match scored {
        true => Matches::each(phrase.docs, phrase.scores),
        false => Matches::same(Set::Sparse(phrase.docs), 0.0),
    })
}

impl Phrase<'_, '_> {
    /// The rarest term, or the list of candidates, proposes documents, and each other term is asked in turn.
    fn follow(&mut self, run: &Run, among: Among) -> Result<()> {
        let mut target = 0;
        let mut wanted = 0;
        let mut tries = 0u32;
        loop {
            tries = tries.wrapping_add(1);
            if tries.is_multiple_of(64) {
                run.tick()?;
            }
            if let Among::Sparse(list) = among {
                wanted += below(&list[wanted..], target);
                match list.get(wanted) {
                    Some(&doc) => target = doc,
                    None => return Ok(()),
                }
            }
            let rarest = self.ranks[0];
            let Some(doc) = self.places[rarest].advance(target)? else {
                return Ok(());
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
            match self.consider(doc, 1)? {
                Some(next) => target = next,
                None => return Ok(()),
            }
        }
    }

    /// The two rarest terms are about as frequent: their blocks are merged.
    fn merge(&mut self, run: &Run, among: Among) -> Result<()> {
        let (a, b) = (self.ranks[0], self.ranks[1]);
        let mut pairs = [(0u8, 0u8); BLOCK];
        let mut on = self.places[a].postings.next_block()? && self.places[b].postings.next_block()?;
        let (mut i, mut j) = (0, 0);
        while on {
            run.tick()?;
            let (left, right) = (self.places[a].postings.docs(), self.places[b].postings.docs());
            let mut count = 0;
            // Without branches that cannot be foretold.
            while i < left.len() && j < right.len() {
                let (x, y) = (left[i], right[j]);
                pairs[count % BLOCK] = (i as u8, j as u8);
                count += usize::from(x == y);
                i += usize::from(x <= y);
                j += usize::from(y <= x);
            }
            let (ended, other_ended) = (i >= left.len(), j >= right.len());
            for &(x, y) in &pairs[..count] {
                (self.places[a].at, self.places[b].at) = (usize::from(x), usize::from(y));
                let doc = self.places[a].postings.docs()[usize::from(x)];
                if matches!(among, Among::Dense(set) if !set.contains(doc)) {
                    continue;
                }
                if self.consider(doc, 2)?.is_none() {
                    return Ok(());
                }
            }
            if ended {
                on = self.places[a].postings.next_block()?;
                i = 0;
            }
            if on && other_ended {
                let target = self.places[a].postings.docs()[i];
                on = self.places[b].postings.seek_block(target)?;
                j = 0;
            }
        }
        Ok(())
    }

    /// Looks for the phrase in a document that the `known` rarest terms are on. What may come next, or None for the end.
    fn consider(&mut self, doc: u32, known: usize) -> Result<Option<u32>> {
        for &other in &self.ranks[known..] {
            match self.places[other].advance(doc)? {
                None => return Ok(None),
                Some(found) if found > doc => return Ok(Some(found)),
                Some(_) => {}
            }
        }
        for place in &mut self.places {
            place.postings.positions(place.at, &mut place.positions)?;
        }
        if self.stands() {
            self.docs.push(doc);
            if self.scored {
                let length = self.field.length(doc)?;
                let mut sum = 0.0;
                for (place, term) in self.places.iter_mut().zip(self.terms) {
                    let tf = match self.field.has_payloads() {
                        true => place.postings.payload(place.at)?.0,
                        false => place.postings.freqs()[place.at] as f32,
                    };
                    sum += term.times as f32 * term.scorer.score(tf, length);
                }
                self.scores.push(sum);
            }
        }
        Ok(Some(doc + 1))
    }

    /// Whether a chain of positions leads through all places. Position lists are sorted; of all positions of the word
    /// before, only the greatest below a position need be asked: it is the nearest.
    fn stands(&mut self) -> bool {
        self.reached.clear();
        self.reached.extend_from_slice(&self.places[self.order[0]].positions);
        for &place in &self.order[1..] {
            self.next.clear();
            let mut before = 0;
            for &position in &self.places[place].positions {
                while before < self.reached.len() && self.reached[before] < position {
                    before += 1;
                }
                if before > 0 && position - self.reached[before - 1] <= self.slop {
                    self.next.push(position);
                }
            }
            std::mem::swap(&mut self.reached, &mut self.next);
            if self.reached.is_empty() {
                return false;
            }
        }
        true
    }
}
