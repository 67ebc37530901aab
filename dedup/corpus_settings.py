"""The settings of sketches, indexes and families: they say what is compared, and nothing of how one comparison turns out."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.setting import setting


@dataclass(frozen=True)
class CorpusSettings:
    """What finds the candidates of an index and joins the families of a corpus."""

    __slots__ = ()

    # -- reading of corpora (dedup.read): what a file may ask of the machine before it is refused by name
    read_page_seconds: float = setting(
        20.0,
        "Processor seconds for a PDF, or a page with more markup than any newspaper's. Higher: a hostile one holds a run up.",
        0.1,
    )
    read_table_bytes: int = setting(
        1 << 31, "Bytes that a group of rows in a Parquet or Arrow table may unpack to. Higher: more memory.", 1
    )
    read_json_bytes: int = setting(
        1 << 28, "Bytes of a JSON file, which is parsed whole; JSON lines have no limit. Higher: ten times as much memory.", 1
    )
    read_packed_ratio: int = setting(
        300, "How many times its size a packed file may unpack to, after the first 64 MB. Texts pack to a third or a tenth.", 1
    )

    # -- sketches of articles (dedup.sketch.minhash): rows made with other values are rebuilt, never compared
    sketch_row_words: int = setting(
        3, "Words of a shingle of the MinHash rows. Higher: fewer chance candidates, copies with more edits missed.", 1, 16
    )
    sketch_posting_words: int = setting(
        4, "Words of a sampled shingle, by which partial reuse is found. Higher: fewer chance hits, edited reuse missed.", 1, 16
    )
    sketch_sample: int = setting(
        8, "One sampled shingle in so many is kept. Lower: shorter reuse found, a larger index.", 1, 1_000_000
    )

    # -- index of articles (dedup.index, dedup.detect): an index proposes, the comparison decides
    index_candidates: int = setting(
        50, "Most candidates that one measure of an index proposes for an article. Higher: slower, and little more is found.", 1
    )
    index_shared_shingles: int = setting(
        2, "Sampled shingles that two articles share from which on they are candidates. Lower: short reuse, and chance hits.", 1
    )
    index_shared_rarity: float = setting(
        2.5,
        "… if their rarities (-log10 of the share of articles that hold them) add up to this and log10 of all articles. Higher: "
        "fewer chance hits, short reuse of common phrases missed.",
        0,
    )
    index_short_words: int = setting(
        400,
        "Of articles of fewer words all shingles are kept, and their MinHash rows are banded. Higher: more memory, chance hits.",
        0,
    )
    index_wanted_resemblance: float = setting(0.5, "Two short articles of this resemblance (3-word shingles) …", 0, 1)
    index_wanted_recall: float = setting(
        0.98, "… share a band with at least this chance: sets the bands. Higher: more chance candidates.", 0, 1
    )
    index_candidate_resemblance: float = setting(
        0.25, "Estimated resemblance from which on two short articles that share a band are candidates.", 0, 1
    )
    index_common_share: float = setting(
        0.01, "A shingle or window in a greater share of all articles is common and makes no candidate …", 0, 1
    )
    index_common_articles: int = setting(50, "… if it is also in more articles than this.", 1)
    index_reprint_share: float = setting(
        0.5, "An article with a greater share of common shingles is a much printed story, and its common shingles count.", 0, 1
    )
    index_template_share: float = setting(
        0.2,
        "A shingle in a greater share of an outlet's articles is its template text and makes no candidate in that outlet …",
        0,
        1,
    )
    index_template_articles: int = setting(5, "… if it is also in more of them than this.", 1)
    index_model: str = setting(
        "static", 'Vectors of the embedding index: "static" (fast), "all-MiniLM-L6-v2", or what sentence-transformers can load.'
    )
    index_window_words: int = setting(
        30, "Least words of a window of whole sentences. Higher: fewer vectors; a short rewritten stretch drowns in its window.", 1
    )
    index_window_cosine: float = setting(0.25, "Least cosine of two windows for their articles to be candidates.", -1, 1)
    index_window_margin: float = setting(
        0.1,
        "How much nearer the nearest window must be than the tenth to thirtieth nearest, in an article of one window; of several "
        "windows that have the same nearest article, the root of the sum of squares. Lower: more found, more chance hits.",
        0,
        2,
    )
    index_window_growth: float = setting(
        0.35, "The share of the margin that is added for each factor of e in windows: many windows find more by chance.", 0, 10
    )
    index_postings: int = setting(
        16_384,
        "Postings of rare words that are read for a window with static vectors. Higher: slower, and more found in large indexes.",
        1,
    )
    index_batch: int = setting(
        1000, "Articles that are kept in one transaction when many are added. Higher: faster, more memory.", 1
    )
    index_tidy_batches: int = setting(
        1000,
        "A log of more small batches (or of more articles, most of them gone) is written anew. Lower: opened faster, more writing.",
        1,
    )
    index_doubt: float = setting(
        0.6,
        "A match of which words alone are less sure than this that the two are related at all is compared again with the sentence "
        "model; 0: only where `explain` asks for it. Higher: slower.",
        0,
        1,
    )
    index_wait_seconds: float = setting(60.0, "Longest wait for another process that writes.", 0)

    # -- families of a corpus (dedup.families; set on corpora of ../shared/peers, seeds that are not reported, and Reuters-21578)
    families_pair_articles: int = setting(
        64, "A sampled shingle in more articles than this pairs each with the first of them alone. Higher: slower.", 2
    )
    families_few_hashes: int = setting(
        32, "Articles with fewer sampled shingles are paired by one that they share, others by two. Higher: slower.", 0
    )
    families_common_articles: int = setting(
        4, "Articles beyond which a shingle is common: page furniture, forms of news, or a story that many reprint.", 1
    )
    families_least_containment: float = setting(
        0.05, "Share of the shorter article's shingles that makes an edge when hardly any other article holds them.", 0, 1
    )
    families_common_containment: float = setting(
        0.16,
        "How much more it must be each time the articles that hold them double. Higher: formulaic news is kept apart, and parts "
        "taken from it are missed.",
        0,
        1,
    )
    families_most_containment: float = setting(
        0.6, "Share that always makes an edge, however many articles hold what is shared.", 0, 1
    )
    families_least_shingles: int = setting(
        8,
        "Shared shingles that make an edge, each divided by the other articles that hold it where these are counted. Lower: "
        "shorter reuse found, more phrases of the trade.",
        1,
    )
    families_sure_hashes: int = setting(
        24,
        "Shared sampled shingles that tell how common all the shared ones are; of pairs with fewer, the articles that hold each "
        "shared shingle are counted. Higher: slower.",
        0,
    )
    families_copy_resemblance: float = setting(
        0.5, "Resemblance that makes an edge of two articles too short for that many shingles.", 0, 1
    )
    families_band_words: int = setting(
        160, "Articles of fewer words are also paired by bands of MinHash rows: they have too few sampled shingles.", 0
    )
    families_explained_share: float = setting(
        0.9, "Share of what two articles have in common that a third must hold to explain their edge away.", 0, 1
    )
