//! The forms of words by the current rule: NFKC case folding before all else.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::folding::undecomposed;
use super::stemming::Language;
use super::unicode::{between_unassigned, case_fold, is_ignored};

/// Initials that would be another word without their full stops.
static OTHER_WORDS: [&str; 31] = [
    "ad", "all", "am", "an", "and", "are", "as", "at", "be", "by", "can", "do", "go", "has", "he", "if", "in", "is",
    "it", "me", "my", "no", "of", "on", "or", "so", "to", "up", "us", "we", "who",
];

/// Replaces `out` by the exact form of a raw word: case folded by NFKC, without what is ignored, without the full stops
/// of initials and the marks between groups of digits. Initials that spell another word keep their full stops.
pub(super) fn exact(raw: &str, out: &mut String) {
    out.clear();
    if raw.is_ascii() {
        out.push_str(raw);
        out.make_ascii_lowercase();
    } else {
        // The form that Unicode calls NFKC_Casefold, for words.
        let mut folded = String::with_capacity(raw.len());
        between_unassigned(raw, out, |piece, out| {
            folded.clear();
            case_fold(piece.chars().filter(|&c| !is_ignored(c)).nfd(), &mut folded);
            let composed: String = folded.nfkc().collect();
            folded.clear();
            case_fold(composed.chars().filter(|&c| !is_ignored(c)), &mut folded);
            out.extend(folded.nfkc());
        });
        for (apart, together) in [("\u{e4d}\u{e32}", "\u{e33}"), ("\u{ecd}\u{eb2}", "\u{eb3}")] {
            if out.contains(apart) {
                *out = out.replace(apart, together);
            }
        }
    }
    without_separators(out);
}

fn without_separators(word: &mut String) {
    let Some(first) = word.chars().next() else { return };
    const BETWEEN_DIGITS: [char; 4] = [',', '\'', '\u{2019}', ' '];
    if first.is_ascii_digit() {
        if word.contains(BETWEEN_DIGITS) && word.chars().all(|c| c.is_ascii_digit() || BETWEEN_DIGITS.contains(&c)) {
            word.retain(|c| c.is_ascii_digit());
        }
    } else if word.contains('.') && !word.contains(['*', '?']) {
        let letters: String = word.chars().filter(|&c| c != '.').collect();
        if OTHER_WORDS.binary_search(&letters.as_str()).is_ok() {
            word.truncate(word.trim_end_matches('.').len());
        } else {
            *word = letters;
        }
    }
}

/// Whether a mark is an accent: one that people leave out when they type. Marks that make another letter stay, as those
/// of Indian and Japanese scripts do.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 1 | 10..=36 | 200..)
}

/// Replaces `out` by an exact form without accents; a word of nothing but accents stays as it is. `kept` stays, too.
pub(super) fn bare(exact: &str, kept: Option<char>, out: &mut String) {
    out.clear();
    if exact.is_ascii() {
        out.push_str(exact);
        return;
    }
    let mut parts = String::with_capacity(exact.len());
    between_unassigned(exact, out, |piece, out| {
        parts.clear();
        for c in piece.chars() {
            match undecomposed(c) {
                _ if Some(c) == kept => parts.push(c),
                Some(letters) => parts.push_str(letters),
                None => decompose_compatible(c, |part| {
                    if !is_accent(part) {
                        parts.push(part);
                    }
                }),
            }
        }
        out.extend(parts.nfc());
    });
    for (apart, together) in [("\u{e4d}\u{e32}", "\u{e33}"), ("\u{ecd}\u{eb2}", "\u{eb3}")] {
        if out.contains(apart) {
            *out = out.replace(apart, together);
        }
    }
    if out.is_empty() {
        out.push_str(exact);
    }
}

/// Replaces `out` by the term of an exact form in a language.
pub(super) fn term(language: Language, exact: &str, out: &mut String) {
    let is_stemmed = !exact.contains(['.', '+', '#']);
    match language {
        Language::French | Language::German | Language::Spanish => {
            let mut stemmed = exact.replace('œ', "oe");
            if is_stemmed {
                language.stem(&mut stemmed);
            }
            bare(&stemmed, None, out);
        }
        _ => {
            bare(exact, (language == Language::Russian).then_some('й'), out);
            if is_stemmed {
                language.stem(out);
            }
        }
    }
}
