//! A document between its layout and the builder.

use std::sync::Mutex;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use searchkit_core::builder::waiting::Waiting;

/// An article for the slots of a builder, whose workers lay it out. A builder takes it once.
#[pyclass(frozen)]
pub struct LaidOut {
    document: Mutex<Option<Waiting>>,
    #[pyo3(get)]
    size: usize,
}

impl LaidOut {
    /// A document that nobody has taken.
    pub fn of(document: Waiting) -> LaidOut {
        LaidOut {
            size: document.memory(),
            document: Mutex::new(Some(document)),
        }
    }

    /// The document, for the only builder that takes it.
    pub fn take(&self) -> PyResult<Waiting> {
        let document = self.document.lock().unwrap_or_else(|e| e.into_inner()).take();
        document.ok_or_else(|| PyValueError::new_err("a builder has this document already"))
    }
}
