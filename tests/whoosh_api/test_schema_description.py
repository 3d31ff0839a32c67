"""A schema survives being written as JSON, and nothing but Whoosh's own classes is ever made from a description."""

from __future__ import annotations

import contextlib
import json
import os
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import analysis as an
from whoosh import columns, fields, formats
from whoosh.lang import languages
from whoosh.lang.lovins import stem as lovins_stem
from whoosh.lang.paicehusk import stem as paicehusk_stem
from whoosh.lang.porter2 import stem as porter2_stem
from whoosh.support import charset

from searchkit.errors import IndexIncompatible
from searchkit.whoosh_api.schema_description import describe_schema, schema_from

WORDS = an.RegexTokenizer() | an.LowercaseFilter()
ANALYZERS: dict[str, Any] = {
    "id": an.IDAnalyzer(),
    "id_lower": an.IDAnalyzer(lowercase=True),
    "keyword": an.KeywordAnalyzer(lowercase=True, commas=True),
    "regex": an.RegexAnalyzer(r"[a-z]+|\d+"),
    "gaps": an.RegexTokenizer(r"\s*,\s*", gaps=True),
    "flags": an.RegexTokenizer(re.compile("[A-Z]+", re.IGNORECASE)),
    "simple": an.SimpleAnalyzer(),
    "standard": an.StandardAnalyzer(stoplist={"the", "a"}, minsize=1, maxsize=12),
    "stemming": an.StemmingAnalyzer(ignore=["running"], cachesize=100),
    "uncached": an.StemmingAnalyzer(cachesize=None),
    "unbounded": an.StemmingAnalyzer(cachesize=-1),
    "porter2": WORDS | an.StemFilter(porter2_stem),
    "lovins": WORDS | an.StemFilter(lovins_stem),
    "paicehusk": WORDS | an.StemFilter(paicehusk_stem),
    "fancy": an.FancyAnalyzer(),
    "ngram": an.NgramAnalyzer(2, 4),
    "ngram_words": an.NgramWordAnalyzer(2, 3, at="end"),
    "path": an.PathTokenizer(),
    "spaces": an.SpaceSeparatedTokenizer() | an.StripFilter() | an.ReverseTextFilter(),
    "commas": an.CommaSeparatedTokenizer() | an.PassFilter(),
    "charset": an.RegexTokenizer() | an.CharsetFilter(charset.accent_map),
    "charset_table": an.CharsetTokenizer(charset.charset_table_to_dict("0..9, A..Z->a..z, a..z")),
    "multi": an.RegexTokenizer() | an.MultiFilter(index=an.LowercaseFilter(), query=an.PassFilter()),
    "tee": an.RegexTokenizer() | an.TeeFilter(an.LowercaseFilter(), an.LowercaseFilter() | an.ReverseTextFilter()),
    "stop": WORDS | an.StopFilter(stoplist=["one"], minsize=1, renumber=False),
    "stop_language": WORDS | an.StopFilter(lang="de"),
    "delimited": an.RegexTokenizer(r"\S+") | an.DelimitedAttributeFilter(delimiter="^", attribute="boost"),
    "substitution": an.RegexTokenizer(r"\S+") | an.SubstitutionFilter("-", ""),
    "compound": WORDS | an.CompoundWordFilter({"air", "port"}, keep_compound=True),
    "biwords": WORDS | an.BiWordFilter(sep="+"),
    "shingles": WORDS | an.ShingleFilter(3),
    "intraword": an.RegexTokenizer(r"\S+") | an.IntraWordFilter(mergewords=True, mergenums=True),
    "metaphone": WORDS | an.DoubleMetaphoneFilter(combine=True),
    "ngram_filter": WORDS | an.NgramFilter(2, 3, at="start"),
    **{f"language_{lang}": an.LanguageAnalyzer(lang) for lang in languages if lang not in ("ar",)},
}
FIELDS: dict[str, Any] = {
    "id": fields.ID(stored=True, unique=True, sortable=True, field_boost=2.0),
    "idlist": fields.IDLIST(stored=True, expression=re.compile("[^;]+")),
    "keyword": fields.KEYWORD(commas=True, lowercase=True, scorable=True, sortable=True, vector=True),
    "int8": fields.NUMERIC(int, bits=8, signed=False, sortable=True, default=0),
    "int64": fields.NUMERIC(int, bits=64, sortable=True, shift_step=8),
    "plain_int": fields.NUMERIC(int, shift_step=0),
    "float": fields.NUMERIC(float),
    "decimal": fields.NUMERIC(Decimal, decimal_places=3, sortable=True),
    "datetime": fields.DATETIME(stored=True, sortable=True),
    "boolean": fields.BOOLEAN(stored=True),
    "stored": fields.STORED(),
    "ngram": fields.NGRAM(minsize=2, maxsize=5, phrase=True, queryor=True),
    "ngramwords": fields.NGRAMWORDS(at="start", tokenizer=an.RegexTokenizer("[a-z]+")),
    "text": fields.TEXT(stored=True, sortable=True, multitoken_query="and"),
    "chars": fields.TEXT(chars=True, vector=formats.Frequency()),
    "unphrased": fields.TEXT(phrase=False, field_boost=1.5),
    "spelling": fields.TEXT(analyzer=an.StemmingAnalyzer(), spelling=True, spelling_prefix="sp_"),
    "positions": fields.FieldType(formats.PositionBoosts(), an.StandardAnalyzer(), scorable=True),
    "characters": fields.FieldType(formats.CharacterBoosts(2.0), an.StandardAnalyzer(), vector=True),
    **{
        f"column_{type(column).__name__}": fields.COLUMN(column)
        for column in [
            columns.VarBytesColumn(allow_offsets=False),
            columns.FixedBytesColumn(5, default=b"abcde"),
            columns.RefBytesColumn(fixedlen=2),
            columns.NumericColumn("q", default=-1),
            columns.BitColumn(),
            columns.CompressedBytesColumn(level=9, module="bz2"),
            columns.CompressedBlockColumn(),
            columns.StructColumn("!if", (1, 2.5)),
            columns.ClampedNumericColumn(columns.NumericColumn("b")),
        ]
    },
}


