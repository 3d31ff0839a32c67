"""Which article of files has an id that several ask for: the one with the first claim (claim.py).

After each article that comes, and after each removal, every article has the id that the present articles give it. So it
does not matter in which order they came and went. An article that gets another id is written again from what the index
holds of it; no file is read. Only articles with a contested id are looked at: the field ``claimed_id`` finds those that
wait for an id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from searchkit.archive.adding import Adder
from searchkit.archive.claim import Claim, claim_of, claimed_before, with_id
from searchkit.archive.fields import CLAIMED_ID, STATED_ID, STORY
from searchkit.archive.origins import origin_of
from searchkit.archive.register import Register
from searchkit.article import Article
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged

__all__ = ["Holder", "Ids"]


class Holder(NamedTuple):
    """The article that has an id. A program's has no claim. ``docnum`` is its number, if it is in a segment."""

    id: str
    claim: Claim | None
    docnum: int | None


class _Stored(NamedTuple):
    """An article as the index holds it."""

    claim: Claim
    article: Article
    in_story: bool


# Whether the holder of an id is no longer there, and came up in the file of the article that asks for its id now.
GivesWay = Callable[[Holder], bool]
# An article of a claim got another id: the claim, the id before and the id now.
OnChange = Callable[[Claim, str, str], None]


