//! Words in small letters and without accents, as the earlier rule of archives has them.

use super::unicode::{bare, compose, lower, lower_chars};

/// Replaces `out` by a raw word composed (NFC) and lower-cased.
pub(super) fn surface(raw: &str, out: &mut String) {
    if raw.chars().all(|c| c < '\u{300}') {
        lower(raw, out);
    } else {
        let mut composed = String::with_capacity(raw.len());
        compose(raw, &mut composed);
        lower(&composed, out);
    }
}

/// Letters that Unicode does not decompose, though readers type them without the stroke or ligature.
pub(super) fn undecomposed(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        _ => return None,
    })
}

/// The folded form of a raw spelling.
pub(super) fn folded(raw: &str, out: &mut String) {
    if raw.is_ascii() {
        lower(raw, out);
    } else {
        let mut exact = String::with_capacity(raw.len());
        surface(raw, &mut exact);
        fold(&exact, out);
    }
}

/// Replaces `out` by a word lower-cased and without accents; a word of nothing but marks stays as it is.
pub(crate) fn fold(word: &str, out: &mut String) {
    if word.is_ascii() {
        lower(word, out);
        return;
    }
    out.clear();
    lower_chars(word, |c| match undecomposed(c) {
        Some(letters) => out.push_str(letters),
        None => bare(c, |part| out.push(part)),
    });
    if out.is_empty() {
        out.push_str(word);
    }
}
