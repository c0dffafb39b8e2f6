"""The gate's parts: how a sentence is read, and the rules it must keep.

    reading     one sentence laid out: tokens, names, words, phrases, clauses
    tokens names own_figures clauses advice
                what a reading is made of; `advice` tells claims from what is only advised
    letters figures amounts beside ties nouns times people changes claims
                the rules, a function each; `assistant.agent.provenance.RULES` lists them

Each rule takes a reading and says whether the sentence breaks it. Words and their meanings are
data, in `assistant/agent/lexicon`.
"""
