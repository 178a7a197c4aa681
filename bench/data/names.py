"""Invented names of Kazakhs, Russians and Uzbeks: family names composed of parts, in three spellings.

A name is kept in the letters of its own language; the other two spellings are made from it, as a worker with
a Russian keyboard and as a passport write it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from itertools import accumulate, product
from random import Random
from typing import Any

SEED = 1991
# How often: by rank, flatter than Zipf's law, as counts of family names in Kazakhstan are.
EXPONENT, FLATTENED_BY = 0.8, 12
# Of a hundred stems so many make a family name without an ending, with a daughter's, with a rarer one.
BARE, OF_THE_FATHER, RARER = 25, 10, 30
HERS = (("ов", "ова"), ("ев", "ева"), ("ин", "ина"), ("ұлы", "қызы"))
VOWELS = "аәеёиоөуұүыіэюя"


class Spelling(StrEnum):
    OWN = "own"
    RUSSIAN = "russian"
    LATIN = "latin"


KAZAKH_FIRST = """Нұр Бек Жан Серік Төле Ай Қай Дос Ел Ер Тұр Бай Сағын Жұма Қара Сары Ораз Аман Есен
    Құдай Шай Мырза Қожа Алтын Темір Кен Дүйсен Бейсен Сейіт Нар Тоқ Ақ Қуан Бақыт Мақ Сүйін Мол Өмір Әл
    Ас Жол Қазы Оң Сұлтан Тас Үсен Шын Бөлек Ғаб Көш Мәді Сәрсен Тілеу Шоқ Ырыс Күнту Жиен Батыр Арыстан
    Баян"""
KAZAKH_LAST = """бек бай ғали жан мұрат болат хан ғазы тай ғожа дәулет мағанбет сүгір бол әлі керей
    сейіт тас мырза ғұл"""
UZBEK_FIRST = """Абду Мир Нур Саид Хол Юлдош Эр Тош Ор Маҳ Мирза Ҳаким Ҳамид Шер Турғун Бой Жўра Эш Қўл
    Мамат Ўрин Пўлат Суюн Норбў Очил Ражаб Тўхта Умар Хўжа Ашур"""
UZBEK_LAST = """раҳмон рашид карим қодир ғани салом саттор вали жаббор назар мурод қул берди мат али
    қобил лола шукур ориф зокир"""
RUSSIAN_FIRST = """Бел Чер Куз Кор Гор Вор Мор Бор Дор Кол Сол Вол Мол Гол Лев Сав Ков Лав Рог Пет Сид
    Мак Лук Фед Тим Ант Вас Ник Пав Сер Ром Дем Гер Зим Лет Кал Рак Руд Сух Тих Гус Дроз Зуб Коз Лис Мед
    Нос Ореш Пуш Рыб Сом Труб Хар Цап Шуб Щук"""
RUSSIAN_LAST = "ан ен иш ик ок ак ач уш ош ун ус ат ел ор ав ыш ец ух"
# The commonest, in their order, as a man bears them.
COMMONEST = """kk:Ахметов kk:Оспанов kk:Омаров ru:Ким ru:Иванов kk:Әлиев kk:Сүлейменов kk:Ысқақов
    uz:Каримов kk:Қасымов uz:Ибрагимов kk:Қалиев uz:Абдуллаев kk:Садықов ru:Кузнецов uz:Юсупов
    kk:Ыбыраев ru:Попов uz:Раҳимов kk:Серікбаев ru:Петренко ru:Смирнов kk:Жұмабеков ru:Волков
    uz:Турсунов kk:Төлегенов ru:Ли ru:Соколов kk:Болатұлы kk:Нұрлан"""

KAZAKH_WOMEN = """Айгүл=Айгуль Гүлнар=Гульнар Динара Әсел=Асель Айгерім=Айгерим Жанар Сәуле=Сауле
    Гүлмира=Гульмира Айнұр=Айнур Мәдина=Мадина Алма Шолпан Ботагөз=Ботагоз Ләззат=Ляззат Нұргүл=Нургуль
    Перизат Мөлдір=Молдир Қарлығаш=Карлыгаш Зәуре=Зауре Күләш=Куляш Құралай=Куралай Ақерке=Акерке Жансая
    Меруерт Назгүл=Назгуль Ұлжан=Улжан Үміт=Умит Салтанат Самал Қамшат=Камшат Райхан Раушан
    Сандуғаш=Сандугаш Толғанай=Толганай Бибігүл=Бибигуль Жібек=Жибек Жұлдыз=Жулдыз Индира Мақпал=Макпал
    Ақмарал=Акмарал Еңлік=Енлик Бақытгүл=Бакытгуль Аружан Томирис Дана Анар Ақбота=Акбота Гауһар=Гаухар
    Назерке Айжан Айдана Назым Әлия=Алия Ұлбосын=Улбосын Тұрсынай=Турсынай"""
RUSSIAN_WOMEN = """Елена Наталья Светлана Ольга Татьяна Ирина Людмила Анна Марина Юлия Екатерина Галина
    Оксана Анастасия Виктория Надежда Валентина Любовь Мария Алина Вера Лариса Евгения Нина Кристина Яна
    Диана Ксения Дарья Софья Полина Тамара Вероника Маргарита Инна Жанна Лидия Алла Раиса Валерия
    Зинаида Антонина Регина Александра"""
UZBEK_WOMEN = """Дилноза Гулнора Нилуфар Зулфия=Зульфия Наргиза Феруза Шаҳноза=Шахноза Малика Азиза
    Нигора Дилфуза Нодира Саодат Барно Умида Зилола Озода Мунира Муҳаббат=Мухаббат Дилбар Лола
    Раъно=Рано Севара Насиба Мавлуда Моҳира=Мохира Ҳафиза=Хафиза Фотима Дилором Ойгул Шоира Хуршида
    Чарос Садоқат=Садокат"""
KAZAKH_MEN = """Серік=Серик Болат Марат Қайрат=Кайрат Ерлан Нұрлан=Нурлан Бауыржан Асқар=Аскар
    Мұрат=Мурат Жандос Айбек Тұрсын=Турсын Ғалым=Галым Сәкен=Сакен Дәулет=Даулет Өмірбек=Омирбек Санжар
    Мирас Ерасыл Әділ=Адиль Алихан"""
RUSSIAN_MEN = """Сергей Александр Владимир Андрей Алексей Виктор Дмитрий Иван Николай Михаил Олег Юрий
    Игорь Максим Артём Егор Матвей Даниил Тимур Вячеслав"""
UZBEK_MEN = """Алишер Бахтиёр Рустам Шавкат Фарход Баҳодир=Баходир Жаҳонгир=Жахонгир Сардор
    Улуғбек=Улугбек Отабек Жасур Умид Азиз Ғулом=Гулом Жамшид Ўткир=Уткир Илҳом=Илхом Шерзод Равшан"""
RUSSIAN_FATHERS = """Сергеевна Александровна Владимировна Андреевна Алексеевна Викторовна Дмитриевна
    Ивановна Николаевна Михайловна Олеговна Юрьевна Игоревна Максимовна Петровна Анатольевна"""

TO_RUSSIAN = str.maketrans("әғқңөұүһіўҳӘҒҚҢӨҰҮҺІЎҲ", "агкноуухиухАГКНОУУХИУХ")
LETTERS = """а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f
    х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia"""
PASSPORT = dict(pair.split("=") for pair in LETTERS.split())


@dataclass(frozen=True)
class Word:
    """One word of a name, in the letters of its own language and as Russian writes it."""

    own: str
    russian: str

    @classmethod
    def read(cls, text: str) -> "Word":
        own, _equals, russian = text.partition("=")
        return cls(own, russian or in_russian(own))

    def spelled(self, spelling: Spelling) -> str:
        if spelling == Spelling.LATIN:
            return in_a_passport(self.russian)
        return self.own if spelling == Spelling.OWN else self.russian


def in_russian(own: str) -> str:
    """Return a word as it is typed on a Russian keyboard."""
    return own.translate(TO_RUSSIAN)


@cache
def in_a_passport(russian: str) -> str:
    return "".join(PASSPORT[letter] for letter in russian.lower()).capitalize()


@dataclass(frozen=True)
class Family:
    """A family name: hers and his, and whose people's it is."""

    hers: Word
    his: Word
    people: str

    @classmethod
    def of_his(cls, his: str, people: str) -> "Family":
        hers = next((his.removesuffix(one) + other for one, other in HERS if his.endswith(one)), his)
        return cls(Word.read(hers), Word.read(his), people)


