//! What speaks for a text's being of a language: its function words, and how its other words are spelled.
//!
//! Function words are the safest sign of a language in a text of some length, and character n-grams at the ends of words
//! help in a short one: Grefenstette, Comparing two language identification schemes (1995). A sign that several
//! languages share says as much less of each. One look-up a word, so it takes the time of splitting the text.

use std::sync::OnceLock;

use super::Splitter;
use super::function_words::PROFILES;
use super::unicode::lower;
use crate::fnv::FnvMap;

/// What a function word, an ending and a letter are worth, shared among their languages.
const WORD: u32 = 24;
const ENDING: u32 = 3;
const LETTER: u32 = 12;
/// The same of a word of one letter of ASCII, which may as well be an initial or a variable.
const INITIAL: u32 = 6;
/// Longer words are no function words, in bytes.
const LONGEST: usize = 24;

/// What was found in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// Words of the text (without numbers).
    pub words: u32,
    /// The likeliest language.
    pub language: Option<&'static str>,
    /// How many of the words are function words of it (initials left out).
    pub hits: u32,
    /// What all signs of it are worth.
    pub worth: u32,
    /// What the signs of the next likely are worth.
    pub next: u32,
}

/// The languages of a sign, a bit for each profile.
type Languages = u32;

struct Signs {
    words: FnvMap<&'static str, Languages>,
    endings: FnvMap<&'static str, Languages>,
    /// By code point; no letter of the profiles has a higher one.
    letters: [Languages; LETTERS],
}

/// The letters of Latin and Cyrillic.
const LETTERS: usize = 0x530;

fn signs() -> &'static Signs {
    static SIGNS: OnceLock<Signs> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let table = |of: fn(usize) -> &'static str| {
            let mut table: FnvMap<&str, Languages> = FnvMap::default();
            for number in 0..PROFILES.len() {
                for sign in of(number).split_ascii_whitespace() {
                    *table.entry(sign).or_default() |= 1 << number;
                }
            }
            table
        };
        let mut letters = [0; LETTERS];
        for (number, profile) in PROFILES.iter().enumerate() {
            for letter in profile.letters.chars() {
                letters[letter as usize] |= 1 << number;
            }
        }
        Signs {
            letters,
            words: table(|number| PROFILES[number].words),
            endings: table(|number| PROFILES[number].endings),
        }
    })
}

/// What speaks for the language of `text`.
pub fn language_evidence(text: &str) -> Evidence {
    let signs = signs();
    let (mut worth, mut hits) = ([0u32; PROFILES.len()], [0u32; PROFILES.len()]);
    let mut words = 0;
    let mut word = String::new();
    Splitter::Archive.split(text, |start, end| {
        let raw = &text[start..end];
        if raw.as_bytes()[0].is_ascii_digit() {
            return;
        }
        words += 1;
        if raw.len() > LONGEST {
            return;
        }
        lower(raw, &mut word);
        if let Some(&languages) = signs.words.get(word.as_str()) {
            if word.len() > 1 {
                each(languages, |number| hits[number] += 1);
                share(languages, WORD, &mut worth);
            } else {
                share(languages, INITIAL, &mut worth);
            }
            return;
        }
        if let Some(languages) = ending(&word, &signs.endings) {
            share(languages, ENDING, &mut worth);
        }
        if !word.is_ascii() {
            for letter in word.chars().filter(|letter| !letter.is_ascii()) {
                match signs.letters.get(letter as usize) {
                    Some(&languages) if languages != 0 => share(languages, LETTER, &mut worth),
                    _ => {}
                }
            }
        }
    });
    let mut found = Evidence {
        words,
        ..Evidence::default()
    };
    for (number, profile) in PROFILES.iter().enumerate() {
        if worth[number] > found.worth {
            found.next = found.worth;
            found.worth = worth[number];
            (found.language, found.hits) = (Some(profile.code), hits[number]);
        } else {
            found.next = found.next.max(worth[number]);
        }
    }
    found
}

/// The languages of the longest ending, of five to three letters, that a word has after at least two others.
fn ending(word: &str, endings: &FnvMap<&'static str, Languages>) -> Option<Languages> {
    let mut starts = [0; 5];
    let mut letters = 0;
    for (at, _) in word.char_indices().rev() {
        if letters < 5 {
            starts[letters] = at;
        }
        letters += 1;
        if letters == 7 {
            break;
        }
    }
    (3..=5usize.min(letters.saturating_sub(2)))
        .rev()
        .find_map(|length| endings.get(&word[starts[length - 1]..]).copied())
}

#[inline]
fn each(languages: Languages, mut act: impl FnMut(usize)) {
    let mut left = languages;
    while left != 0 {
        act(left.trailing_zeros() as usize);
        left &= left - 1;
    }
}

#[inline]
fn share(languages: Languages, worth: u32, of: &mut [u32]) {
    let part = (worth / languages.count_ones()).max(1);
    each(languages, |number| of[number] += part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_tell_languages_apart() {
        for (text, language) in [
            ("The minister said on Monday that the talks would go on", "en"),
            (
                "LE MINISTRE A DÉCLARÉ LUNDI QUE LES NÉGOCIATIONS NE SONT PAS FINIES",
                "fr",
            ),
            (
                "Der Minister sagte am Montag, dass die Gespräche fortgesetzt werden",
                "de",
            ),
            ("El ministro dijo el lunes que las conversaciones van a continuar", "es"),
            ("Министр сказал в понедельник, что переговоры будут продолжены", "ru"),
            ("Il ministro ha detto che le trattative sono ancora in corso", "it"),
        ] {
            let found = language_evidence(text);
            assert_eq!(found.language, Some(language), "{text}: {found:?}");
            assert!(
                found.worth > found.next && found.hits > 1 && found.words > 7,
                "{text}: {found:?}"
            );
        }
        assert_eq!(language_evidence("1987 12:30 \u{301}"), Evidence::default());
        let unknown = language_evidence(&"Kwik ".repeat(3));
        assert_eq!((unknown.language, unknown.words), (None, 3));
    }
}
