"""What a program makes at its start besides loading modules: the nursery makes it once for all of
its forks. Importing this module is making it.
"""

from __future__ import annotations

from unittest.mock import MagicMock

from assistant.agent import graph, models
from assistant.agent.toolbox import Toolbox
from assistant.community import mix_words, triage_words
from assistant.community.authenticity import rules
from assistant.community.common_words import common_words
from assistant.community.patterns import compile_all
from assistant.platforms.http import trusted

models._import_library(client=True)
compile_all()
trusted(by_environment=True)
trusted(by_environment=False)
rules.prepare()
triage_words.tables()
mix_words.phrases()
mix_words.hosts()
common_words()
for _tool in Toolbox.tools(MagicMock()):
    graph._length(_tool.__func__)  # type: ignore[attr-defined]
