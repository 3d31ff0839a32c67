//! Python dicts as JSON Lines: one buffer for a batch, written while the GIL is held and read by threads that need none.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// Deeper values are refused, as the reader of the lines would.
const DEEPEST: usize = 100;

/// A line for each dict of a list. Raises TypeError or ValueError for what JSON does not know.
pub fn json_lines(documents: &Bound<'_, PyList>) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(documents.len() * 1024);
    for document in documents.iter() {
        let Ok(document) = document.cast::<PyDict>() else {
            return Err(PyTypeError::new_err("a document is not a dict"));
        };
        write_dict(&mut out, document, 0)?;
        out.push(b'\n');
    }
    Ok(out)
}

fn write_dict(out: &mut Vec<u8>, dict: &Bound<'_, PyDict>, depth: usize) -> PyResult<()> {
    out.push(b'{');
    for (n, (key, value)) in dict.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        let Ok(key) = key.cast::<PyString>() else {
            return Err(PyTypeError::new_err("a key of a document is not text"));
        };
        write_str(out, key);
        out.push(b':');
        write_value(out, &value, depth + 1)?;
    }
    out.push(b'}');
    Ok(())
}

fn write_value(out: &mut Vec<u8>, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<()> {
    if depth > DEEPEST {
        return Err(PyValueError::new_err("a document is nested too deeply"));
    }
    if let Ok(text) = value.cast::<PyString>() {
        write_str(out, text);
    } else if value.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(list) = value.cast::<PyList>() {
        write_list(out, list.iter(), depth)?;
    } else if let Ok(flag) = value.cast::<PyBool>() {
        out.extend_from_slice(if flag.is_true() { b"true" } else { b"false" });
    } else if value.is_instance_of::<PyInt>() {
        match value.extract::<i64>() {
            Ok(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Err(_) => return Err(PyValueError::new_err("a whole number does not fit into 64 bits")),
        }
    } else if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        if !number.is_finite() {
            return Err(PyValueError::new_err("JSON has no infinite numbers and no NaN"));
        }
        out.extend_from_slice(format!("{number:?}").as_bytes());
    } else if let Ok(dict) = value.cast::<PyDict>() {
        write_dict(out, dict, depth)?;
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        write_list(out, tuple.iter(), depth)?;
    } else {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("JSON has no {kind}")));
    }
    Ok(())
}

fn write_list<'py>(out: &mut Vec<u8>, items: impl Iterator<Item = Bound<'py, PyAny>>, depth: usize) -> PyResult<()> {
    out.push(b'[');
    for (n, item) in items.enumerate() {
        if n > 0 {
            out.push(b',');
        }
        write_value(out, &item, depth + 1)?;
    }
    out.push(b']');
    Ok(())
}

/// Text in quotes; what is no UTF-8 in a str (lone surrogates) is replaced.
fn write_str(out: &mut Vec<u8>, text: &Bound<'_, PyString>) {
    let text = text.to_string_lossy();
    let bytes = text.as_bytes();
    out.push(b'"');
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[done..at]);
        done = at + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}
