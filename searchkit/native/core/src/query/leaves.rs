//! Leaves of a query over one segment: postings, unions of many terms, columns.

use super::bind::BoundTerm;
use super::buffers;
use super::expand::expand;
use super::matches::{Among, Matches, Set, SetBuilder, below, list_of};
use super::run::Run;
use super::tree::Query;
use crate::error::Result;
use crate::segment::{BLOCK, DocSet, Field, Postings};

/// Documents that are looked at in one go where a column or lengths are scanned.
const CHUNK: u32 = 1 << 12;

/// The documents of a term and their scores.
pub fn term(run: &Run, field: &Field, term: &BoundTerm, among: Among, scored: bool) -> Result<Matches> {
    let Some(info) = &term.infos[run.at] else {
        return Ok(Matches::none());
    };
    let mut postings = field.postings(info)?;
    let scorer = &term.scorer;
    let expected = match among {
        Among::Sparse(docs) => docs.len().min(info.df as usize),
        _ => info.df as usize,
    };
    let mut docs = buffers::docs(expected);
    if !scored && matches!(among, Among::All) && info.df > run.size / 32 {
        let mut set = DocSet::empty(run.size);
        while postings.next_block()? {
            run.tick()?;
            postings.docs().iter().for_each(|&doc| set.insert(doc));
        }
        return Ok(Matches::same(Set::Dense(set), 0.0));
    }
    let mut lengths = Vec::with_capacity(BLOCK);
    if !scored {
        match among {
            Among::All => {
                while postings.next_block()? {
                    run.tick()?;
                    docs.extend_from_slice(postings.docs());
                }
            }
            among => meet(run, &mut postings, among, |postings, places| {
                let block = postings.docs();
                docs.extend(places.iter().map(|&at| block[at as usize]));
                Ok(())
            })?,
        }
        return Ok(Matches::same(Set::Sparse(docs), 0.0));
    }
    let mut scores = buffers::scores(expected);
    if field.has_payloads() {
        let mut weighed = |postings: &mut Postings, places: &[u8]| {
            for &at in places {
                let doc = postings.docs()[at as usize];
                let weight = postings.payload(at as usize)?.0;
                docs.push(doc);
                scores.push(scorer.score(weight, field.length(doc)?));
            }
            Ok(())
        };
        meet(run, &mut postings, among, &mut weighed)?;
        return Ok(Matches::each(docs, scores));
    }
    if matches!(among, Among::All) {
        while postings.next_block()? {
            run.tick()?;
            let (block, tfs) = postings.docs_and_freqs();
            docs.extend_from_slice(block);
            scorer.score_all(field, block, tfs, &mut lengths, &mut scores)?;
        }
        return Ok(Matches::each(docs, scores));
    }
    let mut chosen = Vec::with_capacity(BLOCK);
    meet(run, &mut postings, among, |postings, places| {
        let (block, tfs) = postings.docs_and_freqs();
        let start = docs.len();
        docs.extend(places.iter().map(|&at| block[at as usize]));
        chosen.clear();
        chosen.extend(places.iter().map(|&at| tfs[at as usize]));
        scorer.score_all(field, &docs[start..], &chosen, &mut lengths, &mut scores)
    })?;
    Ok(Matches::each(docs, scores))
}

/// Adds the scores of a term to those of the documents, which are in order; how many of them have it.
pub fn add_scores(run: &Run, field: &Field, term: &BoundTerm, docs: &[u32], sums: &mut [f32]) -> Result<usize> {
    let Some(info) = &term.infos[run.at] else {
        return Ok(0);
    };
    let mut postings = field.postings(info)?;
    let (mut at, mut count) = (0, 0);
    let (mut chosen, mut tfs) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
    let (mut lengths, mut scores) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
    let mut places = [0u8; BLOCK];
    while let Some(&first) = docs.get(at) {
        run.tick()?;
        if !postings.seek_block(first)? {
            break;
        }
        let (block, freqs) = postings.docs_and_freqs();
        let end = at + below(&docs[at..], block[block.len() - 1] + 1);
        let wanted = &docs[at..end];
        let found = common(block, wanted, &mut places);
        chosen.clear();
        tfs.clear();
        scores.clear();
        for &place in &places[..found] {
            chosen.push(block[usize::from(place)]);
            tfs.push(freqs[usize::from(place)]);
        }
        term.scorer.score_all(field, &chosen, &tfs, &mut lengths, &mut scores)?;
        let mut to = at;
        for (&doc, &score) in chosen.iter().zip(&scores) {
            while docs[to] < doc {
                to += 1;
            }
            sums[to] += score;
        }
        count += found;
        at = end;
    }
    Ok(count)
}

