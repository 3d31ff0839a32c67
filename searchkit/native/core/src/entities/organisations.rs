//! Organisations under one name: a table of the best-known ones, and companies with and without their form (Co Ltd).

use std::collections::HashMap;

use super::found_name::lower;
use crate::fnv::{FnvMap, FnvSet};

/// The name under which an organisation is filed, then the other names that newspapers use.
const KNOWN: &str = "
European Union: EU, E.U.
United Nations: UN, U.N.
NATO: North Atlantic Treaty Organization, North Atlantic Treaty Organisation
International Monetary Fund: IMF
World Trade Organization: WTO, World Trade Organisation
World Bank:
World Health Organization: World Health Organisation
European Central Bank: ECB
European Commission:
European Community: EC, European Communities, European Economic Community, EEC
Organization for Security and Cooperation in Europe: OSCE
Organisation for Economic Co-operation and Development: OECD
OPEC: Organization of the Petroleum Exporting Countries
GATT: General Agreement on Tariffs and Trade
ASEAN: Association of Southeast Asian Nations
Commonwealth of Independent States: CIS
Eurasian Economic Union: EAEU
Shanghai Cooperation Organization: SCO, Shanghai Cooperation Organisation
International Committee of the Red Cross: ICRC
Red Cross:
Amnesty International:
Human Rights Watch:
Greenpeace:
Interpol:
Europol:
Frontex:
Securities and Exchange Commission: SEC
UNICEF:
UNESCO:
UNHCR:
IAEA: International Atomic Energy Agency
FBI: Federal Bureau of Investigation
CIA: Central Intelligence Agency
KGB:
Kremlin:
Pentagon:
White House:
Federal Reserve: Federal Reserve Board, U.S. Federal Reserve
UN Security Council: U.N. Security Council, United Nations Security Council, Security Council
UN General Assembly: U.N. General Assembly, United Nations General Assembly
World Food Programme: World Food Program, WFP
African Union:
Arab League: League of Arab States
Hamas:
Hezbollah:
Taliban:
Merrill Lynch:
Morgan Stanley:
Arthur Andersen:
Philip Morris:
Dean Witter:
Smith Barney:
Eli Lilly:
";

/// What the names of companies end with.
const FORMS: &[&str] = &[
    "ab",
    "ag",
    "asa",
    "bancorp",
    "bhd",
    "bros",
    "co",
    "corp",
    "cos",
    "gmbh",
    "inc",
    "incorporated",
    "kk",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "nv",
    "oyj",
    "plc",
    "pty",
    "sa",
    "spa",
];
const LONGEST_FORM: usize = 12;

/// The best-known organisations.
pub struct KnownOrgs {
    names: FnvMap<&'static str, &'static str>,
    /// The names of several words, in capitals.
    in_capitals: FnvMap<String, &'static str>,
    filed: FnvSet<&'static str>,
}

impl Default for KnownOrgs {
    fn default() -> KnownOrgs {
        let mut names = FnvMap::default();
        for line in KNOWN.trim().lines() {
            let (filed, others) = line.split_once(':').unwrap_or((line, ""));
            let others = others.split(',').map(str::trim).filter(|name| !name.is_empty());
            names.extend(std::iter::once(filed).chain(others).map(|name| (name, filed)));
        }
        KnownOrgs {
            in_capitals: (names.iter().filter(|(name, _)| name.contains(' ')))
                .map(|(name, filed)| (name.to_uppercase(), *filed))
                .collect(),
            filed: names.values().copied().collect(),
            names,
        }
    }
}

impl KnownOrgs {
    /// The name under which one is filed.
    pub fn filed(&self, name: &str) -> Option<&'static str> {
        self.names.get(name).copied()
    }

    /// The same of a name of several words that is written in capitals.
    pub fn filed_in_capitals(&self, name: &str) -> Option<&'static str> {
        self.in_capitals.get(name).copied()
    }

    /// Whether a name is one under which an organisation is filed.
    pub fn is_filed(&self, name: &str) -> bool {
        self.filed.contains(name)
    }

    /// The names of several words, sorted.
    pub fn phrases(&self) -> Vec<String> {
        let mut phrases: Vec<String> = (self.names.keys().filter(|name| name.contains(' ')))
            .map(|name| name.to_string())
            .collect();
        phrases.sort_unstable();
        phrases
    }
}

fn is_form(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    word.len() <= LONGEST_FORM && FORMS.iter().any(|form| form.eq_ignore_ascii_case(word))
}

/// The name of a company without its form (Co Ltd). None for a name without a form.
pub fn without_form(name: &str) -> Option<&str> {
    let mut bare = name;
    while let Some((rest, last)) = bare.rsplit_once(' ')
        && is_form(last)
    {
        bare = rest;
    }
    (bare.len() < name.len()).then(|| bare.trim_end_matches(','))
}

/// A name without the stop after the form of a company, so that Inc and Inc. are one.
pub fn without_company_stop(name: &str) -> &str {
    match name.strip_suffix('.') {
        Some(bare) if !bare.contains('.') && is_form(bare.rsplit(' ').next().unwrap_or(bare)) => bare,
        _ => name,
    }
}

/// A name without a leading *the*, unless it is short.
pub fn without_the(name: &str) -> &str {
    match name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")) {
        Some(bare) if name.chars().count() > 8 => bare,
        _ => name,
    }
}

/// The organisations of one text by their names without a form. `Acme` is the `Acme Co Ltd` that the text also names.
pub fn companies<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, &'a str> {
    let mut full = HashMap::new();
    for name in names {
        if let Some(bare) = without_form(name) {
            full.entry(bare).or_insert(name);
        }
    }
    full
}

/// Whether the last word of a name, before *of*, *on* or *for*, is one of `papers`: that of an agreement, a report or the
/// like, and not of the body that wrote it.
pub fn is_paper(name: &str, papers: &FnvSet<&'static str>) -> bool {
    let mut head = name;
    for link in [" of ", " on ", " for "] {
        head = head.split(link).next().unwrap_or(head);
    }
    papers.contains(lower(head.rsplit(' ').next().unwrap_or(head)).as_ref())
}
