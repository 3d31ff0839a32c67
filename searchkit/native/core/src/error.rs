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
    /// Something is greater than can be kept: what, of which kind, and what can be done about it.
    Limit {
        of: Limited,
        what: String,
        advice: &'static str,
    },
    /// A mistake of the core itself: a panic with its place, or what must not happen.
    Internal(String),
    /// The system had no memory or no thread left, and it could not be done without: what for.
    OutOfResources(String),
    /// A search was cancelled from another thread.
    Cancelled,
    /// A search reached its time limit.
    TimeLimit,
}

/// What is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    Document,
    Index,
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

    /// A document that is too large to be kept.
    pub fn large_document(what: impl Into<String>, advice: &'static str) -> Error {
        Error::Limit {
            of: Limited::Document,
            what: what.into(),
            advice,
        }
    }

    /// An index, or a segment of it, that would be too large.
    pub fn large_index(what: impl Into<String>, advice: &'static str) -> Error {
        Error::Limit {
            of: Limited::Index,
            what: what.into(),
            advice,
        }
    }

    pub fn internal(what: impl Into<String>) -> Error {
        Error::Internal(what.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Damaged { file, section, what } => write!(f, "{file} is damaged in {section}: {what}"),
            Error::Incompatible { file, what } => write!(f, "{file}: {what}"),
            Error::Io { path, source } => write!(f, "{path}: {source}"),
            Error::Invalid(what) | Error::Internal(what) | Error::OutOfResources(what) => f.write_str(what),
            Error::Limit { what, advice, .. } => write!(f, "{what}: {advice}"),
            Error::Cancelled => f.write_str("the search was cancelled"),
            Error::TimeLimit => f.write_str("the search reached its time limit"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn what_the_system_said_is_the_source() {
        let refused = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error = Error::io(Path::new("a/segment"), refused);
        assert_eq!(
            error.source().map(ToString::to_string).as_deref(),
            Some("permission denied")
        );
        assert!(Error::internal("a mistake").source().is_none());
    }
}
