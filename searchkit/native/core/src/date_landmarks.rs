//! What dates in a text are recognised by: a number that may be a year, a month, a weekday, a quarter, and words such as
//! *today* and *ago*. One pass finds them; most words begin otherwise, and most that begin so are told by a neighbour.

use crate::analysis::unicode::is_space;

/// The kinds of landmarks. Words are looked for without a first letter that may be a capital.
pub const KINDS: [&str; 16] = [
    "<number>",
    "<month>",
    "<weekday>",
    "<quarter>",
    "esterday",
    "oday",
    "onight",
    "omorrow",
    "night",
    "week",
    "month",
    "year",
    "decade",
    "quarter",
    "half",
    " ago",
];
const NUMBER: usize = 0;
const MONTH: usize = 1;
const WEEKDAY: usize = 2;
const QUARTER: usize = 3;
/// The first of the kinds that are words.
const WORDS: usize = 4;

const MONTHS: [&str; 12] = ["an", "eb", "ar", "pr", "ay", "un", "ul", "ug", "ep", "ct", "ov", "ec"];
const INITIALS: &[u8; 12] = b"JFMAMJJASOND";
const WEEKDAYS: [&str; 7] = ["Mond", "Tues", "Wedn", "Thur", "Frid", "Satu", "Sund"];

/// Offsets (in characters, from `start` on) and kinds of what may belong to a date, in order.
pub fn landmarks(text: &str, start: usize) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut inner = 0; // bytes so far that begin no character
    let mut free = 0; // where the next landmark with a capital or a digit may begin
    for (at, &byte) in bytes.iter().enumerate() {
        inner += usize::from(byte & 0xc0 == 0x80);
        let place = at - inner;
        if place < start {
            continue;
        }
        let kind = match byte {
            b'1' | b'2' | b'A'..=b'Z' if at >= free => {
                let Some((kind, length)) = anchor(&bytes[at..]) else {
                    continue;
                };
                free = at + length;
                kind
            }
            b' ' | b'd' | b'e' | b'h' | b'm' | b'n' | b'o' | b'q' | b'w' | b'y' => {
                let word = |kind: &usize| bytes[at..].starts_with(KINDS[*kind].as_bytes());
                let Some(kind) = (WORDS..KINDS.len()).find(word) else {
                    continue;
                };
                kind
            }
            _ => continue,
        };
        if may_be(text, at, kind) {
            found.push((place, kind));
        }
    }
    found
}

/// The kind and the length of a landmark with a capital or a digit.
fn anchor(bytes: &[u8]) -> Option<(usize, usize)> {
    let digits = |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    match bytes[0] {
        b'1' if digits(1..4) => return Some((NUMBER, 4)),
        b'2' if matches!(bytes.get(1), Some(b'0' | b'1')) && digits(2..4) => return Some((NUMBER, 4)),
        b'1' | b'2' => return None,
        b'Q' => return matches!(bytes.get(1), Some(b'1'..=b'4')).then_some((QUARTER, 2)),
        _ => {}
    }
    let rest = bytes.get(1..3)?;
    let month = |at: usize| {
        let ending = MONTHS[at].as_bytes();
        let capitals = rest.iter().all(u8::is_ascii_uppercase) && rest.eq_ignore_ascii_case(ending);
        INITIALS[at] == bytes[0] && (rest == ending || capitals)
    };
    if (0..12).any(month) {
        return Some((MONTH, 3));
    }
    let weekday = WEEKDAYS.iter().any(|day| bytes.starts_with(day.as_bytes()));
    weekday.then_some((WEEKDAY, 4))
}

/// Whether what stands before and after a landmark lets it be one.
fn may_be(text: &str, at: usize, kind: usize) -> bool {
    let before = text[..at].chars().next_back();
    let ends = |length: usize| !text[at + length..].chars().next().is_some_and(char::is_alphanumeric);
    let word = KINDS[kind];
    match word {
        "esterday" => matches!(before, Some('y' | 'Y')),
        "oday" | "onight" | "omorrow" => matches!(before, Some('t' | 'T')),
        "night" => before == Some(' ') && ends(word.len()),
        "week" => before.is_some_and(is_space) && (ends(word.len()) || text[at..].starts_with("weekend")),
        "month" | "year" | "decade" => before.is_some_and(is_space) && ends(word.len()),
        "quarter" | "half" => matches!(before, Some(' ' | '-' | '\n')) && ends(word.len()),
        " ago" => ends(word.len()),
        _ => !before.is_some_and(char::is_alphanumeric),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, start: usize) -> Vec<(usize, &'static str)> {
        landmarks(text, start)
            .into_iter()
            .map(|(at, kind)| (at, KINDS[kind]))
            .collect()
    }

    #[test]
    fn each_kind_is_found_where_it_stands() {
        assert_eq!(
            found("In 1987 and SEPT, Monday: Q3 a year ago. Today? last night", 0),
            [
                (3, "<number>"),
                (12, "<month>"),
                (18, "<weekday>"),
                (26, "<quarter>"),
                (31, "year"),
                (35, " ago"),
                (42, "oday"),
                (53, "night"),
            ]
        );
    }

    #[test]
    fn neighbours_tell_what_is_none() {
        assert_eq!(
            found("A1987 soday years Mayor's BMar tonights weekly agog nights", 0),
            [(18, "<month>"), (32, "onight")]
        );
        assert_eq!(found("12000 weekend", 0), [(0, "<number>"), (6, "week")]);
    }

    #[test]
    fn offsets_are_in_characters_from_the_start_on() {
        assert_eq!(found("\u{e9}\u{e9} May, June", 4), [(8, "<month>")]);
        assert_eq!(found("\u{e9}\u{e9} May, June", 3), [(3, "<month>"), (8, "<month>")]);
    }
}
