//! The languages whose words have a stemmer of their own, and the term of a word in each.

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::folding::{fold, folded, surface, undecomposed};
use super::unicode::{bare, lower, lower_chars};

/// A language that is stemmed. Words of any other are stemmed as English.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// Code `en`.
    #[default]
    English,
    /// Code `fr`.
    French,
    /// Code `de`.
    German,
    /// Code `es`.
    Spanish,
    /// Code `ru`.
    Russian,
}

/// Longer words, in bytes, are no words of any language and stay whole: some stemmers take the square of the length.
const LONGEST: usize = 200;

impl Language {
    /// All languages.
    pub const ALL: [Language; 5] = [
        Language::English,
        Language::French,
        Language::German,
        Language::Spanish,
        Language::Russian,
    ];

    /// Its code (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
            Language::German => "de",
            Language::Spanish => "es",
            Language::Russian => "ru",
        }
    }

    /// The language with this code.
    pub fn of(code: &[u8]) -> Option<Language> {
        Language::ALL.into_iter().find(|l| l.code().as_bytes() == code)
    }

    fn algorithm(self) -> Algorithm {
        match self {
            Language::English => Algorithm::English,
            Language::French => Algorithm::French,
            Language::German => Algorithm::German,
            Language::Spanish => Algorithm::Spanish,
            Language::Russian => Algorithm::Russian,
        }
    }

    /// Replaces `out` by the term of a word: lower-cased, stemmed, without accents.
    ///
    /// English is folded before it is stemmed, for its accents are other languages'. French, German and Spanish are
    /// folded after it: their stemmers know endings by their accents. Russian is folded before it, so that the mark of
    /// stress in a textbook is none of the word, but its `й`, which only looks like an accented letter, is kept.
    pub fn term(self, raw: &str, out: &mut String) {
        match self {
            Language::English => {
                folded(raw, out);
                self.stem(out);
            }
            Language::French | Language::German | Language::Spanish => {
                surface(raw, out);
                if out.contains('œ') {
                    *out = out.replace('œ', "oe");
                }
                self.stem(out);
                if !out.is_ascii() {
                    let stemmed = std::mem::take(out);
                    fold(&stemmed, out);
                }
            }
            Language::Russian => {
                if raw.is_ascii() {
                    lower(raw, out);
                } else {
                    let mut exact = String::with_capacity(raw.len());
                    surface(raw, &mut exact);
                    fold_but_short_i(&exact, out);
                }
                self.stem(out);
            }
        }
    }

    pub(super) fn stem(self, word: &mut String) {
        if word.len() > LONGEST {
            return;
        }
        let stemmed = match Stemmer::create(self.algorithm()).stem(word) {
            std::borrow::Cow::Borrowed(_) => return,
            std::borrow::Cow::Owned(stemmed) => stemmed,
        };
        *word = stemmed;
    }
}

/// As `fold`, but `й` stays.
fn fold_but_short_i(word: &str, out: &mut String) {
    out.clear();
    lower_chars(word, |c| match (c, undecomposed(c)) {
        ('й', _) => out.push(c),
        (_, Some(letters)) => out.push_str(letters),
        _ => bare(c, |part| out.push(part)),
    });
    if out.is_empty() {
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, *};

    fn term(language: Language, raw: &str) -> String {
        let mut out = "old".to_string();
        language.term(raw, &mut out);
        out
    }

    #[test]
    fn forms_of_one_word_have_one_term() {
        for (language, words) in [
            (English, &["Policies", "policy"][..]),
            (French, &["ÉLECTIONS", "élection", "E\u{301}lection", "elections"]),
            (French, &["œuvres", "OEUVRE", "Œuvre"]),
            (German, &["Straßen", "STRASSE", "Straße"]),
            (German, &["Häuser", "Haeuser", "Haus"]),
            (Spanish, &["canciones", "CANCIÓN", "cancion"]),
            (Russian, &["Войны", "война", "ВОЙНОЙ", "вои\u{306}на"]),
            (Russian, &["ёлка", "елки", "Ёлку"]),
            (Russian, &["за\u{301}мок", "ЗАМОК", "замок"]),
        ] {
            let terms: Vec<String> = words.iter().map(|word| term(language, word)).collect();
            assert!(terms.iter().all(|t| *t == terms[0]), "{words:?}: {terms:?}");
        }
        assert_ne!(term(Russian, "война"), term(Russian, "воин"));
        assert_eq!(term(Russian, "\u{301}"), "\u{301}");
    }

    #[test]
    fn codes_name_languages() {
        for language in Language::ALL {
            assert_eq!(Language::of(language.code().as_bytes()), Some(language));
        }
        assert_eq!(Language::of(b"it"), None);
    }
}
