"""Words and marks by which a sentence shows its author: cues of opinion, framing and report, with offsets.

A cue is evidence, never a verdict. Words inside quotation marks belong to the speaker and give none, short scare quotes apart.
The lists are written from general knowledge of English prose, after the clues that Wiebe et al. (2004), "Learning subjective
language", and Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013), "Linguistic models for analyzing and detecting biased
language", found to tell; other languages are left to the marks and to the vectors.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple, get_args

from dedup.document import Document
from dedup.result import Cue, CueKind
from dedup.words import Span, normal_forms_each

_LISTS: Final[dict[str, str]] = {
    "first_person": """
        i; me; my; mine; myself; i'm; i've; i'd; i'll; we; us; our; ours; ourselves; we're; we've; we'd; we'll; let's""",
    "second_person": """
        you; your; yours; yourself; yourselves; you're; you've; you'd; you'll; folks; friends; dear; reader; readers""",
    "hedge": """
        perhaps; maybe; apparently; seemingly; presumably; supposedly; allegedly; purportedly; ostensibly; probably;
        possibly; arguably; conceivably; seem; seems; seemed; appear; appears; might; somehow; somewhat; likely; unlikely;
        reportedly; tend; tends; one assumes; one imagines; one suspects; i suspect; i guess; i think; i believe; i dare
        say; it is possible that; who knows; no doubt""",
    "intensifier": """
        very; really; so; too; extremely; utterly; totally; absolutely; completely; entirely; incredibly; deeply; hugely;
        massively; wildly; profoundly; truly; remarkably; extraordinarily; thoroughly; highly; increasingly; dramatically;
        overwhelmingly; desperately; badly; bitterly; fiercely; sharply; widely; vastly; purely; sheer; such; every; all;
        always; never; ever; most; best; worst; greatest; biggest; far; much; even; quite; rather; perfectly; precisely;
        exactly; indeed; enough; anything; nothing; nobody; everyone; everybody; everything; whatsoever; altogether""",
    "minimiser": """
        merely; only; just; simply; barely; hardly; scarcely; mere; nothing but; no more than; at best; little more than;
        so much for; a handful of; paltry; token""",
    "certainty": """
        obviously; clearly; surely; certainly; undoubtedly; undeniably; plainly; evidently; inevitably; unquestionably;
        naturally; of course; after all; in fact; in truth; in reality; the truth is; the fact is; the point is; it is
        clear that; needless to say; make no mistake; there is no doubt; it turns out; frankly; honestly; unsurprisingly;
        unfortunately; fortunately; sadly; happily; thankfully; luckily; regrettably; ironically; curiously;
        interestingly; strangely; tellingly; remarkably; importantly; crucially; notably; predictably; mercifully; oddly;
        amazingly; worryingly; alarmingly""",
    "judgement": """
        should; shouldn't; must; mustn't; ought; need to; needs to; have to; has to; deserve; deserves; deserved; right;
        wrong; better; good; bad; true; false; fair; unfair; real; important; necessary; unacceptable; worth; worthy;
        shame; blame; fault; matter; matters; sense; reasonable; sensible; rational; irrational; justified; unjustified;
        moral; immoral; legitimate; illegitimate; responsible; irresponsible; dangerous; harmful; problem; problematic;
        mistake; failure; success; crisis; disaster""",
    "loaded_word": """
        absurd; ridiculous; outrageous; disgraceful; shameful; shocking; scandalous; appalling; astonishing; stunning;
        incredible; amazing; awful; terrible; horrible; horrific; dreadful; hideous; disgusting; vile; evil; wicked;
        cruel; brutal; vicious; savage; ruthless; reckless; radical; extremist; fanatic; fanatical; zealot; zealots; thug;
        thugs; mob; elite; elites; crony; cronies; puppet; regime; propaganda; agenda; hoax; sham; farce; farcical;
        charade; circus; fiasco; debacle; bombshell; firestorm; meltdown; chaos; chaotic; havoc; carnage; mayhem;
        nightmare; catastrophe; catastrophic; disastrous; devastating; crippling; toxic; rotten; corrupt; corruption;
        crooked; dishonest; liar; liars; lie; lies; lying; deceit; deceitful; hypocrisy; hypocrite; hypocritical; cynical;
        cynicism; greedy; greed; arrogant; arrogance; smug; pathetic; hopeless; useless; incompetent; inept; clueless;
        idiot; idiots; idiotic; stupid; stupidity; dumb; crazy; insane; insanity; lunatic; lunacy; madness; nonsense;
        garbage; crap; bogus; phony; fake; pretend; pretends; pretending; so-called; self-styled; self-proclaimed;
        notorious; infamous; controversial; embattled; beleaguered; troubled; disgraced; failed; failing; hapless;
        hardline; hard-line; far-left; far-right; leftist; leftists; ultra; extreme; draconian; orwellian; tyranny;
        tyrant; tyrannical; dictator; fascist; fascism; socialist; marxist; racist; racism; bigot; bigotry; hate; hatred;
        hateful; betray; betrayed; betrayal; traitor; treason; coward; cowardly; cowardice; hero; heroes; heroic; brave;
        courageous; noble; glorious; magnificent; brilliant; genius; superb; wonderful; beautiful; delightful; charming;
        splendid; fantastic; spectacular; iconic; legendary; beloved; darling; miracle; miraculous; triumph; triumphant;
        historic; landmark; unprecedented; extraordinary; explosive; dramatic; damning; scathing; blistering; bitter;
        furious; fury; outrage; outraged; anger; angry; rage; slam; slams; slammed; blast; blasts; blasted; bash; bashed;
        bashing; rip; ripped; torch; torched; smear; smeared; attack; attacking; assault; war on; witch hunt; shove; cram;
        ram; rammed; impose; imposed; unleash; unleashed; spark; sparked; erupt; erupts; erupted; rages; backlash; uproar;
        furore; row; scramble; scrambling; scrambled; plunge; plunged; soar; soaring; soared; skyrocket; skyrocketing;
        surge; slash; slashed; gut; gutted; axe; axed; cave; caved; flip-flop; double down; doubled down; brazen;
        brazenly; blatant; blatantly; flagrant; shameless; shamelessly; callous; heartless; sinister; shady; murky; cosy;
        cozy; lavish; bloated; wasteful; pork; handout; handouts; giveaway; grab; scheme; plot; cabal; cronyism; swamp;
        woke; snowflake; virtue; apologist; apologists; cheerleader; cheerleaders; crusade; frenzy; hysteria; hysterical;
        alarmist; scaremongering; fearmongering; obsession; obsessed; obsessive; ludicrous; preposterous; laughable;
        silly; foolish; naive; misguided; misleading; dubious; questionable; suspicious; baffling; bizarre; weird;
        grotesque; monstrous; obscene; insulting; insult; offensive; humiliating; humiliation; embarrassing;
        embarrassment; embarrassed; dismal; bleak; grim; sorry; tragic; tragedy; heartbreaking; gut-wrenching; painful;
        suffering; victim; victims; plight; vulnerable; ordinary; hard-working; hardworking; innocent; desperate; despair;
        hope; hopes; fear; fears; dream; dreams; love; loved; loves; happy; sad; proud; pride; joy; beauty; ugly; clever;
        smart; wise; wisdom; rich; powerful; mighty; tiny; huge; massive; enormous; giant; monster; vast; deadly; strange;
        odd; curious; interesting; fascinating; boring; dull; dark; dirty; nasty; mean; tough; weak; weakness; strong;
        strength""",
    "contrast": """
        but; yet; however; despite; although; though; instead; nevertheless; nonetheless; meanwhile; still; while;
        whereas; even though; even as; in contrast; rather than; on the contrary; far from; in stark contrast; only to;
        never mind; contrary to; for all; in spite of; after months of; after years of; amid; as if; as though""",
    "aside": """
        in other words; translation; to be fair; to be clear; by the way; that is to say; let me; let us; imagine;
        remember; consider; look at; think about; guess what; here is; here's; then came; now comes; and now; so what; and
        yet; tell that to; good luck; no wonder; you have to; you can bet; i bet; i'll bet; don't forget; never forget;
        believe it or not; sure enough; of all people; as it happens; if anything; for once; what a; how convenient; what
        if; why not; how about; well; yes; no; sure; right; hey; wow; oh; ah; okay; ok; please; thanks; hence; therefore;
        thus; surely""",
    "colloquial": """
        guy; guys; kid; kids; stuff; thing; things; lot; lots; bunch; big; huge; cash; bucks; boss; bosses; cops; pols;
        gonna; wanna; gotta; ain't; damn; hell; heck; bloody; gets; got; get; getting; gone; stuck; fed up; sick of; tired
        of; kick; kicks; nail; nails; nailed; dumped; dump; dodge; dodged; sneak; sneaky; brag; bragging; boast; boasting;
        boasted; cheer; cheering; whine; whining; moan; moaning; mess; messy; trick; stunt; game; gamble; deal; bet; fat;
        cheap; pricey; eye-watering; whopping; staggering; cool; hot; dead; grand""",
    "report": """
        said; says; told; announced; reported; according; stated; added; confirmed; spokesman; spokeswoman; spokesperson;
        statement; published; released; asked; declined; wrote; testified; estimated; showed; shows; found; interview""",
    "contraction": """
        isn't; aren't; wasn't; weren't; don't; doesn't; didn't; won't; wouldn't; can't; couldn't; hasn't; haven't; hadn't;
        it's; that's; there's; here's; what's; who's; he's; she's; they're; they've; they'd; they'll; it'll; who'd""",
    "present": """
        is; are; am; has; have; do; does; be; being; can; will; would; could; isn't; aren't; it's; that's; there's;
        what's; they're""",
    "past": """
        was; were; had; did; been; went; came; took; made; gave; began; became; held; led; sent; left; won; lost; met;
        paid; ran; rose; fell""",
    "pointing": "this; that; these; those; it; there; here; what; why; how; who; which; one; itself; themselves; such",
    "negation": "not; no; never; nor; neither; none; nothing; nobody; without; cannot; n't",
    "date": """
        monday; tuesday; wednesday; thursday; friday; saturday; sunday; january; february; march; april; june; july;
        august; september; october; november; december; yesterday; today; tomorrow; tonight; year; years; month; months;
        week; weeks; percent; per cent; million; billion; thousand""",
}
KINDS: Final = (*_LISTS, "scare_quotes", "question", "exclamation", "capitals", "aside_marks", "ellipsis", "number", "name")
"""Every kind of cue, in the order of the features."""
SHOWN: Final[dict[str, CueKind]] = {kind: kind for kind in get_args(CueKind)}
"""Kinds that mean something to a reader; the others are for the classifier alone."""

