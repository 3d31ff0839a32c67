//! What the tagger finds in a text, with the mistakes mended that can be seen at the name itself.

use super::found_name::{FoundName, Kind, LONGEST, Origin, after_blank, after_word, forth, lower, raised_word};
use super::places::{Gazetteer, ministry_and_state};
use super::word_lists::WordLists;
use crate::names::Name;
use crate::names::labels::KINDS;

/// The tagger splits a person's name at these words: Daniel arap Moi.
const PARTICLES: &[&str] = &[" arap ", " bint ", " ould ", " wa ", " ap ", " zum ", " zur "];
/// Ministry of Trade and Industry; Council for the Exploration of the Sea.
const LONG_HEADS: &[&str] = &[
    "Agency",
    "Bank",
    "Commission",
    "Committee",
    "Council",
    "Department",
    "Ministry",
];
/// What the name of such a body may end with after *and*.
const FIELDS: &[&str] = &[
    "Commerce",
    "Communications",
    "Culture",
    "Development",
    "Education",
    "Energy",
    "Environment",
    "Fisheries",
    "Food",
    "Forestry",
    "Housing",
    "Human",
    "Industry",
    "Information",
    "Labour",
    "Labor",
    "Means",
    "Mining",
    "Natural",
    "Power",
    "Rural",
    "Sciences",
    "Science",
    "Security",
    "Sports",
    "Sport",
    "Technology",
    "Tourism",
    "Trade",
    "Transport",
    "Urban",
    "Water",
    "Welfare",
    "Youth",
];

/// What `KINDS` of the tagger are for the rules.
fn kind_of(number: usize) -> Kind {
    match KINDS[number] {
        "person" => Kind::Person,
        "place" => Kind::Place,
        "org" => Kind::Org,
        _ => Kind::Misc,
    }
}

/// The names that the tagger found in a text from byte `start` on, in order.
pub fn tagged_names<'t>(
    text: &'t str,
    start: usize,
    in_body: bool,
    names: &[Name],
    lists: &WordLists,
    gazetteer: &mut dyn Gazetteer,
) -> Vec<FoundName<'t>> {
    let mut found: Vec<FoundName<'t>> = Vec::with_capacity(names.len() + 4);
    for name in names {
        if name.end - name.start > LONGEST {
            continue;
        }
        let mut kind = kind_of(name.kind);
        let (mut begin, mut end) = (start + name.bytes.0, start + name.bytes.1);
        match kind {
            Kind::Person => {
                if let Some(person) = before_weekday(&text[begin..end], lists) {
                    end = begin + person.len(); // Obama Tuesday
                }
                if let Some(last) = found.last_mut()
                    && last.kind == Kind::Person
                    && text
                        .get(last.end..begin)
                        .is_some_and(|between| PARTICLES.contains(&between))
                {
                    (last.end, last.written) = (end, &text[last.start..end]);
                    continue;
                }
            }
            Kind::Org => {
                end = long_org_end(text, begin, end).map_or(end, |longer| longer.max(end));
                if let Some((ministry, state)) = ministry_and_state(&text[begin..end], gazetteer) {
                    let ministry_end = begin + ministry.len();
                    found.push(FoundName::new(
                        text,
                        in_body,
                        Kind::Org,
                        begin,
                        ministry_end,
                        Origin::Model,
                    ));
                    (kind, begin) = (Kind::Place, end - state.len());
                }
            }
            Kind::Place if begins_sentence(text, begin) && lists.words_first.contains(&*lower(&text[begin..end])) => {
                continue;
            }
            _ => {}
        }
        if matches!(kind, Kind::Org | Kind::Misc)
            && let Some(place) = before_weekday(&text[begin..end], lists)
            && gazetteer.is_in_text(place)
        {
            (kind, end) = (Kind::Place, begin + place.len()); // left for Tokyo Monday
        }
        found.push(FoundName::new(text, in_body, kind, begin, end, Origin::Model));
    }
    found
}

/// A name without the weekday at its end.
fn before_weekday<'t>(written: &'t str, lists: &WordLists) -> Option<&'t str> {
    if !written.ends_with("day") {
        return None;
    }
    let (name, day) = written.rsplit_once(' ')?;
    (!name.is_empty() && lists.days.contains(&*lower(day))).then_some(name)
}

