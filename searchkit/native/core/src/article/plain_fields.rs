//! The fields of an article that a program gives, if they are plain: each has the form that articles have, or nearly so.
//! `Article.from_dict` and `given_articles` read all, and these alike.

use super::clean_line::{clean_line, is_blank};
use super::json_value::{JsonValue, write_members};
use super::plain_line::{FIELDS, by_kind, clean_ends, iso_date, kind_under, named_by, names, put};
use super::record::{Names, Record};

/// Bytes of a title that is not too long.
const LONGEST_TITLE: usize = 1 << 16;
/// Bytes of a body that is far from too long.
const LONGEST_BODY: usize = 1 << 20;
/// Keys that only Python reads.
const NOT_PLAIN: [&str; 7] = [
    "also_written",
    "flags",
    "has",
    "mentions",
    "more_places",
    "origin",
    "provenance",
];

/// The article of these fields. Its id is empty if they state none. None if they are not plain, or not valid.
pub fn record_of_fields(members: Vec<(String, JsonValue)>) -> Option<Record> {
    let mut record = Record::default();
    let mut told: Vec<String> = Vec::new();
    let mut kinds: Names = Vec::new();
    let mut entities = JsonValue::Null;
    let mut metadata: Vec<(String, JsonValue)> = Vec::new();
    for (key, value) in members {
        if NOT_PLAIN.contains(&key.as_str()) {
            return None;
        }
        if let Some(kind) = kind_under(&key).filter(|_| key != "place") {
            put(&mut kinds, kind, names(value, is_refused)?);
            continue;
        }
        let name = named_by(&key);
        if name == "metadata" {
            let JsonValue::Object(members) = value else { return None };
            members
                .into_iter()
                .for_each(|(key, value)| put(&mut metadata, &key, value));
            continue;
        }
        let is_field = FIELDS.contains(&name) || name == "path";
        if !is_field || told.iter().any(|other| other == name) {
            put(&mut metadata, &key, value);
            continue;
        }
        told.push(name.to_string());
        match (name, value) {
            ("entities", value) => entities = value,
            (_, JsonValue::Null) => {}
            ("id", JsonValue::Number(number)) => record.id = number.to_string(),
            (name, JsonValue::Text(text)) => set(&mut record, name, text)?,
            _ => return None,
        }
    }
    record.entities = by_kind(entities, is_refused)?;
    for (kind, given) in kinds {
        put(&mut record.entities, &kind, given);
    }
    if record.is_empty() {
        return None;
    }
    let members = metadata.iter().map(|(key, value)| (key.as_str(), value));
    write_members(members, &mut record.metadata);
    Some(record)
}

/// Sets a field of text.
fn set(record: &mut Record, field: &str, text: String) -> Option<()> {
    let one_line = |text: &str| Some(clean_line(text)).filter(|line| !line.is_empty());
    let told = |text: String| Some(text).filter(|text| !is_blank(text));
    match field {
        "id" => record.id = clean_ends(&text),
        "title" if text.len() > LONGEST_TITLE => return None,
        "title" => record.title = told(text),
        "body" if text.len() > LONGEST_BODY => return None,
        "body" => record.body = text,
        "date" if text.is_empty() => {}
        "date" => record.date = Some(iso_date(&text).filter(|date| *date == text)?.to_string()),
        "place" => record.place = one_line(&text),
        "country" => record.country = one_line(&text),
        "place_written" => record.place_written = one_line(&text),
        "agency" => record.agency = one_line(&text),
        "language" => record.language = one_line(&text),
        "url" => record.url = told(text),
        "path" => record.path = told(text),
        "dateline" => record.dateline = told(text),
        _ => return None,
    }
    Some(())
}

/// Texts of programs are no markup.
fn is_refused(_: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::stored_record::written;

    fn record(fields: &str) -> Option<Record> {
        let Some(JsonValue::Object(members)) = JsonValue::read(fields) else {
            panic!("{fields}");
        };
        record_of_fields(members)
    }

    #[test]
    fn plain_fields_become_a_record() {
        let found = record(
            r#"{"id": 7, "headline": "One", "title": "Two", "text": " ", "date": "2019-05", "place": " New  York ",
            "people": ["Ann", "Ann"], "entities": {"org": "BBC", "person": "Bob"}, "metadata": {"title": null, "b": 1}}"#,
        );
        assert_eq!(
            written(&found.unwrap()),
            r#"{"id":"7","title":"One","body":" ","date":"2019-05","place":"New York","entities":{"org":["BBC"],"person":["Ann"]},"metadata":{"title":null,"b":1}}"#
        );
    }

    #[test]
    fn fields_that_python_reads_or_refuses_are_not_plain() {
        for fields in [
            "{}",
            r#"{"title": " ", "body": "\n"}"#,
            r#"{"title": 1}"#,
            r#"{"title": "a", "date": "2019-02-29"}"#,
            r#"{"title": "a", "date": "2019-02-28T10:00"}"#,
            r#"{"title": "a", "entities": "b"}"#,
            r#"{"title": "a", "people": [1]}"#,
            r#"{"title": "a", "metadata": 1}"#,
            r#"{"title": "a", "flags": []}"#,
        ] {
            assert_eq!(record(fields), None, "{fields}");
        }
    }
}
