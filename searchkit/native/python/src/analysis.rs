//! Analysis and highlighting, with places in characters.

use std::borrow::Cow;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use searchkit_core::Error;
use searchkit_core::analysis::{self as core, Chain, Form, Language, Splitter, fold_word, term_word};
use searchkit_core::highlight::{self, Leaf};
use searchkit_core::query::Expression;
use searchkit_core::shingles;
use searchkit_core::spans::Spans;
use searchkit_core::{place_key, tidy_name};

/// What stands for half a surrogate pair, which a Python string may hold and UTF-8 may not. Neither is part of a word,
/// and both are one character, so that places stay right.
const NO_CHARACTER: char = '\u{fffd}';

/// The text of a Python string, whatever it holds.
pub fn text_of<'a>(given: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    if let Ok(text) = given.to_str() {
        return Ok(Cow::Borrowed(text));
    }
    let units = code_points(given)?;
    Ok(Cow::Owned(
        units
            .into_iter()
            .map(|unit| char::from_u32(unit).unwrap_or(NO_CHARACTER))
            .collect(),
    ))
}

fn code_points(given: &Bound<'_, PyString>) -> PyResult<Vec<u32>> {
    let encoded = given.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
    let bytes = encoded.cast::<PyBytes>()?.as_bytes();
    Ok(bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&unit| u32::from_le_bytes(unit))
        .collect())
}

#[pyfunction(name = "place_key")]
pub fn key_of_place<'py>(name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
    formed(name, place_key::place_key)
}

#[pyfunction]
pub fn tidy<'py>(name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
    formed(name, tidy_name::tidy)
}

/// A form of a word that may hold lone surrogates: no form changes, adds or drops what stands for them.
fn formed<'py>(word: &Bound<'py, PyString>, form: impl FnOnce(&str) -> String) -> PyResult<Bound<'py, PyString>> {
    let text = text_of(word)?;
    let formed = form(&text);
    if matches!(text, Cow::Borrowed(_)) {
        return Ok(PyString::new(word.py(), &formed));
    }
    let is_stand_in = |unit: u32| char::from_u32(unit).is_none_or(|c| c == NO_CHARACTER);
    let mut originals = code_points(word)?.into_iter().filter(|&unit| is_stand_in(unit));
    let mut encoded = Vec::with_capacity(formed.len() * 4);
    for c in formed.chars() {
        let unit = if c == NO_CHARACTER {
            originals.next().unwrap_or(c as u32)
        } else {
            c as u32
        };
        encoded.extend_from_slice(&unit.to_le_bytes());
    }
    let decoded = PyBytes::new(word.py(), &encoded).call_method1("decode", ("utf-32-le", "surrogatepass"))?;
    Ok(decoded.cast_into::<PyString>()?)
}

pub fn refused(error: Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Turns places in bytes, asked for in ascending order, into places in characters.
pub struct Characters<'a> {
    text: &'a str,
    is_ascii: bool,
    byte: usize,
    character: usize,
}

impl<'a> Characters<'a> {
    pub fn new(text: &'a str) -> Self {
        Characters {
            text,
            is_ascii: text.is_ascii(),
            byte: 0,
            character: 0,
        }
    }

    pub fn at(&mut self, byte: usize) -> usize {
        if self.is_ascii {
            return byte;
        }
        self.character += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.character
    }
}

/// A rule of archives for words: the current one, or an earlier one.
struct Rule {
    splitter: Splitter,
    surface: Form,
}

impl Rule {
    fn of(number: u32) -> PyResult<Rule> {
        match number {
            2 => Ok(Rule {
                splitter: Splitter::Archive,
                surface: Form::Surface,
            }),
            3 => Ok(Rule {
                splitter: Splitter::Words,
                surface: Form::Exact,
            }),
            _ => Err(PyValueError::new_err(format!("there is no rule {number} for words"))),
        }
    }
}

#[pyfunction]
#[pyo3(signature = (text, rule = 2))]
pub fn words<'py>(
    py: Python<'py>,
    text: &Bound<'py, PyString>,
    rule: u32,
) -> PyResult<Vec<(Bound<'py, PyString>, usize, usize)>> {
    let (rule, text) = (Rule::of(rule)?, text_of(text)?);
    let mut characters = Characters::new(&text);
    let (mut found, mut form) = (Vec::new(), String::new());
    let mut before = 0;
    rule.splitter.split(&text, |start, end| {
        rule.surface.of(&text[start..end], &mut form);
        // Words may overlap, and places are asked for in ascending order.
        let first = if start < before {
            characters.at(before) - text[start..before].chars().count()
        } else {
            characters.at(start)
        };
        found.push((PyString::new(py, &form), first, characters.at(end)));
        before = end;
    });
    Ok(found)
}

