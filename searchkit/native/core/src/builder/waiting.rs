//! Documents on their way to a worker. Some are only laid out there, so that who adds them need not wait for that.

use super::slots::{Document, Given, Slot};
use crate::segment::stored::LONGEST_DOCUMENT;

type Make = Box<dyn FnOnce() -> Document + Send>;

enum Form {
    Document(Document),
    Make(Make),
}

/// A document, or what makes it.
pub struct Waiting {
    form: Form,
    values: usize,
    memory: usize,
    stored: usize,
}

impl Waiting {
    /// A document of `values` values that a worker makes. It takes about `memory` bytes, and stores `stored` of them.
    pub fn made_by(
        values: usize,
        memory: usize,
        stored: usize,
        make: impl FnOnce() -> Document + Send + 'static,
    ) -> Waiting {
        Waiting {
            form: Form::Make(Box::new(make)),
            values,
            memory,
            stored,
        }
    }

    /// A document that is there.
    pub fn of(slots: &[Slot], document: Document) -> Waiting {
        let stored = slots.iter().zip(&document).map(|pair| match pair {
            (Slot::Stored, Given::Bytes(bytes)) => bytes.len(),
            _ => 0,
        });
        Waiting {
            values: document.len(),
            memory: document.iter().map(Given::memory).sum(),
            stored: stored.max().unwrap_or_default(),
            form: Form::Document(document),
        }
    }

    /// How many values it has.
    pub fn values(&self) -> usize {
        self.values
    }

    /// Bytes that it takes, about.
    pub fn memory(&self) -> usize {
        self.memory
    }

    /// Whether it is longer than what can be stored.
    pub fn is_too_long(&self) -> bool {
        self.stored > LONGEST_DOCUMENT
    }

    /// The document.
    pub fn document(self) -> Document {
        match self.form {
            Form::Document(document) => document,
            Form::Make(make) => make(),
        }
    }
}
