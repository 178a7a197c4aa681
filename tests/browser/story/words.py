"""What is invented of her, and must lie sealed: found anywhere else, it is a leak."""

FILM = "Anti-Violence Against Women in South Kazakhstan"
HER = "Irina Vymyshlennaya"
SON = "Artyom Vymyshlennyj"
HUSBAND = "Ruslan Vymyshlennyj"
CODE_NAME = "Aigulim"
NUMBER = "+7 700 000 77 14"
CODE_PHRASE = "dried apricots"
TOLD = "He hit her on the staircase and said: leave, and you lose the boy."
NOTE = "She counts her breath and sleeps four hours."
REQUEST = "Please serve a protective order; he still has the keys."
HER_WORDS = "We sleep again, and he walks to school alone."
PLANTED = [HER, SON, HUSBAND, CODE_NAME, NUMBER, CODE_PHRASE, TOLD, NOTE, REQUEST, HER_WORDS]
