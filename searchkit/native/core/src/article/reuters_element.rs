//! An article of the Reuters-21578 collection: an SGML element with the tags of its editors.

use super::clean_line::{clean_line, is_space};
use super::json_value::{JsonValue, write_members};
use super::mention_steps::days_in_month;
use super::record::{Names, Record};

/// Characters in the tag of the text.
const LONGEST_TAG: usize = 200;
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
/// Places whose tag is not their name.
const PLACES: [(&str, &str); 7] = [
    ("usa", "United States"),
    ("uk", "United Kingdom"),
    ("ussr", "Soviet Union"),
    ("uae", "United Arab Emirates"),
    ("trinidad-tobago", "Trinidad and Tobago"),
    ("us-virgin-islands", "US Virgin Islands"),
    ("yemen-demo-republic", "Yemen Democratic Republic"),
];
/// Bodies whose tag is neither their name nor an acronym.
const BODIES: [(&str, &str); 3] = [
    ("worldbank", "World Bank"),
    ("euratom", "Euratom"),
    ("comecon", "Comecon"),
];

/// The article of an element. `attributes` stand in its first tag, and `markup` between its tags. None if it has no
/// `<TEXT>`. The id is empty if it states none.
pub fn record_of(attributes: &str, markup: &str) -> Option<Record> {
    let (above, of_text, inside) = around_text(markup)?;
    let inside = inside.strip_suffix('\n').unwrap_or(inside);
    let inside = inside.strip_suffix("</TEXT>").unwrap_or(inside);
    let attributes = attributes_of(attributes);
    let stated = |name: &str| value_of(&attributes, name).unwrap_or_default();
    let of_text = attributes_of(of_text);
    let kind = value_of(&of_text, "TYPE").unwrap_or("NORM");
    let mut record = Record {
        id: stated("NEWID").trim_matches(is_space).to_string(),
        agency: Some("Reuters".to_string()),
        language: Some("en".to_string()),
        ..Record::default()
    };
    let mut author = String::new();
    if kind == "UNPROC" {
        record.body = ends_off(plain(inside));
    } else {
        let known = |line: String| Some(line).filter(|line| !line.is_empty());
        record.title = known(line(element("TITLE", inside)));
        record.body = ends_off(plain(element("BODY", inside)));
        record.dateline = known(line(element("DATELINE", inside)));
        author = line(element("AUTHOR", inside));
    }
    let date = line(element("DATE", above));
    record.date = iso_date(&date);
    let names = |tag: &str, named: fn(&str) -> String| {
        let mut found: Vec<String> = Vec::new();
        for value in values(tag, above) {
            let name = clean_line(&named(&value));
            if !name.is_empty() && !found.contains(&name) {
                found.push(name);
            }
        }
        found
    };
    record.entities = vec![
        ("place".to_string(), names("PLACES", place_name)),
        ("person".to_string(), names("PEOPLE", titled)),
        ("org".to_string(), names("ORGS", body_name)),
    ];
    record.metadata = members(&[
        ("date", Told::Text(date)),
        ("author", Told::Text(author)),
        ("topics", Told::List(values("TOPICS", above))),
        ("exchanges", Told::List(values("EXCHANGES", above))),
        ("companies", Told::List(values("COMPANIES", above))),
        ("oldid", Told::Text(stated("OLDID").to_string())),
        ("lewissplit", Told::Text(stated("LEWISSPLIT").to_string())),
        // Whether an editor looked for topics at all. The usual splits of the collection use it.
        ("topics_indexed", Told::Text(stated("TOPICS").to_string())),
        ("text_type", Told::Text(kind.to_string())),
    ]);
    record.provenance = provenance(&record.entities, record.date.is_some());
    Some(record)
}

/// What stands above the text, in its tag, and from there on.
fn around_text(markup: &str) -> Option<(&str, &str, &str)> {
    const TAG: &str = "<TEXT";
    for (at, _) in markup.match_indices(TAG) {
        let rest = &markup[at + TAG.len()..];
        let Some(end) = rest.find(['<', '>']).filter(|end| rest[*end..].starts_with('>')) else {
            continue;
        };
        let of_text = &rest[..end];
        let is_longer_name = of_text.chars().next().is_some_and(is_of_name);
        if !is_longer_name && of_text.chars().take(LONGEST_TAG + 1).count() <= LONGEST_TAG {
            return Some((&markup[..at], of_text, &rest[end + 1..]));
        }
    }
    None
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The attributes in a tag: `NAME="value"`.
fn attributes_of(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some(begin) = rest.find(is_of_name) {
        let named = &rest[begin..];
        let end = named.find(|c| !is_of_name(c)).unwrap_or(named.len());
        let (name, after) = named.split_at(end);
        rest = after;
        let quoted = after.trim_start_matches(is_space).strip_prefix('=');
        let quoted = quoted.and_then(|after| after.trim_start_matches(is_space).strip_prefix('"'));
        if let Some((value, after)) = quoted.and_then(|quoted| quoted.split_once('"')) {
            found.push((name, value));
            rest = after;
        }
    }
    found
}

/// The last value of an attribute.
fn value_of<'a>(attributes: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .rev()
        .find(|(other, _)| *other == name)
        .map(|(_, value)| *value)
}

/// The content of the first element of a kind; empty without its end.
fn element<'a>(tag: &str, markup: &'a str) -> &'a str {
    let content = markup.split_once(&format!("<{tag}>"));
    let content = content.and_then(|(_, rest)| rest.split_once(&format!("</{tag}>")));
    content.map_or("", |(content, _)| content)
}

