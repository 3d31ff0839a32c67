//! The Python module `searchkit._native`: a thin entrance. The GIL is released around all work, and a panic never crosses it
//! but as `InternalError`.

mod allocator;
mod analysis;
mod article_marker;
mod article_record;
mod articles;
mod builder;
mod cues;
mod deletes;
mod entities;
mod laid_out;
mod name_finder;
mod names;
mod plain_articles;
mod plain_records;
mod plan;
mod search;
mod segment;

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError, PyValueError};
use pyo3::prelude::*;
use searchkit_core::{Error, Limited, panics};
create_exception!(
    searchkit._native,
    Damaged,
    PyException,
    "A file differs from what was written."
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
    LimitReached,
    PyException,
    "Something is too large: (what, what to do, \"document\" or \"index\")."
);
create_exception!(
    searchkit._native,
    OutOfResources,
    PyException,
    "The system had no memory or no thread left."
);
create_exception!(
    searchkit._native,
    InternalError,
    PyException,
    "A bug in the native core. For a panic, with its file and line."
);

/// The Python exception of an error.
pub fn raised(error: Error) -> PyErr {
    match error {
        Error::Damaged { .. } => Damaged::new_err(error.to_string()),
        Error::Incompatible { .. } => Incompatible::new_err(error.to_string()),
        Error::Cancelled | Error::TimeLimit => Stopped::new_err(error.to_string()),
        Error::Invalid(what) => PyValueError::new_err(what),
        Error::Limit { of, what, advice } => LimitReached::new_err((
            what,
            advice,
            match of {
                Limited::Document => "document",
                Limited::Index => "index",
            },
        )),
        Error::OutOfResources(what) => OutOfResources::new_err(what),
        Error::Internal(what) => InternalError::new_err(what),
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
    panics::caught(work).map_err(raised)
}

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::analysis::{
        Shingles, find_in_words, find_words, fold, is_part_of_words, key_of_place, language_evidence, query_surfaces,
        regex_problem, surface, surfaces, term, tidy, tokens, within_distance, words,
    };
    #[pymodule_export]
    use super::article_marker::{ArticleMarker, passages};
    #[pymodule_export]
    use super::article_record::article_record;
    #[pymodule_export]
    use super::articles::{
        ArticleLayout, PlainArticle, html_elements, plain_article, record_digest, recorded_articles, reuters_article,
    };
    #[pymodule_export]
    use super::builder::{Builder, held_terms, holders, holding, merge};
    #[pymodule_export]
    use super::cues::{UnpunctuatedPlaces, date_landmark_kinds, date_landmarks};
    #[pymodule_export]
    use super::deletes::Deletes;
    #[pymodule_export]
    use super::entities::{Mentions, NameRules};
    #[pymodule_export]
    use super::laid_out::LaidOut;
    #[pymodule_export]
    use super::name_finder::NameFinder;
    #[pymodule_export]
    use super::names::{Tagger, train_tagger, word_classes};
    #[pymodule_export]
    use super::plain_articles::{PlaceTerms, PlainArticles, plain_lines};
    #[pymodule_export]
    use super::plain_records::plain_records;
    #[pymodule_export]
    use super::plan::Query;
    #[pymodule_export]
    use super::search::{Counts, Found, Searcher, Stop, Weighting};
    #[pymodule_export]
    use super::segment::{Field, PostingCursor, Segment, TermCursor, TermStats};
    #[pymodule_export]
    use super::{Damaged, Incompatible, InternalError, LimitReached, OutOfResources, Stopped};

    #[pymodule_init]
    fn init(_module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        super::panics::remember_places();
        Ok(())
    }
}
