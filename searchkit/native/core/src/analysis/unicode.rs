//! Letters as CPython 3.11 knows them: `\w`, `str.lower`, and the two normalisations that analysis uses.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::unicode_tables::{
    CASE_FOLDED, CASE_FOLDED_LONG, CASED, LOWER, MARKS, NUMBERS, PASSED_OVER, UNASSIGNED, WORD_INDEX, WORD_PAGES,
};

/// Whether `\w` of Python's `re` matches.
#[inline]
pub fn is_word(c: char) -> bool {
    let c = c as usize;
    let page = &WORD_PAGES[WORD_INDEX[c >> 8] as usize];
    page[(c & 255) >> 6] >> (c & 63) & 1 == 1
}

/// White space as `str.split` and `\s` of Python have it.
#[inline]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// The character that begins at byte `at`, which must be the edge of a character and before the end.
#[inline]
pub fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let c = c as u32;
    let after = ranges.partition_point(|&(first, _)| first <= c);
    after > 0 && c <= ranges[after - 1].1
}

fn is_cased(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && within(&CASED, c))
}

fn is_passed_over(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, '\'' | '.' | ':' | '^' | '`')
    } else {
        within(&PASSED_OVER, c)
    }
}

/// Whether the character did not exist in Unicode 14: a younger library would decompose it, Python 3.11 does not.
fn is_unassigned(c: char) -> bool {
    within(&UNASSIGNED, c)
}

/// Calls `each` with every character of `str.lower`.
pub fn lower_chars(text: &str, mut each: impl FnMut(char)) {
    for (at, c) in text.char_indices() {
        match c {
            _ if c.is_ascii() => each(c.to_ascii_lowercase()),
            '\u{3a3}' => each(if is_final_sigma(text, at) { '\u{3c2}' } else { '\u{3c3}' }),
            '\u{130}' => {
                each('i');
                each('\u{307}');
            }
            _ => each(lower_char(c)),
        }
    }
}

fn lower_char(c: char) -> char {
    changed(&LOWER, c)
}

/// Whether it is a combining mark, which belongs to the letter before it.
#[inline]
pub fn is_mark(c: char) -> bool {
    c >= '\u{300}' && within(&MARKS, c)
}

/// Whether it is a letter: what `\w` matches but for numbers and the underscore.
#[inline]
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        is_word(c) && !within(&NUMBERS, c)
    }
}

/// Whether it is none of a word in which it stands: soft hyphens, joiners, marks of direction, the long stroke between
/// Arabic letters. A space of no width (U+200B) is not among them: it separates words.
#[inline]
pub fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{180b}'..='\u{180f}' | '\u{200c}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0001}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Appends the case folding of a text (full, as by `str.casefold`).
pub fn case_fold(text: impl Iterator<Item = char>, out: &mut String) {
    for c in text {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if let Ok(at) = CASE_FOLDED_LONG.binary_search_by_key(&(c as u32), |&(code, _)| code) {
            out.push_str(CASE_FOLDED_LONG[at].1);
        } else {
            out.push(changed(&CASE_FOLDED, c));
        }
    }
}

fn changed(runs: &[(u32, u32, u32, i32)], c: char) -> char {
    let code = c as u32;
    let after = runs.partition_point(|&(first, ..)| first <= code);
    if after > 0 {
        let (first, last, step, delta) = runs[after - 1];
        if code <= last && (code - first).is_multiple_of(step) {
            return char::from_u32(code.wrapping_add_signed(delta)).unwrap_or(c);
        }
    }
    c
}

/// A sigma at the end of a word is written otherwise: after a letter and before none.
fn is_final_sigma(text: &str, at: usize) -> bool {
    let before = text[..at].chars().rev().find(|&c| !is_passed_over(c));
    let after = text[at..].chars().skip(1).find(|&c| !is_passed_over(c));
    before.is_some_and(is_cased) && !after.is_some_and(is_cased)
}

/// Replaces `out` by `text.lower()`.
#[inline]
pub fn lower(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
    } else {
        lower_chars(text, |c| out.push(c));
    }
}

/// Replaces `out` by the composed form (NFC) of `text`.
pub fn compose(text: &str, out: &mut String) {
    out.clear();
    // Nothing below the first combining mark ever composes.
    if text.chars().all(|c| c < '\u{300}') {
        out.push_str(text);
        return;
    }
    between_unassigned(text, out, |piece, out| out.extend(piece.nfc()));
}

/// Appends `text` with all but its unassigned characters rewritten. What did not exist neither composes nor is reordered:
/// it parts a text in pieces that do not touch each other.
pub fn between_unassigned(text: &str, out: &mut String, mut rewrite: impl FnMut(&str, &mut String)) {
    for piece in text.split_inclusive(is_unassigned) {
        let (piece, left) = match piece.chars().next_back() {
            Some(last) if is_unassigned(last) => (&piece[..piece.len() - last.len_utf8()], Some(last)),
            _ => (piece, None),
        };
        rewrite(piece, out);
        out.extend(left);
    }
}

/// Calls `each` with the characters of the compatible decomposition (NFKD) of `c` that are no combining marks.
///
/// Marks are the only characters that NFKD reorders, so without them a text can be taken character by character.
pub fn bare(c: char, mut each: impl FnMut(char)) {
    if c.is_ascii() || is_unassigned(c) {
        each(c);
        return;
    }
    decompose_compatible(c, |part| {
        if canonical_combining_class(part) == 0 {
            each(part);
        }
    });
}
