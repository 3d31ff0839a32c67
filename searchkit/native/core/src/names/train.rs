//! Learns weights from texts whose names are known, wholly or in part.
//!
//! The model is a conditional random field of one chain; what a text leaves open is summed over. It is fitted by
//! stochastic gradients with a rate of its own for each weight (AdaGrad; Duchi, Hazan and Singer 2011), and features drop
//! out at random, so that names known by heart do not keep contexts from being learned.

use super::crf::{Scores, Sums, Transitions};
use super::features::{CLASSES, Features, Prepared};
use super::labels::{Allowed, LABELS, ONLY_OUTSIDE, first, later};
use super::lexicon::Lexicon;
use super::model::{Index, Parts, row_key, written};

/// What may be known of a span of characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// A name of this kind.
    Name(usize),
    /// Nothing: any label will do.
    Open,
}

/// A text with its names; what is in no span is no name.
pub struct Lesson {
    /// The text.
    pub text: String,
    /// What is known of it: begin and end in characters.
    pub spans: Vec<(usize, usize, Known)>,
    /// Its gradients count so many times.
    pub weight: f32,
}

/// How weights are learned.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How often all lessons are read.
    pub rounds: usize,
    /// The rate of learning.
    pub rate: f32,
    /// The share of features that drop out.
    pub dropout: f32,
    /// Features seen less often are not learned.
    pub least: u32,
    /// At most so many features are kept, those with the greatest weights.
    pub most: usize,
}

struct Sentence {
    features: Vec<Vec<u32>>,
    class: Vec<u8>,
    allowed: Vec<Allowed>,
    gold: Vec<Allowed>,
    weight: f32,
}

/// Random numbers that are the same at every run (xorshift; Marsaglia 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// For each token the labels that the lesson allows.
fn gold(prepared: &Prepared, lesson: &Lesson) -> Vec<Allowed> {
    let mut gold = vec![ONLY_OUTSIDE; prepared.tokens.len()];
    for &(start, end, known) in &lesson.spans {
        let mut begun = false;
        for (at, token) in prepared.tokens.iter().enumerate() {
            if token.char_end <= start || token.char_start >= end {
                continue;
            }
            let label = match known {
                Known::Open => super::labels::ANY,
                Known::Name(kind) if begun => 1 << later(kind),
                Known::Name(kind) => 1 << first(kind),
            };
            // A name that holds what no name may hold is learned in its parts.
            begun = prepared.allowed[at] & label != 0;
            gold[at] = if begun { label } else { ONLY_OUTSIDE };
        }
    }
    for (gold, &allowed) in gold.iter_mut().zip(&prepared.allowed) {
        *gold &= allowed;
    }
    gold
}

/// The bytes of the tagger that the lessons teach.
pub fn train(lessons: &[Lesson], lexicon: &Lexicon, settings: Settings) -> Vec<u8> {
    let reader = Features::default();
    let mut counts = Index::default();
    let mut prepared = Vec::with_capacity(lessons.len());
    for lesson in lessons {
        let ready = reader.prepare(&lesson.text, lexicon);
        for &feature in &ready.features {
            *counts.entry(row_key(feature)).or_default() += 1;
        }
        prepared.push(ready);
    }
    let mut keys: Vec<u32> = counts
        .iter()
        .filter(|&(_, &n)| n >= settings.least)
        .map(|(&k, _)| k)
        .collect();
    keys.sort_unstable();
    let index: Index = keys.iter().enumerate().map(|(i, &key)| (key, i as u32)).collect();
    drop(counts);
    let mut sentences = Vec::new();
    for (ready, lesson) in prepared.iter().zip(lessons) {
        let gold = gold(ready, lesson);
        for &(begin, end) in &ready.sentences {
            if ready.allowed[begin..end].iter().all(|&a| a == ONLY_OUTSIDE) {
                continue;
            }
            let features = (begin..end)
                .map(|at| {
                    let own = &ready.features[ready.starts[at] as usize..ready.starts[at + 1] as usize];
                    own.iter().filter_map(|&f| index.get(&row_key(f)).copied()).collect()
                })
                .collect();
            sentences.push(Sentence {
                features,
                class: ready.class[begin..end].to_vec(),
                allowed: ready.allowed[begin..end].to_vec(),
                gold: gold[begin..end].to_vec(),
                weight: lesson.weight,
            });
        }
    }
    drop(prepared);
    let mut weights = vec![[0.0f32; LABELS]; keys.len()];
    let mut squares = vec![[0.0f32; LABELS]; keys.len()];
    let mut transitions: Box<Transitions> = Box::new([[[0.0; LABELS]; LABELS + 1]; CLASSES]);
    let mut transition_squares = transitions.clone();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for _ in 0..settings.rounds {
        for i in (1..order.len()).rev() {
            order.swap(i, (random.next() % (i as u64 + 1)) as usize);
        }
        for &number in &order {
            learn(
                &sentences[number],
                &mut weights,
                &mut squares,
                &mut transitions,
                &mut transition_squares,
                &mut random,
                settings,
            );
        }
    }
    rounded(&keys, &weights, &transitions, lexicon, settings.most)
}

