"""Spoken reminders that come exactly once per local date: when, whether, and what became of it.

    model       Reminder (the plan), Firing (the record of one date), the events
    wallclock   a time of the day in a zone -> an instant, over every clock change
    when        reminder -> its due instants
    quiet       quiet hours
    rule        record, site and now -> speak, wait, drop or leave
    record      decision, voice or answer -> the new record
    facts       "did I miss one", "why didn't you remind me", "what is next"
    asking      one that is due -> the question, and what its answer leads to
    talking     "remind me every day at seven", "move it to eight", and the questions above

The alarm clock only says `RemindersDue`; it may say so twice.  Whoever receives it takes
`opening` of each key and whatever else is open at the site to `decide_site`, saves what
`follow` returns, sets the alarm to its ``look_at`` and asks if the decision is `Speak`.  The
same is done when a site becomes free, and after a restart with the open records.  The voice
then reports `heard`, or its end: `follow` with `after_silence` or `after_failure`; and a
person's answer is `answered`.
"""
