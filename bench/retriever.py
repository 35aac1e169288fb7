"""A retriever as a bot: BM25 over our facts, the best one is the answer. `python -m bench.retriever PORT`.

Each fact stands with the questions of its topics; a message that shares no word with any is declined.
"""

from __future__ import annotations

import sys

import bm25s
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import ROOT
from bot.store import content


def main(port: int) -> None:
    """Index and serve: POST {"text": ...} gives {"answer", "topic"}, both null where nothing fits."""
    known = content.load(ROOT / "content")
    facts = [f for f in known.fact_list if f.topics]
    asked = {name: topic.question for name, topic in known.topics.items()}
    texts = [" ".join([f.plain, *(asked.get(t, "") for t in f.topics)]) for f in facts]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    app = Sanic("bm25", configure_logging=False)

    @app.post("/")
    async def ask(request: Request) -> HTTPResponse:
        tokens = bm25s.tokenize(request.json["text"], stopwords="en", show_progress=False)
        found, scores = index.retrieve(tokens, k=1, show_progress=False)
        best = facts[int(found[0, 0])] if scores[0, 0] > 0 else None
        return response.json(
            {"answer": best.plain if best else None, "topic": best.topics[0] if best else None}
        )

    app.run("127.0.0.1", port, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
