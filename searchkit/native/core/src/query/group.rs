//! One hit of each value of a column: of the copies of a story only the first.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::facets::NumberHasher;
use super::interrupt::Interrupt;
use super::snapshot::Snapshot;
use super::top::Candidate;
use crate::error::Result;
use crate::segment::NumberColumn;

/// Of all matches with one value of a column of numbers, the first is kept; where it stands among the hits is its own
/// matter. Documents without a value are all kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The column whose values make groups.
    pub column: String,
    /// The column of numbers of which the first has the least; documents without one come after those with one. What
    /// ties goes by document number.
    pub first: String,
}

type Place = (bool, i64, u32, u32);

#[derive(Clone, Copy)]
struct Gathered {
    first: Place,
    members: u32,
}

/// The groups of some matches.
pub struct Groups<'r> {
    snapshot: &'r Snapshot,
    group: &'r Group,
    interrupt: &'r Interrupt,
    numbers: HashMap<i64, u32, BuildHasherDefault<NumberHasher>>,
    gathered: Vec<Gathered>,
    /// The group of each match, in step with them.
    of: Vec<Option<u32>>,
}

/// Matches between two looks at the clock.
const CHUNK: usize = 1 << 14;

impl<'r> Groups<'r> {
    pub fn new(
        snapshot: &'r Snapshot,
        group: &'r Group,
        interrupt: &'r Interrupt,
        matches: &[Candidate],
    ) -> Result<Groups<'r>> {
        let mut groups = Groups {
            snapshot,
            group,
            interrupt,
            numbers: HashMap::default(),
            gathered: Vec::new(),
            of: Vec::with_capacity(matches.len()),
        };
        let columns = groups.columns(&group.column)?;
        let places = groups.columns(&group.first)?;
        for (at, hit) in matches.iter().enumerate() {
            if at % CHUNK == 0 {
                interrupt.check()?;
            }
            let Some(value) = number_of(&columns, hit)? else {
                groups.of.push(None);
                continue;
            };
            let place = place_of(&places, hit)?;
            let next = groups.gathered.len() as u32;
            let number = *groups.numbers.entry(value).or_insert(next);
            if number == next {
                groups.gathered.push(Gathered {
                    first: place,
                    members: 0,
                });
            }
            let gathered = &mut groups.gathered[number as usize];
            gathered.members += 1;
            gathered.first = gathered.first.min(place);
            groups.of.push(Some(number));
        }
        Ok(groups)
    }

    fn columns(&self, name: &str) -> Result<Vec<Option<&'r NumberColumn>>> {
        let leaves = self.snapshot.leaves().iter();
        leaves.map(|leaf| leaf.segment.number_column(name)).collect()
    }

    /// How many there are, each document without a value being one.
    pub fn count(&self) -> u32 {
        self.gathered.len() as u32 + self.of.iter().filter(|of| of.is_none()).count() as u32
    }

    /// The first of each group, in the order of the matches.
    pub fn firsts(&self, matches: &[Candidate]) -> Vec<Candidate> {
        let is_first = |(hit, of): &(&Candidate, &Option<u32>)| match of {
            None => true,
            Some(number) => {
                let (.., leaf, doc) = self.gathered[*number as usize].first;
                (leaf, doc) == (hit.leaf, hit.doc)
            }
        };
        matches
            .iter()
            .zip(&self.of)
            .filter(is_first)
            .map(|(hit, _)| *hit)
            .collect()
    }

    /// The other members of the groups of some firsts, as numbers in the snapshot, first ones first.
    pub fn others(&self, matches: &[Candidate], firsts: &[Candidate]) -> Result<Vec<Vec<u32>>> {
        let columns = self.columns(&self.group.column)?;
        let places = self.columns(&self.group.first)?;
        let mut wanted: HashMap<u32, usize> = HashMap::new();
        for (at, hit) in firsts.iter().enumerate() {
            let value = number_of(&columns, hit)?;
            if let Some(&number) = value.and_then(|value| self.numbers.get(&value))
                && self.gathered[number as usize].members > 1
            {
                wanted.insert(number, at);
            }
        }
        let mut found: Vec<Vec<Place>> = vec![Vec::new(); firsts.len()];
        if !wanted.is_empty() {
            for (at, (hit, of)) in matches.iter().zip(&self.of).enumerate() {
                if at % CHUNK == 0 {
                    self.interrupt.check()?;
                }
                if let Some(&first) = of.as_ref().and_then(|number| wanted.get(number)) {
                    found[first].push(place_of(&places, hit)?);
                }
            }
        }
        let number = |(_, _, leaf, doc): Place| self.snapshot.leaves()[leaf as usize].base + doc;
        Ok(found
            .into_iter()
            .map(|mut places| {
                places.sort_unstable();
                places.into_iter().skip(1).map(number).collect()
            })
            .collect())
    }
}

fn number_of(columns: &[Option<&NumberColumn>], hit: &Candidate) -> Result<Option<i64>> {
    columns[hit.leaf as usize].map_or(Ok(None), |column| column.get(hit.doc))
}

fn place_of(columns: &[Option<&NumberColumn>], hit: &Candidate) -> Result<Place> {
    let number = number_of(columns, hit)?;
    Ok((number.is_none(), number.unwrap_or_default(), hit.leaf, hit.doc))
}
