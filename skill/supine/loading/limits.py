"""How many sites there may be where the household has named none.

Whoever is at the broker can make up sites, so everybody who keeps something for each has a
limit.  There is one number; what the others keep is reckoned from it.
"""

SITES_MAX = 1_600
"""Sites at which something may go on: more than any house has, less than a flood.  Of more, those
where nothing is going on are let go."""

SITES_LET_IN_MAX = SITES_MAX * 5 // 4
"""Sites that messages are let in from.  More than may be served: which idle one makes room for a
new one is for the runner to say, and the gate only holds where that has failed."""

SITES_HEARD_MAX = SITES_MAX * 5
"""Sites that the voice keeps in mind: it hears of every dialogue and every wake word in the house,
also where nobody ever asks for anything of supine's."""
