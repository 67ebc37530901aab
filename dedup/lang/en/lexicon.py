"""English words that carry attribution, certainty, scope and colour. Other languages get no cues from here.

Written from general knowledge of news English. A list names what a word does in a report, never whether it is justified.
In the tables ";" parts entries, "/" the sides or steps of one entry, "|" phrases.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from dedup.words import normal_forms, stems_of


@cache
def stems(listed: str) -> frozenset[str]:
    """Stems of the words of a list."""
    return frozenset(stems_of(normal_forms(listed)))


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in listed.split("|"))


def _ranked(listed: dict[float, str]) -> dict[str, float]:
    return {phrase: rank for rank, phrases in listed.items() for phrase in _phrases(phrases)}


def _groups(listed: str) -> tuple[tuple[frozenset[str], ...], ...]:
    return tuple(tuple(frozenset(side.split()) for side in entry.split("/")) for entry in listed.split(";"))


SAYING: Final = """
say says said saying tell tells told telling add added adding note noted noting state stated report reported reporting write
wrote written writes explain explained describe described announce announced confirm confirmed reply replied answer answered
comment commented remark remarked continue continued recall recalled testify testified observe observed mention mentioned
declare declared ask asked asking respond responded speak spoke argue argued suggest suggested warn warned claim claimed allege
alleged insist insisted believe believed think thought estimate estimated predict predicted acknowledge acknowledged maintain
maintained stress stressed emphasise emphasised emphasize tweet tweeted post posted promise promised vow vowed pledge pledged
urge urged concede conceded admit admitted deny denied cite cited citing quote quoted quoting express expressed reveal revealed
disclose disclosed conclude concluded contend contended assert asserted complain complained criticise criticised criticize
criticized praise praised call called accuse accused opine joke joked quip quipped agree agreed reiterate reiterated repeat
repeated propose proposed read reads advise advised caution cautioned retort retorted counter countered lament lamented recount
recounted
"""
"""Verbs that report what somebody said or wrote, plain and loaded."""

EVIDENCE: Final = """
show shows showed shown find finds found indicate indicates indicated
"""
"""Verbs by which a document, study or figure speaks."""

PLAIN_SAYING: Final = """
said says told tells added adds explained argued argues warned warns wrote writes claimed claims insisted insists testified
replied answered suggested suggests noted notes stated stressed acknowledged admitted conceded denied alleged believes thinks
thought believed recalled predicted
"""
"""Verbs of saying that open reported speech."""

NEUTRAL_SAYING: Final = """
say says said tell tells told telling add added note state report wrote write writes explain announce reply answer comment
remark continue mention ask respond spoke speak describe call observe recall testify declare
"""
"""Verbs that report speech and nothing else."""

LOADED_SAYING: Final = """
claim admit confess concede insist boast brag crow gloat gush whine whinge moan groan gripe grumble grouse carp bleat wail howl
cry sob rant rave rage fume seethe storm thunder bellow roar bark snap snarl spit spew spout sneer scoff mock jeer taunt deride
ridicule snipe slam slammed blast rip ripped lash lambast lambaste trash bash skewer savage berate scold lecture preach hector
harangue rail blurt babble parrot drone purr squeal deny allege complain pontificate bluster vent lament profess protest bemoan
decry
"""
"""Verbs that report speech and colour the speaker."""

LOADED_SAYING_FORMS: Final = """
claims claimed claiming admits admitted confesses confessed boasts boasted brags bragged crows crowed gloats gloated gushes
gushed whines whined whinged moans moaned groaned gripes griped grumbles grumbled grouses groused bleats bleated wails wailed
howls howled rants ranted raves raved rages raged fumes fumed seethes seethed storms stormed thunders thundered bellows bellowed
roars roared barks barked snaps snapped snarls snarled sneers sneered scoffs scoffed mocks mocked jeers jeered taunts taunted
sniped slams slammed blasts blasted rips ripped lashes lashed railed babbled parroted droned purred squealed blurted lectured
preached pontificated blustered vented laments lamented protests protested alleges insists
"""
"""Forms of the loaded verbs of saying that stand beside a speaker."""

MILD_SAYING: Final = """
insist claim admit concede deny allege complain protest confess lament cry storm
"""
"""Loaded verbs of saying that count only where the source has a plain one."""

AMBIGUOUS_SAYING: Final = """
add added post posted state report note call find found read cite agree show rip storm lash blast bash trash snap spit slam rage
rave vent protest mock promise deny counter repeat maintain post conclude express question propose continue
"""
"""Verbs of saying that are as often other verbs or nouns."""

LITERAL: Final = frozenset(
    """
