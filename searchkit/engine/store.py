"""An index folder: made, opened, read through commits and changed through one writer at a time.

The store knows nothing of articles, nor of Whoosh. The manifest describes the schema of an index in plain JSON, which
the caller chose. The caller also makes a layout from this description, which is all that the writer needs.
"""

from __future__ import annotations

from searchkit import _native
from searchkit.base.late_path import late_path
from searchkit.base.record import record
from searchkit.base.regular_file import read_file
from searchkit.base.typing_names import TYPE_CHECKING, Any, Callable, Mapping
from searchkit.engine.layout import Layout
from searchkit.engine.manifest import MANIFEST_NAME, Manifest, SegmentRecord, kept_generations, not_read
from searchkit.engine.native_errors import native_errors_as_ours
from searchkit.engine.search import Leaf
from searchkit.errors import FolderNotOurs, IndexDamaged, IndexMissing, IndexUnwritable

if TYPE_CHECKING:
    from pathlib import Path

    from searchkit.engine.folder import Folder

LayoutOf = Callable[[Mapping[str, Any]], Layout]

# A folder without an index may hold a README of ours that begins like this, and files that file managers and git leave
# in empty folders.
README_NAME = "README.md"
README_MARK = "# A searchkit index"
_LEFT_IN_EMPTY_FOLDERS = (".DS_Store", ".gitignore", ".gitkeep")


def is_index(folder: Path) -> bool:
    """Whether ``folder`` holds an index, whole or damaged."""
    try:
        return (folder / MANIFEST_NAME).exists() or (folder.is_dir() and bool(kept_generations(folder)))
    except OSError as error:
        raise IndexMissing(f"no index in {folder}: {error.strerror}") from error


class Store:
    """One index folder. It holds no lock and no open file. Each snapshot and writer opens the commit of that moment.

    A store of an earlier ``generation`` reads that commit and cannot write. With ``in_memory``, commits are read whole
    when they are opened. Else segments are mapped. If something cuts such a file off, the system ends the process.
    """

    def __init__(
        self,
        folder: Path,
        description: Mapping[str, Any],
        layout: Layout,
        generation: int | None = None,
        *,
        in_memory: bool = False,
    ) -> None:
        self.folder = folder
        self.description = dict(description)
        self.layout = layout
        self.generation = generation
        self.in_memory = in_memory

    @classmethod
    def create(
        cls,
        folder: Path,
        description: Mapping[str, Any],
        layout: Layout,
        folder_io: Folder | None = None,
        *,
        beside_others: bool = False,
    ) -> Store:
        """Make an empty index in a new or empty folder. Raises FolderNotOurs, IndexLocked or IndexUnwritable.

        ``description`` describes the schema in plain JSON, ``layout`` lays out its documents. With ``beside_others``,
        the folder may hold other files, which stay as they are. Tests may pass another ``folder_io`` to record or fail
        changes of the folder.
        """
        from searchkit.engine.folder import Folder  # reading needs neither
        from searchkit.engine.lock import WriterLock

        try:
            made = not folder.exists()
            folder.mkdir(parents=True, exist_ok=True)
            if made:
                Folder(folder.parent).sync_folder()
            if is_index(folder):
                raise FolderNotOurs(f"{folder} already holds an index", hint="open it, or choose another folder")
            if not beside_others:
                check_ours(folder)
            lock = WriterLock(folder)
            try:
                # Another process may have made it meanwhile: there is only one first manifest.
                Manifest(revision=0, schema=description).commit(folder_io or Folder(folder))
            finally:
                lock.release()
        except FileExistsError:
            raise FolderNotOurs(f"{folder} is a file, not a folder") from None
        except OSError as error:
            raise IndexUnwritable(f"cannot make an index in {folder}: {error.strerror}") from error
        return cls(folder, description, layout)

    @classmethod
    def open(
        cls, folder: Path, layout_of: LayoutOf, generation: int | None = None, *, in_memory: bool = False
    ) -> Store:
        """Open an existing index. Raises IndexMissing, IndexDamaged or IndexIncompatible."""
        manifest = Manifest.read(folder, generation)
        return cls(folder, manifest.schema, layout_of(manifest.schema), generation, in_memory=in_memory)

    def manifest(self) -> Manifest:
        """The latest commit (or the one of the store's generation)."""
        return Manifest.read(self.folder, self.generation)


@record
class Commit:
    """An open commit: each segment with its deleted documents, which never change. Later commits do not affect it."""

    revision: int
    description: Mapping[str, Any]
    leaves: tuple[Leaf, ...]
    files: tuple[Path, ...] = ()  # those of the segments


def open_commit(store: Store) -> Commit:
    """Open the latest commit. Checks the sizes of files, their tables, and the checksums of deletes.

    A writer may replace the commit between reading its manifest and opening its files. Then the newer one is opened.
    Raises IndexMissing, IndexDamaged, IndexUnreadable or IndexIncompatible.
    """
    manifest = store.manifest()
    while True:
        try:
            return _opened(store.folder, manifest, store.in_memory)
        except IndexDamaged:
            latest = store.manifest()
            if latest.revision == manifest.revision:
                raise
            manifest = latest


def _opened(folder: Path, manifest: Manifest, in_memory: bool) -> Commit:
    manifest.check_files(folder)
    leaves: list[Leaf] = []
    try:
        with native_errors_as_ours():
            for record in manifest.segments:
                segment = _native.Segment.open(str(folder / record.file), in_memory)
                _check_count(folder / record.file, segment.doc_count, record)
                deletes = None
                if record.deletes is not None:
                    path = folder / record.deletes
                    deletes = _native.Deletes.from_bytes(read_file(path), record.deletes)
                    _check_count(path, deletes.doc_count, record)
                leaves.append((segment, deletes))
    except OSError as error:
        raise not_read(late_path(error.filename) if error.filename else folder, error) from error
    files = tuple(folder / record.file for record in manifest.segments)
    return Commit(manifest.revision, manifest.schema, tuple(leaves), files)


def _check_count(path: Path, documents: int, record: SegmentRecord) -> None:
    if documents != record.documents:
        raise IndexDamaged(
            f"{path} is damaged: it has {documents} documents, not {record.documents}",
            hint="searchkit repair goes back to the commit before",
        )


def check_ours(folder: Path) -> None:
    """Check that an index may be made in a folder: it is new, or has only what is ours. Raises FolderNotOurs."""
    if not folder.exists():
        return
    for entry in folder.iterdir():
        if entry.name in _LEFT_IN_EMPTY_FOLDERS or entry.name.startswith("searchkit-"):
            continue
        if entry.name == README_NAME and entry.is_file():
            with open(entry, encoding="utf-8", errors="replace") as stream:
                if stream.readline(200).strip() == README_MARK:
                    continue
        raise FolderNotOurs(
            f"{folder} holds other files ({entry.name}) and no index; nothing was written",
            hint="name a new or an empty folder",
        )
