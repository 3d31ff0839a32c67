//! The words of a text by the current rule: those of Unicode (UAX #29), with exceptions for what is searched.
//!
//! - Marks belong to the letter before them. Soft hyphens, joiners and the like inside a word are none of it.
//! - An apostrophe and a full stop end a word, so that `l'Europe` and `28.05.2019` are found by their parts. A possessive
//!   `'s` belongs to no word. An underscore separates words.
//! - Single letters with full stops between them are one word: `U.N.`.
//! - Digits in groups of three are one number: `1,000`.
//! - `C++` and `C#` are words.
//! - A script without spaces has a word at each letter: the letter with the one after it. The last letter of a run
//!   stands alone. So any part of a run is found by its pairs, in their order.

use super::byte_class::{ALNUM, BEYOND, CLASS, after_possessive};
use super::script::{is_running, joins_before};
use super::unicode::{char_at, is_ignored, is_letter, is_mark, is_word};

#[inline]
pub(super) fn split(text: &str, mut word: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match CLASS[bytes[at] as usize] {
            ALNUM => at += 1,
            BEYOND => {
                let c = char_at(text, at);
                at += c.len_utf8();
                if !begins(c) {
                    continue;
                }
                if is_of_run(c) {
                    at = run(text, start, &mut word);
                    continue;
                }
            }
            _ => {
                at += 1;
                continue;
            }
        }
        while at < bytes.len() {
            match CLASS[bytes[at] as usize] {
                ALNUM => at += 1,
                BEYOND => match after_letter(text, at) {
                    0 => break,
                    length => at += length,
                },
                _ => break,
            }
        }
        // Few words are followed by what could belong to them.
        at = match bytes.get(at) {
            None | Some(b' ') => at,
            Some(_) => longer(text, start, at),
        };
        word(start, at);
        at = after_possessive(text, at);
    }
}

/// Whether a character of a run is part of the letter that it follows. `last` is the character before it.
fn joins(last: char, c: char) -> bool {
    is_mark(c) || is_ignored(c) || joins_before(c) || (last == '\u{e4d}' && c == '\u{e32}')
}

/// Whether a word may begin with a character: the long stroke between Arabic letters is a letter to Unicode, but is
/// ignored.
#[inline]
fn begins(c: char) -> bool {
    is_word(c) && c != '\u{640}'
}

/// Whether a letter is a word by itself, with the one after it. Digits of such scripts are digits.
#[inline]
fn is_of_run(c: char) -> bool {
    is_running(c) && (is_letter(c) || c == '\u{3007}')
}

/// The length of what goes on with a word at `at`: a letter, a digit, a mark, or what is ignored before such.
#[inline]
fn after_letter(text: &str, at: usize) -> usize {
    let c = char_at(text, at);
    if is_word(c) {
        return if is_of_run(c) { 0 } else { c.len_utf8() };
    }
    if is_mark(c) || is_ignored(c) {
        return c.len_utf8();
    }
    0
}

/// The end of a run of letters without spaces that begins at `start`. Calls `word` for each pair, then for the last.
fn run(text: &str, start: usize, word: &mut impl FnMut(usize, usize)) -> usize {
    let (mut before, mut unit): (Option<usize>, Option<usize>) = (None, None);
    let (mut at, mut last) = (start, '\0');
    while at < text.len() {
        let c = char_at(text, at);
        if unit.is_none() || !joins(last, c) {
            if !is_word(c) || !is_of_run(c) {
                break;
            }
            // The letter before is whole now.
            if let Some(first) = before {
                word(first, at);
            }
            (before, unit) = (unit, Some(at));
        }
        last = c;
        at += c.len_utf8();
    }
    if let Some(first) = before {
        word(first, at);
    }
    if let Some(first) = unit {
        word(first, at);
    }
    at
}

/// The length in bytes of the first letter of a run, with its marks; None where a word is none of a run.
pub fn first_of_run(word: &str) -> Option<usize> {
    let mut letters = word.char_indices();
    let (_, mut last) = letters.next().filter(|&(_, c)| is_word(c) && is_of_run(c))?;
    for (at, c) in letters {
        if !joins(last, c) {
            return Some(at);
        }
        last = c;
    }
    Some(word.len())
}

/// Whether a word is one letter of a script without spaces, which stands in every word that it begins.
pub fn is_one_of_run(word: &str) -> bool {
    first_of_run(word) == Some(word.len())
}

/// The end of a word of more than letters and digits, of which `start..end` is the beginning; or `end`.
#[inline(never)]
fn longer(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes[end] {
        b'.' if is_initial(text, start, end) => initials(text, end),
        b'+' | b'#' if end - start == 1 && bytes[start].is_ascii_alphabetic() => {
            let after = end + bytes[end..].iter().take_while(|b| matches!(b, b'+' | b'#')).count();
            match &bytes[end..after] {
                b"++" => after,
                b"#" if !continues(text, after) => after,
                _ => end,
            }
        }
        b',' | b'\'' | 0xc2 | 0xe2 if end - start <= 3 && is_number(&bytes[start..end]) => grouped(text, start, end),
        _ => end,
    }
}

