//! Segments, their fields and cursors over terms and postings, for Whoosh's readers and matchers.

use std::path::Path;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use searchkit_core::segment::{self as core, Mode, TermInfo};
use searchkit_core::{Error, Result};

use crate::deletes::Deletes;
use crate::{guard, held};

/// Values in four columns, the first document that has them, and whether it is live.
type GroupOfDocs = ([Option<i64>; 4], u32, bool);

/// An open, immutable segment file; may be shared by threads.
#[pyclass(frozen)]
pub struct Segment {
    pub inner: Arc<core::Segment>,
}

fn field_of<'a>(segment: &'a core::Segment, name: &str) -> Result<&'a core::Field> {
    segment
        .field(name)
        .ok_or_else(|| Error::internal(format!("there is no field {name}")))
}

#[pymethods]
impl Segment {
    #[staticmethod]
    #[pyo3(signature = (path, in_memory = false))]
    fn open(py: Python<'_>, path: &str, in_memory: bool) -> PyResult<Segment> {
        let mode = if in_memory { Mode::InMemory } else { Mode::Mapped };
        let inner = guard(py, || core::Segment::open(Path::new(path), mode))?;
        Ok(Segment { inner: Arc::new(inner) })
    }

    #[getter]
    fn doc_count(&self) -> u32 {
        self.inner.doc_count()
    }

    #[getter]
    fn size(&self) -> u64 {
        self.inner.size()
    }

    fn fields(&self) -> Vec<Field> {
        self.inner.fields().iter().map(|field| self.described(field)).collect()
    }

    fn field(&self, name: &str) -> Option<Field> {
        self.inner.field(name).map(|field| self.described(field))
    }

    fn number_columns(&self) -> Vec<String> {
        self.inner.number_columns().iter().map(|c| c.name.clone()).collect()
    }

    fn keyword_columns(&self) -> Vec<String> {
        self.inner.keyword_columns().iter().map(|c| c.name.clone()).collect()
    }

    fn number(&self, column: &str, doc: u32) -> PyResult<Option<i64>> {
        held(|| self.inner.number_column(column)?.map_or(Ok(None), |c| c.get(doc)))
    }

    /// How many documents have a number in a column.
    fn number_count(&self, column: &str) -> PyResult<u32> {
        held(|| self.inner.number_column(column)?.map_or(Ok(0), |column| column.count()))
    }

    /// The documents that have one of these numbers in a column.
    fn with_numbers(&self, py: Python<'_>, column: &str, mut numbers: Vec<i64>) -> PyResult<Vec<u32>> {
        numbers.sort_unstable();
        guard(py, || self.inner.with_numbers(column, &numbers))
    }

    fn keywords<'py>(&self, py: Python<'py>, column: &str, doc: u32) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let values = held(|| {
            let Some(column) = self.inner.keyword_column(column) else {
                return Ok(Vec::new());
            };
            let mut ordinals = Vec::new();
            column.ordinals(doc, &mut ordinals)?;
            ordinals.iter().map(|&ordinal| column.value(ordinal)).collect()
        })?;
        Ok(values.iter().map(|value| PyBytes::new(py, value)).collect())
    }

    /// The documents that have a term, in groups: (values in the columns, first document, whether they are live).
    fn grouped(
        &self,
        field: &str,
        term: PyBackedBytes,
        columns: [String; 4],
        deleted: &Bound<'_, Deletes>,
        most: usize,
    ) -> PyResult<Vec<GroupOfDocs>> {
        let deleted = deleted.get().as_of_now(self.inner.doc_count());
        let found = held(|| self.inner.grouped(field, &term, &columns, deleted.as_deref(), most))?;
        Ok(found.into_iter().map(|g| (g.values, g.doc, g.live)).collect())
    }

    fn stored<'py>(&self, py: Python<'py>, doc: u32) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = guard(py, || self.inner.stored(doc))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// What does not fit its checksum or grammar, one line each, naming file and section.
    fn verify(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        guard(py, || {
            let mut problems = self.inner.verify();
            // What could not be read for want of memory is no damage.
            if let Some(at) = problems.iter().position(|e| matches!(e, Error::OutOfResources(_))) {
                return Err(problems.swap_remove(at));
            }
            Ok(problems.iter().map(Error::to_string).collect())
        })
    }
}