/// Calls `found` for each block with the places in it of the documents that are among the given.
pub fn meet(
    run: &Run,
    postings: &mut Postings,
    among: Among,
    mut found: impl FnMut(&mut Postings, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut places = [0u8; BLOCK];
    match among {
        Among::Sparse(mut rest) => {
            while let Some(&first) = rest.first() {
                run.tick()?;
                if !postings.seek_block(first)? {
                    break;
                }
                let block = postings.docs();
                let last = block[block.len() - 1];
                let end = below(rest, last + 1);
                let count = common(block, &rest[..end], &mut places);
                rest = &rest[end..];
                if count > 0 {
                    found(postings, &places[..count])?;
                }
            }
        }
        Among::Dense(set) => {
            while postings.next_block()? {
                run.tick()?;
                let mut count = 0;
                for (at, &doc) in postings.docs().iter().enumerate() {
                    places[count % BLOCK] = at as u8;
                    count += usize::from(set.contains(doc));
                }
                if count > 0 {
                    found(postings, &places[..count])?;
                }
            }
        }
        Among::All => {
            for (at, place) in places.iter_mut().enumerate() {
                *place = at as u8;
            }
            while postings.next_block()? {
                run.tick()?;
                let count = postings.docs().len();
                found(postings, &places[..count])?;
            }
        }
    }
    Ok(())
}

/// Writes the places in `block` of the documents that are in `wanted` too; how many there are.
#[inline]
fn common(block: &[u32], wanted: &[u32], places: &mut [u8; BLOCK]) -> usize {
    let mut count = 0;
    if wanted.len() * 8 < block.len() {
        let mut from = 0;
        for &doc in wanted {
            from += block[from..].partition_point(|&d| d < doc);
            if block.get(from) == Some(&doc) {
                places[count % BLOCK] = from as u8;
                count += 1;
            }
        }
    } else if block.len() * 8 < wanted.len() {
        let mut from = 0;
        for (at, &doc) in block.iter().enumerate() {
            from += below(&wanted[from..], doc);
            if wanted.get(from) == Some(&doc) {
                places[count % BLOCK] = at as u8;
                count += 1;
            }
        }
    } else {
        // Without branches that cannot be foretold.
        let (mut i, mut j) = (0, 0);
        while i < block.len() && j < wanted.len() {
            let (a, b) = (block[i], wanted[j]);
            places[count % BLOCK] = i as u8;
            count += usize::from(a == b);
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
    }
    count
}

/// The documents that have any term that a leaf stands for.
pub fn several(run: &Run, field: &Field, leaf: &Query, among: Among) -> Result<Set> {
    let mut builder = SetBuilder::new(run.size);
    expand(
        leaf,
        field,
        || run.tick(),
        |_, info| {
            let mut postings = field.postings(info)?;
            match among {
                Among::Sparse(docs) if docs.len() < info.df as usize / 16 => {
                    meet(run, &mut postings, among, |postings, places| {
                        let block = postings.docs();
                        places.iter().for_each(|&at| builder.add(block[at as usize]));
                        Ok(())
                    })
                }
                _ => {
                    while postings.next_block()? {
                        run.tick()?;
                        builder.add_all(postings.docs());
                    }
                    Ok(())
                }
            }
        },
    )?;
    Ok(builder.finish().keep(among))
}

/// Documents whose value in a column of numbers lies within both ends.
pub fn range(run: &Run, column: &str, low: i64, high: i64, among: Among) -> Result<Set> {
    let Some(column) = run.leaf.segment.number_column(column)? else {
        return Ok(Set::none());
    };
    if low > high {
        return Ok(Set::none());
    }
    let listed;
    let wanted = match among {
        Among::Sparse(docs) => Some(docs),
        // A look at each is dearer than a scan of all, but not that much.
        Among::Dense(set) if set.len() < run.size / 4 => {
            listed = list_of(set);
            Some(listed.as_slice())
        }
        _ => None,
    };
    if let Some(docs) = wanted {
        let mut found = Vec::new();
        for chunk in docs.chunks(CHUNK as usize) {
            run.tick()?;
            column.for_docs(chunk, |doc, value| {
                if low <= value && value <= high {
                    found.push(doc);
                }
            })?;
        }
        return Ok(Set::Sparse(found));
    }
    let mut builder = SetBuilder::new(run.size);
    column.words_in_range(low, high, |number, word| builder.add_word(number, word))?;
    Ok(builder.finish().keep(among))
}

/// Documents whose field has so many words.
pub fn length(run: &Run, field: &Field, low: u32, high: u32, among: Among) -> Result<Set> {
    let (mut builder, mut lengths) = (SetBuilder::new(run.size), Vec::new());
    run.chunks(among, |docs| {
        field.gather_lengths(docs, &mut lengths)?;
        docs.iter()
            .zip(&lengths)
            .filter(|(_, length)| (low..=high).contains(*length))
            .for_each(|(&doc, _)| builder.add(doc));
        Ok(())
    })?;
    Ok(builder.finish())
}

/// Documents with anything in the field, or in a column of that name.
pub fn exists(run: &Run, name: &str, among: Among) -> Result<Set> {
    let segment = &run.leaf.segment;
    let mut builder = SetBuilder::new(run.size);
    if let Some(field) = segment.field(name) {
        if field.doc_count() >= run.size {
            return Ok(everything(run.size, among));
        }
        if field.total_length() == 0 && field.term_count() > 0 {
            // A field that keeps no lengths: only its postings know.
            let mut terms = field.terms();
            while terms.next()? {
                run.tick()?;
                let mut postings = field.postings(terms.info())?;
                while postings.next_block()? {
                    builder.add_all(postings.docs());
                }
            }
            builder = builder.among(among);
        }
        let mut lengths = Vec::new();
        run.chunks(among, |docs| {
            field.gather_lengths(docs, &mut lengths)?;
            docs.iter()
                .zip(&lengths)
                .filter(|(_, length)| **length > 0)
                .for_each(|(&doc, _)| builder.add(doc));
            Ok(())
        })?;
    }
    if let Some(column) = segment.number_column(name)? {
        if column.count()? >= run.size {
            return Ok(everything(run.size, among));
        }
        run.chunks(among, |docs| column.for_docs(docs, |doc, _| builder.add(doc)))?;
    }
    if let Some(column) = segment.keyword_column(name) {
        let mut last = None;
        run.chunks(among, |docs| {
            column.for_each(docs, |doc, _| {
                if last != Some(doc) {
                    last = Some(doc);
                    builder.add(doc);
                }
            })
        })?;
    }
    Ok(builder.finish())
}

/// All documents that are asked for.
pub fn everything(size: u32, among: Among) -> Set {
    match among {
        Among::All => Set::Dense(DocSet::full(size)),
        Among::Sparse(docs) => Set::Sparse(docs.to_vec()),
        Among::Dense(set) => Set::Dense(set.clone()),
    }
}

impl Run<'_> {
    /// Calls `each` with runs of documents in order that cover all that are asked for.
    fn chunks(&self, among: Among, mut each: impl FnMut(&[u32]) -> Result<()>) -> Result<()> {
        let listed;
        let docs = match among {
            Among::All => {
                let mut docs: Vec<u32> = Vec::with_capacity(CHUNK as usize);
                for first in (0..self.size).step_by(CHUNK as usize) {
                    self.tick()?;
                    docs.clear();
                    docs.extend(first..self.size.min(first.saturating_add(CHUNK)));
                    each(&docs)?;
                }
                return Ok(());
            }
            Among::Sparse(docs) => docs,
            Among::Dense(set) => {
                listed = list_of(set);
                &listed
            }
        };
        for chunk in docs.chunks(CHUNK as usize) {
            self.tick()?;
            each(chunk)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Random;

    #[test]
    fn common_documents_of_any_proportion() {
        let mut random = Random(7);
        for _ in 0..2000 {
            let span = *random.pick(&[40, 300, 5000]);
            let mut list = |most: usize| {
                let count = random.below(most as u32) as usize;
                let mut docs: Vec<u32> = (0..count).map(|_| random.below(span)).collect();
                docs.sort_unstable();
                docs.dedup();
                docs
            };
            let (block, wanted) = (list(BLOCK), list(3000));
            let mut places = [0; BLOCK];
            let count = common(&block, &wanted, &mut places);
            let found: Vec<u32> = places[..count].iter().map(|&at| block[at as usize]).collect();
            let expected: Vec<u32> = block
                .iter()
                .copied()
                .filter(|doc| wanted.binary_search(doc).is_ok())
                .collect();
            assert_eq!(found, expected);
            let last = random.below(span);
            assert_eq!(below(&wanted, last), wanted.iter().filter(|&&doc| doc < last).count());
        }
    }
}
