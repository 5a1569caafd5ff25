from .eisen import Eisen
from .maken import maak_voorstel, stel_voor
from .verdeling import Voorstel

__all__ = ["Eisen", "Voorstel", "maak_voorstel", "stel_voor"]
