//! Analysis.
use crate::error::{Error, Result};
use std::collections::BTreeSet;
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Splitter {
    Archive,
    Whoosh,
}
impl Splitter {
    #[inline]
    pub fn split(self, text: &str, mut word: impl FnMut(usize, usize)) {
        let b = text.as_bytes();
        let mut i = 0;
        while i < b.len() {
            if b[i].is_ascii_alphanumeric() || b[i] >= 128 {
                let s = i;
                while i < b.len() && (b[i].is_ascii_alphanumeric() || b[i] >= 128) {
                    i += 1;
                }
                word(s, i);
            } else {
                i += 1;
            }
        }
    }
}
#[derive(Clone, PartialEq, Debug)]
pub enum Form {
    Surface,
    Fold,
    Term,
    Lower,
    Standard {
        stop: BTreeSet<String>,
        min: usize,
        max: Option<usize>,
    },
    Stemming {
        stop: BTreeSet<String>,
        min: usize,
        max: Option<usize>,
        ignore: BTreeSet<String>,
    },
}
impl Form {
    pub fn of(&self, raw: &str, out: &mut String) -> bool {
        out.clear();
        out.push_str(&raw.to_lowercase());
        true
    }
    pub fn from_json(v: &serde_json::Value) -> Result<Form> {
        match v.as_str() {
            Some("surface") => Ok(Form::Surface),
            Some("fold") => Ok(Form::Fold),
            Some("term") => Ok(Form::Term),
            Some("lower") => Ok(Form::Lower),
            _ => Err(Error::invalid("form")),
        }
    }
}
