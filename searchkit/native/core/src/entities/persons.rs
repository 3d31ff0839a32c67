//! Persons under one name: `Mr Belliard` is the Jean-Christophe Belliard that the text has named in full.

use std::borrow::Cow;
use std::collections::HashMap;

use super::found_name::lower;
use super::word_lists::Words;
use crate::analysis::unicode::is_letter;

const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// A person's name without the honorifics and offices before it. The last word always stays.
pub fn bare_name<'a>(name: &'a str, offices: &Words) -> &'a str {
    let mut bare = name;
    while let Some((first, rest)) = bare.split_once(' ')
        && offices.contains(lower(first).trim_end_matches('.'))
    {
        bare = rest;
    }
    bare
}

/// A surname in the form in which surnames are compared.
pub fn surname_key(word: &str) -> Cow<'_, str> {
    match lower(word) {
        Cow::Borrowed(word) => Cow::Borrowed(word.trim_end_matches('.')),
        Cow::Owned(word) if word.ends_with('.') => Cow::Owned(word.trim_end_matches('.').to_string()),
        owned => owned,
    }
}

/// The words of a name that are compared, without Jr and the like at its end.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = name.split(' ').map(|word| surname_key(word).into_owned()).collect();
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|last| SUFFIXES.contains(&last.trim_end_matches(',')))
    {
        parts.pop();
    }
    for part in &mut parts {
        part.truncate(part.trim_end_matches(',').len());
    }
    parts
}

/// The surname of a full name, in the form in which surnames are compared. None for a name of one word.
pub fn surname_of(name: &str) -> Option<String> {
    let mut words = name.split(' ').rev().map(surname_key).peekable();
    loop {
        let last = words.next()?;
        words.peek()?;
        let last = last.trim_end_matches(',');
        if !SUFFIXES.contains(&last) {
            return Some(last.to_string());
        }
    }
}

/// The surname by which a text may name a person again. None where the word is too short or is no name.
pub fn surname_in_text(written: &str) -> Option<&str> {
    let surname = written.rsplit(' ').next()?;
    let long = surname.chars().nth(3).is_some();
    (long && surname.starts_with(char::is_uppercase) && surname.chars().all(is_letter)).then_some(surname)
}

struct Person<'a> {
    name: &'a str,
    parts: Vec<String>,
    length: usize,
}

/// The persons of one text by their full names.
#[derive(Default)]
pub struct Persons<'a> {
    persons: Vec<Person<'a>>,
    numbers: HashMap<&'a str, usize>,
    /// The full names by their last and their first word, by number.
    by_last: HashMap<String, Vec<usize>>,
    by_first: HashMap<String, Vec<usize>>,
}

impl<'a> Persons<'a> {
    /// The persons with these names.
    pub fn new(names: impl Iterator<Item = &'a str>) -> Persons<'a> {
        let mut persons = Persons::default();
        for name in names {
            let number = persons.persons.len();
            if *persons.numbers.entry(name).or_insert(number) != number {
                continue;
            }
            let parts = parts(name);
            if let [first, .., last] = &parts[..] {
                persons.by_last.entry(last.clone()).or_default().push(number);
                persons.by_first.entry(first.clone()).or_default().push(number);
            }
            persons.persons.push(Person {
                name,
                length: parts.iter().map(|part| part.chars().count()).sum(),
                parts,
            });
        }
        persons
    }

    /// For each name the full name of the person that it means. The name may be a surname, or have initials.
    ///
    /// A given name counts if all who bear it share a surname. Of several persons with one surname the text means the one
    /// that it named first.
    pub fn full_names(&self) -> HashMap<&'a str, &'a str> {
        let full = self.persons.iter().map(|person| (person.name, self.full_name(person)));
        full.collect()
    }

    fn full_name(&self, person: &Person<'a>) -> &'a str {
        let [given] = &person.parts[..] else {
            return self.longest(person);
        };
        if let Some(of_surname) = self.by_last.get(given) {
            return self.longest(&self.persons[of_surname[0]]);
        }
        let of_given = self.by_first.get(given).map_or(&[][..], |numbers| numbers);
        let mut of_given = of_given.iter().map(|&number| &self.persons[number]);
        match of_given.next() {
            Some(first) if of_given.all(|other| other.parts.last() == first.parts.last()) => first.name,
            _ => person.name,
        }
    }

    /// The longest form of a full name: `John Fitzgerald Kennedy` for `J. Kennedy` and `John Kennedy`.
    fn longest(&self, person: &Person<'a>) -> &'a str {
        let mut best = person;
        let of_surname = person.parts.last().and_then(|last| self.by_last.get(last));
        for &number in of_surname.map_or(&[][..], |numbers| numbers) {
            let other = &self.persons[number];
            if other.parts.len() >= best.parts.len()
                && may_be_same(&person.parts[0], &other.parts[0])
                && other.length > best.length
            {
                best = other;
            }
        }
        best.name
    }
}

/// Whether two given names are one, or one is the initial of the other.
fn may_be_same(given: &str, other: &str) -> bool {
    let initial = |name: &str| name.chars().nth(1).is_none();
    given == other || ((initial(given) || initial(other)) && given.chars().next() == other.chars().next())
}

#[cfg(test)]
mod tests {
    use super::super::word_lists::WordLists;
    use super::*;

    #[test]
    fn honorifics_are_no_part_of_a_name() {
        let lists = WordLists::new(Vec::new());
        for (name, bare) in [
            ("Mr Moi", "Moi"),
            ("Ambassador Jean-Christophe Belliard", "Jean-Christophe Belliard"),
            ("Prime Minister Sir John Major", "John Major"),
            ("Lt. Gen. Jubal Early", "Jubal Early"),
            ("General", "General"),
            ("Judge", "Judge"),
        ] {
            assert_eq!(bare_name(name, &lists.offices), bare);
        }
    }

    #[test]
    fn who_is_meant() {
        let cases: &[(&[&str], &str, &str)] = &[
            (&["Daniel arap Moi"], "Moi", "Daniel arap Moi"),
            (&["Anna Berg", "Carl Berg"], "Berg", "Anna Berg"),
            (&["Anna Berg", "Anna Holm"], "Anna", "Anna"),
            (&["Anna Berg"], "Anna", "Anna Berg"),
            (&["J. Smith", "John Smith"], "J. Smith", "John Smith"),
            (
                &["John Kennedy", "John Fitzgerald Kennedy"],
                "John Kennedy",
                "John Fitzgerald Kennedy",
            ),
            (&["John Smith", "Mary Smith"], "Mary Smith", "Mary Smith"),
            (&["Martin Luther King, Jr."], "King", "Martin Luther King, Jr."),
            (&[], "Moi", "Moi"),
        ];
        for (full, short, meant) in cases {
            let persons = Persons::new(full.iter().chain([short]).copied());
            assert_eq!(persons.full_names()[short], *meant);
        }
    }

    #[test]
    fn surnames() {
        for (name, surname) in [
            ("Anna Berg", Some("berg")),
            ("Martin Luther King, Jr.", Some("king")),
            ("Moi", None),
            ("King Jr.", None),
            ("Sammy Davis Jr. III", Some("davis")),
        ] {
            assert_eq!(surname_of(name).as_deref(), surname, "{name}");
            let parts = parts(name);
            assert_eq!((parts.len() > 1).then(|| parts[parts.len() - 1].as_str()), surname);
        }
    }
}
