"""searchkit measured beside its peers: the same documents, queries and machine, in one run."""
