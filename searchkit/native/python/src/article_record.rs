//! The record that an index stores of an article, written from its attributes as Python's `json` writes them.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use searchkit_core::article::json_value::write_text;

/// Deeper values are refused.
const DEEPEST: usize = 500;

/// The attributes of these names as a JSON object without blanks. What is None or empty is left out. Raises TypeError or
/// ValueError for what JSON does not know, and UnicodeEncodeError for half of a surrogate pair.
#[pyfunction]
pub fn article_record(article: &Bound<'_, PyAny>, names: Vec<Bound<'_, PyString>>) -> PyResult<String> {
    let mut out = String::with_capacity(2048);
    out.push('{');
    for name in names {
        let value = article.getattr(&name)?;
        if is_empty(&value)? {
            continue;
        }
        if out.len() > 1 {
            out.push(',');
        }
        write_str(&mut out, &name)?;
        out.push(':');
        write_value(&mut out, &value, 0)?;
    }
    out.push('}');
    Ok(out)
}

fn is_empty(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_none() {
        return Ok(true);
    }
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyDict>() {
        return Ok(value.len()? == 0);
    }
    Ok(value
        .cast::<PyMapping>()
        .is_ok_and(|mapping| mapping.is_empty().unwrap_or_default()))
}

fn write_value(out: &mut String, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<()> {
    if depth > DEEPEST {
        return Err(PyValueError::new_err("it is nested too deeply, or holds itself"));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return write_str(out, text);
    }
    if value.is_none() {
        out.push_str("null");
    } else if let Ok(flag) = value.cast::<PyBool>() {
        out.push_str(if flag.is_true() { "true" } else { "false" });
    } else if value.is_instance_of::<PyInt>() {
        out.push_str(&int_of(value)?);
    } else if let Ok(number) = value.cast::<PyFloat>() {
        out.push_str(&float_of(number)?);
    } else if let Ok(list) = value.cast::<PyList>() {
        write_list(out, list.iter(), depth)?;
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        write_list(out, tuple.iter(), depth)?;
    } else if let Ok(dict) = value.cast::<PyDict>() {
        write_dict(out, dict.iter(), depth)?;
    } else if let (0, Ok(mapping)) = (depth, value.cast::<PyMapping>()) {
        // The fields of an article may be mappings of any kind.
        let items = mapping.items()?;
        let pairs = items
            .iter()
            .map(|pair| pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>());
        write_dict(out, pairs.collect::<PyResult<Vec<_>>>()?.into_iter(), depth)?;
    } else {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "Object of type {kind} is not JSON serializable"
        )));
    }
    Ok(())
}

/// The digits of a whole number, as Python writes them.
fn int_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.extract::<i64>() {
        Ok(number) => Ok(number.to_string()),
        // A subclass may write itself in another way.
        Err(_) => value
            .py()
            .get_type::<PyInt>()
            .call_method1("__repr__", (value,))?
            .extract(),
    }
}

fn float_of(number: &Bound<'_, PyFloat>) -> PyResult<String> {
    if !number.value().is_finite() {
        return Err(PyValueError::new_err(
            "Out of range float values are not JSON compliant",
        ));
    }
    number
        .py()
        .get_type::<PyFloat>()
        .call_method1("__repr__", (number,))?
        .extract()
}

fn write_list<'py>(out: &mut String, items: impl Iterator<Item = Bound<'py, PyAny>>, depth: usize) -> PyResult<()> {
    out.push('[');
    for (n, item) in items.enumerate() {
        out.push_str(if n > 0 { "," } else { "" });
        write_value(out, &item, depth + 1)?;
    }
    out.push(']');
    Ok(())
}

fn write_dict<'py>(
    out: &mut String,
    items: impl Iterator<Item = (Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    depth: usize,
) -> PyResult<()> {
    out.push('{');
    for (n, (key, value)) in items.enumerate() {
        out.push_str(if n > 0 { "," } else { "" });
        if let Ok(text) = key.cast::<PyString>() {
            write_str(out, text)?;
        } else {
            write_text(&key_of(&key)?, out);
        }
        out.push(':');
        write_value(out, &value, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

/// A key that is no text, as Python writes it.
fn key_of(key: &Bound<'_, PyAny>) -> PyResult<String> {
    if key.is_none() {
        return Ok("null".to_string());
    }
    if let Ok(flag) = key.cast::<PyBool>() {
        return Ok(if flag.is_true() { "true" } else { "false" }.to_string());
    }
    if key.is_instance_of::<PyInt>() {
        return int_of(key);
    }
    if let Ok(number) = key.cast::<PyFloat>() {
        return float_of(number);
    }
    let kind = key.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "keys must be str, int, float, bool or None, not {kind}"
    )))
}

fn write_str(out: &mut String, text: &Bound<'_, PyString>) -> PyResult<()> {
    write_text(&text.to_cow()?, out);
    Ok(())
}
