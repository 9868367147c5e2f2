"""Small damage to bytes, as files and messages suffer it; the same for the same luck."""

import random
from collections.abc import Callable, Sequence

TOKENS = [
    *(
        b"null",
        b"true",
        b"{}",
        b"[]",
        b'""',
        b"-1",
        b"1e999",
        b"NaN",
        b"9" * 40,
        b"0x7f",
        b"\xff\xfe",
    ),
    *(
        b"\x00",
        b"\x1b[2J",
        b"\xe2\x80\xae",
        b"\xed\xa0\x80",
        b"\n",
        b"\t",
        b"\r",
        b"&a ",
        b"*a",
        b"!!",
    ),
    *(
        b": ",
        b"- ",
        b"|\n",
        b"{a: ",
        b"[",
        b"(",
        b"]",
        b")",
        b"<",
        b">",
        b"{",
        b"}",
        b"%",
        b"...",
        b"---",
    ),
    *(
        b";",
        b"|",
        b"say: ",
        b"hold: rest",
        b"sides: [left, right]",
        b"{side}",
        b"every: 0s",
        b"x" * 300,
    ),
]

Mutation = Callable[[bytes, random.Random], bytes]


def _place(data: bytes, luck: random.Random) -> int:
    return luck.randrange(len(data) + 1)


def _flip(data: bytes, luck: random.Random) -> bytes:
    at = _place(data, luck)
    return data[:at] + bytes([luck.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, luck: random.Random) -> bytes:
    at = _place(data, luck)
    return data[:at] + data[at + luck.choice((1, 2, 8, 64, 512)) :]


def _double(data: bytes, luck: random.Random) -> bytes:
    at, length = _place(data, luck), luck.choice((1, 8, 64, 512))
    return data[: at + length] + data[at : at + length] * luck.choice((1, 1, 1, 30)) + data[at:]


def _insert(data: bytes, luck: random.Random) -> bytes:
    at = _place(data, luck)
    return data[:at] + luck.choice(TOKENS) * luck.choice((1, 1, 1, 40)) + data[at:]


def _swap_lines(data: bytes, luck: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = luck.randrange(len(lines)), luck.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _indent(data: bytes, luck: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = luck.randrange(len(lines))
    lines[at] = lines[at].lstrip() if luck.random() < 0.5 else b"  " + lines[at]
    return b"\n".join(lines)


MUTATIONS: Sequence[Mutation] = (_flip, _cut, _double, _insert, _insert, _swap_lines, _indent)


def mutated(seeds: Sequence[bytes], luck: random.Random) -> bytes:
    """Return one of the seeds with some damage, or two of them joined and damaged."""
    data = luck.choice(seeds)
    if luck.random() < 0.1:
        other = luck.choice(seeds)
        data = data[: _place(data, luck)] + other[_place(other, luck) :]
    for _ in range(luck.choice((1, 1, 2, 4, 8))):
        data = luck.choice(MUTATIONS)(data, luck)
    return data
