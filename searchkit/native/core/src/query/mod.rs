//! Running query plans over a snapshot.

pub mod tree;

pub use tree::Query;
