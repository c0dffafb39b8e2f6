"""Nouns and pure rules: nothing here awaits, reads a clock or touches a network.

Where each thing is:

    what there is     accounts posts activity answers facts metrics
    periods           periods.Period, before(period); period_words.parse_period("last week", zone,
                      now); wording.words(period), within(period)
    values            measures.Measure (None always with a reason), pooled(parts)
    rules             health.measure("response_rate", rows, policy): every metric by its id from one
                      bag of rows, health.needs(metric) says which rows it reads. The rules behind:
                      engagement responses conversations people best_posts best_times followers
    comparing         comparisons.compare(now, then, period, baseline); statistics for the verdicts
    five checks       scorecard.scorecard(...)
    clocks            clocks.Hours, business_time, due_at; bursts.items(inbound)
    facts with words  figures.FactMaker(next_id, zone, language, several_accounts): fact, compared,
                      difference, change, likely, name
    polling, threads  when a post is looked at again; where a post stands
"""
