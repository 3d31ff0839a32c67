//! The data plane of searchkit: immutable segments, the analysis that feeds them, and the execution of queries.
//!
//! Nothing here decides policy: which segments make a commit, when to merge, who may write is decided in Python.

#![warn(missing_docs)]

pub mod acronyms;
pub mod analysis;
pub mod article;
pub mod article_marks;
#[allow(missing_docs)] // not all of it is documented yet
pub mod builder;
pub mod bytes;
pub mod characters;
pub mod date_landmarks;
pub mod entities;
#[allow(missing_docs)] // not all of it is documented yet
pub mod error;
pub mod fnv;
pub mod highlight;
pub mod holding;
pub mod merge;
pub mod name_cues;
pub mod name_finder;
pub mod names;
pub mod panics;
pub mod passages;
pub mod place_key;
pub mod query;
mod second_thread;
pub mod segment;
pub mod shingles;
pub mod spans;
#[cfg(test)]
mod test_support;
pub mod three_byte_scan;
pub mod tidy_name;
pub mod unpunctuated_places;

pub use error::{Error, Limited, Result};
