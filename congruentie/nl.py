"""Lists in Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["opsomming", "reeks"]


def opsomming(dingen: Sequence[str], hoogstens: int = 5) -> str:
    """Join for a Dutch sentence: "a, b en c"; the rest beyond `hoogstens` is counted."""
    if len(dingen) > hoogstens:
        return f"{', '.join(dingen[:hoogstens])} en {len(dingen) - hoogstens} andere"
    return " en ".join(filter(None, [", ".join(dingen[:-1]), *dingen[-1:]]))


def reeks(jaren: Iterable[int]) -> str:
    """Join years for a Dutch sentence, in ascending order: "2015, 2018 tot en met 2026"."""
    rest, delen = sorted(set(jaren)), list[str]()
    while rest:
        lengte = next((i for i, jaar in enumerate(rest) if jaar != rest[0] + i), len(rest))
        deel, rest = rest[:lengte], rest[lengte:]
        delen += [f"{deel[0]} tot en met {deel[-1]}"] if lengte > 2 else map(str, deel)
    return opsomming(delen, len(delen))
