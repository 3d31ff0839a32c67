//! What one worker has gathered: numbers for words, and for each batch of documents the log of those numbers.
//!
//! A word is split off, looked up by its raw spelling, and logged by number. Its forms are computed once for each
//! spelling, so a second field with another form of the same words costs nothing here.

use super::interner::Interner;
use super::slots::{Document, Given, GivenPosting, Slot};
use crate::analysis::{Breaks, Language};
use crate::error::{Error, Result};
use crate::query::{PARAGRAPH, SENTENCE};
use crate::segment::stored::{Room, StoredBlocks};

/// In a log of words: the next text of the same document begins.
pub const GAP: u32 = u32::MAX;
/// Before the code of its language in the key of a spelling whose forms are not English; no text has this byte.
const NOT_ENGLISH: u8 = 0xff;
/// For a form of a word: it is dropped and takes no position.
pub const DROPPED: u32 = u32::MAX;

/// The vocabulary of one slot, over all batches of a worker.
#[derive(Default)]
pub struct Vocabulary {
    /// Raw spellings, each once a language (slots of texts), or the values themselves.
    pub raw: Interner,
    /// For each field of a text slot the forms, and for each raw number and field the number of its form.
    pub forms: Vec<Interner>,
    pub form_of: Vec<u32>,
}

impl Vocabulary {
    fn memory(&self) -> usize {
        self.raw.memory() + self.forms.iter().map(Interner::memory).sum::<usize>() + self.form_of.capacity() * 4
    }
}

/// What one slot of one batch holds.
#[derive(Default)]
pub struct SlotRun {
    /// Numbers of words or values, one document after another.
    pub log: Vec<u32>,
    /// Where each document of the batch ends in `log` (or in `postings`).
    pub ends: Vec<u32>,
    pub numbers: Vec<(u32, i64)>,
    pub postings: Vec<(u32, GivenPosting)>,
}

/// One batch, in order of its documents.
pub struct Run {
    /// Number of the first document in the order of addition.
    pub first: u64,
    pub docs: u32,
    pub slots: Vec<SlotRun>,
    pub stored: StoredBlocks,
    memory: usize,
}

/// Everything that one worker has gathered since the last flush.
pub struct Partial {
    pub vocabularies: Vec<Vocabulary>,
    pub runs: Vec<Run>,
    /// Room for the logs of a batch, by slot.
    logs: Vec<Vec<u32>>,
    stored_room: Room,
    form: String,
    key: Vec<u8>,
    seen: Vec<u32>,
    /// Where the sentences and the paragraphs of the text of the document at hand begin, and the slot that takes it.
    breaks: Option<(usize, [Vec<u32>; 2])>,
}

impl Partial {
    pub fn new(slots: &[Slot]) -> Partial {
        let vocabulary = |slot: &Slot| match slot {
            Slot::Text { fields, .. } => Vocabulary {
                forms: fields.iter().map(|_| Interner::default()).collect(),
                ..Vocabulary::default()
            },
            _ => Vocabulary::default(),
        };
        Partial {
            vocabularies: slots.iter().map(vocabulary).collect(),
            runs: Vec::new(),
            logs: slots.iter().map(|_| Vec::new()).collect(),
            stored_room: Room::default(),
            form: String::new(),
            key: Vec::new(),
            seen: Vec::new(),
            breaks: None,
        }
    }

    pub fn memory(&self) -> usize {
        self.vocabularies.iter().map(Vocabulary::memory).sum::<usize>()
            + self.runs.iter().map(|run| run.memory).sum::<usize>()
    }

    /// Lets go of a slot that is written.
    pub fn forget(&mut self, place: usize) {
        self.vocabularies[place] = Vocabulary::default();
        for run in &mut self.runs {
            run.slots[place] = SlotRun::default();
        }
    }

