//! The tagger: weights by feature, read from bytes that are checked first.

use super::crf::{Scores, Sums, Transitions, best};
use super::features::{CLASSES, Features, Prepared};
use super::labels::{KINDS, LABELS, OUTSIDE};
use super::lexicon::{Hashed, Lexicon};

/// What the bytes of a tagger begin with.
pub const MAGIC: &[u8; 8] = b"SKNAMES1";

/// A name in a text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Name {
    /// An index of `KINDS`.
    pub kind: usize,
    /// Where it begins, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// Where it begins and ends, in bytes.
    pub bytes: (usize, usize),
    /// How probable its least certain token is, from 0 to 1; 1 where it was not asked for.
    pub certainty: f64,
}

#[derive(Clone, Copy, Default)]
struct Row {
    key: u32,
    weights: [i8; PADDED],
}

impl Row {
    #[inline]
    fn add_to(&self, sum: &mut [i16; PADDED]) {
        for (total, &weight) in sum.iter_mut().zip(&self.weights) {
            *total += i16::from(weight);
        }
    }
}

/// Features whose weights are fetched together.
const AT_ONCE: usize = 128;

/// What of a key stands in the table of tags: never 0.
#[inline]
fn tag(key: u32) -> u8 {
    (key >> 24) as u8 | 1
}

/// The weights of a row with those that make a row 16 bytes long, and are 0.
const PADDED: usize = 12;

/// Finds names in texts.
pub struct Tagger {
    /// What it looks at.
    pub features: Features,
    /// What it knows of words and phrases.
    pub lexicon: Lexicon,
    rows: Vec<Row>,
    /// The tag of the key of each row; 0 where there is none. It is small enough to stay near the processor.
    tags: Vec<u8>,
    scale: f32,
    transitions: Box<Transitions>,
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5u32;
    for &byte in bytes {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], String> {
        if n > self.0.len() {
            return Err("the weights end too early".to_string());
        }
        let (taken, rest) = self.0.split_at(n);
        self.0 = rest;
        Ok(taken)
    }
    fn u32(&mut self) -> Result<u32, String> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().unwrap_or_default()))
    }
    fn u16(&mut self) -> Result<u16, String> {
        Ok(u16::from_le_bytes(self.take(2)?.try_into().unwrap_or_default()))
    }
    fn f32(&mut self) -> Result<f32, String> {
        let value = f32::from_bits(self.u32()?);
        if value.is_finite() {
            Ok(value)
        } else {
            Err("a weight is not a number".to_string())
        }
    }
}

/// What a tagger is written from: rows of rounded weights by feature, sorted by key.
pub struct Parts<'a> {
    /// What is known of words and phrases.
    pub lexicon: &'a Lexicon,
    /// The weights of each feature by label.
    pub rows: &'a [(u32, [i8; LABELS])],
    /// What a rounded weight of 1 is worth.
    pub scale: f32,
    /// The scores of a label after another.
    pub transitions: &'a Transitions,
}

