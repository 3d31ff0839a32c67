//! Writing what the workers gathered as one segment, in the order in which documents were added.
//!
//! For each field the workers' vocabularies are sorted into one; then the logs are scattered by rank of the term (a
//! counting sort), a range of ranks at a time so that memory stays bounded, and each range is encoded on its own thread.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use serde_json::{Value, json};

use super::interner::Interner;
use super::partial::{DROPPED, GAP, Partial, Run};
use super::slots::Slot;
use crate::bytes::{put_fixed, width_for};
use crate::error::{Error, Result};
use crate::panics::caught;
use crate::second_thread::both;
use crate::segment::columns::{KeywordWriter, write_numbers};
use crate::segment::dictionary::{DictionaryWriter, Kept, TermInfo};
use crate::segment::file::{FileWriter, Written};
use crate::segment::postings::PostingsWriter;
use crate::segment::stored::StoredWriter;

/// A batch in the order of addition: (worker, batch of the worker, number of its first document in the segment).
type Order = Vec<(usize, usize, u32)>;

/// What of one field every encoding thread needs.
struct Terms {
    /// Sorted by their bytes: a worker that has the term, and its number there.
    sorted: Vec<(u32, u32)>,
    /// For each worker, the rank of each number.
    rank: Vec<Vec<u32>>,
}

impl Terms {
    fn of(interners: &[&Interner]) -> Terms {
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
struct Source<'a> {
    name: &'a str,
    kept: Kept,
    terms: Terms,
    /// Its logs. A document's words come from all of them.
    parts: Vec<Part>,
    /// Those of the workers, for one part after another.
    interners: Vec<&'a Interner>,
}

/// How one log of a field is read.
struct Part {
    place: usize,
    gap: u32,
    /// A word counts so often.
    weight: u32,
    /// For each worker, the rank of each number in the log, or DROPPED.
    ranks: Vec<Vec<u32>>,
}

/// The batches of all workers.
#[derive(Clone, Copy)]
struct Batches<'a> {
    partials: &'a [Partial],
    order: &'a Order,
    /// How many documents they have.
    docs: u32,
}

/// How much of a field is encoded at once.
#[derive(Clone, Copy)]
struct Limits {
    /// Occurrences in a chunk of terms.
    chunk: usize,
    threads: usize,
}

/// The parts of the segment's table.
#[derive(Default)]
struct Tables {
    fields: Vec<Value>,
    numbers: Vec<Value>,
    keywords: Vec<Value>,
}

/// Documents and bytes of `budget` at most are used beside what the partials hold.
pub fn flush(path: &Path, slots: &[Slot], partials: &mut [Partial], budget: usize, threads: usize) -> Result<Written> {
    let (order, docs) = in_order(partials);
    let mut out = FileWriter::create(path)?;
    write_stored(&mut out, partials, &order)?;
    let limits = Limits {
        // An occurrence takes eight bytes, and half as much again once it is encoded.
        chunk: (budget / 12 / threads.max(1)).clamp(1 << 16, 1 << 25),
        threads,
    };
    let mut tables = Tables::default();
    for place in 0..slots.len() {
        let batches = Batches {
            partials,
            order: &order,
            docs,
        };
        write_slot(&mut out, slots, place, batches, limits, &mut tables)?;
        for partial in &mut *partials {
            partial.forget(place);
        }
    }
    out.finish(json!({
        "documents": docs, "levels": 1, "fields": tables.fields, "numbers": tables.numbers, "keywords": tables.keywords,
    }))
}

