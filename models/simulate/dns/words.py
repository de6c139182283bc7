"""Invented names of domains: of two words, coined, short, in other languages, under many top-level domains.

The words are ordinary ones; their combinations are meant for nobody.
"""

from __future__ import annotations

from models.simulate.dice import Dice

_QUALITIES = """
    amber ash birch bramble brisk cinder clover copper coral crisp dapple dusk ember fable fallow fern flint frost gale
    gorse hazel heron hollow iron ivory jade juniper kelp kestrel larch linden lunar maple marl meadow mellow misty moss
    nettle north oaken onyx opal otter pebble pine plume quartz quill raven reed rowan rustic sable sage salt shale
    silver slate sorrel sparrow spruce still sunny tallow tarn teal thistle thorn tidal umber velvet violet walnut
    willow winter wren yarrow zephyr
"""
_PLACES = """
    anchor arbor atelier barn basin beacon bench bloom bridge brook cabin cairn canvas cellar clerk cliff cove craft
    crate creek dell depot dial dock drift ferry field fjord forge garden gate glade grove guild gully harvest haven
    hearth hill hive kiln kitchen lane lantern ledger lodge loft loom mill mint moor nook notes orchard parcel path pier
    pixel pocket post press quarry quay ridge roost sail shelf shed signal spindle stable station stitch story studio
    table trail vale vault weave wharf works yard
"""
_ENDINGS = ("hub", "ly", "lab", "app", "24", "365", "go", "base", "kit", "flow", "soft", "shop", "news", "cdn")
_BEGINNINGS = "b br d dr f fl g gr k kl l m n p pr qu r s sk sl st t tr v w z"
_MIDDLES = "a a e e i o o u ai ea io"
_CODAS = ("", "", "", "l", "n", "r", "s", "x", "nd", "rt", "sk")
_CONSONANTS = "bcdfghjklmnpqrstvwxz"

#: By suffix: words that go together in its language.
_ELSEWHERE = {
    "de": "blau alt ost tannen kupfer schiefer feld | gasse hof kontor muehle werkstatt verlag handel schreibwaren",
    "fr": "petit grand vieux bel haut | moulin atelier jardin port verger fournil",
    "pl": "zielony stary nowy szybki wrzos | mlyn sklep ogrod warsztat przystan szczebel",
    "com.tr": "yesil eski mavi kucuk | degirmen liman bahce dukkan gazete",
    "fi": "vanha pikku sini | mylly satama kauppa puutarha kirjasto",
    "cz": "stary modry ctvrt brzy | mlyn skrin obchod krystof zmrzlina",
    "com.br": "velho verde novo | moinho porto quintal padaria livraria",
    "co.jp": "aoi midori kita | kaze mori minato hanaya tsukiji",
    "in": "nila hara purana | bazar bagicha kitab chakki",
    "hu": "regi kek uj | malom kikoto kert bolt konyvtar",
}
_PAIRS = tuple((suffix, *(half.split() for half in words.split("|"))) for suffix, words in _ELSEWHERE.items())

#: Names that are no ASCII.
_BEYOND_ASCII = "mühlgasse käsehütte ölkontor crêpehaven łąkowy büyükdere näkinmylly čtvrtmlýn"

_COMMON_SUFFIXES = """
    com com com com com com com com com com com com net net org org io io co dev app cloud info shop online ai us co.uk
    co.uk nl it es se ch eu tech site com.au
"""

#: Under the most usual suffixes, all short names are somebody's.
_SUFFIXES_OF_SHORT = ("tech", "online", "shop", "cloud", "site")

_FIRST, _SECOND, _SUFFIXES = (tuple(words.split()) for words in (_QUALITIES, _PLACES, _COMMON_SUFFIXES))
_ONSETS, _VOWELS, _INTERNATIONAL = (tuple(words.split()) for words in (_BEGINNINGS, _MIDDLES, _BEYOND_ASCII))


def domain(dice: Dice) -> str:
    """A registered domain that somebody could have."""
    style = dice.random()
    if style < 0.22:
        suffix, first, second = dice.choice(_PAIRS)
        joint = "-" if dice.chance(0.2) else ""
        return f"{dice.choice(first)}{joint}{dice.choice(second)}.{suffix}"
    if style < 0.24:
        return f"{_a_label(dice.choice(_INTERNATIONAL))}.{dice.choice(('de', 'com', 'fr', 'eu'))}"
    if style < 0.28:
        return f"{_short(dice)}.{dice.choice(_SUFFIXES_OF_SHORT)}"
    return f"{_label(style, dice)}.{dice.choice(_SUFFIXES)}"


def _label(style: float, dice: Dice) -> str:
    if style < 0.6:
        return dice.choice(_FIRST) + dice.choice(_SECOND)
    if style < 0.7:
        return f"{dice.choice(_FIRST)}-{dice.choice(_SECOND)}"
    if style < 0.8:
        return dice.choice(_FIRST) + dice.choice(_ENDINGS)
    return coined(dice)


def _short(dice: Dice) -> str:
    """An abbreviation, as of a company's name."""
    return "".join(dice.choice(_CONSONANTS) for _ in range(4)) + dice.choice(("", "", "tv", "go", "24"))


def coined(dice: Dice, syllables: tuple[int, int] = (2, 4)) -> str:
    """A word that nobody has used, pronounceable; so many syllables, from and below."""
    made = [dice.choice(_ONSETS) + dice.choice(_VOWELS) for _ in range(dice.randrange(*syllables))]
    return "".join(made) + dice.choice(_CODAS)


def domains(count: int, dice: Dice) -> tuple[str, ...]:
    """So many domains, all different."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[domain(dice)] = None
    return tuple(drawn)


def mistyped(name: str, dice: Dice) -> str:
    """A domain with one slip of the finger in its first label."""
    label, _, rest = name.partition(".")
    place = dice.randrange(1, max(2, len(label) - 1))
    slips = (
        label[:place] + label[place + 1 :],
        label[:place] + label[place] + label[place:],
        label[: place - 1] + label[place] + label[place - 1] + label[place + 1 :],
    )
    return f"{dice.choice(slips)}.{rest}"


def _a_label(label: str) -> str:
    return label.encode("idna").decode()
