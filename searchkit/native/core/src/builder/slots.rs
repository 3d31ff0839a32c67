//! What a document consists of for the builder: a value in each of a fixed list of slots.

use serde_json::Value;

use crate::analysis::{Form, Splitter};
use crate::error::{Error, Result};
use crate::segment::dictionary::Kept;
use crate::segment::stored::{LONGEST_DOCUMENT, too_long};

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

/// Where a slot's value stands in a JSON object.
#[derive(Clone, Debug)]
pub enum Key {
    /// The slot has none.
    Nowhere,
    /// The values under these keys, one after another.
    Keys(Vec<String>),
    /// An ISO date, as the ordinal of its first (false) or last (true) day.
    Day(String, bool),
    /// The whole line.
    Line,
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

impl Key {
    /// Reads keys from JSON, one for each slot. Errors: Invalid.
    pub fn list_from_json(text: &str) -> Result<Vec<Key>> {
        let value: Value = serde_json::from_str(text).map_err(|e| Error::invalid(format!("keys: {e}")))?;
        let each = |value: &Value| {
            Ok(match value {
                Value::Null => Key::Nowhere,
                Value::String(key) => Key::Keys(vec![key.clone()]),
                Value::Array(keys) => Key::Keys(keys.iter().filter_map(|k| k.as_str().map(str::to_string)).collect()),
                Value::Object(how) if how.contains_key("line") => Key::Line,
                Value::Object(how) => match (how.get("first_day"), how.get("last_day")) {
                    (Some(Value::String(key)), None) => Key::Day(key.clone(), false),
                    (None, Some(Value::String(key))) => Key::Day(key.clone(), true),
                    _ => return Err(malformed(value)),
                },
                _ => return Err(malformed(value)),
            })
        };
        value
            .as_array()
            .ok_or_else(|| malformed(&value))?
            .iter()
            .map(each)
            .collect()
    }
}

/// The document of one line of JSON.
pub fn document_of(line: &[u8], slots: &[Slot], keys: &[Key]) -> Result<Document> {
    let value: Value = serde_json::from_slice(line).map_err(|e| Error::invalid(e.to_string()))?;
    if !value.is_object() {
        return Err(Error::invalid("a line is not a JSON object"));
    }
    slots
        .iter()
        .zip(keys)
        .map(|(slot, key)| given(slot, key, line, &value))
        .collect()
}

fn given(slot: &Slot, key: &Key, line: &[u8], value: &Value) -> Result<Given> {
    let names = match key {
        Key::Nowhere => return Ok(Given::Nothing),
        Key::Line => return stored(line.to_vec()),
        Key::Day(name, last) => {
            return match &value[name] {
                Value::Null => Ok(Given::Nothing),
                Value::String(text) => ordinal_of(text, *last).map(Given::Number),
                other => Err(Error::invalid(format!("{name} is not a date: {other}"))),
            };
        }
        Key::Keys(names) => names,
    };
    if let Slot::Number { .. } = slot {
        return match names.first().map(|name| &value[name]) {
            None | Some(Value::Null) => Ok(Given::Nothing),
            Some(number) => match number.as_i64() {
                Some(number) => Ok(Given::Number(number)),
                None => Err(Error::invalid(format!("{} is not a whole number: {number}", names[0]))),
            },
        };
    }
    let mut texts = Vec::new();
    for name in names {
        match &value[name] {
            Value::Null => {}
            Value::String(text) => texts.push(text.clone()),
            Value::Number(number) => texts.push(number.to_string()),
            Value::Array(values) => {
                for value in values {
                    match value {
                        Value::Null => {}
                        Value::String(text) => texts.push(text.clone()),
                        Value::Number(number) => texts.push(number.to_string()),
                        other => {
                            return Err(Error::invalid(format!(
                                "{name} holds a value that is not text: {other}"
                            )));
                        }
                    }
                }
            }
            other => return Err(Error::invalid(format!("{name} is not text: {other}"))),
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok(match (slot, texts.len()) {
        (_, 0) => Given::Nothing,
        (Slot::Values { .. }, _) => Given::Values(texts.into_iter().map(String::into_bytes).collect()),
        (Slot::Stored, _) => stored(texts.join("\n").into_bytes())?,
        (_, 1) => Given::Text(texts.remove(0)),
        _ => Given::Texts(texts),
    })
}

fn stored(bytes: Vec<u8>) -> Result<Given> {
    if bytes.len() > LONGEST_DOCUMENT {
        return Err(too_long());
    }
    Ok(Given::Bytes(bytes))
}

/// The proleptic ordinal (1 January of year 1 is 1) of the first or last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD...`.
fn ordinal_of(text: &str, last: bool) -> Result<i64> {
    let wrong = || Error::invalid(format!("no date: {text}"));
    let part = |range: std::ops::Range<usize>| -> Option<i64> { text.get(range)?.parse().ok() };
    let year = part(0..4).filter(|y| *y >= 1).ok_or_else(wrong)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = if text.len() > 4 {
        part(5..7).ok_or_else(wrong)?
    } else if last {
        12
    } else {
        1
    };
    let length = *lengths.get((month - 1) as usize).ok_or_else(wrong)?;
    let day = if text.len() > 7 {
        part(8..10).ok_or_else(wrong)?
    } else if last {
        length
    } else {
        1
    };
    if day < 1 || day > length {
        return Err(wrong());
    }
    let before = year - 1;
    let days = before * 365 + before / 4 - before / 100 + before / 400;
    Ok(days + lengths[..(month - 1) as usize].iter().sum::<i64>() + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_those_of_the_calendar() {
        assert_eq!(ordinal_of("0001-01-01", false).unwrap(), 1);
        assert_eq!(ordinal_of("2019-05-28", false).unwrap(), 737_207);
        assert_eq!(ordinal_of("2020", true).unwrap(), 737_790);
        assert_eq!(ordinal_of("2020-02", true).unwrap(), 737_484);
        assert!(ordinal_of("2019-02-29", false).is_err());
        assert!(ordinal_of("2019-13", false).is_err());
        assert!(ordinal_of("soon", false).is_err());
    }
}
