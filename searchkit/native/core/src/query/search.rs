//! A whole search: a query with its filters, an order, and everything that is counted along the way.

use std::ops::Range;

use super::bind::{Binder, Node};
use super::counters;
use super::facets::{FacetCounter, FacetCounts, FacetRequest, listed};
use super::group::{Group, Groups};
use super::interrupt::Interrupt;
use super::matches::{Matches, Scores};
use super::run::Run;
use super::snapshot::Snapshot;
use super::timeline::{TimelineCounter, TimelineCounts, TimelineRequest};
use super::top::{Candidate, Order, Scored, SortKey};
use super::tree::Query;
use super::weighting::Weightings;
use crate::error::Result;
use crate::panics::caught;
use crate::second_thread::both;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request<'q> {
    pub query: &'q Query,
    pub weightings: &'q Weightings,
    /// Must match too, and adds nothing to the score.
    pub filter: Option<&'q Query>,
    /// Must not match.
    pub mask: Option<&'q Query>,
    /// How many hits are wanted from `offset` on; None is all, 0 only counts.
    pub limit: Option<usize>,
    pub offset: usize,
    /// Empty is best score first. What ties goes by document number.
    pub sort: Vec<SortKey>,
    pub group: Option<Group>,
    pub facets: Vec<FacetRequest<'q>>,
    pub timelines: Vec<TimelineRequest>,
}

impl<'q> Request<'q> {
    pub fn new(query: &'q Query, weightings: &'q Weightings) -> Request<'q> {
        Request {
            query,
            weightings,
            filter: None,
            mask: None,
            limit: Some(10),
            offset: 0,
            sort: Vec::new(),
            group: None,
            facets: Vec::new(),
            timelines: Vec::new(),
        }
    }
}

/// What was found.
#[derive(Clone, Default)]
pub struct Found {
    /// Live documents that match.
    pub total: u32,
    /// Documents (numbers in the snapshot) and scores, best first.
    pub hits: Vec<(u32, f32)>,
    /// In step with the request's.
    pub facets: Vec<FacetCounts>,
    /// In step with the request's.
    pub timelines: Vec<TimelineCounts>,
    /// How many groups there are, and beside each hit the other members of its group, first ones first.
    pub grouped: Option<(u32, Vec<Vec<u32>>)>,
}

/// Postings for which a second thread is worth its start. In tests, some queries have as many.
const FOR_TWO: u64 = if cfg!(test) { 1 << 6 } else { 1 << 16 };

/// A request that is bound to its snapshot.
struct Bound<'r> {
    snapshot: &'r Snapshot,
    request: &'r Request<'r>,
    node: Node<'r>,
    /// The queries of facets that count the matches of one of their own.
    own: Vec<(&'r Query, Node<'r>)>,
    /// Whose matches each facet counts: which of `own`, or None for the request's.
    own_of: Vec<Option<usize>>,
    /// Whether only the number of matches is wanted.
    counting: bool,
    /// Whether something else is counted over the matches.
    listing: bool,
    /// How many of the best are wanted; None is all.
    wanted: Option<usize>,
}

/// What was found in some leaves.
struct Gathered<'r> {
    total: u32,
    /// The best of each leaf.
    best: Vec<Vec<Candidate>>,
    facets: Vec<FacetCounter<'r>>,
    timelines: TimelineCounter<'r>,
}

/// Runs a request. Errors: Cancelled, TimeLimit, Damaged.
pub fn search(snapshot: &Snapshot, request: &Request, interrupt: &Interrupt) -> Result<Found> {
    interrupt.check()?;
    let bound = Bound::new(snapshot, request)?;
    let order = Order::new(snapshot, &request.sort)?;
    let gathered = bound.gather_all(&order, interrupt)?;
    let mut found = Found {
        total: gathered.total,
        ..Found::default()
    };
    if !bound.counting {
        let ordered = order.merge(gathered.best, bound.wanted, interrupt)?;
        let page = |all: &[Candidate]| {
            let from = request.offset.min(all.len());
            let end = from.saturating_add(request.limit.unwrap_or(usize::MAX)).min(all.len());
            all[from..end].to_vec()
        };
        let hits = match &request.group {
            None => page(&ordered),
            Some(group) => {
                let groups = Groups::new(snapshot, group, interrupt, &ordered)?;
                let hits = page(&groups.firsts(&ordered));
                found.grouped = Some((groups.count(), groups.others(&ordered, &hits)?));
                hits
            }
        };
        found.hits = hits
            .iter()
            .map(|hit| (snapshot.leaves()[hit.leaf as usize].base + hit.doc, hit.score))
            .collect();
    }
    found.facets = gathered
        .facets
        .into_iter()
        .map(|facet| facet.finish(snapshot, interrupt))
        .collect::<Result<_>>()?;
    found.timelines = gathered.timelines.finish(interrupt)?;
    Ok(found)
}

