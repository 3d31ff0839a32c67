//! The tagger of names: reading its weights, tagging, and learning new ones.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use searchkit_core::Error;
use searchkit_core::names::classes;
use searchkit_core::names::labels::KINDS;
use searchkit_core::names::lexicon::Lexicon;
use searchkit_core::names::train::{Known, Lesson, Settings, train};
use searchkit_core::names::{self, model};

use crate::analysis::text_of;
use crate::guard;

/// A name: its kind, where it begins and ends in characters, and how certain it is.
type Found = (&'static str, usize, usize, f64);
/// Begin, end and kind of a name in a text to learn from; no kind: not known.
type Span = (usize, usize, Option<String>);

#[pyclass(module = "searchkit._native", frozen)]
pub struct Tagger(pub model::Tagger);

#[pymethods]
impl Tagger {
    #[new]
    fn new(py: Python<'_>, weights: &[u8], file: &str) -> PyResult<Tagger> {
        guard(py, || {
            model::Tagger::read(weights)
                .map(Tagger)
                .map_err(|what| Error::damaged(file, "weights", what))
        })
    }

    #[pyo3(signature = (text, certain = false))]
    fn names(&self, py: Python<'_>, text: &Bound<'_, PyString>, certain: bool) -> PyResult<Vec<Found>> {
        let text = text_of(text)?;
        let found = guard(py, || Ok(self.0.names(&text, certain)))?;
        Ok(found
            .into_iter()
            .map(|name: names::Name| (KINDS[name.kind], name.start, name.end, name.certainty))
            .collect())
    }
}

#[pyfunction]
#[pyo3(signature = (lessons, lexicon, classes = Vec::new(), *, rounds, rate, dropout, least, most))]
#[allow(clippy::too_many_arguments)]
pub fn train_tagger(
    py: Python<'_>,
    lessons: Vec<(String, Vec<Span>, f32)>,
    lexicon: Vec<(String, u16)>,
    classes: Vec<(String, u16)>,
    rounds: usize,
    rate: f32,
    dropout: f32,
    least: u32,
    most: usize,
) -> PyResult<Py<PyBytes>> {
    let mut known = Lexicon::default();
    for (phrase, flags) in &lexicon {
        known.add(phrase, *flags);
    }
    for (word, class) in &classes {
        known.classify(word, *class);
    }
    let mut taught = Vec::with_capacity(lessons.len());
    for (text, spans, weight) in lessons {
        let spans = spans
            .into_iter()
            .map(|(start, end, kind)| match kind {
                None => Ok((start, end, Known::Open)),
                Some(kind) => KINDS
                    .iter()
                    .position(|&known| known == kind)
                    .map(|number| (start, end, Known::Name(number)))
                    .ok_or_else(|| PyValueError::new_err(format!("unknown kind of names: {kind}"))),
            })
            .collect::<PyResult<_>>()?;
        taught.push(Lesson { text, spans, weight });
    }
    let settings = Settings {
        rounds,
        rate,
        dropout,
        least,
        most,
    };
    let weights = guard(py, move || Ok(train(&taught, &known, settings)))?;
    Ok(PyBytes::new(py, &weights).unbind())
}

#[pyfunction]
#[pyo3(signature = (texts, *, words, classes, rounds))]
pub fn word_classes(
    py: Python<'_>,
    texts: Vec<String>,
    words: usize,
    classes: usize,
    rounds: usize,
) -> PyResult<Vec<(String, u16)>> {
    let settings = classes::Settings { words, classes, rounds };
    let classed = guard(py, move || Ok(classes::learned(&texts, settings)))?;
    Ok(classed.into_iter().map(|c| (c.word, c.class)).collect())
}
