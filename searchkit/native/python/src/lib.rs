//! The Python module `searchkit._native`: a thin door. The GIL is released around all work, and a panic never crosses it
//! but as `Panicked`.

mod analysis;
mod builder;
mod cues;
mod json_lines;
mod name_finder;
mod names;
mod plan;
mod search;
mod segment;

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError, PyValueError};
use pyo3::prelude::*;
use searchkit_core::Error;

create_exception!(
    searchkit._native,
    Damaged,
    PyException,
    "A file is not what was written."
);
create_exception!(
    searchkit._native,
    Incompatible,
    PyException,
    "A file of a format that this version does not read."
);
create_exception!(
    searchkit._native,
    Stopped,
    PyException,
    "A search was cancelled, or reached its time limit."
);
create_exception!(
    searchkit._native,
    Panicked,
    PyException,
    "A mistake of the native core itself."
);

/// The Python exception of an error.
pub fn raised(error: Error) -> PyErr {
    match error {
        Error::Damaged { .. } => Damaged::new_err(error.to_string()),
        Error::Incompatible { .. } => Incompatible::new_err(error.to_string()),
        Error::Cancelled | Error::TimeLimit => Stopped::new_err(error.to_string()),
        Error::Invalid(_) => PyValueError::new_err(error.to_string()),
        Error::Io { path, source } => match source.raw_os_error() {
            Some(number) => PyOSError::new_err((number, source.to_string(), path)),
            None => PyOSError::new_err(format!("{path}: {source}")),
        },
    }
}

/// Runs `work` without the GIL; its error, or its panic, as a Python exception.
pub fn guard<T: Send>(py: Python<'_>, work: impl FnOnce() -> searchkit_core::Result<T> + Send) -> PyResult<T> {
    py.detach(|| held(work))
}

/// As `guard`, for work that is done sooner than the GIL is given away and taken again.
pub fn held<T>(work: impl FnOnce() -> searchkit_core::Result<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(raised),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|s| s.to_string());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(Panicked::new_err(
                text.unwrap_or_else(|| "the native core failed".to_string()),
            ))
        }
    }
}

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::analysis::{
        Shingles, find_in_words, find_words, fold, language_evidence, surface, surfaces, term, tokens, within_distance,
        words,
    };
    #[pymodule_export]
    use super::builder::{Builder, deleted_docs, deletes_file, merge, replaced};
    #[pymodule_export]
    use super::cues::{NameCues, UnpunctuatedPlaces, acronyms, date_landmark_kinds, date_landmarks};
    #[pymodule_export]
    use super::name_finder::NameFinder;
    #[pymodule_export]
    use super::names::{Tagger, train_tagger, word_classes};
    #[pymodule_export]
    use super::plan::Query;
    #[pymodule_export]
    use super::search::{Searcher, Stop, Weighting};
    #[pymodule_export]
    use super::segment::{Field, PostingCursor, Segment, TermCursor, TermStats};
    #[pymodule_export]
    use super::{Damaged, Incompatible, Panicked, Stopped};

    #[pymodule_init]
    fn init(_module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        // A panic is told by its exception; its text on stderr besides would end up in users' terminals.
        std::panic::set_hook(Box::new(|_| {}));
        Ok(())
    }
}
