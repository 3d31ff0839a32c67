"""``python -m searchkit`` is the command ``searchkit``."""

import sys

from searchkit.cli.main import main

sys.exit(main())
