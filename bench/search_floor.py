"""What each floor of the search would find: `python -m bench.search_floor`.

Two lists of sentences, written to choose `bot.store.search.FLOOR` and the words that tell nothing; the
tests use others. Reads content/ and builds a SQLite facts database in a temporary folder.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

from bot.settings import ROOT
from bot.store import build, content, search
from bot.store.facts import Facts

FLOORS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)

ABOUT_CRAMPS = """
does quinine work for night cramps
can i take magnesium
why do my calves cramp at night
what should i do right now when my foot cramps
how do i stretch my calf
are bananas good for cramps
should i drink more water
is it dangerous when my leg is swollen and red
my leg hurts when i walk and stops when i rest
could it be a blood clot
cramps in pregnancy
do statins cause cramps
water pills and leg cramps
which shoes prevent foot cramps
high heels
does pickle juice help
when should i call a doctor
what is claudication
how is peripheral artery disease tested
ankle brachial index
are sports drinks any good
low potassium
diabetes nerve damage in the feet
restless legs or cramps
how common are cramps in older people
what is a charley horse
dehydration
heat or ice on a cramping muscle
massage for calf cramp
cramps after exercise
vitamin b for cramps
is quinine banned in america
toes curl up and cramp
flat feet
kidney disease and cramps
thyroid
can smoking cause leg pain
calcium supplements
drinking alcohol and cramps
how long does a cramp last
"""

ABOUT_OTHER_THINGS = """
what is the weather today
tell me a joke
who won the football match yesterday
how do i cook pasta
what is the capital of france
book a flight to berlin
my phone battery is dead
how do i reset my password
i love this song
can you write a poem about autumn
what time is it
recommend a good film
how much is a train ticket to london
my cat is sick
what is two plus two
translate hello into spanish
who is the president
i want to buy a new car
my boss is annoying
how do i invest money
do aliens exist
what is the meaning of life
i lost my keys
best laptop for students
how to bake bread
are you a robot
i am bored
happy birthday to you
what should i wear to a wedding
turn on the lights
where can i park in the city
how do i learn guitar
my computer is running slow
is the shop open on sunday
what is bitcoin worth
fix my python code
how tall is mount everest
when does the next bus leave
how old is the universe
play some music
"""


def main() -> None:
    """Print how many sentences of each list find something at each floor, and which at the present one."""
    known = content.load(ROOT / "content")
    lists = [text.strip().splitlines() for text in (ABOUT_CRAMPS, ABOUT_OTHER_THINGS)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.sqlite"
        build.build(known, path)
        facts = Facts(path, known.digest)
        print(f"floor  about cramps (of {len(lists[0])})  about other things (of {len(lists[1])})")
        for floor in FLOORS:
            with patch.object(search, "FLOOR", floor):
                cramps, others = (sum(bool(facts.search(s, 1)) for s in some) for some in lists)
            print(f"{floor:5}  {cramps:20}  {others:26}{'  <- now' if floor == search.FLOOR else ''}")
        print("not found:", *(s for s in lists[0] if not facts.search(s, 1)), sep="\n  ")
        print("found, though about other things:", *(s for s in lists[1] if facts.search(s, 1)), sep="\n  ")
        facts.close()


if __name__ == "__main__":
    main()