impl<'r> Bound<'r> {
    fn new(snapshot: &'r Snapshot, request: &'r Request<'r>) -> Result<Bound<'r>> {
        let binder = Binder {
            snapshot,
            weightings: request.weightings,
        };
        let counting = request.limit == Some(0) && request.group.is_none();
        let mut node = binder.bind(request.query, !counting)?;
        if let Some(filter) = request.filter {
            node = Node::Require(Box::new(node), Box::new(binder.bind(filter, false)?));
        }
        if let Some(mask) = request.mask {
            node = Node::AndNot(Box::new(node), Box::new(binder.bind(mask, false)?));
        }
        // Facets of the same query of their own share its matches.
        let mut own: Vec<(&Query, Node)> = Vec::new();
        let mut own_of: Vec<Option<usize>> = Vec::with_capacity(request.facets.len());
        for facet in &request.facets {
            own_of.push(match facet.query {
                None => None,
                Some(query) => match own.iter().position(|(known, _)| same(known, query)) {
                    Some(at) => Some(at),
                    None => {
                        own.push((query, binder.bind(query, false)?));
                        Some(own.len() - 1)
                    }
                },
            });
        }
        let wanted = match (&request.group, request.limit) {
            (None, Some(limit)) => Some(limit.saturating_add(request.offset)),
            _ => None,
        };
        let listing = !request.timelines.is_empty() || own_of.iter().any(Option::is_none);
        Ok(Bound {
            snapshot,
            request,
            node,
            own,
            own_of,
            counting,
            listing,
            wanted,
        })
    }

    /// What all leaves have. Two threads share them where there is much to do.
    fn gather_all(&'r self, order: &Order, interrupt: &Interrupt) -> Result<Gathered<'r>> {
        let count = match self.node.is_absent() && self.own.is_empty() {
            true => 0,
            false => self.snapshot.leaves().len(),
        };
        let half = self.half(count, interrupt);
        if half == count {
            return self.gather(0..count, order, interrupt);
        }
        let (beside, ended) = interrupt.beside();
        let spare = counters::spare();
        let first = || {
            let gathered = self.gather(0..half, order, interrupt);
            ended.note(&gathered);
            gathered
        };
        let second = || {
            counters::keep(spare);
            let gathered = caught(|| {
                let order = Order::new(self.snapshot, &self.request.sort)?;
                let gathered = self.gather(half..count, &order, &beside)?;
                order.check().map(|()| gathered)
            });
            (gathered, counters::spare())
        };
        let (gathered, (rest, spare)) = both(first, second, || ended.note(&interrupt.check()));
        counters::keep(spare);
        let mut gathered = gathered?;
        gathered.merge(rest?);
        Ok(gathered)
    }

    /// The leaf from which on a second thread takes them: so many as there are, if one thread does it all.
    fn half(&self, count: usize, interrupt: &Interrupt) -> usize {
        if count < 2 {
            return count;
        }
        let cost = |(at, leaf)| {
            let run = Run::new(leaf, at, interrupt);
            let is_known = self.counting && !self.listing && run.known_count(&self.node).is_some();
            let cost = if is_known { 0 } else { run.cost(&self.node) };
            let own = self.own.iter().map(|(_, node)| run.cost(node));
            own.fold(cost, u64::saturating_add)
        };
        let costs: Vec<u64> = self.snapshot.leaves().iter().enumerate().map(cost).collect();
        let all = costs.iter().fold(0, |sum, &cost| u64::saturating_add(sum, cost));
        if all < FOR_TWO {
            return count;
        }
        // A leaf that lies in both halves goes where the greater part of it lies.
        let (mut half, mut before) = (0, 0u64);
        while half < count && before.saturating_add(costs[half] / 2) < all / 2 {
            before = before.saturating_add(costs[half]);
            half += 1;
        }
        if before.min(all - before) < FOR_TWO / 4 {
            count
        } else {
            half
        }
    }

    /// What some of the leaves have.
    fn gather(&'r self, leaves: Range<usize>, order: &Order, interrupt: &Interrupt) -> Result<Gathered<'r>> {
        let (counting, listing, node) = (self.counting, self.listing, &self.node);
        let mut facets: Vec<FacetCounter> = self.request.facets.iter().map(FacetCounter::new).collect();
        let mut timelines = TimelineCounter::new(&self.request.timelines);
        let mut best = Vec::with_capacity(leaves.len());
        let mut all = 0;
        let mut room = Vec::new();
        for at in leaves {
            let run = Run::new(&self.snapshot.leaves()[at], at, interrupt);
            let mut streamed = false;
            if !counting && !listing {
                let mut top = order.top(at, self.wanted, false);
                let mut total = 0;
                streamed = run.stream(node, &mut |docs, scores| {
                    total += docs.len() as u32;
                    top.add(docs, Scored::Each(scores));
                    Ok(())
                })?;
                if streamed && total > 0 {
                    all += total;
                    best.push(top.finish(interrupt)?);
                }
            }
            if counting
                && !listing
                && let Some(count) = run.known_count(node)
            {
                all += count;
                streamed = true;
            }
            if !streamed {
                let matches = run.live(node, !counting)?;
                let count = matches.docs.len();
                all += count as u32;
                if listing {
                    let docs = listed(&matches.docs, &mut room);
                    for (_, counter) in self.own_of.iter().zip(&mut facets).filter(|(own, _)| own.is_none()) {
                        counter.add(&run, docs)?;
                    }
                    timelines.add(&run, docs)?;
                }
                if !counting && count > 0 {
                    let mut top = order.top(at, self.wanted, matches!(matches.scores, Scores::Same(_)));
                    top.add_all(&run, &matches)?;
                    best.push(top.finish(interrupt)?);
                }
                matches.recycle();
            }
            for (number, (_, node)) in self.own.iter().enumerate() {
                let matches = run.live(node, false)?;
                let docs = listed(&matches.docs, &mut room);
                for (_, counter) in self
                    .own_of
                    .iter()
                    .zip(&mut facets)
                    .filter(|(own, _)| **own == Some(number))
                {
                    counter.add(&run, docs)?;
                }
            }
        }
        Ok(Gathered {
            total: all,
            best,
            facets,
            timelines,
        })
    }
}

impl Gathered<'_> {
    /// Adds what was found in later leaves.
    fn merge(&mut self, later: Gathered) {
        self.total += later.total;
        self.best.extend(later.best);
        for (ours, theirs) in self.facets.iter_mut().zip(later.facets) {
            ours.merge(theirs);
        }
        self.timelines.merge(later.timelines);
    }
}

/// Whether two plans are one, or alike: comparing takes long for one with many documents.
fn same(a: &Query, b: &Query) -> bool {
    std::ptr::eq(a, b) || a == b
}

/// All live documents that match (numbers in the snapshot, in order) with their scores.
pub fn matched_docs(
    snapshot: &Snapshot,
    query: &Query,
    weightings: &Weightings,
    interrupt: &Interrupt,
) -> Result<(Vec<u32>, Vec<f32>)> {
    interrupt.check()?;
    let node = Binder { snapshot, weightings }.bind(query, true)?;
    let (mut docs, mut scores) = (Vec::new(), Vec::new());
    for (at, leaf) in snapshot.leaves().iter().enumerate() {
        let matches: Matches = Run::new(leaf, at, interrupt).live(&node, true)?;
        let (here, theirs) = matches.into_lists();
        if docs.is_empty() && leaf.base == 0 {
            (docs, scores) = (here, theirs);
        } else {
            docs.extend(here.into_iter().map(|doc| doc + leaf.base));
            scores.extend(theirs);
        }
    }
    Ok((docs, scores))
}
