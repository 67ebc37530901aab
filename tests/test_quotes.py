"""Quotations against the source: the words, and who says them."""

from __future__ import annotations

import pytest

from dedup import Settings, compare
from dedup.article import Article
from dedup.document import Document, analyse
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.quotations import check_quotes
from dedup.pair.explain.speakers import speaker_of
from dedup.quotations import quotations
from dedup.result import Quote

SOURCE = (
    "The harbour master, Lena Voss, told the council that the quay was sinking.\n\n"
    "“The ice was too thin and 100% of us knew it. We closed the gate at noon, and nobody listened,” she said. "
    "“I would do it again.”\n\n"
    "Councillor Peter Lanyon said the gate had been open. “The gate was open when I came by,” he said.\n"
)


def checked(derivative: str, source: str = SOURCE) -> tuple[Quote, ...]:
    one, other = analyse(Article(source)), analyse(Article(derivative))
    drafts = tuple(PassageDraft(span, n, "quote", (one.sentences[0],)) for n, span in enumerate(other.sentences))
    return tuple(quote for listed in check_quotes(one, other, drafts) for quote in listed)


@pytest.mark.parametrize(
    ("status", "derivative"),
    [
        ("identical", "“We closed the gate at noon, and nobody listened,” said Lena Voss."),
        ("style", "“The ice was too thin and 100 percent of us knew it,” said Lena Voss."),
        ("truncated", "Voss said they had “closed the gate at noon” themselves."),
        ("changed", "“We opened the gate at noon, and nobody listened,” said Lena Voss."),
        ("spliced", "“The ice was too thin and nobody listened,” said Lena Voss."),
        ("reattributed", "“The gate was open when I came by,” said Lena Voss."),
        ("not_in_source", "“It is a disgrace and a scandal,” said Lena Voss."),
        ("paraphrased", "Voss called the quay “sinking” on Monday."),
    ],
)
def test_each_quotation_has_its_status(status: str, derivative: str) -> None:
    (quote,) = checked(derivative)
    assert quote.status == status


def test_a_quotation_names_its_place_and_both_speakers() -> None:
    (quote,) = checked("“I would do it again,” Voss added.")
    assert quote.source is not None
    assert SOURCE[quote.source.start : quote.source.end] == quote.source.text == "I would do it again"
    assert (quote.speaker, quote.source_speaker) == ("Voss", "Lena Voss")


def test_marks_of_another_kind_are_style_or_nothing() -> None:
    (quote,) = checked('"The gate was open when I came by," Lanyon said.')
    assert quote.status == "identical"


def test_a_word_or_two_in_marks_that_nobody_says_is_no_quotation() -> None:
    assert checked("The “disgrace” went on.") == ()
    (quote,) = checked("Voss called it a “disgrace” of a plan.")
    assert (quote.status, quote.source) == ("not_in_source", None)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("Er sagte: »Das Haus bleibt zu«, und ging.", ["Das Haus bleibt zu"]),
        ("„Das Haus bleibt zu“, sagte sie, „ganz“.", ["Das Haus bleibt zu", "ganz"]),
        ("‚Das Haus bleibt zu‘, sagte er.", ["Das Haus bleibt zu"]),
        ("«\u00a0Le pont est fermé\u00a0», a-t-elle dit.", ["\u00a0Le pont est fermé\u00a0"]),
        ("Il dit «oui» et « non ».", ["oui", " non "]),
        ("”Bron är stängd”, sade hon.", ["Bron är stängd"]),
        ("»Bron är stängd», sade hon.", ["Bron är stängd"]),
        ("彼女は「橋は閉じた」と言った。", ["橋は閉じた"]),
        ("“桥已关闭”，她说。", ["桥已关闭"]),
        ("'It's the boys' dog,' he said.", ["It's the boys' dog,"]),
        ("The dogs' home and the cats' one.", []),
        ("Rock 'n' roll is 'dead,' he said.", ["dead,"]),
        ('The 6" pipe and the 12" one.', []),
        ('"The 12" pipe burst," he said.', ['The 12" pipe burst,']),
        ("Home » News » Orley", []),
        ("»Mehr lesen", []),
        ("He left.” Then it rained. “No,” she said.", ["No,"]),
        ("»Wir haben geprüft«, sagte sie.", ["Wir haben geprüft"]),
        ("Sie sagte: ›Nein‹ und ging.", ["Nein"]),
        ("„Wir haben geprüft“, sagte sie.", ["Wir haben geprüft"]),
        ("« Nous avons vérifié », a-t-elle dit.", [" Nous avons vérifié "]),
        ("Elle a dit : «\u00a0Non\u00a0» et « oui ».", ["\u00a0Non\u00a0", " oui "]),
        ("”Vi har kontrollerat”, sade hon.", ["Vi har kontrollerat"]),
        ("»Olemme tarkistaneet», hän sanoi.", ["Olemme tarkistaneet"]),
        ("«Hemos comprobado», dijo.", ["Hemos comprobado"]),
        ("Start » Nachrichten » Orley", []),
        ("Voir » la suite « ici", []),
        ("He called it “odd,” then ”left the room.", ["odd,"]),
    ],
)
def test_quotations_in_the_marks_of_many_countries(text: str, inner: list[str]) -> None:
    assert [text[slice(*quotation.inner)] for quotation in quotations(text)] == inner


