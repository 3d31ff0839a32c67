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

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];
const WEEKDAYS: [&str; 7] = ["Mond", "Tues", "Wedn", "Thur", "Frid", "Satu", "Sund"];

/// What landmarks begin with: for each of the first three bytes the landmarks that have it there, a bit each. Looking
/// all three up takes no branch, and most places of a text are told by them to be the beginning of none.
struct Beginnings([[u64; 256]; 3]);

impl Beginnings {
    const fn new() -> Beginnings {
        let mut tables = Beginnings([[0; 256]; 3]);
        let mut bit = 0;
        let mut kind = WORDS;
        while kind < KINDS.len() {
            tables.add(KINDS[kind].as_bytes(), bit);
            (kind, bit) = (kind + 1, bit + 1);
        }
        let mut day = 0;
        while day < WEEKDAYS.len() {
            tables.add(WEEKDAYS[day].as_bytes(), bit);
            (day, bit) = (day + 1, bit + 1);
        }
        let mut month = 0;
        while month < MONTHS.len() {
            tables.add(MONTHS[month], bit);
            let [first, second, third] = *MONTHS[month];
            tables.add(
                &[first, second.to_ascii_uppercase(), third.to_ascii_uppercase()],
                bit + 1,
            );
            (month, bit) = (month + 1, bit + 2);
        }
        let mut byte = b'0';
        while byte <= b'9' {
            tables.add(&[b'1', byte, byte], bit);
            tables.add(&[b'2', if byte < b'2' { byte } else { b'0' }, byte], bit + 1);
            byte += 1;
        }
        let mut byte = 0;
        while byte < 256 {
            tables.add(&[b'Q', b'1' + byte as u8 % 4, byte as u8], bit + 2);
            byte += 1;
        }
        assert!(bit + 2 < 64);
        tables
    }

    const fn add(&mut self, beginning: &[u8], bit: usize) {
        let mut at = 0;
        while at < 3 {
            self.0[at][beginning[at] as usize] |= 1 << bit;
            at += 1;
        }
    }
}

static BEGINNINGS: Beginnings = Beginnings::new();

/// Offsets (in characters, from `start` on) and kinds of what may belong to a date, in order.
pub fn landmarks(text: &str, start: usize) -> Vec<(usize, usize)> {
    let Beginnings([first, second, third]) = &BEGINNINGS;
    let mut found = Vec::new();
    let mut free = 0; // where the next landmark with a capital or a digit may begin
    let (mut place, mut counted) = (0, 0); // characters up to a byte
    for (at, bytes) in text.as_bytes().windows(3).enumerate() {
        if first[bytes[0] as usize] & second[bytes[1] as usize] & third[bytes[2] as usize] == 0 {
            continue;
        }
        (place, counted) = (place + text[counted..at].chars().count(), at);
        if place < start {
            continue;
        }
        let rest = &text.as_bytes()[at..];
        let kind = if bytes[0].is_ascii_uppercase() || bytes[0].is_ascii_digit() {
            let Some((kind, length)) = anchor(rest).filter(|_| at >= free) else {
                continue;
            };
            free = at + length;
            kind
        } else {
            let is_word = |kind: &usize| rest.starts_with(KINDS[*kind].as_bytes());
            let Some(kind) = (WORDS..KINDS.len()).find(is_word) else {
                continue;
            };
            kind
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
