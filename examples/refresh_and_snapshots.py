"""See what another writer has committed, and keep reading the earlier state.

An open index sees one commit until it is refreshed. Results stay whole whatever is committed meanwhile. The commit
before the latest is kept, and can be opened to read.
"""

import tempfile

import searchkit

with tempfile.TemporaryDirectory() as scratch:
    with searchkit.create(scratch) as writer:
        writer.add([{"id": "1", "body": "The harbour was closed."}])

        with searchkit.open(scratch) as reader:
            before = reader.search("harbour")
            writer.add([{"id": "2", "body": "The harbour was opened again."}])
            writer.delete("1")
            print("not refreshed:", reader.search("harbour").total)
            # A program that watches an index asks this now and then. It costs little where nothing is new.
            print("something new:", reader.refresh(), "- again:", reader.refresh())
            print("refreshed:", [hit.article.body for hit in reader.search("harbour")])
            print("earlier results:", [hit.article.body for hit in before])
            latest = reader.revision

    with searchkit.open(scratch, generation=latest - 1) as earlier:
        print("the commit before:", sorted(hit.id for hit in earlier.search("harbour")))

# It prints:
#
#     not refreshed: 1
#     something new: True - again: False
#     refreshed: ['The harbour was opened again.']
#     earlier results: ['The harbour was closed.']
#     the commit before: ['1', '2']
