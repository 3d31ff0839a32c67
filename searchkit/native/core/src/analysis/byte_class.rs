//! What a byte of a text says of the character that it begins: most need no more to be told apart.

use super::unicode::{char_at, is_word};

pub(super) const OTHER: u8 = 0;
pub(super) const ALNUM: u8 = 1;
pub(super) const UNDERSCORE: u8 = 2;
pub(super) const BEYOND: u8 = 3;

pub(super) static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut class = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        if byte.is_ascii_alphanumeric() {
            class[b] = ALNUM;
        } else if byte == b'_' {
            class[b] = UNDERSCORE;
        } else if byte >= 0x80 {
            class[b] = BEYOND;
        }
        b += 1;
    }
    class
}

/// The end of the `'s` at `at`, or `at`. (U+02BC is itself a letter: a word that reaches it goes on through it.)
#[inline]
pub(super) fn after_possessive(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    let quote = match rest.first() {
        Some(b'\'') => 1,
        Some(0xe2) if rest.starts_with("\u{2019}".as_bytes()) => 3,
        _ => return at,
    };
    if !matches!(rest.get(quote), Some(b's' | b'S')) {
        return at;
    }
    let end = at + quote + 1;
    if word_length(text, end) > 0 { at } else { end }
}

/// How many bytes the `\w` at `at` takes; 0 if there is none.
#[inline]
pub(super) fn word_length(text: &str, at: usize) -> usize {
    let Some(&byte) = text.as_bytes().get(at) else { return 0 };
    match CLASS[byte as usize] {
        OTHER => 0,
        BEYOND => {
            let c = char_at(text, at);
            if is_word(c) { c.len_utf8() } else { 0 }
        }
        _ => 1,
    }
}
