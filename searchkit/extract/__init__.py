"""Article in, the same article with its date, its place and the names in it out.

``completion.py`` is the entrance for one article: :func:`extract` fills in what the article does not state.

- What stands above a report: ``opening.py`` reads the date, the byline (``byline.py``) and the dateline
  (``dateline.py``, ``dateline_form.py``). ``unpunctuated_opening.py`` does so for texts without punctuation.
- Dates: ``dates.py`` reads dates of publication, ``mentioned_dates.py`` the dates that a text speaks of
  (``mention_readers.py``, ``news_calendar.py``).
- Places: ``gazetteer.py`` knows them by ``place_key.py``. ``place_resolution.py`` tells namesakes apart, and
  ``place_hierarchy.py`` says what a place lies in.
- Names: ``names/`` finds people, organisations, places and events.
- What users bring: ``user_lists.py`` finds the names of their lists, ``extractor.py`` runs their extractors.
- ``findings.py`` tells an article's facts one by one, each with its spans.

It imports none of them itself: what shows an article needs the gazetteer and not the readers of dates.
"""
