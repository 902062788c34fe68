"""What is wrong in, a response in the one shape of faults out."""

from __future__ import annotations

from starlette.responses import JSONResponse

NOWHERE = "not_found", "There is nothing at this address."
INTERNAL = "internal", "Spotter failed on this request; its log names the fault."


def body(code: str, message: str) -> dict[str, dict[str, str]]:
    """A fault in the one shape programs may rely on."""
    return {"error": {"code": code, "message": message}}


def error(status: int, code: str, message: str) -> JSONResponse:
    """The same as a response."""
    return JSONResponse(body(code, message), status)
