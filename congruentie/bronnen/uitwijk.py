"""Several services that give the same: the first that can is used, one that failed is left alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from congruentie.bronnen.net import Onbereikbaar, OphaalFout
from congruentie.model import opsomming

__all__ = ["Uitwijk"]

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Uitwijk:
    """The services of one provider.

    Parameters
    ----------
    van
        Its name, for messages.
    """

    def __init__(self, van: str) -> None:
        self.van = van
        self._gevallen: dict[str, OphaalFout] = {}

    def eerste(self, haal: Mapping[str, Callable[[], T]]) -> tuple[str, T]:
        """Ask the services in order, and give the name and the answer of the first that has it.

        Raises
        ------
        OphaalFout
            None has it; the message names the cause for each. Its `status` is 404 when every one
            of them says that there is no such thing.
        """
        fouten: dict[str, OphaalFout] = {}
        nieuw: OphaalFout | None = None
        for dienst, vraag in haal.items():
            if dienst in self._gevallen:
                fouten[dienst] = self._gevallen[dienst]
                continue
            try:
                antwoord = vraag()
            except OphaalFout as fout:
                _log.debug("%s", fout, exc_info=True)
                fouten[dienst] = nieuw = fout
                if isinstance(fout, Onbereikbaar):
                    self._gevallen[dienst] = fout
                continue
            if nieuw:
                _log.info("%s Daarom is %s %s gebruikt.", nieuw, self.van, dienst)
            return dienst, antwoord
        geen = all(fout.status in {400, 404} for fout in fouten.values())
        raise OphaalFout(self._waarom(fouten), 404 if geen else None)

    def _waarom(self, fouten: Mapping[str, OphaalFout]) -> str:
        per_reden: dict[str, list[str]] = {}
        for dienst, fout in fouten.items():
            per_reden.setdefault(fout.reden, []).append(dienst)
        return " ".join(
            f"{self.van} {opsomming(diensten)}: {reden}" for reden, diensten in per_reden.items()
        )
