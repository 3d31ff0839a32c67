//! A value of JSON whose text is the same whoever writes it. Objects keep the order of their members.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Deeper values are not read here.
const DEEPEST: u32 = 20;
/// Members of an object that are compared with each other. An object with more is not read here.
const MOST_MEMBERS: usize = 200;

/// A value without fractions, of which programs write the digits in several ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<JsonValue>),
    /// An object. No name occurs twice.
    Object(Vec<(String, JsonValue)>),
}

impl JsonValue {
    /// Reads a text that is such a value. None for any other.
    pub fn read(text: &str) -> Option<JsonValue> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = Depth(DEEPEST).deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        Some(value)
    }

    /// Writes the value without blanks.
    pub fn write(&self, out: &mut String) {
        match self {
            JsonValue::Null => out.push_str("null"),
            JsonValue::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            JsonValue::Number(number) => out.push_str(&number.to_string()),
            JsonValue::Text(text) => write_text(text, out),
            JsonValue::List(values) => {
                out.push('[');
                for (n, value) in values.iter().enumerate() {
                    out.push_str(if n > 0 { "," } else { "" });
                    value.write(out);
                }
                out.push(']');
            }
            JsonValue::Object(members) => {
                out.push('{');
                write_members(members.iter().map(|(name, value)| (name.as_str(), value)), out);
                out.push('}');
            }
        }
    }
}

/// Writes the members of an object, without its braces.
pub fn write_members<'a>(members: impl Iterator<Item = (&'a str, &'a JsonValue)>, out: &mut String) {
    for (n, (name, value)) in members.enumerate() {
        out.push_str(if n > 0 { "," } else { "" });
        write_text(name, out);
        out.push(':');
        value.write(out);
    }
}

/// Writes a text in quotes. Only what JSON does not allow is escaped.
pub fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let bytes = text.as_bytes();
    let (mut begin, mut at) = (0, 0);
    loop {
        at = next_escaped(bytes, at);
        out.push_str(&text[begin..at]);
        let Some(byte) = bytes.get(at) else { break };
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            byte => out.push_str(&format!("\\u{byte:04x}")),
        }
        at += 1;
        begin = at;
    }
    out.push('"');
}

/// The place of the first byte from `at` on that is escaped, or the end. Most texts have few of them, so many bytes are
/// looked at together.
fn next_escaped(bytes: &[u8], mut at: usize) -> usize {
    let is_escaped = |byte: &u8| (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\');
    while let Some(chunk) = bytes[at..].first_chunk::<32>() {
        if chunk.iter().fold(false, |any, byte| any | is_escaped(byte)) {
            break;
        }
        at += chunk.len();
    }
    let found = bytes[at..].iter().position(is_escaped);
    found.map_or(bytes.len(), |further| at + further)
}

/// Writes a text in quotes, in ASCII alone.
pub fn write_ascii(text: &str, out: &mut String) {
    if text.bytes().all(|byte| matches!(byte, 0x20..0x7f)) {
        return write_text(text, out);
    }
    out.push('"');
    for c in text.chars() {
        if matches!(c, ' '..='~' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}') {
            let mut quoted = String::new();
            write_text(c.encode_utf8(&mut [0; 4]), &mut quoted);
            out.push_str(&quoted[1..quoted.len() - 1]);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out.push('"');
}

struct Depth(u32);

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = JsonValue;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<JsonValue, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = JsonValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a plain value")
    }

    fn visit_unit<E: Error>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<JsonValue, E> {
        Ok(JsonValue::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<JsonValue, E> {
        i64::try_from(number).map(JsonValue::Number).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<JsonValue, E> {
        Ok(JsonValue::Text(text.to_string()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<JsonValue, E> {
        Ok(JsonValue::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonValue, A::Error> {
        let within = self.0.checked_sub(1).ok_or_else(|| A::Error::custom("too deep"))?;
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Depth(within))? {
            values.push(value);
        }
        Ok(JsonValue::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JsonValue, A::Error> {
        let within = self.0.checked_sub(1).ok_or_else(|| A::Error::custom("too deep"))?;
        let mut found: Vec<(String, JsonValue)> = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            if found.len() >= MOST_MEMBERS || found.iter().any(|(other, _)| *other == name) {
                return Err(A::Error::custom("a name twice, or too many"));
            }
            found.push((name, members.next_value_seed(Depth(within))?));
        }
        Ok(JsonValue::Object(found))
    }
}
