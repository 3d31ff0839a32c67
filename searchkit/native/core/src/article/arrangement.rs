//! An article as the values of a builder's slots. Python says of each slot what fills it, from its table of fields.

use serde_json::Value;

use super::json_value::write_ascii;
use super::mention_steps::{Steps, days_of, iso_day, iso_month, steps};
use super::record::Record;
use crate::builder::slots::{Document, Given};
use crate::error::{Error, Result};

/// Bytes of the digest of a record.
const DIGEST: usize = 12;

/// What fills a slot.
#[derive(Clone, Debug)]
enum Fill {
    /// The core fills it, or nothing does.
    Nothing,
    /// The digest of the record, the file, and the record.
    Stored,
    /// The id.
    Id,
    /// The file that the article was read from.
    Source,
    /// The title.
    Title,
    /// The text.
    Body,
    /// The hash of the text.
    TextHash,
    /// The first or the last day of the date.
    Day { last: bool },
    /// The values of a field.
    Values(Field),
    /// The texts whose words find an article by a field.
    Words(Field),
    /// The days, months or years of the mentioned dates that find the article.
    Mentions(Step),
    /// Those that count it.
    MentionColumn(Step),
    /// A value that the caller has.
    Given(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Day,
    Month,
    Year,
}

/// How a field has its values from an article.
#[derive(Clone, Debug)]
struct Field {
    from: From,
    /// Other names in the text find the values, too.
    has_other_names: bool,
}

#[derive(Clone, Debug)]
enum From {
    /// The names of a kind.
    Entity(String),
    /// The names of a kind that is a list of the user's.
    List(String),
    /// Where it was filed.
    Place,
    Agency,
    Path,
    Language,
    /// What is wrong with it.
    Has,
}

/// What fills each slot of an archive.
#[derive(Clone, Debug)]
pub struct Arrangement {
    fills: Vec<Fill>,
}

/// An article and what belongs to it beside its record.
pub struct Placed<'a> {
    /// The article.
    pub record: &'a Record,
    /// The record as it is stored.
    pub stored: &'a str,
    /// The file that it was read from; empty if a program gave it.
    pub source: &'a str,
}

impl Arrangement {
    /// Reads what fills each slot from a JSON list. Errors: Invalid.
    pub fn from_json(text: &str) -> Result<Arrangement> {
        let malformed =
            |what: &dyn std::fmt::Display| Error::invalid(format!("what fills a slot is not known: {what}"));
        let value: Value = serde_json::from_str(text).map_err(|error| malformed(&error))?;
        let fills = value.as_array().ok_or_else(|| malformed(&value))?.iter();
        let fills = fills.map(|fill| Fill::of(fill).ok_or_else(|| malformed(fill)));
        Ok(Arrangement {
            fills: fills.collect::<Result<_>>()?,
        })
    }

    /// How many slots there are.
    pub fn len(&self) -> usize {
        self.fills.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fills.is_empty()
    }

    /// The slot of a value that the caller has.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        let is_it = |fill: &Fill| matches!(fill, Fill::Given(other) if other == name);
        self.fills.iter().position(is_it)
    }

    /// The values of an article. `given` are those that the caller has, by their slots.
    pub fn document(&self, placed: &Placed<'_>, given: Vec<(usize, Given)>) -> Document {
        let mut mentioned = None;
        let mut values = Vec::with_capacity(self.fills.len());
        for fill in &self.fills {
            values.push(match fill {
                Fill::Mentions(step) => mentioned
                    .get_or_insert_with(|| Mentioned::of(placed.record))
                    .terms(*step),
                Fill::MentionColumn(step) => mentioned
                    .get_or_insert_with(|| Mentioned::of(placed.record))
                    .column(*step),
                fill => fill.value(placed),
            });
        }
        for (place, value) in given {
            if let Some(slot) = values.get_mut(place) {
                *slot = value;
            }
        }
        values
    }
}

/// The digest of a record, by which a changed article is known, in hexadecimal digits.
pub fn digest(record: &str) -> String {
    hashed(record.as_bytes(), DIGEST)
}

