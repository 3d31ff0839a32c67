//! What the workers gathered, read in the order in which documents were added.

use super::interner::Interner;
use super::partial::{DROPPED, Partial, Run};
use super::slots::Slot;
use crate::segment::dictionary::Kept;

/// A batch in the order of addition: (worker, batch of the worker, number of its first document in the segment).
pub type Order = Vec<(usize, usize, u32)>;

/// What of one field every encoding thread needs.
pub struct Terms {
    /// Sorted by their bytes: a worker that has the term, and its number there.
    pub sorted: Vec<(u32, u32)>,
    /// For each worker, the rank of each number.
    pub rank: Vec<Vec<u32>>,
}

impl Terms {
    pub fn of(interners: &[&Interner]) -> Terms {
        let mut all: Vec<(u64, u32, u32)> = Vec::with_capacity(interners.iter().map(|i| i.len()).sum());
        for (worker, interner) in interners.iter().enumerate() {
            for number in 0..interner.len() as u32 {
                all.push((prefix(interner.get(number)), worker as u32, number));
            }
        }
        let key = |entry: &(u64, u32, u32)| interners[entry.1 as usize].get(entry.2);
        all.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| key(a).cmp(key(b)))
                .then_with(|| a.1.cmp(&b.1))
        });
        let mut sorted: Vec<(u32, u32)> = Vec::new();
        let mut rank: Vec<Vec<u32>> = interners.iter().map(|i| vec![0; i.len()]).collect();
        let mut last: Option<&(u64, u32, u32)> = None;
        for entry in &all {
            if last.is_none_or(|last| last.0 != entry.0 || key(last) != key(entry)) {
                sorted.push((entry.1, entry.2));
                last = Some(entry);
            }
            rank[entry.1 as usize][entry.2 as usize] = sorted.len() as u32 - 1;
        }
        Terms { sorted, rank }
    }
}

/// The first eight bytes as a number that sorts as they do.
fn prefix(term: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let n = term.len().min(8);
    bytes[..n].copy_from_slice(&term[..n]);
    u64::from_be_bytes(bytes)
}

/// How the logs of a field are read.
pub struct Source<'a> {
    pub name: &'a str,
    pub kept: Kept,
    pub terms: Terms,
    /// Its logs. A document's words come from all of them.
    pub parts: Vec<Part>,
    /// Those of the workers, for one part after another.
    pub interners: Vec<&'a Interner>,
}

/// How one log of a field is read.
pub struct Part {
    pub place: usize,
    pub gap: u32,
    /// A word counts so often.
    pub weight: u32,
    /// For each worker, the rank of each number in the log, or DROPPED.
    pub ranks: Vec<Vec<u32>>,
}

/// The batches of all workers.
#[derive(Clone, Copy)]
pub struct Batches<'a> {
    pub partials: &'a [Partial],
    pub order: &'a Order,
    /// How many documents they have.
    pub docs: u32,
}

impl<'a> Batches<'a> {
    /// The source of the `n`-th of the forms in which a text is indexed.
    pub fn source_of_form(
        &self,
        name: &'a str,
        place: usize,
        n: usize,
        forms: usize,
        kept: Kept,
        gap: u32,
    ) -> Source<'a> {
        let interners: Vec<&Interner> = self.interners_of_form(place, n).collect();
        let terms = Terms::of(&interners);
        let ranks = self.ranks_of_form(place, n, forms, &terms.rank);
        let weight = 1;
        Source {
            name,
            kept,
            terms,
            parts: vec![Part {
                place,
                gap,
                weight,
                ranks,
            }],
            interners,
        }
    }

    /// The source of a field over the first forms of several texts.
    pub fn source_of_combined(&self, name: &'a str, of: &[(usize, u32)], slots: &[Slot]) -> Source<'a> {
        let interners: Vec<&Interner> = of
            .iter()
            .flat_map(|&(place, _)| self.interners_of_form(place, 0))
            .collect();
        let terms = Terms::of(&interners);
        let workers = self.partials.len();
        let part = |(n, &(place, weight)): (usize, &(usize, u32))| {
            let forms = match &slots[place] {
                Slot::Text { fields, .. } => fields.len(),
                _ => 1,
            };
            Part {
                place,
                gap: 0,
                weight,
                ranks: self.ranks_of_form(place, 0, forms, &terms.rank[n * workers..(n + 1) * workers]),
            }
        };
        Source {
            name,
            kept: Kept {
                freqs: true,
                ..Kept::default()
            },
            parts: of.iter().enumerate().map(part).collect(),
            terms,
            interners,
        }
    }

    /// The workers' interners of the `n`-th of the forms in which a text is indexed.
    fn interners_of_form(&self, place: usize, n: usize) -> impl Iterator<Item = &'a Interner> {
        self.partials
            .iter()
            .map(move |partial| &partial.vocabularies[place].forms[n])
    }

    /// For each worker, the rank of each spelling by its `n`-th form of so many. `rank` has those of the forms.
    fn ranks_of_form(&self, place: usize, n: usize, forms: usize, rank: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let of_worker = |(partial, rank): (&Partial, &Vec<u32>)| {
            let of = partial.vocabularies[place].form_of.iter().skip(n).step_by(forms);
            of.map(|&form| if form == DROPPED { DROPPED } else { rank[form as usize] })
                .collect()
        };
        self.partials.iter().zip(rank).map(of_worker).collect()
    }

    /// The source of a field or column of whole values.
    pub fn source_of_values(&self, name: &'a str, place: usize) -> Source<'a> {
        let interners: Vec<&Interner> = self.partials.iter().map(|p| &p.vocabularies[place].raw).collect();
        let mut terms = Terms::of(&interners);
        Source {
            name,
            kept: Kept::default(),
            parts: vec![Part {
                place,
                gap: 0,
                weight: 1,
                ranks: std::mem::take(&mut terms.rank),
            }],
            terms,
            interners,
        }
    }

    /// Calls `each` with (part, worker, number in the segment, numbers in the log) for every document in order, and for
    /// every part of it.
    pub fn each_document(&self, parts: &[Part], mut each: impl FnMut(&Part, usize, u32, &'a [u32])) {
        for &(worker, run, first) in self.order {
            let run: &'a Run = &self.partials[worker].runs[run];
            for n in 0..run.docs as usize {
                for part in parts {
                    let slot = &run.slots[part.place];
                    // A slot that never had a value has no ends.
                    let Some(&end) = slot.ends.get(n) else { continue };
                    let start = if n == 0 { 0 } else { slot.ends[n - 1] };
                    each(part, worker, first + n as u32, &slot.log[start as usize..end as usize]);
                }
            }
        }
    }
}
