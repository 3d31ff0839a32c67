from datetime import datetime
from typing import Any

from whoosh.qparser import Plugin

class DateParserPlugin(Plugin):
    def __init__(self, basedate: datetime | None = ..., dateparser: Any = ..., callback: Any = ..., free: bool = ...) -> None: ...
