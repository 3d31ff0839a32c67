//! Where the words of a text are.

use super::byte_class::{ALNUM, BEYOND, CLASS, OTHER, after_possessive, word_length};
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
