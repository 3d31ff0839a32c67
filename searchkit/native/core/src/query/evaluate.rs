//! Which documents of one leaf match a bound query, and how they score: every part in turn, cheapest first, each only
//! among the documents that the parts before it left.

use super::accumulate::{Sink, Source, union};
use super::bind::{Deferred, Node};
use super::buffers;
use super::leaves;
use super::matches::{Among, Matches, Scores, Set};
use super::phrase::phrase;
use super::placed::placed;
use super::run::Run;
use crate::error::Result;
use crate::segment::{BLOCK, DocSet};

impl Run<'_> {
    /// The live documents that match.
    pub fn live(&self, node: &Node, scored: bool) -> Result<Matches> {
        let mut matches = self.run(node, Among::All, scored)?;
        if let Some(deletes) = &self.leaf.deletes {
            match &mut matches.docs {
                Set::Dense(set) => {
                    set.words_mut()
                        .iter_mut()
                        .zip(deletes.words())
                        .for_each(|(word, &gone)| *word &= !gone);
                }
                Set::Sparse(_) => matches.retain(|doc| !deletes.contains(doc)),
            }
        }
        Ok(matches)
    }

    /// The documents among the given that match. Without `scored`, every score is 0.
    pub fn run(&self, node: &Node, among: Among, scored: bool) -> Result<Matches> {
        self.tick()?;
        let segment = &self.leaf.segment;
        if let Among::Sparse([]) = among {
            return Ok(Matches::none());
        }
        let constant = |docs: Set, boost: f32| Matches::same(docs, if scored { boost } else { 0.0 });
        Ok(match node {
            Node::Nothing => Matches::none(),
            Node::Every { boost } => constant(leaves::everything(self.size, among), *boost),
            Node::Term { field, term, .. } => match segment.field(field) {
                Some(field) => leaves::term(self, field, term, among, scored)?,
                None => Matches::none(),
            },
            Node::Phrase {
                field,
                terms,
                order,
                slop,
                ..
            } => match segment.field(field) {
                Some(field) => phrase(self, field, terms, order, *slop, among, scored)?,
                None => Matches::none(),
            },
            Node::Several { field, boost, query } => match segment.field(field) {
                Some(field) => constant(leaves::several(self, field, query, among)?, *boost),
                None => Matches::none(),
            },
            Node::Range {
                column,
                low,
                high,
                boost,
            } => constant(leaves::range(self, column, *low, *high, among)?, *boost),
            Node::Exists { field, boost } => constant(leaves::exists(self, field, among)?, *boost),
            Node::Docs { docs, boost } => constant(self.here(docs).keep(among), *boost),
            Node::Length {
                field,
                low,
                high,
                boost,
            } => match segment.field(field) {
                Some(field) => constant(leaves::length(self, field, *low, *high, among)?, *boost),
                None => Matches::none(),
            },
            Node::Placed(what, part) => placed(self, what, self.run(part, among, scored)?)?,
            Node::And(parts) => self.all(parts, among, scored)?,
            Node::Or(parts) => self.any(parts, among, scored)?,
            Node::Not(part) => self.not(part, among)?,
            Node::AndNot(wanted, refused) => self.and_not(wanted, refused, among, scored)?,
            Node::AndMaybe(wanted, optional) => self.and_maybe(wanted, optional, among, scored)?,
            Node::Require(wanted, required) => self.require(wanted, required, among, scored)?,
            Node::ScoredBy(part, scores) => self.scored_by(part, scores, among, scored)?,
            Node::Best { parts, tiebreak, boost } => self.best(parts, *tiebreak, *boost, among, scored)?,
            Node::Enough { parts, weights, least } => self.enough(parts, weights, *least, among, scored)?,
            Node::Const(part, score) => constant(self.run(part, among, false)?.docs, *score),
        })
    }

    /// Those documents of a sorted list of the snapshot's that are in this leaf.
    fn here(&self, docs: &[u32]) -> Set {
        let first = docs.partition_point(|&doc| doc < self.leaf.base);
        let here = docs[first..]
            .iter()
            .map(|&doc| doc - self.leaf.base)
            .take_while(|&doc| doc < self.size);
        Set::Sparse(here.collect())
    }

    fn not(&self, part: &Node, among: Among) -> Result<Matches> {
        let refused = self.run(part, among, false)?;
        let mut rest = Matches::same(leaves::everything(self.size, among), 0.0);
        rest.remove(&refused.docs);
        Ok(rest)
    }

    fn and_not(&self, wanted: &Node, refused: &Node, among: Among, scored: bool) -> Result<Matches> {
        let mut matches = self.run(wanted, among, scored)?;
        // Many are looked up in bits faster than they are merged with many.
        let many = self.size / 32;
        let dense = self.cost(refused) > u64::from(many) && matches.docs.len() > many as usize;
        let refused = self.run(refused, if dense { among } else { matches.docs.among() }, false)?;
        matches.remove(&refused.docs);
        Ok(matches)
    }

    fn and_maybe(&self, wanted: &Node, optional: &Node, among: Among, scored: bool) -> Result<Matches> {
        let matches = self.run(wanted, among, scored)?;
        if !scored {
            return Ok(matches);
        }
        let extra = self.run(optional, matches.docs.among(), true)?;
        Ok(matches.and_maybe(extra))
    }

    fn require(&self, wanted: &Node, required: &Node, among: Among, scored: bool) -> Result<Matches> {
        if self.cost(required) < self.cost(wanted) {
            let required = self.run(required, among, false)?;
            self.run(wanted, required.docs.among(), scored)
        } else {
            let matches = self.run(wanted, among, scored)?;
            let required = self.run(required, matches.docs.among(), false)?;
            Ok(matches.and(required))
        }
    }

    fn scored_by(&self, part: &Node, scores: &Deferred, among: Among, scored: bool) -> Result<Matches> {
        let matches = self.run(part, among, false)?;
        if !scored || matches.docs.is_empty() {
            return Ok(matches);
        }
        let scores = scores.node()?;
        let docs = matches.docs.into_list();
        let mut sums = buffers::scores(docs.len());
        sums.resize(docs.len(), 0.0);
        if self.add_scores(scores, &docs, &mut sums)?.is_some() {
            return Ok(Matches::each(docs, sums));
        }
        buffers::give_scores(sums);
        let scores = self.run(scores, Among::Sparse(&docs), true)?;
        match scores.docs.len() == docs.len() {
            true => Ok(scores),
            false => Ok(Matches::same(Set::Sparse(docs), 0.0).and_maybe(scores)),
        }
    }

    /// Adds the scores by a node of terms to those of the documents. How many of them match it at least; None if that is
    /// not known so, and the sums are of no use.
    fn add_scores(&self, node: &Node, docs: &[u32], sums: &mut [f32]) -> Result<Option<usize>> {
        match node {
            Node::Term { field, term, .. } => match self.leaf.segment.field(field) {
                Some(field) if field.has_payloads() => Ok(None),
                Some(field) => Ok(Some(leaves::add_scores(self, field, term, docs, sums)?)),
                None => Ok(Some(0)),
            },
            Node::And(parts) => {
                for part in parts {
                    if self.add_scores(part, docs, sums)? != Some(docs.len()) {
                        return Ok(None);
                    }
                }
                Ok(Some(docs.len()))
            }
            Node::Or(parts) => {
                let mut most = 0;
                for part in parts {
                    match self.add_scores(part, docs, sums)? {
                        Some(count) => most = most.max(count),
                        None => return Ok(None),
                    }
                }
                Ok(Some(most))
            }
            _ => Ok(None),
        }
    }

    fn all(&self, parts: &[Node], among: Among, scored: bool) -> Result<Matches> {
        let mut order: Vec<(u64, &Node)> = parts.iter().map(|part| (self.cost(part), part)).collect();
        order.sort_by_key(|(cost, _)| *cost);
        let mut parts = order.into_iter().map(|(_, part)| part);
        let Some(first) = parts.next() else {
            return Ok(Matches::none());
        };
        let mut matches = self.run(first, among, scored)?;
        for part in parts {
            if matches.docs.is_empty() {
                break;
            }
            let more = self.run(part, matches.docs.among(), scored)?;
            matches = matches.and(more);
        }
        Ok(matches)
    }

    pub(super) fn any(&self, parts: &[Node], among: Among, scored: bool) -> Result<Matches> {
        if !scored {
            let sets = parts.iter().map(|part| Ok(self.run(part, among, false)?.docs));
            return Ok(Matches::same(self.united(sets.collect::<Result<_>>()?), 0.0));
        }
        let (mut docs, mut scores) = (buffers::docs(0), buffers::scores(0));
        self.sum(parts, among, &mut |more, theirs| {
            docs.extend_from_slice(more);
            scores.extend_from_slice(theirs);
            Ok(())
        })?;
        Ok(Matches::each(docs, scores))
    }

    /// Gives the sink what any part matches, with the sums of scores.
    fn sum(&self, parts: &[Node], among: Among, sink: &mut Sink) -> Result<()> {
        let streams = !matches!(among, Among::Sparse(_));
        let mut sources = Vec::with_capacity(parts.len());
        for part in parts {
            sources.push(match part {
                Node::Term { field, term, .. } if streams => {
                    let field = self.leaf.segment.field(field);
                    match (field, &term.infos[self.at]) {
                        (Some(field), Some(info)) if !field.has_payloads() => {
                            Source::postings(field, term.scorer, field.postings(info)?)?
                        }
                        (Some(_), Some(_)) => Source::matches(self.run(part, among, true)?),
                        _ => continue,
                    }
                }
                _ => Source::matches(self.run(part, among, true)?),
            });
        }
        let filter = match among {
            Among::Dense(set) => Some(set),
            _ => None,
        };
        union(sources, filter, || self.tick(), sink)
    }

    /// How many live documents match, where the dictionary knows it.
    pub fn known_count(&self, node: &Node) -> Option<u32> {
        match node {
            Node::Term { term, .. } if self.leaf.deletes.is_none() => {
                Some(term.infos[self.at].as_ref().map_or(0, |info| info.df))
            }
            Node::Every { .. } if self.leaf.deletes.is_none() => Some(self.size),
            Node::Nothing => Some(0),
            _ => None,
        }
    }

    /// Gives the sink all live matches with their scores, without a list of them in between. False, and nothing is
    /// given, for what is no term and no union: those are better run as a whole.
    pub fn stream(&self, node: &Node, sink: &mut Sink) -> Result<bool> {
        let deletes = self.leaf.deletes.as_deref();
        let (mut docs, mut scores) = (Vec::new(), Vec::new());
        let mut live = |more: &[u32], theirs: &[f32]| {
            let Some(deletes) = deletes else {
                return sink(more, theirs);
            };
            docs.clear();
            scores.clear();
            for (&doc, &score) in more.iter().zip(theirs) {
                if !deletes.contains(doc) {
                    docs.push(doc);
                    scores.push(score);
                }
            }
            sink(&docs, &scores)
        };
        match node {
            Node::Or(parts) => self.sum(parts, Among::All, &mut live)?,
            Node::Term { field, term, .. } => match (self.leaf.segment.field(field), &term.infos[self.at]) {
                (Some(field), _) if field.has_payloads() => return Ok(false),
                (Some(field), Some(info)) => {
                    let mut postings = field.postings(info)?;
                    let mut lengths = Vec::with_capacity(BLOCK);
                    let mut scores = Vec::with_capacity(BLOCK);
                    while postings.next_block()? {
                        self.tick()?;
                        let (docs, tfs) = postings.docs_and_freqs();
                        scores.clear();
                        term.scorer.score_all(field, docs, tfs, &mut lengths, &mut scores)?;
                        live(docs, &scores)?;
                    }
                }
                _ => {}
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// All documents of several sets.
    fn united(&self, sets: Vec<Set>) -> Set {
        let many = sets.iter().any(|set| matches!(set, Set::Dense(_)));
        let count: usize = sets
            .iter()
            .map(|set| if let Set::Sparse(docs) = set { docs.len() } else { 0 })
            .sum();
        if !many && count <= self.size as usize / 64 {
            let mut docs: Vec<u32> = Vec::with_capacity(count);
            sets.into_iter().for_each(|set| docs.extend(set.into_list()));
            docs.sort_unstable();
            docs.dedup();
            return Set::Sparse(docs);
        }
        let mut all = DocSet::empty(self.size);
        for set in sets {
            match set {
                Set::Sparse(docs) => docs.iter().for_each(|&doc| all.insert(doc)),
                Set::Dense(set) => {
                    all.words_mut()
                        .iter_mut()
                        .zip(set.words())
                        .for_each(|(word, &more)| *word |= more);
                }
            }
        }
        Set::Dense(all)
    }

    fn best(&self, parts: &[Node], tiebreak: f32, boost: f32, among: Among, scored: bool) -> Result<Matches> {
        if !scored {
            return self.any(parts, among, false);
        }
        // (document, best score, sum of all)
        let mut found: Vec<(u32, f32, f32)> = Vec::new();
        for part in parts {
            let (docs, scores) = self.run(part, among, true)?.into_lists();
            let mut merged = Vec::with_capacity(found.len() + docs.len());
            let mut old = found.into_iter().peekable();
            for (doc, score) in docs.into_iter().zip(scores) {
                while let Some(known) = old.next_if(|known| known.0 < doc) {
                    merged.push(known);
                }
                merged.push(match old.next_if(|known| known.0 == doc) {
                    Some((_, best, sum)) => (doc, best.max(score), sum + score),
                    None => (doc, score, score),
                });
            }
            merged.extend(old);
            found = merged;
        }
        let scores = found
            .iter()
            .map(|&(_, best, sum)| boost * (best + tiebreak * (sum - best)))
            .collect();
        Ok(Matches {
            docs: Set::Sparse(found.iter().map(|f| f.0).collect()),
            scores: Scores::Each(scores),
        })
    }

    /// About how many postings must be looked at to run a node by itself: what decides which part of an And is first.
    pub fn cost(&self, node: &Node) -> u64 {
        let size = u64::from(self.size);
        let df = |info: &Option<crate::segment::TermInfo>| info.as_ref().map_or(0, |info| u64::from(info.df));
        match node {
            Node::Nothing => 0,
            Node::Term { term, .. } => df(&term.infos[self.at]),
            // Lists are merged before positions are read: a word beside the phrase had better thin out first.
            Node::Phrase { terms, .. } => terms.iter().map(|term| df(&term.infos[self.at])).sum(),
            Node::Docs { docs, .. } => docs.len() as u64,
            // What a dictionary holds is not known before it was walked, and it must be walked in any case.
            Node::Several { .. } => size / 16,
            Node::Range { .. } => size / 8,
            Node::Exists { .. } | Node::Length { .. } => size / 2,
            // Positions are read of all that match.
            Node::Placed(_, part) => self.cost(part).saturating_mul(8),
            Node::Every { .. } => size,
            Node::Not(part) => size + self.cost(part),
            Node::And(parts) => parts.iter().map(|part| self.cost(part)).min().unwrap_or(0),
            Node::Or(parts) | Node::Best { parts, .. } => parts.iter().map(|part| self.cost(part)).sum(),
            Node::AndNot(wanted, _) | Node::AndMaybe(wanted, _) => self.cost(wanted),
            Node::Require(wanted, required) => self.cost(wanted).min(self.cost(required)),
            Node::Enough { parts, .. } => parts.iter().map(|part| self.cost(part)).sum(),
            Node::Const(part, _) | Node::ScoredBy(part, _) => self.cost(part),
        }
    }
}
