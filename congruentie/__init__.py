"""Measure, show and explain how congruent the regional divisions of the Netherlands are.

The public names stand in ``__init__.pyi``, and are loaded on first use.

>>> import congruentie as cg
>>> tabel = cg.bereken(cg.laad_indelingen())
>>> round(float(tabel["congruentie"].mean()), 2)
68.99
"""

from __future__ import annotations

import lazy_loader

__version__ = "0.1.0"

NIEUWSTE_JAAR = 2026
"""The newest year that is embedded: what every command and function takes when none is named."""

__getattr__, _, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["NIEUWSTE_JAAR", "__version__"]


def __dir__() -> list[str]:
    return sorted(__all__)
