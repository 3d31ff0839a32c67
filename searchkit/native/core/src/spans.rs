//! Where parts of a query stand in a text, and which of them stand as a query asks: next to each other, near each other,
//! in one sentence. The index and the highlights ask the same code.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::{Error, Result};

/// What must stand where. Leaves have numbers; what they are is known to whoever has their positions.
#[derive(Clone, Debug, PartialEq)]
pub enum Spans {
    /// A leaf, which takes one word.
    Leaf(usize),
    /// Any of several.
    Any(Vec<Spans>),
    /// One after another, with at most `slop` other words between two neighbours. Before each part, so many words more
    /// stand that may be any.
    Run {
        /// For each part: how many words are left out before it, and the part.
        parts: Vec<(u32, Spans)>,
        /// The most other words between neighbours.
        slop: u32,
    },
    /// Two parts that do not overlap. From the last word of one to the first of the other are at most `within` steps.
    Near {
        /// Both.
        parts: Box<[Spans; 2]>,
        /// Steps from word to word; neighbours are one step apart.
        within: u32,
        /// Whether the first must stand before the second.
        ordered: bool,
    },
    /// Two parts that do not overlap, in one sentence or one paragraph.
    Together {
        /// Both.
        parts: Box<[Spans; 2]>,
        /// Whether a paragraph is meant.
        paragraph: bool,
    },
    /// Within the first words of the text.
    First {
        /// What.
        part: Box<Spans>,
        /// How many words.
        words: u32,
    },
}

/// The positions of one text.
#[derive(Clone, Copy)]
pub struct Positions<'p> {
    /// Those of each leaf, in order.
    pub leaves: &'p [&'p [u32]],
    /// The words that begin a sentence, but for the first.
    pub sentences: &'p [u32],
    /// The words that begin a paragraph, but for the first.
    pub paragraphs: &'p [u32],
}

/// What is remembered of a match besides its place: nothing, or its words.
pub trait Members: Clone + Default {
    /// Of a leaf.
    fn one(position: u32) -> Self;
    /// Takes those of another.
    fn join(&mut self, other: &Self);
}

impl Members for () {
    fn one(_: u32) {}
    fn join(&mut self, (): &()) {}
}

impl Members for Vec<u32> {
    fn one(position: u32) -> Vec<u32> {
        vec![position]
    }

    fn join(&mut self, other: &Vec<u32>) {
        self.extend_from_slice(other);
        self.sort_unstable();
        self.dedup();
    }
}

/// A place that matches: its first and last word.
#[derive(Clone, Debug, PartialEq)]
pub struct Span<M> {
    /// The first word.
    pub first: u32,
    /// The last word.
    pub last: u32,
    /// What is remembered of it.
    pub members: M,
}

/// Places of one part in one text, at most: what asks for more would take all memory.
const MOST: usize = 1 << 20;

/// Steps between two looks at whether to stop.
const STEPS: u32 = 1 << 12;

/// So often whoever marks a text is asked whether to stop: that bounds the time which a text takes.
const MOST_TICKS: u32 = 256;

/// Finds spans in one text.
struct Finder<'f, 'p> {
    text: &'f Positions<'p>,
    steps: u32,
    tick: &'f mut dyn FnMut() -> Result<()>,
}

/// How many places of `text` match; no more than `most` are counted. `tick` is called now and then and may end it.
pub fn count_up_to(most: usize, what: &Spans, text: &Positions, tick: &mut dyn FnMut() -> Result<()>) -> Result<usize> {
    let mut found = BTreeSet::new();
    Finder { text, steps: 0, tick }.each::<()>(what, &mut |span| {
        found.insert((span.first, span.last));
        found.len() < most.min(MOST)
    })?;
    match found.len() < MOST || most <= MOST {
        true => Ok(found.len()),
        false => Err(too_many()),
    }
}

/// The words of `text` that take part in a match. Of a text with very many matches, some.
pub fn members(what: &Spans, text: &Positions) -> Vec<u32> {
    let (mut taken, mut ticks) = (BTreeSet::new(), 0);
    let mut tick = || {
        ticks += 1;
        match ticks < MOST_TICKS {
            true => Ok(()),
            false => Err(too_many()),
        }
    };
    let _ = Finder {
        text,
        steps: 0,
        tick: &mut tick,
    }
    .each::<Vec<u32>>(what, &mut |span| {
        taken.extend(span.members);
        true
    });
    taken.into_iter().collect()
}

impl Finder<'_, '_> {
    fn step(&mut self) -> Result<()> {
        self.steps += 1;
        if self.steps.is_multiple_of(STEPS) {
            (self.tick)()?;
        }
        Ok(())
    }

