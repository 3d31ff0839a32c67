//! Classes of words learned from texts that nobody has labelled.
//!
//! Words that stand between the same words come into one class: the classes are those under which a bigram model of
//! classes gives the texts a high probability (Brown et al., Class-based n-gram models of natural language, 1992), found
//! by moving one word at a time to the class where it fits best (the exchange algorithm; Martin, Liermann and Ney 1998).

use super::lexicon::Hashed;
use super::token::{Case, plain, tokens};

/// A word in lower case, without accents, with the number of its class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Classed {
    /// The word.
    pub word: String,
    /// The number of its class.
    pub class: u16,
}

/// How classes are learned.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// At most so many words, those that are seen most often.
    pub words: usize,
    /// How many classes there are.
    pub classes: usize,
    /// How often each word may move.
    pub rounds: usize,
}

/// What stands for all that is no word of the vocabulary.
const OTHERS: usize = 5;

fn other(case: Case) -> u32 {
    match case {
        Case::Mark => 0,
        Case::Digit => 1,
        Case::Small => 2,
        Case::Raised | Case::Mixed => 3,
        Case::Capitals | Case::Initial => 4,
    }
}

/// How often each item stands before each other one.
struct Bigrams {
    after: Vec<Vec<(u32, u32)>>,
    before: Vec<Vec<(u32, u32)>>,
}

impl Bigrams {
    fn new(items: usize, pairs: &Hashed<u64, u32>) -> Bigrams {
        let mut sorted: Vec<(u64, u32)> = pairs.iter().map(|(&pair, &times)| (pair, times)).collect();
        sorted.sort_unstable();
        let mut bigrams = Bigrams {
            after: vec![Vec::new(); items],
            before: vec![Vec::new(); items],
        };
        for (pair, times) in sorted {
            let (first, second) = ((pair >> 32) as u32, pair as u32);
            bigrams.after[first as usize].push((second, times));
            bigrams.before[second as usize].push((first, times));
        }
        bigrams
    }

    fn len(&self) -> usize {
        self.after.len()
    }
}

/// The classes of the most frequent words of the texts, sorted by word.
pub fn learned(texts: &[String], settings: Settings) -> Vec<Classed> {
    let mut counts: Hashed<u64, u32> = Hashed::default();
    let mut written: Hashed<u64, String> = Hashed::default();
    for text in texts {
        for token in tokens(text) {
            if !matches!(token.case, Case::Mark | Case::Digit) {
                *counts.entry(token.norm).or_default() += 1;
                written
                    .entry(token.norm)
                    .or_insert_with(|| text[token.start..token.end].chars().filter_map(plain).collect());
            }
        }
    }
    let mut vocabulary: Vec<(u64, u32)> = counts.into_iter().collect();
    vocabulary.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    vocabulary.truncate(settings.words);
    let index: Hashed<u64, u32> = vocabulary
        .iter()
        .enumerate()
        .map(|(i, &(norm, _))| (norm, (i + OTHERS) as u32))
        .collect();
    let mut pairs: Hashed<u64, u32> = Hashed::default();
    for text in texts {
        let mut last = 0;
        for token in tokens(text) {
            let item = match token.case {
                Case::Mark | Case::Digit => other(token.case),
                case => index.get(&token.norm).copied().unwrap_or_else(|| other(case)),
            };
            *pairs.entry(u64::from(last) << 32 | u64::from(item)).or_default() += 1;
            last = item;
        }
    }
    let bigrams = Bigrams::new(vocabulary.len() + OTHERS, &pairs);
    let class = exchanged(&bigrams, OTHERS + settings.classes, settings.rounds);
    let mut classed: Vec<Classed> = vocabulary
        .iter()
        .enumerate()
        .map(|(i, (norm, _))| Classed {
            word: written[norm].clone(),
            class: class[i + OTHERS] as u16,
        })
        .collect();
    classed.sort_unstable_by(|a, b| a.word.cmp(&b.word));
    classed
}

#[inline]
fn entropy(n: f64) -> f64 {
    if n > 0.0 { n * n.ln() } else { 0.0 }
}

/// The table of n ln n for small n, and the function beyond it.
struct Entropies(Vec<f64>);

impl Entropies {
    fn of(&self, n: u32) -> f64 {
        self.0.get(n as usize).copied().unwrap_or_else(|| entropy(f64::from(n)))
    }
}

/// The class of each item. The first `OTHERS` items keep a class of their own.
fn exchanged(bigrams: &Bigrams, classes: usize, rounds: usize) -> Vec<u32> {
    let mut exchange = Exchange::new(bigrams, classes);
    let mut beside = Beside::new(classes);
    for _ in 0..rounds {
        let mut moved = 0;
        for item in OTHERS..bigrams.len() {
            let old = exchange.class[item] as usize;
            beside.look(item, bigrams, &exchange.class);
            exchange.take_out(old, &beside);
            let to = exchange.best(old, &beside);
            exchange.put_in(to, &beside);
            beside.clear();
            exchange.class[item] = to as u32;
            moved += usize::from(to != old);
        }
        if moved == 0 {
            break;
        }
    }
    exchange.class
}

/// What stands beside one item, by class. What it stands beside itself counts apart.
struct Beside {
    /// How often each class stands after it, and before it.
    after: Vec<u32>,
    before: Vec<u32>,
    /// The classes of which any do.
    afters: Vec<usize>,
    befores: Vec<usize>,
    itself: u32,
    total_after: u32,
    total_before: u32,
}

