//! Queries spelled out in terms: which terms of an index a query stands for, and which of them a document has.

use std::collections::{BTreeMap, BTreeSet};

use super::bind::Binder;
use super::expand::expand;
use super::interrupt::Interrupt;
use super::leaves::meet;
use super::matches::Among;
use super::run::Run;
use super::snapshot::Snapshot;
use super::tree::Query;
use super::weighting::Weightings;
use crate::error::Result;

/// A field and a term of it.
pub type FieldTerm = (String, Vec<u8>);

/// Calls `each` with the leaves that say what is wanted: those that stand in no negation.
fn wanted<'q>(query: &'q Query, each: &mut impl FnMut(&'q str, &'q Query)) {
    match query {
        Query::Term { field, .. }
        | Query::Phrase { field, .. }
        | Query::Prefix { field, .. }
        | Query::Wildcard { field, .. }
        | Query::Regex { field, .. }
        | Query::Fuzzy { field, .. }
        | Query::TermRange { field, .. }
        | Query::AnyOf { field, .. } => each(field, query),
        Query::And(parts) | Query::Or(parts) | Query::DisMax { parts, .. } => {
            parts.iter().for_each(|part| wanted(part, each));
        }
        Query::Enough { parts, .. } => parts.iter().for_each(|(part, _)| wanted(part, each)),
        Query::AndNot(part, _)
        | Query::ScoredBy(part, _)
        | Query::Const { query: part, .. }
        | Query::Boost { query: part, .. } => {
            wanted(part, each);
        }
        Query::AndMaybe(a, b) | Query::Require(a, b) => {
            wanted(a, each);
            wanted(b, each);
        }
        Query::Placed(placed) => wanted(&placed.query, each),
        Query::Range { .. }
        | Query::Length { .. }
        | Query::Exists { .. }
        | Query::Every { .. }
        | Query::Nothing
        | Query::Not(_)
        | Query::Docs { .. } => {}
    }
}

/// The terms of the snapshot that the leaves of a query stand for, those in negations left out.
pub fn spelled_out(
    snapshot: &Snapshot,
    query: &Query,
    interrupt: &Interrupt,
) -> Result<BTreeMap<String, BTreeSet<Vec<u8>>>> {
    interrupt.check()?;
    let mut leaves = Vec::new();
    wanted(query, &mut |field, leaf| leaves.push((field, leaf)));
    let mut all: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (at, place) in snapshot.leaves().iter().enumerate() {
        let run = Run::new(place, at, interrupt);
        for &(name, leaf) in &leaves {
            let Some(field) = place.segment.field(name) else {
                continue;
            };
            let terms = all.entry(name.to_string()).or_default();
            expand(
                leaf,
                field,
                || run.tick(),
                |term, _| {
                    terms.insert(term.to_vec());
                    Ok(())
                },
            )?;
        }
    }
    all.retain(|_, terms| !terms.is_empty());
    Ok(all)
}

/// For each of the documents (numbers in the snapshot), in the order given: the terms in it that leaves of the query
/// stand for. Those of a phrase count where the phrase stands; leaves in negations never do.
pub fn matching_terms(
    snapshot: &Snapshot,
    query: &Query,
    docs: &[u32],
    interrupt: &Interrupt,
) -> Result<Vec<Vec<FieldTerm>>> {
    interrupt.check()?;
    let mut found: Vec<BTreeSet<FieldTerm>> = vec![BTreeSet::new(); docs.len()];
    let mut leaves = Vec::new();
    wanted(query, &mut |field, leaf| leaves.push((field, leaf)));
    let weightings = Weightings::default();
    let binder = Binder {
        snapshot,
        weightings: &weightings,
    };
    for (at, place) in snapshot.leaves().iter().enumerate() {
        let run = Run::new(place, at, interrupt);
        // (number in the leaf, place in `docs`), in order.
        let end = u64::from(place.base) + u64::from(run.size);
        let mut here: Vec<(u32, usize)> = docs
            .iter()
            .enumerate()
            .filter(|&(_, &doc)| doc >= place.base && u64::from(doc) < end)
            .map(|(i, &doc)| (doc - place.base, i))
            .collect();
        here.sort_unstable();
        let mut local: Vec<u32> = here.iter().map(|h| h.0).collect();
        local.dedup();
        if local.is_empty() {
            continue;
        }
        for &(name, leaf) in &leaves {
            let Some(field) = place.segment.field(name) else {
                continue;
            };
            let standing;
            let among: &[u32] = match leaf {
                Query::Phrase { .. } => {
                    standing = run
                        .run(&binder.bind(leaf, false)?, Among::Sparse(&local), false)?
                        .docs
                        .into_list();
                    &standing
                }
                _ => &local,
            };
            if among.is_empty() {
                continue;
            }
            expand(
                leaf,
                field,
                || run.tick(),
                |term, info| {
                    let mut postings = field.postings(info)?;
                    meet(&run, &mut postings, Among::Sparse(among), |postings, places| {
                        for &place in places {
                            let doc = postings.docs()[place as usize];
                            let first = here.partition_point(|h| h.0 < doc);
                            for &(_, i) in here[first..].iter().take_while(|h| h.0 == doc) {
                                found[i].insert((name.to_string(), term.to_vec()));
                            }
                        }
                        Ok(())
                    })
                },
            )?;
        }
    }
    Ok(found.into_iter().map(|terms| terms.into_iter().collect()).collect())
}
