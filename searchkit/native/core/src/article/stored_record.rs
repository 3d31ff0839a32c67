//! The record that an index stores of an article, as JSON: written, and read for the layout.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json_value::write_text;
use super::record::{Names, Record};

/// The record of an article. Fields that are unknown are left out, and there are no blanks.
pub fn written(record: &Record) -> String {
    let mut out = String::with_capacity(record.body.len() + record.body.len() / 8 + 512);
    out.push('{');
    text(&mut out, "id", Some(&record.id));
    text(&mut out, "title", record.title.as_deref());
    text(&mut out, "body", Some(&record.body));
    text(&mut out, "date", record.date.as_deref());
    text(&mut out, "place", record.place.as_deref());
    text(&mut out, "country", record.country.as_deref());
    text(&mut out, "place_written", record.place_written.as_deref());
    list(&mut out, "more_places", &record.more_places);
    names(&mut out, "entities", &record.entities);
    text(&mut out, "agency", record.agency.as_deref());
    text(&mut out, "language", record.language.as_deref());
    text(&mut out, "url", record.url.as_deref());
    text(&mut out, "path", record.path.as_deref());
    text(&mut out, "dateline", record.dateline.as_deref());
    list(&mut out, "mentions", &record.mentions);
    names(&mut out, "also_written", &record.also_written);
    if !record.metadata.is_empty() {
        key(&mut out, "metadata");
        out.push('{');
        out.push_str(&record.metadata);
        out.push('}');
    }
    if !record.provenance.is_empty() {
        key(&mut out, "provenance");
        out.push('{');
        for (n, (name, origin)) in record.provenance.iter().enumerate() {
            out.push_str(if n > 0 { "," } else { "" });
            write_text(name, &mut out);
            out.push(':');
            write_text(origin, &mut out);
        }
        out.push('}');
    }
    list(&mut out, "flags", &record.flags);
    out.push('}');
    out
}

fn key(out: &mut String, name: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    write_text(name, out);
    out.push(':');
}

fn text(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        key(out, name);
        write_text(value, out);
    }
}

fn list(out: &mut String, name: &str, values: &[String]) {
    if !values.is_empty() {
        key(out, name);
        texts(out, values);
    }
}

fn names(out: &mut String, name: &str, values: &Names) {
    if !values.is_empty() {
        key(out, name);
        out.push('{');
        for (n, (kind, found)) in values.iter().enumerate() {
            out.push_str(if n > 0 { "," } else { "" });
            write_text(kind, out);
            out.push(':');
            texts(out, found);
        }
        out.push('}');
    }
}

fn texts(out: &mut String, values: &[String]) {
    out.push('[');
    for (n, value) in values.iter().enumerate() {
        out.push_str(if n > 0 { "," } else { "" });
        write_text(value, out);
    }
    out.push(']');
}

/// Reads what `Article.to_json` wrote. Errors: what is wrong with it.
pub fn read(text: &str) -> Result<Record, serde_json::Error> {
    serde_json::from_str::<Stored>(text).map(|stored| stored.0)
}

struct Stored(Record);

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Stored, D::Error> {
        from.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Stored;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the record of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Stored, A::Error> {
        let mut record = Record::default();
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "id" => record.id = members.next_value()?,
                "title" => record.title = members.next_value()?,
                "body" => record.body = members.next_value()?,
                "date" => record.date = members.next_value()?,
                "place" => record.place = members.next_value()?,
                "country" => record.country = members.next_value()?,
                "place_written" => record.place_written = members.next_value()?,
                "more_places" => record.more_places = members.next_value()?,
                "entities" => record.entities = members.next_value::<InOrder<Vec<String>>>()?.0,
                "agency" => record.agency = members.next_value()?,
                "language" => record.language = members.next_value()?,
                "url" => record.url = members.next_value()?,
                "path" => record.path = members.next_value()?,
                "dateline" => record.dateline = members.next_value()?,
                "mentions" => record.mentions = members.next_value()?,
                "also_written" => record.also_written = members.next_value::<InOrder<Vec<String>>>()?.0,
                "metadata" => record.metadata = members_of(members.next_value::<&RawValue>()?.get()).to_string(),
                "provenance" => record.provenance = members.next_value::<InOrder<String>>()?.0,
                "flags" => record.flags = members.next_value()?,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Stored(record))
    }
}

/// What stands between the braces of an object; nothing of another value.
fn members_of(value: &str) -> &str {
    let inner = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inner.unwrap_or_default().trim_ascii()
}

/// The members of an object, in their order.
struct InOrder<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for InOrder<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<InOrder<T>, D::Error> {
        struct Each<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Each<T> {
            type Value = InOrder<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<InOrder<T>, A::Error> {
                let mut found = Vec::new();
                while let Some(member) = members.next_entry()? {
                    found.push(member);
                }
                Ok(InOrder(found))
            }
        }
        from.deserialize_map(Each(std::marker::PhantomData))
    }
}
