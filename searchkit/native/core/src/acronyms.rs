//! Acronyms that a text explains: `Border Management in Central Asia (BOMCA)`, `BOMCA (Border Management ...)`.
//!
//! The letters of the short form are found in the long one from the last to the first, which begins a word (Schwartz and
//! Hearst, A simple algorithm for identifying abbreviation definitions, 2003); besides, the long form must be a name: it
//! begins with a capital, and so do at least half of its words.

use std::ops::Range;

use crate::analysis::unicode::is_space;

/// Characters before a parenthesis in which the long form is looked for.
const BEFORE: usize = 160;
/// Characters in parentheses.
const INSIDE: std::ops::RangeInclusive<usize> = 2..=80;
/// Characters of a short form between its first and its last capital.
const SHORTEST_MIDDLE: usize = 8;
/// Characters of the word before a parenthesis that are looked at.
const WORD_BEFORE: usize = 12;
const SMALL: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "to", "de", "des", "du", "la", "del", "di", "von", "und",
];

/// The short form and the long one, by characters.
pub type Explained = (Range<usize>, Range<usize>);

/// The acronyms that a text explains, in order. The time is linear.
pub fn acronyms(text: &str) -> Vec<Explained> {
    if !text.contains('(') {
        return Vec::new();
    }
    let text: Vec<char> = text.chars().collect();
    (0..text.len())
        .filter(|&at| text[at] == '(')
        .filter_map(|at| explained_at(&text, at))
        .collect()
}

/// What the parenthesis that opens at `at` explains, or is explained by.
fn explained_at(text: &[char], at: usize) -> Option<Explained> {
    let inner = in_parentheses(text, at)?;
    if is_short(&text[inner.clone()]) {
        let mut end = at;
        while end > 0 && at - end < 4 && matches!(text[end - 1], ' ' | '\n' | '\t' | '"' | '\u{201d}' | '\'') {
            end -= 1;
        }
        let start = long_start(text, end, &text[inner.clone()], 0)?;
        return Some((inner, start..end));
    }
    let before = word_before(text, at);
    let named = text[inner.start].is_uppercase() && text[inner.clone()].contains(&' ');
    if !named || !is_short(&text[before.clone()]) {
        return None;
    }
    let start = long_start(text, inner.end, &text[before.clone()], inner.start)?;
    (start == inner.start).then_some((before, inner))
}

/// What stands in the parentheses that open at `at`, without blanks and a pair of quotation marks around it.
fn in_parentheses(text: &[char], at: usize) -> Option<Range<usize>> {
    let mut end = at + 1 + text[at + 1..].iter().position(|c| matches!(c, '(' | ')'))?;
    if text[end] == '(' {
        return None;
    }
    let mut start = at + 1;
    while start < end && is_space(text[start]) {
        start += 1;
    }
    if start < end && matches!(text[start], '"' | '\'' | '\u{201c}') {
        start += 1;
    }
    while end > start && is_space(text[end - 1]) {
        end -= 1;
    }
    if end > start && matches!(text[end - 1], '"' | '\'' | '\u{201d}') {
        end -= 1;
    }
    INSIDE.contains(&(end - start)).then_some(start..end)
}

/// Whether a word is two capitals at least with no more than letters, stops, hyphens and `&` between the outer ones; a
/// plural `s` and a stop may follow.
fn is_short(word: &[char]) -> bool {
    let word = word.strip_suffix(&['.']).unwrap_or(word);
    let word = word.strip_suffix(&['s']).unwrap_or(word);
    let [first, middle @ .., last] = word else { return false };
    first.is_ascii_uppercase()
        && last.is_ascii_uppercase()
        && middle.len() <= SHORTEST_MIDDLE
        && middle
            .iter()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, '&' | '.' | '-'))
}

/// The word that ends just before `at`, where only a blank may stand between.
fn word_before(text: &[char], at: usize) -> Range<usize> {
    let end = if at > 0 && is_space(text[at - 1]) { at - 1 } else { at };
    let mut start = end;
    while start > 0
        && end - start < WORD_BEFORE
        && !is_space(text[start - 1])
        && !matches!(text[start - 1], '(' | '"' | '\'' | '\u{201c}')
    {
        start -= 1;
    }
    start..end
}

