//! Names as newspapers print them.

use crate::analysis::unicode::{is_space, lower_chars};

const SMALL: &[&str] = &[
    "a", "aan", "al", "am", "an", "and", "auf", "bei", "da", "de", "del", "della", "delle", "den", "der", "des", "di",
    "do", "dos", "du", "el", "en", "et", "i", "in", "la", "las", "le", "les", "los", "na", "nad", "of", "on", "op",
    "sur", "the", "und", "upon", "van", "von", "y",
];
/// Beginnings after which a name has a second capital.
const BEFORE_CAPITALS: &[&str] = &["mc", "o'", "d'", "o\u{2019}", "d\u{2019}"];

/// A name as newspapers print it: `KNOKKE-HEIST` becomes `Knokke-Heist`.
///
/// A name that is not all in capitals stays as it is, but for its white space and its first letter.
pub fn tidy(name: &str) -> String {
    let words: Vec<&str> = name.split(is_space).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    let (upper, small) = (
        name.chars().any(char::is_uppercase),
        name.chars().any(char::is_lowercase),
    );
    if !upper || small {
        return if small && !upper { raised(&name) } else { name };
    }
    let mut out = String::with_capacity(name.len());
    for (number, part) in name.split_inclusive([' ', '-']).enumerate() {
        let word = part.trim_end_matches([' ', '-']);
        tidy_word(word, number == 0, &mut out);
        out.push_str(&part[word.len()..]);
    }
    out
}

fn raised(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

fn tidy_word(word: &str, is_first: bool, out: &mut String) {
    let mut small = String::with_capacity(word.len());
    lower_chars(word, |c| small.push(c));
    if !is_first && SMALL.contains(&small.as_str()) {
        out.push_str(&small);
    } else if word.trim_end_matches('.').contains('.') {
        out.push_str(word); // initials
    } else if let Some(begins) = BEFORE_CAPITALS.iter().find(|begins| small.starts_with(**begins))
        && small.chars().nth(4).is_some()
    {
        out.push_str(&raised(begins));
        out.push_str(&raised(&small[begins.len()..]));
    } else {
        out.push_str(&raised(&small));
    }
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn names_in_capitals_get_small_letters() {
        for (written, tidied) in [
            ("KNOKKE-HEIST", "Knokke-Heist"),
            ("RIO  DE\nJANEIRO", "Rio de Janeiro"),
            ("D.C.", "D.C."),
            ("MCALLEN AND O'FALLON", "McAllen and O'Fallon"),
            ("\u{c5}LESUND", "\u{c5}lesund"),
            ("port-au-Prince", "port-au-Prince"),
            ("oslo", "Oslo"),
            ("--", "--"),
            ("", ""),
        ] {
            assert_eq!(tidy(written), tidied);
        }
    }
}
