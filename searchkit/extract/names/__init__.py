"""The names in a text: people, organisations, places and events.

``entities.py`` is the door: :func:`~searchkit.extract.names.entities.find_entities` runs these steps in order.

1. ``reading.py`` runs the trained tagger (``tagger.py``) over the text.
2. ``kinds.py`` corrects the kind of a name, by lists and by the other names of the text.
3. ``missed_names.py`` adds names that the tagger did not see. ``acronyms.py`` and ``events.py`` find some of them.
4. ``naming.py`` gives each name the form under which it is filed.

All steps work on one list of ``FoundName`` (``found_names.py``). What the rules know of each kind of name stands in
``persons.py``, ``organisations.py`` and ``place_names.py``.
"""
