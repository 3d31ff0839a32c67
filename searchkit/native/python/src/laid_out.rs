//! A document between its layout and the builder.

use std::sync::Mutex;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use searchkit_core::builder::slots::{Document, Given};

/// An article as the values of a builder's slots. A builder takes it once.
#[pyclass(frozen)]
pub struct LaidOut {
    document: Mutex<Option<Document>>,
    #[pyo3(get)]
    size: usize,
}

impl LaidOut {
    /// The values, which nobody has taken.
    pub fn of(document: Document) -> LaidOut {
        LaidOut {
            size: document.iter().map(Given::memory).sum(),
            document: Mutex::new(Some(document)),
        }
    }

    /// The values, for the only builder that takes them.
    pub fn take(&self) -> PyResult<Document> {
        let document = self.document.lock().unwrap_or_else(|e| e.into_inner()).take();
        document.ok_or_else(|| PyValueError::new_err("a builder has this document already"))
    }
}
