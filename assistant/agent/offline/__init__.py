"""The offline composer: a chat model made of rules, which reads, plans and writes.

`reading` takes a question apart, `planning` decides on tool calls (`parts` for each part of a
question by itself), `writing` puts what they found into sentences, `composer` is the chat model
around them and the only part that knows LangChain.
"""
