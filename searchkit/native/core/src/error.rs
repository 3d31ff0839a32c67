//! What can go wrong in the data plane. Each kind becomes one class of Python's tree of errors.

use std::fmt;
use std::path::Path;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    /// A file is not what was written: which one, which part of it, and what does not fit.
    Damaged {
        file: String,
        section: String,
        what: String,
    },
    /// A file of a format that this version does not read.
    Incompatible { file: String, what: String },
    /// The operating system refused.
    Io { path: String, source: std::io::Error },
    /// A caller's value (a document, a query, a specification) cannot be taken.
    Invalid(String),
    /// A search was cancelled from another thread.
    Cancelled,
    /// A search reached its time limit.
    TimeLimit,
}

impl Error {
    pub fn damaged(file: impl Into<String>, section: impl Into<String>, what: impl Into<String>) -> Error {
        Error::Damaged {
            file: file.into(),
            section: section.into(),
            what: what.into(),
        }
    }

    pub fn io(path: &Path, source: std::io::Error) -> Error {
        Error::Io {
            path: path.display().to_string(),
            source,
        }
    }

    pub fn invalid(what: impl Into<String>) -> Error {
        Error::Invalid(what.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Damaged { file, section, what } => write!(f, "{file} is damaged in {section}: {what}"),
            Error::Incompatible { file, what } => write!(f, "{file}: {what}"),
            Error::Io { path, source } => write!(f, "{path}: {source}"),
            Error::Invalid(what) => f.write_str(what),
            Error::Cancelled => f.write_str("the search was cancelled"),
            Error::TimeLimit => f.write_str("the search reached its time limit"),
        }
    }
}

impl std::error::Error for Error {}
