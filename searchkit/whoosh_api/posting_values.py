"""Payloads of postings: what Whoosh's six formats have beyond frequency and positions, without its pickles.

A segment keeps positions itself. If a format also has characters or boosts of each occurrence, the payload has them.
Each occurrence is two varints, for its first character (from the end of the occurrence before) and its length. Its
boost follows as a 32-bit float. The format decides which of the two there are.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final

from whoosh import formats
from whoosh.formats import Format

# (position, first character, character after the last, boost)
Occurrence = tuple[int, int, int, float]
_WITH_CHARACTERS: Final = (formats.Characters, formats.CharacterBoosts)
_WITH_BOOSTS: Final = (formats.PositionBoosts, formats.CharacterBoosts)


def has_frequencies(form: Format) -> bool:
    """Whether postings of a format count occurrences."""
    return type(form) is not formats.Existence


def has_positions(form: Format) -> bool:
    """Whether postings of a format know positions."""
    return bool(form.supports("positions"))


def has_payload(form: Format) -> bool:
    """Whether postings of a format need a payload."""
    return isinstance(form, _WITH_CHARACTERS + _WITH_BOOSTS)


def occurrences(form: Format, encoded: bytes) -> list[Occurrence]:
    """The occurrences of a term, by position, decoded from bytes that Whoosh encoded in this process."""
    found: list[Occurrence]
    if type(form) is formats.CharacterBoosts:
        found = [tuple(item) for item in form.decode_character_boosts(encoded)]
    elif type(form) is formats.Characters:
        found = [(pos, start, end, 1.0) for pos, start, end in form.decode_characters(encoded)]
    elif type(form) is formats.PositionBoosts:
        found = [(pos, 0, 0, boost) for pos, boost in form.decode_position_boosts(encoded)]
    else:
        found = [(pos, 0, 0, 1.0) for pos in form.decode_positions(encoded)]
    return sorted(found, key=lambda item: item[0])


def payload_of(form: Format, found: Sequence[Occurrence]) -> bytes:
    """The payload of a posting."""
    if not has_payload(form):
        return b""
    characters, boosts = isinstance(form, _WITH_CHARACTERS), isinstance(form, _WITH_BOOSTS)
    out = bytearray()
    end_before = 0
    for _, start, end, boost in found:
        if characters:
            # Analyzers may return occurrences in another order than that of their characters.
            _put(out, _folded(start - end_before))
            _put(out, _folded(end - start))
            end_before = end
        if boosts:
            out += struct.pack(">f", boost)
    return bytes(out)


def from_payload(form: Format, positions: Sequence[int], payload: bytes) -> list[Occurrence]:
    """The occurrences of a posting. Raises ValueError for a payload that is not of this format.

    Documents that are older than their field's format have no payload. Then only the positions are known.
    """
    if not payload or not has_payload(form):
        return [(pos, 0, 0, 1.0) for pos in positions]
    characters, boosts = isinstance(form, _WITH_CHARACTERS), isinstance(form, _WITH_BOOSTS)
    found: list[Occurrence] = []
    place = end = start = 0
    boost = 1.0
    try:
        for pos in positions:
            if characters:
                step, place = _get(payload, place)
                length, place = _get(payload, place)
                start = end + _unfolded(step)
                end = start + _unfolded(length)
            if boosts:
                (boost,) = struct.unpack_from(">f", payload, place)
                place += 4
            found.append((pos, start, end, boost))
    except (IndexError, struct.error) as error:
        raise ValueError(f"a posting's payload of {len(payload)} bytes ends early") from error
    return found


def encoded(form: Format, frequency: int, found: Sequence[Occurrence]) -> bytes:
    """The posting as Whoosh encodes it, for the ``value()`` of a matcher."""
    kind = type(form)
    if kind is formats.Existence:
        return b""
    if kind is formats.Frequency:
        return struct.pack("!I", frequency)
    if kind is formats.Characters:
        value = form.encode([item[:3] for item in found])
    elif kind is formats.PositionBoosts:
        value = form.encode([(item[0], item[3]) for item in found])
    elif kind is formats.CharacterBoosts:
        value = form.encode(list(found))[0]
    else:
        value = form.encode([item[0] for item in found])
    return bytes(value)


def decoded(form: Format, as_type: str, frequency: int, weight: float, found: Sequence[Occurrence]) -> Any:
    """What Whoosh's ``format.decode_<as_type>`` returns for the posting.

    ``form`` is the format, ``found`` has the occurrences, ``frequency`` is their number and ``weight`` their weight.
    """
    if as_type == "frequency":
        return frequency
    if as_type == "weight":
        return weight
    if as_type == "positions":
        return [item[0] for item in found]
    if as_type == "characters":
        return [item[:3] for item in found]
    if as_type == "position_boosts":
        return [(item[0], item[3]) for item in found]
    if as_type == "character_boosts":
        return list(found)
    return form.decode_as(as_type, encoded(form, frequency, found))


def _folded(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _unfolded(number: int) -> int:
    return -((number + 1) >> 1) if number & 1 else number >> 1


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _get(data: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, place
        shift += 7
