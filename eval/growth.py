"""Numbers of articles in; what each costs to build, to keep and to answer from out, as a Markdown table.

Run it with ``make growth``. The articles beside the bundled one are made here, of its size and shape and from seeds, so
nothing has to be fetched and every run has the same ones. Each figure comes from a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.benchmark import QUESTION, SPOTTER, Process, run
from eval.sets import QUESTIONS, read_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = (1, 10, 100, 1000)
COLD_ROUNDS = 3
OWN = 20  # questions that the bundled article answers
OTHERS = 20  # questions about other articles
FIRST = 9  # made articles that these are about: they are there from ten on
UNHURRIED = 5  # answers before the first that counts
# A subject: its things; what one does with them; what goes wrong.
SUBJECTS = """\
Gardening: soil, seedlings, compost, border, hedge, trellis, bulbs; weeding, pruning, mulching; slugs, blight, frost
Bread: dough, flour, starter, oven, crust, loaf tin, salt; kneading, proving, shaping; dense crumb, sour smell, mould
Bicycles: chain, saddle, brake pads, spokes, tyres, pedals; riding, oiling, braking; punctures, rust, slipping gears
Tides: harbour, sandbank, tide table, mooring, buoys, estuary; sailing, rowing, anchoring; currents, fog, spring tides
Beekeeping: hive, queen, frames, smoker, honey, veil, wax; inspecting, feeding, harvesting; mites, swarming, robbing
Pottery: clay, wheel, kiln, glaze, sponge, turning tool; throwing, firing, glazing; cracks, warping, air bubbles
Chess: pawns, rook, opening, endgame, clock, bishops; castling, attacking, defending; blunders, forks, time trouble
Clocks: pendulum, mainspring, dial, escapement, hands, case; winding, oiling, setting; dust, wear, magnetism
Violins: bow, strings, bridge, rosin, pegs, chin rest; bowing, tuning, practising; squeaks, stiff fingers, dry air
Stargazing: telescope, eyepiece, tripod, star chart, red torch, nebula; observing, aligning, focusing; dew, haze, glare
Cheese: milk, rennet, curds, mould, cellar, brine, rind; stirring, pressing, ripening; bitterness, cracks, ammonia
Sewing: needle, thread, hem, bobbin, pattern, scissors; pinning, cutting, stitching; puckering, fraying, knots
Birdwatching: binoculars, hide, nest box, feeder, notebook, reeds; listening, watching, ringing; cats, wind, low light
Carpentry: saw, plane, chisel, dovetail, bench, glue, oak; sawing, sanding, jointing; splinters, knots, warping
Aquariums: tank, filter, gravel, heater, snails, pondweed; feeding, siphoning, testing; algae, cloudy water, leaks
Letterpress: type, ink, roller, proof, chase, paper stock; inking, setting, printing; smudges, worn letters, set-off
Coffee: beans, grinder, kettle, filter, scales, cup; roasting, grinding, pouring; bitterness, stale beans, limescale
Canals: lock, towpath, barge, windlass, tunnel, mooring pin; steering, mooring, locking; weed, low water, leaking gates
Maps: compass, contour line, grid, legend, scale bar, ridge; plotting, folding, surveying; old roads, errors, drift
Knitting: yarn, needles, cuff, gauge swatch, collar, cable; casting on, purling, blocking; dropped stitches, pilling
Orchards: apple trees, ladder, rootstock, blossom, crates, cider; grafting, picking, thinning; scab, wasps, late frost
Windmills: sails, millstone, gears, hopper, tail pole, grain; milling, greasing, turning; storms, rot, overheating
Kites: spar, tail, line, bridle, reel, sailcloth; launching, tethering, mending; gusts, tangles, torn seams
Candles: wick, wax, mould, dye, jar, thermometer; melting, pouring, trimming; soot, tunnelling, frosting
Trains: signal, points, platform, timetable, buffer, sleeper; shunting, coupling, signalling; leaves, ice, faulty points
Mushrooms: cap, gills, basket, log, spores, straw; foraging, drying, inoculating; lookalikes, maggots, damp
Photography: lens, shutter, film, tripod, light meter, filter; framing, focusing, developing; blur, dust, flare
Weather: barometer, rain gauge, vane, cloud chart, screen, cold front; measuring, forecasting, logging; ice, gaps, damp
Tea: leaves, pot, tray, infuser, water, caddy; steeping, withering, blending; dust, staleness, over-brewing
Choirs: score, altos, conductor, piano, breath, vowel; singing, rehearsing, blending; flat notes, late entries, colds
Roofs: slate, gutter, rafter, batten, flashing, ridge tile; patching, sweeping, insulating; leaks, moss, gales
Rivers: weir, bank, meander, gauge, otter holt, gravel bed; fording, dredging, sampling; floods, silt, erosion
Puppets: strings, stage, papier-mâché, joints, costume, lamp; carving, rehearsing, staging; tangles, stage fright, dust
Libraries: shelf, catalogue, spine label, reading room, atlas, loan desk; shelving, lending, binding; damp, moths, gaps
Glass: furnace, blowpipe, mould, pane, lead strip, cutter; blowing, cutting, annealing; bubbles, shards, stress
Horses: stable, bridle, hay, hooves, paddock, saddle pad; grooming, feeding, lunging; colic, mud, loose shoes
Lighthouses: lamp, lens, gallery, foghorn, rock, keeper's log; climbing, polishing, signalling; salt, storms, damp
Paper: pulp, deckle, felt, press, fibre, size; beating, couching, drying; lumps, wrinkles, foxing
Skis: edge, base, binding, wax iron, poles, trail; waxing, turning, gliding; ice, scratches, wet snow
Markets: stall, awning, ledger, crate, scales, price board; selling, weighing, stacking; rain, spoilage, short change"""
ANGLES = """\
for Beginners, on a Small Budget, in a Cold Winter, with Children, in a City Flat, by the Sea, in the Mountains,
for Busy People, in Wet Weather, after Retirement, without Special Tools, as a Weekend Hobby, in a Village Club,
for Teachers, with Old Equipment, in a Hot Summer, on the Road, as a Small Business, with a Neighbour, in the Past,
for the Impatient, at Night, in a Dry Year, with Borrowed Gear, from Memory"""
CHAPTERS = "Understanding {name}; What Goes Wrong in {name}; Better Ways of {task}; Looking Ahead in {name}"
SECTIONS = """\
Why the {thing} matters; Choosing the {thing}; Caring for the {thing}; The first {number} weeks of {task};
When {task} goes wrong; Signs of {trouble}; Preventing {trouble}; What {trouble} does to the {thing};
More about {task}; The {thing} and the {thing2}; {task} step by step; Keeping the {thing} {adjective}"""
FAQS = """\
How do I get rid of {trouble}?; How often should I check the {thing}?;
How {adjective} should the {thing} be for {task}?; Can {task} prevent {trouble}?;
How long does {task} take?; What do I do about {trouble}?; Where do I keep the {thing}?"""
OPENINGS = """\
;;In {season}, ;On most days, ;After {task}, ;Before {task}, ;With a little patience, ;As a rule, ;At the beginning, ;
In a {adjective} place, ;Once the {thing} has settled, ;For about {number} {unit}, ;Contrary to what many believe, ;
If you worry about {trouble}, ;Wherever there is {trouble}, ;According to an old saying, ;In the end, ;Even so, """
BODIES = """\
the {thing} should be kept {adjective} while {task} goes on around the {thing2};
people who enjoy {task} soon learn to look at the {thing} before they touch the {thing2};
a {adjective} place for the {thing} can shorten the time that {task} takes by {number} {unit};
it helps to check the {thing} every {number} {unit} and to write down what has changed;
the link between {trouble} and the {thing} is easy to miss until {season} comes round;
some prefer {task} with the {thing} close at hand, others put the {thing2} first;
you may leave the {thing} alone for {number} {unit} as long as the {thing2} can stay {adjective};
nothing protects the {thing} from {trouble} as well as regular {task} does;
a friend with {number} years of {task} behind them would start with the {thing2};
too much {task} can bring on {trouble}, above all where the {thing} should be {adjective};
the best time to replace the {thing} is after {number} {unit} of {trouble};
neither the {thing} nor the {thing2} must be {adjective} for a first attempt at {task}"""
ENDINGS = """\
.; because {trouble} may always return.;, and the {thing} will last {number} {unit} longer.;, or so it is said.;
, which is why {task} comes before everything that has to do with the {thing}.; when there is time for {task}.;
, even when the {thing} seems {adjective} enough.; so that {trouble} can be noticed in time.;
, though {season} may ask for more care with the {thing}.; without spending more than {number} coins on the {thing}.;
, whatever the state of the {thing} may suggest after {number} {unit} of {task}.; until {task} feels easy."""
WORDS = {
    "adjective": "clean warm dry steady light simple firm quiet level sturdy bright loose smooth narrow fresh plain",
    "number": "two three four five six seven eight nine ten twelve fifteen twenty thirty forty",
    "unit": "minutes hours days weeks months",
    "season": "spring summer autumn winter April October January midsummer",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about."""

    name: str
    things: tuple[str, ...]
    tasks: tuple[str, ...]
    troubles: tuple[str, ...]


