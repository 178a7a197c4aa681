"""Where callers and clients live, and which team of the centre is theirs."""

from crisis_center.demo.chance.dice import Dice, shares

SHYMKENT = "Shymkent"
TURKISTAN = "Turkistan"
DISTRICTS = shares(
    {
        "shymkent-abai": 13,
        "shymkent-al-farabi": 12,
        "shymkent-enbekshi": 12,
        "shymkent-karatau": 13,
        "shymkent-turan": 10,
        "turkistan-city": 9,
        "sairam-district": 5,
        "saryagash-district": 4,
        "tolebi-district": 4,
        "kentau-city": 4,
        "zhetisai-district": 3,
        "maktaaral-district": 3,
        "arys-city": 3,
        "ordabasy-district": 2,
        "kazygurt-district": 1,
        "tulkibas-district": 1,
        "sozak-district": 1,
    }
)


def draw_district(dice: Dice) -> str:
    """Return the code of a district."""
    return dice.pick(DISTRICTS)


def team_of(district: str) -> str:
    """Return the name of the team that works in a district: one in the city, one in the region."""
    return SHYMKENT if district.startswith("shymkent") else TURKISTAN
