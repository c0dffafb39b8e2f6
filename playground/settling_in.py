"""The first things a team does with its inbox, done for the demo: cards get a channel, replies get
facts to rest on, and somebody listens for the brand's name.
"""

from __future__ import annotations

from assistant.bootstrap import Desk
from assistant.community.accounts import Platform
from assistant.slack_side import SlackSide
from playground.workspace import Channel, Person

SOURCE = "sample data"

FACTS = """
# Shipping
We ship to Ireland, Norway, Belgium and the Channel Islands. It takes four to six working days.

# Orders that say roasted
Beans rest a day before we pack them, so an order says "roasted" for a day before it ships.

# Changing an order
You can change an order until the morning of roast day, under orders, then edit.

# Damaged or lost parcels
If a bag arrives torn or a parcel does not arrive, message us the order number. A new bag leaves
with the next roast.

# Subscription
Every coffee of the list is in the subscription. You can swap or pause it under orders.

# Grind
We grind right before packing. Pick the grind from the list when you order.

# Resting
For filter we wait about ten days after the roast, for espresso two weeks.

# Water
A filter jug is enough for most kettles, as long as its cartridge is fresh.

# Decaf
The decaf Low Tide is made by the sugar cane process, without added solvents.

# Cupping
The cupping is free, and nobody needs to book. Please come ten minutes early.

# Step-free access
There is step-free access by the side door with the ramp. Ring the bell and one of us comes out.

# Dogs, prams and bikes
Dogs, prams and bikes are welcome inside.

# Gift cards
Gift cards come as a file to print, and they never expire. Type "gift" into the shop's search.

# Freezing beans
Frozen beans keep for half a year in a tight bag. Thaw the bag closed.

# Pepper stickers and the fog cup
Ask for Pepper stickers and the fog cup at the counter, next to the spoons. There is one per visit.

# Pepper
Pepper is the roastery's dog. She will be seven in spring.

# Growers
Ines visits every grower every second year, and talks with them on the phone in between.

# What reaches the farm
What each farm was paid last year stands on our site, coffee by coffee, and on the wall.

# Oat milk
We foam barista oat milk, cold from the fridge. The brand changes with the seasons.

# Scales
A spoon is fine. A scale makes a good cup repeatable.

# Harbour market
We are at the harbour market, by the crane, with filter coffee.

# Jobs
We have no open jobs right now. We post them here first.
"""


async def settle_in(
    desk: Desk, side: SlackSide, workspace_id: str, manager: Person, channel: Channel
) -> None:
    """Choose the channel for cards and the weekly note, teach the sample's facts, listen for its
    name, and look what waits.

    Done again at each start: the double's channels are new every time.
    """
    home, respond = side.services.home, side.services.responding
    settings = await desk.preferences.of_workspace(workspace_id)
    note = {"note_channel_id": channel.id}
    await home.managing.change_workspace(workspace_id, manager.id, note, version=settings.version)
    for account in await desk.accounts.all(workspace_id):
        kept = await desk.preferences.of_account(workspace_id, account.id)
        await home.managing.change_account(
            workspace_id,
            manager.id,
            account.id,
            {"channel_id": channel.id},
            version=kept.version,
        )
        if account.ref.platform is Platform.SAMPLE:
            await respond.teaching.import_text(
                workspace_id,
                manager.id,
                "markdown",
                FACTS,
                source=SOURCE,
                account_id=account.id,
            )
            listening = respond.listening
            at = (workspace_id, manager.id, account.id)
            for kind, words in await listening.proposals(*at):
                await listening.add(*at, kind, words)
        await side.cards().triaging.triage(workspace_id, account.id)
