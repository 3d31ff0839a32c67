"""The ground that every room stands on: records, patterns, dates, words, remarks."""