/// Whether this is one letter of an alphabet, with its marks.
fn is_initial(text: &str, start: usize, end: usize) -> bool {
    let c = char_at(text, start);
    is_letter(c) && after_marks(text, start + c.len_utf8()) == end
}

/// Where the marks at `at` end.
fn after_marks(text: &str, mut at: usize) -> usize {
    while at < text.len() {
        let c = char_at(text, at);
        if !is_mark(c) && !is_ignored(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Whether a word goes on at `at`.
fn continues(text: &str, at: usize) -> bool {
    at < text.len() && {
        let c = char_at(text, at);
        c != '_' && begins(c) || is_mark(c)
    }
}

/// The end of initials, of which the first ends at `end`, before its full stop; `end` if there is no second.
fn initials(text: &str, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut last = end;
    while bytes.get(last) == Some(&b'.') && continues(text, last + 1) {
        let c = char_at(text, last + 1);
        let after = after_marks(text, last + 1 + c.len_utf8());
        if !is_letter(c) || is_of_run(c) || continues(text, after) {
            break;
        }
        last = after;
    }
    if last > end && bytes.get(last) == Some(&b'.') && !continues(text, last + 1) {
        return last + 1;
    }
    last
}

fn is_number(bytes: &[u8]) -> bool {
    bytes[0] != b'0' && bytes.iter().all(u8::is_ascii_digit)
}

/// The end of a number of which one to three digits are read. Groups of three digits follow, parted alike.
fn grouped(text: &str, start: usize, end: usize) -> usize {
    let rest = &text[end..];
    let Some(mark) = [",", "'", "\u{2019}", "\u{a0}", "\u{202f}", "\u{2009}"]
        .into_iter()
        .find(|mark| rest.starts_with(mark))
    else {
        return end;
    };
    let bytes = text.as_bytes();
    let mut last = end;
    while text[last..].starts_with(mark) {
        let digits = last + mark.len();
        let group = bytes[digits..].iter().take_while(|b| b.is_ascii_digit()).count();
        if group != 3 {
            // Such as 1,23 or 1,2345: these are no groups, so that the comma parts numbers.
            return if group == 0 { last } else { end };
        }
        last = digits + 3;
    }
    let before = start > 1 && matches!(bytes[start - 1], b',' | b'.') && bytes[start - 2].is_ascii_digit();
    if before || continues(text, last) { end } else { last }
}

#[cfg(test)]
mod tests {
    use super::super::Splitter;

    fn of(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        Splitter::Words.split(text, |start, end| found.push(&text[start..end]));
        found
    }

    #[test]
    fn marks_and_what_is_ignored() {
        assert_eq!(of("दिल्ली में"), ["दिल्ली", "में"]);
        assert_eq!(of("قال مُحَمَّد"), ["قال", "مُحَمَّد"]);
        assert_eq!(
            of("Unter\u{ad}nehmer a\u{200d}b \u{ad} \u{301}"),
            ["Unter\u{ad}nehmer", "a\u{200d}b"]
        );
        assert_eq!(
            of("x\u{200b}y a_b x's don't l'Europe"),
            ["x", "y", "a", "b", "x", "don", "t", "l", "Europe"]
        );
    }

    #[test]
    fn scripts_without_spaces() {
        assert_eq!(of("我家在"), ["我家", "家在", "在"]);
        assert_eq!(of("iPhone手机2 上"), ["iPhone", "手机", "机", "2", "上"]);
        assert_eq!(of("นำ้โย"), ["นำ้โ", "โย", "ย"]);
        assert_eq!(of("か\u{3099}ﾃﾞ"), ["か\u{3099}ﾃﾞ", "ﾃﾞ"]);
        assert_eq!(of("๑๒ ไทย๑"), ["๑๒", "ไท", "ทย", "ย", "๑"]);
    }

    #[test]
    fn initials_numbers_and_languages() {
        assert_eq!(
            of("the U.N. and U.S.-led, U.S.A.'s"),
            ["the", "U.N.", "and", "U.S.", "led", "U.S.A."]
        );
        assert_eq!(
            of("J.P.Morgan e.on a.b.com I. x"),
            ["J.P", "Morgan", "e", "on", "a.b", "com", "I", "x"]
        );
        assert_eq!(of("С.Ш.А. U.N"), ["С.Ш.А.", "U.N"]);
        assert_eq!(
            of("1,000 12,345,678.90 1'000 1\u{a0}000"),
            ["1,000", "12,345,678", "90", "1'000", "1\u{a0}000"]
        );
        assert_eq!(
            of("1,00 0,123 1,0000 3.14 28.05.2019 1,000km 1990, 1991"),
            [
                "1", "00", "0", "123", "1", "0000", "3", "14", "28", "05", "2019", "1", "000km", "1990", "1991"
            ]
        );
        assert_eq!(of("1,000, 2,000,3 x"), ["1,000", "2", "000", "3", "x"]);
        assert_eq!(
            of("C++ c# C++11 C#m Disney+ a+b #c C+++"),
            ["C++", "c#", "C++", "11", "C", "m", "Disney", "a", "b", "c", "C"]
        );
    }
}