class Ids:
    """The ids of articles of files, as one writer changes them. ``register`` gets the longer ones.

    ``on_change`` hears of every article that gets another id. With ``rehearse``, the writer is a Rehearsal, which never
    finds what was added.
    """

    def __init__(
        self, writer: Writer, adder: Adder, register: Register, on_change: OnChange, *, rehearse: bool = False
    ) -> None:
        self._writer = writer
        self._adder = adder
        self._register = register
        self._on_change = on_change
        self._rehearse = rehearse
        # Articles that are in no segment yet, by id; the ids that such articles wait for; those that got another id.
        self._pending: dict[str, Claim] = {}
        self._awaited: set[str] = set()
        self._moved: dict[str, dict[str, Claim]] = {}
        # In a rehearsal: the articles that got another id, by that id; and which of these may wait for an id.
        self._rehearsed: dict[str, _Stored] = {}
        self._rehearsed_waiting: dict[str, set[str]] = {}

    def given(self, article: Article, claim: Claim, gives_way: GivesWay) -> tuple[Article, bool]:
        """An article that comes, under the id that it gets, and whether another article has or had that id.

        Those that have to make way for it get other ids. Add it at once, and call :meth:`added`. ``gives_way`` is asked
        about articles of other files. Raises IndexDamaged or IndexUnwritable.
        """
        level, contested = 0, False
        while True:
            identity = claim.id(level)
            holder = self.holder(identity)
            if holder is None or holder.claim == claim:
                break
            contested = True
            if holder.claim is None:
                level += 1
            elif holder.claim.key != claim.key and gives_way(holder):
                first = self._first_waiting(identity)
                if first is None or claim.rank < first.claim.rank:
                    break
                self._move(first, identity)
                self.removed([first.article.id])
            elif claim.rank < holder.claim.rank and (later := self._stored_of(holder)) is not None:
                self._make_way(later)
                break
            else:
                level += 1
        return with_id(article, claim, identity), contested

    def free_or_own(self, claim: Claim) -> list[int] | None:
        """The documents of the article of a claim, if the id that it asks for is its own or nobody's. Else None.

        None means that there is more to decide: :meth:`given` does.
        """
        identity = claim.stated
        if identity in self._pending:
            return None
        found = self._writer.find("id", identity)
        if not found:
            return found
        holder = self.holder(identity)
        return found if holder is not None and holder.claim == claim else None

    def not_free(self, ids: Sequence[str]) -> list[int]:
        """Which of the articles that ask for these ids need a decision, by their places in order.

        The others get the ids that they ask for, which no other article has or asks for.
        """
        found = self._adder.taken(ids)
        pending = self._pending
        found.update(place for place, identity in enumerate(ids) if identity in pending or "~" in identity)
        return sorted(found)

    def added_new(self, ids: Sequence[str], key: str) -> None:
        """Articles of a file have these ids now, for which :meth:`not_free` told nothing."""
        self._pending.update((identity, Claim(key, identity)) for identity in ids)

    def added(self, identity: str, claim: Claim, *, is_written: bool) -> None:
        """An article has the id that it was given. If it was not written, the index had it so before."""
        if is_written:
            self._note(identity, claim)
        self._tell(identity, claim)

    def removed(self, ids: Iterable[str]) -> None:
        """Articles with these ids were removed. The first that waits for one of them gets it."""
        freed = list(ids)
        for identity in freed:
            self._forget(identity)
        self._offer(freed)

    def settle(self) -> None:
        """Look through all contested ids, after changes that did not go through this class."""
        self._register.forget_longer()
        for identity in self._writer.terms(CLAIMED_ID):
            for docnum in self._writer.find(CLAIMED_ID, identity):
                stored = self._stored(docnum)
                self._tell(stored.article.id, stored.claim)
            self._offer([identity])

    def any_wait(self) -> bool:
        """Whether any article may wait for an id."""
        return bool(self._awaited or self._writer.terms(CLAIMED_ID))

    def holder(self, identity: str) -> Holder | None:
        """The article with an id."""
        if (claim := self._pending.get(identity)) is not None:
            return Holder(identity, claim, None)
        for docnum in self._writer.find("id", identity):
            stored = self._writer.stored(docnum)
            source = stored["source"]
            claim = _claim(stored["record"], identity, source) if source else None
            return Holder(identity, claim, docnum)
        return None

    def article(self, holder: Holder) -> Article | None:
        """The article with an id. None if it was added in a rehearsal."""
        stored = self._stored_of(holder)
        return stored.article if stored is not None else None

    def has_earlier(self, claim: Claim) -> bool:
        """Whether the article of a claim waits for the stated id."""
        level = 1
        while (holder := self.holder(claim.id(level))) is not None:
            if holder.claim == claim:
                return True
            level += 1
        return False

    def of(self, key: str, check: Callable[[], None] = lambda: None) -> dict[str, Claim]:
        """The claims of the articles of a file, by id. Those that were added are only there after :meth:`flushed`.

        ``check`` is called before each of them, which may be many. It may raise.
        """
        claims = dict(self._moved.get(key, {}))
        for docnum in self._writer.find("source", key):
            check()
            record = self._writer.stored(docnum)["record"]
            identity = json.loads(record)["id"]
            claims[identity] = _claim(record, identity, key)
        return claims

    def not_found(self, key: str) -> set[str]:
        """The ids of a file's articles that got another id in a rehearsal, whose writer does not find them."""
        return set(self._moved.get(key, ())) if self._rehearse else set()

    def flush(self) -> None:
        """Write what was added as a segment, so that it is found."""
        self._writer.flush()
        self.flushed()

    def flushed(self) -> None:
        """All that was added is in segments."""
        if not self._rehearse:
            self._pending.clear()
            self._awaited.clear()
            self._moved.clear()

    def _offer(self, freed: list[str]) -> None:
        """Give each id that no article has to the first that waits for it."""
        while freed:
            identity = freed.pop()
            first = self._first_waiting(identity)
            if first is not None and self.holder(identity) is None:
                self._move(first, identity)
                freed.append(first.article.id)

    def _make_way(self, later: _Stored) -> None:
        """Give an article the next of its ids that no earlier claim takes."""
        claim = later.claim
        level = len(claimed_before(later.article, claim.key)) + 1
        while (holder := self.holder(identity := claim.id(level))) is not None and holder.claim != claim:
            if holder.claim is not None and claim.rank < holder.claim.rank:
                other = self._stored_of(holder)
                if other is not None:
                    self._make_way(other)
                    break
            level += 1
        self._move(later, identity)

    def _move(self, stored: _Stored, identity: str) -> None:
        """Write an article of the index again under another of its ids."""
        claim, before = stored.claim, stored.article.id
        moved = with_id(stored.article, claim, identity)
        self._adder.add_again(moved, claim.key, in_story=stored.in_story)
        self._writer.delete("id", before)
        self._forget(before)
        self._note(identity, claim)
        self._tell(identity, claim)
        self._moved.setdefault(claim.key, {})[identity] = claim
        if self._rehearse:
            self._rehearsed[identity] = stored._replace(article=moved)
            for awaited in claimed_before(moved, claim.key):
                self._rehearsed_waiting.setdefault(awaited, set()).add(identity)
        self._on_change(claim, before, identity)

    def _note(self, identity: str, claim: Claim) -> None:
        self._drop_pending(identity)  # another article may have had it
        self._pending[identity] = claim
        level = 0
        while (awaited := claim.id(level)) != identity:
            self._awaited.add(awaited)
            level += 1

    def _forget(self, identity: str) -> None:
        self._drop_pending(identity)
        if "~" in identity:
            self._register.drop_longer(identity)

    def _drop_pending(self, identity: str) -> None:
        self._rehearsed.pop(identity, None)
        claim = self._pending.pop(identity, None)
        if claim is not None and claim.key in self._moved:
            self._moved[claim.key].pop(identity, None)

    def _tell(self, identity: str, claim: Claim) -> None:
        if identity != claim.stated:
            self._register.set_longer(identity, claim.stated, claim.key)
        elif "~" in identity:
            self._register.drop_longer(identity)  # another article may have had it

    def _first_waiting(self, identity: str) -> _Stored | None:
        """The article with the first claim of those that wait for an id."""
        if identity in self._awaited:
            self.flush()
        waiting = [self._stored(docnum) for docnum in self._writer.find(CLAIMED_ID, identity)]
        for other in self._rehearsed_waiting.get(identity, ()):
            moved = self._rehearsed.get(other)
            if moved is not None and identity in claimed_before(moved.article, moved.claim.key):
                waiting.append(moved)
        return min(waiting, key=lambda stored: stored.claim.rank, default=None)

    def _stored_of(self, holder: Holder) -> _Stored | None:
        """The article with an id. None if it was added in a rehearsal."""
        if holder.id in self._rehearsed:
            return self._rehearsed[holder.id]
        docnum = holder.docnum
        if docnum is None:
            self.flush()
            docnum = next(iter(self._writer.find("id", holder.id)), None)
        return self._stored(docnum) if docnum is not None else None

    def _stored(self, docnum: int) -> _Stored:
        stored = self._writer.stored(docnum)
        try:
            article = Article(**json.loads(stored["record"]), origin=origin_of(self._writer, docnum))
        except (ValueError, TypeError) as error:
            raise IndexDamaged(f"a stored article cannot be read: {error}") from error
        in_story = self._writer.number(STORY, docnum) is not None
        return _Stored(claim_of(article, stored["source"] or ""), article, in_story)


def _claim(record: str, identity: str, key: str) -> Claim:
    """The claim of a stored article. Few have a longer id, and only their records are read."""
    return claim_of(Article.from_json(record), key) if f'"{STATED_ID}"' in record else Claim(key, identity)
