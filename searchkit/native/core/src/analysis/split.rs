//! Where the words of a text are.

use super::unicode::{char_at, is_word};
use super::words;

/// How a text is cut into raw words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Splitter {
    /// An earlier rule of archives: runs of letters and digits with combining marks; a possessive `'s` is consumed with its word but is none of it:
    /// `((?:[^\W_])(?:[^\W_]|[\u0300-\u036f])*)(?:['\u2019\u02bc][sS](?!\w))?`, of which group 1 is the word.
    Archive,
    /// The current rule of archives: see `words.rs`.
    Words,
    /// Whoosh's default: `\w+(\.?\w+)*`.
    Whoosh,
}

const OTHER: u8 = 0;
pub(super) const ALNUM: u8 = 1;
const UNDERSCORE: u8 = 2;
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

impl Splitter {
    /// Calls `word` with the byte span of every raw word, in order.
    #[inline]
    pub fn split(self, text: &str, word: impl FnMut(usize, usize)) {
        match self {
            Splitter::Archive => archive(text, word),
            Splitter::Words => words::split(text, word),
            Splitter::Whoosh => whoosh(text, word),
        }
    }
}

#[inline]
fn archive(text: &str, mut word: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match CLASS[bytes[at] as usize] {
            ALNUM => at += 1,
            BEYOND => {
                let c = char_at(text, at);
                at += c.len_utf8();
                if !is_word(c) {
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
                BEYOND => {
                    let c = char_at(text, at);
                    if !is_word(c) && !('\u{300}'..='\u{36f}').contains(&c) {
                        break;
                    }
                    at += c.len_utf8();
                }
                _ => break,
            }
        }
        word(start, at);
        at = after_possessive(text, at);
    }
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
fn word_length(text: &str, at: usize) -> usize {
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

#[inline]
fn whoosh(text: &str, mut word: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += match CLASS[bytes[at] as usize] {
            OTHER => {
                at += 1;
                continue;
            }
            BEYOND => {
                let c = char_at(text, at);
                if !is_word(c) {
                    at += c.len_utf8();
                    continue;
                }
                c.len_utf8()
            }
            _ => 1,
        };
        loop {
            let more = word_length(text, at);
            if more > 0 {
                at += more;
                continue;
            }
            // One dot belongs to a word that goes on behind it.
            let behind = if bytes.get(at) == Some(&b'.') {
                word_length(text, at + 1)
            } else {
                0
            };
            if behind == 0 {
                break;
            }
            at += 1 + behind;
        }
        word(start, at);
    }
}

#[cfg(test)]
mod tests {
    use super::Splitter;

    fn words(splitter: Splitter, text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        splitter.split(text, |start, end| found.push(&text[start..end]));
        found
    }

    #[test]
    fn the_archives_words() {
        let of = |text| words(Splitter::Archive, text);
        assert_eq!(of("x's y\u{2019}S z'so w's_ v's"), ["x", "y", "z", "so", "w", "s", "v"]);
        assert_eq!(
            of("a_b \u{301}a\u{301} 1,000 \u{2bc}"),
            ["a", "b", "a\u{301}", "1", "000", "\u{2bc}"]
        );
        assert_eq!(of("don't 'tis\u{2019}"), ["don", "t", "tis"]);
        assert_eq!(of("x\u{2bc}s x's\u{301}"), ["x\u{2bc}s", "x"]);
        assert_eq!(of(""), [""; 0]);
    }

    #[test]
    fn whooshs_words() {
        let of = |text| words(Splitter::Whoosh, text);
        assert_eq!(
            of("U.S. a..b .c 3.141 under_score é.é._"),
            ["U.S", "a", "b", "c", "3.141", "under_score", "é.é._"]
        );
        assert_eq!(of("don't a.\u{301}b"), ["don", "t", "a", "b"]);
    }
}
