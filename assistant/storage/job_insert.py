"""Insert one job by procrastinate's own statement, on the connection of the change that causes it.

Imported at the first change (`deferring`): the library takes its time, and no start waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import StoreUnavailable
from assistant.ports.work import DEFAULT, QUEUE, Job

# Never opened: it only words the insert.
_APP = procrastinate.App(connector=procrastinate.PsycopgConnector())


async def inserted(
    connection: AsyncConnection, job: Job, options: Mapping[str, Any], ids: Mapping[str, str]
) -> bool:
    """Insert it; False where one of the same mark waits already.

    Raises:
        StoreUnavailable: the queue cannot be reached.
    """
    try:
        # A refused mark aborts the transaction; the savepoint keeps the rest of it.
        async with connection.begin_nested():
            raw = await connection.get_raw_connection()
            ready = _APP.configure_task(
                job.value,
                queue=DEFAULT if job is Job.SYNC else QUEUE,
                connection=raw.driver_connection,
                **options,
            )
            await ready.defer_async(**ids)
    except AlreadyEnqueued:
        return False
    except ConnectorException as error:
        raise StoreUnavailable("PostgreSQL") from error
    return True
