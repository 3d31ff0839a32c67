//! The classic Porter stemmer as whoosh.lang.porter has it.
//!
//! M. F. Porter, "An algorithm for suffix stripping", 1980, with Whoosh's own turns, which are kept because terms in
//! existing indexes have them: after -ed and -ing an e is restored only to a stem that is short or is exactly "at" or
//! "iz", doubled letters stay doubled, and a word's first y is a consonant.

const STEP2: [(&[u8], &[u8]); 21] = [
    (b"ational", b"ate"),
    (b"tional", b"tion"),
    (b"enci", b"ence"),
    (b"anci", b"ance"),
    (b"izer", b"ize"),
    (b"bli", b"ble"),
    (b"alli", b"al"),
    (b"entli", b"ent"),
    (b"eli", b"e"),
    (b"ousli", b"ous"),
    (b"ization", b"ize"),
    (b"ation", b"ate"),
    (b"ator", b"ate"),
    (b"alism", b"al"),
    (b"iveness", b"ive"),
    (b"fulness", b"ful"),
    (b"ousness", b"ous"),
    (b"aliti", b"al"),
    (b"iviti", b"ive"),
    (b"biliti", b"ble"),
    (b"logi", b"log"),
];

const STEP3: [(&[u8], &[u8]); 7] = [
    (b"icate", b"ic"),
    (b"ative", b""),
    (b"alize", b"al"),
    (b"iciti", b"ic"),
    (b"ical", b"ic"),
    (b"ful", b""),
    (b"ness", b""),
];

const STEP4: [(&[u8], &[u8]); 18] = [
    (b"al", b""),
    (b"ance", b""),
    (b"ence", b""),
    (b"er", b""),
    (b"ic", b""),
    (b"able", b""),
    (b"ible", b""),
    (b"ant", b""),
    (b"ement", b""),
    (b"ment", b""),
    (b"ent", b""),
    (b"ou", b""),
    (b"ism", b""),
    (b"ate", b""),
    (b"iti", b""),
    (b"ous", b""),
    (b"ive", b""),
    (b"ize", b""),
];

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// A letter that no sequence of consonants holds. A y ends consonants but begins no sequence of vowels.
fn is_vowel_or_y(b: u8) -> bool {
    is_vowel(b) || b == b'y'
}

/// How many bytes from `at` on are such.
fn run(word: &[u8], at: usize, such: fn(u8) -> bool) -> usize {
    word[at..].iter().take_while(|&&b| such(b)).count()
}

fn consonants(word: &[u8], at: usize) -> usize {
    run(word, at, |b| !is_vowel_or_y(b))
}

/// Where the first sequence of vowels followed by consonants ends, from `at` on.
fn measure(word: &[u8], at: usize) -> Option<usize> {
    let vowels = run(word, at, is_vowel);
    let after = consonants(word, at + vowels);
    (vowels > 0 && after > 0).then_some(at + vowels + after)
}

fn more_than_none(word: &[u8]) -> bool {
    measure(word, consonants(word, 0)).is_some()
}

fn more_than_one(word: &[u8]) -> bool {
    measure(word, consonants(word, 0))
        .and_then(|end| measure(word, end))
        .is_some()
}

fn exactly_one(word: &[u8]) -> bool {
    measure(word, consonants(word, 0)).is_some_and(|end| end + run(word, end, is_vowel) == word.len())
}

fn has_vowel(word: &[u8]) -> bool {
    consonants(word, 0) < word.len()
}

/// Consonants, a vowel, and one last letter that is none of the vowels nor w, x, y.
fn is_short(word: &[u8]) -> bool {
    let first = consonants(word, 0);
    first > 0 && first + 2 == word.len() && {
        let last = word[first + 1];
        !is_vowel_or_y(last) && !matches!(last, b'w' | b'x')
    }
}

