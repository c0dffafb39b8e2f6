"""Nouns and pure rules: nothing here awaits, reads a clock or touches a network.

Where each thing is:

    what there is    accounts posts activity answers facts metrics
    periods          periods.Period, before(period); period_words.parse_period(words, zone, now);
                     wording.words(period) and within(period)
    values           measures.Measure (None always with a reason), pooled(parts) over accounts
    metrics          health.measure(metric, rows, policy): every metric by its id from one bag of
                     rows; health.needs(metrics) says which parts to load, rows.stretch(need,
                     period) for which stretch; health.covered(metric, period) what it is about
    changes          health.compared(metric, rows, earlier_rows, policy), the earlier rows judged at
                     rows.judged_at(now, period, baseline); comparisons, statistics, survival below
    the rules        engagement responses conversations people followers; best_posts.best and
                     weakest, best_times, people.core_of and the like for who they are
    open comments    responses.open_of(rows), bursts.items(inbound)
    five checks      scorecard.scorecard(compared), checks_ok(checks)
    clocks           clocks.Hours, always, business_time, due_at
    facts            figures.FactMaker: fact, compared, difference, change, likely, on_post, check,
                     name; noun_phrases and change_phrases hold the words
    sync             polling, threads
"""
