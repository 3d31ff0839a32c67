//! Articles on their way into an archive: those that the core reads, and the layout of all.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use searchkit_core::article::arrangement::{Arrangement, Placed, digest, hashed};
use searchkit_core::article::record::Record;
use searchkit_core::article::stored_record::{read, written};
use searchkit_core::article::{markup, plain_line, reuters_element};
use searchkit_core::builder::slots::{Given, Slot};
use searchkit_core::builder::waiting::Waiting;

use crate::builder::given;
use crate::laid_out::LaidOut;
use crate::{held, raised};

/// Bytes of the hash of a content.
const CONTENT: usize = 8;
/// Bytes of a body that is long.
const LONG: usize = 1 << 19;
/// Bytes of a record beside its body and its metadata, about.
const ABOUT: usize = 1024;

/// Values by their slots.
pub type Values = Vec<(usize, Given)>;

/// An article that the core read.
#[pyclass]
pub struct PlainArticle {
    record: Record,
    /// The record as it is stored, once somebody asks for it.
    stored: Option<String>,
    /// Where it came from, which the caller keeps with it.
    #[pyo3(get, set)]
    origin: Option<Py<PyAny>>,
}

impl PlainArticle {
    fn of(record: Record) -> PlainArticle {
        PlainArticle::at(record, None)
    }

    /// An article with its origin.
    pub fn at(record: Record, origin: Option<Py<PyAny>>) -> PlainArticle {
        PlainArticle {
            record,
            stored: None,
            origin,
        }
    }

    fn stored(&mut self) -> &str {
        let record = &self.record;
        self.stored.get_or_insert_with(|| written(record))
    }
}

#[pymethods]
impl PlainArticle {
    #[getter]
    fn id(&self) -> &str {
        &self.record.id
    }

    #[getter]
    fn date(&self) -> Option<&str> {
        self.record.date.as_deref()
    }

    #[getter]
    fn place(&self) -> Option<&str> {
        self.record.place.as_deref()
    }

    #[getter]
    fn country(&self) -> Option<&str> {
        self.record.country.as_deref()
    }

    #[getter]
    fn language(&self) -> Option<&str> {
        self.record.language.as_deref()
    }

    /// Further places of filing.
    #[getter]
    fn more_places(&self) -> Vec<String> {
        self.record.more_places.clone()
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.record.title.as_deref()
    }

    #[getter]
    fn body(&self) -> &str {
        &self.record.body
    }

    /// The dateline that its source states outside the text.
    #[getter]
    fn dateline(&self) -> Option<&str> {
        self.record.dateline.as_deref()
    }

    /// The places that it names.
    #[getter]
    fn places(&self) -> Vec<String> {
        self.record.entities_of("place").to_vec()
    }

    /// The bytes of its body.
    #[getter]
    fn size(&self) -> usize {
        self.record.body.len()
    }

    /// Whether it has neither a title nor a text.
    #[getter]
    fn is_empty(&self) -> bool {
        self.record.is_empty()
    }

    /// A hash of its content and a name, in hexadecimal digits.
    fn content_hash(&self, name: &str) -> String {
        content_hash(&self.record, name)
    }

    /// Sets its path and its id.
    fn put(&mut self, path: String, id: String) {
        (self.record.path, self.record.id, self.stored) = (Some(path), id, None);
    }

    /// The record that an index stores.
    #[pyo3(name = "to_json")]
    fn as_json(&mut self) -> &str {
        self.stored()
    }

    /// The digest of that record.
    fn digest(&mut self) -> String {
        digest(self.stored())
    }
}

/// A hash of the content of an article and a name, in hexadecimal digits.
pub fn content_hash(record: &Record, name: &str) -> String {
    let title = record.title.as_deref().unwrap_or_default();
    let date = record.date.as_deref().unwrap_or_default();
    let parts = [name, title, &record.body, date].join("\0");
    hashed(parts.as_bytes(), CONTENT)
}

/// The digest of a record that an index stores.
#[pyfunction]
pub fn record_digest(record: &str) -> String {
    digest(record)
}

/// The article of a line of JSON. None if the line is not plain.
#[pyfunction]
pub fn plain_article(line: &str) -> PyResult<Option<PlainArticle>> {
    held(|| Ok(plain_line::record_of(line).map(PlainArticle::of)))
}

/// The articles of a batch of records, a line each, as `Article.to_json` writes them. In place of one that only Python
/// can handle stands None. None for what is no such batch.
#[pyfunction]
pub fn recorded_articles(py: Python<'_>, batch: &[u8]) -> Option<Vec<Option<PlainArticle>>> {
    py.detach(|| {
        let lines = std::str::from_utf8(batch).ok()?.split('\n');
        lines.map(|line| recorded(line).ok()).collect()
    })
}

