//! The fields and columns of a segment, made of what the workers gathered.
//!
//! For each field the workers' vocabularies are sorted into one. Then the logs are scattered by rank of the term (a
//! counting sort), a range of ranks at a time so that memory stays bounded, and each range is encoded on its own thread.

use std::ops::Range;

use serde_json::{Value, json};

use super::batches::{Batches, Source, Terms};
use super::in_order::in_order;
use super::interner::Interner;
use super::partial::{DROPPED, GAP};
use crate::bytes::{put_fixed, width_for};
use crate::error::{Error, Result};
use crate::segment::columns::KeywordWriter;
use crate::segment::dictionary::{DictionaryWriter, Kept, TermInfo};
use crate::segment::postings::PostingsWriter;
use crate::segment::sections::Sections;

/// How much of a field is encoded at once.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Occurrences in a chunk of terms.
    pub chunk: usize,
    pub threads: usize,
}

/// The postings of a range of terms.
struct Chunk {
    region: Vec<u8>,
    infos: Vec<TermInfo>,
}

/// Writes a field; its entry in the table.
pub fn write_field(out: &mut dyn Sections, source: &Source<'_>, batches: Batches<'_>, limits: Limits) -> Result<Value> {
    let (counts, lengths) = counted(source, batches);
    let ranges = ranges(&counts, limits.chunk);
    let mut dictionary = DictionaryWriter::new(source.kept);
    out.begin("postings", source.name)?;
    if let [one] = ranges.as_slice() {
        let chunk = encode(source, batches, one.clone(), &counts, &lengths)?;
        write_chunk(out, &mut dictionary, source, 0, &chunk)?;
    } else {
        let make = |n: usize| encode(source, batches, ranges[n].clone(), &counts, &lengths);
        in_order(ranges.len(), limits.threads, make, |n, chunk| {
            write_chunk(out, &mut dictionary, source, ranges[n].start, &chunk)
        })?;
    }
    out.end();
    end_field(out, source.name, source.kept, dictionary, &lengths)
}

/// How often each term stands, by its rank, and how long each document is.
fn counted(source: &Source<'_>, batches: Batches<'_>) -> (Vec<u32>, Vec<u32>) {
    let mut counts = vec![0u32; source.terms.sorted.len()];
    let mut lengths = vec![0u32; batches.docs as usize];
    batches.each_document(&source.parts, |part, worker, doc, log| {
        let ranks = &part.ranks[worker];
        let mut length = 0u32;
        for &number in log {
            if number == GAP {
                continue;
            }
            let rank = ranks[number as usize];
            if rank != DROPPED {
                counts[rank as usize] += 1;
                length += 1;
            }
        }
        let all = &mut lengths[doc as usize];
        *all = all.saturating_add(length.saturating_mul(part.weight));
    });
    (counts, lengths)
}

/// Ranges of ranks that hold about `chunk` occurrences.
fn ranges(counts: &[u32], chunk: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut from, mut sum) = (0, 0usize);
    for (rank, &count) in counts.iter().enumerate() {
        if sum > 0 && sum + count as usize > chunk {
            ranges.push(from..rank);
            (from, sum) = (rank, 0);
        }
        sum += count as usize;
    }
    ranges.push(from..counts.len());
    ranges
}

/// Writes the postings of a chunk whose first term has the rank `first`, and its terms to the dictionary.
fn write_chunk(
    out: &mut dyn Sections,
    dictionary: &mut DictionaryWriter,
    source: &Source<'_>,
    first: usize,
    chunk: &Chunk,
) -> Result<()> {
    let mut offset = out.position();
    for (&(worker, number), info) in source.terms.sorted[first..].iter().zip(&chunk.infos) {
        if info.df > 0 {
            let term = source.interners[worker as usize].get(number);
            dictionary.push(term, &TermInfo { offset, ..*info });
            offset += info.postings + info.positions + info.payloads;
        }
    }
    out.write(&chunk.region)
}

/// Encodes the postings of a range of ranks. The logs are scattered by rank first.
fn encode(
    source: &Source<'_>,
    batches: Batches<'_>,
    range: Range<usize>,
    counts: &[u32],
    lengths: &[u32],
) -> Result<Chunk> {
    let (low, size) = (range.start as u32, range.len() as u32);
    let mut starts: Vec<u32> = Vec::with_capacity(range.len() + 1);
    let mut total = 0u32;
    for &count in &counts[range.clone()] {
        starts.push(total);
        total += count;
    }
    // Documents, and where the word stands or how often it counts.
    let mut entries: Vec<(u32, u32)> = vec![(0, 0); total as usize];
    let placed = source.kept.positions;
    batches.each_document(&source.parts, |part, worker, doc, log| {
        let ranks = &part.ranks[worker];
        let (mut position, mut begun) = (0, false);
        for &number in log {
            if number == GAP {
                position += part.gap;
                continue;
            }
            let rank = ranks[number as usize];
            if rank == DROPPED {
                // Whoosh renumbers words from the first that it keeps, which keeps its own number.
                position += u32::from(!begun);
                continue;
            }
            begun = true;
            let place = rank.wrapping_sub(low);
            if place < size {
                let at = &mut starts[place as usize];
                entries[*at as usize] = (doc, if placed { position } else { part.weight });
                *at += 1;
            }
            position += 1;
        }
    });
    let mut writer = PostingsWriter::new(source.kept);
    let mut chunk = Chunk {
        region: Vec::new(),
        infos: Vec::with_capacity(range.len()),
    };
    let mut positions = Vec::new();
    let mut at = 0usize;
    for end in starts {
        // After the scatter each start has become its term's end.
        while at < end as usize {
            let doc = entries[at].0;
            positions.clear();
            let mut tf = 0;
            while at < end as usize && entries[at].0 == doc {
                if placed {
                    positions.push(entries[at].1);
                    tf += 1;
                } else {
                    tf += entries[at].1;
                }
                at += 1;
            }
            writer.push(doc, tf, lengths[doc as usize], &positions);
        }
        chunk.infos.push(writer.end_term(0, &mut chunk.region)?);
    }
    Ok(chunk)
}

