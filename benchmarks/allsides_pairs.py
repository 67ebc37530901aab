"""Suite `allsides_pairs`: pairs of two US outlets, 2012-2020, that share at least 5 % of their 5-grams, as readers see them."""

from benchmarks.read_pairs import suite_of

SUITE = suite_of("allsides_pairs", "real pairs of two outlets: relation, source, and how sure, from texts and with pages")
