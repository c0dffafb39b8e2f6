"""A conversation on X's double: Acme's post, a question under it, and Engage writing for Acme."""

from __future__ import annotations

from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.platforms.x_publishing import XPublisher
from assistant.platforms.x_signing import XFactory
from assistant.ports.publishing import Prepared, Target
from tests.doubles.x import Post
from tests.integration.platform_kit import Held
from tests.integration.x_kit import Kit

WORDS = "At eight 🌅 & on Sundays at nine: https://acme.example/hours #coffee"


class Talk:
    """See the module."""

    def __init__(self, place: Kit) -> None:
        self.place = place
        self.x = place.x
        self.world = place.x.world
        self.acme = self.world.join("Acme")
        self.fan = self.world.join("fan")
        self.top = self.world.post(self.acme, "We have new beans")
        self.question = self.world.reply(self.fan, self.top, "When do you open?")

    async def publisher(self, *scopes: str, total_s: float = 5) -> XPublisher:
        """Signed in, with these scopes or with all."""
        place = self.place
        reader = Reader(
            place.factory._reader._client,
            Limits(self.x.now),
            patience=Patience(attempts=1),
            total_s=total_s,
        )
        factory = XFactory(
            reader,
            self.x.now,
            api_url=self.x.url,
            oauth=place.factory._oauth,
            meters=place.factory._meters,
        )
        account = place.account(self.acme)
        _, credential = await factory.sign_in(account.ref, place.secret(self.acme), None)
        if scopes:
            access = self.x.token(self.acme, *scopes)
            session = {**credential.session, "access": access}
            credential = type(credential)(
                credential.service, credential.identifier, credential.secret, session
            )
        connection = factory.signed_in(account, credential, Held(credential))
        return await factory.publisher(account, connection)

    async def look(self, us: XPublisher, post: Post | None = None) -> Target:
        return await us.look((post or self.question).id)

    async def prepared(self, us: XPublisher, text: str = WORDS) -> Prepared:
        return await us.prepare(text, await self.look(us), "en-GB")

    def replies(self) -> list[Post]:
        """What Acme answered and posted since, as X has it."""
        posts = self.world.posts.values()
        return [each for each in posts if each.author is self.acme and each is not self.top]
