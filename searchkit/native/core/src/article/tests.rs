use super::mention_steps::{Steps, iso_day, iso_month, steps};
use super::plain_line::record_of;
use super::stored_record::{read, written};

#[test]
fn a_plain_line_becomes_a_record() {
    let line = r#"{"id": 7, "headline": "One\ttwo", "text": "A body.", "date": "2019-05-31T12:00Z", "place": " New  York ",
        "people": ["Ann", "Ann", " Bob "], "entities": ["BBC"], "section": {"b": [1, true, null], "a": "é"}}"#;
    let record = record_of(line).unwrap();
    assert_eq!(
        written(&record),
        r#"{"id":"7","title":"One\ttwo","body":"A body.","date":"2019-05-31","place":"New York","entities":{"other":["BBC"],"person":["Ann","Bob"]},"metadata":{"section":{"b":[1,true,null],"a":"é"}},"provenance":{"date":"metadata","place":"metadata","other":"metadata","person":"metadata"}}"#
    );
    let mut again = read(&written(&record)).unwrap();
    again.metadata = record.metadata.clone(); // the layout does not need it
    assert_eq!(again, record);
}

#[test]
fn a_line_that_asks_for_a_choice_or_a_remark_is_not_plain() {
    for line in [
        "",
        "[]",
        r#"{"title": ""}"#,
        r#"{"title": "a", "title": "b"}"#,
        r#"{"title": "a", "price": 1.5}"#,
        r#"{"title": "a", "big": 18446744073709551615}"#,
        r#"{"title": "a", "date": "2019-02-29"}"#,
        r#"{"title": "a", "date": "3 May 2019"}"#,
        r#"{"title": ["a"]}"#,
        r#"{"title": "a", "body": 3}"#,
        r#"{"title": "a", "id": true}"#,
        r#"{"title": "a", "@type": "NewsArticle"}"#,
        r#"{"title": "a", "people": [{"name": "Ann"}]}"#,
        r#"{"title": "half \ud800"}"#,
        r#"{"title": "a"} b"#,
        r#"{"title": "a <b>b</b>"}"#,
        r#"{"title": "a", "body": "AT&amp;T"}"#,
        r#"{"title": "a", "body": "a<!-- b -->"}"#,
        r#"{"title": "a", "people": ["Ren&#233;"]}"#,
    ] {
        assert!(record_of(line).is_none(), "{line}");
    }
    let deep = format!(r#"{{"title": "a", "deep": {}{}}}"#, "[".repeat(30), "]".repeat(30));
    assert!(record_of(&deep).is_none());
}

#[test]
fn what_only_looks_like_markup_is_plain() {
    for text in ["AT&T", "a < b", "<3", "a & b; c", "&"] {
        let line = format!(r#"{{"title": "{text}", "url": "https://x.example/?a=1&amp;b"}}"#);
        assert!(record_of(&line).is_some(), "{text}");
    }
}

#[test]
fn steps_of_mentions_are_those_of_the_calendar() {
    let days = |first: &str, last: &str| match steps(&format!("{first}/{last}")) {
        Some(Steps::Days(first, last)) => (iso_day(first), iso_day(last)),
        other => panic!("{other:?}"),
    };
    for (first, last) in [
        ("2020-02-28", "2020-03-01"),
        ("0001-01-01", "0001-01-31"),
        ("9999-12-31", "9999-12-31"),
    ] {
        assert_eq!(days(first, last), (first.to_string(), last.to_string()));
    }
    assert_eq!(steps("2019"), Some(Steps::Years(2019, 2019)));
    assert_eq!(steps("2019-05"), Some(Steps::Months(2019 * 12 + 4, 2019 * 12 + 4)));
    assert_eq!(
        steps("2019-01/2019-12").map(|_| iso_month(2019 * 12)),
        Some("2019-01".to_string())
    );
    assert_eq!(steps("2019-02-29"), None);
    for number in [1, 59, 60, 365, 366, 730_179, 737_207, 3_652_059] {
        assert_eq!(super::mention_steps::days_of(&iso_day(number)), Some((number, number)));
    }
}
