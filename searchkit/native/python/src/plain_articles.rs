//! Many articles that the core read, one after another, and how they go into an archive together.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use searchkit_core::article::plain_lines as core;
use searchkit_core::article::plain_lines::PlainLine;
use searchkit_core::article::record::Record;
use searchkit_core::builder::slots::Given;

use crate::articles::{ArticleLayout, PlainArticle, Values, content_hash};
use crate::guard;
use crate::laid_out::LaidOut;

/// How many places are remembered with what they lie in.
const MOST_PLACES: usize = 1 << 14;
/// Between the names of a key; no name of a plain article has it.
const BETWEEN: char = '\u{1}';

/// The plain articles that stand one after another in a source.
#[pyclass]
pub struct PlainArticles {
    lines: Vec<PlainLine>,
    /// The name of the source inside a container.
    member: Option<String>,
    /// Whether they came from a source, so that their lines have places there.
    has_places: bool,
}

/// The plain lines of a block of JSON Lines from a byte on: (their articles, the byte of the block where the next line
/// begins, its number). That line is not plain, or the block ends there.
#[pyfunction]
pub fn plain_lines(
    py: Python<'_>,
    block: &[u8],
    begin: usize,
    at: u64,
    line: u64,
) -> PyResult<(PlainArticles, usize, u64)> {
    let taken = guard(py, || Ok(core::plain_lines(block, begin, at, line)))?;
    let articles = PlainArticles {
        lines: taken.lines,
        member: None,
        has_places: true,
    };
    Ok((articles, taken.next, taken.line))
}

/// The names of the columns of an origin, and of the fields for the commit and the stemmer.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Names {
    start: String,
    end: String,
    line: String,
    member: String,
    revision: String,
    stemmer: String,
}

impl PlainArticles {
    /// Articles that a program gives. They have ids.
    pub fn of_records(records: Vec<Record>) -> PlainArticles {
        let nowhere = |record| PlainLine {
            record,
            start: 0,
            end: 0,
            line: 0,
        };
        PlainArticles {
            lines: records.into_iter().map(nowhere).collect(),
            member: None,
            has_places: false,
        }
    }

    fn part(&mut self, begin: usize, end: usize) -> PyResult<&mut [PlainLine]> {
        let part = self.lines.get_mut(begin..end);
        part.ok_or_else(|| PyIndexError::new_err("there are not so many articles"))
    }
}

#[pymethods]
impl PlainArticles {
    fn __len__(&self) -> usize {
        self.lines.len()
    }

    /// The languages that they state, each once.
    #[getter]
    fn languages(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for code in self.lines.iter().filter_map(|line| line.record.language.as_deref()) {
            if !found.contains(&code) {
                found.push(code);
            }
        }
        found
    }

    /// The first and the last of their dates.
    #[getter]
    fn dates(&self) -> Option<(&str, &str)> {
        let dates = || self.lines.iter().filter_map(|line| line.record.date.as_deref());
        dates().min().zip(dates().max())
    }

