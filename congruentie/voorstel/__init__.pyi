from .eisen import Eisen
from .maken import Voorstel, maak_voorstel, stel_voor

__all__ = ["Eisen", "Voorstel", "maak_voorstel", "stel_voor"]
