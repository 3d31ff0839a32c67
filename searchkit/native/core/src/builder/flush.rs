//! Writing what the workers gathered as one segment, in the order in which documents were added.

use std::path::Path;

use serde_json::{Value, json};

use super::batches::{Batches, Order};
use super::field::{Limits, write_field, write_keywords, write_postings};
use super::in_order::in_order;
use super::partial::Partial;
use super::slots::Slot;
use crate::error::Result;
use crate::segment::columns::write_numbers;
use crate::segment::file::{FileWriter, Written};
use crate::segment::sections::{HeldSections, Sections};
use crate::segment::stored::{StoredBlocks, StoredWriter};

/// Bytes that an occurrence takes while its field is encoded, and once it is, at most.
const ENCODING: usize = 8;
const ENCODED: usize = 4;

/// What is written at once: one form of a text, or a slot.
#[derive(Clone, Copy)]
struct Piece {
    place: usize,
    /// The number of the form.
    form: usize,
    /// Occurrences in its logs.
    cost: usize,
}

/// The parts of the segment's table.
#[derive(Default)]
struct Tables {
    fields: Vec<Value>,
    numbers: Vec<Value>,
    keywords: Vec<Value>,
}

impl Tables {
    fn add(&mut self, more: Tables) {
        self.fields.extend(more.fields);
        self.numbers.extend(more.numbers);
        self.keywords.extend(more.keywords);
    }
}

/// Documents and bytes of `budget` at most are used beside what the partials hold.
pub fn flush(path: &Path, slots: &[Slot], partials: &mut [Partial], budget: usize, threads: usize) -> Result<Written> {
    let (order, docs) = ordered(partials);
    let mut out = FileWriter::create(path)?;
    let threads = threads.max(1);
    let limits = Limits {
        chunk: (budget / (ENCODING + ENCODED) / threads).clamp(1 << 16, 1 << 25),
        threads,
    };
    let pieces = pieces(slots, partials);
    write_stored(&mut out, taken(partials, &order))?;
    let mut tables = Tables::default();
    let all: usize = pieces.iter().map(|piece| piece.cost).sum();
    let largest = pieces.iter().map(|piece| piece.cost).max().unwrap_or_default();
    if threads > 1 && largest <= limits.chunk && all * ENCODED + threads * largest * ENCODING <= budget {
        let batches = Batches {
            partials,
            order: &order,
            docs,
        };
        write_together(&mut out, slots, &pieces, batches, limits, &mut tables)?;
    } else {
        for (n, piece) in pieces.iter().enumerate() {
            let batches = Batches {
                partials,
                order: &order,
                docs,
            };
            tables.add(write_piece(&mut out, slots, *piece, batches, limits)?);
            if pieces.get(n + 1).is_none_or(|next| next.place != piece.place) {
                for partial in &mut *partials {
                    partial.forget(piece.place);
                }
            }
        }
    }
    out.finish(json!({
        "documents": docs, "levels": 1, "fields": tables.fields, "numbers": tables.numbers, "keywords": tables.keywords,
    }))
}

/// The batches in the order of addition, and how many documents they have.
fn ordered(partials: &[Partial]) -> (Order, u32) {
    let mut order: Order = Vec::new();
    for (worker, partial) in partials.iter().enumerate() {
        order.extend((0..partial.runs.len()).map(|run| (worker, run, 0)));
    }
    order.sort_by_key(|&(worker, run, _)| partials[worker].runs[run].first);
    let mut docs = 0u32;
    for (worker, run, first) in &mut order {
        *first = docs;
        docs += partials[*worker].runs[*run].docs;
    }
    (order, docs)
}

