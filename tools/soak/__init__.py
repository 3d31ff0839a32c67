"""Long hunts for faults: hostile queries, documents and index files, kills, and readers beside a writer.

    python -m tools.soak --seconds 1800                         every hunt, each with its share of the time
    python -m tools.soak --only queries --number 200000         one hunt, to its end
    python -m tools.soak --replay build/soak/found/queries/x    one finding again

A hunt draws its cases from a seed, which it prints. It counts what it ran and what it found, and writes each finding
into a folder, with the command that replays it. The exit code is 1 if anything was found.
"""

import sys
from pathlib import Path

# What makes documents, segments and faults is shared with the tests.
if (_SUPPORT := str(Path(__file__).resolve().parents[2] / "tests/support")) not in sys.path:
    sys.path.append(_SUPPORT)
