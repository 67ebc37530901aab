"""Suite `paraphrased`: paragraphs of books in other words (Webis-CPC-11, Burrows et al. 2013): rewrites that share no shingles."""

from benchmarks.rewritten import suite_of

SUITE = suite_of(
    "paraphrased", "paragraphs told in other words: linked and found", {"found": "≥ .80", "linked": "≥ .97", "false": "≤ .01"}
)
