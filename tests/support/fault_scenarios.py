"""What is done to an index while calls fail: scenarios of Python and of the command line, and what each must leave.

A scenario has a root folder with ``index`` and, beside it, sources. It is prepared once, without faults. Its action
runs in a process of its own, in which calls fail. It notes each change with what came of it, so that a judge
who reads the index afterwards knows which articles must be there.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from article_fields import article_fields

import searchkit
from earlier_analysis import EARLIER, NUMBER, create_earlier
from searchkit.base.analysis import ANALYSES
from searchkit.errors import IndexProblem, SearchkitError

# The text of each article, by its id.
State = dict[str, str]
# What says in a message that a change holds, or that it does not.
COMMITTED = ("is committed", "are committed")
NOT_COMMITTED = ("as it was before", "nothing was written", "nothing was changed")


@dataclass
class Note:
    """One change, and what came of it: ``done``, ``refused`` with an error of ours, or ``raw`` with any other.

    ``put`` and ``drop`` say what the change does. If it is ``partial``, each article may have been changed or not.
    """

    what: str
    put: State = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)
    partial: bool = False
    outcome: str = "begun"
    said: str = ""
    code: int | None = None
    out: str = ""


class Notes:
    """The notes of one action. They are written to a file at each change, in case the process does not end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.all: list[Note] = []

    def write(self) -> None:
        """Write the notes down."""
        self._path.write_text(json.dumps([vars(note) for note in self.all]), encoding="utf-8")

    @contextlib.contextmanager
    def change(
        self, what: str, put: Mapping[str, str] | None = None, drop: list[str] | None = None, *, partial: bool = False
    ) -> Iterator[Note]:
        """Note what comes of the block. No error leaves it."""
        note = Note(what, dict(put or {}), drop or [], partial)
        self.all.append(note)
        self.write()
        try:
            yield note
            note.outcome = "done"
        except SearchkitError as error:
            note.outcome, note.said = "refused", f"{type(error).__name__}: {error.message} ({error.hint})"
            if error.exit_code == 70:
                note.outcome = "raw"
        except Exception:
            note.outcome, note.said = "raw", traceback.format_exc()
        self.write()

    def command(
        self,
        *arguments: str | Path,
        put: Mapping[str, str] | None = None,
        drop: list[str] | None = None,
        whole: bool = False,
    ) -> int:
        """Run the command in this process, and note its exit code and what it printed. Returns the code.

        The articles of ``put`` and ``drop`` change in one step if the change is ``whole``.
        """
        from searchkit.cli.main import main

        out, err = io.StringIO(), io.StringIO()
        with self.change("searchkit " + " ".join(map(str, arguments[:1])), put, drop, partial=not whole) as note:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                note.code = main([str(a) for a in arguments])
            note.out = out.getvalue()
            note.said = err.getvalue()
        if note.outcome == "done":
            code, said = note.code, note.said
            if (
                code not in (0, 1, 2, 3, 4, 130, 143)
                or "Traceback" in said
                or "report it" in said
                or "Exception ignored" in said
            ):
                note.outcome = "raw"
            elif code not in (0, 1):
                note.outcome = "refused"
        self.write()
        return note.code if note.code is not None else 70


def text_of(number: int, word: str = "talks") -> str:
    """The body of an article."""
    return (
        f"BRUSSELS, May {number % 28 + 1} (Reuters) - The {word} of day {number} ended. Ana Costa of Acme left Paris."
    )


def articles(numbers: range, word: str = "talks") -> dict[str, str]:
    """Articles by id."""
    return {f"a{number}": text_of(number, word) for number in numbers}


def given(state: Mapping[str, str]) -> list[dict[str, Any]]:
    """Articles as dicts to add."""
    return [{"id": identity, "title": f"Report {identity}", "body": body} for identity, body in state.items()]


