"""Proposals for more congruent regions, from the divisions that exist, with proof."""

from __future__ import annotations

from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.maken import Voorstel, maak_voorstel, stel_voor

__all__ = ["Eisen", "Voorstel", "maak_voorstel", "stel_voor"]
