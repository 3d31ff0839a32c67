//! The Python module `searchkit._native`.

use pyo3::prelude::*;

mod analysis;

#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::analysis::{find_in_words, find_words, fold, surface, surfaces, term, tokens, within_distance, words};
}
