"""The map: one self-contained HTML page, and static pictures."""

from __future__ import annotations

from congruentie.kaart.netwerkplaat import maak_netwerkplaat
from congruentie.kaart.pagina import maak_pagina
from congruentie.kaart.plaat import maak_plaat, maak_stabiliteitsplaat

__all__ = ["maak_netwerkplaat", "maak_pagina", "maak_plaat", "maak_stabiliteitsplaat"]
