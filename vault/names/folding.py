"""The keys of a name: what is left of each word when script, spelling habit and typing habit are taken away.

The rules are those of the field notes, 4.1 and 4.2: passports (ICAO), BGN/PCGN 1979, ISO 9, Kazakh Latin of
2018 and 2021, Uzbek Latin, and a Russian keyboard used for Kazakh. Two words that share a key are one name.

Blind tokens are made of keys. Whoever changes what a key looks like raises VERSION, and all names are indexed
again (vault/README.md).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product

VERSION = 1
KeysOf = Callable[[str], set[str]]
MOST_KEYS = 3
MOST_DOUBTS = 4  # in one word; no name has more, and a text made to have more must not take long

# Every script becomes one Latin in which each sound is one sign; what is ambiguous stays for the rules below.
RUSSIAN = """а=a б=b в=v г=g д=d е=e ё=ë ж=ž з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts
    ч=č ш=š щ=š ъ=' ы=i ь=' э=e ю=yu я=ya"""
KAZAKH_UZBEK_TAJIK_UKRAINIAN = "ә=ə ғ=g қ=k ң=ŋ ө=o ұ=u ү=u һ=kh і=i ў=o' ҳ=kh ҷ=ž җ=ž ӣ=i ӯ=o' ї=i є=ye ґ=g"
# ISO 9, BGN/PCGN, Kazakh of 2018 and 2021; every other letter simply loses its mark.
MARKED_LATIN = "ž=ž č=č š=š ŝ=š ş=š ș=š ç=č û=yu â=ya ë=ë ä=ə ə=ə á=ə ñ=ŋ ŋ=ŋ ń=ŋ ŭ=o' ı=i ý=ý ħ=h ћ=ћ"
LETTERS = dict(pair.split("=") for pair in f"{RUSSIAN} {KAZAKH_UZBEK_TAJIK_UKRAINIAN} {MARKED_LATIN}".split())
CONSONANTS = "bcdfghjklmnpqrstvwxzščžŋћ"
AFTER_CONSONANT = f"(?<=[{CONSONANTS}])"
AFTER_VOWEL = f"(?<![{CONSONANTS}'])(?<!^)"

# A pattern and what it may stand for, the usual reading first; of several patterns the upper one is taken.
RULES: list[tuple[str, tuple[str, ...]]] = [
    ("shch|sch|šč|sč", ("š",)),
    ("tsch|tch|tč|ch", ("č",)),
    ("dzh|dž|dj|zh", ("ž",)),
    ("kh", ("h",)),
    ("gh|g'", ("g",)),
    ("y(?=o')", ("i",)),
    ("o'", ("u", "o")),
    # я and ю; a final я after a consonant is never a, or Аня were Анна. After л it may be ә: Лейля, Лейла
    (f"'ya|{AFTER_CONSONANT}(?<!l)ya$", ("ia",)),
    (f"{AFTER_CONSONANT}ya", ("ia", "a")),
    ("ya", ("ia",)),
    (f"{AFTER_CONSONANT}yu", ("iu", "u")),
    (f"{AFTER_CONSONANT}iu(?=[{CONSONANTS}])", ("iu", "u")),
    ("'?yu", ("iu",)),
    # ё, which most people type as е; Васильев is written Vasiliev, Vasilyev, Vasil'ev and Vasilev
    ("'(?:yo|yë|ë)", ("e", "ie", "io")),
    ("yo|yë|ë", ("e", "io", "o")),
    (f"'e|'ye|{AFTER_CONSONANT}ye", ("e", "ie")),
    ("ye", ("e",)),
    # Latin j is the Kazakh and Uzbek ж, and the й of ISO 9
    (f"{AFTER_VOWEL}j$", ("i",)),
    ("^j(?=u)", ("ž", "i")),
    ("^j", ("ž",)),
    (f"{AFTER_VOWEL}j(?=[aeiouyë])", ("i", "ž")),
    ("j", ("ž", "i")),
    ("(?<=l)ə", ("a", "ia")),
    ("ə", ("a",)),
    ("ŋ", ("n", "ng")),
    (f"ng(?!h)(?=[{CONSONANTS}])", ("ng", "n")),  # Инга is not Инна, but Englik is Енлик
    ("x", ("h", "ks")),
    ("w", ("v", "u")),
    ("ý", ("u", "i")),
    ("ck", ("k",)),
    ("c", ("k", "ts")),
    ("ph", ("f", "ph")),
    ("ћ", ("h", "n")),
    ("q", ("k",)),
    ("y", ("i",)),
    ("'", ("",)),
    ("sh", ("š", "sh")),  # also сх, where х is written h: Ashat
]
RULE = re.compile("|".join(f"({pattern})" for pattern, _ in RULES))
PLAIN = -1

# Letters that look alike, as they are typed by mistake in a word of the other script.
LATIN_ALIKE, CYRILLIC_ALIKE = "abcehikmopstxyj", "авсеһікморѕтхуј"
TO_CYRILLIC = str.maketrans(LATIN_ALIKE, CYRILLIC_ALIKE) | {ord("h"): "ћ"}  # h for һ, H for Н
TO_LATIN = str.maketrans(CYRILLIC_ALIKE + "н", LATIN_ALIKE + "h")
CYRILLIC = re.compile("[\u0400-\u052f]")
LATIN = re.compile("[a-z\u00df-\u024f\u0259]")
ONLY_CYRILLIC = re.compile(f"[^\\W\\d_a-z\u00df-\u024f{CYRILLIC_ALIKE}н]")
ONLY_LATIN = re.compile(f"[^\\W\\d_\u0400-\u052f{LATIN_ALIKE}]")

APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʻʼʽˈʹʺʿʾ′´`ˋˊ＇", "'"))
HYPHENS = re.compile("[-\u2010-\u2015\u2212]")
WORD = re.compile(r"[^\W_](?:[^\W_]|')*")
DOUBLE = re.compile(r"(.)\1+")

# Written apart or joined, these belong to the father's name before them (field notes 4.1).
PATRONYMIC_SUFFIXES = frozenset({"kizi", "gizi", "uli", "ulu", "ugli", "ogli", "oglu"})


def name_keys(text: str, keys_of: KeysOf | None = None) -> list[set[str]]:
    """Return the keys of each word of a name, in the order of the words: one to three keys a word.

    Takes any text, in any script; what is no letter or digit parts words. A patronymic suffix that is written
    apart is joined to the word before it. Refuses nothing: a text without words has no keys. `keys_of` stands
    for `word_keys` where the same words come again and again.
    """
    fold = keys_of or word_keys
    return [keys for word in words(text, fold) if (keys := fold(word))]


def words(text: str, keys_of: KeysOf) -> list[str]:
    """Return the words of a name in small letters, with their patronymic suffixes joined to them."""
    joined: list[str] = []
    for word in WORD.findall(cleaned(text)):
        if joined and PATRONYMIC_SUFFIXES & keys_of(word):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def cleaned(text: str) -> str:
    """Return a text composed and in small letters, with one kind of apostrophe and nothing invisible."""
    composed = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    folded = unicodedata.normalize("NFKC", composed.casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})


def word_keys(word: str) -> set[str]:
    """Return at most three keys of one cleaned word: the usual reading first, then one doubt at a time."""
    pieces = list(_pieces(one_latin(one_script(word))))
    doubts = sorted({rule for rule, _ in pieces if rule != PLAIN and len(RULES[rule][1]) > 1})[:MOST_DOUBTS]
    readings = product(*(range(len(RULES[rule][1])) for rule in doubts))
    keys: dict[str, None] = {}
    # A word with many doubts has few readers: the readings nearest to the usual one are enough.
    for reading in sorted(
        readings, key=lambda reading: (sum(map(bool, reading)), sum(reading), reading[::-1])
    ):
        keys[_key(pieces, dict(zip(doubts, reading, strict=True)))] = None
        if len(keys) == MOST_KEYS:
            break
    return set(keys) - {""}


def one_script(word: str) -> str:
    """Return a word with letters of the other script put right: Latin i in Сезiм, Cyrillic А in Аsel."""
    cyrillic, latin = len(CYRILLIC.findall(word)), len(LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    surely_cyrillic, surely_latin = ONLY_CYRILLIC.search(word), ONLY_LATIN.search(word)
    if bool(surely_cyrillic) != bool(surely_latin):
        return word.translate(TO_CYRILLIC if surely_cyrillic else TO_LATIN)
    return word.translate(TO_CYRILLIC if cyrillic >= latin else TO_LATIN)


def one_latin(word: str) -> str:
    return "".join(LETTERS.get(letter) or _unmarked(letter) for letter in word)


def _unmarked(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _pieces(word: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of a word, each with the number of its rule, or PLAIN."""
    end = 0
    for match in RULE.finditer(word):
        yield PLAIN, word[end : match.start()]
        yield int(match.lastindex or 0) - 1, ""
        end = match.end()
    yield PLAIN, word[end:]


def _key(pieces: list[tuple[int, str]], reading: dict[int, int]) -> str:
    """Return the key of a word read in one way; a doubt is read alike throughout the word."""
    key = "".join(text if rule == PLAIN else RULES[rule][1][reading.get(rule, 0)] for rule, text in pieces)
    single = DOUBLE.sub(r"\1", key).replace("kh", "h").replace("ts", "c")
    return DOUBLE.sub(r"\1", single)
