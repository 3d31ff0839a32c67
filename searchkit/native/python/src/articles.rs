//! Articles on their way into an archive: plain lines of JSON, and the layout of all articles.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use searchkit_core::article::arrangement::{Arrangement, Placed, digest, hashed};
use searchkit_core::article::plain_line::record_of;
use searchkit_core::article::record::Record;
use searchkit_core::article::stored_record::{read, written};
use searchkit_core::builder::slots::{Given, Slot};

use crate::builder::given;
use crate::laid_out::LaidOut;
use crate::{held, raised};

/// Bytes of the hash of a content.
const CONTENT: usize = 8;

/// The article of a plain line of JSON.
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

    /// The places that it names.
    #[getter]
    fn places(&self) -> Vec<String> {
        self.record.entities_of("place").to_vec()
    }

    /// The hash of its body. Empty without a body.
    #[getter]
    fn text_hash(&self) -> String {
        let body = &self.record.body;
        if body.is_empty() {
            String::new()
        } else {
            hashed(body.as_bytes(), CONTENT)
        }
    }

    /// A hash of its content and a name, in hexadecimal digits.
    fn content_hash(&self, name: &str) -> String {
        let title = self.record.title.as_deref().unwrap_or_default();
        let date = self.record.date.as_deref().unwrap_or_default();
        let parts = [name, title, &self.record.body, date].join("\0");
        hashed(parts.as_bytes(), CONTENT)
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

/// The digest of a record that an index stores.
#[pyfunction]
pub fn record_digest(record: &str) -> String {
    digest(record)
}

/// The article of a line of JSON. None if the line is not plain.
#[pyfunction]
pub fn plain_article(line: &str) -> PyResult<Option<PlainArticle>> {
    held(|| {
        Ok(record_of(line).map(|record| PlainArticle {
            record,
            stored: None,
            origin: None,
        }))
    })
}

/// How articles fill the slots of an archive.
#[pyclass(frozen)]
pub struct ArticleLayout {
    slots: Vec<Slot>,
    arrangement: Arrangement,
}

impl ArticleLayout {
    fn laid_out(&self, record: &Record, stored: &str, source: &str, more: &Bound<'_, PyDict>) -> PyResult<LaidOut> {
        let placed = Placed { record, stored, source };
        let document = self
            .arrangement
            .document(&placed, |place, name| match more.get_item(name)? {
                Some(value) => given(&self.slots[place], &value),
                None => Ok(Given::Nothing),
            })?;
        Ok(LaidOut::of(document))
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
        Ok(ArticleLayout { slots, arrangement })
    }

    /// A stored record laid out. `source` is its file; `more` has the values that the record does not have.
    fn document(&self, record: &str, source: &str, more: &Bound<'_, PyDict>) -> PyResult<LaidOut> {
        let read = read(record).map_err(|error| PyValueError::new_err(format!("a record cannot be read: {error}")))?;
        self.laid_out(&read, record, source, more)
    }

    /// A plain article laid out.
    fn plain(&self, article: &mut PlainArticle, source: &str, more: &Bound<'_, PyDict>) -> PyResult<LaidOut> {
        article.stored();
        let stored = article.stored.as_deref().unwrap_or_default();
        self.laid_out(&article.record, stored, source, more)
    }
}
