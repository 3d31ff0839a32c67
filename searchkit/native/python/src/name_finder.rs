//! Names of users' lists in texts, with places in characters.

use std::collections::BTreeMap;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use searchkit_core::name_finder::{Care, Names, Spelling};

use super::analysis::{Characters, text_of};
use super::held;

#[pyclass(frozen, module = "searchkit._native")]
pub struct NameFinder {
    names: Names,
}

#[pymethods]
impl NameFinder {
    #[new]
    fn new(spellings: Vec<(Bound<'_, PyString>, u32, u32, String)>) -> PyResult<NameFinder> {
        let mut known = Vec::with_capacity(spellings.len());
        for (text, list, name, care) in &spellings {
            let care = match care.as_str() {
                "folded" => Care::Folded,
                "raised" => Care::Raised,
                "exact" => Care::Exact,
                _ => {
                    return Err(PyValueError::new_err(format!(
                        "{care} is not \"folded\", \"raised\" or \"exact\""
                    )));
                }
            };
            if *list > 1000 {
                return Err(PyValueError::new_err("more than 1,000 lists"));
            }
            known.push(Spelling {
                text: text_of(text)?.into_owned(),
                list: *list,
                name: *name,
                care,
            });
        }
        let names = held(|| Ok(Names::new(&known)))?;
        Ok(NameFinder { names })
    }

    fn find(&self, text: &Bound<'_, PyString>) -> PyResult<Vec<(u32, u32, usize, usize)>> {
        let text = text_of(text)?;
        let found = held(|| Ok(self.names.find(&text)))?;
        let mut places: BTreeMap<usize, usize> = found.iter().flat_map(|f| [(f.start, 0), (f.end, 0)]).collect();
        if !found.is_empty() {
            let mut characters = Characters::new(&text);
            places.iter_mut().for_each(|(byte, at)| *at = characters.at(*byte));
        }
        Ok(found
            .iter()
            .map(|f| (f.list, f.name, places[&f.start], places[&f.end]))
            .collect())
    }
}
