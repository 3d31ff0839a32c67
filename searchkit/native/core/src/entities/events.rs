//! Names of events, which a head word tells: Conference, Cup, War.

use super::found_name::{after_blank, after_word, back, forth, is_alnum, lower, raised_word};
use crate::analysis::unicode::is_word;
use crate::fnv::FnvSet;

/// Head words: names of events end with one, or have one before "of" and "on".
const HEADS: &[&str] = &[
    "assembly",
    "battle",
    "biennale",
    "bowl",
    "carnival",
    "ceremony",
    "championship",
    "championships",
    "conference",
    "congress",
    "convention",
    "crisis",
    "crusade",
    "cup",
    "derby",
    "dialogue",
    "earthquake",
    "election",
    "elections",
    "exhibition",
    "expo",
    "fair",
    "festival",
    "final",
    "finals",
    "flood",
    "forum",
    "games",
    "genocide",
    "hurricane",
    "invasion",
    "marathon",
    "massacre",
    "olympics",
    "open",
    "peace",
    "plebiscite",
    "prix",
    "rally",
    "rebellion",
    "referendum",
    "regatta",
    "revolt",
    "revolution",
    "riots",
    "seminar",
    "siege",
    "summit",
    "superbowl",
    "symposium",
    "talks",
    "tournament",
    "trial",
    "trials",
    "trophy",
    "typhoon",
    "uprising",
    "war",
    "wars",
    "week",
];
/// Head words that begin a name: Operation Desert Storm.
const FIRST: &[&str] = &[
    "battle",
    "conference",
    "expo",
    "hurricane",
    "operation",
    "siege",
    "summit",
    "tour",
    "typhoon",
    "cyclone",
];
const LINKS: &[&str] = &["of", "on", "in", "for", "at", "against"];

/// Whether a name of at least two words is that of an event (`World War II`, `Conference on Disarmament`).
pub fn names_event(name: &str) -> bool {
    let small = lower(name);
    let words: Vec<&str> = small.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    if words.len() < 2 {
        return words == ["olympics"];
    }
    if FIRST.contains(&words[0]) {
        return true;
    }
    // World War II, Euro Cup 1996, Rio Summit. The part before "of", "on", "in" has the head.
    if let Some(before) = words[1..].iter().position(|word| LINKS.contains(word)) {
        return HEADS.contains(&words[before]);
    }
    let last = words[words.len() - 1];
    let numbered = matches!(last, "i" | "ii" | "iii" | "iv") || last.chars().all(char::is_numeric);
    HEADS.contains(if numbered { &words[words.len() - 2] } else { &last })
}

/// The head words that name an event wherever words with capitals stand before them.
pub const SURE_HEADS: &[&str] = &[
    "Championship",
    "Championships",
    "Conference",
    "Cup",
    "Dialogue",
    "Festival",
    "Forum",
    "Games",
    "Grand Prix",
    "Olympics",
    "Summit",
    "Symposium",
    WORLD_WAR,
];
const WORLD_WAR: &str = "World War";
/// What such an event is about may follow it.
const WITH_TOPIC: &[&str] = &["Conference", "Forum", "Symposium", "Dialogue", "Festival", "Summit"];
/// After these a head word is part of another name.
const OF_OTHERS: &[&str] = &[
    "Board",
    "Center",
    "Centre",
    "Committee",
    "Council",
    "Federation",
    "Hall",
    "Inc",
    "Secretariat",
];
/// Characters before a head word within which its name begins.
const REACH_BEFORE: usize = 80;
const REACH_AFTER: usize = 160;

/// The spans of events with a head word and other words with capitals around it (`Istanbul Summit`).
///
/// `heads` are the places of `SURE_HEADS` in the text from `start` on, in order.
pub fn events(text: &str, heads: &[usize], start: usize, starters: &FnvSet<String>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut last = 0;
    for &head in heads {
        let Some((word, head_end)) = (head >= last).then(|| sure_head(text, head)).flatten() else {
            continue;
        };
        last = head_end;
        if text[..head].chars().next_back().is_some_and(is_word) {
            continue;
        }
        let begin = name_begins(text, head, start, starters);
        let mut end = head_end;
        if WITH_TOPIC.contains(&word) {
            end = topic_end(text, end).unwrap_or(end);
        }
        if (begin, end) != (head, head_end) || word == WORLD_WAR || word == "Olympics" {
            found.push((begin, end));
        }
    }
    found
}

/// The head word at a place, and where it ends with the number of a war.
fn sure_head(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let rest = &text[at..];
    SURE_HEADS.iter().find_map(|&word| {
        let after = rest.strip_prefix(word)?;
        let numbers: &[&str] = if word == WORLD_WAR { &[" II", " I", ""] } else { &[""] };
        numbers.iter().find_map(|number| {
            let after = after.strip_prefix(number)?;
            let ends = !after.chars().next().is_some_and(is_word) && !is_of_others(after);
            ends.then(|| (word, at + word.len() + number.len()))
        })
    })
}

