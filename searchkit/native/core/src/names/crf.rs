//! A conditional random field over the labels of a chain of tokens: the best labels, and the probabilities of all.

use super::features::CLASSES;
use super::labels::{Allowed, LABELS, OUTSIDE, follows};

/// The scores of the labels of each token, as its features give them.
pub type Scores = [f32; LABELS];
/// The score of a label after another (the last row: at the beginning), by the class of the token.
pub type Transitions = [[[f32; LABELS]; LABELS + 1]; CLASSES];
/// The score of what may not follow.
const NEVER: f32 = -1e9;

#[inline]
fn step(transitions: &Transitions, class: u8, before: Option<usize>, label: usize) -> f32 {
    if follows(before, label) {
        transitions[class as usize][before.unwrap_or(LABELS)][label]
    } else {
        NEVER
    }
}

/// The labels of the best chain (Viterbi 1967).
pub fn best(scores: &[Scores], class: &[u8], allowed: &[Allowed], transitions: &Transitions) -> Vec<usize> {
    let n = scores.len();
    let mut from = vec![[0u8; LABELS]; n];
    let mut so_far = [NEVER; LABELS];
    for at in 0..n {
        let mut next = [NEVER; LABELS];
        let steps = &transitions[class[at] as usize];
        if at == 0 {
            for label in (0..LABELS).filter(|label| allowed[0] >> label & 1 == 1) {
                next[label] = step(transitions, class[0], None, label) + scores[0][label];
            }
            so_far = next;
            continue;
        }
        // The best label before each, of all labels side by side.
        let mut most = [NEVER * 2.0; LABELS];
        let mut from_all = [0u8; LABELS];
        for (before, row) in steps[..LABELS].iter().enumerate() {
            for label in 0..LABELS {
                let score = so_far[before] + row[label];
                let better = score > most[label];
                most[label] = if better { score } else { most[label] };
                from_all[label] = if better { before as u8 } else { from_all[label] };
            }
        }
        for label in (0..LABELS).filter(|label| allowed[at] >> label & 1 == 1) {
            // A later token of a name follows tokens of that kind alone.
            if label != OUTSIDE && label % 2 == 0 {
                most[label] = NEVER * 2.0;
                from_all[label] = 0;
                for before in [label - 1, label] {
                    let score = so_far[before] + steps[before][label];
                    if score > most[label] {
                        (most[label], from_all[label]) = (score, before as u8);
                    }
                }
            }
            next[label] = most[label] + scores[at][label];
        }
        from[at] = from_all;
        so_far = next;
    }
    let mut labels = vec![0; n];
    let Some(last) = n.checked_sub(1) else { return labels };
    let mut label = (0..LABELS)
        .max_by(|&a, &b| so_far[a].total_cmp(&so_far[b]))
        .unwrap_or(0);
    for at in (0..=last).rev() {
        labels[at] = label;
        label = from[at][label] as usize;
    }
    labels
}

/// The sums of the forward and backward passes of a conditional random field (Lafferty, McCallum and Pereira 2001).
pub struct Sums {
    forward: Vec<[f64; LABELS]>,
    backward: Vec<[f64; LABELS]>,
    scale: Vec<f64>,
    weights: Vec<[f64; LABELS]>,
    steps: Vec<[[f64; LABELS]; LABELS + 1]>,
    class: Vec<u8>,
}

impl Sums {
    /// All chains of allowed labels.
    pub fn new(scores: &[Scores], class: &[u8], allowed: &[Allowed], transitions: &Transitions) -> Sums {
        let n = scores.len();
        let steps: Vec<_> = (0..CLASSES)
            .map(|class| {
                let mut table = [[0.0; LABELS]; LABELS + 1];
                for (before, row) in table.iter_mut().enumerate() {
                    for (label, slot) in row.iter_mut().enumerate() {
                        let score = step(transitions, class as u8, (before < LABELS).then_some(before), label);
                        *slot = if score <= NEVER { 0.0 } else { f64::from(score).exp() };
                    }
                }
                table
            })
            .collect();
        let mut weights = vec![[0.0; LABELS]; n];
        for at in 0..n {
            let most = (0..LABELS)
                .filter(|l| allowed[at] >> l & 1 == 1)
                .map(|l| scores[at][l])
                .fold(f32::MIN, f32::max);
            for label in 0..LABELS {
                if allowed[at] >> label & 1 == 1 {
                    weights[at][label] = f64::from(scores[at][label] - most).exp();
                }
            }
        }
        let mut forward = vec![[0.0; LABELS]; n];
        let mut scale = vec![1.0; n];
        for at in 0..n {
            let table = &steps[class[at] as usize];
            for label in 0..LABELS {
                let sum = if at == 0 {
                    table[LABELS][label]
                } else {
                    (0..LABELS)
                        .map(|before| forward[at - 1][before] * table[before][label])
                        .sum()
                };
                forward[at][label] = sum * weights[at][label];
            }
            let total: f64 = forward[at].iter().sum::<f64>().max(1e-300);
            forward[at].iter_mut().for_each(|x| *x /= total);
            scale[at] = total;
        }
        let mut backward = vec![[1.0; LABELS]; n];
        for at in (0..n.saturating_sub(1)).rev() {
            let table = &steps[class[at + 1] as usize];
            for before in 0..LABELS {
                let sum: f64 = (0..LABELS)
                    .map(|label| table[before][label] * weights[at + 1][label] * backward[at + 1][label])
                    .sum();
                backward[at][before] = sum / scale[at + 1];
            }
        }
        Sums {
            forward,
            backward,
            scale,
            weights,
            steps,
            class: class.to_vec(),
        }
    }

    /// The probability of a label of a token.
    #[inline]
    pub fn at(&self, at: usize, label: usize) -> f64 {
        self.forward[at][label] * self.backward[at][label]
    }

    /// The probability of two labels in a row, the second at `at`; `before` is LABELS at the beginning.
    #[inline]
    pub fn pair(&self, at: usize, before: usize, label: usize) -> f64 {
        let step =
            self.steps[self.class[at] as usize][before][label] * self.weights[at][label] * self.backward[at][label]
                / self.scale[at];
        if before == LABELS {
            step
        } else {
            self.forward[at - 1][before] * step
        }
    }
}