SPOKEN = "“The dyke of Orley held all night, and it will hold again if the board pays for it,” Ida Marsh said."


@pytest.mark.parametrize(
    ("status", "derivative"),
    [
        ("style", "“[It] held all night, and it will hold again if the [harbour] board pays for it,” Marsh said."),
        ("style", "“The dyke of Orley held all night [sic], and it will hold again if the board pays for it,” Marsh said."),
        ("style", "“The dyke of Orley held all — held all night, and, uh, it will hold again if the board pays for it,” he said."),
        ("truncated", "“The dyke of Orley held all — held all night, and, uh, it will hold again,” Marsh said."),
        ("changed", "“The dyke of Orley held all year, and it will hold again if the board pays for it,” Marsh said."),
        ("not_in_source", "“The dyke of the old town will be sold in May,” Marsh said."),
        ("not_in_source", "“All night long the board of Orley slept,” Marsh said."),
    ],
)
def test_brackets_and_hesitations_are_style_and_another_statement_is_no_change(status: str, derivative: str) -> None:
    (quote,) = checked(derivative, SPOKEN)
    assert quote.status == status


def test_a_block_quotation_that_lost_its_marks_in_the_source_still_counts() -> None:
    source = "The Courier writes:\n\nWe found out from a porter who had been asked to measure the doors.\n"
    (quote,) = checked("“We found out from a porter who had been asked to measure the doors,” one nurse said.", source)
    assert quote.status == "identical"


def test_speech_retold_without_marks_is_a_paraphrase_of_the_quotation() -> None:
    one, other = analyse(Article(SOURCE)), analyse(Article("The gate stood open when the councillor came past."))
    start = SOURCE.index("“The gate was open")
    draft = PassageDraft((0, len(other.text)), 0, "paraphrase", ((start, start + 34),))
    ((quote,),) = check_quotes(one, other, (draft,))
    assert (quote.status, quote.source_speaker) == ("paraphrased", "Councillor Peter Lanyon")


def test_a_quotation_over_two_passages_is_told_in_each() -> None:
    text = "“I would do it again. We closed the gate at noon, and nobody listened,” said Lena Voss."
    one, other = analyse(Article(SOURCE)), analyse(Article(text))
    cut = text.index(" We")
    drafts = (
        PassageDraft((0, cut), 0, "verbatim", (one.sentences[0],)),
        PassageDraft((cut + 1, len(text)), 1, "quote", (one.sentences[0],)),
    )
    first, second = check_quotes(one, other, drafts)
    assert (first[0].start, first[0].end) == (0, cut)
    assert second[0].start == cut + 1


def _speakers(text: str) -> list[str | None]:
    article: Document = analyse(Article(text))
    found = [speaker_of(article, quotation) for quotation in article.quotations]
    return [speaker.text if speaker else None for speaker in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It held,” said Karl Venn, an engineer.", "Karl Venn"),
        ("“It held,” Mr. Venn said.", "Mr Venn"),
        ("Karl Venn, an engineer, said it was safe. “It held,” he said.", "Karl Venn"),
        ("Karl Venn, an engineer, said it was safe.\n“It held,” he said. “It will hold.”", "Karl Venn"),
        ("The city’s engineer, Ada Morrow, defended her staff. “It held,” she said.", "Ada Morrow"),
        ("Karl Venn told reporters: “It held.”", "Karl Venn"),
        ("According to Karl Venn, “it held” all night.", "Karl Venn"),
        ("Chairman Walter Prinn brushed her aside: “It held.”", "Chairman Walter Prinn"),
        ("Karl Venn, who once hired Morrow, remarked: “It held.”", "Karl Venn"),
    ],
)
def test_the_speaker_is_found_across_pronouns_titles_and_order(text: str, speaker: str) -> None:
    assert _speakers(text)[-1] == speaker


