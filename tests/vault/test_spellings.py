"""Every known name is found by what each office and each keyboard would make of it (field notes 4.1)."""

import csv

import pytest

from vault.names import same_name
from vault.names.given import TABLE

VOWELS = "аеёиоуыэюяәөұүіўьъй"
FAMILIES = [
    "Қасымова",
    "Серікқызы",
    "Жүнісова",
    "Щербаченко",
    "Әбдірахманова",
    "Нұрмағамбетова",
    "Шаяхметова",
    "Яхьяева",
    "Соловьёва",
    "Эргашева",
    "Тўраева",
    "Ҳакимова",
    "Ғуломова",
    "Цыганкова",
    "Жихарева",
    "Өмірзақова",
    "Байжігітова",
    "Жұмағұлова",
    "Мұхаметжанова",
    "Ещанова",
    "Досмұхамедова",
    "Уәлиева",
    "Тәуелова",
    "Қуантаева",
    "Мияссарова",
    "Ильясова",
    "Ережепова",
    "Иманғалиева",
    "Қыдырәлиева",
]


def scheme(letters, **after_vowel):
    """Return what a table makes of a word; some letters are written otherwise first and after vowels."""
    table = dict(pair.split("=") for pair in letters.split())

    def spell(word):
        before = " " + word
        return "".join(
            after_vowel[letter]
            if letter in after_vowel and last in VOWELS + " "
            else table.get(letter, letter)
            for last, letter in zip(before, word, strict=False)
        )

    return spell


PLAIN = "а=a б=b в=v г=g д=d е=e з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ы=y э=e "
SIGNS = "ж=zh х=kh ц=ts ч=ch ш=sh щ=shch ь= ъ= "
KAZAKH = "ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h і=i "
BGN_KAZAKH = "ә=ä ғ=gh қ=q ң=ng ө=ö ұ=u ү=ü һ=h і=i и=ī у=ū э=ė "
ISO_KAZAKH = "ә=a̋ ғ=ġ қ=k̦ ң=n̦ ө=ô ұ=u̇ ү=ù һ=ḥ і=ì "
SCHEMES = {
    "passport": scheme(PLAIN + SIGNS + KAZAKH + "й=i ё=e ю=iu я=ia"),
    "english": scheme(PLAIN + SIGNS + KAZAKH + "й=y ё=yo ю=yu я=ya", е="ye"),
    "bgn": scheme(PLAIN + SIGNS + BGN_KAZAKH + "й=y ё=yo ю=yu я=ya ь=ʹ ъ=ʺ", е="ye"),
    "iso_9": scheme(PLAIN + ISO_KAZAKH + "й=j ж=ž х=h ц=c ч=č ш=š щ=ŝ ё=ë ю=û я=â ь=ʹ ъ=ʺ э=è"),
    "kazakh_2021": scheme(
        PLAIN + SIGNS + "й=i ж=j х=h ш=ş щ=ş ё=io ю=iu я=ia ә=ä ғ=ğ қ=q ң=ñ ө=ö ұ=ū ү=ü һ=h і=ı"
    ),
    "uzbek": scheme(PLAIN + SIGNS + KAZAKH + "й=y ж=j х=x щ=sh ё=yo ю=yu я=ya ъ=' ғ=gʻ қ=q ҳ=h ў=oʻ", е="ye"),
    "russian_keyboard": scheme("ә=а ғ=г қ=к ң=н ө=о ұ=у ү=у һ=х і=и ў=у ҳ=х ё=е"),
}
# Offices that leave a sound out, or whose letters meet: nobody can tell Юлдуз-хон from Юлдужон then.
LOST = {("passport", "сайёра"), ("iso_9", "юлдузхон"), ("kazakh_2021", "юлдузхон")}


def known_names():
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    names = [name.lower() for line in lines for name in (line["name"], line["form"]) if name] + FAMILIES
    return list(dict.fromkeys(name.lower() for name in names))


@pytest.mark.parametrize("office", SCHEMES)
def test_a_name_spelled_by_an_office_is_found(office):
    spelled = [(name, SCHEMES[office](name)) for name in known_names() if (office, name) not in LOST]
    of_its_script = [
        pair for pair in spelled if office == "russian_keyboard" or pair[1].isascii() or is_latin(pair[1])
    ]
    assert len(of_its_script) >= 950
    assert [pair for pair in of_its_script if not same_name(*pair)] == []


def is_latin(word):
    return not any("\u0400" <= letter <= "\u04ff" for letter in word)