impl Segment {
    fn described(&self, field: &core::Field) -> Field {
        let (min_length, max_length) = field.length_bounds();
        Field {
            segment: self.inner.clone(),
            name: field.name().to_string(),
            has_freqs: field.has_freqs(),
            has_positions: field.has_positions(),
            has_payloads: field.has_payloads(),
            doc_count: field.doc_count(),
            total_length: field.total_length(),
            term_count: field.term_count(),
            min_length,
            max_length,
        }
    }
}

/// One inverted field of a segment.
#[pyclass(frozen)]
pub struct Field {
    #[pyo3(get)]
    name: String,
    #[pyo3(get)]
    has_freqs: bool,
    #[pyo3(get)]
    has_positions: bool,
    #[pyo3(get)]
    has_payloads: bool,
    #[pyo3(get)]
    doc_count: u32,
    #[pyo3(get)]
    total_length: u64,
    #[pyo3(get)]
    term_count: u64,
    #[pyo3(get)]
    min_length: u32,
    #[pyo3(get)]
    max_length: u32,
    segment: Hidden,
}

type Hidden = Arc<core::Segment>;

#[pymethods]
impl Field {
    fn length(&self, doc: u32) -> PyResult<u32> {
        held(|| field_of(&self.segment, &self.name)?.length(doc))
    }

    fn term(&self, py: Python<'_>, term: &[u8]) -> PyResult<Option<TermStats>> {
        guard(py, || {
            let field = field_of(&self.segment, &self.name)?;
            field.term(term)?.map(|info| TermStats::of(field, &info)).transpose()
        })
    }

    #[pyo3(signature = (start = None))]
    fn terms(&self, start: Option<Vec<u8>>) -> PyResult<TermCursor> {
        let mut cursor = TermCursor {
            segment: self.segment.clone(),
            field: self.name.clone(),
            term: None,
            df: 0,
            cf: 0,
        };
        cursor.seek(&start.unwrap_or_default())?;
        Ok(cursor)
    }

    fn postings(&self, py: Python<'_>, term: &[u8]) -> PyResult<Option<PostingCursor>> {
        let found = guard(py, || field_of(&self.segment, &self.name)?.term(term))?;
        let Some(info) = found else { return Ok(None) };
        let mut cursor = PostingCursor {
            segment: self.segment.clone(),
            field: self.name.clone(),
            info,
            block: Block::default(),
            at: 0,
        };
        cursor.load(0)?;
        Ok(Some(cursor))
    }
}

#[pyclass(frozen, get_all)]
pub struct TermStats {
    df: u32,
    cf: u64,
    weight: f64,
    min_length: u32,
    max_length: u32,
    max_weight: f64,
    first_doc: u32,
    last_doc: u32,
}

impl TermStats {
    fn of(field: &core::Field, info: &TermInfo) -> Result<TermStats> {
        let mut postings = field.postings(info)?;
        let (mut shortest, mut longest, mut most, mut weight, mut max_weight) = (u32::MAX, 0, 0, 0.0, 0.0f64);
        let (mut first, mut last) = (None, 0);
        while postings.next_block()? {
            for at in 0..postings.docs().len() {
                let doc = postings.docs()[at];
                first.get_or_insert(doc);
                last = doc;
                let length = field.length(doc)?;
                shortest = shortest.min(length);
                longest = longest.max(length);
                if field.has_payloads() {
                    let w = f64::from(postings.payload(at)?.0);
                    weight += w;
                    max_weight = max_weight.max(w);
                }
            }
            most = most.max(postings.freqs().iter().copied().max().unwrap_or(0));
        }
        if !field.has_payloads() {
            weight = info.cf as f64;
            max_weight = f64::from(most);
        }
        Ok(TermStats {
            df: info.df,
            cf: info.cf,
            weight,
            min_length: shortest,
            max_length: longest,
            max_weight,
            first_doc: first.unwrap_or(0),
            last_doc: last,
        })
    }
}

/// A cursor over terms; `term` is None past the end.
#[pyclass]
pub struct TermCursor {
    segment: Hidden,
    field: String,
    term: Option<Vec<u8>>,
    df: u32,
    cf: u64,
}

#[pymethods]
impl TermCursor {
    #[getter]
    fn term<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.term.as_ref().map(|term| PyBytes::new(py, term))
    }

    #[getter]
    fn df(&self) -> u32 {
        self.df
    }

    #[getter]
    fn cf(&self) -> u64 {
        self.cf
    }

    fn next(&mut self) -> PyResult<bool> {
        let Some(mut after) = self.term.take() else {
            return Ok(false);
        };
        after.push(0); // the least bytes after this term
        self.seek(&after)
    }

    fn seek(&mut self, term: &[u8]) -> PyResult<bool> {
        let segment = self.segment.clone();
        let found = held(|| {
            let mut terms = field_of(&segment, &self.field)?.terms();
            Ok(terms.seek(term)?.then(|| (terms.term().to_vec(), *terms.info())))
        })?;
        self.term = None;
        if let Some((term, info)) = found {
            self.term = Some(term);
            self.df = info.df;
            self.cf = info.cf;
        }
        Ok(self.term.is_some())
    }
}

