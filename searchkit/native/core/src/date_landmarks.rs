//! The landmarks of dates in a text: a number that may be a year, a month, a weekday, a quarter, and words such as *today*
//! and *ago*. One pass finds them. Most words begin differently, and a neighbour letter rejects most of the others.

use crate::analysis::unicode::is_space;
use crate::three_byte_scan::ThreeByteScan;

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

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];
const WEEKDAYS: [&str; 7] = ["Mond", "Tues", "Wedn", "Thur", "Frid", "Satu", "Sund"];

const DIGITS: &[u8] = b"0123456789";

static SCAN: ThreeByteScan = scan();

const fn scan() -> ThreeByteScan {
    let mut scan = ThreeByteScan::new();
    let mut at = WORDS;
    while at < KINDS.len() {
        scan.add(KINDS[at].as_bytes());
        at += 1;
    }
    at = 0;
    while at < WEEKDAYS.len() {
        scan.add(WEEKDAYS[at].as_bytes());
        at += 1;
    }
    at = 0;
    while at < MONTHS.len() {
        let [first, second, third] = *MONTHS[at];
        scan.add(MONTHS[at]);
        scan.add(&[first, second.to_ascii_uppercase(), third.to_ascii_uppercase()]);
        at += 1;
    }
    scan.add_sets([b"1", DIGITS, DIGITS]);
    scan.add_sets([b"2", b"01", DIGITS]);
    scan.add_sets([b"Q", b"1234", b""]);
    scan
}

/// Offsets (in characters, from `start` on) and kinds of what may belong to a date, in order.
pub fn landmarks(text: &str, start: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut free = 0; // where the next landmark with a capital or a digit may begin
    SCAN.find(text).for_each(|(place, at)| {
        if place < start {
            return;
        }
        let rest = &text.as_bytes()[at..];
        let kind = if rest[0].is_ascii_uppercase() || rest[0].is_ascii_digit() {
            let Some((kind, length)) = anchor(rest).filter(|_| at >= free) else {
                return;
            };
            free = at + length;
            kind
        } else {
            let is_word = |kind: &usize| rest.starts_with(KINDS[*kind].as_bytes());
            let Some(kind) = (WORDS..KINDS.len()).find(is_word) else {
                return;
            };
            kind
        };
        if may_be(text, at, kind) {
            found.push((place, kind));
        }
    });
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
    let (first, rest) = bytes.get(..3)?.split_first()?;
    let capitals = rest.iter().all(u8::is_ascii_uppercase);
    let is_month = |month: &&[u8; 3]| {
        month[0] == *first && (month[1..] == *rest || (capitals && month[1..].eq_ignore_ascii_case(rest)))
    };
    if MONTHS.iter().any(is_month) {
        return Some((MONTH, 3));
    }
    let is_weekday = WEEKDAYS.iter().any(|day| bytes.starts_with(day.as_bytes()));
    is_weekday.then_some((WEEKDAY, 4))
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