def test_titles_and_surnames_are_one_speaker() -> None:
    (quote,) = checked("“The gate was open when I came by,” Mr Lanyon said.")
    assert quote.status == "identical"


def test_a_pronoun_alone_never_accuses_of_another_speaker() -> None:
    (quote,) = checked("“The gate was open when I came by,” she said.")
    assert quote.status == "identical"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("On Friday H.R. Bell spokesman Jim Rowe wrote back, “The garden is his own affair.”", "Jim Rowe"),
        ("Ann Poole sued. “It is over,” said Poole’s lawyer, Ida Marsh.", "Ida Marsh"),
    ],
)
def test_who_speaks_for_somebody_is_the_speaker(text: str, speaker: str) -> None:
    article = analyse(Article(text))
    found = speaker_of(article, article.quotations[0])
    assert found is not None
    assert found.text == speaker


def test_nobody_speaks_as_it() -> None:
    article = analyse(Article("It was rumoured that the quay had “holes” in it."))
    assert speaker_of(article, article.quotations[0]) is None


def test_a_sentence_that_stands_in_the_source_to_the_letter_has_the_same_speaker() -> None:
    source = "Ann Poole was there. Karl Venn wrote, “The gate was open.” Ida Marsh laughed."
    sentence = "Karl Venn wrote, “The gate was open.”"
    one, other = analyse(Article(source)), analyse(Article("Ann Poole is a nurse. " + sentence))
    drafts = (
        PassageDraft((0, 21), 0, "added_background"),
        PassageDraft((22, 22 + len(sentence)), 1, "verbatim", (one.sentences[1],)),
    )
    assert [quote.status for listed in check_quotes(one, other, drafts) for quote in listed] == ["identical"]


def test_a_title_keeps_the_full_stop_that_the_article_gives_it() -> None:
    (quote,) = checked("“The gate was open,” Ms. Voss said.", "“The gate was open,” Mr Lind said. Mr Lind left.")
    assert (quote.speaker, quote.source_speaker) == ("Ms. Voss", "Mr Lind")


def test_a_straight_mark_may_be_closed_by_a_curly_one() -> None:
    article = analyse(Article('The note said: "Nobody may feed the ducks!!” In May the keeper read "The Bell" at the pond.'))
    assert [article.text[slice(*q.inner)] for q in article.quotations] == ["Nobody may feed the ducks!!", "The Bell"]


def test_a_curly_quotation_inside_a_straight_one_closes_nothing() -> None:
    article = analyse(Article('"He said “no” to me," she wrote.'))
    assert [article.text[slice(*q.inner)] for q in article.quotations] == ["He said “no” to me,"]


def test_a_quotation_far_down_a_line_is_nobodys_for_sure() -> None:
    text = "“The gate was open,” Karl Venn said. It rained. The boat left. The quay was wet. “Nobody came,” it was heard."
    article = analyse(Article(text))
    found = speaker_of(article, article.quotations[1])
    assert found is None or not found.sure


def test_words_of_one_sentence_are_no_splice_though_one_of_them_stands_before_it_too() -> None:
    source = "Karl Venn said the wall had moved. “The wall moved four inches in one night, and we measured it twice,” he said."
    (quote,) = checked("“The wall moved four inches in one night … twice,” Venn said.", source)
    assert quote.status == "truncated"


