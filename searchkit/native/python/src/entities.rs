//! The names in a title and a body, by the tagger and the rules. What the gazetteer answers is remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use searchkit_core::characters::Characters;
use searchkit_core::entities::{self, Gazetteer, Kind, Origin, Place, Tagged, of_kind, places_in_name};
use searchkit_core::fnv::FnvSet;
use searchkit_core::place_key::place_key;

use super::analysis::text_of;
use super::names::Tagger;
use super::{guard, held};

/// Answers of the gazetteer that are remembered, of each of two kinds.
const MOST_ANSWERS: usize = 65_536;

type Answers<T> = HashMap<String, T>;

/// Kind, begin and end in characters, name, and what says so.
type Mention = (&'static str, usize, usize, String, &'static str);
/// Names by kind, other forms by kind and name, what the names of each kind rest on, and all that stand in the body.
type Names = (Py<PyDict>, Py<PyDict>, Py<PyDict>, Mentions);

#[pyclass(frozen, module = "searchkit._native")]
pub struct NameRules {
    rules: entities::NameRules,
    /// The keys of the places that running text names.
    in_text: FnvSet<String>,
    /// The last words of those of several words.
    last_words: FnvSet<String>,
    place_named: Py<PyAny>,
    well_known: Py<PyAny>,
    // Both are locked with the GIL held, and never while Python runs.
    places: Mutex<Answers<Option<Place>>>,
    known: Mutex<Answers<Option<Arc<str>>>>,
}

#[pymethods]
impl NameRules {
    #[new]
    fn new(
        starters: Vec<String>,
        in_text: Vec<String>,
        place_named: Py<PyAny>,
        well_known: Py<PyAny>,
    ) -> PyResult<NameRules> {
        let last_word = |key: &String| key.rsplit_once(' ').map(|(_, last)| last.to_string());
        Ok(NameRules {
            rules: held(|| Ok(entities::NameRules::new(starters)))?,
            last_words: in_text.iter().filter_map(last_word).collect(),
            in_text: in_text.into_iter().collect(),
            place_named,
            well_known,
            places: Mutex::default(),
            known: Mutex::default(),
        })
    }

    /// The places in the names of bodies.
    fn places_in(&self, py: Python<'_>, names: Vec<Bound<'_, PyString>>) -> PyResult<Vec<String>> {
        let mut asked = Asked::new(py, self);
        let mut found: Vec<String> = Vec::new();
        for name in &names {
            let name = text_of(name)?;
            for place in held(|| Ok(places_in_name(&name, &mut asked)))? {
                if !found.iter().any(|known| **known == *place) {
                    found.push(place.to_string());
                }
            }
        }
        asked.error.map_or(Ok(found), Err)
    }

    #[pyo3(signature = (tagger, title, body, start = 0))]
    fn find(
        &self,
        py: Python<'_>,
        tagger: &Tagger,
        title: &Bound<'_, PyString>,
        body: &Bound<'_, PyString>,
        start: usize,
    ) -> PyResult<Names> {
        let (title, body) = (text_of(title)?, text_of(body)?);
        let characters = Characters::of(&body);
        let start = characters.byte(start);
        let (in_title, in_body) = guard(py, || {
            Ok((tagger.0.names(&title, false), tagger.0.names(&body[start..], false)))
        })?;
        let tagged = Tagged {
            title: &title,
            body: &characters,
            start,
            in_title: &in_title,
            in_body: &in_body,
        };
        let mut asked = Asked::new(py, self);
        let found = held(|| Ok(self.rules.names(&tagged, &mut asked)))?;
        if let Some(error) = asked.error {
            return Err(error);
        }
        let (names, also, origins) = (PyDict::new(py), PyDict::new(py), PyDict::new(py));
        for kind in [Kind::Person, Kind::Org, Kind::Place, Kind::Event] {
            let gathered = of_kind(&found, kind);
            names.set_item(told(kind), PyTuple::new(py, &gathered.names)?)?;
            if let Some(origin) = gathered.origin {
                origins.set_item(told(kind), says(origin))?;
            }
            let forms = PyDict::new(py);
            for (name, written) in &gathered.also_written {
                forms.set_item(name, PyTuple::new(py, written)?)?;
            }
            if !forms.is_empty() {
                also.set_item(told(kind), forms)?;
            }
        }
        let mentions = found
            .iter()
            .filter(|item| item.in_body && item.kind != Kind::Misc && !item.name.is_empty());
        let mentions = mentions
            .map(|item| {
                let (start, end) = (characters.at(item.start), characters.at(item.end));
                (told(item.kind), start, end, item.name.to_string(), says(item.origin))
            })
            .collect();
        Ok((names.unbind(), also.unbind(), origins.unbind(), Mentions(mentions)))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.place_named)?;
        visit.call(&self.well_known)
    }
}

#[pyclass(frozen, eq, module = "searchkit._native")]
#[derive(PartialEq)]
pub struct Mentions(Vec<Mention>);

#[pymethods]
impl Mentions {
    fn all(&self) -> Vec<Mention> {
        self.0.clone()
    }
}

fn told(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "person",
        Kind::Org => "org",
        Kind::Place => "place",
        Kind::Event => "event",
        Kind::Misc => "misc",
    }
}

fn says(origin: Origin) -> &'static str {
    match origin {
        Origin::Model => "model",
        Origin::Rule => "rule",
        Origin::Gazetteer => "gazetteer",
    }
}

/// The gazetteer as it is asked while one text is read. After an error its answers say nothing.
struct Asked<'a, 'py> {
    py: Python<'py>,
    rules: &'a NameRules,
    error: Option<PyErr>,
}

impl<'a, 'py> Asked<'a, 'py> {
    fn new(py: Python<'py>, rules: &'a NameRules) -> Asked<'a, 'py> {
        Asked { py, rules, error: None }
    }

    /// The answer to a question that was asked before, or else what `ask` gives, which is remembered.
    fn answer<T: Clone + Default>(
        &mut self,
        answers: &Mutex<Answers<T>>,
        name: &str,
        ask: impl FnOnce(Python<'_>) -> PyResult<T>,
    ) -> T {
        if let Some(answer) = answers.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return answer.clone();
        }
        match ask(self.py) {
            Ok(answer) => {
                let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                if answers.len() >= MOST_ANSWERS {
                    answers.clear();
                }
                answers.insert(name.to_string(), answer.clone());
                answer
            }
            Err(error) => {
                self.error.get_or_insert(error);
                T::default()
            }
        }
    }
}

impl Gazetteer for Asked<'_, '_> {
    fn is_in_text(&self, name: &str) -> bool {
        self.rules.in_text.contains(&place_key(name))
    }

    fn place_named(&mut self, written: &str) -> Option<Place> {
        let rules = self.rules;
        self.answer(&rules.places, written, |py| {
            let place: Option<(String, bool)> = rules.place_named.call1(py, (written,))?.extract(py)?;
            Ok(place.map(|(name, outweighs_persons)| Place {
                name: name.into(),
                outweighs_persons,
            }))
        })
    }

    fn well_known(&mut self, written: &str) -> Option<Arc<str>> {
        let rules = self.rules;
        self.answer(&rules.known, written, |py| {
            let place: Option<String> = rules.well_known.call1(py, (written,))?.extract(py)?;
            Ok(place.map(Arc::from))
        })
    }

    fn ends_place(&self, word: &str) -> bool {
        self.rules.last_words.contains(word)
    }
}
