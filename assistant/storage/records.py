"""`ports.Records` in PostgreSQL: what sync writes (`records_writing`), counts over time
(`records_counting`), and what stands where (`records_reading`).
"""

from __future__ import annotations

from assistant.storage.records_counting import RecordCounting
from assistant.storage.records_reading import RecordReading
from assistant.storage.records_writing import RecordWriting


class PostgresRecords(RecordWriting, RecordCounting, RecordReading):
    """Posts, interactions and people of one workspace at a time."""