assault assaults attack attacks attacked battle battles collapse collapsed collapses crash crashed crashes explode exploded explodes
fallout flood floods fraud frauds raid raids storm storms surge surged theft thefts war wars
threaten threatened threatening threatens jail jailed historic invasion
""".split()
)
"""Words that judge only where they stand for a plainer one: by themselves they may name just what happened."""

OUTLET_WORDS: Final = """
times post journal herald tribune gazette courier chronicle telegraph mail mirror guardian standard observer independent
examiner inquirer enquirer globe sun star news press daily weekly today dispatch register sentinel record ledger echo argus
express bulletin mercury monitor review magazine newspaper paper newsroom network broadcaster channel radio television wire
agency reuters beacon lantern dispatch digest reporter advertiser leader voice argus democrat republican citizen world report
politico axios bloomberg
"""
"""Words that names of outlets are made of."""

ROLES: Final = """
president minister secretary spokesman spokeswoman spokesperson spokespeople mayor governor senator congressman congresswoman
lawmaker legislator councillor councilor council member chair chairman chairwoman chairperson director manager executive officer
official commissioner chief head leader boss judge magistrate prosecutor attorney lawyer solicitor barrister counsel sheriff
police detective inspector sergeant constable captain colonel general admiral commander lieutenant soldier agent ambassador
diplomat envoy doctor nurse physician surgeon consultant professor lecturer teacher principal headteacher student researcher
scientist engineer analyst economist expert critic campaigner activist advocate supporter opponent resident neighbour neighbor
witness victim defendant suspect plaintiff owner tenant landlord farmer fisherman worker employee staff driver pilot editor
reporter journalist correspondent columnist author writer producer presenter actor singer artist coach manager player striker
goalkeeper referee captain fan supporter founder partner shareholder investor trader banker treasurer auditor accountant clerk
registrar bishop priest pastor imam rabbi king queen prince princess duke candidate nominee contender incumbent firefighter
paramedic volunteer steward porter warden ranger forecaster adviser advisor aide deputy undersecretary chancellor premier
representative delegate mp mep md ceo cfo coo company firm ministry department authority board committee commission agency union
association charity group party government
"""
"""Nouns for people by what they do, and for bodies that speak."""

HEDGES: Final = """
suspected alleged allegedly reportedly apparent apparently seem seems seemed seemingly appear appears appeared possible possibly
potential potentially perhaps maybe presumed presumably supposed supposedly likely probable probably purported purportedly
believed thought suggested accused unconfirmed preliminary tentative conceivably
"""
"""Words that hold a statement back."""

WEAK: Final = """
suspected suspect alleged allegedly possible possibly potential potentially apparent apparently likely probably perhaps
contender
"""
"""Telling words that hold a statement back by themselves."""

DEGREES: Final = """
sharp sharply steep steeply huge massive massively dramatic dramatically drastic drastically significant significantly
substantial substantially big large slight slightly modest modestly small tiny marked markedly soaring plunging plummeting
surging record enormous vast
"""
"""Words that say of a change how great it is, without a number."""

PHRASES: Final = frozenset(
    _phrases(
        """
