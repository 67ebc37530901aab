"""What house style, rounding and a longer name change is no fact; beside each stands what is one."""

from __future__ import annotations

import pytest

from tests.one_sentence import rewritten


def facts(source: str, derivative: str) -> list[str]:
    found = rewritten(source, derivative, 0.7)
    return [f"{c.kind}: {c.source.text} > {c.derivative.text}" for c in found if c.severity == "fact"]


HARMLESS = {
    "the currency is left out": (
        "The two mills at Ostra had debts of about 28-million when the bank called in the loans.",
        "The two mills at Ostra had debts of about 28 million euros when the bank called in the loans.",
    ),
    "a number is rounded": (
        "The harbour trust spent $114.3 million on the new dredger last spring.",
        "The harbour trust spent $114 million on the new dredger last spring.",
    ),
    "a rounded number is given in full": (
        "The harbour trust set aside some $65 billion for the new locks at Ostra.",
        "The harbour trust set aside $64.7 billion for the new locks at Ostra.",
    ),
    "a fraction is written with its sign": (
        "Each of the barrels holds 2 ½ portions of herring, the cooper said.",
        "Each of the barrels holds 2.5 portions of herring, the cooper said.",
    ),
    "a plan is what somebody will do": (
        "The brewery said on Monday that it will fight the fee for the old well.",
        "The brewery said on Monday that it plans to fight the fee for the old well.",
    ),
    "a purpose is not tried": (
        "The new shift pattern is designed to spare the older crews of the ferry.",
        "The new shift pattern is intended to spare the older crews of the ferry.",
    ),
    "a noun is nothing done": (
        "The girl from Ostra fell ill during a healing service at the chapel.",
        "The girl from Ostra fell ill at the chapel as elders tried to heal her.",
    ),
    "an apostrophe is lost": (
        "The prize went on Friday to Tomas O'Wieland's family of Ostra.",
        "The prize went on Friday to Tomas OWielands family of Ostra.",
    ),
    "a name is transcribed with another vowel": (
        "The cleric Murtada Salim spoke on Friday at the mosque of Ostra.",
        "The cleric Mortada Salim spoke on Friday at the mosque of Ostra.",
    ),
    "a contraction is no name": (
        "“It's clear that the levy is unfair to small boats,” said Ida Holm of Ostra.",
        "“What's clear is that the levy is unfair to small boats,” said Ida Holm of Ostra.",
    ),
    "a description is a name's": (
        "Reassured buyers could trust the Korean company after the warranty was made longer in March.",
        "Reassured buyers could trust Hanbo after the warranty was made longer in March.",
    ),
    "a few are several": (
        "A few thousand herring were found dead on the beach at Ostra in May.",
        "Several thousand herring were found dead on the beach at Ostra in May.",
    ),
    "some stands before a number": (
        "Some 14,000 customers of the mill were without power on Friday.",
        "About 14,000 customers of the mill were without power on Friday.",
    ),
    "this stands for no time": (
        "The minister brushed off this possibility at the meeting in Ostra.",
        "The minister brushed off last week at the meeting in Ostra a possibility.",
    ),
    "an outlet that is told is no office": (
        "“Catches were the best in years,” said Una Frey, the fleet's chief purser.",
        "“Catches were the best in years,” Una Frey told the Associated Press.",
    ),
    "a word is written with a hyphen": (
        "The hull split on the ferry's re-entry into the harbour of Ostra in the storm of May.",
        "The hull split on the ferry's entry into the harbour of Ostra in the storm of May.",
    ),
    "a denial is added to all that the source says": (
        "“I was free to join the crew of the ferry,” the skipper said.",
        "“I was free to join the crew of the ferry,” but had never been asked to do so, the skipper said.",
    ),
    "a step of the law stands with other words": (
        "In that deal Per Lund pleaded guilty to smuggling herring and spent a winter in jail, but kept his boats.",
        "Per Lund had pleaded guilty to smuggling herring out of a reserve in a non-prosecution settlement that some called mild.",
    ),
    "several are a number of": (
        "Skippers still lean towards a ban on several issues that the guild has raised this year.",
        "Skippers lean towards a ban on a number of issues that the guild has raised.",
    ),
    "what is foreseen is what will be": (
        "Monday was the start of talks on the pier that will last until the autumn.",
        "Monday was the start of talks on the pier expected to last until the autumn.",
    ),
    "an interviewer is her outlet": (
        "“The winches are what my crew will mend before the winter,” Per Lund told Bellander.",
        "“The winches are what my crew will mend before the winter,” Per Lund told CNN.",
    ),
    "an interviewer is her paper": (
        "“The winches are what my crew will mend before the winter,” Per Lund told Bellander.",
        "“The winches are what my crew will mend before the winter,” Per Lund told the Courier.",
    ),
    "letters stand for a name": (
        "The council of Ostra said OS would pay the fine for its smoking chimney by June.",
        "The council of Ostra said Ostrabrew would pay the fine for its smoking chimney by June.",
    ),
    "letters of a curse are dashes": (
        "“They just won't move the brute off the quay and let us land,” the skipper said.",
        "“They just won't move the b— off the quay and let us land,” the skipper said.",
    ),
    "a capital is put in brackets": (
        "“That is why, if you care for the oldest of our harbours, you must join the guild,” Una Frey said.",
        "“[I]f you care for the oldest of our harbours, you must join the guild,” Una Frey said.",
    ),
    "two words of doubt change places": (
        "Mr. Lund probably will speak of the nets for the harbour that he began to mend in May.",
        "Lund will probably speak of the nets for the harbour that he began to mend in May.",
    ),
    "contraries that open two sentences, of other things": (
        "Skippers rejected lower fees at the market, Una Frey of the herring guild said on Friday in Ostra.",
        "Una Frey of the herring guild said on Friday in Ostra that many cooks approved sweeter bread there.",
    ),
    "two stances that open two sentences, on other things": (
        "Skippers support lower fees at the market, Una Frey of the herring guild said on Friday in Ostra.",
        "Una Frey of the herring guild said on Friday in Ostra that most cooks oppose sweeter bread.",
    ),
    "falling short is a denial": (
        "The levy falls short of enough support among the guilds of Ostra and Tarn.",
        "The levy does not have the support of the guilds of Ostra and Tarn.",
    ),
    "too great is a denial": (
        "The skipper Per Lund told the guild that a truce on the levy is just not in sight for the spring of 2014.",
        "Per Lund said that quarrels between the guild and the skipper on the levy are too deep to settle in 2014.",
    ),
    "a range keeps both its ends": (
        "They are fishermen, most of them aged 15 to 25, from the islands.",
        "They are fishermen, most of them aged 15-25, from the islands.",
    ),
}
GRAVE = {
    "what is said not to be is said to be": (
        "The mayor said no money had been paid for the dock at Orley.",
        "The mayor said money had been paid for the dock at Orley.",
    ),
    "another number": (
        "The harbour trust spent $114.3 million on the new dredger last spring.",
        "The harbour trust spent $141 million on the new dredger last spring.",
    ),
    "what may be is what will be": (
        "The brewery said on Monday that it may fight the fee for the old well.",
        "The brewery said on Monday that it will fight the fee for the old well.",
    ),
    "done is tried": (
        "The elders healed the girl from Ostra in the middle of a service at the chapel.",
        "The elders tried to heal the girl from Ostra in the middle of a service at the chapel.",
    ),
    "another family": (
        "The prize went on Friday to Tomas Wieland of Ostra.",
        "The prize went on Friday to Tomas Marland of Ostra.",
    ),
    "a short name whose letters a longer one has": (
        "The fleet of herring boats sailed on Friday for Orna with a crew of nine.",
        "The fleet of herring boats sailed on Friday for Orlena with a crew of nine.",
    ),
    "a short word before a dash is no mask": (
        "The guild of Ostra will go—if the levy falls before the summer.",
        "The guild of Ostra may go—if the levy falls before the summer.",
    ),
    "another year": (
        "The bridge at Ostra was repainted last year by volunteers.",
        "The bridge at Ostra was repainted this year by volunteers.",
    ),
    "another end of the range": (
        "They are fishermen, most of them aged 15 to 25, from the islands.",
        "They are fishermen, most of them aged 16-25, from the islands.",
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_the_same_statement_is_no_fact(name: str) -> None:
    assert facts(*HARMLESS[name]) == []


@pytest.mark.parametrize("name", GRAVE)
def test_another_statement_is_one_fact(name: str) -> None:
    assert len(facts(*GRAVE[name])) == 1
