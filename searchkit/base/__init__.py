"""What all other packages use: records, patterns, dates, words, problems."""