a few|a handful of|a lot of|a majority of|a minority of|a number of|a quarter of|a share of|a small number of|a third
of|able to|according to|agree to|agreed to|all but|all of|alleged to|almost all|almost every|any of|appear to|
appeared to|appears to|are due to|are to|as a result of|as if|as long as|as many as|as much as|as well as|asked to|at
least|at most|because of|been due to|believed to|close to|considering|could well|due to|due to be|each of|even if|
expected to|few of|fewer than|going to|had to|half of|has to|have to|help to|helped to|helps to|hope to|hoped to|
hopes to|in order to|in part|in response to|in spite of|intend to|intended to|intends to|is due to|is to|less than|
likely to|many of|may well|might well|more than|most of|nearly all|nearly every|need to|needed to|needs to|no less
than|no longer|no more than|none of|not yet|offered to|on condition|one of|only if|owing to|part of|parts of|per
cent|plan to|planned to|planning to|plans to|prepared to|preparing to|provided that|ready to|said to|seem to|seemed
to|seems to|set to|several of|so that|some of|subject to|such as|supposed to|thanks to|threatening to|the entire|the
majority of|about to|poised to|on track to|gearing up to|as a rule|the whole|thought to|threatened to|threatens to|
unlikely to|up to|virtually all|want to|wanted to|wants to|was due to|
was to|well may|were due to|were to|willing to
"""
    )
)
"""Runs of words that mean one thing."""

_IN_ONE_WORD: Final = {
    "approved": "sign off on|signs off on|signed off on|sign off|signed off|green light",
    "delayed": "put off|puts off|putting off|hold up|held up|push back|pushed back",
    "urged": "call for|called for|calls for|calling for",
    "rejected": "turn down|turned down|turns down|throw out|threw out|thrown out",
    "conducted": "carry out|carried out|carrying out",
    "established": "set up|sets up|setting up",
    "resigned": "step down|stepped down|stepping down",
    "noted": "point out|pointed out|points out",
    "learned": "find out|found out",
    "canceled": "call off|called off|calls off",
    "rose": "go up|went up|goes up|going up",
    "fell": "go down|went down|goes down|come down|came down",
    "divided": "break up|broke up|split up",
    "introduced": "bring in|brought in|brings in",
    "investigated": "look into|looked into|looking into",
    "surrendered": "hand over|handed over|hands over",
    "participated": "take part|took part|takes part",
    "abolished": "get rid of|got rid of|do away with",
    "reduced": "cut back|cuts back",
    "spoke": "speak out|spoke out",
    "nobody": "no one",
    "aboard": "on board",
    "immediately": "at once",
    "nursed": "care for|cared for",
    "comprised": "make up|makes up|made up",
    "abandoned": "give up|gave up|gives up",
    "closed": "shut down|shuts down|shutting down",
    "dismissed": "let go|lay off|laid off",
    "withdrew": "pull out|pulled out",
    "exhausted": "run out|ran out",
    "excluded": "rule out|ruled out|rules out",
    "dawn": "first light",
    "free": "free of charge|at no cost|for free|without charge|at no charge",
    "consecutive": "in a row",
    "beside": "next to",
}
ONE_WORD: Final = {form: word for word, forms in _IN_ONE_WORD.items() for form in _phrases(forms)}
"""Phrasal verbs and set phrases with one word that says the same."""

QUANTIFIERS: Final = _ranked(
    {
        0.0: """
none|none of|no|neither
""",
        1.0: """
few|few of|a few|a handful of|a small number of|a minority of|one of|a number of
""",
        2.0: """
some|some of|part of|parts of|in part|partly|partially|several|several of|any of|a share of|a third of|a quarter of
""",
        3.0: """
half|half of|many|many of|numerous|a lot of|dozens|hundreds|thousands
""",
        4.0: """
most|most of|the majority of|a majority of|mostly|largely|mainly|chiefly|generally|usually|normally|typically|
ordinarily|commonly|
as a rule|often|almost all|nearly all|almost every|nearly every|virtually all
""",
        5.0: """
all|all of|every|each|each of|everyone|everybody|both|whole|the whole|entire|the entire|always|entirely|wholly|
completely|totally|fully|universally
""",
    }
)
"""Words of quantity and scope with their rank, 0 (none) to 5 (all)."""

_LIMITING: Final = {
    ">": "at least|more than|over|no less than",
    "<": "as many as|as much as|up to|at most|less than|fewer than|under|no more than|nearly|almost|close to",
    "~": "about|around|roughly|approximately|some",
    "": "only",
}
LIMITS: Final = {form: limit for limit, forms in _LIMITING.items() for form in _phrases(forms)}
"""What words before a number say of it: at least (>), at most (<), about (~)."""

MODALITY: Final = _ranked(
    {
        1.0: """
may|might|could|possibly|perhaps|maybe|possible|potential|potentially|considering|consider|considers|considered|
mull|mulls|mulling|unlikely to|can
""",
        2.0: """
