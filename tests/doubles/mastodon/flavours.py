"""How the servers differ. Each difference is copied from the server's own documents or source.

- mastodon: docs.joinmastodon.org. Strangers read public posts; a context for strangers holds 60
  descendants, 20 deep (methods/statuses#context and contexts_controller.rb, DESCENDANTS_LIMIT);
  several posts at once since 4.3 (methods/statuses#index), 20 at most (`check_statuses_limit`,
  DEFAULT_STATUSES_LIMIT); quotes since 4.5, API version 7, with a token (quotes_controller.rb,
  `doorkeeper_authorize!`); PKCE and its metadata since 4.3 (methods/oauth); X-RateLimit-Reset as
  ISO 8601 (rate_limit_headers.rb, `iso8601(6)`); a missing scope is 403 "This action is outside
  the authorized scopes" (base_controller.rb, `doorkeeper_forbidden_render_options`).
- mastodon-4.2: the same before those versions.
- gotosocial: docs/api/swagger.yaml asks for OAuth2 with `read:statuses` on GET of a status and its
  context and with `read:accounts` on lookup (statuscontext.go, `oauth.Authed(c, true, ...)`);
  ULIDs; X-Ratelimit-Reset as unix time (docs/api/ratelimiting.md); an empty post is 400;
  `account_domain` in its instance (docs/advanced/host-account-domain.md).
- pleroma, akkoma: versions "2.7.2 (compatible; ...)" and 128-bit flake ids as sortable strings;
  several posts by `ids[]` (docs/development/API/differences_in_mastoapi_responses.md); an unknown
  address is 404 {"error": "Not implemented"} (fallback controller); akkoma has `local` visibility.
- pixelfed: every route but the instance needs a token (routes/api.php, middleware `auth:api`); no
  accounts/lookup and no v2 instance in that version; unknown routes answer 404 in HTML (Laravel);
  only the scopes read, write, follow, push (config of Passport).
- takahe: `identity_required` and `scope_required` answer 401 {"error": "identity_token_required"}
  (api/decorators.py); favourited_by is open (api/views/statuses.py); an empty post is 400; a
  missing scope is 401 {"error": "invalid_token_scope"}; version "takahe/0.11.0".

Writing: Mastodon keeps an Idempotency-Key for an hour (post_status_service.rb, `redis.setex
(idempotency_key, 3_600, @status.id)`), Pleroma and Akkoma have an idempotency_plug.ex; GoToSocial
made two posts of two identical requests when it was run, and was taken to post as `unlisted` where
nobody says. Lengths: 500 and 23 (status_length_validator.rb), GoToSocial 5000 and 25 (docs/
configuration/statuses.md, instancetomodel), Pleroma and Akkoma 5000 as `max_toot_chars`
(differences_in_mastoapi_responses.md). Pixelfed tells `comments_disabled` (StatusTransformer),
GoToSocial `interaction_policy` (docs/api/swagger.yaml), and Pixelfed has no statuses/:id/source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

EVERYTHING = frozenset({"accounts", "statuses", "context", "people", "tags"})


@dataclass(frozen=True)
class Flavour:
    """One make of server.

    Args:
        strangers: groups of reading calls that need no token.
        batch: the parameter that takes several posts, None where there is none.
        api_version: of `api_versions.mastodon`, None where it is not told.
        deepest: levels of a context for strangers; `most` is how many posts it holds.
        page: the most items of a page.
        no_scope: status and words for a token without the scope.
        idempotent: whether it heeds an Idempotency-Key.
        source: whether it tells a post as it was typed.
        longest: characters of a post; `reserved` is what an address counts.
        usual_visibility: of posts whose author says nothing.
    """

    name: str
    version: str
    numbers: Literal["snowflake", "ulid", "flake"] = "snowflake"
    strangers: frozenset[str] = EVERYTHING
    lookup: bool = True
    batch: Literal["id", "ids"] | None = "id"
    api_version: int | None = None
    v2: bool = True
    links: bool = True
    reset: Literal["iso", "unix"] | None = "iso"
    deepest: int = 1000
    most: int = 4096
    page: int = 40
    unknown: Literal["rails", "pleroma", "html"] = "rails"
    no_token: str = "The access token is invalid"
    no_scope: tuple[int, str] = (403, "This action is outside the authorized scopes")
    empty_post: int = 422
    leaves_out_boosts: bool = True
    fine_scopes: bool = True
    pkce: bool = False
    idempotent: bool = False
    source: bool = True
    longest: int = 500
    reserved: int = 23
    usual_visibility: str = "public"

    @property
    def quotes(self) -> bool:
        """Whether it lists quotes."""
        return (self.api_version or 0) >= 7

    def __str__(self) -> str:
        return self.name


MASTODON = Flavour(
    "mastodon", "4.5.2", api_version=7, deepest=20, most=60, pkce=True, idempotent=True
)
_ALL = (
    MASTODON,
    replace(
        MASTODON, name="mastodon-4.2", version="4.2.10", api_version=None, batch=None, pkce=False
    ),
    Flavour(
        "gotosocial",
        "0.19.1+git-8a5aea7",
        numbers="ulid",
        strangers=frozenset(),
        batch=None,
        reset="unix",
        no_token="Unauthorized: token not supplied",
        empty_post=400,
        longest=5000,
        reserved=25,
        usual_visibility="unlisted",
    ),
    Flavour(
        "pleroma",
        "2.7.2 (compatible; Pleroma 2.6.52-725-g987f44d8)",
        numbers="flake",
        batch="ids",
        reset=None,
        unknown="pleroma",
        no_scope=(403, "Insufficient permissions: read:search."),
        empty_post=400,
        idempotent=True,
        longest=5000,
    ),
    Flavour(
        "akkoma",
        "2.7.2 (compatible; Akkoma 3.13.2-0-g5a5b6a3)",
        numbers="flake",
        batch="ids",
        reset=None,
        unknown="pleroma",
        no_scope=(403, "Insufficient permissions: read:search."),
        empty_post=400,
        idempotent=True,
        longest=5000,
    ),
    Flavour(
        "pixelfed",
        "3.5.3 (compatible; Pixelfed 0.12.5)",
        strangers=frozenset(),
        lookup=False,
        batch=None,
        v2=False,
        links=False,
        reset=None,
        page=24,
        unknown="html",
        no_token="Unauthenticated.",
        fine_scopes=False,
        source=False,
    ),
    Flavour(
        "takahe",
        "takahe/0.11.0",
        strangers=frozenset({"people"}),
        batch=None,
        reset=None,
        no_token="identity_token_required",
        no_scope=(401, "invalid_token_scope"),
        empty_post=400,
    ),
)
FLAVOURS = {flavour.name: flavour for flavour in _ALL}
