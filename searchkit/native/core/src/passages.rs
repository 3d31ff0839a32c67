//! Passages of a text around what a query matched, cut between words and, if possible, between sentences.

use crate::characters::Characters;

/// About how many characters a passage has.
const LENGTH: usize = 220;
/// The most characters before the first match of a passage.
const LEAD: usize = 70;
/// How many passages a text has at most.
pub const MOST: usize = 3;

/// A matched word's place in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mark {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The number of the part of the query that matched it.
    pub leaf: u32,
}

/// A part of a text, in characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The marks in it, from its beginning.
    pub spans: Vec<(usize, usize)>,
}

/// At most `most` passages, in the order of the text. Those with more different parts of the query are preferred.
/// Without a mark, the passage is the beginning of the text. A blank text has none.
pub fn passages(text: &Characters, marks: &[Mark], most: usize) -> Vec<Passage> {
    if marks.is_empty() {
        if text.text().chars().all(is_space) {
            return Vec::new();
        }
        let end = match finish(text, 0, LENGTH) {
            0 => LENGTH.min(text.len()),
            end => end,
        };
        let spans = Vec::new();
        return vec![Passage { start: 0, end, spans }];
    }
    let mut parts = Parts::of(marks);
    let mut left = marks.to_vec();
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    while !left.is_empty() && chosen.len() < most {
        let (first, last) = parts.densest(&left);
        if !parts.see(&left[first..=last]) && chosen.len() >= 2 {
            break;
        }
        let (from, to) = (left[first].start, left[last].end);
        let slack = LENGTH.saturating_sub(to.saturating_sub(from));
        let start = begin(text, from, slack.min(LEAD));
        let end = finish(text, to, (start + LENGTH).max(to));
        chosen.push((start, end));
        left.retain(|mark| mark.end <= start || mark.start >= end);
    }
    chosen.sort_unstable();
    joined(&chosen)
        .into_iter()
        .map(|(start, end)| {
            let inside = marks.iter().filter(|mark| start <= mark.start && mark.end <= end);
            let spans = inside.map(|mark| (mark.start - start, mark.end.saturating_sub(start)));
            let spans = spans.collect();
            Passage { start, end, spans }
        })
        .collect()
}

/// The different parts of a query that marks belong to.
struct Parts {
    /// The number of each, in order.
    numbers: Vec<u32>,
    /// Which of them a passage has already.
    seen: Vec<bool>,
}

impl Parts {
    fn of(marks: &[Mark]) -> Parts {
        let mut numbers: Vec<u32> = Vec::new();
        for mark in marks {
            if let Err(at) = numbers.binary_search(&mark.leaf) {
                numbers.insert(at, mark.leaf);
            }
        }
        let seen = vec![false; numbers.len()];
        Parts { numbers, seen }
    }

    fn place(&self, mark: &Mark) -> usize {
        self.numbers.partition_point(|&number| number < mark.leaf)
    }

    /// The first and the last of the marks that stand together and have the most parts, above all new ones.
    fn densest(&self, marks: &[Mark]) -> (usize, usize) {
        let (mut best, mut best_value, mut last) = ((0, 0), None, 0);
        let mut counts = vec![0_usize; self.numbers.len()];
        let (mut different, mut new) = (0, 0);
        let mut next = 0; // the first mark that is not counted
        for (first, mark) in marks.iter().enumerate() {
            last = last.max(first);
            while marks
                .get(last + 1)
                .is_some_and(|next| next.end.saturating_sub(mark.start) <= LENGTH - LEAD)
            {
                last += 1;
            }
            while next <= last {
                let part = self.place(&marks[next]);
                if counts[part] == 0 {
                    different += 1;
                    new += usize::from(!self.seen[part]);
                }
                counts[part] += 1;
                next += 1;
            }
            let value = Some((2 * new + different, last - first));
            if value > best_value {
                (best, best_value) = ((first, last), value);
            }
            let part = self.place(mark);
            counts[part] -= 1;
            if counts[part] == 0 {
                different -= 1;
                new -= usize::from(!self.seen[part]);
            }
        }
        best
    }

    /// Notes the parts of a passage. Whether any is new.
    fn see(&mut self, marks: &[Mark]) -> bool {
        let mut is_new = false;
        for mark in marks {
            let part = self.place(mark);
            is_new |= !self.seen[part];
            self.seen[part] = true;
        }
        is_new
    }
}

