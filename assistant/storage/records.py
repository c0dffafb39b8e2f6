"""`ports.Records` in PostgreSQL: what sync writes (`records_writing`), counts over time
(`records_counting`), what stands where (`records_reading`), what listening heard
(`records_heard`), and what our posts are for (`records_mix`).
"""

from __future__ import annotations

from assistant.storage.records_counting import RecordCounting
from assistant.storage.records_heard import RecordHearing
from assistant.storage.records_mix import RecordMix
from assistant.storage.records_reading import RecordReading
from assistant.storage.records_writing import RecordWriting


class PostgresRecords(RecordWriting, RecordCounting, RecordReading, RecordHearing, RecordMix):
    """Posts, interactions and people of one workspace at a time."""
