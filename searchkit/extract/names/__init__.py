"""The names in a text: people, organisations, places and events.

``entities.py`` is where to begin: :func:`~searchkit.extract.names.entities.find_entities` has the native core find
them. There the trained tagger runs over the text (``tagger.py``), then the rules (``native/core/src/entities/``). They
ask ``place_names.py`` which place a name means, once for each name: the core remembers the answers.
"""
