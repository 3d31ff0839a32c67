"""Which reader reads what."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest import registry
from searchkit.ingest.registry import Format, extension, format_for, formats, plugin_problems
from searchkit.ingest.source import Source


def read_nothing(source: Source) -> Iterator[Article | Problem]:
    yield source.problem("plugin_was_here", "")


PLUGIN = Format("nitf", (".nitf", ".json"), read_nothing)


@pytest.fixture
def entry_points(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[importlib.metadata.EntryPoint]]:
    points: list[importlib.metadata.EntryPoint] = []
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: points)
    monkeypatch.setitem(sys.modules, "plugin_of_the_test", sys.modules[__name__])
    registry._plugins.cache_clear()
    yield points
    registry._plugins.cache_clear()


def point(name: str, value: str) -> importlib.metadata.EntryPoint:
    return importlib.metadata.EntryPoint(name, value, registry.ENTRY_POINT_GROUP)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b"", "text"),
        ("A.TXT", b"{}", "text"),
        ("a.jsonl", b"", "jsonl"),
        ("a.ndjson", b"", "jsonl"),
        ("a.json", b"", "json"),
        ("a.sgm", b"", "reuters-sgml"),
        ("a.xml", b"", "xml"),
        ("a.HTM", b"", "html"),
        ("a.tsv", b"", "csv"),
        ("a.MD", b"", "markdown"),
        ("a", b"%PDF-1.7", "pdf"),
        ("a", b"PK\3\4" + b"\0" * 26 + b"[Content_Types].xml...word/document.xml", "docx"),
        ("a", b"PK\3\4" + b"\0" * 26 + b"[Content_Types].xml...xl/workbook.xml", None),
        ("a", b"<!doctype html><p>", "html"),
        ("a", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">', "html"),
        ("a", b'<?xml version="1.0"?>\n<rss version="2.0">', "xml"),
        ("a", b"<feed xmlns='http://www.w3.org/2005/Atom'>", "xml"),
        ("a", b"<p>a fragment</p>", None),
        ("a.b.sgml", b"", "reuters-sgml"),
        ("a", b'<!DOCTYPE lewis SYSTEM "lewis.dtd">', "reuters-sgml"),
        ("a", b'\n<REUTERS TOPICS="YES">', "reuters-sgml"),
        ("a", b'{"title": "a"}\n{"title": "b"}', "jsonl"),
        ("a", b'{"title": "a"}\n', "jsonl"),
        ("a.x", b'\xef\xbb\xbf{\n "title": "a"}', "json"),
        ("a", b'[{"title": "a"}]', "json"),
        ("a.WARC", b"", "warc"),
        ("a", b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "warc"),
        ("a", b"WARC is a format", None),
        ("a", b"<nitf>", "xml"),
        ("a", b'<newsItem xmlns="x">', "xml"),
        ("a", b"<newsflash>", None),
        ("a.eml", b"", "mail"),
        ("a.mbox", b"", "mbox"),
        ("a", b"[Reuters] It rained", None),
        ("a", b"{curly}", None),
        ("a", b"", None),
        (".txt", b"", None),
    ],
)
def test_format_for(name: str, head: bytes, expected: str | None) -> None:
    found = format_for(name, head)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("a.TXT", ".txt"), ("a.tar.gz", ".gz"), ("a", ""), (".hidden", ""), ("a.", "")]
)
def test_extension(name: str, expected: str) -> None:
    assert extension(name) == expected


def test_built_in_formats() -> None:
    names = [found.name for found in formats()]
    assert set(names) >= set("text jsonl json reuters-sgml xml html csv markdown pdf docx mail mbox".split())
    assert len(names) == len(set(names))
    for found in formats():
        for ending in found.extensions:
            assert format_for("a" + ending, b"") == found


def test_formats_of_other_packages_come_first(entry_points: list[importlib.metadata.EntryPoint]) -> None:
    entry_points.append(point("nitf", "plugin_of_the_test:PLUGIN"))
    assert format_for("a.nitf", b"") is format_for("a.json", b"") is PLUGIN
    assert formats()[0] is PLUGIN
    assert plugin_problems() == ()


@pytest.mark.parametrize(
    "value", ["no_such_module:FORMAT", "plugin_of_the_test:missing", "plugin_of_the_test:read_nothing", "not a value!"]
)
def test_a_format_that_cannot_be_loaded_is_a_problem(
    entry_points: list[importlib.metadata.EntryPoint], value: str
) -> None:
    entry_points += [point("bad", value), point("nitf", "plugin_of_the_test:PLUGIN")]
    (problem,) = plugin_problems()
    assert (problem.path, problem.code, problem.severity) == (value, "plugin_failed", "failed")
    assert "'bad'" in problem.message
    assert format_for("a.nitf", b"") is PLUGIN


def test_readers_are_loaded_when_needed() -> None:
    code = (
        "import sys, searchkit.ingest.registry, searchkit.ingest.walk\n"
        "late = ('searchkit.ingest.formats.json_articles', 'searchkit.ingest.formats.reuters_sgml', 'tarfile', 'lzma',"
        " 'importlib.metadata')\n"
        "print([name for name in late if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