_FAINT: Final = frozenset({
    "so", "too", "all", "much", "far", "most", "only", "just", "right", "while", "still", "but", "no", "even", "such", "every",
})  # fmt: skip
"""Words too common to be shown by themselves, though they count."""
_MARKS: Final = re.compile(r"(?P<question>[?؟？]+)|(?P<exclamation>[!！]+)|(?P<ellipsis>\.{3}|…)|(?P<aside_marks>[—–(;]| - )")
_LOUD: Final = 4
"""Letters from which a word in capitals counts as shouted; shorter ones are mostly initials."""
_SCARE_WORDS: Final = 3
"""Words up to which a quotation without a saying verb beside it is one of scare quotes."""
_NEAR: Final = 25
"""Characters on either side of a quotation in which a saying verb is looked for."""
_SAYING: Final = re.compile(
    r"(?<!so-)\b(?:said|says|say|told|tells|called|calls|calling|wrote|writes|added|asked|described|named|titled|entitled|dubbed)\b",
    re.IGNORECASE,
)


class Hit(NamedTuple):
    """A cue of any kind, in code points of the document's text."""

    kind: str
    start: int
    end: int
    text: str


def cues(article: Document, spans: Sequence[Span]) -> tuple[tuple[Hit, ...], ...]:
    """Cues inside each of `spans`, in order of their start; every kind of `KINDS`, also those that no reader is shown.

    The text is read once, however many spans there are and however they overlap.
    """
    found = sorted((*_word_cues(article), *_scare_quotes(article), *_mark_cues(article)), key=lambda cue: (cue.start, cue.end))
    starts = [cue.start for cue in found]
    return tuple(
        tuple(cue for cue in found[bisect_left(starts, start) : bisect_left(starts, end)] if cue.end <= end) for start, end in spans
    )


