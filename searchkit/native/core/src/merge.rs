//! Writing several segments as one, without their deleted documents.
//!
//! Everything streams: terms are merged as sorted lists, postings are read a block and written a block at a time, and
//! stored documents are copied as they are compressed where a whole block lives on. Memory holds a few numbers a
//! document, and the new dictionary of one field.

use std::cell::RefCell;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::builder::end_field;
use crate::error::{Error, Result};
use crate::segment::columns::{KeywordWriter, write_numbers};
use crate::segment::dictionary::{DictionaryWriter, Terms};
use crate::segment::file::{FileWriter, Written};
use crate::segment::postings::PostingsWriter;
use crate::segment::sections::Sections;
use crate::segment::stored::{BLOCK_BYTES, StoredBlocks, StoredWriter};
use crate::segment::{DocSet, Field, KeywordColumn, NumberColumn, Segment};

/// The new number of a document that is no more.
pub const GONE: u32 = u32::MAX;

/// The position of all words of a document that was indexed without positions, in a field that has them since: one that
/// is next to no other, so that no phrase matches.
const NOWHERE: u32 = i32::MAX as u32;

/// A segment and its deleted documents.
pub type Source<'a> = (&'a Segment, Option<&'a DocSet>);

/// What a merge wrote: documents, file, and for each source the new number of each document.
pub type Merged = (u32, Written, Vec<Vec<u32>>);

