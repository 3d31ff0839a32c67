//! The Python module `searchkit._native`.

use pyo3::prelude::*;

#[pymodule]
mod _native {}