/// The BLAKE2b hash of bytes, of so many bytes, in hexadecimal digits.
pub fn hashed(data: &[u8], length: usize) -> String {
    hash(data, length).to_hex().to_string()
}

fn hash(data: &[u8], length: usize) -> blake2b_simd::Hash {
    blake2b_simd::Params::new().hash_length(length).hash(data)
}

/// The hash of a text as a column of numbers holds it.
fn number_of(text: &str) -> Given {
    match hash(text.as_bytes(), size_of::<i64>()).as_bytes().first_chunk() {
        Some(bytes) if !text.is_empty() => Given::Number(i64::from_be_bytes(*bytes)),
        _ => Given::Nothing,
    }
}

impl Fill {
    fn of(value: &Value) -> Option<Fill> {
        let Some(object) = value.as_object() else {
            return match value.as_str() {
                None if value.is_null() => Some(Fill::Nothing),
                Some("stored") => Some(Fill::Stored),
                Some("id") => Some(Fill::Id),
                Some("source") => Some(Fill::Source),
                Some("title") => Some(Fill::Title),
                Some("body") => Some(Fill::Body),
                Some("text_hash") => Some(Fill::TextHash),
                Some("first_day") => Some(Fill::Day { last: false }),
                Some("last_day") => Some(Fill::Day { last: true }),
                _ => None,
            };
        };
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let step = |name: &str| match name {
            "day" => Some(Step::Day),
            "month" => Some(Step::Month),
            "year" => Some(Step::Year),
            _ => None,
        };
        if let Some(name) = text("given") {
            return Some(Fill::Given(name.to_string()));
        }
        if let Some(name) = text("mentions") {
            return step(name).map(Fill::Mentions);
        }
        if let Some(name) = text("mention_column") {
            return step(name).map(Fill::MentionColumn);
        }
        let from = match (text("entity"), text("list"), text("field")) {
            (Some(kind), None, None) => From::Entity(kind.to_string()),
            (None, Some(name), None) => From::List(name.to_string()),
            (None, None, Some("place")) => From::Place,
            (None, None, Some("agency")) => From::Agency,
            (None, None, Some("path")) => From::Path,
            (None, None, Some("language")) => From::Language,
            (None, None, Some("has")) => From::Has,
            _ => return None,
        };
        let has_other_names = object.get("other_names").and_then(Value::as_bool).unwrap_or_default();
        let field = Field { from, has_other_names };
        let has_words = object.get("words").and_then(Value::as_bool).unwrap_or_default();
        Some(if has_words {
            Fill::Words(field)
        } else {
            Fill::Values(field)
        })
    }

    fn value(&self, placed: &Placed<'_>) -> Given {
        let record = placed.record;
        match self {
            Fill::Stored => Given::Bytes(stored(placed)),
            Fill::Id => Given::Bytes(record.id.clone().into_bytes()),
            Fill::Source if placed.source.is_empty() => Given::Nothing,
            Fill::Source => Given::Bytes(placed.source.as_bytes().to_vec()),
            Fill::Title => record.title.clone().map_or(Given::Nothing, Given::Text),
            Fill::Body if record.body.is_empty() => Given::Nothing,
            Fill::Body => Given::Text(record.body.clone()),
            Fill::TextHash => number_of(&record.body),
            Fill::Day { last } => {
                let days = record.date.as_deref().and_then(days_of);
                days.map_or(Given::Nothing, |days| {
                    Given::Number(if *last { days.1 } else { days.0 })
                })
            }
            Fill::Values(field) => {
                let values = field.values(record);
                if values.is_empty() {
                    return Given::Nothing;
                }
                Given::Values(values.into_iter().map(String::into_bytes).collect())
            }
            Fill::Words(field) => {
                let words = field.words(record);
                if words.is_empty() {
                    return Given::Nothing;
                }
                Given::Texts(words)
            }
            Fill::Nothing | Fill::Mentions(_) | Fill::MentionColumn(_) | Fill::Given(_) => Given::Nothing,
        }
    }
}

