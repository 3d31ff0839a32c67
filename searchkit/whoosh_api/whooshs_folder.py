"""An index that Whoosh itself made, read by Whoosh and copied into one of searchkit's.

Whoosh's files hold pickles. Whoever wrote them can make Whoosh run any code, when it opens them and when it reads
stored fields. So import only folders that you or somebody you trust made.
"""

from __future__ import annotations

import os
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.fields import Schema

from searchkit.errors import FolderNotOurs, IndexMissing
from searchkit.whoosh_api.copied_documents import copied_documents
from searchkit.whoosh_api.index import DEFAULT_NAME, NativeIndex
from searchkit.whoosh_api.storage import FileStorage, create_index, has_documents, holds_whooshs_own


def import_index(
    old: str | Path, new: str | Path, indexname: str | None = None, schema: Schema | None = None
) -> NativeIndex:
    """Copy the documents of an index that Whoosh made into a new index. Returns the new one, which is committed.

    **Whoosh's files hold pickles: whoever wrote them can run any code in this process.** Import only folders that you
    trust.

    ``old`` and ``new`` are folders, and may be the same. Nothing of Whoosh's is changed or deleted. ``indexname`` is
    the name of the index in both. ``schema`` takes the place of the schema that Whoosh pickled. Postings, positions,
    weights, stored fields, columns and term vectors are copied. Deleted documents are not. The lengths of fields are
    counted anew, because Whoosh rounds them.

    Raises IndexMissing if there is no index of Whoosh's, FolderNotOurs if ``new`` has documents under that name,
    ArticleInvalid for a stored value that cannot be kept, and Whoosh's errors for what it cannot read. If it raises, no
    document is in the new index.
    """
    name = indexname or DEFAULT_NAME
    if not holds_whooshs_own(old, name):
        raise IndexMissing(f"there is no index of Whoosh's named {name!r} in {old}")
    storage = FileStorage(os.fspath(new))
    if has_documents(storage, name):
        raise FolderNotOurs(f"{new} already holds an index named {name!r}", hint="name another folder")
    theirs = whoosh_index.open_dir(os.fspath(old), name, readonly=True, schema=schema)
    try:
        with theirs.reader() as reader:
            index = create_index(storage, theirs.schema, name)
            with index.writer() as writer:
                for documents in copied_documents(reader, writer.schema):
                    writer.add_copied(documents)
    finally:
        theirs.close()
    return index
