//! The form under which a word is indexed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::case_folding::{bare as bare_form, exact, term as stem_form};
use super::folding::{fold, folded, surface};
use super::porter::porter;
use super::stemming::Language;
use super::unicode::lower;
use crate::error::{Error, Result};

/// What becomes of one raw word.
#[derive(Clone, PartialEq, Debug)]
pub enum Form {
    /// The exact form of an archive: case folded (NFKC).
    Exact,
    /// The exact form without accents.
    Bare,
    /// The exact form stemmed (Snowball) and without accents.
    Stem(Language),
    /// The exact form by an earlier rule: composed (NFC) and lower-cased.
    Surface,
    /// The surface without accents.
    Fold,
    /// The surface stemmed (Snowball) and without accents.
    Term(Language),
    /// Lower-cased only, as by whoosh's LowercaseFilter.
    Lower,
    /// Lower-cased, then whoosh's StopFilter: sizes are in characters.
    Standard {
        /// Words that are left out.
        stop: BTreeSet<String>,
        /// The fewest characters of a word.
        min: usize,
        /// The most characters of a word.
        max: Option<usize>,
    },
    /// The same, then whoosh's StemFilter with its classic Porter stemmer, but for the words to ignore.
    Stemming {
        /// Words that are left out.
        stop: BTreeSet<String>,
        /// The fewest characters of a word.
        min: usize,
        /// The most characters of a word.
        max: Option<usize>,
        /// Words that are not stemmed.
        ignore: BTreeSet<String>,
    },
}

impl Form {
    /// Replaces `out` by the form of `raw`; false: the word is dropped, as stop words are.
    pub fn of(&self, raw: &str, out: &mut String) -> bool {
        match self {
            Form::Exact => exact(raw, out),
            Form::Bare => {
                let mut form = String::with_capacity(raw.len());
                exact(raw, &mut form);
                bare_form(&form, None, out);
            }
            Form::Stem(language) => {
                let mut form = String::with_capacity(raw.len());
                exact(raw, &mut form);
                stem_form(*language, &form, out);
            }
            Form::Surface => surface(raw, out),
            Form::Fold => folded(raw, out),
            Form::Term(language) => language.term(raw, out),
            Form::Lower => lower(raw, out),
            Form::Standard { stop, min, max } => {
                lower(raw, out);
                return !is_stopped(out, stop, *min, *max);
            }
            Form::Stemming { stop, min, max, ignore } => {
                lower(raw, out);
                if is_stopped(out, stop, *min, *max) {
                    return false;
                }
                if !ignore.contains(out.as_str()) {
                    porter(out);
                }
            }
        }
        true
    }

    /// The same in a text of a language, which only terms differ by.
    pub fn in_language(&self, language: Language, raw: &str, out: &mut String) -> bool {
        match self {
            Form::Stem(_) => Form::Stem(language).of(raw, out),
            Form::Term(_) => Form::Term(language).of(raw, out),
            _ => self.of(raw, out),
        }
    }

    /// Whether there are words that it drops.
    pub fn drops(&self) -> bool {
        matches!(self, Form::Standard { .. } | Form::Stemming { .. })
    }