#[pyfunction]
#[pyo3(signature = (text, rule = 2))]
pub fn surfaces<'py>(py: Python<'py>, text: &Bound<'py, PyString>, rule: u32) -> PyResult<Vec<Bound<'py, PyString>>> {
    let (rule, text) = (Rule::of(rule)?, text_of(text)?);
    let (mut found, mut form) = (Vec::new(), String::new());
    rule.splitter.split(&text, |start, end| {
        rule.surface.of(&text[start..end], &mut form);
        found.push(PyString::new(py, &form));
    });
    Ok(found)
}

#[pyfunction]
pub fn query_surfaces<'py>(py: Python<'py>, text: &Bound<'py, PyString>) -> PyResult<Vec<Bound<'py, PyString>>> {
    let text = text_of(text)?;
    let mut spans = Vec::new();
    Splitter::Words.split(&text, |start, end| spans.push((start, end)));
    if let [.., (before, whole), (start, end)] = spans[..]
        && before < start
        && end == whole
    {
        spans.pop();
    }
    let mut form = String::new();
    Ok(spans
        .into_iter()
        .map(|(start, end)| {
            Form::Exact.of(&text[start..end], &mut form);
            PyString::new(py, &form)
        })
        .collect())
}

#[pyfunction]
pub fn is_part_of_words(word: &Bound<'_, PyString>) -> PyResult<bool> {
    Ok(core::is_one_of_run(&text_of(word)?))
}

#[pyfunction]
#[pyo3(signature = (word, rule = 2))]
pub fn surface<'py>(word: &Bound<'py, PyString>, rule: u32) -> PyResult<Bound<'py, PyString>> {
    let rule = Rule::of(rule)?;
    formed(word, |word| {
        let mut out = String::with_capacity(word.len());
        rule.surface.of(word, &mut out);
        out
    })
}

#[pyfunction]
#[pyo3(signature = (word, rule = 2))]
pub fn fold<'py>(word: &Bound<'py, PyString>, rule: u32) -> PyResult<Bound<'py, PyString>> {
    match rule {
        2 => formed(word, fold_word),
        _ => formed(word, |word| {
            let mut out = String::with_capacity(word.len());
            Form::Bare.of(word, &mut out);
            out
        }),
    }
}

#[pyfunction]
#[pyo3(signature = (surface_form, language = "en", rule = 2))]
pub fn term<'py>(surface_form: &Bound<'py, PyString>, language: &str, rule: u32) -> PyResult<Bound<'py, PyString>> {
    let Some(language) = Language::of(language.as_bytes()) else {
        return Err(PyValueError::new_err(format!("there is no stemmer for {language:?}")));
    };
    match rule {
        2 => formed(surface_form, |word| term_word(language, word)),
        _ => formed(surface_form, |word| {
            let mut out = String::with_capacity(word.len());
            Form::Stem(language).of(word, &mut out);
            out
        }),
    }
}

#[pyfunction]
pub fn language_evidence(text: &Bound<'_, PyString>) -> PyResult<(Option<&'static str>, u32, u32, u32, u32)> {
    let found = core::language_evidence(&text_of(text)?);
    Ok((found.language, found.words, found.hits, found.worth, found.next))
}

type TokenTuple<'py> = (Bound<'py, PyString>, u32, usize, usize);

#[pyfunction]
pub fn tokens<'py>(py: Python<'py>, chain: &str, text: &Bound<'py, PyString>) -> PyResult<Vec<TokenTuple<'py>>> {
    let chain = Chain::parse(chain).map_err(refused)?;
    let text = text_of(text)?;
    let mut characters = Characters::new(&text);
    let mut found = Vec::new();
    chain.tokens(&text, |token| {
        let form = PyString::new(py, token.text);
        found.push((
            form,
            token.position,
            characters.at(token.start),
            characters.at(token.end),
        ));
    });
    Ok(found)
}

/// Reads `("terms", [..], slop)`, `("surfaces", [..], slop)`, `("wildcard", pattern)`, `("fuzzy", text, distance)`,
/// `("regex", source)`, `("placed", [leaf, ..], spans)`, `("any", [..])` and `("nothing",)`. Spans are JSON.
pub fn leaf_of(given: &Bound<'_, PyTuple>) -> PyResult<Leaf> {
    let string = |item: &Bound<'_, PyAny>| Ok::<_, PyErr>(text_of(item.cast::<PyString>()?)?.into_owned());
    let text = |at: usize| string(&given.get_item(at)?);
    let strings = |at: usize| {
        let mut found = Vec::new();
        for item in given.get_item(at)?.try_iter()? {
            found.push(string(&item?)?);
        }
        Ok::<_, PyErr>(found)
    };
    let number = |at: usize| {
        let given = given.get_item(at)?.extract::<i64>()?;
        usize::try_from(given).map_err(|_| PyValueError::new_err(format!("{given} is below zero")))
    };
    let (kind, length) = (text(0)?, given.len());
    match (kind.as_str(), length) {
        ("terms", 3) => Ok(Leaf::Terms {
            terms: strings(1)?,
            slop: number(2)?,
        }),
        ("surfaces", 3) => Ok(Leaf::Surfaces {
            surfaces: strings(1)?,
            slop: number(2)?,
        }),
        ("wildcard", 2) => Ok(Leaf::Wildcard(text(1)?)),
        ("fuzzy", 3) => Ok(Leaf::Fuzzy {
            text: text(1)?,
            distance: number(2)?,
        }),
        ("regex", 2) => Ok(Leaf::Regex(Expression::new(&text(1)?).map_err(refused)?)),
        ("placed", 3) => {
            let mut leaves = Vec::new();
            for item in given.get_item(1)?.try_iter()? {
                leaves.push(leaf_of(item?.cast::<PyTuple>()?)?);
            }
            let spans = spans_of(&text(2)?, leaves.len())?;
            Ok(Leaf::Placed { leaves, spans })
        }
        ("any", 2) => Ok(Leaf::Any(strings(1)?)),
        ("nothing", 1) => Ok(Leaf::Nothing),
        _ => Err(PyValueError::new_err(format!(
            "{kind} with {length} parts is not a leaf of a query"
        ))),
    }
}

