//! Building and merging segments.

use std::path::Path;
use std::sync::Mutex;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple};
use searchkit_core::builder as core;
use searchkit_core::builder::slots::{Given, GivenPosting, Slot};
use searchkit_core::builder::waiting::Waiting;
use searchkit_core::holding as core_holding;
use searchkit_core::merge as core_merge;

use crate::deletes::Deletes;
use crate::laid_out::LaidOut;
use crate::search::Stop;
use crate::segment::Segment;
use crate::{guard, held, raised};

/// Takes documents, analyses them on worker threads, and writes segment files.
#[pyclass(frozen)]
pub struct Builder {
    slots: Vec<Slot>,
    inner: Mutex<core::Builder>,
}

/// Text as UTF-8; what is none in a str (lone surrogates) is replaced.
fn text_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>()?;
    Ok(match text.to_cow() {
        Ok(text) => text.into_owned(),
        Err(_) => text.to_string_lossy().into_owned(),
    })
}

fn bytes_of(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    text_of(value).map(String::into_bytes)
}

/// A Python value as the value of a slot.
pub fn given(slot: &Slot, value: &Bound<'_, PyAny>) -> PyResult<Given> {
    if value.is_none() {
        return Ok(Given::Nothing);
    }
    Ok(match slot {
        Slot::Text { .. } => {
            if value.is_instance_of::<PyString>() {
                Given::Text(text_of(value)?)
            } else {
                Given::Texts(value.try_iter()?.map(|item| text_of(&item?)).collect::<PyResult<_>>()?)
            }
        }
        Slot::Values { .. } => {
            if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
                Given::Bytes(bytes_of(value)?)
            } else {
                Given::Values(
                    value
                        .try_iter()?
                        .map(|item| bytes_of(&item?))
                        .collect::<PyResult<_>>()?,
                )
            }
        }
        Slot::Combined { .. } => return Err(PyValueError::new_err("a combined field takes no value")),
        Slot::Number { .. } => Given::Number(value.extract()?),
        Slot::Stored => Given::Bytes(bytes_of(value)?),
        Slot::Panic => Given::Text(text_of(value)?),
        Slot::Postings { .. } => {
            Given::Postings(value.try_iter()?.map(|item| posting(&item?)).collect::<PyResult<_>>()?)
        }
    })
}

fn posting(value: &Bound<'_, PyAny>) -> PyResult<GivenPosting> {
    let (term, freq, weight, positions, payload): (Bound<'_, PyAny>, u32, f32, Option<Vec<u32>>, Vec<u8>) =
        value.extract()?;
    Ok(GivenPosting {
        term: bytes_of(&term)?,
        freq,
        weight,
        positions: positions.unwrap_or_default(),
        payload,
    })
}

impl Builder {
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut core::Builder) -> searchkit_core::Result<T> + Send,
    ) -> PyResult<T> {
        guard(py, || work(&mut self.inner.lock().unwrap_or_else(|e| e.into_inner())))
    }
}

#[pymethods]
impl Builder {
    #[new]
    #[pyo3(signature = (slots, budget, threads = 2))]
    fn new(slots: &str, budget: usize, threads: usize) -> PyResult<Builder> {
        let slots = Slot::list_from_json(slots).map_err(raised)?;
        let inner = core::Builder::new(slots.clone(), budget, threads);
        Ok(Builder {
            slots,
            inner: Mutex::new(inner),
        })
    }

    /// Numbers given are consecutive from the one returned; nothing is kept of a call that raises.
    fn add(&self, py: Python<'_>, documents: &Bound<'_, PyList>) -> PyResult<u64> {
        let mut batch: Vec<Waiting> = Vec::with_capacity(documents.len());
        for document in documents.iter() {
            if let Ok(laid_out) = document.cast::<LaidOut>() {
                let document = laid_out.get().take()?;
                if document.values() != self.slots.len() {
                    return Err(PyTypeError::new_err("a document was laid out for other slots"));
                }
                batch.push(document);
                continue;
            }
            let values = document.cast_into::<PyTuple>()?;
            if values.len() != self.slots.len() {
                return Err(PyTypeError::new_err(
                    "the numbers of a document's values and of the slots differ",
                ));
            }
            let read = self
                .slots
                .iter()
                .zip(values.iter())
                .map(|(slot, value)| given(slot, &value));
            batch.push(Waiting::of(&self.slots, read.collect::<PyResult<_>>()?));
        }
        self.with(py, |builder| builder.add_waiting(batch))
    }