    /// Adds a batch whose first document has the number `first`.
    pub fn add(&mut self, slots: &[Slot], first: u64, documents: impl IntoIterator<Item = Document>) -> Result<()> {
        let mut run = Run {
            first,
            docs: 0,
            slots: slots.iter().map(|_| SlotRun::default()).collect(),
            stored: StoredBlocks::default(),
            memory: 0,
        };
        // Batches are gathered in room that stays and copied to their size: vectors that grow and shrink among others
        // that stay leave holes that nothing fits into, as much again as is gathered.
        for (slot, log) in run.slots.iter_mut().zip(&mut self.logs) {
            slot.log = std::mem::take(log);
            slot.log.clear();
        }
        run.stored.room = std::mem::take(&mut self.stored_room);
        for (n, document) in documents.into_iter().enumerate() {
            run.docs += 1;
            let mut stored = false;
            for (place, slot) in slots.iter().enumerate() {
                let given = document.get(place).unwrap_or(&Given::Nothing);
                if let (Slot::Stored, Given::Bytes(bytes)) = (slot, given) {
                    run.stored.push(bytes)?;
                    stored = true;
                    continue;
                }
                let language = language_of(slot, &document);
                let breaks = self
                    .breaks
                    .take_if(|(slot, _)| *slot == place)
                    .map(|(_, starts)| broken(starts));
                let given = breaks.as_ref().unwrap_or(given);
                self.slot(slot, place, n as u32, given, language, &mut run.slots[place])?;
            }
            if !stored {
                run.stored.push(&[])?;
            }
        }
        run.stored.close_block()?;
        self.stored_room = std::mem::take(&mut run.stored.room);
        run.stored.data = run.stored.data.as_slice().into();
        run.memory = run.stored.memory() + 256;
        for (slot, log) in run.slots.iter_mut().zip(&mut self.logs) {
            let exact = slot.log.as_slice().into();
            *log = std::mem::replace(&mut slot.log, exact);
            slot.ends = slot.ends.as_slice().into();
            let postings: usize = slot
                .postings
                .iter()
                .map(|(_, p)| 64 + p.positions.capacity() * 4 + p.payload.capacity())
                .sum();
            run.memory += slot.log.capacity() * 4
                + slot.ends.capacity() * 4
                + slot.numbers.capacity() * 16
                + postings
                + size_of::<SlotRun>();
        }
        self.runs.push(run);
        Ok(())
    }

    fn slot(
        &mut self,
        slot: &Slot,
        place: usize,
        doc: u32,
        given: &Given,
        language: Language,
        run: &mut SlotRun,
    ) -> Result<()> {
        match (slot, given) {
            (Slot::Text { .. } | Slot::Postings { .. } | Slot::Values { .. }, Given::Nothing) => {}
            (_, Given::Nothing) => return Ok(()),
            (Slot::Text { .. }, Given::Text(text)) => self.text(slot, place, text, language, run),
            (Slot::Text { .. }, Given::Texts(texts)) => {
                for (n, text) in texts.iter().enumerate() {
                    if n > 0 {
                        run.log.push(GAP);
                    }
                    self.text(slot, place, text, language, run);
                }
            }
            (Slot::Values { .. }, Given::Values(values)) => {
                self.seen.clear();
                for value in values {
                    let number = self.vocabularies[place].raw.intern(value).0;
                    if !self.seen.contains(&number) {
                        self.seen.push(number);
                    }
                }
                run.log.extend_from_slice(&self.seen);
            }
            (Slot::Values { .. }, Given::Bytes(value)) => {
                run.log.push(self.vocabularies[place].raw.intern(value).0);
            }
            (Slot::Values { .. }, Given::Text(value)) => {
                run.log.push(self.vocabularies[place].raw.intern(value.as_bytes()).0);
            }
            (Slot::Panic, Given::Text(text)) => panic!("{text}"),
            (Slot::Number { .. }, Given::Number(number)) => run.numbers.push((doc, *number)),
            (Slot::Postings { .. }, Given::Postings(postings)) => {
                for posting in postings {
                    let number = self.vocabularies[place].raw.intern(&posting.term).0;
                    let mut posting = posting.clone();
                    posting.term = Vec::new();
                    run.postings.push((number, posting));
                }
                run.ends.push(run.postings.len() as u32);
                return Ok(());
            }
            _ => {
                return Err(Error::invalid(format!(
                    "a document's value does not fit its slot: {slot:?}"
                )));
            }
        }
        match slot {
            Slot::Postings { .. } => run.ends.push(run.postings.len() as u32),
            Slot::Text { .. } | Slot::Values { .. } => run.ends.push(run.log.len() as u32),
            _ => {}
        }
        if self.vocabularies[place].raw.is_full() {
            return Err(Error::large_index(
                "there are too many different words for one segment",
                "commit more often, or give the writer a smaller budget",
            ));
        }
        Ok(())
    }