may well|might well|could well|likely|likely to|probably|probable|suspected|suspect|suspects|alleged|allegedly|
reported|apparent|apparently|appears to|appear to|appeared to|appears|appeared|seems to|seem to|seemed to|seems|
seemed|thought to|believed to|said to|alleged to|accused|supposed|supposedly|presumed|purported|suggested|suggests|
suggest|suggesting|expected to|expected|helped to|helps to|help to|planning to|plan to|plans to|planned to|planned|
plan|plans|preparing to|prepared to|ready to|willing to|intends to|intend to|intended to|hopes to|hope to|hoped to|
wants to|want to|wanted to|threatened to|threatens to|offered to|proposed|proposes|propose|proposal|aims|aim|aimed|
try|tries|tried|trying|seek|seeks|sought|seeking|contender|nominee|candidate|preliminary|provisional|draft|
tentative|suspicion|unconfirmed|estimated|should|ought
""",
        2.5: """
supposed to|set to|poised to|about to|on track to|gearing up to
""",
        3.0: """
would|will|shall|must|is due to|was due to|are due to|were due to|been due to|due to be|is to|are to|was to|
were to|going to|need to|needs to|needed to|have to|has to|had to|promised|promises|vowed|vows|pledged|pledges
""",
        4.0: """
undoubtedly|certainly|definitely|clearly|surely|inevitably|proven|proved|confirmed|confirms|unquestionably|
indisputably|evidently|obviously
""",
    }
)
"""Words of certainty with their rank: 1 possible, 2 held back or intended, 3 to come or due, 4 insisted on. Plain: 3.5."""

NEGATORS: Final = frozenset(
    _phrases("cannot|neither|never|no|no longer|nobody|none|none of|nor|not|not yet|nothing|nowhere|without")
)
"""Words that deny what follows them."""

NEGATIVE_VERBS: Final = frozenset(
    """
avoid avoided decline declined declines declining denied denies deny denying dismiss dismissed dismisses fail failed failing
fails lack lacked lacks oppose opposed opposes prevent prevented refuse refused refuses refusing reject rejected rejects rule
ruled rules stop stopped stops unable
""".split()
)
"""Verbs that hold a negation in themselves."""

OPPOSITES: Final = _groups(
    """
back backed backing backs endorse endorsed favor favored favors for pro support supported supporting supports / against anti
criticize criticized oppose opposed opposes opposing; with / without; before / after; above over / below beneath under; up
upward / down downward; more / fewer less; higher highest / lower lowest; climb climbed gain gained grew grow growing grown
increase increased increases increasing rise risen rises rising rose soar soared / decline declined decrease decreased decreases
decreasing drop dropped drops fall fallen falling falls fell lose lost plunge plunged shrank shrink; accept accepted accepts
adopt adopted allow allowed allows approve approved approves approving authorize authorized grant granted pass passed permit
permits permitted / ban banned bans block blocked blocks denied deny forbade forbid forbidden forbids oppose opposed refuse
refused refuses reject rejected rejecting rejects require required veto vetoed; acknowledge acknowledged admit admits admitted
confirm confirmed confirms / denied denies deny dispute disputed reject rejected; win wins won / draw drew lose loses lost; open
opened opening opens reopen reopened / close closed closes closing shut shuts; began begin begins begun launch launched start
started starts / end ended ends finish finished halt halted stop stopped stops; bought buy buys purchase purchased / sell sells
sold; appoint appointed hire hired hires / dismiss dismissed fire fired fires sack sacked; include included includes including /
exclude excluded excludes excluding; earliest first / last latest; old older oldest / new newer newest young younger; public
publicly / private privately secret secretly; public state / private; local / federal international national; state / federal;
rural / urban; east eastern / west western; north northern / south southern; left / right; boy boys male man men / female girl
girls woman women; majority / minority; best / worst; better / worse; safe / dangerous unsafe; guilty / innocent; raise raised
raises / cut cuts lower lowered reduce reduced; add added adds / remove removed removes; join joined / leave left quit; succeed
succeeded success successful / fail failed failure unsuccessful; peaceful / violent; voluntarily voluntary / compulsory forced
mandatory; temporarily temporary / permanent permanently; plaintiff plaintiffs prosecution prosecutor prosecutors / defendant
defendants defense; employer employers / employee employees; landlord landlords / tenant tenants; seller sellers / buyer buyers;
victim victims / attacker attackers suspect suspects; import imports / export exports; profit profits surplus / deficit loss
losses; major / minor; serious severe / mild minor moderate slight; concurrent concurrently / consecutive consecutively; arrive
arrived / depart departed leave left; earlier early / late later; day daytime / night overnight; morning / afternoon evening
night; indirect indirectly / direct directly; lawful legal legally / illegal illegally unlawful; praise praised praises welcome
welcomed / attack attacked condemn condemned criticize criticized; applause cheered cheers / booed boos jeered jeers; agree
agreed agrees / disagree disagreed disagrees dispute disputed
"""
)
"""Pairs of word groups that say the contrary or the other of two; added to the contraries of the thesaurus."""

SCALES: Final = _groups(
    """