/// Where the long form of `short` begins that ends at `end`; None where the words from `least` on do not spell it.
fn long_start(text: &[char], end: usize, short: &[char], least: usize) -> Option<usize> {
    let letters: Vec<char> = short
        .iter()
        .rev()
        .skip_while(|c| matches!(c, 's' | '.'))
        .filter(|c| c.is_alphanumeric())
        .map(char::to_ascii_lowercase)
        .collect();
    let mut window = least.max(end.saturating_sub(BEFORE));
    if let Some(line) = text[window..end].windows(2).rposition(|pair| pair == ['\n', '\n']) {
        window += line + 2;
    }
    let begins: Vec<usize> = words(text, window, end).map(|word| word.start).collect();
    let most = (letters.len() + 5).min(letters.len() * 2);
    let lowest = begins[begins.len().saturating_sub(most)..].first().copied()?;
    let mut start = end;
    for (number, &letter) in letters.iter().enumerate() {
        let first = number + 1 == letters.len();
        start = (lowest..start)
            .rev()
            .find(|&at| is_letter(text[at], letter) && !(first && is_inside(text, at, window)))?;
    }
    if !text[start].is_uppercase() || text[start..end].windows(2).any(|pair| pair == ['.', ' ']) {
        return None;
    }
    let (mut inside, mut weighty, mut raised) = (0, 0, 0);
    for word in words(text, start, end) {
        let word = &text[word];
        if word == short {
            return None;
        }
        inside += 1;
        if !SMALL.iter().any(|small| small.chars().eq(word.iter().copied())) {
            weighty += 1;
            raised += usize::from(word[0].is_uppercase());
        }
    }
    (inside > 1 && raised * 2 >= weighty).then_some(start)
}

/// The words of a stretch: a letter or a digit, and what goes on with it.
fn words(text: &[char], start: usize, end: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    std::iter::from_fn(move || {
        while at < end && !text[at].is_alphanumeric() {
            at += 1;
        }
        let begin = at;
        while at < end && (text[at].is_alphanumeric() || matches!(text[at], '_' | '\'' | '\u{2019}' | '&' | '.' | '-'))
        {
            at += 1;
        }
        (begin < end).then_some(begin..at)
    })
}

fn is_letter(c: char, letter: char) -> bool {
    let mut lower = c.to_lowercase();
    lower.next() == Some(letter) && lower.next().is_none()
}

/// Whether a word goes on at `at`.
fn is_inside(text: &[char], at: usize, least: usize) -> bool {
    at > least && (text[at - 1].is_alphanumeric() || matches!(text[at - 1], '\'' | '\u{2019}' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let chars: Vec<char> = text.chars().collect();
        let part = |range: Range<usize>| chars[range].iter().collect();
        acronyms(text).into_iter().map(|(s, l)| (part(s), part(l))).collect()
    }

    #[test]
    fn either_form_may_stand_in_the_parentheses() {
        let text =
            "\u{e9} The Asian Development Bank (\u{201c}ADB\u{201d}) and FAO ( Food and Agriculture Organization ).";
        let expected = [
            ("ADB", "Asian Development Bank"),
            ("FAO", "Food and Agriculture Organization"),
        ];
        let found = found(text);
        assert!(
            found.iter().map(|(s, l)| (s.as_str(), l.as_str())).eq(expected),
            "{found:?}"
        );
    }

    #[test]
    fn short_and_long_forms() {
        for (text, short, long) in [
            (
                "the EU's Border Management in Central Asia (BOMCA) project",
                "BOMCA",
                "Border Management in Central Asia",
            ),
            (
                "BOMCA (Border Management Programme in Central Asia)",
                "BOMCA",
                "Border Management Programme in Central Asia",
            ),
            (
                "by the Food and Agriculture\nOrganization (FAO)",
                "FAO",
                "Food and Agriculture\nOrganization",
            ),
            (
                "the \"National Union of Miners\" (\"NUM\")",
                "NUM",
                "National Union of Miners",
            ),
            (
                "said U.S. Department of Housing and Urban Development (HUD)",
                "HUD",
                "Housing and Urban Development",
            ),
        ] {
            assert_eq!(found(text), [(short.to_string(), long.to_string())]);
        }
    }

    #[test]
    fn what_spells_nothing_is_none() {
        for text in [
            "the minister (left) and his wife",
            "it was late (AP) and dark",
            "the committee on energy and trade (CET)",
            "we lost (He said) ()(()",
            "Tokyo (Japan)",
            "Ohio (USA)",
            "A. Big (AB)",
            "energy and trade (ET)",
            "((((",
            "(A",
            "()",
            "Big ABs (ABs)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