def shown(article: Document, found: tuple[Hit, ...]) -> tuple[Cue, ...]:
    """The cues that explain a passage to a reader, in code points of the raw text."""
    return tuple(_cue(article, hit, SHOWN[hit.kind]) for hit in found if hit.kind in SHOWN and hit.text.lower() not in _FAINT)


def _cue(article: Document, hit: Hit, kind: CueKind) -> Cue:
    place = article.text_span((hit.start, hit.end))
    return Cue(kind, place.start, place.end, place.text)


def _word_cues(article: Document) -> Iterator[Hit]:
    """Listed words and phrases, numbers, names and shouted words outside speech."""
    lexicon, norms, text = _lexicon(), article.words.norms, article.text
    starts, ends, quoted = article.words.starts.tolist(), article.words.ends.tolist(), article.quoted.tolist()
    for index, (norm, start, end) in enumerate(zip(norms, starts, ends, strict=True)):
        if quoted[index] or (norm in _ALSO_NAMES and _is_name(text, starts, ends, index)):
            continue
        for phrase, kind in lexicon.get(norm, ()):
            stop = index + len(phrase)
            if norms[index:stop] == phrase:
                yield Hit(kind, start, ends[stop - 1], text[start : ends[stop - 1]])
        kind = _shape(text, start, end)
        if kind:
            yield Hit(kind, start, end, text[start:end])


