//! Marks and passages of texts, with places in characters.

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use searchkit_core::analysis::Chain;
use searchkit_core::article_marks::{ArticleMarks, Numbered, Texts};
use searchkit_core::characters::Characters;
use searchkit_core::highlight::Leaf;
use searchkit_core::passages::{self as core, Mark, Passage};

use super::analysis::{leaf_of, refused, text_of};
use super::guard;

type Place = (usize, usize, u32);
/// An article: its title, its body, the surfaces of its names with their numbers, and further marks in the body.
type Given<'py> = (
    Bound<'py, PyString>,
    Bound<'py, PyString>,
    Vec<(Vec<Bound<'py, PyString>>, u32)>,
    Vec<Place>,
);
type CutPassage<'py> = (usize, usize, Bound<'py, PyTuple>);

#[pyclass(frozen, module = "searchkit._native")]
pub struct ArticleMarker {
    marks: ArticleMarks,
}

#[pymethods]
impl ArticleMarker {
    #[new]
    fn new(
        chain: &str,
        title: Vec<(Bound<'_, PyTuple>, u32)>,
        body: Vec<(Bound<'_, PyTuple>, u32)>,
        last: Vec<(Bound<'_, PyTuple>, u32)>,
    ) -> PyResult<ArticleMarker> {
        let marks = ArticleMarks {
            chain: Chain::parse(chain).map_err(refused)?,
            title: numbered(&title)?,
            body: numbered(&body)?,
            last: numbered(&last)?,
        };
        Ok(ArticleMarker { marks })
    }

    fn marks(
        &self,
        py: Python<'_>,
        title: &Bound<'_, PyString>,
        body: &Bound<'_, PyString>,
        names: Vec<(Vec<Bound<'_, PyString>>, u32)>,
        dates: Vec<Place>,
    ) -> PyResult<(Vec<Place>, Vec<Place>)> {
        let (title, body, names) = (text_of(title)?, text_of(body)?, names_of(&names)?);
        guard(py, || {
            let (title, body) = self.marks.of(&texts(&title, &body, names, &dates));
            let places = |marks: Vec<Mark>| marks.iter().map(|m| (m.start, m.end, m.leaf)).collect();
            Ok((places(title), places(body)))
        })
    }

    fn passages<'py>(
        &self,
        py: Python<'py>,
        articles: Vec<Given<'_>>,
    ) -> PyResult<Vec<(Bound<'py, PyTuple>, Vec<CutPassage<'py>>)>> {
        let mut borrowed = Vec::with_capacity(articles.len());
        let mut named = Vec::with_capacity(articles.len());
        for (title, body, names, dates) in &articles {
            borrowed.push((text_of(title)?, text_of(body)?));
            named.push((names_of(names)?, dates.as_slice()));
        }
        let cut = guard(py, || {
            let read: Vec<Texts> = std::iter::zip(&borrowed, named)
                .map(|((title, body), (names, dates))| texts(title, body, names, dates))
                .collect();
            Ok(self.marks.passages_of_all(&read))
        })?;
        let told = |(title, passages): (Vec<Mark>, Vec<Passage>)| {
            let spans = PyTuple::new(py, title.iter().map(|mark| (mark.start, mark.end)))?;
            Ok((spans, given_passages(py, passages)?))
        };
        cut.into_iter().map(told).collect()
    }
}

#[pyfunction]
pub fn passages<'py>(
    py: Python<'py>,
    text: &Bound<'_, PyString>,
    marks: Vec<Place>,
    most: usize,
) -> PyResult<Vec<CutPassage<'py>>> {
    let text = text_of(text)?;
    let cut = guard(py, || {
        Ok(core::passages(&Characters::of(&text), &marks_of(&marks), most))
    })?;
    given_passages(py, cut)
}

fn texts<'a>(title: &'a str, body: &'a str, names: Vec<Numbered>, dates: &[Place]) -> Texts<'a> {
    Texts {
        title: Characters::of(title),
        body: Characters::of(body),
        names,
        dates: marks_of(dates),
    }
}

fn numbered(given: &[(Bound<'_, PyTuple>, u32)]) -> PyResult<Vec<Numbered>> {
    let of = |(leaf, number): &(Bound<'_, PyTuple>, u32)| {
        Ok(Numbered {
            leaf: leaf_of(leaf)?,
            number: *number,
        })
    };
    given.iter().map(of).collect()
}

/// The leaves that look for the surfaces of names.
fn names_of(given: &[(Vec<Bound<'_, PyString>>, u32)]) -> PyResult<Vec<Numbered>> {
    let mut names = Vec::with_capacity(given.len());
    for (words, number) in given {
        let mut surfaces = Vec::with_capacity(words.len());
        for word in words {
            surfaces.push(text_of(word)?.into_owned());
        }
        names.push(Numbered {
            leaf: Leaf::Surfaces { surfaces, slop: 0 },
            number: *number,
        });
    }
    Ok(names)
}

fn marks_of(given: &[Place]) -> Vec<Mark> {
    let mark = |&(start, end, leaf): &Place| Mark { start, end, leaf };
    given.iter().map(mark).collect()
}

fn given_passages(py: Python<'_>, cut: Vec<Passage>) -> PyResult<Vec<CutPassage<'_>>> {
    cut.into_iter()
        .map(|passage| Ok((passage.start, passage.end, PyTuple::new(py, passage.spans)?)))
        .collect()
}
