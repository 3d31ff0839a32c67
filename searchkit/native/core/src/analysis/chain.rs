//! A splitter and the forms of its words: what a whole analyzer does.

use serde_json::Value;

use super::{Form, Language, Splitter};
use crate::error::{Error, Result};

/// How a field's text becomes its terms.
#[derive(Clone, PartialEq, Debug)]
pub struct Chain {
    /// How a text is cut into words.
    pub splitter: Splitter,
    /// The form of words that becomes terms.
    pub form: Form,
    /// The exact form, for what is matched by its letters: wildcards and fuzzy words.
    pub surface: Form,
}

/// One term of a text: where it is in bytes, and its position.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token<'a> {
    /// The term.
    pub text: &'a str,
    /// Its place among the words.
    pub position: u32,
    /// Where its word begins, in bytes.
    pub start: usize,
    /// Where its word ends, in bytes.
    pub end: usize,
}

impl Chain {
    /// The chain of an archive's titles and bodies by the current rule.
    pub fn words() -> Chain {
        Chain {
            splitter: Splitter::Words,
            form: Form::Stem(Language::English),
            surface: Form::Exact,
        }
    }

    /// The same by an earlier rule.
    pub fn archive() -> Chain {
        Chain {
            splitter: Splitter::Archive,
            form: Form::Term(Language::English),
            surface: Form::Surface,
        }
    }

    /// Reads `"words"`, `"archive"` or `{"splitter": "words" | "archive" | "whoosh", "form": .., "surface": ..}`; without
    /// `surface` it is `"exact"`, `"surface"` or `"lower"`.
    pub fn from_json(value: &Value) -> Result<Chain> {
        match value.as_str() {
            Some("words") => return Ok(Chain::words()),
            Some("archive") => return Ok(Chain::archive()),
            _ => {}
        }
        let (splitter, usual) = match value["splitter"].as_str() {
            Some("words") => (Splitter::Words, Form::Exact),
            Some("archive") => (Splitter::Archive, Form::Surface),
            Some("whoosh") => (Splitter::Whoosh, Form::Lower),
            _ => return Err(Error::invalid(format!("{value} is not an analysis"))),
        };
        let surface = match &value["surface"] {
            Value::Null => usual,
            given => Form::from_json(given)?,
        };
        Ok(Chain {
            splitter,
            form: Form::from_json(&value["form"])?,
            surface,
        })
    }

    /// Reads the same from text.
    pub fn parse(json: &str) -> Result<Chain> {
        let value = serde_json::from_str(json).map_err(|e| Error::invalid(format!("no analysis: {e}")))?;
        Chain::from_json(&value)
    }

    /// Whether it keeps all words, and the surfaces of ASCII words are their small letters.
    pub fn is_plain(&self) -> bool {
        let plain = matches!(
            self.surface,
            Form::Exact | Form::Bare | Form::Surface | Form::Fold | Form::Lower
        );
        plain && !self.form.drops()
    }

    /// Calls `each` with every term of `text`. Dropped words take no position, except that those before the first
    /// term push it along: so Whoosh's StopFilter counts.
    pub fn tokens(&self, text: &str, mut each: impl FnMut(Token<'_>)) {
        let mut form = String::new();
        let (mut position, mut kept) = (0, false);
        self.splitter.split(text, |start, end| {
            if self.form.of(&text[start..end], &mut form) {
                kept = true;
                each(Token {
                    text: &form,
                    position,
                    start,
                    end,
                });
                position += 1;
            } else if !kept {
                position += 1;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_what_stands_before_the_first_term() {
        let chain = r#"{"splitter": "whoosh", "form": {"standard": {"stop": ["the", "of"], "min": 2}}}"#;
        let mut found = Vec::new();
        Chain::parse(chain).unwrap().tokens("Of the cat, the Hat", |t| {
            found.push((t.text.to_string(), t.position, t.start, t.end));
        });
        assert_eq!(found, [("cat".to_string(), 2, 7, 10), ("hat".to_string(), 3, 16, 19)]);
    }

    #[test]
    fn what_is_no_chain_is_refused() {
        for json in [
            "",
            "1",
            "null",
            "{}",
            r#""terms""#,
            r#"{"splitter": "whoosh"}"#,
            r#"{"form": "term"}"#,
        ] {
            assert!(matches!(Chain::parse(json), Err(Error::Invalid(_))), "{json}");
        }
        assert_eq!(Chain::parse(r#""archive""#).unwrap(), Chain::archive());
    }
}