    /// Their ids, in order.
    #[getter]
    fn ids(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.record.id.as_str()).collect()
    }

    /// Bytes of their bodies.
    #[getter]
    fn size(&self) -> usize {
        self.lines.iter().map(|line| line.record.body.len()).sum()
    }

    /// Leaves out all but the first.
    fn keep(&mut self, number: usize) {
        self.lines.truncate(number);
    }

    /// The hashes of those without an id, as `PlainArticle.content_hash` makes them.
    fn content_hashes(&self, name: &str) -> Vec<String> {
        let without = self.lines.iter().filter(|line| line.record.id.is_empty());
        without.map(|line| content_hash(&line.record, name)).collect()
    }

    /// Sets the path of all, and the ids of those without.
    fn put(&mut self, path: &str, ids: Vec<String>, member: Option<String>) {
        let mut ids = ids.into_iter();
        self.member = member;
        for line in &mut self.lines {
            line.record.path = Some(path.to_string());
            if line.record.id.is_empty() {
                line.record.id = ids.next().unwrap_or_default();
            }
        }
    }

    /// Some of them, each by itself. They have nothing more here. `origin` makes an origin.
    fn apart(
        &mut self,
        py: Python<'_>,
        begin: usize,
        end: usize,
        origin: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<PlainArticle>> {
        let (member, has_places) = (self.member.clone(), self.has_places);
        let one = |line: &mut PlainLine| {
            let place = (line.start, line.end, line.line, py.None(), &member);
            let made = has_places.then(|| origin.call1(place)).transpose()?;
            let record = std::mem::take(&mut line.record);
            Ok(PlainArticle::at(record, made.map(Bound::unbind)))
        };
        self.part(begin, end)?.iter_mut().map(one).collect()
    }

    /// Lays some of them out. They have nothing more here.
    ///
    /// `places` knows what their places lie in. `more` has the values of all, and `stemmers` those of languages.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of its own")]
    fn laid_out(
        &mut self,
        layout: PyRef<'_, ArticleLayout>,
        places: PyRef<'_, PlaceTerms>,
        begin: usize,
        end: usize,
        source: &str,
        names: Names,
        revision: i64,
        stemmers: HashMap<String, String>,
    ) -> PyResult<Vec<LaidOut>> {
        let slot = |name: &str| layout.place_of(name);
        let places_of_lines = [slot(&names.start), slot(&names.end), slot(&names.line)];
        let numbers = if self.has_places { places_of_lines } else { [None; 3] };
        let (revised, stemmer) = (slot(&names.revision), slot(&names.stemmer));
        let member = slot(&names.member).zip(self.member.clone());
        let source: Arc<str> = source.into();
        let mut key = String::new();
        let one = |line: &mut PlainLine| {
            let record = std::mem::take(&mut line.record);
            let shared = places.of(&record, &mut key);
            let mut values: Values = Vec::with_capacity(8);
            for (slot, number) in numbers.into_iter().zip([line.start, line.end, line.line]) {
                values.extend(slot.map(|slot| (slot, Given::Number(number as i64))));
            }
            values.extend(revised.map(|slot| (slot, Given::Number(revision))));
            let code = record.language.as_ref().and_then(|language| stemmers.get(language));
            values.extend(stemmer.zip(code).map(|(slot, code)| (slot, bytes(code))));
            values.extend(member.as_ref().map(|(slot, member)| (*slot, bytes(member))));
            layout.laid_out(record, None, &source, values, shared)
        };
        Ok(self.part(begin, end)?.iter_mut().map(one).collect())
    }
}

fn bytes(text: &str) -> Given {
    Given::Bytes(text.as_bytes().to_vec())
}

/// What the places of plain articles lie in, as values of an archive, for places that come often.
#[pyclass(frozen)]
pub struct PlaceTerms {
    known: Mutex<HashMap<String, Arc<Values>>>,
}

/// A place of filing, its country, and the places that an article names.
type Where = (Option<String>, Option<String>, Vec<String>);

impl PlaceTerms {
    /// The values for the places of an article. `key` is room.
    fn of(&self, record: &Record, key: &mut String) -> Option<Arc<Values>> {
        if !key_of(record, key) {
            return None;
        }
        self.known.lock().unwrap_or_else(|e| e.into_inner()).get(key).cloned()
    }
}

#[pymethods]
impl PlaceTerms {
    #[new]
    fn new() -> PlaceTerms {
        PlaceTerms {
            known: Mutex::new(HashMap::new()),
        }
    }

    /// The places of articles that it does not know: (key, where).
    fn unknown(&self, articles: PyRef<'_, PlainArticles>) -> Vec<(String, Where)> {
        let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
        if known.len() > MOST_PLACES {
            known.clear();
        }
        let mut asked: HashSet<String> = HashSet::new();
        let mut found = Vec::new();
        let mut key = String::new();
        for PlainLine { record, .. } in &articles.lines {
            if key_of(record, &mut key) && !known.contains_key(&key) && asked.insert(key.clone()) {
                let named = record.entities_of("place").to_vec();
                found.push((key.clone(), (record.place.clone(), record.country.clone(), named)));
            }
        }
        found
    }

    /// Remembers the values for a key.
    fn learn(&self, layout: PyRef<'_, ArticleLayout>, key: String, values: &Bound<'_, PyDict>) -> PyResult<()> {
        let values = Arc::new(layout.values_of(values)?);
        let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
        known.insert(key, values);
        Ok(())
    }
}

/// Writes what stands for the places of an article; whether it has any.
fn key_of(record: &Record, key: &mut String) -> bool {
    let named = record.entities_of("place");
    if record.place.is_none() && named.is_empty() {
        return false;
    }
    key.clear();
    for name in [&record.place, &record.country] {
        key.push_str(name.as_deref().unwrap_or_default());
        key.push(BETWEEN);
    }
    for name in named {
        key.push_str(name);
        key.push(BETWEEN);
    }
    true
}