fn is_of_others(after: &str) -> bool {
    after.strip_prefix(' ').is_some_and(|next| {
        OF_OTHERS.iter().any(|word| {
            next.strip_prefix(word)
                .is_some_and(|rest| !rest.chars().next().is_some_and(is_word))
        })
    })
}

/// Where the name with a head word begins: at the words with capitals before it, unless they open a sentence.
fn name_begins(text: &str, head: usize, start: usize, starters: &FnvSet<String>) -> usize {
    let least = back(text, head, REACH_BEFORE).max(start);
    let before = &text[least..head];
    let begins = before.char_indices().find(|&(at, c)| {
        let joined = before[..at].chars().next_back();
        let joined = joined.is_some_and(|c| is_alnum(c) || matches!(c, '_' | '.' | '\'' | '\u{2019}' | '-'));
        c.is_ascii_uppercase() && !joined && leads_to_end(before, at)
    });
    let Some((mut begin, _)) = begins else { return head };
    // Words that begin sentences are none of the name.
    while let Some((word, rest)) = before[begin..].split_once([' ', '\n'])
        && starters.contains(lower(word).as_ref())
    {
        begin = before.len() - rest.trim_start().len();
    }
    least + begin
}

/// Whether only words with capitals, and small words between them, stand from a place to the end.
fn leads_to_end(text: &str, at: usize) -> bool {
    let mut at = at;
    while at < text.len() {
        let Some(next) = raised_word(text, at, &['-']).and_then(|end| after_blank(text, end)) else {
            return false;
        };
        at = match after_word(text, next, &["and", "of", "for", "on"]) {
            Some(after) if text[after..].starts_with(|c: char| c.is_ascii_uppercase()) => after,
            _ => next,
        };
    }
    true
}

/// Where the topic ends that an event has after its head word at `end`: `on Countering Terrorism`.
fn topic_end(text: &str, end: usize) -> Option<usize> {
    let text = &text[..forth(text, end, REACH_AFTER)];
    let after = after_word(text, after_blank(text, end)?, &["on", "of", "for"])?;
    let after = after_word(text, after, &["the"]).unwrap_or(after);
    let mut topic = raised_word(text, after, &['-'])?;
    while let Some(mut next) = after_blank(text, topic) {
        while let Some(after) = after_word(text, next, &["and", "of", "its", "the", "on", "for", "through"]) {
            next = after;
        }
        let Some(further) = raised_word(text, next, &['-']) else {
            break;
        };
        topic = further;
    }
    Some(topic)
}

#[cfg(test)]
mod tests {
    use super::super::word_lists::WordLists;
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let lists = WordLists::new(vec!["the".to_string(), "at".to_string()]);
        let mut heads: Vec<usize> = SURE_HEADS
            .iter()
            .flat_map(|head| text.match_indices(head).map(|(at, _)| at))
            .collect();
        heads.sort_unstable();
        heads.dedup();
        let spans = events(text, &heads, 0, &lists.starters);
        spans.into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn a_head_word_takes_the_capitals_around_it() {
        assert_eq!(found("the Istanbul Summit met"), ["Istanbul Summit"]);
        assert_eq!(found("At The Rio Summit they"), ["Rio Summit"]);
        assert_eq!(
            found("in World War II, World War I and World War III"),
            ["World War II", "World War I", "World War"]
        );
        assert_eq!(found("World War II Board"), ["World War"]);
        assert_eq!(
            found("a Conference on Trade and its Financing in Rome"),
            ["Conference on Trade and its Financing"]
        );
        assert_eq!(
            found("Council of Europe\nand Asia Forum"),
            ["Council of Europe\nand Asia Forum"]
        );
        assert_eq!(found("Bank of\nEurope Forum"), ["Bank of\nEurope Forum"]);
        for none in ["Forum", "Forum Hall", "x.Big Cup", "the Rugby Cups", "McForum"] {
            assert_eq!(found(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn names_of_events() {
        for name in [
            "World War II",
            "Conference on Disarmament",
            "Euro Cup 1996",
            "Rio Summit",
            "Operation Desert Storm",
            "Hurricane Hugo",
            "Olympics",
            "War of Independence",
        ] {
            assert!(names_event(name), "{name}");
        }
        for name in [
            "War",
            "Rio",
            "Bank of England",
            "Treaty II",
            "",
            "Peace Corps of Cup Makers",
        ] {
            assert!(!names_event(name), "{name}");
        }
    }
}