_ALSO_NAMES: Final = frozenset({"us", "it", "who"})
"""Pronouns that in capitals are a country, a trade and an agency."""


def _is_name(text: str, starts: list[int], ends: list[int], index: int) -> bool:
    """Whether a word stands in capitals where its neighbours do not."""
    around = [at for at in (index - 1, index + 1) if 0 <= at < len(starts) and ends[at] - starts[at] > 1]
    shouted = [text[starts[at] : ends[at]].isupper() for at in around]
    return text[starts[index] : ends[index]].isupper() and not all(shouted)


def _shape(text: str, start: int, end: int) -> str:
    """ "number", "capitals" or "name" for a word that looks like one, else nothing; the first word of a sentence is no name."""
    if text[start].isdigit():
        return "number"
    if not text[start].isupper():
        return ""
    if end - start >= _LOUD and text[start:end].isupper():
        return "capitals"
    return "name" if start > 1 and text[start - 1] == " " and (text[start - 2].isalnum() or text[start - 2] in ",;’'\")") else ""


@cache
def _lexicon() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The listed words and phrases by their first word, in normal form."""
    listed = [(kind, " ".join(phrase.split())) for kind, phrases in _LISTS.items() for phrase in phrases.split(";")]
    found: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for (kind, _), norms in zip(listed, normal_forms_each([phrase for _, phrase in listed]), strict=True):
        found.setdefault(norms[0], {})[norms, kind] = None
    return {first: tuple(phrases) for first, phrases in found.items()}


def _scare_quotes(article: Document) -> Iterator[Hit]:
    for quotation in article.quotations:
        start, end = quotation.span
        if 0 < len(article.words.inside(quotation.inner)) <= _SCARE_WORDS:
            around = article.text[max(0, start - _NEAR) : start] + " " + article.text[end : end + _NEAR]
            if not _SAYING.search(around):
                yield Hit("scare_quotes", start, end, article.text[start:end])


def _mark_cues(article: Document) -> Iterator[Hit]:
    """Marks outside speech."""
    speech = [quotation.span for quotation in article.quotations]
    opens = [start for start, _ in speech]
    for match in _MARKS.finditer(article.text):
        within = bisect_left(opens, match.start()) - 1
        if match.lastgroup and not (within >= 0 and match.end() < speech[within][1]):
            yield Hit(match.lastgroup, match.start(), match.end(), match.group())
