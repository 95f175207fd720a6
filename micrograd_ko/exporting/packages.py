"""없는 패키지에 대한 오류.

Say which package is missing, and how it is installed.
"""

from __future__ import annotations

from ..errors import DataError

__all__ = ["needs"]


def needs(package: str, what: str) -> DataError:
    """패키지가 없다는 오류. Make the error for a package that is not installed."""
    return DataError(
        "export.package", package=package, what=what, command=f"python -m pip install {package}"
    )