/// The batches in the order of addition, and how many documents they have.
fn in_order(partials: &[Partial]) -> (Order, u32) {
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

/// Writes the stored documents, and frees their memory.
fn write_stored(out: &mut FileWriter, partials: &mut [Partial], order: &Order) -> Result<()> {
    let mut stored = StoredWriter::begin(out)?;
    for &(worker, run, _) in order {
        let blocks = &mut partials[worker].runs[run].stored;
        stored.drain(out, blocks)?;
        blocks.data = Vec::new();
    }
    stored.end(out)?;
    Ok(())
}

/// Writes the fields and columns of one slot.
fn write_slot(
    out: &mut FileWriter,
    slots: &[Slot],
    place: usize,
    batches: Batches<'_>,
    limits: Limits,
    tables: &mut Tables,
) -> Result<()> {
    match &slots[place] {
        Slot::Text {
            fields: forms,
            gap,
            kept,
            ..
        } => {
            let counted = |n: usize| {
                let source = batches.source_of_form(&forms[n].0, place, n, forms.len(), *kept, *gap);
                Prepared::of(source, batches, limits)
            };
            let numbers: Vec<usize> = (0..forms.len()).collect();
            for pair in numbers.chunks(2) {
                let prepared = match *pair {
                    [first, second] if limits.threads > 1 => {
                        let (first, second) = both(|| counted(first), || caught(|| counted(second)), || ());
                        vec![first?, second?]
                    }
                    ref one_by_one => one_by_one.iter().map(|&n| counted(n)).collect::<Result<_>>()?,
                };
                for field in prepared {
                    tables.fields.push(field.write(out, batches, limits)?);
                }
            }
        }
        Slot::Combined { field, of } => {
            let source = batches.source_of_combined(field, of, slots);
            let prepared = Prepared::of(source, batches, limits)?;
            tables.fields.push(prepared.write(out, batches, limits)?);
        }
        Slot::Values { field, column } => {
            let source = batches.source_of_values(field.as_deref().unwrap_or_default(), place);
            if let Some(column) = column {
                tables.keywords.push(write_keywords(out, column, &source, batches)?);
            }
            if field.is_some() {
                let prepared = Prepared::of(source, batches, limits)?;
                tables.fields.push(prepared.write(out, batches, limits)?);
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
    Ok(())
}

impl<'a> Batches<'a> {
    /// The source of the `n`-th of the forms in which a text is indexed.
    fn source_of_form(&self, name: &'a str, place: usize, n: usize, forms: usize, kept: Kept, gap: u32) -> Source<'a> {
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
    fn source_of_combined(&self, name: &'a str, of: &[(usize, u32)], slots: &[Slot]) -> Source<'a> {
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
    fn source_of_values(&self, name: &'a str, place: usize) -> Source<'a> {
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
    fn each_document(&self, parts: &[Part], mut each: impl FnMut(&Part, usize, u32, &'a [u32])) {
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

/// The postings of a range of terms.
struct Chunk {
    region: Vec<u8>,
    infos: Vec<TermInfo>,
}

/// A field that is ready to be written.
struct Prepared<'a> {
    source: Source<'a>,
    counts: Vec<u32>,
    lengths: Vec<u32>,
    ranges: Vec<Range<usize>>,
    /// The postings of all terms, if one range has them.
    chunk: Option<Chunk>,
}

impl<'a> Prepared<'a> {
    /// Counts a field, and encodes it if it is one range.
    fn of(source: Source<'a>, batches: Batches<'a>, limits: Limits) -> Result<Prepared<'a>> {
        let (counts, lengths) = counted(&source, batches);
        let ranges = ranges(&counts, limits.chunk);
        let chunk = match ranges.as_slice() {
            [one] => Some(encode(&source, batches, one.clone(), &counts, &lengths)?),
            _ => None,
        };
        Ok(Prepared {
            source,
            counts,
            lengths,
            ranges,
            chunk,
        })
    }

    /// Writes the field; its entry in the table.
    fn write(self, out: &mut FileWriter, batches: Batches<'_>, limits: Limits) -> Result<Value> {
        let (name, kept) = (self.source.name, self.source.kept);
        let mut dictionary = DictionaryWriter::new(kept);
        out.begin("postings", name)?;
        match &self.chunk {
            Some(chunk) => write_chunk(out, &mut dictionary, &self.source, 0, chunk)?,
            None => self.write_ranges(out, &mut dictionary, batches, limits.threads)?,
        }
        out.end();
        end_field(out, name, kept, dictionary, &self.lengths)
    }

    /// Encodes and writes the ranges, each on one of some threads.
    fn write_ranges(
        &self,
        out: &mut FileWriter,
        dictionary: &mut DictionaryWriter,
        batches: Batches<'_>,
        threads: usize,
    ) -> Result<()> {
        let Prepared {
            source,
            counts,
            lengths,
            ranges,
            ..
        } = self;
        let next = AtomicUsize::new(0);
        let mut failed: Option<Error> = None;
        std::thread::scope(|scope| -> Result<()> {
            let (give, take) = mpsc::sync_channel::<(usize, Result<Chunk>)>(1);
            let mut started = 0;
            for _ in 0..threads.min(ranges.len()) {
                let give = give.clone();
                let next = &next;
                let encoding = move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(range) = ranges.get(number) else { return };
                        let made = caught(|| encode(source, batches, range.clone(), counts, lengths));
                        if give.send((number, made)).is_err() {
                            return;
                        }
                    }
                };
                // Where the system has no more threads, those that there are do the work.
                if std::thread::Builder::new().spawn_scoped(scope, encoding).is_err() {
                    break;
                }
                started += 1;
            }
            drop(give);
            if started == 0 {
                for range in ranges {
                    let chunk = encode(source, batches, range.clone(), counts, lengths)?;
                    write_chunk(out, dictionary, source, range.start, &chunk)?;
                }
                return Ok(());
            }
            let mut waiting: Vec<Option<Chunk>> = ranges.iter().map(|_| None).collect();
            let mut at = 0;
            for (number, made) in take {
                match made {
                    Ok(chunk) => waiting[number] = Some(chunk),
                    Err(error) => {
                        failed.get_or_insert(error);
                        next.store(ranges.len(), Ordering::Relaxed);
                    }
                }
                while let Some(chunk) = waiting.get_mut(at).and_then(Option::take) {
                    write_chunk(out, dictionary, source, ranges[at].start, &chunk)?;
                    at += 1;
                }
            }
            Ok(())
        })?;
        failed.map_or(Ok(()), Err)
    }
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
    out: &mut FileWriter,
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
    out: &mut FileWriter,
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
fn write_keywords(out: &mut FileWriter, column: &str, source: &Source<'_>, batches: Batches<'_>) -> Result<Value> {
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
fn write_postings(
    out: &mut FileWriter,
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