accused alleged suspect suspected suspects / detained interviewed investigated questioned / arrest arrested arrests held /
charge charged charges / indicted indictment / prosecute prosecuted prosecution prosecutions trial tried / acquittal acquitted
cleared / convicted conviction convictions guilty / fine fined fines / imprisoned jail jailed prison sentence sentenced / deport
deportation deportations deported expelled expulsion removal removed; checked inspected inspection visited / warned warning /
fined / suspended / closed shut / banned demolished; considered debated discussed examined reviewed studied / proposed
recommended suggested / agreed approved backed endorsed / refused rejected / adopted passed / enacted signed; deferred delayed
paused postponed suspended / abandoned axed canceled cancelled scrapped; retired retiring / quit resigned stepped / dismissed
fired ousted removed sacked; hurt injured wounded / dead died killed / murdered; candidate contender nominated nominee
shortlisted / appointed appointee elected winner; confused error misread mistake misunderstood / disregarded ignored neglected /
fabricated falsified forged lied; incomplete missing / inaccurate mistaken wrong / fabricated fake false falsified forged; asked
requested suggested recommended advised / urged / demanded / forced ordered required / allowed let permitted; alert warning / watch;
misdemeanor misdemeanour
/ crime felony; second seconds / minute minutes / hour hours / day days / week weeks / month months / year years / decade
decades; daily / weekly / monthly / quarterly / annual annually yearly; attended reached / won / lost; discussed talked talks /
agreed signed; mild minor slight / moderate / grave serious severe / catastrophic critical extreme; applied followed relied used
/ disregarded ignored rejected; borrowed / stole stolen; meters metres / kilometers kilometres / miles; hundred hundreds /
thousand thousands / million millions / billion billions
"""
)
"""Steps that a report must not confuse: of a legal case, of a decision, of a measure; two steps of one scale are two facts."""

SYNONYMS: Final = tuple(
    group
    for (group,) in _groups(
        """
