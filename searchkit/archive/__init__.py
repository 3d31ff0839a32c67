"""An archive of articles: its fields, and how it is written and searched."""