fn learn(
    sentence: &Sentence,
    weights: &mut [[f32; LABELS]],
    squares: &mut [[f32; LABELS]],
    transitions: &mut Transitions,
    transition_squares: &mut Transitions,
    random: &mut Random,
    settings: Settings,
) {
    let keep = 1.0 - settings.dropout;
    let threshold = (f64::from(keep) * f64::from(u32::MAX)) as u64;
    let mut kept: Vec<Vec<u32>> = Vec::with_capacity(sentence.features.len());
    let scores: Vec<Scores> = sentence
        .features
        .iter()
        .map(|features| {
            let mut score = [0.0; LABELS];
            let mut used = Vec::with_capacity(features.len());
            for &feature in features {
                if settings.dropout > 0.0 && random.next() >> 32 > threshold {
                    continue;
                }
                used.push(feature);
                for (slot, weight) in score.iter_mut().zip(&weights[feature as usize]) {
                    *slot += weight / keep;
                }
            }
            kept.push(used);
            score
        })
        .collect();
    let all = Sums::new(&scores, &sentence.class, &sentence.allowed, transitions);
    let right = Sums::new(&scores, &sentence.class, &sentence.gold, transitions);
    for (at, features) in kept.iter().enumerate() {
        if sentence.allowed[at] == ONLY_OUTSIDE && (at == 0 || sentence.allowed[at - 1] == ONLY_OUTSIDE) {
            continue;
        }
        let mut gradient = [0.0f32; LABELS];
        let mut moves = false;
        for (label, slot) in gradient.iter_mut().enumerate() {
            *slot = (right.at(at, label) - all.at(at, label)) as f32 * sentence.weight;
            moves |= slot.abs() > 1e-4;
        }
        if moves {
            for &feature in features {
                let (row, square) = (&mut weights[feature as usize], &mut squares[feature as usize]);
                for label in 0..LABELS {
                    let g = gradient[label];
                    square[label] += g * g;
                    row[label] += settings.rate * g / (square[label].sqrt() + 1e-3);
                }
            }
        }
        let befores = if at == 0 { LABELS..LABELS + 1 } else { 0..LABELS };
        for before in befores {
            for label in 0..LABELS {
                let g = (right.pair(at, before, label) - all.pair(at, before, label)) as f32 * sentence.weight;
                if g.abs() > 1e-4 {
                    let class = sentence.class[at] as usize;
                    let square = &mut transition_squares[class][before][label];
                    *square += g * g;
                    transitions[class][before][label] += settings.rate * g / (square.sqrt() + 1e-3);
                }
            }
        }
    }
}

fn rounded(
    keys: &[u32],
    weights: &[[f32; LABELS]],
    transitions: &Transitions,
    lexicon: &Lexicon,
    most: usize,
) -> Vec<u8> {
    let size = |row: &[f32; LABELS]| row.iter().fold(0.0f32, |most, w| most.max(w.abs()));
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| {
        size(&weights[b])
            .total_cmp(&size(&weights[a]))
            .then(keys[a].cmp(&keys[b]))
    });
    order.truncate(most);
    let greatest = order.first().map_or(1.0, |&i| size(&weights[i])).max(1e-6);
    let scale = greatest / 127.0;
    let mut rows: Vec<(u32, [i8; LABELS])> = order
        .iter()
        .map(|&i| (keys[i], weights[i].map(|w| (w / scale).round() as i8)))
        .filter(|(_, row)| row.iter().any(|&w| w != 0))
        .collect();
    rows.sort_unstable();
    written(&Parts {
        lexicon,
        rows: &rows,
        scale,
        transitions,
    })
}
