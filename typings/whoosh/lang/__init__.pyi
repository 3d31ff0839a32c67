languages: tuple[str, ...]
