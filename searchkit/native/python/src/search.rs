//! The searcher: plans run over open segments. Arguments and results are plain Python values, and all work is done
//! without the GIL.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use searchkit_core::Result;
use searchkit_core::query::{
    self as core, Caller, Dates, FacetRequest, Group, Interrupt, Request, SortBy, SortKey, Step, TimelineRequest, Value,
};

use crate::deletes::Deletes;
use crate::plan::Query;
use crate::segment::Segment;
use crate::{guard, held, raised};

/// Ends searches from another thread.
#[pyclass(frozen)]
#[derive(Default)]
pub struct Stop {
    flag: Arc<AtomicBool>,
}

impl Stop {
    /// True once it was set.
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }
}

#[pymethods]
impl Stop {
    #[new]
    fn new() -> Stop {
        Stop::default()
    }

    /// Every search and merge that was given this raises Stopped from now on.
    fn set(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }

    #[getter]
    fn is_set(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }
}

/// A ranking formula for all fields, and others for some.
#[pyclass(frozen)]
#[derive(Clone, Default)]
pub struct Weighting {
    inner: core::Weightings,
}

#[pymethods]
impl Weighting {
    #[new]
    #[pyo3(signature = (kind = "bm25", k1 = 1.2, b = 0.75, fields = None))]
    fn new(kind: &str, k1: f64, b: f64, fields: Option<HashMap<String, Bound<'_, Weighting>>>) -> PyResult<Weighting> {
        let default = match kind {
            "bm25" => core::Weighting::Bm25 { k1, b },
            "bursty" => core::Weighting::Bursty { k1, b },
            "bm25f" => core::Weighting::Bm25f { k1, b },
            "frequency" => core::Weighting::Frequency,
            "tf_idf" => core::Weighting::TfIdf,
            _ => return Err(PyValueError::new_err(format!("there is no weighting {kind:?}"))),
        };
        let fields = fields.unwrap_or_default().into_iter();
        let fields = fields
            .map(|(name, weighting)| (name, weighting.get().inner.default.clone()))
            .collect();
        Ok(Weighting {
            inner: core::Weightings { default, fields },
        })
    }

    fn __repr__(&self) -> String {
        format!("Weighting({:?})", self.inner)
    }
}

type Sort<'a> = (&'a str, Option<String>, bool, bool);
type Stored<'py> = (Bound<'py, PyBytes>, Bound<'py, PyTuple>, Option<Bound<'py, PyBytes>>);
type Facet<'py> = (String, Option<Bound<'py, Query>>, Option<String>, Option<usize>);

fn sort_key((by, column, descending, missing_last): Sort<'_>) -> PyResult<SortKey> {
    let by = match (by, column) {
        ("score", None) => SortBy::Score,
        ("doc", None) => SortBy::DocNumber,
        ("number", Some(column)) => SortBy::Number(column),
        ("keyword", Some(column)) => SortBy::Keyword(column),
        (by, column) => {
            return Err(PyValueError::new_err(format!(
                "unknown sort key {by:?} of column {column:?}"
            )));
        }
    };
    Ok(SortKey {
        by,
        descending,
        missing_last,
    })
}

/// The timeline of one column of mentioned dates, or of two of the first and the last day, by a step.
fn timeline((columns, step): (Vec<String>, String)) -> PyResult<TimelineRequest> {
    let dates = match <[String; 2]>::try_from(columns) {
        Ok([first, last]) => Some(Dates::Covered(first, last)),
        Err(mut columns) if columns.len() == 1 => columns.pop().map(Dates::Mentioned),
        Err(_) => None,
    };
    match (dates, Step::named(&step)) {
        (Some(dates), Some(step)) => Ok(TimelineRequest { dates, step }),
        (None, _) => Err(PyValueError::new_err("a timeline has one column or two")),
        (_, None) => Err(PyValueError::new_err(format!("unknown step {step:?}"))),
    }
}

/// What may end a search that Python asked for: its stop, its time limit, and an exception of a signal handler.
struct Ending {
    interrupt: Interrupt,
    raised: Arc<Mutex<Option<PyErr>>>,
}