@dataclass(frozen=True)
class Ranked:
    """Things in the order of how often they are met, drawn accordingly."""

    things: Sequence[Any]

    @cached_property
    def shares(self) -> list[float]:
        weights = [1 / (rank + FLATTENED_BY) ** EXPONENT for rank, _thing in enumerate(self.things, 1)]
        return [weight / sum(weights) for weight in weights]

    @cached_property
    def _until(self) -> list[float]:
        return list(accumulate(self.shares))

    def drawn(self, dice: Random) -> Any:
        return dice.choices(self.things, cum_weights=self._until)[0]


def _surname(stem: str) -> str:
    """Return a man's family name of a Kazakh or Uzbek stem: Жұмабаев, Нұрғалиев, Нұрбеков."""
    if stem.endswith("й"):
        return f"{stem[:-1]}ев"
    return f"{stem}ев" if stem[-1] in VOWELS else f"{stem}ов"


def _composed(dice: Random) -> Iterator[tuple[str, str]]:
    """Yield people and a man's family name, in no order."""
    for stem in _stems(KAZAKH_FIRST, KAZAKH_LAST):
        yield "kk", _surname(stem)
        if dice.randrange(100) < BARE:
            yield "kk", stem
        if dice.randrange(100) < OF_THE_FATHER:
            yield "kk", f"{stem}ұлы"
    for stem in _stems(UZBEK_FIRST, UZBEK_LAST):
        yield "uz", _surname(stem)
        if dice.randrange(100) < BARE:
            yield "uz", stem
    for stem in _stems(RUSSIAN_FIRST, RUSSIAN_LAST):
        yield "ru", f"{stem}ов"
        if dice.randrange(100) < RARER:
            yield "ru", f"{stem}{dice.choice(('ин', 'енко'))}"