/// The article of a record, with the record. None if it may have a longer id than it asks for, or names of lists.
fn recorded(line: &str) -> Result<Option<PlainArticle>, serde_json::Error> {
    let record = read(line)?;
    let is_of_list = |(_, origin): &(String, String)| origin == "list";
    if record.metadata.contains("\"stated_id\"") || record.provenance.iter().any(is_of_list) || record.is_empty() {
        return Ok(None);
    }
    Ok(Some(PlainArticle {
        stored: Some(line.to_string()),
        ..PlainArticle::of(record)
    }))
}

/// The elements of HTML, in small letters.
#[pyfunction]
pub fn html_elements() -> Vec<&'static str> {
    markup::HTML_ELEMENTS.split(' ').collect()
}

/// The article of an element of Reuters-21578, from the attributes of its tag and what stands between its tags. None
/// without a text.
#[pyfunction]
pub fn reuters_article(attributes: &str, markup: &str) -> PyResult<Option<PlainArticle>> {
    held(|| Ok(reuters_element::record_of(attributes, markup).map(PlainArticle::of)))
}

/// How articles fill the slots of an archive.
#[pyclass(frozen)]
pub struct ArticleLayout {
    slots: Vec<Slot>,
    arrangement: Arc<Arrangement>,
}

impl ArticleLayout {
    /// The values that the caller has, by their slots.
    pub fn values_of(&self, more: &Bound<'_, PyDict>) -> PyResult<Values> {
        let mut values: Values = Vec::with_capacity(more.len());
        for (name, value) in more.iter() {
            if let Some(place) = self.place_of(&name.cast_into::<PyString>()?.to_cow()?) {
                values.push((place, given(&self.slots[place], &value)?));
            }
        }
        Ok(values)
    }

    /// The slot of a value that the caller has.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.arrangement.place_of(name)
    }

    /// An article, to be laid out by the builder that takes it. `shared` are values that others have, too.
    pub fn laid_out(
        &self,
        record: Record,
        stored: Option<String>,
        source: &Arc<str>,
        values: Values,
        shared: Option<Arc<Values>>,
    ) -> LaidOut {
        // The exact length of a long one has to be known at once.
        let stored = stored.or_else(|| (record.body.len() > LONG).then(|| written(&record)));
        let about = record.body.len() + record.metadata.len() + ABOUT;
        let length = stored.as_ref().map_or(about, String::len) + source.len();
        let memory = 2 * length + self.slots.len() * size_of::<Given>();
        let (arrangement, source) = (self.arrangement.clone(), source.clone());
        let make = move || {
            let stored = stored.unwrap_or_else(|| written(&record));
            let placed = Placed {
                record: &record,
                stored: &stored,
                source: &source,
            };
            let mut values = values;
            values.extend(shared.iter().flat_map(|shared| shared.iter().cloned()));
            arrangement.document(&placed, values)
        };
        LaidOut::of(Waiting::made_by(self.slots.len(), memory, length, make))
    }
}

#[pymethods]
impl ArticleLayout {
    #[new]
    fn new(slots: &str, fills: &str) -> PyResult<ArticleLayout> {
        let slots = Slot::list_from_json(slots).map_err(raised)?;
        let arrangement = Arrangement::from_json(fills).map_err(raised)?;
        if arrangement.len() != slots.len() {
            return Err(PyValueError::new_err(
                "the numbers of slots and of what fills them differ",
            ));
        }
        Ok(ArticleLayout {
            slots,
            arrangement: Arc::new(arrangement),
        })
    }

    /// A stored record laid out. `source` is its file; `more` has the values that the record does not have.
    fn document(&self, record: &str, source: &str, more: &Bound<'_, PyDict>) -> PyResult<LaidOut> {
        let read = read(record).map_err(|error| PyValueError::new_err(format!("a record cannot be read: {error}")))?;
        let values = self.values_of(more)?;
        Ok(self.laid_out(read, Some(record.to_string()), &source.into(), values, None))
    }

    /// A plain article laid out. It has nothing more afterwards.
    fn plain(&self, article: &mut PlainArticle, source: &str, more: &Bound<'_, PyDict>) -> PyResult<LaidOut> {
        let values = self.values_of(more)?;
        let record = std::mem::take(&mut article.record);
        Ok(self.laid_out(record, article.stored.take(), &source.into(), values, None))
    }
}
