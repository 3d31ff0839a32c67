"""The query line: what is typed, what it searches while it is typed, and what may complete it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

from searchkit.base.analysis import fold
from searchkit.base.record import changed
from searchkit.shell.commands import is_command
from searchkit.shell.completer import Completable, Suggestion, suggest
from searchkit.shell.pane import Look
from searchkit.shell.session import Session
from searchkit.shell.state import State
from searchkit.shell.styled_line import Line, cells
from searchkit.shell.typed_word import typed_query
from searchkit.shell.typing_desk import TypingDesk
from searchkit.shell.vocabulary import Vocabulary

_WITH_WORDS = ("text", "names")


class QueryLine:
    """The line of a full view. A line that begins with a colon is a command, and searches nothing.

    ``typed`` is told the state that the line asks for, and whether it was not typed in before; ``edited`` that
    something else was typed.
    """

    def __init__(
        self,
        session: Session,
        look: Look,
        vocabulary: Callable[[], Vocabulary],
        commands: Mapping[str, Completable],
        typed: Callable[[State, bool], None],
        edited: Callable[[], None],
        desk: TypingDesk,
    ) -> None:
        self._session = session
        self.look = look
        self._vocabulary = vocabulary
        self._commands = commands
        self._typed = typed
        self._edited = edited
        self.is_focused = True
        self.was_typed = False
        self.open_at: int | None = None
        self.suggestions: list[Suggestion] = []
        self.chosen: int | None = None
        self._base = ("", "")  # before and after the cursor, while completions are tried
        self._seen = ("", 0)
        self._setting = False
        fields = session.index.fields
        names = {name for name, field in fields.fields.items() if field.kind in _WITH_WORDS}
        self._open_fields = names | {name for name, field in fields.aliases.items() if field in names}
        self.buffer = Buffer(
            multiline=False,
            enable_history_search=True,
            history=desk.history,
            auto_suggest=AutoSuggestFromHistory() if desk.suggests and look.colored else None,
            on_text_changed=lambda _: self._changed(),
            on_cursor_position_changed=lambda _: self._changed(),
        )

    # What it says

    @property
    def text(self) -> str:
        """What is typed."""
        return self.buffer.text

    @property
    def query(self) -> str:
        """What is typed, as a query of whole words."""
        return " ".join(self.text.splitlines()).strip()

    @property
    def is_command(self) -> bool:
        """Whether the line is a command."""
        return self.text.lstrip().startswith(":")

    @property
    def before(self) -> str | None:
        """What stands before the cursor, if it is to be completed."""
        if not self.is_focused or self.is_command or self.chosen is not None or not self.text:
            return None
        return self.buffer.document.text_before_cursor

    @property
    def open_word(self) -> str | None:
        """The word at the cursor, if it is searched as the beginning of a word."""
        if self.open_at is None or not self.is_focused:
            return None
        return self.text[: self.open_at].split()[-1].rpartition(":")[2].lstrip("(+-")

    # What is done with it

    def show(self, text: str) -> None:
        """Put a text into the line, without searching it."""
        self._set(text, len(text))
        self.was_typed = False
        self.forget_suggestions()

    def clear(self) -> None:
        """Empty the line."""
        self.buffer.set_document(Document(""))

    def enter(self) -> None:
        """Take the keys."""
        self.is_focused = True
        self.was_typed = False
        self.buffer.cursor_position = len(self.text)
        self._seen = (self.text, self.buffer.cursor_position)
        self.forget_suggestions()

    def leave(self) -> None:
        """Leave the keys to the lists."""
        if self.query and not self.is_command:
            self.buffer.append_to_history()
        if self.is_command:
            self.show(self._session.state.query or "")
        # The lines that Up finds begin anew, with those that were typed in this session.
        self.buffer.reset(Document(self.text, len(self.text)))
        self.is_focused = False
        self.open_at = None
        self.forget_suggestions()

    def start_command(self, text: str = ":") -> None:
        """Begin a command in the line. The query comes back afterwards."""
        self._set(text, len(text))
        self.is_focused = True
        self._seen = ("", -1)
        self._changed()

    def accept(self) -> str | None:
        """Take what the completions show if the line says no more; the command, if the line is one."""
        if self.chosen is not None:
            self.chosen = None
            self.forget_suggestions()
            self._seen = ("", -1)
            if not self.is_command:
                self._changed()
                return None
        if is_command(self.query):
            command = self.query
            self.buffer.append_to_history()
            return command
        self._take_value()
        return None

    def _take_value(self) -> None:
        """If a value of a field is only begun, complete it: no article has the beginning as a word."""
        before = self.buffer.document.text_before_cursor
        found = suggest(before, self._vocabulary())
        if not found or self.buffer.document.text_after_cursor.strip():
            return
        first = next((s for s in self.suggestions if s.start == found[0].start), found[0])
        typed = fold(before[first.start :].lstrip("=").strip('"'))
        labels = [fold(each.label) for each in found]
        is_whole = any(typed == label or typed in label.split() for label in labels)
        if typed and not is_whole and before[: first.start].endswith(":"):
            self.buffer.set_document(Document(before[: first.start] + first.text))

    def complete(self, step: int) -> bool:
        """Try the next completion. Whether there is one."""
        if not self.suggestions:
            return False
        if self.chosen is None:
            document = self.buffer.document
            self._base = (document.text_before_cursor, document.text_after_cursor)
            self.chosen = 0 if step > 0 else len(self.suggestions) - 1
        else:
            self.chosen = (self.chosen + step) % len(self.suggestions)
        self._try()
        return True

    def give_back(self) -> bool:
        """Take back the completion that is being tried. Whether there was one."""
        if self.chosen is None:
            return False
        self.chosen = None
        before, after = self._base
        self.buffer.set_document(Document(before + after, len(before)))
        return True

    def take(self, before: str, suggestions: list[Suggestion]) -> None:
        """Show completions, if they are for what is typed now."""
        if self.before == before:
            self.suggestions = suggestions

    def forget_suggestions(self) -> None:
        """Show no completions."""
        self.suggestions = []
        self.chosen = None

    def _try(self) -> None:
        before, after = self._base
        suggestion = self.suggestions[self.chosen or 0]
        text = before[: suggestion.start] + suggestion.text
        self._set(text + after, len(text))
        self._seen = (self.text, self.buffer.cursor_position)
        if not self.is_command:
            self._search()

    def _set(self, text: str, cursor: int) -> None:
        self._setting = True
        try:
            self.buffer.set_document(Document(text, cursor), bypass_readonly=True)
        finally:
            self._setting = False

    def _changed(self) -> None:
        now = (self.text, self.buffer.cursor_position)
        if self._setting or now == self._seen or not self.is_focused:
            return
        is_moved_only = now[0] == self._seen[0]
        self._seen = now
        self._edited()
        self.chosen = None
        if self.is_command:
            self.open_at = None
            self.suggestions = suggest(self.buffer.document.text_before_cursor, self._vocabulary(), self._commands)
            return
        if is_moved_only and not self.was_typed:
            return
        self._search()

    def _search(self) -> None:
        typed = typed_query(self.text, self.buffer.cursor_position, self._open_fields)
        self.open_at = typed.open_at
        is_first, self.was_typed = not self.was_typed, True
        if not self.text:
            self.suggestions = []
        query = " ".join(typed.query.splitlines())
        self._typed(changed(self._session.state, query=query, offset=0, selected=1), is_first)

    # Drawing

    def strip(self, width: int) -> Line:
        """The completions on one line, with what they are or how many articles they find."""
        look = self.look
        if not self.is_focused or not self.suggestions:
            return []
        start = self._first_shown(width)
        line: Line = [("class:dim", f"{look.glyphs.cut} ")] if start else []
        for number, each in enumerate(self.suggestions[start:], start):
            style = "class:completion.chosen" if number == self.chosen else "class:completion"
            piece: Line = [(style, look.line(each.label)), ("class:count", f" {look.line(each.meta)}"), ("", "   ")]
            if cells(line) + cells(piece) > width - 8 and number > start:
                line.append(("class:dim", f"+{len(self.suggestions) - number}"))
                break
            line += piece
        return line

    def _first_shown(self, width: int) -> int:
        """The completion to begin with, so that the chosen one is seen."""
        look = self.look
        start = 0
        for number in range((self.chosen or 0) + 1):
            shown = self.suggestions[start : number + 1]
            if sum(cells([("", f"{look.line(s.label)} {look.line(s.meta)}   ")]) for s in shown) > width - 10:
                start = number
        return start


class OpenWord(Processor):
    """Shows that the word at the cursor is searched as the beginning of a word: with a mark after it.

    Where a suggestion goes on in grey, the mark would stand within it, and is left out.
    """

    def __init__(self, line: QueryLine) -> None:
        self._line = line

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Add the mark."""
        at = self._line.open_at
        fragments = transformation_input.fragments
        suggests = self._line.buffer.suggestion is not None and self._line.buffer.document.is_cursor_at_the_end
        if at is None or not self._line.is_focused or transformation_input.lineno or suggests:
            return Transformation(fragments)
        mark = self._line.look.glyphs.prefix
        text = "".join(fragment[1] for fragment in fragments)
        shown = [("", text[:at]), ("class:prefix", mark), ("", text[at:])]
        return Transformation(
            [(style, piece) for style, piece in shown],
            source_to_display=lambda i: i if i <= at else i + len(mark),
            display_to_source=lambda i: i if i <= at else max(at, i - len(mark)),
        )
