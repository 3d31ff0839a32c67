//! The deleted documents of a segment.

use std::sync::{Arc, Mutex, MutexGuard};

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use searchkit_core::Error;
use searchkit_core::segment::DocSet;

use crate::{held, raised};

/// A set of documents as bits. What was handed to a search or a merge stays as it was then: the bits are copied by the
/// first change after that.
#[pyclass(frozen, module = "searchkit._native")]
pub struct Deletes {
    inner: Mutex<Counted>,
}

#[derive(Clone)]
struct Counted {
    docs: Arc<DocSet>,
    count: u32,
}

impl Counted {
    fn add(&mut self, doc: u32) -> bool {
        let new = !self.docs.contains(doc);
        if new {
            Arc::make_mut(&mut self.docs).insert(doc);
            self.count += 1;
        }
        new
    }

    fn check(&self, doc: u32) -> PyResult<()> {
        if doc < self.docs.size() {
            return Ok(());
        }
        Err(raised(Error::invalid(format!("there is no document {doc}"))))
    }
}

impl Deletes {
    fn of(docs: DocSet) -> Deletes {
        let count = docs.len();
        Deletes {
            inner: Mutex::new(Counted {
                docs: Arc::new(docs),
                count,
            }),
        }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.inner.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// The set as it is now, if there is anything in it, or it is one for another number of documents than these.
    pub fn as_of_now(&self, documents: u32) -> Option<Arc<DocSet>> {
        let counted = self.counted();
        (counted.count > 0 || counted.docs.size() != documents).then(|| counted.docs.clone())
    }
}

#[pymethods]
impl Deletes {
    #[new]
    #[pyo3(signature = (doc_count, docs = Vec::new()))]
    fn new(doc_count: u32, docs: Vec<u32>) -> PyResult<Deletes> {
        let deletes = Deletes::of(DocSet::empty(doc_count));
        deletes.update(docs)?;
        Ok(deletes)
    }

    /// Read a deletes file of that name.
    #[staticmethod]
    fn from_bytes(data: &[u8], name: &str) -> PyResult<Deletes> {
        Ok(Deletes::of(held(|| DocSet::from_bytes(data, name))?))
    }

    /// The content of a deletes file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.counted().docs.to_bytes())
    }

    /// The documents of the segment: numbers are below this.
    #[getter]
    fn doc_count(&self) -> u32 {
        self.counted().docs.size()
    }

    fn __len__(&self) -> usize {
        self.counted().count as usize
    }

    fn __contains__(&self, doc: i64) -> bool {
        u32::try_from(doc).is_ok_and(|doc| self.counted().docs.contains(doc))
    }

    fn __iter__(&self) -> DeletesIterator {
        DeletesIterator {
            docs: self.counted().docs.clone(),
            next: Some(0),
        }
    }

    fn __repr__(&self) -> String {
        let counted = self.counted();
        format!("Deletes({} of {} documents)", counted.count, counted.docs.size())
    }

    fn add(&self, doc: u32) -> PyResult<()> {
        let mut counted = self.counted();
        counted.check(doc)?;
        counted.add(doc);
        Ok(())
    }

    fn discard(&self, doc: u32) {
        let mut counted = self.counted();
        if counted.docs.contains(doc) {
            Arc::make_mut(&mut counted.docs).remove(doc);
            counted.count -= 1;
        }
    }

    /// Add documents; how many were new. None is added of a call that raises.
    fn update(&self, docs: Vec<u32>) -> PyResult<usize> {
        let mut counted = self.counted();
        if let Some(&last) = docs.iter().max() {
            counted.check(last)?;
        }
        Ok(docs.into_iter().filter(|&doc| counted.add(doc)).count())
    }

    /// Those that are not in another set, in order.
    fn minus(&self, other: &Deletes) -> Vec<u32> {
        let other = other.counted().docs.clone();
        self.counted().docs.minus(&other)
    }

    fn copy(&self) -> Deletes {
        Deletes {
            inner: Mutex::new(self.counted().clone()),
        }
    }
}

/// Goes through a set as it was when this was made.
#[pyclass]
pub struct DeletesIterator {
    docs: Arc<DocSet>,
    next: Option<u32>,
}

#[pymethods]
impl DeletesIterator {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&mut self) -> Option<u32> {
        let found = self.next.and_then(|doc| self.docs.next_from(doc));
        self.next = found.and_then(|doc| doc.checked_add(1));
        found
    }
}