/// Writes the live documents of `sources`, in their order, as the segment file `path`.
///
/// Once `stop` is true, the merge ends with Cancelled. A merge that fails leaves no file.
pub fn merge(sources: &[Source<'_>], path: &Path, stop: &AtomicBool) -> Result<Merged> {
    let made = write(sources, path, stop);
    if made.is_err() {
        let _ = std::fs::remove_file(path);
    }
    made
}

fn go_on(stop: &AtomicBool) -> Result<()> {
    match stop.load(Ordering::Relaxed) {
        true => Err(Error::Cancelled),
        false => Ok(()),
    }
}

fn write(sources: &[Source<'_>], path: &Path, stop: &AtomicBool) -> Result<Merged> {
    for (segment, _) in sources {
        go_on(stop)?;
        segment.check_unchecked()?;
    }
    let mut maps = Vec::new();
    let mut docs = 0u32;
    for (segment, deleted) in sources {
        if let Some(deleted) = deleted
            && deleted.size() != segment.doc_count()
        {
            let (of, here) = (deleted.size(), segment.doc_count());
            return Err(Error::invalid(format!(
                "deletes of {of} documents for a segment of {here}"
            )));
        }
        let mut map = Vec::with_capacity(segment.doc_count() as usize);
        for doc in 0..segment.doc_count() {
            if deleted.is_some_and(|deleted| deleted.contains(doc)) {
                map.push(GONE);
            } else {
                if docs == GONE - 1 {
                    return Err(Error::large_index(
                        "a merge would hold more documents than one segment can",
                        "split it into two indexes",
                    ));
                }
                map.push(docs);
                docs += 1;
            }
        }
        maps.push(map);
    }
    let mut out = FileWriter::create(path)?;
    let (mut fields, mut numbers, mut keywords) = (Vec::new(), Vec::new(), Vec::new());
    write_stored(&mut out, sources, stop)?;
    for name in names(sources, |segment| {
        segment.fields().iter().map(|f| f.name().to_string()).collect()
    }) {
        fields.push(write_field(&mut out, &name, sources, &maps, docs, stop)?);
    }
    for name in names(sources, |segment| {
        segment.number_columns().iter().map(|c| c.name.clone()).collect()
    }) {
        go_on(stop)?;
        let columns: Vec<Option<&NumberColumn>> = sources
            .iter()
            .map(|(segment, _)| segment.number_column(&name))
            .collect::<Result<_>>()?;
        let failed = RefCell::new(None);
        let known = |value: Result<Option<i64>>| {
            value.unwrap_or_else(|error| {
                failed.borrow_mut().get_or_insert(error);
                None
            })
        };
        let values = columns.iter().zip(&maps).flat_map(|(column, map)| {
            let live = map.iter().enumerate().filter(|(_, new)| **new != GONE);
            live.filter_map(|(old, &new)| Some((new, known(column.as_ref()?.get(old as u32))?)))
        });
        numbers.push(write_numbers(&mut out, &name, docs, values)?);
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
    }
    for name in names(sources, |segment| {
        segment.keyword_columns().iter().map(|c| c.name.clone()).collect()
    }) {
        go_on(stop)?;
        keywords.push(write_keywords(&mut out, &name, sources, &maps, docs)?);
    }
    let written = out.finish(json!({
        "documents": docs, "levels": 1, "fields": fields, "numbers": numbers, "keywords": keywords,
    }))?;
    Ok((docs, written, maps))
}

/// The names that any source has, in the order in which they first stand.
fn names(sources: &[Source<'_>], of: impl Fn(&Segment) -> Vec<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in sources.iter().flat_map(|(segment, _)| of(segment)) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn write_stored(out: &mut FileWriter, sources: &[Source<'_>], stop: &AtomicBool) -> Result<()> {
    let mut writer = StoredWriter::begin(out)?;
    let mut waiting = StoredBlocks::default();
    for (segment, deleted) in sources {
        let stored = segment.stored_documents();
        for block in 0..stored.block_count() {
            go_on(stop)?;
            let (first, end) = (stored.first_doc(block), stored.first_doc(block + 1));
            let whole = deleted.is_none_or(|deleted| (first..end).all(|doc| !deleted.contains(doc)));
            let (docs, raw, crc, bytes) = stored.compressed(block)?;
            if whole && raw as usize >= BLOCK_BYTES / 2 {
                waiting.close_block()?;
                writer.drain(out, &mut waiting)?;
                writer.block(out, docs, raw, crc, bytes)?;
                continue;
            }
            for doc in (first..end).filter(|&doc| deleted.is_none_or(|deleted| !deleted.contains(doc))) {
                waiting.push(&stored.get(doc)?)?;
                if !waiting.blocks.is_empty() {
                    writer.drain(out, &mut waiting)?;
                }
            }
        }
    }
    waiting.close_block()?;
    writer.drain(out, &mut waiting)?;
    writer.end(out)?;
    Ok(())
}

fn write_field(
    out: &mut FileWriter,
    name: &str,
    sources: &[Source<'_>],
    maps: &[Vec<u32>],
    docs: u32,
    stop: &AtomicBool,
) -> Result<Value> {
    let fields: Vec<Option<&Field>> = sources.iter().map(|(segment, _)| segment.field(name)).collect();
    let Some(kept) = fields.iter().flatten().map(|f| f.kept()).reduce(|a, b| a.or(b)) else {
        return Err(Error::internal(format!("no segment has a field {name}")));
    };
    let mut lengths = vec![0u32; docs as usize];
    for (field, map) in fields.iter().zip(maps) {
        if let Some(field) = field {
            for (old, &new) in map.iter().enumerate() {
                if new != GONE {
                    lengths[new as usize] = field.length(old as u32)?;
                }
            }
        }
    }
    let mut cursors: Vec<Option<Terms<'_>>> = fields.iter().map(|field| field.map(Field::terms)).collect();
    for cursor in &mut cursors {
        advance(cursor)?;
    }
    let mut dictionary = DictionaryWriter::new(kept);
    let mut writer = PostingsWriter::new(kept);
    let mut term: Vec<u8> = Vec::new();
    let (mut region, mut positions) = (Vec::new(), Vec::new());
    out.begin("postings", name)?;
    let mut begun = false;
    while let Some(least) = cursors.iter().flatten().map(Terms::term).min() {
        if begun && least <= term.as_slice() {
            let at = cursors
                .iter()
                .position(|cursor| cursor.as_ref().is_some_and(|terms| terms.term() <= term.as_slice()));
            let file = at.map_or("", |at| sources[at].0.name());
            return Err(Error::damaged(
                file,
                format!("dictionary of {name}"),
                "its terms are out of order",
            ));
        }
        begun = true;
        term.clear();
        term.extend_from_slice(least);
        let mut any = false;
        for ((cursor, field), map) in cursors.iter_mut().zip(&fields).zip(maps) {
            let (Some(terms), Some(field)) = (cursor.as_ref(), field) else {
                continue;
            };
            if terms.term() != term {
                continue;
            }
            let has = field.kept();
            let mut postings = field.postings(terms.info())?;
            while postings.next_block()? {
                go_on(stop)?;
                for at in 0..postings.docs().len() {
                    let doc = map[postings.docs()[at] as usize];
                    if doc == GONE {
                        continue;
                    }
                    let freq = postings.freqs()[at];
                    if has.positions {
                        postings.positions(at, &mut positions)?;
                    } else if kept.positions {
                        positions.clear();
                        if positions.try_reserve(freq as usize).is_err() {
                            let what = format!("there is no memory for {freq} positions of a term in {name}");
                            return Err(Error::OutOfResources(what));
                        }
                        positions.resize(freq as usize, NOWHERE);
                    }
                    any = true;
                    writer.push(doc, freq, lengths[doc as usize], &positions);
                    if has.payloads {
                        let (weight, bytes) = postings.payload(at)?;
                        writer.payload(weight, bytes);
                    } else if kept.payloads {
                        writer.payload(freq as f32, &[]);
                    }
                }
            }
            advance(cursor)?;
        }
        region.clear();
        let info = writer.end_term(out.position(), &mut region)?;
        if any {
            dictionary.push(&term, &info);
            out.write(&region)?;
        }
    }
    out.end();
    end_field(out, name, kept, dictionary, &lengths)
}

fn advance(cursor: &mut Option<Terms<'_>>) -> Result<()> {
    if let Some(terms) = cursor
        && !terms.next()?
    {
        *cursor = None;
    }
    Ok(())
}

fn write_keywords(
    out: &mut FileWriter,
    name: &str,
    sources: &[Source<'_>],
    maps: &[Vec<u32>],
    docs: u32,
) -> Result<Value> {
    let columns: Vec<Option<&KeywordColumn>> = sources.iter().map(|(s, _)| s.keyword_column(name)).collect();
    // Which values live on, and their new ordinals.
    let mut used: Vec<Vec<bool>> = columns
        .iter()
        .map(|c| vec![false; c.map_or(0, KeywordColumn::value_count) as usize])
        .collect();
    let mut here = Vec::new();
    for ((column, map), used) in columns.iter().zip(maps).zip(&mut used) {
        let Some(column) = column else { continue };
        for old in (0..map.len()).filter(|&old| map[old] != GONE) {
            column.ordinals(old as u32, &mut here)?;
            here.iter().for_each(|&ordinal| used[ordinal as usize] = true);
        }
    }
    let mut values: Vec<(Vec<u8>, u32, u32)> = Vec::new();
    for (number, column) in columns.iter().enumerate() {
        let Some(column) = column else { continue };
        let mut terms = column.values();
        let mut ordinal = 0;
        while terms.next()? {
            if used[number].get(ordinal as usize) == Some(&true) {
                values.push((terms.term().to_vec(), number as u32, ordinal));
            }
            ordinal += 1;
        }
    }
    values.sort();
    let mut renumbered: Vec<Vec<u32>> = used.iter().map(|used| vec![0; used.len()]).collect();
    let mut distinct: Vec<Vec<u8>> = Vec::new();
    for (value, number, ordinal) in values {
        if distinct.last() != Some(&value) {
            distinct.push(value);
        }
        renumbered[number as usize][ordinal as usize] = distinct.len() as u32 - 1;
    }
    let mut ends = Vec::with_capacity(docs as usize);
    let mut ordinals = Vec::new();
    for ((column, map), renumbered) in columns.iter().zip(maps).zip(&renumbered) {
        for old in (0..map.len()).filter(|&old| map[old] != GONE) {
            if let Some(column) = column {
                column.ordinals(old as u32, &mut here)?;
                ordinals.extend(here.iter().map(|&ordinal| renumbered[ordinal as usize]));
            }
            ends.push(ordinals.len() as u32);
        }
    }
    KeywordWriter { name, doc_count: docs }.write(out, distinct.iter().map(Vec::as_slice), &ends, &ordinals)
}
