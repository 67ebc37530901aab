"""Suite `webis_pairs`: pairs of US political articles of September 2016, most of one outlet each, as two readers see them."""

from benchmarks.read_pairs import suite_of

SUITE = suite_of("webis_pairs", "real pairs, most of one outlet: relation, source, and how sure, from texts and with pages")
