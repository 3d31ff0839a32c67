//! The form under which the name of a place is looked up.

use crate::analysis::Form;
use crate::analysis::unicode::{is_space, is_word, lower_chars};

/// Beginnings that newspapers shorten.
const WRITTEN_OUT: [(&str, &str); 4] = [("st", "saint"), ("ste", "sainte"), ("ft", "fort"), ("mt", "mount")];
/// Names that keep their article.
const WITH_ARTICLE: [&str; 4] = ["hague", "bronx", "valley", "woodlands"];

/// `name` without case, accents, apostrophes, stops and hyphens: `ST. JOHN'S` and `Saint Johns` are one.
///
/// Abbreviations lose their stops (`N.Y.` is `ny`). `St`, `Ft` and `Mt` are written out. A leading `the` is dropped. The
/// key of a name without letters is empty.
pub fn place_key(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut key = String::with_capacity(name.len() + 4);
    if bytes.iter().all(u8::is_ascii_alphabetic) {
        key.push_str(name);
        key.make_ascii_lowercase();
    } else if bytes.iter().all(|&b| b.is_ascii_alphabetic() || b == b' ') {
        join(name.to_ascii_lowercase().split(' '), &mut key);
    } else {
        let (mut small, mut folded) = (String::with_capacity(name.len()), String::with_capacity(name.len()));
        lower_chars(name, |c| small.push(c));
        Form::Fold.of(&small, &mut folded);
        join(plain(&folded).split(is_space), &mut key);
    }
    key
}

/// A folded name without the stops of initials and without marks.
fn plain(folded: &str) -> String {
    let mut plain = String::with_capacity(folded.len());
    let mut before = ' ';
    let mut rest = folded.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str();
        if c.is_ascii_lowercase()
            && !is_word(before)
            && let Some(next) = after.strip_prefix('.')
        {
            // U.S. and N. Y. are one word each, without their stops.
            let spaced = next.strip_prefix(is_space).filter(|next| goes_on(next));
            if let Some(next) = spaced.or_else(|| Some(next).filter(|next| goes_on(next))) {
                plain.push(c);
                before = after[..after.len() - next.len()].chars().next_back().unwrap_or('.');
                rest = next.chars();
                continue;
            }
        }
        match c {
            '\'' | '\u{2019}' | '\u{2018}' | '`' => {}
            '.' | '-' | '/' | ',' => plain.push(' '),
            _ => plain.push(c),
        }
        before = c;
    }
    plain
}

/// Whether initials go on: with a single letter, or with the second part of `W. Va`.
fn goes_on(text: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(is_word);
    text.strip_prefix(|c: char| c.is_ascii_lowercase()).is_some_and(ends) || text.strip_prefix("va").is_some_and(ends)
}

/// Appends words with single blanks, written out and without a leading article.
fn join<'a>(words: impl Iterator<Item = &'a str>, key: &mut String) {
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let last = words.len().saturating_sub(1);
    let dropped = last > 0 && words[0] == "the" && !WITH_ARTICLE.contains(&words[1]);
    for (at, &word) in words.iter().enumerate().skip(usize::from(dropped)) {
        if !key.is_empty() {
            key.push(' ');
        }
        let whole = WRITTEN_OUT.iter().find(|(short, _)| *short == word && at < last);
        key.push_str(whole.map_or(word, |(_, whole)| whole));
    }
}

#[cfg(test)]
mod tests {
    use super::place_key;

    #[test]
    fn names_of_one_place_have_one_key() {
        for (name, key) in [
            ("Paris", "paris"),
            ("ST. JOHN'S", "saint johns"),
            ("Saint Johns", "saint johns"),
            ("N.Y.", "ny"),
            ("N. Y.", "ny"),
            ("W. Va.", "wva"),
            ("U.S.S.R.", "ussr"),
            ("St", "st"),
            ("Mt  St Helens", "mount saint helens"),
            ("The Hague", "the hague"),
            ("the Gambia", "gambia"),
            ("The", "the"),
            ("S\u{e3}o Tom\u{e9}", "sao tome"),
            ("Aix-en-Provence", "aix en provence"),
            ("A. Berg", "a berg"),
            ("Washington, D.C.", "washington dc"),
            ("", ""),
            (" . ", ""),
        ] {
            assert_eq!(place_key(name), key, "{name}");
        }
    }
}
