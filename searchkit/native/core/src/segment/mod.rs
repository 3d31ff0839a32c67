//! Segments: immutable files of fields, columns and stored documents. Writer and reader of each part live side by side.

mod block_sums;
pub mod columns;
#[allow(missing_docs)] // not all of it is documented yet
pub mod deletes;
pub mod dictionary;
pub mod file;
pub mod grouped;
pub mod postings;
pub mod reader;
pub mod section;
pub mod sections;
pub mod stored;
#[cfg(test)]
mod tests;

pub use columns::{KeywordColumn, NumberColumn};
pub use deletes::DocSet;
pub use dictionary::{TermInfo, Terms};
pub use grouped::Group;
pub use postings::Postings;
pub use reader::{Field, Segment};
pub use section::Mode;

/// Documents in one block of postings.
pub const BLOCK: usize = 128;