    #[getter]
    fn pending(&self) -> PyResult<u64> {
        held(|| Ok(self.inner.lock().unwrap_or_else(|e| e.into_inner()).pending()))
    }

    /// Bytes that are gathered.
    #[getter]
    fn memory(&self) -> PyResult<usize> {
        held(|| Ok(self.inner.lock().unwrap_or_else(|e| e.into_inner()).memory()))
    }

    #[getter]
    fn is_full(&self) -> PyResult<bool> {
        held(|| Ok(self.inner.lock().unwrap_or_else(|e| e.into_inner()).is_full()))
    }

    /// Write all pending documents as one segment file (not synced): (number of the first, documents, size in bytes,
    /// CRC-32).
    fn flush(&self, py: Python<'_>, path: &str) -> PyResult<(u64, u32, u64, u32)> {
        let (first, docs, written) = self.with(py, |builder| builder.flush(Path::new(path)))?;
        Ok((first, docs, written.size, written.crc))
    }

    /// Forget all pending documents.
    fn clear(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |builder| builder.clear())
    }
}

type Sources<'py> = Vec<(Bound<'py, Segment>, Option<Bound<'py, Deletes>>)>;

/// Write the live documents of segments, in order, as one: (documents, size, CRC-32, the new number of each old document
/// of each source as 32-bit numbers of this machine, 0xffffffff for one that is gone). `stop` ends it.
#[pyfunction]
pub fn merge(
    py: Python<'_>,
    sources: Sources<'_>,
    path: &str,
    stop: &Bound<'_, Stop>,
) -> PyResult<(u32, u64, u32, Vec<Py<PyBytes>>)> {
    let opened = sources.iter().map(|(segment, deletes)| {
        let segment = segment.get().inner.clone();
        let deletes = deletes.as_ref();
        let deletes = deletes.and_then(|deletes| deletes.get().as_of_now(segment.doc_count()));
        (segment, deletes)
    });
    let opened: Vec<_> = opened.collect();
    let stop = stop.get().flag();
    let (docs, written, maps) = guard(py, || {
        let sources: Vec<_> = opened
            .iter()
            .map(|(segment, deletes)| (&**segment, deletes.as_deref()))
            .collect();
        core_merge::merge(&sources, Path::new(path), stop)
    })?;
    let packed = |map: &Vec<u32>| map.iter().flat_map(|new| new.to_ne_bytes()).collect::<Vec<u8>>();
    let maps = maps.iter().map(|map| PyBytes::new(py, &packed(map)).unbind()).collect();
    Ok((docs, written.size, written.crc, maps))
}

/// The documents that have a term: (place of the segment, their numbers there).
#[pyfunction]
pub fn holding(segments: Vec<PyRef<'_, Segment>>, field: &str, term: &[u8]) -> PyResult<Vec<(usize, Vec<u32>)>> {
    let segments: Vec<_> = segments.iter().map(|segment| &*segment.inner).collect();
    held(|| core_holding::holding(&segments, field, term))
}

/// The documents that have any of the terms: (place of the segment, number there, how many of the terms it has).
#[pyfunction]
pub fn holders(
    segments: Vec<PyRef<'_, Segment>>,
    field: &str,
    terms: Vec<PyBackedBytes>,
    most: usize,
) -> PyResult<Vec<(usize, u32, u32)>> {
    held(|| {
        let mut found = Vec::new();
        for (place, segment) in segments.iter().enumerate() {
            let here = segment.inner.holders(field, &terms, most)?;
            found.extend(here.into_iter().map(|(doc, shared)| (place, doc, shared)));
        }
        Ok(found)
    })
}

/// Which of many terms, by their places, any document has, also a deleted one. In order.
#[pyfunction]
pub fn held_terms(
    segments: Vec<PyRef<'_, Segment>>,
    field: &str,
    terms: Vec<Bound<'_, PyBytes>>,
) -> PyResult<Vec<usize>> {
    let segments: Vec<_> = segments.iter().map(|segment| &*segment.inner).collect();
    let terms: Vec<&[u8]> = terms.iter().map(|term| term.as_bytes()).collect();
    held(|| core_holding::held(&segments, field, &terms))
}
