//! Documents that match several parts of a query, each with a weight: what is enough of many signs.

use super::accumulate::{Source, union};
use super::bind::Node;
use super::buffers;
use super::matches::{Among, Matches, Set};
use super::run::Run;
use crate::error::Result;

impl Run<'_> {
    /// The documents among the given whose matching parts weigh `least` or more together. The scores are the sums of
    /// those of the parts.
    pub(super) fn enough(
        &self,
        parts: &[Node],
        weights: &[u32],
        least: u32,
        among: Among,
        scored: bool,
    ) -> Result<Matches> {
        let mut sources = Vec::with_capacity(parts.len());
        for (part, &weight) in parts.iter().zip(weights) {
            let docs = self.run(part, among, false)?.docs;
            // Sums of whole numbers are exact far beyond any that a query has.
            sources.push(Source::matches(Matches::same(docs, weight as f32)));
        }
        let mut docs = buffers::docs(0);
        let enough = least as f32;
        union(sources, None, || self.tick(), &mut |more, sums| {
            let both = more.iter().zip(sums);
            docs.extend(both.filter(|(_, sum)| **sum >= enough).map(|(&doc, _)| doc));
            Ok(())
        })?;
        if !scored || docs.is_empty() {
            return Ok(Matches::same(Set::Sparse(docs), 0.0));
        }
        self.any(parts, Among::Sparse(&docs), true)
    }
}