def again(schema: fields.Schema) -> fields.Schema:
    description = json.loads(json.dumps(describe_schema(schema)))
    back = schema_from(description)
    assert describe_schema(back) == description
    return back


def tokens_of(analyzer: Any, text: str, mode: str) -> list[tuple[str, int, int, int, float]]:
    return [
        (t.text, t.pos, t.startchar, t.endchar, t.boost)
        for t in analyzer(text, positions=True, chars=True, mode=mode, removestops=True)
    ]


TEXT = "The quick-brown foxes were running^2 to the AirPort Wi-Fi, café XL500; één über 1987 Königsberg's, one/two"


@pytest.mark.parametrize("name", ANALYZERS)
def test_analyzers(name: str) -> None:
    field = fields.TEXT(analyzer=ANALYZERS[name])
    back = again(fields.Schema(f=field))["f"]
    for mode in ("index", "query"):
        assert outcome(back.analyzer, TEXT, mode) == outcome(field.analyzer, TEXT, mode)


def outcome(analyzer: Any, text: str, mode: str) -> Any:
    try:
        return tokens_of(analyzer, text, mode)
    except Exception as error:
        return type(error), str(error)


@given(st.sampled_from(sorted(ANALYZERS)), st.text(max_size=60))
def test_analyzers_on_any_text(name: str, text: str) -> None:
    back = again(fields.Schema(f=fields.TEXT(analyzer=ANALYZERS[name])))["f"]
    assert outcome(back.analyzer, text, "index") == outcome(ANALYZERS[name], text, "index")


@pytest.mark.parametrize("name", FIELDS)
def test_fields(name: str) -> None:
    schema = fields.Schema(**{name: FIELDS[name]})
    back = again(schema)
    assert back.names() == schema.names()
    field, twin = schema[name], back[name]
    assert type(twin) is type(field)
    assert vars(twin).keys() == vars(field).keys()
    assert twin == field or name.startswith("column_") or field.column_type is not None
    assert repr(twin) == repr(field)
    for value in (5, "alfa bravo", True):
        try:
            expected = list(field.index(value))
        except Exception as error:
            with pytest.raises(type(error)):
                list(twin.index(value))
        else:
            assert sorted(twin.index(value)) == sorted(expected)
    if field.column_type is not None:
        assert type(twin.column_type) is type(field.column_type)
        assert plain(vars(twin.column_type)) == plain(vars(field.column_type))


def plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {k: v if not isinstance(v, columns.Column) else plain(vars(v)) for k, v in attributes.items()}