    fn all<M: Members>(&mut self, what: &Spans) -> Result<Vec<Span<M>>> {
        let mut found = Vec::new();
        let whole = self.each(what, &mut |span| {
            found.push(span);
            found.len() < MOST || {
                found = distinct(std::mem::take(&mut found));
                found.len() < MOST / 2
            }
        })?;
        match whole {
            true => Ok(distinct(found)),
            false => Err(too_many()),
        }
    }

    /// Calls `each` with every place, perhaps more than once and in any order, until it gives false.
    fn each<M: Members>(&mut self, what: &Spans, each: &mut dyn FnMut(Span<M>) -> bool) -> Result<bool> {
        match what {
            Spans::Leaf(leaf) => {
                for &position in self.text.leaves.get(*leaf).copied().unwrap_or_default() {
                    self.step()?;
                    let span = Span {
                        first: position,
                        last: position,
                        members: M::one(position),
                    };
                    if !each(span) {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Spans::Any(parts) => {
                for part in parts {
                    if !self.each(part, each)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Spans::Run { parts, slop } => self.run(parts, *slop, each),
            Spans::Near { parts, within, ordered } => self.pairs(parts, *ordered, *within, |_, _| true, each),
            Spans::Together { parts, paragraph } => {
                let breaks = match paragraph {
                    true => self.text.paragraphs,
                    false => self.text.sentences,
                };
                let together = |first: u32, last: u32| {
                    breaks
                        .get(breaks.partition_point(|&b| b <= first))
                        .is_none_or(|&b| b > last)
                };
                self.pairs(parts, false, u32::MAX, together, each)
            }
            Spans::First { part, words } => self.each(part, &mut |span| span.last >= *words || each(span)),
        }
    }

    /// Chains of spans, one after another.
    fn run<M: Members>(
        &mut self,
        parts: &[(u32, Spans)],
        slop: u32,
        each: &mut dyn FnMut(Span<M>) -> bool,
    ) -> Result<bool> {
        let Some(((_, head), rest)) = parts.split_first() else {
            return Ok(true);
        };
        let mut reached: Vec<Span<M>> = self.all(head)?;
        for (gap, part) in rest {
            if reached.is_empty() {
                return Ok(true);
            }
            let least = gap + 1;
            let most = least.saturating_add(slop);
            let next: Vec<Span<M>> = self.all(part)?;
            let mut longer = Vec::new();
            for before in &reached {
                let from = next.partition_point(|span| span.first < before.last.saturating_add(least));
                for after in &next[from..] {
                    self.step()?;
                    if after.first - before.last > most {
                        break;
                    }
                    longer.push(joined(before, after));
                }
                if longer.len() >= MOST {
                    longer = distinct(longer);
                    if longer.len() >= MOST / 2 {
                        return Err(too_many());
                    }
                }
            }
            reached = distinct(longer);
        }
        for span in reached {
            if !each(span) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Pairs that do not overlap, near enough to each other, for whose first and last word `fits` holds.
    fn pairs<M: Members>(
        &mut self,
        parts: &[Spans; 2],
        ordered: bool,
        within: u32,
        fits: impl Fn(u32, u32) -> bool,
        each: &mut dyn FnMut(Span<M>) -> bool,
    ) -> Result<bool> {
        let left: Vec<Span<M>> = self.all(&parts[0])?;
        if left.is_empty() {
            return Ok(true);
        }
        let right: Vec<Span<M>> = self.all(&parts[1])?;
        let orders = [(&left, &right), (&right, &left)];
        for (firsts, seconds) in &orders[..if ordered { 1 } else { 2 }] {
            for before in *firsts {
                let from = seconds.partition_point(|span| span.first <= before.last);
                for after in &seconds[from..] {
                    self.step()?;
                    // What comes later is further away, and over a break, too.
                    if after.first - before.last > within || !fits(before.first, after.first) {
                        break;
                    }
                    if fits(before.first, after.last) && !each(joined(before, after)) {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    }
}

fn too_many() -> Error {
    Error::invalid("its words stand near each other in too many places of one text; ask for fewer, or for nearer ones")
}

fn joined<M: Members>(before: &Span<M>, after: &Span<M>) -> Span<M> {
    let mut members = before.members.clone();
    members.join(&after.members);
    Span {
        first: before.first,
        last: after.last,
        members,
    }
}

/// Spans in order of their first and last word, each place once, with all that is remembered of it.
fn distinct<M: Members>(mut found: Vec<Span<M>>) -> Vec<Span<M>> {
    if !found.is_sorted_by(|a, b| (a.first, a.last) < (b.first, b.last)) {
        found.sort_by_key(|span| (span.first, span.last));
        found.dedup_by(|next, kept| {
            let same = (next.first, next.last) == (kept.first, kept.last);
            if same {
                kept.members.join(&next.members);
            }
            same
        });
    }
    found
}

/// Spans within others, at most.
const DEEPEST: usize = 100;

impl Spans {
    /// Reads `{"leaf": N}`, `{"any": [..]}`, `{"run": [[GAP, ..], ..], "slop": N}`, `{"near": [.., ..], "within": N,
    /// "ordered": bool}`, `{"sentence": [.., ..]}`, `{"paragraph": [.., ..]}` or `{"first": .., "words": N}`. Leaves have
    /// numbers below `leaves`. Errors: Invalid.
    pub fn from_json(value: &Value, leaves: usize) -> Result<Spans> {
        Spans::read(value, leaves, DEEPEST)
    }

    fn read(value: &Value, leaves: usize, deepest: usize) -> Result<Spans> {
        let wrong = || Error::invalid(format!("these are no spans: {value}"));
        let deeper = deepest.checked_sub(1).ok_or_else(wrong)?;
        let part = |value: &Value| Spans::read(value, leaves, deeper);
        let number = |key: &str| {
            value[key]
                .as_u64()
                .map(|n| u32::try_from(n).unwrap_or(u32::MAX))
                .ok_or_else(wrong)
        };
        let list = |key: &str| value[key].as_array().ok_or_else(wrong);
        let two = |key: &str| match list(key)?.as_slice() {
            [a, b] => Ok(Box::new([part(a)?, part(b)?])),
            _ => Err(wrong()),
        };
        let kind = value
            .as_object()
            .and_then(|object| {
                ["leaf", "any", "run", "near", "sentence", "paragraph", "first"]
                    .into_iter()
                    .find(|kind| object.contains_key(*kind))
            })
            .ok_or_else(wrong)?;
        Ok(match kind {
            "leaf" => match number("leaf")? as usize {
                leaf if leaf < leaves => Spans::Leaf(leaf),
                _ => return Err(wrong()),
            },
            "any" => Spans::Any(list("any")?.iter().map(part).collect::<Result<_>>()?),
            "run" => {
                let mut parts = Vec::new();
                for pair in list("run")? {
                    let gap = pair[0]
                        .as_u64()
                        .and_then(|gap| u32::try_from(gap).ok())
                        .ok_or_else(wrong)?;
                    parts.push((gap, part(&pair[1])?));
                }
                Spans::Run {
                    parts,
                    slop: number("slop")?,
                }
            }
            "near" => Spans::Near {
                parts: two("near")?,
                within: number("within")?,
                ordered: value["ordered"].as_bool().ok_or_else(wrong)?,
            },
            "first" => Spans::First {
                part: Box::new(part(&value["first"])?),
                words: number("words")?,
            },
            kind => Spans::Together {
                parts: two(kind)?,
                paragraph: kind == "paragraph",
            },
        })
    }

    /// Whether it asks where sentences or paragraphs begin.
    pub fn needs_breaks(&self) -> bool {
        match self {
            Spans::Leaf(_) => false,
            Spans::Any(parts) => parts.iter().any(Spans::needs_breaks),
            Spans::Run { parts, .. } => parts.iter().any(|(_, part)| part.needs_breaks()),
            Spans::Near { parts, .. } => parts.iter().any(Spans::needs_breaks),
            Spans::Together { .. } => true,
            Spans::First { part, .. } => part.needs_breaks(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::test_support::Random;

    fn spans<M: Members>(what: &Spans, text: &Positions, tick: &mut dyn FnMut() -> Result<()>) -> Result<Vec<Span<M>>> {
        Finder { text, steps: 0, tick }.all(what)
    }

    /// Every match by the definition: all places of all parts, tried against each other.
    pub fn slow(what: &Spans, text: &Positions) -> Vec<(u32, u32)> {
        let crossed = |breaks: &[u32], first: u32, last: u32| breaks.iter().any(|&b| first < b && b <= last);
        let mut found = match what {
            Spans::Leaf(leaf) => text.leaves[*leaf].iter().map(|&p| (p, p)).collect(),
            Spans::Any(parts) => parts.iter().flat_map(|part| slow(part, text)).collect(),
            Spans::Run { parts, slop } => {
                let mut reached = slow(&parts[0].1, text);
                for (gap, part) in &parts[1..] {
                    let next = slow(part, text);
                    reached = reached
                        .iter()
                        .flat_map(|a| next.iter().map(move |b| (*a, *b)))
                        .filter(|(a, b)| b.0 > a.1 + gap && b.0 - a.1 - 1 - gap <= *slop)
                        .map(|(a, b)| (a.0, b.1))
                        .collect();
                }
                reached
            }
            Spans::Near { parts, within, ordered } => both(parts, text, *ordered)
                .filter(|(a, b)| b.0 - a.1 <= *within)
                .map(|(a, b)| (a.0, b.1))
                .collect(),
            Spans::Together { parts, paragraph } => both(parts, text, false)
                .filter(|(a, b)| !crossed(if *paragraph { text.paragraphs } else { text.sentences }, a.0, b.1))
                .map(|(a, b)| (a.0, b.1))
                .collect(),
            Spans::First { part, words } => slow(part, text).into_iter().filter(|s| s.1 < *words).collect(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    type Pair = ((u32, u32), (u32, u32));

    fn both(parts: &[Spans; 2], text: &Positions, ordered: bool) -> impl Iterator<Item = Pair> {
        let (left, right) = (slow(&parts[0], text), slow(&parts[1], text));
        let mut pairs = Vec::new();
        for &a in &left {
            for &b in &right {
                if a.1 < b.0 {
                    pairs.push((a, b));
                } else if b.1 < a.0 && !ordered {
                    pairs.push((b, a));
                }
            }
        }
        pairs.into_iter()
    }

    pub fn random_spans(random: &mut Random, depth: u32) -> Spans {
        let kind = if depth == 0 { 0 } else { random.below(8) };
        let mut part = || random_spans(random, depth - 1);
        match kind {
            1 => Spans::Any(vec![part(), part()]),
            2 => Spans::Run {
                parts: vec![(0, part()), (0, part()), (1, part())],
                slop: random.below(3),
            },
            3 | 4 => Spans::Near {
                parts: Box::new([part(), part()]),
                within: 1 + random.below(6),
                ordered: random.below(2) == 0,
            },
            5 | 6 => Spans::Together {
                parts: Box::new([part(), part()]),
                paragraph: random.below(2) == 0,
            },
            7 => Spans::First {
                part: Box::new(part()),
                words: random.below(20),
            },
            _ => Spans::Leaf(random.below(3) as usize),
        }
    }

    #[test]
    fn places_are_those_of_the_definition() {
        let mut random = Random(11);
        let mut matched = 0;
        for _ in 0..4000 {
            let mut list = |most: u32| {
                let mut found: Vec<u32> = (0..random.below(most)).map(|_| random.below(30)).collect();
                found.sort_unstable();
                found.dedup();
                found
            };
            let leaves = [list(8), list(8), list(8)];
            let (sentences, paragraphs) = (list(6), list(3));
            let text = Positions {
                leaves: &[&leaves[0], &leaves[1], &leaves[2]],
                sentences: &sentences,
                paragraphs: &paragraphs,
            };
            let what = random_spans(&mut random, 3);
            let wanted = slow(&what, &text);
            let mut never = || Ok(());
            let found: Vec<Span<Vec<u32>>> = spans(&what, &text, &mut never).unwrap();
            let places: Vec<(u32, u32)> = found.iter().map(|span| (span.first, span.last)).collect();
            assert_eq!(places, wanted, "{what:?} {leaves:?}");
            for most in [1, 2, 5, 1000] {
                assert_eq!(
                    count_up_to(most, &what, &text, &mut never).unwrap(),
                    wanted.len().min(most)
                );
            }
            let taking: BTreeSet<u32> = found.iter().flat_map(|span| span.members.clone()).collect();
            assert_eq!(members(&what, &text), taking.into_iter().collect::<Vec<u32>>());
            for span in &found {
                assert!(span.members.first() == Some(&span.first) && span.members.last() == Some(&span.last));
            }
            matched += usize::from(!wanted.is_empty());
        }
        assert!((1000..3500).contains(&matched), "{matched}");
    }

    #[test]
    fn too_many_places_are_refused_and_one_is_found_at_once() {
        let words: Vec<u32> = (0..40_000).collect();
        let text = Positions {
            leaves: &[&words],
            sentences: &[],
            paragraphs: &[],
        };
        let together = Spans::Together {
            parts: Box::new([Spans::Leaf(0), Spans::Leaf(0)]),
            paragraph: false,
        };
        let mut never = || Ok(());
        assert_eq!(count_up_to(1000, &together, &text, &mut never).unwrap(), 1000);
        assert!(!members(&together, &text).is_empty());
        assert!(spans::<()>(&together, &text, &mut never).is_err());
    }

    #[test]
    fn spans_are_read_from_json() {
        let text = r#"{"near": [{"leaf": 0}, {"run": [[0, {"leaf": 1}], [2, {"leaf": 0}]], "slop": 0}], "within": 5,
            "ordered": true}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert!(matches!(
            Spans::from_json(&value, 2).unwrap(),
            Spans::Near {
                within: 5,
                ordered: true,
                ..
            }
        ));
        assert!(Spans::from_json(&value, 1).is_err());
        assert!(Spans::from_json(&serde_json::json!({"first": {"leaf": 0}}), 1).is_err());
    }
}
