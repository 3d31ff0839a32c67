//! What a word is, and the forms under which it is indexed and found.
//!
//! Every function here gives what its twin in Python gives (CPython 3.11: `re`, `str.lower`, `unicodedata`;
//! snowballstemmer; whoosh's porter), for every text: indexes that Python wrote stay readable, and an analyzer of
//! Whoosh may be run here without anyone noticing. Two steps, so that indexing computes a form once a distinct word:
//! [`Splitter`] finds the raw words of a text, [`Form`] says what becomes of one. [`Chain`] is both together.

mod breaks;
mod byte_class;
mod case_folding;
mod chain;
mod folding;
mod form;
mod function_words;
mod language_evidence;
mod porter;
mod script;
mod split;
mod stemming;
pub mod unicode;
mod unicode_tables;
mod words;

pub use breaks::{Break, Breaks};
pub use chain::{Chain, Token};
pub use form::{Form, fold_word, term_word};
pub use language_evidence::{Evidence, language_evidence};
pub use porter::porter;
pub use split::Splitter;
pub use stemming::Language;
pub use words::{first_of_run, is_one_of_run};
