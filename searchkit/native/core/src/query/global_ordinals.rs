//! One order of all values of a column of keywords, over the segments of a snapshot.
//!
//! Each segment numbers its values by itself. Counts over several segments are added up by numbers of the snapshot, so
//! that only the values that somebody looks at are read.

use crate::error::Result;
use crate::segment::KeywordColumn;

/// The numbers of the values of a column, which are in the order of the values.
pub struct GlobalOrdinals {
    /// For each leaf, the number of each of its ordinals; none for a leaf without the column.
    of: Vec<Vec<u32>>,
    /// For each number, a leaf that has the value, and its ordinal there.
    origins: Vec<(u32, u32)>,
}

impl GlobalOrdinals {
    /// Numbers the values of a column, of which each leaf has its part. `tick` is called for each value. Errors: Damaged,
    /// and those of `tick`.
    pub fn new(columns: &[Option<&KeywordColumn>], mut tick: impl FnMut() -> Result<()>) -> Result<GlobalOrdinals> {
        let mut of: Vec<Vec<u32>> = columns
            .iter()
            .map(|column| Vec::with_capacity(column.map_or(0, |column| column.value_count() as usize)))
            .collect();
        let mut cursors: Vec<_> = columns.iter().map(|column| column.map(KeywordColumn::values)).collect();
        for cursor in &mut cursors {
            if let Some(terms) = cursor
                && !terms.next()?
            {
                *cursor = None;
            }
        }
        let mut origins = Vec::new();
        let mut value: Vec<u8> = Vec::new();
        while let Some(least) = cursors.iter().flatten().map(|terms| terms.term()).min() {
            tick()?;
            value.clear();
            value.extend_from_slice(least);
            let number = origins.len() as u32;
            let mut origin = None;
            for (leaf, cursor) in cursors.iter_mut().enumerate() {
                let Some(terms) = cursor else { continue };
                if terms.term() != value {
                    continue;
                }
                origin.get_or_insert((leaf as u32, of[leaf].len() as u32));
                of[leaf].push(number);
                if !terms.next()? {
                    *cursor = None;
                }
            }
            origins.extend(origin);
        }
        Ok(GlobalOrdinals { of, origins })
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// The numbers of a leaf's ordinals.
    pub fn of_leaf(&self, leaf: usize) -> &[u32] {
        &self.of[leaf]
    }

    /// A leaf that has the value with a number, and its ordinal there.
    pub fn origin(&self, number: u32) -> Option<(usize, u32)> {
        let (leaf, ordinal) = self.origins.get(number as usize)?;
        Some((*leaf as usize, *ordinal))
    }
}