def test_a_whole_schema_with_dynamic_fields() -> None:
    schema = fields.Schema(**FIELDS)
    schema.add("*_day", fields.DATETIME(sortable=True), glob=True)
    schema.add("n_*", fields.NUMERIC, glob=True)
    back = again(schema)
    assert back.names() == schema.names()
    assert isinstance(back["first_day"], fields.DATETIME)
    assert "n_1" in back and "m_1" not in back
    back.remove("spelling")
    assert "sp_spelling" not in back.names()


class OwnField(fields.TEXT):
    pass


class OwnFilter(an.Filter):
    def __call__(self, tokens: Any) -> Any:
        return tokens


@pytest.mark.parametrize(
    "field",
    [
        OwnField(),
        fields.TEXT(analyzer=an.RegexTokenizer() | OwnFilter()),
        fields.TEXT(analyzer=an.RegexTokenizer() | an.StemFilter(str.lower)),
        fields.TEXT(analyzer=an.RegexTokenizer() | an.LoggingFilter()),
        fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())),
        fields.ID(sortable=columns.CompressedBytesColumn(module=os)),
    ],
)
def test_what_is_not_whooshs_own_is_refused_by_name(field: Any) -> None:
    with pytest.raises(IndexIncompatible, match="'odd'"):
        describe_schema(fields.Schema(fine=fields.ID, odd=field))


def described(field: Any) -> dict[str, Any]:
    return {"kind": "whoosh", "schema": {"fields": {"odd": field}, "dynamic": {}, "subfields": {}}}


TEXT_RECORD = describe_schema(fields.Schema(odd=fields.TEXT))["schema"]["fields"]["odd"]


@pytest.mark.parametrize(
    "description",
    [
        {},
        {"kind": "whoosh"},
        {"kind": "archive", "schema": {}},
        {"kind": "whoosh", "schema": []},
        {"kind": "whoosh", "schema": {"fields": {}}},
        described(None),
        described("TEXT"),
        described({"$class": "os.system", "attributes": {}}),
        described({"$class": "fields.TEXT.__init__", "attributes": {}}),
        described({"$class": "index.FileIndex", "attributes": {}}),
        described({"$class": "columns.PickleColumn", "attributes": {}}),
        described({"$class": "formats.Positions", "attributes": {}}),
        described({"$class": "fields.TEXT"}),
        described({"$class": "fields.TEXT", "attributes": {"index": "x"}}),
        described({"$class": "fields.TEXT", "attributes": {"__class__": "x"}}),
        described({"$class": "fields.TEXT", "attributes": {"a b": "x"}}),
        described({"$class": "fields.TEXT", "attributes": {"analyzer": "x"}}),
        described({"$class": "fields.TEXT", "attributes": {"format": {"$class": "fields.ID", "attributes": {}}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$function": "os.system"}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$type": "object"}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$unknown": 1}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$set": [], "$tuple": []}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$set": [{"$set": []}]}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$regex": ["(", 0]}}}),
        described({"$class": "fields.TEXT", "attributes": {"a": {"$regex": [1, 0]}}}),
        described({"$class": "fields.NUMERIC", "attributes": {}}),
        described({"$class": "columns.CompressedBytesColumn", "attributes": {"_module": "antigravity"}}),
        {"kind": "whoosh", "schema": {"fields": {"_x": TEXT_RECORD}, "dynamic": {}, "subfields": {}}},
        {"kind": "whoosh", "schema": {"fields": {}, "dynamic": {"x": ["*", TEXT_RECORD]}, "subfields": {}}},
        {"kind": "whoosh", "schema": {"fields": {}, "dynamic": {}, "subfields": {"x": "y"}}},
    ],
)
def test_malformed_descriptions(description: dict[str, Any]) -> None:
    with pytest.raises(IndexIncompatible):
        schema_from(description)


def test_deep_nesting_ends() -> None:
    deep: Any = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(IndexIncompatible, match="deep"):
        schema_from(described({"$class": "fields.TEXT", "attributes": {"a": deep}}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["$class", "attributes", "$set", "$map", "none", "$regex", "a", "$float", "$bytes"]), inner
        )
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_json_gives_a_schema_or_incompatible(value: Any) -> None:
    for description in (described(value), {"kind": "whoosh", "schema": value}):
        with contextlib.suppress(IndexIncompatible):
            schema_from(description)
