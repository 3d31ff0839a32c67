//! An article as an index knows it.

use super::clean_line::is_blank;

/// Names by kind, in the order in which they were given.
pub type Names = Vec<(String, Vec<String>)>;

/// The fields of an article. What is unknown is None or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What it is known by.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its text.
    pub body: String,
    /// A year, a month or a day in ISO form.
    pub date: Option<String>,
    /// Where it was filed.
    pub place: Option<String>,
    /// The country of that place.
    pub country: Option<String>,
    /// The place as the source writes it.
    pub place_written: Option<String>,
    /// Further places of filing.
    pub more_places: Vec<String>,
    /// The names in it, by kind.
    pub entities: Names,
    /// The news agency.
    pub agency: Option<String>,
    /// The code of its language.
    pub language: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// Its file.
    pub path: Option<String>,
    /// Its dateline as written.
    pub dateline: Option<String>,
    /// The dates in its text.
    pub mentions: Vec<String>,
    /// Other names of its entities.
    pub also_written: Names,
    /// Further statements of its source, as members of a JSON object: `"key":value,"key":value`.
    pub metadata: String,
    /// Where each fact came from.
    pub provenance: Vec<(String, String)>,
    /// What is wrong with how it was read.
    pub flags: Vec<String>,
}

impl Record {
    /// Whether it has neither a title nor a text.
    pub fn is_empty(&self) -> bool {
        self.title.is_none() && is_blank(&self.body)
    }

    /// The names of a kind.
    pub fn entities_of(&self, kind: &str) -> &[String] {
        of(&self.entities, kind)
    }

    /// The other names of an entity.
    pub fn other_names(&self, name: &str) -> &[String] {
        of(&self.also_written, name)
    }
}

fn of<'a>(names: &'a Names, key: &str) -> &'a [String] {
    names
        .iter()
        .find(|(name, _)| name == key)
        .map_or(&[], |(_, found)| found)
}
