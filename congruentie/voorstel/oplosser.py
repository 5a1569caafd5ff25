"""HiGHS, silent."""

from __future__ import annotations

from typing import Any

__all__ = ["maak_oplosser"]


def maak_oplosser() -> Any:
    """Make an empty `highspy.Highs` that prints nothing.

    Since 1.16 its constructor prints a line on standard output, where a CSV may go, before any option
    can be set (HiGHS issue 2749). It does so while it turns callbacks on; that is a moment to set it.
    """
    import highspy

    class _Stil(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # the name it has there
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    oplosser = _Stil()  # type: ignore[no-untyped-call]
    oplosser.setOptionValue("output_flag", False)
    return oplosser
