"""Propose weights for the rules of a topic from labelled bills, and say what they would be worth on bills not seen.

    python -m bench.proposing CORPUS.jsonl.gz --topic mental-health --label "Mental health"

The weights are those of a logistic regression in which a rule that speaks for the topic can only add and one against can
only take away, scaled so that F1 is best at the topic's own threshold; floors and fixed weights stay a person's. The figures are cross-validated: each bill is judged
by weights that were fitted without it and without its identical twin in the other chamber. The proposal is printed; a
person decides, and the topic files stay theirs.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from tracker.rules import RuleSet, load_rules
from tracker.rules.backtest import Labelled, read_corpus
from tracker.rules.engine import SOUNDS_ALIKE
from tracker.rules.scoring import SATURATION

Row = list[tuple[int, float]]
FOLDS = 5
LEAST = 0.01
"""What a rule is worth that nothing in the corpus speaks for; more would let many of them add up to a flag."""


def fitted(rows: Sequence[Row], wanted: Sequence[bool], signs: Sequence[int], decay: float) -> list[float]:
    """Weights by accelerated projected gradient; rows without any rule count once for all of them."""
    groups: dict[tuple[tuple[int, float], ...], list[int]] = defaultdict(lambda: [0, 0])
    for each, labelled in zip(rows, wanted, strict=True):
        groups[tuple(each)][labelled] += 1
    items = [(row, no, yes) for row, (no, yes) in groups.items()]
    count = len(signs)
    weights, look, bias, look_bias, momentum = [0.0] * count, [0.0] * count, -3.0, -3.0, 1.0
    step = 4.0 / sum((no + yes) * (1 + sum(value * value for _at, value in row)) for row, no, yes in items if row)
    step = max(step, 2e-4)
    for _ in range(1500):
        slope, slope_bias = [decay * now for now in look], 0.0
        for row, no, yes in items:
            margin = look_bias + sum(look[at] * value for at, value in row)
            error = (no + yes) / (1 + math.exp(-max(-30.0, min(30.0, margin)))) - yes
            slope_bias += error
            for at, value in row:
                slope[at] += error * value
        fresh = [
            max(0.0, now - step * change) if sign > 0 else min(0.0, now - step * change)
            for now, change, sign in zip(look, slope, signs, strict=True)
        ]
        fresh_bias = look_bias - step * 0.2 * slope_bias
        following = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        pull = (momentum - 1) / following
        look = [new + pull * (new - old) for new, old in zip(fresh, weights, strict=True)]
        look_bias = fresh_bias + pull * (fresh_bias - bias)
        weights, bias, momentum = fresh, fresh_bias, following
    return weights


def fold_of(each: Labelled, *, part_twins: bool = False) -> int:
    """The fold of a bill, by its words, so that twins fall together; by its number where they may part."""
    told = (each.document.fields.get("abstract") or ("",))[0] or each.document.fields["title"][0]
    if part_twins:
        told = each.document.id
    return blake2b(told.encode(), digest_size=2).digest()[0] % FOLDS


def fired(rules: RuleSet, topic: str, corpus: Sequence[Labelled]) -> tuple[list[str], list[int], list[Row]]:
    """The topic's rules, their signs, and for each bill which fired with which boost."""
    chosen = next(each for each in rules.topics if each.slug == topic)
    place = {rule.id: at for at, rule in enumerate(chosen.rules)}
    rows: list[Row] = []
    for _document, verdicts in RuleSet([chosen], rules.lists).judge_many(each.document for each in corpus):
        reasons = verdicts[0].reasons if verdicts else ()
        rows.append(
            sorted(
                (place[each.rule], 1.0 if each.against else chosen.boost(each.field))
                for each in reasons
                if each.rule != SOUNDS_ALIKE
            )
        )
    return list(place), [-1 if rule.against else 1 for rule in chosen.rules], rows


@dataclass(frozen=True, slots=True)
class Scale:
    """How the weights of a regression become those of a topic file."""

    names: Sequence[str]
    signs: Sequence[int]
    floors: dict[str, float]
    fixed: dict[str, float]
    needed: float
    """Points that make the topic's threshold."""
    lean: float
    """Above 1, more is flagged than the best F1 asks for: fewer misses, more false alarms."""

    def weights(self, learnt: Sequence[float], scale: float) -> list[float]:
        """The weights as a topic file holds them: two digits, floors and fixed ones kept."""
        return [
            self.fixed.get(name, max(self.floors.get(name, LEAST), min(20.0, round(abs(each) * scale, 2))))
            for name, each in zip(self.names, learnt, strict=True)
        ]

    def flags(self, weights: Sequence[float], row: Row) -> bool:
        """Whether a bill on which these rules fired is flagged, as the engine would."""
        return sum(self.signs[at] * weights[at] * value for at, value in row) >= self.needed

    def best(self, learnt: Sequence[float], rows: Sequence[Row], wanted: Sequence[bool]) -> list[float]:
        """The weights at the scale of the best F1 on these bills, leant as asked."""
        tried = [0.1 * 1.04**step for step in range(65)]
        best = max(tried, key=lambda each: self.figures(self.weights(learnt, each), rows, wanted)[0])
        return self.weights(learnt, best * self.lean)

    def figures(
        self, weights: Sequence[float], rows: Sequence[Row], wanted: Sequence[bool]
    ) -> tuple[float, float, float]:
        """F1, precision and recall of these weights."""
        return shares([self.flags(weights, row) for row in rows], wanted)


