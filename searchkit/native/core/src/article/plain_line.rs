//! A line of JSON as an article, if the line is plain: every field has the form that most records give it, so that no
//! choice and no remark is needed. `ingest/stated_record.py` and `Article.from_dict` read all lines, and these alike.

use super::clean_line::{clean_line, is_blank};
use super::field_names::field_under;
use super::json_value::{JsonValue, write_members};
use super::markup::may_have_markup;
use super::mention_steps::days_in_month;
use super::record::{Names, Record};
use super::words_for_nothing::says_nothing;

/// Bytes of a title that is not cut. A body that is too long stands in a line that is too long.
const LONGEST_TITLE: usize = 1 << 16;
/// Longer lines are read in Python, which may be stopped meanwhile.
const LONGEST_LINE: usize = 1 << 20;
/// Bytes of a text under an unknown key that is too short to be an article's. `ingest/record_fields.py` counts letters.
const SHORT_TEXT: usize = 100;
/// Names of a list that are compared with each other.
const MOST_NAMES: usize = 1_000;
/// The provenance of what a source states.
const STATED: &str = "metadata";
/// Keys that only Python reads.
const NOT_PLAIN: [&str; 12] = [
    "@context",
    "@graph",
    "@type",
    "also_written",
    "flags",
    "has",
    "mentions",
    "more_places",
    "path",
    "provenance",
    "stated_id",
    "uri",
];

/// The kind of entities under a key of a record.
pub fn kind_under(key: &str) -> Option<&'static str> {
    Some(match key {
        "people" | "persons" | "person" => "person",
        "orgs" | "organisations" | "organizations" | "org" => "org",
        "places" | "place" => "place",
        "events" | "event" => "event",
        _ => return None,
    })
}

/// The name of the field that a key of a record stands for.
pub fn named_by(key: &str) -> &str {
    match key {
        "lang" => "language",
        "text" | "content" => "body",
        "headline" => "title",
        name => name,
    }
}

/// Sets a value under a key, as a dict of Python does it.
pub fn put<T>(found: &mut Vec<(String, T)>, key: &str, value: T) {
    match found.iter_mut().find(|(other, _)| other == key) {
        Some((_, earlier)) => *earlier = value,
        None => found.push((key.to_string(), value)),
    }
}

/// The article of a plain line. Its id is empty if the line states none. None for a line that is not plain.
pub fn record_of(line: &str) -> Option<Record> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let JsonValue::Object(members) = JsonValue::read(line)? else {
        return None;
    };
    let mut record = Record::default();
    let mut told: Vec<&'static str> = Vec::new();
    let mut kinds: Names = Vec::new();
    let mut entities = None;
    let mut more: Vec<(String, JsonValue)> = Vec::new();
    let mut metadata = Vec::new();
    let mut has_id = false;
    for (key, value) in members {
        if NOT_PLAIN.contains(&key.as_str()) {
            return None;
        }
        if let Some(kind) = kind_under(&key).filter(|_| key != "place") {
            put(&mut kinds, kind, names(value, may_have_markup)?);
            continue;
        }
        let name = named_by(&key);
        let Some(field) = FIELDS.iter().find(|field| **field == name) else {
            match (name, value) {
                ("metadata", JsonValue::Object(members)) => metadata = members,
                ("metadata", JsonValue::Null) => {}
                ("metadata", _) => return None,
                (_, value) => more.push((key, value)),
            }
            continue;
        };
        if told.contains(field) {
            more.push((key, value));
            continue;
        }
        told.push(field);
        match (*field, value) {
            ("id", JsonValue::Number(number)) => (record.id, has_id) = (number.to_string(), true),
            ("id", JsonValue::Text(text)) => (record.id, has_id) = (clean_ends(&text), true),
            ("entities", value) => entities = Some(value),
            (_, JsonValue::Null) => {}
            (field, JsonValue::Text(text)) => set(&mut record, field, text)?,
            _ => return None,
        }
    }
    if entities.is_some() || !kinds.is_empty() {
        record.entities = by_kind(entities.unwrap_or(JsonValue::Null), may_have_markup)?;
        for (kind, given) in kinds {
            put(&mut record.entities, &kind, given);
        }
    }
    if more.iter().any(|(key, value)| may_be_a_field(&record, key, value)) {
        return None;
    }
    if (has_id && record.id.is_empty()) || record.is_empty() {
        return None;
    }
    for (key, value) in metadata {
        if key == "stated_id" {
            return None;
        }
        put(&mut more, &key, value);
    }
    write_members(
        more.iter().map(|(key, value)| (key.as_str(), value)),
        &mut record.metadata,
    );
    record.provenance = provenance(&record);
    Some(record)
}

/// Whether a further member may be a field that the record lacks, or a text that it needs a remark on.
fn may_be_a_field(record: &Record, key: &str, value: &JsonValue) -> bool {
    let blank = |text: &Option<String>| text.is_none();
    if is_blank(&record.body) && matches!(value, JsonValue::Text(text) if text.len() >= SHORT_TEXT) {
        return true;
    }
    match field_under(key) {
        None => false,
        Some("title") => blank(&record.title),
        Some("body") => is_blank(&record.body),
        Some("id") => record.id.is_empty(),
        Some("date") => blank(&record.date),
        Some("url") => blank(&record.url),
        Some("place") => blank(&record.place),
        Some("country") => blank(&record.country),
        Some("agency") => blank(&record.agency),
        Some("language") => blank(&record.language),
        Some("dateline") => blank(&record.dateline),
        Some(_) => true,
    }
}