@pytest.mark.parametrize(
    ("source", "derivative", "status"),
    [
        ("“The dyke held all night,” Karl Venn said.", "“The dyke held all night,” Ida Marsh exclaimed.", "reattributed"),
        (
            "And from Councillor Karl Venn:\n\n“The dyke held all night.”",
            "“The dyke held all night,” Ida Marsh said.",
            "reattributed",
        ),
        (
            "“We had no choice,” Karl Venn said. “It was dark.\n\n“The dyke held all night.\n\n“Then it broke,” he said.",
            "“The dyke held all night,” said Ida Marsh.",
            "reattributed",
        ),
        (
            "“The dyke held all night,” Marsh said. Ida Venn Marsh keeps the gate.",
            "Ida Venn keeps the gate. “The dyke held all night,” Ida Venn said.",
            "identical",
        ),
    ],
)
def test_true_words_in_another_mouth_are_reattributed_where_both_are_sure(source: str, derivative: str, status: str) -> None:
    assert checked(derivative, source)[0].status == status
    if status == "reattributed":
        assert checked(source, derivative)[-1 if "no choice" not in source else 2].status == status


@pytest.mark.parametrize(
    ("source", "derivative", "status"),
    [
        ("“The dyke held until noon on Friday,” Marsh said.", "“And the dyke held until noon on Friday,” Marsh said.", "style"),
        ("Marsh said the dyke “will not break before the spring.”", "“It will not break before the spring,” Marsh said.", "style"),
        ("“The dyke held until noon on Friday,” Marsh said.", "“The dyke held until night on Friday,” Marsh said.", "changed"),
        (
            "Marsh said she thinks the dyke “held until noon on Friday.”",
            "“They lied to us and in May we all knew that the dyke held until noon on Friday,” Marsh said.",
            "not_in_source",
        ),
    ],
)
def test_who_quotes_more_of_a_speech_has_not_changed_it(source: str, derivative: str, status: str) -> None:
    assert checked(derivative, source)[0].status == status


def test_a_part_of_a_quotation_is_not_cut_where_the_other_parts_go_on() -> None:
    source = "“The crews worked all night and they are tired and what goes on at the quay is getting worse,” Lind said."
    found = checked(
        "“The crews worked all night. They are tired. And what goes on at the quay is getting worse,” Lind said.", source
    )
    assert {quote.status for quote in found} <= {"identical", "style"}


def test_marks_about_a_whole_article_are_no_quotation() -> None:
    text = "The quay at Vale will be closed from Monday because its piles are rotten, and repairs will cost two million. " * 3
    assert checked(f'"{text.strip()}"', text) == ()


def test_a_genitive_behind_an_abbreviation_opens_nothing() -> None:
    assert quotations("Karl Venn Jr.'s boat sank. The crews' boats did not.") == ()


def test_words_in_marks_that_the_source_has_as_a_quotation_of_its_own_are_not_cut() -> None:
    source = "“We met critical harbour needs in May,” Lind said. It is about “critical harbour needs,” Voss said."
    (quote,) = checked("“Critical harbour needs,” Voss said.", source)
    assert quote.status == "identical"


TWO_SPEAKERS = (
    "“The dyke will not hold for another winter of storms,” said Ida Marsh, a surveyor. She had walked along it.\n\n"
    "“We cannot pay for a dyke that only the farmers want,” said Karl Venn, the treasurer.\n"
)


JOINED = (
    "Ida Marsh said: “The dyke will not hold for another winter of storms. We cannot pay for a dyke that only the farmers want.”"
)


def test_marks_that_join_what_two_people_said_give_each_part_to_its_own() -> None:
    found = compare(TWO_SPEAKERS, JOINED, source="a", settings=Settings(model=""))
    told = [(quote.status, quote.source_speaker) for passage in found.passages for quote in passage.quotes]
    assert told == [("identical", "Ida Marsh"), ("reattributed", "Karl Venn")]


def test_what_one_person_said_in_two_sentences_stays_theirs_in_each_part() -> None:
    source = TWO_SPEAKERS.replace("Karl Venn, the treasurer", "Marsh")
    found = compare(source, JOINED, source="a", settings=Settings(model=""))
    told = [(quote.status, quote.source_speaker) for passage in found.passages for quote in passage.quotes]
    assert told == [("identical", "Ida Marsh"), ("identical", "Marsh")]


def test_one_sentence_that_joins_two_people_is_said_by_neither_in_the_source() -> None:
    joined = (
        "“The dyke will not hold for another winter of storms … we cannot pay for a dyke that only the farmers want,” a paper said."
    )
    found = compare(TWO_SPEAKERS, joined, source="a", settings=Settings(model=""))
    assert [quote.source_speaker for passage in found.passages for quote in passage.quotes] == [None]
