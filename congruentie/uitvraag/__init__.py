"""Asking gemeenten, provincies en waterschappen what they think of a proposal, with forms.

The public names stand in ``__init__.pyi``, and are loaded on first use.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