/// Where a passage begins whose first mark begins at `start`.
fn begin(text: &Characters, start: usize, lead: usize) -> usize {
    let earliest = start.saturating_sub(lead);
    let window: Vec<char> = text.between(earliest, start).chars().collect();
    if let Some((_, end)) = last_break(&window, before(text, earliest)) {
        return earliest + end;
    }
    if earliest == 0 {
        return match window.iter().all(|&c| is_space(c)) {
            true => text.text().chars().take_while(|&c| is_space(c)).count(),
            false => 0,
        };
    }
    if before(text, earliest).is_some_and(is_space) {
        return earliest;
    }
    match window.iter().position(|&c| is_space(c)) {
        Some(at) => earliest + at + 1,
        None => start,
    }
}

/// Where a passage ends whose last mark ends at `end`.
fn finish(text: &Characters, end: usize, latest: usize) -> usize {
    if latest >= text.len() {
        let blanks = text.text().chars().rev().take_while(|&c| is_space(c)).count();
        let trimmed = text.len() - blanks;
        return if trimmed >= end { trimmed } else { text.len() };
    }
    let window: Vec<char> = text.between(end, latest + 1).chars().collect();
    let within = &window[..window.len().min(latest - end)];
    if let Some((start, _)) = last_break(within, before(text, end))
        && start > (latest - end) / 2
    {
        return end + start;
    }
    window.iter().rposition(|&c| is_space(c)).map_or(end, |at| end + at)
}

/// The character before another.
fn before(text: &Characters, at: usize) -> Option<char> {
    text.between(at.checked_sub(1)?, at).chars().next()
}

/// The last end of a sentence or a paragraph: where what parts it from the next begins and ends. `before` stands before
/// the window.
fn last_break(window: &[char], before: Option<char>) -> Option<(usize, usize)> {
    let (mut at, mut last) = (0, None);
    while at < window.len() {
        match break_end(window, at, before) {
            Some(end) => {
                last = Some((at, end));
                at = end;
            }
            None => at += 1,
        }
    }
    last
}

/// Where the break at `at` ends: closing quotes and blanks after the end of a sentence, or blanks from a line's end to
/// another.
fn break_end(window: &[char], at: usize, before: Option<char>) -> Option<usize> {
    let run = |from: usize, of: fn(char) -> bool| from + window[from..].iter().take_while(|&&c| of(c)).count();
    let last = if at == 0 { before } else { Some(window[at - 1]) };
    if matches!(last, Some('.' | '!' | '?')) {
        let quoted = run(at, |c| matches!(c, '"' | '\'' | '\u{201d}' | ')'));
        let end = run(quoted, is_space);
        if end > quoted {
            return Some(end);
        }
    }
    if window[at] != '\n' {
        return None;
    }
    let blanks = &window[at + 1..run(at + 1, is_space)];
    blanks.iter().rposition(|&c| c == '\n').map(|last| at + 1 + last + 1)
}

/// What Python takes for white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Passages that touch become one.
fn joined(windows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for &(start, end) in windows {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, words: &[&str]) -> Vec<String> {
        let known = Characters::of(text);
        let mut marks: Vec<Mark> = Vec::new();
        for (leaf, word) in (0..).zip(words) {
            marks.extend(text.match_indices(word).map(|(at, _)| Mark {
                start: known.at(at),
                end: known.at(at + word.len()),
                leaf,
            }));
        }
        marks.sort_unstable();
        passages(&known, &marks, MOST)
            .iter()
            .map(|passage| known.between(passage.start, passage.end).to_string())
            .collect()
    }

    #[test]
    fn passages_are_cut_between_sentences() {
        let filler = "Nothing is here. ".repeat(30);
        let text = format!("{filler}The port is “shut.” Strikers said né. {filler}Another port. {filler}");
        let found = cut(&text, &["port"]);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("The port is “shut.” Strikers") && found[1].starts_with("Another port."));
        assert!(found.iter().all(|passage| passage.ends_with("here.")), "{found:?}");
        assert_eq!(cut("  short  ", &[]), ["  short"]);
        assert_eq!(cut(" \u{1c}\n", &[]), [""; 0]);
        assert_eq!(cut(" \n port a ", &["port"]), ["port a"]);
    }
}