def _subject(line: str) -> Subject:
    name, _, lists = line.partition(": ")
    things, tasks, troubles = (tuple(words.split(", ")) for words in lists.split("; "))
    return Subject(name, things, tasks, troubles)


_SUBJECTS = tuple(map(_subject, SUBJECTS.splitlines()))
_ANGLES = tuple(angle.strip() for angle in ANGLES.split(","))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


class Writer:
    """Writes one article; equal numbers give equal ones, and no two numbers below a thousand the same."""

    def __init__(self, number: int) -> None:
        self._subject = _SUBJECTS[number % len(_SUBJECTS)]
        self.title = f"{self._subject.name} {_ANGLES[number // len(_SUBJECTS)]}"
        self._random = random.Random(number)  # noqa: S311 - the same articles every time, and no secret

    def article(self) -> str:
        """The article in Markdown: about as long as the bundled one, with as many sections and passages."""
        chapters = [part for frame in CHAPTERS.split(";") for part in self._chapter(frame.strip())]
        faqs = [part for frame in self._some(FAQS, 5) for part in (self._heading(3, frame), self._paragraph(2))]
        takeaways = "\n".join(f"- {self._sentence()}" for _ in range(5))
        parts = [f"# {self.title}", self._paragraph(2), self._paragraph(2), "## Key Takeaways", takeaways, *chapters]
        ending = ["## Conclusion", self._paragraph(2), self._paragraph(2), "## FAQs", *faqs]
        return "\n\n".join([*parts, *ending]) + "\n"

    def question(self) -> str:
        """A question about the article's subject."""
        return _capital(self._filled(self._some(FAQS, 1)[0]))

    def _chapter(self, heading: str) -> Iterator[str]:
        yield self._heading(2, heading)
        yield self._paragraph(2)
        for frame in self._some(SECTIONS, 4):
            yield self._heading(3, frame)
            yield from map(self._paragraph, (2, 1, 2))

    def _heading(self, level: int, frame: str) -> str:
        return f"{'#' * level} {_capital(self._filled(frame))}"

    def _paragraph(self, sentences: int) -> str:
        return " ".join(self._sentence() for _ in range(sentences))

    def _sentence(self) -> str:
        frames = [self._random.choice(text.split(";")).strip("\n") for text in (OPENINGS, BODIES, ENDINGS)]
        return _capital("".join(map(self._filled, frames)))

    def _filled(self, frame: str) -> str:
        thing, thing2 = self._random.sample(self._subject.things, 2)
        words = {name: self._random.choice(some.split()) for name, some in WORDS.items()}
        task, trouble = map(self._random.choice, (self._subject.tasks, self._subject.troubles))
        return frame.format(name=self._subject.name, thing=thing, thing2=thing2, task=task, trouble=trouble, **words)

    def _some(self, frames: str, count: int) -> list[str]:
        return self._random.sample([frame.strip() for frame in frames.split(";")], count)