/// The bytes of a tagger.
pub fn written(parts: &Parts<'_>) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let mut flags: Vec<(u32, u16)> = parts.lexicon.flags.iter().map(|(&k, &v)| (k, v)).collect();
    flags.sort_unstable();
    out.extend((flags.len() as u32).to_le_bytes());
    for (key, value) in flags {
        out.extend(key.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    let mut begins: Vec<(u32, u8)> = parts.lexicon.begins.iter().map(|(&k, &v)| (k, v)).collect();
    begins.sort_unstable();
    out.extend((begins.len() as u32).to_le_bytes());
    for (key, value) in begins {
        out.extend(key.to_le_bytes());
        out.push(value);
    }
    for score in parts.transitions.iter().flatten().flatten() {
        out.extend(score.to_bits().to_le_bytes());
    }
    out.extend(parts.scale.to_bits().to_le_bytes());
    out.extend((parts.rows.len() as u32).to_le_bytes());
    for (key, weights) in parts.rows {
        out.extend(key.to_le_bytes());
        out.extend(weights.iter().map(|&w| w as u8));
    }
    let sum = checksum(&out);
    out.extend(sum.to_le_bytes());
    out
}

impl Tagger {
    /// Reads weights. The error says what does not fit.
    pub fn read(bytes: &[u8]) -> std::result::Result<Tagger, String> {
        if bytes.len() < 12 || &bytes[..8] != MAGIC {
            return Err("these are not the weights of a tagger of names".to_string());
        }
        let (body, sum) = bytes.split_at(bytes.len() - 4);
        if sum != checksum(body).to_le_bytes() {
            return Err("the checksum of the weights does not match".to_string());
        }
        let mut reader = Reader(&body[8..]);
        let mut lexicon = Lexicon::default();
        let count = reader.u32()? as usize;
        lexicon.flags.reserve(count.min(1 << 20));
        for _ in 0..count {
            let (key, flags) = (reader.u32()?, reader.u16()?);
            lexicon.flags.insert(key, flags);
        }
        for _ in 0..reader.u32()? {
            let key = reader.u32()?;
            lexicon.begins.insert(key, reader.take(1)?[0]);
        }
        let mut transitions: Box<Transitions> = Box::new([[[0.0; LABELS]; LABELS + 1]; CLASSES]);
        for score in transitions.iter_mut().flatten().flatten() {
            *score = reader.f32()?;
        }
        let scale = reader.f32()?;
        let count = reader.u32()? as usize;
        if count > 1 << 22 || count * (4 + LABELS) != reader.0.len() {
            return Err("the length of the weights does not match their header".to_string());
        }
        let mut rows = vec![Row::default(); (count * 2).next_power_of_two().max(16)];
        let mask = rows.len() - 1;
        for _ in 0..count {
            let key = reader.u32()?.max(1);
            let mut weights = [0; PADDED];
            for (slot, &byte) in weights.iter_mut().zip(reader.take(LABELS)?) {
                *slot = byte as i8;
            }
            let mut at = key as usize & mask;
            while rows[at].key != 0 && rows[at].key != key {
                at = (at + 1) & mask;
            }
            rows[at] = Row { key, weights };
        }
        let tags = rows
            .iter()
            .map(|row| if row.key == 0 { 0 } else { tag(row.key) })
            .collect();
        Ok(Tagger {
            features: Features::default(),
            lexicon,
            rows,
            tags,
            scale,
            transitions,
        })
    }

    fn scores(&self, prepared: &Prepared) -> Vec<Scores> {
        let mut scores = vec![[0.0; LABELS]; prepared.tokens.len()];
        for (at, score) in scores.iter_mut().enumerate() {
            let features = &prepared.features[prepared.starts[at] as usize..prepared.starts[at + 1] as usize];
            if features.is_empty() {
                continue;
            }
            // No more than 67 weights of eight bits are added up.
            let mut sum = [0i16; PADDED];
            for features in features.chunks(AT_ONCE) {
                self.add(features, &mut sum);
            }
            for (score, &total) in score.iter_mut().zip(&sum) {
                *score = f32::from(total) * self.scale;
            }
        }
        scores
    }

    /// Adds the weights of some features.
    #[inline]
    fn add(&self, features: &[u32], sum: &mut [i16; PADDED]) {
        let mask = self.rows.len() - 1;
        // The tags say of nearly all features whether they have a row. They are looked at without a branch, since none
        // would be foreseen, and so the memory fetches the rows side by side.
        let (mut hits, mut others) = ([0u32; AT_ONCE], [0u32; AT_ONCE]);
        let (mut hit_count, mut other_count) = (0, 0);
        for &feature in features {
            let key = row_key(feature);
            let there = self.tags[key as usize & mask];
            hits[hit_count % AT_ONCE] = key;
            hit_count += usize::from(there == tag(key));
            others[other_count % AT_ONCE] = key;
            other_count += usize::from((there != tag(key)) & (there != 0));
        }
        for &key in &hits[..hit_count] {
            let row = &self.rows[key as usize & mask];
            if row.key == key {
                row.add_to(sum);
            } else {
                self.add_beyond(key, sum);
            }
        }
        for &key in &others[..other_count] {
            self.add_beyond(key, sum);
        }
    }

    /// Adds the weights of a feature whose place another one has, if there are any.
    #[inline]
    fn add_beyond(&self, key: u32, sum: &mut [i16; PADDED]) {
        let mask = self.rows.len() - 1;
        let mut slot = (key as usize + 1) & mask;
        while self.tags[slot] != 0 {
            if self.tags[slot] == tag(key) && self.rows[slot].key == key {
                self.rows[slot].add_to(sum);
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The names in a text, in order. With `certain`, how probable each is.
    pub fn names(&self, text: &str, certain: bool) -> Vec<Name> {
        let prepared = self.features.prepare(text, &self.lexicon);
        let scores = self.scores(&prepared);
        let mut names = Vec::new();
        for &(begin, end) in &prepared.sentences {
            // Only stretches that may hold names are worth a chain.
            let mut at = begin;
            while at < end {
                if prepared.allowed[at] == super::labels::ONLY_OUTSIDE {
                    at += 1;
                    continue;
                }
                let mut stop = at;
                while stop < end && prepared.allowed[stop] != super::labels::ONLY_OUTSIDE {
                    stop += 1;
                }
                let (from, to) = (at.saturating_sub(1).max(begin), (stop + 1).min(end));
                let (scores, class, allowed) = (
                    &scores[from..to],
                    &prepared.class[from..to],
                    &prepared.allowed[from..to],
                );
                let labels = best(scores, class, allowed, &self.transitions);
                let sums = certain.then(|| Sums::new(scores, class, allowed, &self.transitions));
                collect(&prepared, from, &labels, sums.as_ref(), &mut names);
                at = stop;
            }
        }
        names
    }
}

fn collect(prepared: &Prepared, from: usize, labels: &[usize], sums: Option<&Sums>, names: &mut Vec<Name>) {
    let mut open: Option<Name> = None;
    for (i, &label) in labels.iter().enumerate() {
        let token = &prepared.tokens[from + i];
        let sure = sums.map_or(1.0, |s| s.at(i, label));
        if label == OUTSIDE || label % 2 == 1 {
            names.extend(open.take());
        }
        if label != OUTSIDE {
            let kind = (label - 1) / 2;
            let name = open.get_or_insert(Name {
                kind,
                start: token.char_start,
                end: token.char_end,
                bytes: (token.start, token.end),
                certainty: 1.0,
            });
            name.end = token.char_end;
            name.bytes.1 = token.end;
            name.certainty = name.certainty.min(sure);
        }
    }
    names.extend(open);
    debug_assert!(names.iter().all(|name| name.kind < KINDS.len()));
}

/// The key of features as rows are kept under it; 0 marks an empty place.
pub fn row_key(feature: u32) -> u32 {
    feature.max(1)
}

/// Numbers of features by their keys.
pub type Index = Hashed<u32, u32>;

#[cfg(test)]
mod tests {
    use super::super::train::{Known, Lesson, Settings, train};
    use super::*;

    fn weights() -> Vec<u8> {
        let lesson = Lesson {
            text: "Blorg went to Zib. Blorg is in Zib.".to_string(),
            spans: vec![(0, 5, Known::Name(0)), (14, 17, Known::Name(1)), (31, 34, Known::Open)],
            weight: 1.0,
        };
        let settings = Settings {
            rounds: 20,
            rate: 0.1,
            dropout: 0.1,
            least: 1,
            most: 500,
        };
        train(&[lesson], &Lexicon::default(), settings)
    }

    #[test]
    fn what_is_learned_is_read_again() {
        let names = Tagger::read(&weights()).unwrap().names("Blorg went to Zib.", true);
        assert_eq!(
            names.iter().map(|n| (n.kind, n.start, n.end)).collect::<Vec<_>>(),
            [(0, 0, 5), (1, 14, 17)]
        );
        assert_eq!(weights(), weights());
    }

    #[test]
    fn no_damage_gets_through_and_none_panics() {
        let good = weights();
        for at in (0..good.len()).step_by(97) {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert!(Tagger::read(&bad).is_err());
            assert!(Tagger::read(&good[..at]).is_err());
            // Damage whose checksum is right: refused or read, but never a panic.
            let end = bad.len() - 4;
            let sum = checksum(&bad[..end]).to_le_bytes();
            bad[end..].copy_from_slice(&sum);
            if let Ok(tagger) = Tagger::read(&bad) {
                tagger.names("Blorg of the Zib, U.S. (A) went to Zib.", true);
            }
        }
    }
}
