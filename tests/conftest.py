"""Fixtures of the whole suite."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key
from hypothesis import HealthCheck, settings

import searchkit
from searchkit.engine.manifest import MANIFEST_NAME, SET_ASIDE
from searchkit.engine.repair import damages

# No test reads the settings of whoever runs it, also not in processes that it starts.
os.environ["SEARCHKIT_CONFIG"] = os.devnull
# A shell has its jobs in the background ignore Ctrl-C, and a test that presses it would wait for ever.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
ROOT = Path(__file__).resolve().parents[1]

if sys.platform != "win32":
    import fcntl

settings.register_profile(
    "default", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("default")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test depends on the settings of whoever runs it, or changes what searchkit remembers of them."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "SEARCHKIT_INDEX", "SEARCHKIT_PAGER", "PAGER", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _whole_indexes(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test, no index in its temporary folder is damaged, unless the test has the mark ``damages``."""
    if "tmp_path" not in request.fixturenames or request.node.get_closest_marker("damages"):
        yield
        return
    made: Path = request.getfixturevalue("tmp_path")
    yield
    found = []
    for folder, folders, files in os.walk(made):
        if MANIFEST_NAME in files:
            found += [f"{folder}: {damage.file}: {damage.what}" for damage in damages(Path(folder))]
        folders[:] = [name for name in folders if not name.startswith(SET_ASIDE)]
    assert not found, "the test left a damaged index:\n" + "\n".join(found)


@pytest.fixture
def watchdog(request: pytest.FixtureRequest) -> Iterator[None]:
    """Ends the process of the tests after so long that only a hang gets there, even within native code."""
    stderr = request.config.stash.get(fault_handler_stderr_fd_key, 2)  # the one that pytest does not capture
    faulthandler.dump_traceback_later(300, exit=True, file=stderr)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout. Without it a test is skipped, but under CI it fails."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpora").is_dir():
        message = f"needs the real data of {folder}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def reuters_index(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of Reuters-21578. It is made once for all processes that run tests, which only read it."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    folder, made = place / "reuters-index", place / "reuters-index-is-made"
    with open(place / "reuters-index.lock", "w") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with searchkit.create(folder) as index:
                report = index.add_files(shared / "corpora" / "reuters21578" / "reuters21578-sgml.tar.xz")
            assert report.failed == []
            skipped = sorted(p.member for p in report.problems if p.severity == "skipped" and p.member)
            assert skipped == ["README.txt", "lewis.dtd"]
            made.touch()
    return folder


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of seeds/."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    with searchkit.create(folder) as index:
        index.add_files(ROOT / "seeds")
    return folder


@pytest.fixture
def seeds(seed_index: Path) -> Iterator[searchkit.Index]:
    """The open index of seeds/."""
    with searchkit.open(seed_index) as index:
        yield index