/// The fields that a plain line may have.
pub const FIELDS: [&str; 12] = [
    "id",
    "title",
    "body",
    "date",
    "place",
    "country",
    "place_written",
    "entities",
    "agency",
    "language",
    "url",
    "dateline",
];

/// Sets a field of text.
fn set(record: &mut Record, field: &str, text: String) -> Option<()> {
    let one_line = |text: &str| Some(clean_line(text)).filter(|line| !line.is_empty());
    let told = |text: String| Some(text).filter(|text| !is_blank(text));
    if !matches!(field, "date" | "language" | "url") && may_have_markup(&text) {
        return None;
    }
    if !matches!(field, "title" | "body" | "url") && says_nothing(&text) {
        return None;
    }
    match field {
        "title" if text.len() > LONGEST_TITLE => return None,
        "title" => record.title = told(text),
        "body" => record.body = text,
        "date" if is_blank(&text) => {}
        "date" => record.date = Some(iso_date(&text)?.to_string()),
        "place" => record.place = one_line(&text),
        "country" => record.country = one_line(&text),
        "place_written" => record.place_written = one_line(&text),
        "agency" => record.agency = one_line(&text),
        "language" => record.language = one_line(&text),
        "url" => record.url = told(text),
        "dateline" => record.dateline = told(text),
        _ => return None,
    }
    Some(())
}

/// The year, month or day that a text states in ISO form, perhaps with a time. None for other dates.
pub fn iso_date(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| {
        let digits = bytes.get(from..to)?;
        digits.iter().try_fold(0u32, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
        })
    };
    let year = digits(0, 4).filter(|year| *year > 0)?;
    let mut end = 4;
    if bytes.get(4) == Some(&b'-') {
        let month = digits(5, 7).filter(|month| (1..=12).contains(month))?;
        end = 7;
        if bytes.get(7) == Some(&b'-') {
            digits(8, 10).filter(|day| (1..=days_in_month(year, month)).contains(day))?;
            end = 10;
        }
    }
    let time = &bytes[end..];
    let is_time = matches!(
        time,
        [
            b'T' | b' ',
            b'0'..=b'9',
            b'0'..=b'9',
            b':',
            b'0'..=b'9',
            b'0'..=b'9',
            ..
        ]
    ) && end == 10
        && !time.contains(&b'\n');
    (time.is_empty() || is_time).then_some(&text[..end])
}

/// Without white space at its ends.
pub fn clean_ends(text: &str) -> String {
    text.trim_matches(super::clean_line::is_space).to_string()
}

/// Names that a record gives as a text or as a list of texts, each once. None for many, and for one that is `refused`.
pub fn names(value: JsonValue, refused: fn(&str) -> bool) -> Option<Vec<String>> {
    let given = match value {
        JsonValue::Null => return Some(Vec::new()),
        JsonValue::Text(text) => vec![JsonValue::Text(text)],
        JsonValue::List(values) => values,
        _ => return None,
    };
    if given.len() > MOST_NAMES {
        return None;
    }
    let mut found: Vec<String> = Vec::with_capacity(given.len());
    for value in given {
        let JsonValue::Text(text) = value else {
            return None;
        };
        if refused(&text) {
            return None;
        }
        let name = clean_line(&text);
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
    }
    Some(found)
}

/// Names by kind, from an object of lists or a plain list of names.
pub fn by_kind(value: JsonValue, refused: fn(&str) -> bool) -> Option<Names> {
    let mut found: Names = Vec::new();
    match value {
        JsonValue::Null => {}
        JsonValue::List(values) if values.is_empty() => {}
        JsonValue::List(values) => found.push(("other".to_string(), names(JsonValue::List(values), refused)?)),
        JsonValue::Object(members) => {
            for (key, value) in members {
                let kind = kind_under(&key).unwrap_or("other");
                let given = names(value, refused)?;
                match found.iter_mut().find(|(other, _)| other == kind) {
                    Some((_, earlier)) => {
                        for name in given {
                            if !earlier.contains(&name) {
                                earlier.push(name);
                            }
                        }
                    }
                    None => found.push((kind.to_string(), given)),
                }
            }
        }
        _ => return None,
    }
    Some(found)
}

/// What the source states, by the names of fields and kinds.
fn provenance(record: &Record) -> Vec<(String, String)> {
    let fields = [
        ("date", &record.date),
        ("place", &record.place),
        ("country", &record.country),
        ("agency", &record.agency),
        ("language", &record.language),
    ];
    let stated = fields
        .iter()
        .filter(|(_, value)| value.is_some())
        .map(|(name, _)| *name);
    let kinds = record.entities.iter().map(|(kind, _)| match kind.as_str() {
        "place" => "places",
        kind => kind,
    });
    stated
        .chain(kinds)
        .map(|name| (name.to_string(), STATED.to_string()))
        .collect()
}
