from .eisen import Eisen
from .maken import maak_voorstel, stel_voor
from .reeks import Reeks, stel_reeks_voor
from .verdeling import Voorstel

__all__ = ["Eisen", "Reeks", "Voorstel", "maak_voorstel", "stel_reeks_voor", "stel_voor"]