/// The values of a list of tags: `<D>oil</D><D>gas</D>`.
fn values(tag: &str, markup: &str) -> Vec<String> {
    element(tag, markup)
        .split("<D>")
        .skip(1)
        .filter_map(|part| part.split_once("</D>"))
        .map(|(value, _)| line(value))
        .filter(|value| !value.is_empty())
        .collect()
}

/// Character data as text: references resolved, control characters of the wire removed.
fn plain(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('&') {
        push(&mut out, &rest[..at]);
        let (told, after) = reference(&rest[at..]).unwrap_or_else(|| (Some('&'), &rest[at + 1..]));
        if let Some(c) = told.filter(|c| !is_control(*c)) {
            out.push(c);
        }
        rest = after;
    }
    push(&mut out, rest);
    out
}

fn push(out: &mut String, text: &str) {
    if text.is_ascii() && !text.bytes().any(|byte| is_control(byte as char)) {
        out.push_str(text);
    } else {
        out.extend(text.chars().filter(|c| !is_control(*c)));
    }
}

fn is_control(c: char) -> bool {
    c.is_control() && c != '\t' && c != '\n'
}

/// The character that a reference at the beginning of a text stands for (None: none that there is), and what follows.
fn reference(text: &str) -> Option<(Option<char>, &str)> {
    for (written, c) in [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')] {
        if let Some(after) = text.strip_prefix(written) {
            return Some((Some(c), after));
        }
    }
    let number = text.strip_prefix("&#")?;
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let after = number[digits..]
        .strip_prefix(';')
        .filter(|_| (1..=7).contains(&digits))?;
    let code: u32 = number[..digits].parse().ok()?;
    Some((char::from_u32(code), after))
}

fn line(markup: &str) -> String {
    let text = plain(markup);
    let mut words = text.split(is_space).filter(|word| !word.is_empty());
    let mut out = words.next().unwrap_or_default().to_string();
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
    out
}

fn ends_off(text: String) -> String {
    let within = text.trim_matches(is_space);
    if within.len() == text.len() {
        text
    } else {
        within.to_string()
    }
}

/// The first day of the form `26-FEB-1987` in a text.
fn iso_date(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    for (dash, _) in text.match_indices('-') {
        let Some([month @ .., b'-', y0, y1, y2, y3]) = bytes.get(dash + 1..dash + 9) else {
            continue;
        };
        let year = [*y0, *y1, *y2, *y3];
        let before = &text[..dash];
        let day = before.bytes().rev().take(2).take_while(u8::is_ascii_digit).count();
        let begins = !text[..dash - day].chars().next_back().is_some_and(is_of_name);
        let ends = !text[dash + 9..].chars().next().is_some_and(is_of_name);
        let is_date = day > 0 && begins && ends && digits(&year) && month.iter().all(u8::is_ascii_uppercase);
        if !is_date {
            continue;
        }
        let month = MONTHS.iter().position(|name| name.as_bytes() == month)? as u32 + 1;
        let day: u32 = before[dash - day..].parse().ok()?;
        let year: u32 = text[dash + 5..dash + 9].parse().ok()?;
        let is_day = year > 0 && (1..=days_in_month(year, month)).contains(&day);
        return is_day.then(|| format!("{year:04}-{month:02}-{day:02}"));
    }
    None
}

fn place_name(tag: &str) -> String {
    of_table(&PLACES, tag).unwrap_or_else(|| titled(tag))
}

/// `ec` is EC, `ico-coffee` is ICO Coffee.
fn body_name(tag: &str) -> String {
    of_table(&BODIES, tag).unwrap_or_else(|| match tag.split_once('-') {
        Some((first, rest)) => format!("{} {}", first.to_uppercase(), titled(rest)),
        None => tag.to_uppercase(),
    })
}

fn of_table(table: &[(&str, &str)], tag: &str) -> Option<String> {
    table
        .iter()
        .find(|(other, _)| *other == tag)
        .map(|(_, name)| name.to_string())
}

/// `tag-of-words` is Tag Of Words.
fn titled(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    for (n, word) in tag.split('-').enumerate() {
        out.push_str(if n > 0 { " " } else { "" });
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(&letters.as_str().to_lowercase());
    }
    out
}

enum Told {
    Text(String),
    List(Vec<String>),
}

/// The members of a JSON object with what is not empty.
fn members(told: &[(&str, Told)]) -> String {
    let text = |text: &String| JsonValue::Text(text.clone());
    let kept: Vec<(&str, JsonValue)> = told
        .iter()
        .filter_map(|(name, value)| match value {
            Told::Text(value) => (!value.is_empty()).then(|| (*name, text(value))),
            Told::List(values) => {
                (!values.is_empty()).then(|| (*name, JsonValue::List(values.iter().map(text).collect())))
            }
        })
        .collect();
    let mut out = String::new();
    write_members(kept.iter().map(|(name, value)| (*name, value)), &mut out);
    out
}

fn provenance(entities: &Names, has_date: bool) -> Vec<(String, String)> {
    let kinds = entities.iter().map(|(kind, _)| match kind.as_str() {
        "place" => "places",
        kind => kind,
    });
    let told = ["agency"].into_iter().map(|name| (name, "metadata"));
    let told = told
        .chain([("language", "rule")])
        .chain(kinds.map(|kind| (kind, "metadata")));
    told.chain(has_date.then_some(("date", "metadata")))
        .map(|(name, origin)| (name.to_string(), origin.to_string()))
        .collect()
}