/// The pieces of all slots, in order.
fn pieces(slots: &[Slot], partials: &[Partial]) -> Vec<Piece> {
    let logged = |place: usize| -> usize {
        let runs = partials.iter().flat_map(|partial| &partial.runs);
        let slots = runs.map(|run| &run.slots[place]);
        slots
            .map(|slot| slot.log.len() + slot.numbers.len() + 3 * slot.postings.len())
            .sum()
    };
    let mut pieces = Vec::new();
    for (place, slot) in slots.iter().enumerate() {
        let (forms, cost) = match slot {
            Slot::Text { fields, .. } => (fields.len(), logged(place)),
            Slot::Combined { of, .. } => (1, of.iter().map(|&(place, _)| logged(place)).sum()),
            _ => (1, logged(place)),
        };
        pieces.extend((0..forms).map(|form| Piece { place, form, cost }));
    }
    pieces
}

/// The stored documents, in order.
fn taken(partials: &mut [Partial], order: &Order) -> Vec<StoredBlocks> {
    let one = |&(worker, run, _): &(usize, usize, u32)| std::mem::take(&mut partials[worker].runs[run].stored);
    order.iter().map(one).collect()
}

/// Writes the stored documents, and frees their memory one by one.
fn write_stored(out: &mut dyn Sections, all: Vec<StoredBlocks>) -> Result<()> {
    let mut stored = StoredWriter::begin(out)?;
    for mut blocks in all {
        stored.drain(out, &mut blocks)?;
    }
    stored.end(out)?;
    Ok(())
}

/// Writes the pieces. Some threads make them, the largest first, and each waits in memory for its turn.
fn write_together(
    out: &mut dyn Sections,
    slots: &[Slot],
    pieces: &[Piece],
    batches: Batches<'_>,
    limits: Limits,
    tables: &mut Tables,
) -> Result<()> {
    let mut turns: Vec<usize> = (0..pieces.len()).collect();
    turns.sort_by_key(|&number| std::cmp::Reverse(pieces[number].cost));
    let make = |turn: usize| {
        let mut held = HeldSections::default();
        let made = write_piece(&mut held, slots, pieces[turns[turn]], batches, limits)?;
        Ok((held, made))
    };
    let mut waiting: Vec<Option<(HeldSections, Tables)>> = pieces.iter().map(|_| None).collect();
    let mut written = 0;
    in_order(turns.len(), limits.threads, make, |turn, made| {
        waiting[turns[turn]] = Some(made);
        while let Some((held, made)) = waiting.get_mut(written).and_then(Option::take) {
            held.pass_on(out)?;
            tables.add(made);
            written += 1;
        }
        Ok(())
    })
}

/// Writes the fields and columns of a piece.
fn write_piece(
    out: &mut dyn Sections,
    slots: &[Slot],
    piece: Piece,
    batches: Batches<'_>,
    limits: Limits,
) -> Result<Tables> {
    let Piece { place, form, .. } = piece;
    let mut tables = Tables::default();
    match &slots[place] {
        Slot::Text {
            fields: forms,
            gap,
            kept,
            ..
        } => {
            let source = batches.source_of_form(&forms[form].0, place, form, forms.len(), *kept, *gap);
            tables.fields.push(write_field(out, &source, batches, limits)?);
        }
        Slot::Combined { field, of } => {
            let source = batches.source_of_combined(field, of, slots);
            tables.fields.push(write_field(out, &source, batches, limits)?);
        }
        Slot::Values { field, column } => {
            let source = batches.source_of_values(field.as_deref().unwrap_or_default(), place);
            if let Some(column) = column {
                tables.keywords.push(write_keywords(out, column, &source, batches)?);
            }
            if field.is_some() {
                tables.fields.push(write_field(out, &source, batches, limits)?);
            }
        }
        Slot::Postings { field, kept, lengths } => {
            let entry = write_postings(out, field, *kept, *lengths, place, batches)?;
            tables.fields.push(entry);
        }
        Slot::Number { column } => {
            let values = batches.order.iter().flat_map(|&(worker, run, first)| {
                batches.partials[worker].runs[run].slots[place]
                    .numbers
                    .iter()
                    .map(move |&(doc, n)| (first + doc, n))
            });
            tables.numbers.push(write_numbers(out, column, batches.docs, values)?);
        }
        Slot::Stored | Slot::Panic => {}
    }
    Ok(tables)
}
