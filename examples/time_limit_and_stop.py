"""End a search early: after a time, or from another thread."""

import tempfile
import threading

import searchkit

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add([{"id": str(n), "body": f"Report {n} of the harbour"} for n in range(100)], extract=False)
    print(ix.search("harbour", time_limit=60.0).total, "found in time")

    stop = searchkit.Stop()
    button = threading.Thread(target=stop.set)  # what a user interface would do when its user gives up
    button.start()
    button.join()
    try:
        ix.search("harbour", stop=stop)
    except searchkit.SearchStopped as error:
        print(f"{error.code}: {error.message}")

    try:
        ix.search("harbour", time_limit=0.0)
    except searchkit.SearchStopped as error:
        print(f"{error.code}: {error.message}")

# It prints:
#
#     100 found in time
#     stopped: the search was cancelled
#     stopped: the search reached its time limit
