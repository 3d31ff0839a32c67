"""``searchkit shell``: the interactive search shell."""

from __future__ import annotations

import sys

from searchkit.cli.arguments import Parser, add_hyperlinks, verb_parser
from searchkit.cli.config_notes import tell
from searchkit.cli.opening import add_aliases, add_in_memory, open_index


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser("shell", "Search interactively: hits follow each key. Type :help inside for keys and commands.")
    p.add_choice(
        {
            "plain": "the classic shell: lines that scroll, for screen readers, too",
            "full": "the full view, also where your config says plain",
        },
        dest="view",
    )
    p.add_argument("--ascii", action="store_true", help="draw the full view with signs of ASCII only")
    p.add_argument("--keys", choices=("emacs", "vi"), help="edit lines as in emacs or in vi (default: emacs)")
    p.add_argument("--private", action="store_true", help="keep no lines, and show none of earlier sessions")
    add_hyperlinks(p)
    add_aliases(p)
    add_in_memory(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from searchkit.shell.app import run as run_shell
        from searchkit.shell.chosen_preferences import preferences_of
        from searchkit.shell.key_config import key_mistakes

        with open_index(options) as index:
            tell(key_mistakes())
            return run_shell(index, preferences_of(options))

    from searchkit.display.kept_keys import KeptKeys
    from searchkit.shell.first_line import show_first_line

    with KeptKeys(), open_index(options) as index:
        show_first_line(index, options.color)
        from searchkit.shell.app import run as run_shell  # slow to load
        from searchkit.shell.chosen_preferences import preferences_of
        from searchkit.shell.key_config import key_mistakes

        tell(key_mistakes())
        return run_shell(index, preferences_of(options))
