"""Run a program and print milliseconds, peak memory in kB and exit code. Imports next to nothing: until a program is
loaded its memory counts as its parent's, so a large parent would hide how small the program is.

launch.py OUTPUT PROGRAM [ARGUMENT...]
"""

import os
import sys
import time

output, *program = sys.argv[1:]
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
started = time.perf_counter()
child = os.posix_spawnp(
    program[0],
    program,
    os.environ,
    file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, _WRITE, 0o644),
    ],
)
_, status, usage = os.wait4(child, 0)
elapsed = (time.perf_counter() - started) * 1000
print(elapsed, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