impl Beside {
    fn new(classes: usize) -> Beside {
        Beside {
            after: vec![0; classes],
            before: vec![0; classes],
            afters: Vec::new(),
            befores: Vec::new(),
            itself: 0,
            total_after: 0,
            total_before: 0,
        }
    }

    /// Counts what stands beside an item.
    fn look(&mut self, item: usize, bigrams: &Bigrams, class: &[u32]) {
        for &(second, times) in &bigrams.after[item] {
            self.total_after += times;
            if second as usize == item {
                self.itself += times;
                continue;
            }
            let h = class[second as usize] as usize;
            if self.after[h] == 0 {
                self.afters.push(h);
            }
            self.after[h] += times;
        }
        for &(first, times) in &bigrams.before[item] {
            self.total_before += times;
            if first as usize == item {
                continue;
            }
            let g = class[first as usize] as usize;
            if self.before[g] == 0 {
                self.befores.push(g);
            }
            self.before[g] += times;
        }
    }

    /// Makes ready for the next item.
    fn clear(&mut self) {
        self.afters.drain(..).for_each(|h| self.after[h] = 0);
        self.befores.drain(..).for_each(|g| self.before[g] = 0);
        (self.itself, self.total_after, self.total_before) = (0, 0, 0);
    }
}

/// The classes of all items, and how often each class stands before each other one.
struct Exchange {
    classes: usize,
    entropies: Entropies,
    class: Vec<u32>,
    /// By the first class, then the second.
    table: Vec<u32>,
    /// The sums of the table by the first class, and by the second.
    rows: Vec<u32>,
    columns: Vec<u32>,
}

impl Exchange {
    /// Items are dealt to the classes in turn.
    fn new(bigrams: &Bigrams, classes: usize) -> Exchange {
        let class: Vec<u32> = (0..bigrams.len())
            .map(|i| {
                if i < OTHERS {
                    i as u32
                } else {
                    (OTHERS + (i - OTHERS) % (classes - OTHERS)) as u32
                }
            })
            .collect();
        let mut table = vec![0u32; classes * classes];
        let mut rows = vec![0u32; classes];
        let mut columns = vec![0u32; classes];
        for (first, after) in bigrams.after.iter().enumerate() {
            for &(second, times) in after {
                let (g, h) = (class[first] as usize, class[second as usize] as usize);
                table[g * classes + h] += times;
                rows[g] += times;
                columns[h] += times;
            }
        }
        Exchange {
            classes,
            entropies: Entropies((0..1 << 16).map(|n| entropy(f64::from(n))).collect()),
            class,
            table,
            rows,
            columns,
        }
    }

    /// Takes an item out of its class.
    fn take_out(&mut self, from: usize, item: &Beside) {
        for &h in &item.afters {
            self.table[from * self.classes + h] -= item.after[h];
        }
        for &g in &item.befores {
            self.table[g * self.classes + from] -= item.before[g];
        }
        self.table[from * self.classes + from] -= item.itself;
        self.rows[from] -= item.total_after;
        self.columns[from] -= item.total_before;
    }

    /// Puts an item into a class.
    fn put_in(&mut self, to: usize, item: &Beside) {
        for &h in &item.afters {
            self.table[to * self.classes + h] += item.after[h];
        }
        for &g in &item.befores {
            self.table[g * self.classes + to] += item.before[g];
        }
        self.table[to * self.classes + to] += item.itself;
        self.rows[to] += item.total_after;
        self.columns[to] += item.total_before;
    }

    /// The class in which an item gains most; of those that gain as much, the old one.
    fn best(&self, old: usize, item: &Beside) -> usize {
        let mut best = (f64::MIN, old);
        for to in OTHERS..self.classes {
            let gain = self.gain(to, item);
            if gain > best.0 + 1e-9 || (gain > best.0 - 1e-9 && to == old) {
                best = (gain, to);
            }
        }
        best.1
    }

    /// By how much an item in a class would make the texts more probable.
    #[inline]
    fn gain(&self, to: usize, item: &Beside) -> f64 {
        let (classes, entropies) = (self.classes, &self.entropies);
        let mut gain = entropies.of(self.rows[to]) - entropies.of(self.rows[to] + item.total_after)
            + entropies.of(self.columns[to])
            - entropies.of(self.columns[to] + item.total_before);
        for &h in &item.afters {
            if h != to {
                let there = self.table[to * classes + h];
                gain += entropies.of(there + item.after[h]) - entropies.of(there);
            }
        }
        for &g in &item.befores {
            if g != to {
                let there = self.table[g * classes + to];
                gain += entropies.of(there + item.before[g]) - entropies.of(there);
            }
        }
        let there = self.table[to * classes + to];
        gain + (entropies.of(there + item.after[to] + item.before[to] + item.itself) - entropies.of(there))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_the_same_words_come_into_one_class() {
        let mut text = String::new();
        for who in ["anna", "bert", "carl", "dora"] {
            for what in ["eats", "cooks", "buys", "sells"] {
                for thing in ["bread", "fish", "rice", "soup"] {
                    text.push_str(&format!("{who} {what} the {thing} . "));
                }
            }
        }
        let settings = Settings {
            words: 100,
            classes: 4,
            rounds: 20,
        };
        let classed = learned(&[text], settings);
        let class = |word: &str| classed.iter().find(|c| c.word == word).map(|c| c.class);
        for alike in [
            ["anna", "bert", "carl", "dora"],
            ["eats", "cooks", "buys", "sells"],
            ["bread", "fish", "rice", "soup"],
        ] {
            assert!(alike.iter().all(|word| class(word) == class(alike[0])), "{classed:?}");
        }
        assert_ne!(class("anna"), class("eats"));
        assert_eq!(classed.len(), 13);
    }
}