    fn text(&mut self, slot: &Slot, place: usize, text: &str, language: Language, run: &mut SlotRun) {
        if language == Language::English {
            self.words::<true>(slot, place, text, language, run);
        } else {
            self.words::<false>(slot, place, text, language, run);
        }
    }

    /// The loop over words is compiled apart for English, which needs no key of its own for a spelling.
    #[inline]
    fn words<const ENGLISH: bool>(
        &mut self,
        slot: &Slot,
        place: usize,
        text: &str,
        language: Language,
        run: &mut SlotRun,
    ) {
        let Slot::Text {
            splitter,
            fields,
            breaks,
            ..
        } = slot
        else {
            return;
        };
        let mut begun = breaks.map(|_| Breaks::of(text));
        let vocabulary = &mut self.vocabularies[place];
        let (form, key) = (&mut self.form, &mut self.key);
        let bytes = text.as_bytes();
        let log = &mut run.log;
        splitter.split(text, |start, end| {
            let (number, new) = if ENGLISH {
                vocabulary.raw.intern(&bytes[start..end])
            } else {
                key.clear();
                key.extend_from_slice(&bytes[start..end]);
                key.push(NOT_ENGLISH);
                key.extend_from_slice(language.code().as_bytes());
                vocabulary.raw.intern(key)
            };
            if new {
                for (field, (_, how)) in fields.iter().enumerate() {
                    let kept = how.in_language(language, &text[start..end], form);
                    let number = if kept {
                        vocabulary.forms[field].intern(form.as_bytes()).0
                    } else {
                        DROPPED
                    };
                    vocabulary.form_of.push(number);
                }
            }
            log.push(number);
            if let Some(begun) = &mut begun {
                begun.word(start, end);
            }
        });
        if let (Some(begun), &Some(place)) = (begun, breaks) {
            self.breaks = Some((place, [begun.sentences, begun.paragraph_starts]));
        }
    }
}

/// The postings of the places where sentences and paragraphs begin.
fn broken(starts: [Vec<u32>; 2]) -> Given {
    let posting = |(term, positions): (&[u8], Vec<u32>)| GivenPosting {
        term: term.to_vec(),
        freq: positions.len() as u32,
        weight: 1.0,
        positions,
        payload: Vec::new(),
    };
    let named = [SENTENCE, PARAGRAPH].into_iter().zip(starts);
    Given::Postings(named.filter(|(_, starts)| !starts.is_empty()).map(posting).collect())
}

/// The language of a document's text in a slot.
fn language_of(slot: &Slot, document: &Document) -> Language {
    let Slot::Text {
        language: Some(place), ..
    } = slot
    else {
        return Language::English;
    };
    let code = match document.get(*place) {
        Some(Given::Bytes(code)) => code.as_slice(),
        Some(Given::Text(code)) => code.as_bytes(),
        Some(Given::Values(codes)) => codes.first().map_or(&[][..], Vec::as_slice),
        _ => &[],
    };
    Language::of(code).unwrap_or_default()
}
