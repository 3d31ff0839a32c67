//! Names in running text: tokens, features, a random field over their labels, and how its weights are learned.

pub mod classes;
pub mod crf;
pub mod features;
pub mod labels;
pub mod lexicon;
pub mod model;
pub mod token;
pub mod train;

pub use model::{Name, Tagger};