/// One decoded block of postings.
#[derive(Default)]
struct Block {
    docs: Vec<u32>,
    freqs: Vec<u32>,
    impact: (u32, u32),
}

/// A cursor over postings, on the first one when made; `doc` is -1 past the end.
#[pyclass]
pub struct PostingCursor {
    segment: Hidden,
    field: String,
    info: TermInfo,
    block: Block,
    at: usize,
}

impl PostingCursor {
    /// Loads the block with the first document at or after `target`.
    fn load(&mut self, target: u32) -> PyResult<()> {
        let segment = self.segment.clone();
        let info = self.info;
        self.block = held(|| {
            let mut postings = field_of(&segment, &self.field)?.postings(&info)?;
            if !postings.seek_block(target)? {
                return Ok(Block::default());
            }
            Ok(Block {
                docs: postings.docs().to_vec(),
                freqs: postings.freqs().to_vec(),
                impact: postings.impact(),
            })
        })?;
        self.at = self.block.docs.partition_point(|&doc| doc < target);
        Ok(())
    }

    fn with_postings<T>(&self, work: impl FnOnce(&mut core::Postings<'_>, usize) -> Result<T>) -> PyResult<T> {
        held(|| {
            let mut postings = field_of(&self.segment, &self.field)?.postings(&self.info)?;
            let doc = self
                .block
                .docs
                .get(self.at)
                .ok_or_else(|| Error::invalid("the cursor is past its end"))?;
            postings.seek_block(*doc)?;
            work(&mut postings, self.at)
        })
    }
}

#[pymethods]
impl PostingCursor {
    #[getter]
    fn doc(&self) -> i64 {
        self.block.docs.get(self.at).map_or(-1, |&doc| i64::from(doc))
    }

    #[getter]
    fn freq(&self) -> u32 {
        self.block.freqs.get(self.at).copied().unwrap_or(0)
    }

    #[getter]
    fn weight(&self) -> PyResult<f64> {
        match self.block.docs.get(self.at) {
            None => Ok(0.0),
            Some(_) if field_of(&self.segment, &self.field).is_ok_and(|f| !f.has_payloads()) => {
                Ok(f64::from(self.freq()))
            }
            Some(_) => self.with_postings(|postings, at| Ok(f64::from(postings.payload(at)?.0))),
        }
    }

    fn next(&mut self) -> PyResult<bool> {
        self.at += 1;
        if self.at >= self.block.docs.len() {
            match self.block.docs.last() {
                Some(&last) if last < u32::MAX => self.load(last + 1)?,
                _ => {}
            }
        }
        Ok(self.at < self.block.docs.len())
    }

    fn skip_to(&mut self, doc: u32) -> PyResult<bool> {
        match self.block.docs.last() {
            None => return Ok(false),
            Some(&last) if last >= doc => {
                self.at += self.block.docs[self.at.min(self.block.docs.len())..].partition_point(|&d| d < doc);
            }
            Some(_) => self.load(doc)?,
        }
        Ok(self.at < self.block.docs.len())
    }

    fn positions(&self) -> PyResult<Vec<u32>> {
        self.with_postings(|postings, at| {
            let mut found = Vec::new();
            postings.positions(at, &mut found)?;
            Ok(found)
        })
    }

    fn payload<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = self.with_postings(|postings, at| Ok(postings.payload(at)?.1.to_vec()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// (last document, least length, greatest weight) of the current block.
    fn block_max(&self) -> (i64, u32, f64) {
        let last = self.block.docs.last().map_or(-1, |&doc| i64::from(doc));
        (
            last,
            self.block.impact.1,
            f64::from(self.block.freqs.iter().copied().max().unwrap_or(0)),
        )
    }

    fn all_docs(&self, py: Python<'_>) -> PyResult<Vec<u32>> {
        guard(py, || {
            let mut postings = field_of(&self.segment, &self.field)?.postings(&self.info)?;
            let mut docs = Vec::with_capacity(self.info.df as usize);
            while postings.next_block()? {
                docs.extend_from_slice(postings.docs());
            }
            Ok(docs)
        })
    }
}