impl Ending {
    fn new(stop: Option<&Stop>, time_limit: Option<f64>) -> Ending {
        let raised: Arc<Mutex<Option<PyErr>>> = Arc::default();
        let kept = raised.clone();
        // Python runs the handlers of signals in its main thread alone, and only when it is asked to.
        let caller = Caller::new(move || match Python::attach(|py| py.check_signals()) {
            Ok(()) => false,
            Err(error) => {
                *kept.lock().unwrap_or_else(|e| e.into_inner()) = Some(error);
                true
            }
        });
        let interrupt = Interrupt {
            stop: stop.map(|stop| stop.flag.clone()),
            deadline: time_limit.and_then(|seconds| {
                // Longer than a Duration holds is for ever; below zero (or no number) is over at once.
                let time = Duration::try_from_secs_f64(seconds);
                let time = if seconds > 0.0 { time.ok() } else { Some(Duration::ZERO) };
                time.and_then(|time| Instant::now().checked_add(time))
            }),
            caller: Some(Arc::new(caller)),
        };
        Ending { interrupt, raised }
    }

    /// Runs a search without the GIL; an exception of a signal handler, its error or its panic as a Python exception.
    fn guard<T: Send>(&self, py: Python<'_>, search: impl FnOnce(&Interrupt) -> Result<T> + Send) -> PyResult<T> {
        let found = guard(py, || search(&self.interrupt));
        self.instead(found)
    }

    /// Raises what ends the search, if anything does. Call it with the GIL.
    fn check(&self) -> PyResult<()> {
        self.instead(self.interrupt.check().map_err(raised))
    }

    /// The exception of a signal handler, if there was one, else what was found.
    fn instead<T>(&self, found: PyResult<T>) -> PyResult<T> {
        match self.raised.lock().unwrap_or_else(|e| e.into_inner()).take() {
            Some(error) => Err(error),
            None => found,
        }
    }
}

fn plain<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Number(number) => number.into_pyobject(py)?.into_any(),
        Value::Keyword(bytes) => PyBytes::new(py, bytes).into_any(),
    })
}

fn counted<'py>(py: Python<'py>, values: &[(Value, u32)]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for (value, count) in values {
        list.append((plain(py, value)?, *count))?;
    }
    Ok(list)
}

/// The explanation as tuples. The ending is asked at each number that has parts.
fn explained<'py>(py: Python<'py>, why: &core::Explanation, ending: &Ending) -> PyResult<Bound<'py, PyTuple>> {
    if !why.parts.is_empty() {
        ending.check()?;
    }
    let parts = why
        .parts
        .iter()
        .map(|part| explained(py, part, ending))
        .collect::<PyResult<Vec<_>>>()?;
    (&why.what, why.value, PyTuple::new(py, parts)?).into_pyobject(py)
}

/// How many matches have each value of a column. The values are read when they are asked for.
#[pyclass(frozen, module = "searchkit._native")]
pub struct Counts {
    inner: core::FacetCounts,
    snapshot: Arc<core::Snapshot>,
}

/// What a search found.
#[pyclass(frozen, get_all, module = "searchkit._native")]
pub struct Found {
    total: u32,
    hits: Py<PyList>,
    facets: Py<PyList>,
    timelines: Py<PyList>,
    groups: u32,
    members: Py<PyList>,
}

impl Counts {
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (self.values(py)?, self.inner.distinct, self.inner.missing).into_pyobject(py)
    }
}

#[pymethods]
impl Counts {
    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let values = guard(py, || self.inner.values(&self.snapshot))?;
        counted(py, &values)
    }

    #[getter]
    fn distinct(&self) -> usize {
        self.inner.distinct
    }

    #[getter]
    fn missing(&self) -> u32 {
        self.inner.missing
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        match other.cast::<Counts>() {
            Ok(other) => self.parts(py)?.eq(other.get().parts(py)?),
            Err(_) => Ok(false),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Counts{}", self.parts(py)?.repr()?))
    }
}

impl Found {
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let Found {
            total,
            hits,
            facets,
            timelines,
            groups,
            members,
        } = self;
        (total, hits, facets, timelines, groups, members).into_pyobject(py)
    }
}

#[pymethods]
impl Found {
    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        match other.cast::<Found>() {
            Ok(other) => self.parts(py)?.eq(other.get().parts(py)?),
            Err(_) => Ok(false),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Found{}", self.parts(py)?.repr()?))
    }
}

/// Searches a fixed list of segments; may be shared by threads.
#[pyclass(frozen)]
pub struct Searcher {
    snapshot: Arc<core::Snapshot>,
    /// The formulas of what names none.
    usual: core::Weightings,
}

