"""How calendar files go out."""

from forum.web.viewer import Viewer


def calendar_headers(name: str, viewer: Viewer, *, cancelled: bool) -> dict[str, str]:
    """The headers of a file with one occasion, which removes it from calendars when it was cancelled."""
    return {
        "Content-Type": f"text/calendar; charset=utf-8; method={'CANCEL' if cancelled else 'PUBLISH'}",
        "Content-Disposition": f'attachment; filename="{name}.ics"',
        "Cache-Control": "public, no-cache" if viewer.id is None else "no-store",
        "Vary": "Cookie, Authorization, Accept-Language",
    }
