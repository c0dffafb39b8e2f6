"""What `engage doctor` asks of platforms that Engage reads whoever is connected."""

from __future__ import annotations

import httpx2

from assistant.doctor.finding import CHECK_S, Finding
from assistant.settings import Settings


async def bluesky(settings: Settings) -> Finding:
    """Whether Bluesky's public reads and its sign-ins can be reached."""
    places = {
        "BLUESKY_PUBLIC_URL": settings.bluesky_public_url,
        "BLUESKY_SERVICE_URL": settings.bluesky_service_url,
    }
    away = [name for name, url in places.items() if not await _reachable(url)]
    if away:
        words = "cannot be reached."
        mend = f"Check the network, and {' and '.join(away)}."
        return Finding("Bluesky", ok=False, words=words, mend=mend)
    return Finding("Bluesky", ok=True, words="reachable.")


async def _reachable(url: str) -> bool:
    try:
        async with httpx2.AsyncClient(timeout=CHECK_S / 2) as client:
            await client.get(f"{url.rstrip('/')}/xrpc/_health")
    except httpx2.HTTPError:
        return False
    return True