impl Field {
    /// The whole values.
    fn values(&self, record: &Record) -> Vec<String> {
        let one = |value: &Option<String>| value.iter().cloned().collect();
        match &self.from {
            From::Entity(kind) => record.entities_of(kind).to_vec(),
            From::List(name) => {
                let is_list = |(kind, origin): &(String, String)| kind == name && origin == "list";
                if !record.provenance.iter().any(is_list) {
                    return Vec::new();
                }
                let names = record.entities_of(name).iter();
                names.filter(|name| !name.is_empty()).cloned().collect()
            }
            From::Place => record.place.iter().chain(&record.more_places).cloned().collect(),
            From::Agency => one(&record.agency),
            From::Language => one(&record.language),
            // Stored paths are relative to the index folder. The part that leads out of it is not searched.
            From::Path => {
                let inner = |path: &String| path.strip_prefix("./").unwrap_or(path).replace("../", "");
                record.path.iter().map(inner).filter(|path| !path.is_empty()).collect()
            }
            From::Has => {
                let mut told: Vec<String> = record.flags.clone();
                told.extend(record.date.is_none().then(|| "nodate".to_string()));
                told.extend(record.place.is_none().then(|| "noplace".to_string()));
                told.sort_unstable();
                told
            }
        }
    }

    /// The texts whose words find the article.
    fn words(&self, record: &Record) -> Vec<String> {
        // A place is found also by its country and as the source writes it.
        if let (From::Place, Some(place)) = (&self.from, &record.place) {
            let country = record.country.iter().chain(&record.place_written);
            let all = std::iter::once(place).chain(country).chain(&record.more_places);
            return all.filter(|text| !text.is_empty()).cloned().collect();
        }
        let mut values = self.values(record);
        if self.has_other_names && !record.also_written.is_empty() {
            let others: Vec<String> = values
                .iter()
                .flat_map(|value| record.other_names(value))
                .cloned()
                .collect();
            values.extend(others);
        }
        values
    }
}

/// The digest of the record, the file as JSON, and the record, each on a line.
fn stored(placed: &Placed<'_>) -> Vec<u8> {
    let mut packed = digest(placed.stored);
    packed.reserve_exact(placed.stored.len() + placed.source.len() + 16);
    packed.push('\n');
    write_ascii(placed.source, &mut packed);
    packed.push('\n');
    packed.push_str(placed.stored);
    packed.into_bytes()
}

/// The days, months and years of the mentioned dates, each sorted and once.
struct Mentioned {
    days: Vec<String>,
    months: Vec<String>,
    years: Vec<String>,
}

impl Mentioned {
    fn of(record: &Record) -> Mentioned {
        let (mut days, mut months, mut years) = (Vec::new(), Vec::new(), Vec::new());
        for mention in &record.mentions {
            match steps(mention) {
                Some(Steps::Days(first, last)) => days.extend((first..=last).map(iso_day)),
                Some(Steps::Months(first, last)) => months.extend((first..=last).map(iso_month)),
                Some(Steps::Years(first, last)) => years.extend((first..=last).map(|year| format!("{year:04}"))),
                None => {}
            }
        }
        let [days, months, years] = [days, months, years].map(once);
        Mentioned { days, months, years }
    }

    fn terms(&self, step: Step) -> Given {
        given(match step {
            Step::Day => self.days.clone(),
            Step::Month => self.months.clone(),
            Step::Year => self.years.clone(),
        })
    }

    /// What counts the article by months or years: also those of finer dates.
    fn column(&self, step: Step) -> Given {
        let cut = |length: usize| move |text: &String| text[..length].to_string();
        given(match step {
            Step::Day => self.days.clone(),
            Step::Month => once(
                self.days
                    .iter()
                    .map(cut(7))
                    .chain(self.months.iter().cloned())
                    .collect(),
            ),
            Step::Year => {
                let finer = self.days.iter().chain(&self.months).map(cut(4));
                once(finer.chain(self.years.iter().cloned()).collect())
            }
        })
    }
}

fn once(mut texts: Vec<String>) -> Vec<String> {
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn given(texts: Vec<String>) -> Given {
    if texts.is_empty() {
        return Given::Nothing;
    }
    Given::Values(texts.into_iter().map(String::into_bytes).collect())
}
