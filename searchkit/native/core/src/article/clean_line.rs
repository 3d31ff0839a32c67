//! Names on one line, in one spelling: users count and choose them.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// White space as Python knows it.
pub fn is_space(c: char) -> bool {
    matches!(c, '\u{9}'..='\u{d}' | '\u{1c}'..='\u{20}' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether a text has nothing but white space.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// A text on one line, composed (NFC), without control characters. Runs of white space become one blank.
pub fn clean_line(text: &str) -> String {
    if text.is_ascii() || is_nfc(text) {
        return joined(text.chars(), text.len());
    }
    joined(text.nfc(), text.len())
}

fn joined(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut line = String::with_capacity(length);
    let mut waits = false;
    for c in characters {
        if is_space(c) {
            waits = !line.is_empty();
        } else if !c.is_control() {
            if std::mem::take(&mut waits) {
                line.push(' ');
            }
            line.push(c);
        }
    }
    line
}
