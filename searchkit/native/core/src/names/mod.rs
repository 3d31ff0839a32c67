//! Names in running text: tokens, features, a chain of labels over them, and how its weights are learned.

pub mod chain;
pub mod classes;
pub mod features;
pub mod labels;
pub mod lexicon;
pub mod model;
pub mod token;
pub mod train;

pub use model::{Name, Tagger};