def shares(flagged: Sequence[bool], wanted: Sequence[bool]) -> tuple[float, float, float]:
    """F1, precision and recall."""
    hit = sum(flag and want for flag, want in zip(flagged, wanted, strict=True))
    return (
        2 * hit / max(1, sum(flagged) + sum(wanted)),
        hit / max(1, sum(flagged)),
        hit / max(1, sum(wanted)),
    )


def main() -> None:
    given = arguments()
    corpus = list(read_corpus(given.corpus, given.label))
    wanted = [each.wanted for each in corpus]
    rules = load_rules(given.data_dir)
    names, signs, rows = fired(rules, given.topic, corpus)
    topic = next(each for each in rules.topics if each.slug == given.topic)
    scale = Scale(
        names=names,
        signs=signs,
        floors=dict(map(named, given.at_least)),
        fixed=dict(map(named, given.fixed)),
        needed=-SATURATION * math.log(1 - (topic.threshold - 0.5) / 100),
        lean=given.lean,
    )
    learnable = [[(at, value) for at, value in row if names[at] not in scale.fixed] for row in rows]
    flagged = [False] * len(corpus)
    folds = [fold_of(each, part_twins=given.part_twins) for each in corpus]
    for fold in range(FOLDS):
        learn = [at for at, each in enumerate(folds) if each != fold]
        some = [wanted[at] for at in learn]
        learnt = fitted([learnable[at] for at in learn], some, signs, given.decay)
        weights = scale.best(learnt, [rows[at] for at in learn], some)
        for at, each in enumerate(folds):
            if each == fold:
                flagged[at] = scale.flags(weights, rows[at])
    tell(f"cross-validated over {FOLDS} folds", shares(flagged, wanted))
    weights = scale.best(fitted(learnable, wanted, signs, given.decay), rows, wanted)
    tell(f"fitted to all {len(corpus):,}", scale.figures(weights, rows, wanted))
    for at, name in enumerate(names):
        yes = sum(wanted[number] for number, row in enumerate(rows) if any(rule == at for rule, _value in row))
        every = sum(any(rule == at for rule, _value in row) for row in rows)
        print(f"{name:44} {yes:4} of {every:4}   now {topic.rules[at].weight:5.2f}   proposed {weights[at]:5.2f}")
    if given.write:
        write(given.write, dict(zip(names, weights, strict=True)))


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--topic", required=True)
    asked.add_argument("--label", required=True)
    asked.add_argument("--data-dir", type=Path, help="A data folder whose own topics count too.")
    asked.add_argument("--decay", type=float, default=0.15, help="How strongly weights are held near zero.")
    asked.add_argument("--lean", type=float, default=1.0, help="Above 1: fewer misses, more false alarms.")
    asked.add_argument("--at-least", action="append", default=[], metavar="RULE=WEIGHT", help="A floor a person set.")
    asked.add_argument("--fixed", action="append", default=[], metavar="RULE=WEIGHT", help="A weight a person set.")
    asked.add_argument("--part-twins", action="store_true", help="Let weights learn from a bill's twin, as in use.")
    asked.add_argument("--write", type=Path, help="Write the weights into this topic file.")
    return asked.parse_args()


def tell(what: str, figures: tuple[float, float, float]) -> None:
    """Print figures with what they are of."""
    print("{}: F1 {:.3f}, precision {:.3f}, recall {:.3f}".format(what, *figures), flush=True)


def named(told: str) -> tuple[str, float]:
    """A rule and the weight that a person gives it, from `RULE=WEIGHT`."""
    rule, _equals, weight = told.partition("=")
    return rule, float(weight)


def write(path: Path, proposed: dict[str, float]) -> None:
    """Put the weights into the lines of a topic file, and change nothing else."""
    lines, rule = path.read_text(encoding="utf-8").splitlines(), ""
    for at, line in enumerate(lines):
        key, _equals, value = line.partition("=")
        if key.strip() == "id":
            rule = value.strip().strip("\"'")
        elif key.strip() == "weight" and rule in proposed:
            lines[at] = f"weight = {proposed[rule]:g}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