/// Whether a sentence begins at a place.
fn begins_sentence(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let mut steps = 0;
    loop {
        match before.next() {
            None => return true,
            Some(' ' | '\t' | '"' | '\'' | '\u{201c}' | '\u{2018}' | '(') if steps < 8 => steps += 1,
            Some(c) => return matches!(c, '.' | '!' | '?' | '\n'),
        }
    }
}

/// Where the long name of a body ends of which the tagger saw the stretch `begin..end` alone.
fn long_org_end(text: &str, begin: usize, end: usize) -> Option<usize> {
    let head = LONG_HEADS.iter().find(|head| text[begin..].starts_with(**head))?;
    let text = &text[..forth(text, end, LONGEST)];
    let after = after_blank(text, begin + head.len())?;
    let fields = after_word(text, after, &["of", "for", "on"])?;
    with_fields(text, fields).or_else(|| {
        if *head != "Council" {
            return None;
        }
        let name = after_word(text, after, &["for"])?;
        let end = long_word(text, after_word(text, name, &["the"]).unwrap_or(name))?;
        let of_the = after_blank(text, end)
            .and_then(|at| after_word(text, at, &["of"]))
            .and_then(|at| after_word(text, at, &["the"]))
            .and_then(|at| long_word(text, at));
        Some(of_the.unwrap_or(end))
    })
}

/// The end of a word of two letters at least that begins with a capital.
fn long_word(text: &str, at: usize) -> Option<usize> {
    raised_word(text, at, &['-']).filter(|&end| end > at + 1)
}

/// Where the fields end that a body is for, of which the last follows *and*: `Trade, Tourism and Industry`.
fn with_fields(text: &str, at: usize) -> Option<usize> {
    let mut end = long_word(text, after_word(text, at, &["the"]).unwrap_or(at))?;
    loop {
        let further = match text.as_bytes().get(end) {
            Some(b',') => after_blank(text, end + 1)
                .and_then(|at| long_word(text, at))
                .filter(|&end| goes_on(text, end)),
            _ => after_blank(text, end).and_then(|at| long_word(text, at)),
        };
        match further {
            Some(further) => end = further,
            None => break,
        }
    }
    let end = end + usize::from(text[end..].starts_with(','));
    let last = after_word(text, after_blank(text, end)?, &["and"])?;
    let last = after_word(text, last, &["the"]).unwrap_or(last);
    let field = FIELDS.iter().find(|field| text[last..].starts_with(**field))?;
    let end = last + field.len();
    Some(after_blank(text, end).and_then(|at| long_word(text, at)).unwrap_or(end))
}

/// Whether *and* or a word with a capital follows, perhaps after a comma.
fn goes_on(text: &str, end: usize) -> bool {
    let end = end + usize::from(text[end..].starts_with(','));
    after_blank(text, end)
        .is_some_and(|at| text[at..].starts_with("and") || text[at..].starts_with(|c: char| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_of_bodies() {
        for (text, long) in [
            (
                "Ministry of Trade and Industry of Kazakhstan",
                "Ministry of Trade and Industry",
            ),
            (
                "Department of Health, Education, and Welfare said",
                "Department of Health, Education, and Welfare",
            ),
            (
                "Committee on the Ways and Means Committee, and",
                "Committee on the Ways and Means Committee",
            ),
            (
                "Council for the Exploration of the Sea met",
                "Council for the Exploration of the Sea",
            ),
            ("Council for Peace and Rain", "Council for Peace"),
            (
                "Council for Peace and Development Aid now",
                "Council for Peace and Development Aid",
            ),
        ] {
            let end = text.find(' ').unwrap();
            assert_eq!(long_org_end(text, 0, end).map(|end| &text[..end]), Some(long));
        }
        for text in [
            "Bank of England and Wales",
            "Ministry",
            "Agency for A and Trade",
            "Bank in Trade and Industry",
        ] {
            assert_eq!(long_org_end(text, 0, text.len()), None, "{text}");
        }
    }

    #[test]
    fn beginnings_of_sentences() {
        for (text, at, begins) in [
            ("Nice", 0, true),
            ("It is. \"Nice", 8, true),
            ("in Nice", 3, false),
            ("It is.          Nice", 16, false),
        ] {
            assert_eq!(begins_sentence(text, at), begins, "{text}");
        }
    }
}