employee employees personnel staff worker workers workforce; lawmaker lawmakers legislator legislators mp mps parliamentarian
parliamentarians; journalist journalists media press reporter reporters; business businesses companies company corporation firm
firms; individual individuals member members people person; boss bosses ceo chairman director executive head manager president;
boss bosses chief chiefs head heads leader leaders manager managers; car cars vehicle vehicles; home homes house household
households houses; child children kid kids; officer officers police; doctor doctors medic medics physician physicians; attorney
attorneys barrister counsel lawyer lawyers solicitor; stoppage strike strikes walkout; juror jurors jury; contentious
controversial disputed divisive; court judge judges tribunal; pupil pupils schoolchildren student students; usage use used
using; approach approached contact contacted; chair chaired chairman chairperson chairs chairwoman head headed heads lead leads
led; depend depends hinge hinges; high tall; audience crowd; banned barred disqualified; immediately once; everybody everyone;
somebody someone; although but though while; due planned scheduled set; current existing present; greeted met received; handed
imposed passed; holds own owns; debt debts owed owing; called known named; aboard board; cash funds money; inhabitants locals
neighbors residents; city municipality town; building buildings premises; paper report research study; forum gathering meeting
session; comments remarks statement statements words; accord agreement contract deal pact; act bill law legislation statute;
guidelines regulation regulations rules; administration cabinet government ministers; assembly legislature parliament; army
forces military soldiers troops; blaze fire; gale hurricane storm; flood flooding floods; accident collision crash; highway road
route street; clinic hospital infirmary; academy college school; outlet outlets shop shops store stores; clients consumers
customers shoppers; ballot election poll vote; poll survey; demonstration march protest rally; demonstrator demonstrators
marchers protester protesters; allies backers fans supporters; critics detractors opponents; aid assistance help support; job
jobs work works; growth increase rise; cut cuts decrease reduction; cash funding funds money; bill cost costs price prices; paid
pay pays salary wages; duty levy tax; boat ferry ship vessel; aircraft jet plane; rail train; ask asked asks call calling calls
request requested seek seeks sought want wanted wants; added said say says stated told; reveal revealed reveals show showed
shows; began begin begun launch launched start started; end finish halt stop; get given got obtain receive received; gave give
hand handed provide provided; create made make produce; build built construct constructed erect erected; acquire acquired bought
buy purchase; keep kept retain; allow allowed let permit; attempt attempted tried try; need needs require requires; believe
believes think thinks thought; ask asked inquire interrogate interrogated
question questioned; choose chose pick picked select selected; happen happened
occur occurred take took; depart departed leave left; live lived lives reside; dead die died killed lost; hurt injured wounded;
close near nearby; big huge large major; little minor small tiny; fast quick rapid swift; important key major significant;
difficult hard tough; adequate enough sufficient; complete entire full whole; incorrect mistaken wrong; anxious concerned
troubled worried; angry upset; glad happy pleased satisfied; midday noon; dawn daybreak sunrise; break holiday vacation; autumn
fall; film movie; football soccer; fuel gas gasoline petrol; lorries lorry truck trucks; apartment apartments flat flats;
garbage rubbish trash waste; cellphone mobile; annual annually yearly; month monthly; displaced evacuated evacuees; percent
percentage; defeated failed; ebbed fell receded subsided; accessed viewed; media news press; succeed succeeded success
successful; journalist journalists; about almost approximately around nearly roughly some; several some various; include
includes including; against versus; from since; a each every per; before till until; whereas while; as because since; check
checked checking confirm verify verifying; if that whether; contest contested dispute disputed disputes; request requested seek;
decline declined refuse refused would; accused alleged; likely probably; could may might
"""
    )
)
"""Groups of words that news English uses for the same thing, beyond what the thesaurus joins."""

LOADED: Final = {
    "saying": LOADED_SAYING + LOADED_SAYING_FORMS,
    "label": """
activist lobbyist loyalist sympathiser sympathizer separatist
zealot radical extremist thug crony elite elitist bureaucrat bigwig tycoon baron mob regime goon stooge puppet henchman
hardliner firebrand darling illegals fanatic ideologue militant crusader snowflake globalist leftist rightist leftwing rightwing
alarmist denier warmonger hawk apologist lackey minion mouthpiece propagandist partisan insider swamp establishment oligarch
kingpin mastermind ringleader whistleblower traitor terrorist agitator rabble troublemaker hooligan looter rioter pensioner gran
granny fatcat socialite pundit busybody meddler do-gooder nimby eco-warrior woke marxist communist socialist fascist nazi racist
bigot xenophobe liar crook cheat fraudster swindler villain culprit predator monster freeloader scrounger layabout invader alien
foe nemesis rival hero heroine victim martyr plucky hapless giant behemoth outfit cabal cartel clique gang horde
""",
    "noun": """
boondoggle fiasco debacle scandal sham farce scam hoax plot scheme ploy stunt coverup crackdown purge giveaway bailout handout
meltdown chaos disaster catastrophe nightmare bloodbath carnage mayhem havoc invasion flood swarm tsunami avalanche onslaught
barrage bombshell firestorm backlash uproar outcry fury outrage rage wrath anger feud spat clash showdown standoff brawl war
battle assault attack tirade rant diatribe broadside humiliation embarrassment snub insult slap blow disgrace shame blunder
bungle howler gaffe cockup shambles mess quagmire limbo misery plight ordeal agony anguish upheaval turmoil crisis collapse
demise hit-job witch-hunt smear vendetta crusade propaganda spin lies lie nonsense rubbish drivel hogwash baloney gibberish hype
hysteria panic frenzy circus charade travesty mockery gravy bonanza jackpot windfall racket fraud theft heist raid grab swindle
sweetener kickback slush splurge spree junket perk relic eyesore monstrosity dump beast hellhole loophole trap gamble fallout
bloodletting cull exodus stampede surrender climbdown u-turn retreat flip-flop betrayal conspiracy collusion subterfuge cover-up
whitewash
""",
    "verb": """