/// Replaces the longest suffix of the list that leaves something, if what it leaves is right; whether one was there.
fn replace(word: &mut Vec<u8>, suffixes: &[(&[u8], &[u8])], right: fn(&[u8]) -> bool) -> bool {
    let longest = suffixes
        .iter()
        .filter(|(suffix, _)| suffix.len() < word.len() && word.ends_with(suffix))
        .max_by_key(|(suffix, _)| suffix.len());
    let Some((suffix, instead)) = longest else { return false };
    let stem = word.len() - suffix.len();
    if right(&word[..stem]) {
        word.truncate(stem);
        word.extend_from_slice(instead);
    }
    true
}

/// Stems a lower-cased word in place. A byte from 0x80 on stands for one character that is no letter of English.
fn stem(w: &mut Vec<u8>) {
    if w.len() < 3 {
        return;
    }
    let first_is_y = w[0] == b'y';
    if first_is_y {
        w[0] = b'Y';
    }
    if w.ends_with(b"sses") || w.ends_with(b"ies") {
        w.truncate(w.len() - 2);
    } else if w.ends_with(b"s") && w[w.len() - 2] != b's' {
        w.pop();
    }
    if w.ends_with(b"eed") {
        if more_than_none(&w[..w.len() - 3]) {
            w.pop();
        }
    } else {
        let suffix = if w.ends_with(b"ed") { 2 } else { 3 };
        if (suffix == 2 || w.ends_with(b"ing")) && has_vowel(&w[..w.len() - suffix]) {
            w.truncate(w.len() - suffix);
            if w == b"at" || w == b"iz" || is_short(w) {
                w.push(b'e');
            }
        }
    }
    if w.ends_with(b"y") && has_vowel(&w[..w.len() - 1]) {
        w.pop();
        w.push(b'i');
    }
    replace(w, &STEP2, more_than_none);
    replace(w, &STEP3, more_than_none);
    if !replace(w, &STEP4, more_than_one)
        && w.len() > 4
        && (w.ends_with(b"sion") || w.ends_with(b"tion"))
        && more_than_one(&w[..w.len() - 3])
    {
        w.truncate(w.len() - 3);
    }
    if w.len() > 1 && w.ends_with(b"e") {
        let stem = &w[..w.len() - 1];
        if more_than_one(stem) || (exactly_one(stem) && !is_short(stem)) {
            w.pop();
        }
    }
    if w.ends_with(b"ll") && more_than_one(w) {
        w.pop();
    }
    if first_is_y {
        w[0] = b'y';
    }
}

/// Stems a lower-cased word in place.
pub fn porter(word: &mut String) {
    // Only English letters at the end are ever taken or added, so other characters may each stand as one byte.
    if word.is_ascii() {
        let mut bytes = std::mem::take(word).into_bytes();
        stem(&mut bytes);
        // ASCII in, ASCII out: the suffixes are nothing else.
        *word = String::from_utf8(bytes).unwrap_or_default();
        return;
    }
    let mut bytes: Vec<u8> = word
        .chars()
        .map(|c| if c.is_ascii() { c as u8 } else { 0x80 })
        .collect();
    stem(&mut bytes);
    let mut others = word.chars().filter(|c| !c.is_ascii());
    let stemmed = bytes
        .iter()
        .filter_map(|&b| if b < 0x80 { Some(b as char) } else { others.next() })
        .collect();
    *word = stemmed;
}

#[cfg(test)]
mod tests {
    use super::porter;

    #[test]
    fn stems_as_whoosh_does() {
        for (word, expected) in [
            ("fundamentally", "fundament"),
            ("willows", "willow"),
            ("ing", "ing"),
            ("y", "y"),
            ("yes", "ye"),
            ("flying", "fly"),
            ("hopping", "hopp"),
            ("hoping", "hope"),
            ("ating", "at"),
            ("caf\u{e9}s", "caf\u{e9}"),
            ("123s", "123"),
            ("relational", "relat"),
            ("controlling", "control"),
        ] {
            let mut out = word.to_string();
            porter(&mut out);
            assert_eq!(out, expected, "{word}");
        }
    }
}
