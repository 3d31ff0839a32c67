//! The data plane of searchkit: immutable segments, the analysis that feeds them, and the execution of queries.
//!
//! Nothing here decides policy: which segments make a commit, when to merge, who may write is decided in Python.

pub mod acronyms;
pub mod analysis;
pub mod beginnings;
pub mod builder;
pub mod bytes;
pub mod date_landmarks;
pub mod error;
pub mod highlight;
pub mod merge;
pub mod name_cues;
pub mod name_finder;
pub mod names;
pub mod panics;
pub mod query;
pub mod replaced;
pub mod segment;
pub mod shingles;
pub mod worn_places;

pub use error::{Error, Limited, Result};