/// Spans from JSON, over so many leaves.
pub fn spans_of(json: &str, leaves: usize) -> PyResult<Spans> {
    let value = serde_json::from_str(json).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Spans::from_json(&value, leaves).map_err(refused)
}

/// What is wrong with a regular expression; None if nothing is.
#[pyfunction]
pub fn regex_problem(source: &Bound<'_, PyString>) -> PyResult<Option<String>> {
    Ok(Expression::new(&text_of(source)?).err().map(|error| error.to_string()))
}

fn leaves_of(given: &[Bound<'_, PyTuple>]) -> PyResult<Vec<Leaf>> {
    given.iter().map(leaf_of).collect()
}

#[pyfunction]
pub fn find_words(
    py: Python<'_>,
    text: &Bound<'_, PyString>,
    chain: &str,
    leaves: Vec<Bound<'_, PyTuple>>,
) -> PyResult<Vec<(usize, usize, u32)>> {
    let chain = Chain::parse(chain).map_err(refused)?;
    let leaves = leaves_of(&leaves)?;
    let text = text_of(text)?;
    let text: &str = &text;
    Ok(py.detach(|| {
        let mut characters = Characters::new(text);
        let found = highlight::find_words(text, &chain, &leaves);
        found
            .iter()
            .map(|h| (characters.at(h.start), characters.at(h.end), h.leaf))
            .collect()
    }))
}

#[pyfunction]
pub fn find_in_words(
    words: Vec<Bound<'_, PyTuple>>,
    leaves: Vec<Bound<'_, PyTuple>>,
) -> PyResult<Vec<(usize, usize, u32)>> {
    let leaves = leaves_of(&leaves)?;
    let mut forms: Vec<(String, String)> = Vec::with_capacity(words.len());
    let mut spans: Vec<(usize, usize)> = Vec::with_capacity(words.len());
    for word in &words {
        let form = |at: usize| Ok::<_, PyErr>(text_of(word.get_item(at)?.cast::<PyString>()?)?.into_owned());
        forms.push((form(0)?, form(1)?));
        spans.push((word.get_item(2)?.extract()?, word.get_item(3)?.extract()?));
    }
    let found = highlight::find_in_words(forms.iter().map(|(term, surface)| (&**term, &**surface)), &leaves);
    Ok(found
        .into_iter()
        .map(|f| (spans[f.word].0, spans[f.word].1, f.leaf))
        .collect())
}

#[pyfunction]
pub fn within_distance(a: &Bound<'_, PyString>, b: &Bound<'_, PyString>, most: usize) -> PyResult<bool> {
    let letters = |s: &Bound<'_, PyString>| Ok::<Vec<char>, PyErr>(text_of(s)?.chars().collect());
    Ok(highlight::within_distance(&letters(a)?, &letters(b)?, most))
}

/// The shingles of a text; immutable.
#[pyclass(frozen)]
pub struct Shingles {
    inner: shingles::Shingles,
}

#[pymethods]
impl Shingles {
    #[new]
    fn new(text: &Bound<'_, PyString>, width: usize) -> PyResult<Shingles> {
        let text = text_of(text)?;
        Ok(Shingles {
            inner: shingles::Shingles::of(&text, width),
        })
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    #[getter]
    fn words(&self) -> usize {
        self.inner.words()
    }

    #[getter]
    fn digest(&self) -> u64 {
        self.inner.digest()
    }

    fn common(&self, other: &Bound<'_, Shingles>) -> usize {
        self.inner.common(&other.get().inner)
    }

    fn keys<'py>(&self, py: Python<'py>, bands: usize, rows: usize) -> Vec<Bound<'py, PyBytes>> {
        let keys = self.inner.keys(bands, rows);
        keys.iter().map(|key| PyBytes::new(py, &key.to_be_bytes())).collect()
    }
}