def write_lines(path: Path, state: Mapping[str, str]) -> None:
    """A source of articles."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in given(state)), encoding="utf-8")


def _users_files(root: Path) -> None:
    (root / "index" / "segment-notes.txt").write_text("mine", encoding="utf-8")
    (root / "index" / "aliases.txt").write_text("org: Acme = Acme Holdings\n", encoding="utf-8")


def _empty(root: Path) -> None:
    searchkit.create(root / "index").close()
    _users_files(root)


def _two_commits(root: Path) -> None:
    with searchkit.create(root / "index") as index:
        index.add(given(articles(range(6))))
        with index.batch():
            index.add(given(articles(range(6, 12))))
            index.delete(["a1", "a7"])
    _users_files(root)


def _sources(root: Path) -> None:
    for number in range(3):
        write_lines(root / "sources" / f"{number}.jsonl", articles(range(6 * number, 6 * number + 6)))
    (root / "boards.csv").write_text("name\nAna Costa\nAcme\n", encoding="utf-8")


def _indexed(root: Path) -> None:
    _sources(root)
    with searchkit.create(root / "index") as index:
        index.add_files(root / "sources")
    _users_files(root)


def _changed_sources(root: Path) -> None:
    _indexed(root)
    write_lines(root / "sources" / "0.jsonl", articles(range(4), "walks"))
    (root / "sources" / "1.jsonl").unlink()
    write_lines(root / "sources" / "3.jsonl", articles(range(20, 26)))


_CHANGED: State = {**articles(range(4), "walks"), **articles(range(20, 26))}
_GONE = ["a4", "a5", *articles(range(6, 12))]


def _damaged(root: Path) -> None:
    from searchkit.engine.manifest import Manifest

    _two_commits(root)
    folder = root / "index"
    latest = Manifest.read(folder)
    before = Manifest.read(folder, latest.before)
    (name,) = (name for name in latest.files.keys() - before.files.keys() if name.endswith(".data"))
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)


def _earlier(root: Path) -> None:
    ANALYSES[NUMBER] = EARLIER
    with create_earlier(root / "index") as index:
        index.add(given(articles(range(8))))
    _users_files(root)


def _many_segments(root: Path) -> None:
    with searchkit.create(root / "index") as index:
        for number in range(7):
            index.add(given(articles(range(2 * number, 2 * number + 2))))
    _users_files(root)


def _index_new(root: Path, notes: Notes) -> None:
    folder = root / "index"
    notes.command("index", "-i", folder, "--commit-every", "5", root / "sources", put=articles(range(18)), drop=[])


def _update(root: Path, notes: Notes) -> None:
    notes.command(
        "index", "-i", root / "index", "--allow-removals", "--commit-every", "4", root / "sources",
        put=_CHANGED, drop=_GONE,
    )  # fmt: skip


def _lists(root: Path, notes: Notes) -> None:
    notes.command("index", "-q", "-i", root / "index", "--list", root / "boards.csv", whole=True)
    with notes.change("use_lists"), searchkit.open(root / "index") as index:
        index.use_lists({"towns": ["Paris"]}, drop=["boards"] if "boards" in index.lists else [])


def _changes(root: Path, notes: Notes) -> None:
    with notes.change("open"), searchkit.open(root / "index") as index:
        more = articles(range(30, 33))
        with notes.change("add", more):
            index.add(given(more))
        again = articles(range(3), "walks")
        with notes.change("add again", again):
            index.add(given(again))
        with notes.change("delete", drop=["a0", "a8"]):
            index.delete(["a0", "a8"])
        with notes.change("batch", {"b1": "one", "b2": "two"}, ["a2"]), index.batch():
            index.add(given({"b1": "one"}))
            index.add(given({"b2": "two"}))
            index.delete("a2")
        with notes.change("delete_matching", drop=["a9"]):
            index.delete_matching("id:a9")
        with notes.change("refresh"):
            index.refresh()
        with notes.change("read"):
            for hit in index.search("*", limit=None, facets=["person"]):
                assert hit.article.body


def _merges(root: Path, notes: Notes) -> None:
    from searchkit.archive.layout import ArchiveLayout
    from searchkit.engine.store import Store
    from searchkit.engine.writer import Writer

    with notes.change("add", more := articles(range(30, 34))), searchkit.open(root / "index") as index:
        index.add(given(more))  # with seven more segments, this one is merged
    with notes.change("delete", drop=["a1", "a2"]), searchkit.open(root / "index") as index:
        index.delete(["a1", "a2"])
    with notes.change("optimize"), Writer(Store.open(root / "index", ArchiveLayout), ["id"]) as writer:
        writer.optimize()
    with notes.change("delete more", drop=["a3", "a4"]), searchkit.open(root / "index") as index:
        index.delete(["a3", "a4"])


def _background(root: Path, notes: Notes) -> None:
    from searchkit.archive.layout import ArchiveLayout
    from searchkit.engine import segment_merges
    from searchkit.engine.store import Store
    from searchkit.engine.writer import Writer

    setattr(segment_merges, "_AT_ONCE", 0)  # noqa: B010  # all merges on a thread
    writer = None
    with notes.change("open"):
        writer = Writer(Store.open(root / "index", ArchiveLayout), ["id"])
    if writer is None:
        return
    for number in range(30, 36):
        with notes.change("commit", {f"a{number}": "x"}):
            writer.add(article_fields(f"a{number}", title=f"Report a{number}", body="x"))
            writer.commit()
    with notes.change("close"):
        writer.close()


def _search(root: Path, notes: Notes) -> None:
    folder = root / "index"
    notes.command("search", "-i", folder, "talks", "--facet", "person", "--json")
    notes.command("facets", "-i", folder, "talks", "--by", "person")
    notes.command("timeline", "-i", folder, "talks")
    notes.command("show", "-i", folder, "a3")
    notes.command("search", "-i", folder, "talsk")


def _status(root: Path, notes: Notes) -> None:
    folder = root / "index"
    notes.command("status", "-i", folder, "--json")
    notes.command("verify", "-i", folder)
    notes.command("index", "-q", "-i", folder, "--dry-run", root / "sources")


def _repair(root: Path, notes: Notes) -> None:
    notes.command("repair", "-i", root / "index", drop=["a6", *(f"a{n}" for n in range(8, 12))], put={"a1": text_of(1)})


def _upgrade(root: Path, notes: Notes) -> None:
    notes.command("upgrade", "-q", "-i", root / "index", whole=True)


def _whoosh_schema(root: Path) -> None:
    from whoosh.fields import ID, TEXT, Schema

    from searchkit.engine import create_in

    index = create_in(str(root / "index"), Schema(id=ID(unique=True, stored=True), body=TEXT(stored=True)))
    writer = index.writer()
    for number in range(5):
        writer.add_document(id=f"a{number}", body=text_of(number))
    writer.commit()
    (root / "index" / "segment-notes.txt").write_text("mine", encoding="utf-8")


def _whoosh(root: Path, notes: Notes) -> None:
    from searchkit.engine import open_dir

    with notes.change("open"):
        index = open_dir(str(root / "index"))
        with notes.change("commit", {"b1": "one"}, ["a1"]):
            writer = index.writer()
            try:
                writer.update_document(id="b1", body="one")
                writer.delete_by_term("id", "a1")
            except BaseException:
                writer.cancel()
                raise
            writer.commit()
        with notes.change("with", {"b2": "two"}), index.writer() as writer:
            writer.add_document(id="b2", body="two")
        with notes.change("optimize"):
            index.optimize()
        with notes.change("search"), index.searcher() as searcher:
            assert list(searcher.documents())
        with notes.change("refresh"):
            index.refresh()


@dataclass(frozen=True)
class Scenario:
    """``prepare`` makes the root folder, ``act`` is what runs while calls fail.

    If it is ``again``, the same action without faults must bring the index to the state that it had to have. If it
    ``keeps_all``, no byte of the index folder may be lost.
    """

    prepare: Callable[[Path], None]
    act: Callable[[Path, Notes], None]
    again: bool = False
    keeps_all: bool = False


def _only_sources(root: Path) -> None:
    _sources(root)


SCENARIOS: dict[str, Scenario] = {
    "index, new": Scenario(_only_sources, _index_new, again=True),
    "index, update": Scenario(_changed_sources, _update, again=True),
    "lists": Scenario(_indexed, _lists),
    "changes": Scenario(_two_commits, _changes),
    "merges": Scenario(_many_segments, _merges),
    "merges in the background": Scenario(_many_segments, _background),
    "search": Scenario(_two_commits, _search),
    "status": Scenario(_indexed, _status),
    "repair": Scenario(_damaged, _repair, again=True, keeps_all=True),
    "upgrade": Scenario(_earlier, _upgrade, again=True),
    "whoosh": Scenario(_whoosh_schema, _whoosh),
}


def held(folder: Path) -> dict[str, Any]:
    """What an index holds, read without faults: its damage, its articles, and whether one more can be added."""
    from searchkit.engine.manifest import MANIFEST_NAME
    from searchkit.engine.repair import damages

    ANALYSES[NUMBER] = EARLIER
    if not (folder / MANIFEST_NAME).exists() and not any(folder.glob("searchkit-manifest-*.json")):
        return {"damages": [], "state": None}
    found: dict[str, Any] = {"damages": [f"{each.file}: {each.what}" for each in damages(folder)], "state": None}
    with contextlib.suppress(IndexProblem), searchkit.open(folder) as index:
        found["state"] = _state(index)
    if found["damages"]:
        return found
    one_more = {"id": "one-more", "body": "One more."}
    with searchkit.open(folder) as index:
        index.add([one_more])
        after = _state(index)
        assert after.pop("one-more") == one_more["body"] and after == found["state"], "one more is not added"
        index.delete("one-more")
        assert not damages(folder)
    return found


def _state(index: searchkit.Index) -> State:
    from whoosh.query import Every

    if not index.view.has_articles:
        return {str(hit.fields["id"]): str(hit.fields["body"]) for hit in index.search(Every(), limit=None)}
    return {hit.id: hit.article.body for hit in index.search("*", limit=None)}


def run_command_of_a_child(name: str, root: Path, notes_file: Path, what: str) -> int:
    """Do one of the three things of a scenario (``prepare``, ``act``, ``held``). The exit code of the process."""
    os.environ["XDG_STATE_HOME"] = str(root.parent / "state")
    scenario = SCENARIOS[name]
    if what == "prepare":
        root.mkdir(parents=True)
        scenario.prepare(root)
    elif what == "act":
        notes = Notes(notes_file)
        scenario.act(root, notes)
        return next((note.code for note in notes.all if note.code not in (None, 0, 1)), 0) or 0
    else:
        notes_file.write_text(json.dumps(held(root / "index")), encoding="utf-8")
    return 0


def do_all_once() -> None:
    """Do everything once without faults, so that not each child has to load and compute what does not change."""
    with tempfile.TemporaryDirectory(prefix="searchkit-") as made:
        for number, (name, scenario) in enumerate(SCENARIOS.items()):
            if name == "merges in the background":  # it changes this process
                continue
            root = Path(made) / str(number)
            root.mkdir()
            scenario.prepare(root)
            scenario.act(root, Notes(Path(made) / "notes"))
            held(root / "index")


def modules_of_searchkit() -> list[str]:
    """The modules that this process has loaded."""
    return sorted(name for name in sys.modules if not name.startswith("__"))