def _stems(first: str, last: str) -> Iterator[str]:
    return ("".join(parts) for parts in product(first.split(), last.split()))


def _families() -> Ranked:
    """Return the commonest family names, and after them some four thousand that are composed."""
    dice = Random(SEED)  # noqa: S311 invented, and the same in every process
    known = [tuple(word.split(":")) for word in COMMONEST.split()]
    composed = list(_composed(dice))
    dice.shuffle(composed)
    return Ranked([Family.of_his(his, people) for people, his in dict.fromkeys([*known, *composed])])


def _words(texts: dict[str, str]) -> dict[str, Ranked]:
    return {people: Ranked([Word.read(one) for one in text.split()]) for people, text in texts.items()}


FAMILIES = _families()
WOMEN = _words({"kk": KAZAKH_WOMEN, "ru": RUSSIAN_WOMEN, "uz": UZBEK_WOMEN})
MEN = _words({"kk": KAZAKH_MEN, "ru": RUSSIAN_MEN, "uz": UZBEK_MEN})
PEOPLES = tuple(WOMEN)


def daughters(people: str) -> list[Word]:
    """Return what a daughter is called after her father."""
    if people == "ru":
        return [Word.read(text) for text in RUSSIAN_FATHERS.split()]
    ending = {"kk": "қызы", "uz": "қизи"}[people]
    fathers = [Word.read(text) for text in (KAZAKH_MEN if people == "kk" else UZBEK_MEN).split()]
    return [Word(father.own + ending, father.russian + in_russian(ending)) for father in fathers]


FATHERS = {people: Ranked(daughters(people)) for people in PEOPLES}
