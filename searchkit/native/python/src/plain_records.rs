//! Articles that a program gives as dicts, if their fields are plain.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyList, PyString};
use searchkit_core::article::arrangement::hashed;
use searchkit_core::article::json_value::JsonValue;
use searchkit_core::article::plain_fields::record_of_fields;
use searchkit_core::article::record::Record;
use searchkit_core::article::stored_record::written;

use crate::held;
use crate::plain_articles::PlainArticles;

/// Deeper values are read in Python.
const DEEPEST: u32 = 20;
/// How many come together.
const MOST_DOCUMENTS: usize = 256;
/// Dicts with more items are read in Python.
const MOST_MEMBERS: usize = 200;
/// Bytes of the hash that is the id of an article without one.
const ID: usize = 8;

/// The articles of the plain dicts of a list from a place on, up to what is none, to so many bytes of bodies, or to
/// some hundred: (their articles, the place of the next). `keeps` tells whether a language stays as it is written.
#[pyfunction]
pub fn plain_records(
    documents: &Bound<'_, PyList>,
    begin: usize,
    most: usize,
    keeps: &Bound<'_, PyAny>,
) -> PyResult<(PlainArticles, usize)> {
    let mut languages: HashMap<String, bool> = HashMap::new();
    let mut found: Vec<Record> = Vec::new();
    let mut size = 0;
    for place in begin..documents.len().min(begin + MOST_DOCUMENTS) {
        let document = documents.get_item(place)?;
        let Ok(fields) = document.cast_exact::<PyDict>() else {
            break;
        };
        let Some(members) = members_of(fields, DEEPEST) else {
            break;
        };
        let Some(mut record) = held(|| Ok(record_of_fields(members)))? else {
            break;
        };
        if let Some(language) = &record.language {
            let stays = match languages.get(language) {
                Some(stays) => *stays,
                None => {
                    let stays = keeps.call1((language,))?.extract()?;
                    languages.insert(language.clone(), stays);
                    stays
                }
            };
            if !stays {
                break;
            }
        }
        size += record.body.len();
        if size > most {
            break;
        }
        if record.id.is_empty() {
            record.id = hashed(written(&record).as_bytes(), ID);
        }
        found.push(record);
    }
    let next = begin + found.len();
    Ok((PlainArticles::of_records(found), next))
}

/// The items of a dict with texts as keys and plain values. None for any other.
fn members_of(dict: &Bound<'_, PyDict>, depth: u32) -> Option<Vec<(String, JsonValue)>> {
    let within = depth.checked_sub(1)?;
    if dict.len() > MOST_MEMBERS {
        return None;
    }
    let mut found = Vec::with_capacity(dict.len());
    for (key, value) in dict.iter() {
        let key = text_of(&key)?;
        found.push((key, value_of(&value, within)?));
    }
    Some(found)
}

fn value_of(value: &Bound<'_, PyAny>, depth: u32) -> Option<JsonValue> {
    if let Some(text) = text_of(value) {
        return Some(JsonValue::Text(text));
    }
    if value.is_none() {
        return Some(JsonValue::Null);
    }
    if let Ok(flag) = value.cast_exact::<PyBool>() {
        return Some(JsonValue::Flag(flag.is_true()));
    }
    if let Ok(number) = value.cast_exact::<PyInt>() {
        return number.extract().ok().map(JsonValue::Number);
    }
    if let Ok(dict) = value.cast_exact::<PyDict>() {
        return members_of(dict, depth).map(JsonValue::Object);
    }
    let list = value.cast_exact::<PyList>().ok()?;
    let within = depth.checked_sub(1)?;
    let values = list.iter().map(|value| value_of(&value, within));
    values.collect::<Option<_>>().map(JsonValue::List)
}

/// A text without halves of characters.
fn text_of(value: &Bound<'_, PyAny>) -> Option<String> {
    Some(value.cast_exact::<PyString>().ok()?.to_cow().ok()?.into_owned())
}