    /// Reads `"exact" | "bare" | "stem"`, `"surface" | "fold" | "term"`, `"lower"`, `{"stem": "fr"}` and `{"term": "fr"}`
    /// (of a language; English without one),
    /// `{"standard": {"stop": [..], "min": n, "max": n | null}}` or `{"stemming": {.., "ignore": [..]}}`.
    pub fn from_json(value: &Value) -> Result<Form> {
        match value {
            Value::String(name) => match name.as_str() {
                "exact" => return Ok(Form::Exact),
                "bare" => return Ok(Form::Bare),
                "stem" => return Ok(Form::Stem(Language::English)),
                "surface" => return Ok(Form::Surface),
                "fold" => return Ok(Form::Fold),
                "term" => return Ok(Form::Term(Language::English)),
                "lower" => return Ok(Form::Lower),
                _ => {}
            },
            Value::Object(object) if object.len() == 1 => {
                for (kind, form) in [("term", Form::Term as fn(Language) -> Form), ("stem", Form::Stem)] {
                    if let Some(language) = object.get(kind).and_then(Value::as_str)
                        && let Some(language) = Language::of(language.as_bytes())
                    {
                        return Ok(form(language));
                    }
                }
                for (kind, given) in object.iter().filter(|(_, given)| given.is_object()) {
                    let (stop, min, max) = (words(&given["stop"])?, size(&given["min"])?, size(&given["max"])?);
                    match kind.as_str() {
                        "standard" => {
                            return Ok(Form::Standard {
                                stop,
                                min: min.unwrap_or(0),
                                max,
                            });
                        }
                        "stemming" => {
                            let ignore = words(&given["ignore"])?;
                            return Ok(Form::Stemming {
                                stop,
                                min: min.unwrap_or(0),
                                max,
                                ignore,
                            });
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Err(Error::invalid(format!("{value} is not a form of a word")))
    }
}

fn words(value: &Value) -> Result<BTreeSet<String>> {
    let wrong = || Error::invalid(format!("{value} is not a list of words"));
    match value {
        Value::Null => Ok(BTreeSet::new()),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_string).ok_or_else(wrong))
            .collect(),
        _ => Err(wrong()),
    }
}

fn size(value: &Value) -> Result<Option<usize>> {
    match value {
        Value::Null => Ok(None),
        _ => match value.as_u64() {
            Some(n) => Ok(Some(usize::try_from(n).unwrap_or(usize::MAX))),
            None => Err(Error::invalid(format!("{value} is not a length of a word"))),
        },
    }
}

fn is_stopped(word: &str, stop: &BTreeSet<String>, min: usize, max: Option<usize>) -> bool {
    let length = if word.is_ascii() {
        word.len()
    } else {
        word.chars().count()
    };
    length < min || max.is_some_and(|max| length > max) || stop.contains(word)
}

/// `searchkit.base.analysis.fold`: of a word that need not be a surface.
pub fn fold_word(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold(word, &mut out);
    out
}

/// `searchkit.base.analysis.term`: of a word that need not be a surface.
pub fn term_word(language: Language, word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    match language {
        Language::English => {
            fold(word, &mut out);
            language.stem(&mut out);
        }
        _ => language.term(word, &mut out),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(form: &Form, raw: &str) -> Option<String> {
        let mut out = "old".to_string();
        form.of(raw, &mut out).then_some(out)
    }

    #[test]
    fn the_archives_forms() {
        for (raw, surface, fold, term) in [
            ("Countries", "countries", "countries", "countri"),
            ("Sa\u{303}o", "são", "sao", "sao"),
            ("ŁÓDŹ", "łódź", "lodz", "lodz"),
            ("ΟΔΟΣ", "οδος", "οδος", "οδος"),
            ("İ", "i\u{307}", "i", "i"),
            ("Straße", "straße", "strasse", "strass"),
        ] {
            assert_eq!(form(&Form::Surface, raw).as_deref(), Some(surface), "{raw}");
            assert_eq!(form(&Form::Fold, raw).as_deref(), Some(fold), "{raw}");
            assert_eq!(
                form(&Form::Term(Language::English), raw).as_deref(),
                Some(term),
                "{raw}"
            );
        }
        assert_eq!(fold_word("\u{301}"), "\u{301}");
    }

    #[test]
    fn whooshs_forms() {
        let given = serde_json::json!({"stemming": {"stop": ["the"], "min": 2, "max": 9, "ignore": ["running"]}});
        let stemming = Form::from_json(&given).unwrap();
        assert_eq!(form(&stemming, "The"), None);
        assert_eq!(form(&stemming, "X"), None);
        assert_eq!(form(&stemming, "É"), None);
        assert_eq!(form(&stemming, "abcdefghij"), None);
        assert_eq!(form(&stemming, "Running").as_deref(), Some("running"));
        assert_eq!(form(&stemming, "Hopings").as_deref(), Some("hope"));
        assert!(Form::from_json(&serde_json::json!({"standard": {"min": -1}})).is_err());
        assert!(Form::from_json(&serde_json::json!("terms")).is_err());
        assert!(Form::from_json(&serde_json::json!(null)).is_err());
        assert_eq!(
            Form::from_json(&serde_json::json!("term")).unwrap(),
            Form::Term(Language::English)
        );
        assert_eq!(
            Form::from_json(&serde_json::json!({"term": "ru"})).unwrap(),
            Form::Term(Language::Russian)
        );
        assert!(Form::from_json(&serde_json::json!({"term": "it"})).is_err());
    }
}
