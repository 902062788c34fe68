"""What is wrong in, a response in the one shape of faults out."""

from __future__ import annotations

from starlette.responses import JSONResponse


def error(status: int, code: str, message: str) -> JSONResponse:
    """A fault in the one shape programs may rely on."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)