def write_articles(folder: Path, count: int) -> None:
    """Write ``count`` articles into ``folder``; raises ``ValueError`` for more than there are subjects and angles."""
    if count > len(_SUBJECTS) * len(_ANGLES):
        raise ValueError(f"At most {len(_SUBJECTS) * len(_ANGLES)} articles can be made.")
    for number in range(count):
        writer = Writer(number)
        (folder / f"{number:04}.md").write_text(writer.article(), encoding="utf-8")


def questions() -> list[str]:
    """The same for every number of articles: half about the bundled one, half about others."""
    rows = read_set(QUESTIONS / "unseen" / "questions.jsonl")
    own = [row.said for row in rows if row.evidence and len(row.turns) == 1]
    step = len(own) // OWN
    writers = [Writer(number) for number in range(FIRST)]
    return own[: OWN * step : step] + [writers[i % len(writers)].question() for i in range(OTHERS)]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one number of articles costs; ``spans`` are the sentences and passages that are searched."""

    articles: int
    spans: int
    built: Process
    disk: float
    cold: Process
    served: Process
    milliseconds: tuple[float, ...]

    def __str__(self) -> str:
        """A row of the table."""
        times = sorted(self.milliseconds)
        cells = [f"{self.articles:,}", f"{self.spans:,}", f"{self.built.seconds:.0f} s", f"{self.disk:.0f} MB"]
        cells += [f"{self.built.megabytes:.0f} MB", f"{self.served.megabytes:.0f} MB", f"{self.cold.seconds:.1f} s"]
        cells += [f"{statistics.median(times):.1f} ms", f"{times[int(len(times) * 0.95)]:.1f} ms"]
        return f"| {' | '.join(cells)} |"


HEADER = """\
| articles | to search | built in | on disk | peak, building | peak, serving | cold answer | warm, median | p95 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def answer_all(articles: str, data_dir: str, out: str) -> None:
    """Answer every question in this process and write to ``out`` how long each took and how much was searched."""
    from assistant.build import build_assistant  # noqa: PLC0415 - the process that only measures stays small
    from assistant.domain import Role, Turn  # noqa: PLC0415
    from assistant.settings import read_settings  # noqa: PLC0415
    from corpus.reader import read_corpus  # noqa: PLC0415

    settings = read_settings(articles=Path(articles), data_dir=Path(data_dir))
    assistant = build_assistant(settings)
    if assistant.fault:
        raise SystemExit(assistant.fault)
    asked = questions()
    replies = [assistant.reply([Turn(Role.USER, text)]) for text in asked[-UNHURRIED:] + asked]
    corpus = read_corpus(Path(articles))
    times = [reply.timings_ms["total"] for reply in replies[UNHURRIED:]]
    found = {"spans": len(corpus.sentences) + len(corpus.passages), "times": times}
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def measure(count: int, work: Path) -> Cost:
    """Build and answer from ``count`` articles, the bundled one among them, under ``work``."""
    articles, data_dir, out = work / "articles", work / "data", work / "times.json"
    articles.mkdir()
    write_articles(articles, count - 1)
    where = ("--articles", str(articles), "--data-dir", str(data_dir))
    built = run(str(SPOTTER), "index", "--force", *where)
    disk = sum(path.stat().st_size for path in data_dir.rglob("*") if path.is_file()) / 1e6
    colds = sorted((run(str(SPOTTER), "ask", QUESTION, *where) for _ in range(COLD_ROUNDS)), key=lambda p: p.seconds)
    code = "import sys; from eval.growth import answer_all; answer_all(*sys.argv[1:])"
    served = run(sys.executable, "-c", code, str(articles), str(data_dir), str(out))
    found = json.loads(out.read_text(encoding="utf-8"))
    return Cost(count, found["spans"], built, disk, colds[COLD_ROUNDS // 2], served, tuple(found["times"]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, each row as soon as it is known."""
    parser = argparse.ArgumentParser(prog="make growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100, 1000], help="numbers of articles")
    print(HEADER, flush=True)
    for count in parser.parse_args(arguments).sizes:
        with tempfile.TemporaryDirectory() as work:
            print(measure(count, Path(work)), flush=True)


if __name__ == "__main__":
    main()
