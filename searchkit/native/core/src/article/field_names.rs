//! Other names of the fields of an article. They are those of `ingest/field_names.py`, which also says which is best: so a
//! line that needs one of them is read in Python.

/// Each field that a record may have under other names, with these names in the form of [`folded`].
const NAMES: [(&str, &str); 13] = [
    (
        "title",
        "title headline heading articletitle articleheadline headlinetext newstitle \
         storytitle posttitle pagetitle webtitle mainheadline head dctitle ogtitle",
    ),
    (
        "body",
        "body text content contents article fulltext fulltext articletext articlebody \
         maintext bodytext bodyplain bodycontent contenttext contentplain plaintext textplain \
         textcontent articlecontent articlecontents maincontent story storytext storybody \
         storycontent newstext newsbody newscontent posttext postbody postcontent pagetext \
         textbody cleantext cleanedtext rawtext ocrtext transcript paragraphs bodyhtml \
         bodyxhtml htmlbody contenthtml htmlcontent contentencoded texthtml articlehtml \
         storyhtml description leadparagraph lead summary abstract excerpt standfirst \
         dcdescription",
    ),
    (
        "date",
        "date published publishedat publicationdate datepublished pubdate publishdate \
         datepublish dateofpublication publisheddate publishtime publishedtime \
         publicationtime publishedon publisheddatetime publishedtimestamp publicationdatetime \
         firstpublished firstpublishedat firstpublicationdate webpublicationdate displaydate \
         releasedate issuedate issued datetime datetime articledate newsdate storydate \
         postdate firstcreated contentcreated versioncreated datecreated \
         createddate createdat created creationdate dcdate",
    ),
    (
        "id",
        "id articleid guid uuid docid documentid docno newsid storyid postid itemid uniqueid \
         dcidentifier",
    ),
    (
        "url",
        "canonicalurl canonical url link permalink permalink href weburl articleurl storyurl \
         pageurl posturl newsurl shorturl externalurl sourceurl originalurl",
    ),
    ("place", "place location city"),
    ("country", "country countryname"),
    ("agency", "agency newsagency newswire wire"),
    ("language", "language lang languagecode langcode dclanguage"),
    ("dateline", "dateline"),
    ("people", "people persons person"),
    ("orgs", "orgs organisations organizations org"),
    ("places", "places"),
];

/// The field that may stand under a key. A key with odd letters, which only Python folds, may be any: it gives `""`.
pub fn field_under(key: &str) -> Option<&'static str> {
    if !key.is_ascii() && key.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return Some("");
    }
    let name = folded(key);
    if name.is_empty() {
        return None;
    }
    NAMES
        .iter()
        .find(|(_, names)| names.split(' ').any(|known| known == name))
        .map(|(field, _)| *field)
}

/// A key in small letters, without what is neither letter nor digit.
fn folded(key: &str) -> String {
    key.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_lowercase() as char)
        .collect()
}