slam blast rip trash bash bungle botch axe slash gut scrap plot scheme dodge duck stonewall grab seize pocket splurge squander
waste fritter ram shrug sneak smuggle hide hid bury cave surrender capitulate backtrack flip-flop flounder scramble beg haul
grill drag cripple destroy wreck crush demolish devastate ravage hammer pummel oust boot dump ditch sack sacked cower flee flock
punch hit lash shred swoop pounce skewer torch roast eviscerate obliterate decimate annihilate humiliate embarrass mock ridicule
scorn snub spurn defy flout trample bulldoze railroad steamroll strong-arm bully browbeat intimidate threaten menace terrorise
terrorize harass hound target persecute punish penalise tremble panic erupt explode implode spiral plunge plummet tumble crash
soar skyrocket surge balloon swell mushroom rocket collapse crumble unravel peddle tout hawk push foist dictate meddle pry snoop
spy rig fiddle massage cook fudge whitewash gloss smear malign vilify demonise demonize grovel squirm wriggle weasel
sneer cling clutch claw gobble devour guzzle milk bleed plunder loot pillage fleece swindle dupe con trick fool hoodwink mislead
deceive betray abandon ignore neglect forget flaunt parade brandish trumpet herald hail crow balk baulk bristle seethe fume
storm rage plead demand budge jeopardise jeopardize imperil sabotage undermine torpedo derail scupper scuttle thwart stymie
stall foot-drag stonewalled dodged axed slashed blasted slammed ripped trashed plotting grilled hauled begged bungled botched
pocketed pocketing squandered haemorrhage hemorrhage pour poured lavish lavished shower jail jailed kick kicked chuck force
forced coerce
""",
    "adjective": """
shocking outrageous disgraceful shameful stunning astonishing staggering brazen blatant explosive blistering scathing damning
furious livid outraged irate enraged runaway reckless botched bungled disastrous catastrophic horrific horrendous horrifying
terrifying embattled beleaguered disgraced controversial notorious infamous radical extreme draconian secretive shadowy shady
murky cosy cozy plucky hapless hated hateful toxic bitter brutal savage vicious ruthless cynical desperate pathetic feeble
toothless spineless gutless bloated lavish cushy whopping eye-watering jaw-dropping sky-high eyewatering measly paltry miserly
stingy absurd ridiculous ludicrous laughable preposterous farcical insane crazy mad lunatic loony barmy bonkers idiotic moronic
stupid foolish clueless incompetent inept useless worthless hopeless shambolic chaotic disarrayed crooked corrupt rotten
dishonest deceitful sneaky sly devious underhand sinister ominous chilling alarming frightening scary terrible awful dreadful
appalling atrocious abysmal dire grim bleak dismal woeful lamentable deplorable despicable contemptible vile disgusting
repulsive sickening repugnant monstrous evil wicked cruel heartless callous inhumane barbaric hysterical unhinged deranged rabid
frothing feverish fevered frantic frenzied shameless unapologetic arrogant smug haughty pompous sanctimonious hypocritical
two-faced far-left far-right hard-left hard-right ultra hardline hard-line extremist fringe fanatical zealous dogmatic
ideological so-called self-styled self-proclaimed supposed would-be heroic brave courageous bold daring glorious triumphant
historic landmark unprecedented groundbreaking dazzling brilliant magnificent shell-shocked terrified petrified frail vulnerable
helpless defenceless innocent hardworking long-suffering cash-strapped crisis-hit scandal-hit scandal-plagued doomed ill-fated
cursed rusting crumbling creaking rickety fat bumbling dithering floundering flailing failing ailing nightmarish hellish
murderous bloodthirsty rampant rampaging
""",
    "intensifier": """
utterly completely totally absolutely hugely massively vastly wildly brazenly openly secretly flatly outright downright
blatantly shamelessly ruthlessly brutally savagely viciously bitterly furiously angrily desperately shockingly outrageously
astonishingly stunningly staggeringly dramatically spectacularly astronomically wholesale sharply repeatedly endlessly
constantly incessantly relentlessly routinely cheerfully gleefully smugly arrogantly callously cynically blithely merrily
ludicrously ridiculously absurdly disgracefully scandalously
""",
    "minimiser": """
merely simply mere scarcely trifling petty token paltry measly puny
""",
}
"""Words that carry a judgement, by the cue they give."""
