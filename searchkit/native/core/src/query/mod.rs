//! Running query plans over a snapshot.
//!
//! A query is bound to the snapshot (`bind`), run over each leaf on its own (`evaluate`, with `leaves`, `phrase` and
//! `accumulate`), and what matches is ordered (`top`) and counted (`facets`, `timeline`). Scores, counts and totals are always exact:
//! every match is looked at.

mod accumulate;
mod bind;
mod buffers;
mod calendar;
mod counters;
mod enough;
mod evaluate;
mod expand;
mod explain;
mod expression;
#[allow(missing_docs)] // not all of it is documented yet
mod facets;
mod fuzzy;
mod global_ordinals;
mod group;
mod interrupt;
mod leaves;
mod matches;
mod phrase;
mod placed;
mod run;
#[allow(missing_docs)] // not all of it is documented yet
mod search;
mod snapshot;
mod sorting;
mod spelled;
mod stored_page;
#[cfg(test)]
mod tests;
mod timeline;
mod top;
#[allow(missing_docs)] // not all of it is documented yet
pub mod tree;
mod weighting;
mod wildcard;

pub use calendar::Step;
pub use explain::{Explanation, explain};
pub use expression::{Expression, Matcher};
pub use facets::{FacetCounts, FacetRequest, Value};
pub use group::Group;
pub use interrupt::{Caller, Interrupt};
pub use placed::{PARAGRAPH, SENTENCE};
pub use search::{Found, Request, matched_docs, search};
pub use snapshot::{Leaf, Snapshot};
pub use spelled::{matching_terms, spelled_out};
pub use stored_page::{StoredDocument, stored_page};
pub use timeline::{Dates, TimelineCounts, TimelineRequest};
pub use top::{SortBy, SortKey};
pub use tree::{Placed, Query};
pub use weighting::{Weighting, Weightings};
