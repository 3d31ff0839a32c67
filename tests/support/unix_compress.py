"""A writer of what Unix compress writes."""

from __future__ import annotations


def compressed(data: bytes, widest: int = 16, clear_at: int | None = None) -> bytes:
    """The data as compress writes them. ``clear_at`` is the number of codes after which the table is emptied."""
    out = bytearray(b"\x1f\x9d" + bytes([0x80 | widest]))
    table = {bytes([n]): n for n in range(256)}
    last, width, group, written = 256, 9, [], 0

    def put(code: int) -> None:
        group.append(code)
        if len(group) == 8:
            flush()

    def flush() -> None:
        if group:
            bits = sum(code << (n * width) for n, code in enumerate(group))
            out.extend(bits.to_bytes(width, "little"))
            group.clear()

    word = b""
    for n in range(len(data)):
        longer = word + data[n : n + 1]
        if longer in table:
            word = longer
            continue
        put(table[word])
        written += 1
        if last < (1 << widest) - 1:
            last += 1
            table[longer] = last
            if last > (1 << width) - 1 and width < widest:
                flush()
                width += 1
        word = data[n : n + 1]
        if clear_at is not None and written % clear_at == 0:
            put(256)
            flush()
            table, last, width = {bytes([n]): n for n in range(256)}, 256, 9
    if word:
        put(table[word])
    if group:
        bits = sum(code << (n * width) for n, code in enumerate(group))
        out.extend(bits.to_bytes((len(group) * width + 7) // 8, "little"))
    return bytes(out)
