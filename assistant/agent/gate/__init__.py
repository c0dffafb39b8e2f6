"""The gate's parts: how a sentence is read, and the rules it must keep.

    reading     one sentence laid out: tokens, names, words, phrases, clauses
    tokens names own_figures titles clauses
                what a reading is made of
    advice telling points
                what claims nothing: advice, offers, conditions, "pull up", "two ideas"
    windows grounds
                which times a fact is about; the facts of the run that back a clause without one
    standing    what several facts of the run tell together: which account leads
    scenes      where something happened, or who did it
    letters figures amounts nothing deeds unknown
    beside ties nouns times people changes ranks leagues claims
                the rules, a function each; `assistant.agent.provenance.RULES` lists them

Each rule takes a reading and says whether the sentence breaks it. Words and their meanings are
data, in `assistant/agent/lexicon`.
"""
