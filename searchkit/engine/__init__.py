"""The inverted index behind the Whoosh API: any Whoosh schema, any Whoosh query, no knowledge of articles.

``store`` is an index folder, ``writer`` changes it, ``snapshot`` reads one commit of it; ``manifest``, ``storage``,
``codec`` and ``plain_data`` are its files. Whoosh 2.7.4 holds the postings.
"""
