//! What tells rules where datelines and dates may be, with places in characters.

use pyo3::prelude::*;
use pyo3::types::PyString;

use searchkit_core::{date_landmarks as core_landmarks, unpunctuated_places as core_places};

use super::analysis::text_of;
use super::held;

#[pyfunction]
#[pyo3(signature = (text, start = 0))]
pub fn date_landmarks(text: &Bound<'_, PyString>, start: usize) -> PyResult<Vec<(usize, usize)>> {
    let text = text_of(text)?;
    held(|| Ok(core_landmarks::landmarks(&text, start)))
}

#[pyfunction]
pub fn date_landmark_kinds() -> [&'static str; core_landmarks::KINDS.len()] {
    core_landmarks::KINDS
}

/// Begin, end, whether something ends just before, whether capitals say something, and the state that follows.
type UnpunctuatedPlace = (usize, usize, bool, bool, Option<(String, usize)>);

#[pyclass(frozen, module = "searchkit._native")]
pub struct UnpunctuatedPlaces(core_places::UnpunctuatedPlaces);

#[pymethods]
impl UnpunctuatedPlaces {
    #[new]
    fn new(small: Vec<String>, openers: Vec<String>, states: Vec<String>, days: Vec<String>) -> UnpunctuatedPlaces {
        UnpunctuatedPlaces(core_places::UnpunctuatedPlaces {
            small: small.into_iter().collect(),
            openers: openers.into_iter().collect(),
            states: states.into_iter().collect(),
            days,
        })
    }

    fn find(&self, text: &Bound<'_, PyString>) -> PyResult<Vec<UnpunctuatedPlace>> {
        let text = text_of(text)?;
        let found = held(|| Ok(self.0.find(&text)))?;
        Ok(found
            .into_iter()
            .map(|place| (place.start, place.end, place.begins, place.capitals, place.state))
            .collect())
    }
}