#[pymethods]
impl Searcher {
    #[new]
    #[pyo3(signature = (leaves, weighting = None))]
    fn new(
        leaves: Vec<(Bound<'_, Segment>, Option<Bound<'_, Deletes>>)>,
        weighting: Option<&Bound<'_, Weighting>>,
    ) -> PyResult<Searcher> {
        let leaves = leaves.into_iter().map(|(segment, deletes)| {
            let segment = segment.get().inner.clone();
            let deletes = deletes.and_then(|deletes| deletes.get().as_of_now(segment.doc_count()));
            (segment, deletes)
        });
        let leaves: Vec<_> = leaves.collect();
        let snapshot = Arc::new(held(|| core::Snapshot::new(leaves))?);
        Ok(Searcher {
            snapshot,
            usual: weighting.map(|given| given.get().inner.clone()).unwrap_or_default(),
        })
    }

    /// All documents, deleted ones included: numbers are 0..doc_count.
    #[getter]
    fn doc_count(&self) -> u32 {
        self.snapshot.doc_count()
    }

    #[getter]
    fn live_count(&self) -> u32 {
        self.snapshot.live_count()
    }

    #[allow(clippy::too_many_arguments)]
    #[pyo3(signature = (query, *, limit = Some(10), offset = 0, sort = None, filter = None, mask = None,
        weighting = None, group = None, facets = None, timelines = None, stop = None, time_limit = None))]
    fn search<'py>(
        &self,
        py: Python<'py>,
        query: &Bound<'py, Query>,
        limit: Option<usize>,
        offset: usize,
        sort: Option<Vec<Bound<'py, PyTuple>>>,
        filter: Option<&Bound<'py, Query>>,
        mask: Option<&Bound<'py, Query>>,
        weighting: Option<&Bound<'py, Weighting>>,
        group: Option<(String, String)>,
        facets: Option<Vec<Facet<'py>>>,
        timelines: Option<Vec<(Vec<String>, String)>>,
        stop: Option<&Bound<'py, Stop>>,
        time_limit: Option<f64>,
    ) -> PyResult<Found> {
        let mut keys = Vec::new();
        for key in sort.iter().flatten() {
            keys.push(sort_key(key.extract()?)?);
        }
        let facets = facets.unwrap_or_default();
        let request = Request {
            query: &query.get().inner,
            weightings: weighting.map_or(&self.usual, |weighting| &weighting.get().inner),
            filter: filter.map(|query| &*query.get().inner),
            mask: mask.map(|query| &*query.get().inner),
            limit,
            offset,
            sort: keys,
            group: group.map(|(column, first)| Group { column, first }),
            facets: facets
                .iter()
                .map(|(column, query, contains, limit)| FacetRequest {
                    column: column.clone(),
                    query: query.as_ref().map(|query| &*query.get().inner),
                    contains: contains.clone(),
                    limit: *limit,
                })
                .collect(),
            timelines: timelines
                .into_iter()
                .flatten()
                .map(timeline)
                .collect::<PyResult<Vec<_>>>()?,
        };
        let ending = Ending::new(stop.map(Bound::get), time_limit);
        let found = ending.guard(py, |interrupt| core::search(&self.snapshot, &request, interrupt))?;
        let facets = PyList::empty(py);
        for inner in found.facets {
            facets.append(Counts {
                inner,
                snapshot: self.snapshot.clone(),
            })?;
        }
        let (groups, members) = found.grouped.unwrap_or_default();
        Ok(Found {
            total: found.total,
            hits: PyList::new(py, found.hits.iter())?.unbind(),
            facets: facets.unbind(),
            timelines: PyList::new(py, found.timelines.into_iter().map(|each| (each.steps, each.unplaced)))?.unbind(),
            groups,
            members: PyList::new(py, members)?.unbind(),
        })
    }

    /// How many live documents match.
    #[pyo3(signature = (query, *, stop = None, time_limit = None))]
    fn count(
        &self,
        py: Python<'_>,
        query: &Bound<'_, Query>,
        stop: Option<&Bound<'_, Stop>>,
        time_limit: Option<f64>,
    ) -> PyResult<u32> {
        let mut request = Request::new(&query.get().inner, &self.usual);
        request.limit = Some(0);
        let ending = Ending::new(stop.map(Bound::get), time_limit);
        Ok(ending
            .guard(py, |interrupt| core::search(&self.snapshot, &request, interrupt))?
            .total)
    }

    /// All live matches in the order of their numbers.
    #[pyo3(signature = (query, *, weighting = None, stop = None, time_limit = None))]
    fn matched_docs<'py>(
        &self,
        py: Python<'py>,
        query: &Bound<'py, Query>,
        weighting: Option<&Bound<'py, Weighting>>,
        stop: Option<&Bound<'py, Stop>>,
        time_limit: Option<f64>,
    ) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)> {
        let weightings = weighting.map_or(&self.usual, |weighting| &weighting.get().inner);
        let ending = Ending::new(stop.map(Bound::get), time_limit);
        let plan = &query.get().inner;
        let (docs, scores) = ending.guard(py, |interrupt| {
            let (docs, scores) = core::matched_docs(&self.snapshot, plan, weightings, interrupt)?;
            let docs: Vec<u8> = docs.iter().flat_map(|doc| doc.to_ne_bytes()).collect();
            let scores: Vec<u8> = scores.iter().flat_map(|score| score.to_ne_bytes()).collect();
            Ok((docs, scores))
        })?;
        Ok((PyBytes::new(py, &docs), PyBytes::new(py, &scores)))
    }

    /// What is stored of documents: their bytes, their values in columns of numbers, and the first one of keywords.
    fn documents<'py>(
        &self,
        py: Python<'py>,
        docs: Vec<u32>,
        columns: Vec<String>,
        keyword: &str,
        most: usize,
    ) -> PyResult<Vec<Option<Stored<'py>>>> {
        let read = || core::stored_page(&self.snapshot, &docs, &columns, keyword, most);
        let given = |document: core::StoredDocument| {
            let bytes = PyBytes::new(py, &document.stored);
            let keyword = document.keyword.map(|value| PyBytes::new(py, &value));
            Ok((bytes, PyTuple::new(py, document.numbers)?, keyword))
        };
        let found = guard(py, read)?;
        found.into_iter().map(|each| each.map(given).transpose()).collect()
    }

    #[pyo3(signature = (query, docs, *, stop = None, time_limit = None))]
    fn matching_terms<'py>(
        &self,
        py: Python<'py>,
        query: &Bound<'py, Query>,
        docs: Vec<u32>,
        stop: Option<&Bound<'py, Stop>>,
        time_limit: Option<f64>,
    ) -> PyResult<Bound<'py, PyList>> {
        let ending = Ending::new(stop.map(Bound::get), time_limit);
        let plan = &query.get().inner;
        let found = ending.guard(py, |interrupt| {
            core::matching_terms(&self.snapshot, plan, &docs, interrupt)
        })?;
        let list = PyList::empty(py);
        for terms in &found {
            let terms = terms.iter().map(|(field, term)| (field, PyBytes::new(py, term)));
            list.append(PyList::new(py, terms.collect::<Vec<_>>())?)?;
        }
        Ok(list)
    }

    #[pyo3(signature = (query, doc, *, weighting = None, stop = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        query: &Bound<'py, Query>,
        doc: u32,
        weighting: Option<&Bound<'py, Weighting>>,
        stop: Option<&Bound<'py, Stop>>,
    ) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let weightings = weighting.map_or(&self.usual, |weighting| &weighting.get().inner);
        let plan = &query.get().inner;
        let ending = Ending::new(stop.map(Bound::get), None);
        let why = ending.guard(py, |interrupt| {
            core::explain(&self.snapshot, plan, weightings, doc, interrupt)
        })?;
        why.map(|why| explained(py, &why, &ending)).transpose()
    }

    /// The terms of the index that a query stands for, those in negations left out.
    #[pyo3(signature = (query, *, stop = None, time_limit = None))]
    fn expand<'py>(
        &self,
        py: Python<'py>,
        query: &Bound<'py, Query>,
        stop: Option<&Bound<'py, Stop>>,
        time_limit: Option<f64>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let ending = Ending::new(stop.map(Bound::get), time_limit);
        let plan = &query.get().inner;
        let spelled = ending.guard(py, |interrupt| core::spelled_out(&self.snapshot, plan, interrupt))?;
        let fields = PyDict::new(py);
        for (field, terms) in &spelled {
            fields.set_item(
                field,
                PyList::new(py, terms.iter().map(|term| PyBytes::new(py, term)).collect::<Vec<_>>())?,
            )?;
        }
        Ok(fields)
    }

    fn doc_frequency(&self, field: &str, term: &[u8]) -> PyResult<u32> {
        held(|| Ok(self.snapshot.frequencies(field, term)?.0))
    }

    fn frequency(&self, field: &str, term: &[u8]) -> PyResult<u64> {
        held(|| Ok(self.snapshot.frequencies(field, term)?.1))
    }

    fn total_length(&self, field: &str) -> u64 {
        self.snapshot.total_length(field)
    }
}
