//! What a document consists of for the builder: a value in each of a fixed list of slots.

use serde_json::Value;

use crate::analysis::{Form, Splitter};
use crate::error::{Error, Result};
use crate::segment::dictionary::Kept;

/// What one slot's values become.
#[derive(Clone, Debug)]
pub enum Slot {
    /// Texts, cut into words once.
    Text {
        /// How they are cut into words.
        splitter: Splitter,
        /// Fields, each with its own form of every word.
        fields: Vec<(String, Form)>,
        /// By so much positions jump between two texts of one document.
        gap: u32,
        /// What the fields keep.
        kept: Kept,
        /// The slot of postings that takes where the sentences and paragraphs of the text begin.
        breaks: Option<usize>,
        /// The slot whose value, if it is the code of a language, says whose terms a document gets.
        language: Option<usize>,
    },
    /// Postings that were made elsewhere.
    Postings {
        /// The field.
        field: String,
        /// What the field keeps.
        kept: Kept,
        /// Whether it keeps exact lengths; else a document with terms has the length 1.
        lengths: bool,
    },
    /// A field over the first forms of the words of several texts, without positions. It stands before their slots.
    Combined {
        /// The field.
        field: String,
        /// The slots of the texts. A word of one counts as often as its weight says, and so does its length.
        of: Vec<(usize, u32)>,
    },
    /// Whole values: terms of a field without frequencies, keywords of a column, or both.
    Values {
        /// The field, if any.
        field: Option<String>,
        /// The column of keywords, if any.
        column: Option<String>,
    },
    /// A number.
    Number {
        /// Its column.
        column: String,
    },
    /// Bytes that are stored as they are.
    Stored,
    /// Of no use but to tests of what follows: the worker that reads a text here panics with it.
    Panic,
}

/// One value of a document.
#[derive(Clone, Debug)]
pub enum Given {
    /// No value.
    Nothing,
    /// A text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// Whole values.
    Values(Vec<Vec<u8>>),
    /// A number.
    Number(i64),
    /// Bytes to be stored.
    Bytes(Vec<u8>),
    /// Postings that were made elsewhere.
    Postings(Vec<GivenPosting>),
}

/// A posting that was made elsewhere.
#[derive(Clone, Debug)]
pub struct GivenPosting {
    /// Its term.
    pub term: Vec<u8>,
    /// How often the term stands in the document.
    pub freq: u32,
    /// A weight of its own, in fields that keep payloads.
    pub weight: f32,
    /// Where it stands, in order; as many as its frequency.
    pub positions: Vec<u32>,
    /// Bytes of its own, in fields that keep payloads.
    pub payload: Vec<u8>,
}

/// A value for each slot.
pub type Document = Vec<Given>;

impl Given {
    /// Bytes that the value takes, about.
    pub fn memory(&self) -> usize {
        let more = match self {
            Given::Nothing | Given::Number(_) => 0,
            Given::Text(text) => text.len(),
            Given::Texts(texts) => texts.iter().map(|text| text.len() + size_of::<String>()).sum(),
            Given::Values(values) => values.iter().map(|value| value.len() + size_of::<Vec<u8>>()).sum(),
            Given::Bytes(bytes) => bytes.len(),
            Given::Postings(postings) => postings
                .iter()
                .map(|p| size_of::<GivenPosting>() + p.term.len() + p.positions.len() * 4 + p.payload.len())
                .sum(),
        };
        size_of::<Given>() + more
    }
}

fn malformed(what: &Value) -> Error {
    Error::invalid(format!("a slot is malformed: {what}"))
}

impl Slot {
    /// Reads slots from JSON. Errors: Invalid.
    pub fn list_from_json(text: &str) -> Result<Vec<Slot>> {
        let value: Value = serde_json::from_str(text).map_err(|e| Error::invalid(format!("slots: {e}")))?;
        let slots: Vec<Slot> = value
            .as_array()
            .ok_or_else(|| malformed(&value))?
            .iter()
            .map(Slot::from_json)
            .collect::<Result<_>>()?;
        for (place, slot) in slots.iter().enumerate() {
            if let Slot::Combined { of, .. } = slot {
                let is_text = |at: &usize| *at > place && matches!(slots.get(*at), Some(Slot::Text { .. }));
                if !of.iter().all(|(at, _)| is_text(at)) {
                    return Err(Error::invalid("a slot combines what is no text after it"));
                }
            }
        }
        Ok(slots)
    }

    fn from_json(value: &Value) -> Result<Slot> {
        let text = |key: &str| value[key].as_str().map(str::to_string);
        let flag = |key: &str, default: bool| value[key].as_bool().unwrap_or(default);
        Ok(match value["kind"].as_str().unwrap_or_default() {
            "text" => {
                let splitter = match value["splitter"].as_str() {
                    None | Some("archive") => Splitter::Archive,
                    Some("words") => Splitter::Words,
                    Some("whoosh") => Splitter::Whoosh,
                    _ => return Err(malformed(value)),
                };
                let mut fields = Vec::new();
                for pair in value["fields"].as_array().ok_or_else(|| malformed(value))? {
                    let name = pair[0].as_str().ok_or_else(|| malformed(value))?;
                    fields.push((name.to_string(), Form::from_json(&pair[1])?));
                }
                let kept = Kept {
                    freqs: flag("freqs", true),
                    positions: flag("positions", true),
                    payloads: false,
                };
                let gap = u32::try_from(value["gap"].as_u64().unwrap_or(0)).map_err(|_| malformed(value))?;
                Slot::Text {
                    splitter,
                    fields,
                    gap,
                    kept,
                    breaks: value["breaks"].as_u64().and_then(|place| usize::try_from(place).ok()),
                    language: value["language"].as_u64().and_then(|place| usize::try_from(place).ok()),
                }
            }
            "postings" => Slot::Postings {
                field: text("field").ok_or_else(|| malformed(value))?,
                kept: Kept {
                    freqs: flag("freqs", true),
                    positions: flag("positions", false),
                    payloads: flag("payloads", false),
                },
                lengths: flag("lengths", true),
            },
            "combined" => {
                let mut of = Vec::new();
                for pair in value["of"].as_array().ok_or_else(|| malformed(value))? {
                    let number = |at: usize| pair[at].as_u64().and_then(|number| u32::try_from(number).ok());
                    match (number(0), number(1)) {
                        (Some(place), Some(weight @ 1..=100)) => of.push((place as usize, weight)),
                        _ => return Err(malformed(value)),
                    }
                }
                Slot::Combined {
                    field: text("field").ok_or_else(|| malformed(value))?,
                    of,
                }
            }
            "terms" | "keywords" => Slot::Values {
                field: text("field"),
                column: text("column"),
            },
            "number" => Slot::Number {
                column: text("column").ok_or_else(|| malformed(value))?,
            },
            "stored" => Slot::Stored,
            "panic" => Slot::Panic,
            _ => return Err(malformed(value)),
        })
    }
}