/// Writes dictionary and lengths of a field whose postings were written; its entry in the table.
pub fn end_field(
    out: &mut dyn Sections,
    name: &str,
    kept: Kept,
    dictionary: DictionaryWriter,
    lengths: &[u32],
) -> Result<Value> {
    let terms = dictionary.terms();
    let (blocks, index) = dictionary.finish()?;
    out.section("dictionary", name, &blocks)?;
    out.section("dictionary index", name, &index)?;
    let present = lengths.iter().copied().filter(|&length| length > 0);
    let docs = present.clone().count();
    let min = present.clone().min().unwrap_or(0);
    let max = present.clone().max().unwrap_or(0);
    let total: u64 = present.map(u64::from).sum();
    let width = if docs == lengths.len() && min == max {
        0
    } else {
        width_for(u64::from(max)).max(1)
    };
    out.begin("lengths", name)?;
    let mut buffer = Vec::with_capacity(1 << 16);
    if width > 0 {
        for part in lengths.chunks(1 << 14) {
            buffer.clear();
            part.iter()
                .for_each(|&length| put_fixed(&mut buffer, width, u64::from(length)));
            out.write(&buffer)?;
        }
    }
    out.end();
    Ok(json!({
        "name": name, "freqs": kept.freqs, "positions": kept.positions, "payloads": kept.payloads,
        "docs": docs, "total_length": total, "terms": terms, "min_length": min, "max_length": max, "width": width,
    }))
}

/// Writes a column of keywords; its entry in the table.
pub fn write_keywords(
    out: &mut dyn Sections,
    column: &str,
    source: &Source<'_>,
    batches: Batches<'_>,
) -> Result<Value> {
    let mut ends = Vec::with_capacity(batches.docs as usize);
    let mut ordinals = Vec::new();
    batches.each_document(&source.parts, |part, worker, _, log| {
        ordinals.extend(log.iter().map(|&number| part.ranks[worker][number as usize]));
        ends.push(ordinals.len() as u32);
    });
    let values = source
        .terms
        .sorted
        .iter()
        .map(|&(worker, number)| source.interners[worker as usize].get(number));
    KeywordWriter {
        name: column,
        doc_count: batches.docs,
    }
    .write(out, values, &ends, &ordinals)
}

/// Writes a field whose postings were given one by one; its entry in the table.
pub fn write_postings(
    out: &mut dyn Sections,
    name: &str,
    kept: Kept,
    with_lengths: bool,
    place: usize,
    batches: Batches<'_>,
) -> Result<Value> {
    let Batches { partials, order, docs } = batches;
    let interners: Vec<&Interner> = partials.iter().map(|p| &p.vocabularies[place].raw).collect();
    let terms = Terms::of(&interners);
    let mut lengths = vec![0u32; docs as usize];
    // (rank, document, worker, batch, place in the batch)
    let mut all: Vec<(u32, u32, u32, u32, u32)> = Vec::new();
    for &(worker, run, first) in order {
        let slot = &partials[worker].runs[run].slots[place];
        let mut start = 0;
        for (n, &end) in slot.ends.iter().enumerate() {
            let doc = first + n as u32;
            for at in start..end {
                let (number, posting) = &slot.postings[at as usize];
                all.push((terms.rank[worker][*number as usize], doc, worker as u32, run as u32, at));
                lengths[doc as usize] = lengths[doc as usize].saturating_add(posting.freq);
            }
            start = end;
        }
    }
    all.sort_unstable();
    let mut dictionary = DictionaryWriter::new(kept);
    let mut writer = PostingsWriter::new(kept);
    let mut region = Vec::new();
    out.begin("postings", name)?;
    let mut at = 0;
    while at < all.len() {
        let rank = all[at].0;
        while at < all.len() && all[at].0 == rank {
            let (_, doc, worker, run, place_in_run) = all[at];
            at += 1;
            if at < all.len() && (all[at].0, all[at].1) == (rank, doc) {
                continue; // a term given twice for one document: the last one counts
            }
            let posting = &partials[worker as usize].runs[run as usize].slots[place].postings[place_in_run as usize].1;
            let freq = if kept.freqs { posting.freq.max(1) } else { 1 };
            let fits = !kept.positions || posting.positions.len() == freq as usize;
            if !fits || posting.positions.windows(2).any(|pair| pair[0] > pair[1]) {
                return Err(Error::invalid(format!(
                    "field {name}: a term's positions do not fit its frequency"
                )));
            }
            writer.push(doc, freq, lengths[doc as usize], &posting.positions);
            if kept.payloads {
                writer.payload(posting.weight, &posting.payload);
            }
        }
        region.clear();
        let info = writer.end_term(out.position(), &mut region)?;
        let (worker, number) = terms.sorted[rank as usize];
        dictionary.push(interners[worker as usize].get(number), &info);
        out.write(&region)?;
    }
    out.end();
    if !with_lengths {
        lengths.iter_mut().for_each(|length| *length = u32::from(*length > 0));
    }
    end_field(out, name, kept, dictionary, &lengths)
}
