"""Propose weights for the rules of a topic from labelled bills, and say what they would be worth on bills not seen.

    python -m bench.proposing CORPUS.jsonl.gz --topic mental-health --label "Mental health"

The weights are those of a logistic regression in which a rule that speaks for the topic can only add and one against can
only take away, scaled so that the best threshold is the topic's own. The figures are cross-validated: each bill is judged
by weights that were fitted without it and without its identical twin in the other chamber. The proposal is printed; a
person decides, and the topic files stay theirs.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Sequence
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


def fitted(
    rows: Sequence[Row], wanted: Sequence[bool], signs: Sequence[int], decay: float
) -> tuple[list[float], float]:
    """Weights and bias by accelerated projected gradient; rows without any rule count once for all of them."""
    groups: dict[tuple[tuple[int, float], ...], list[int]] = defaultdict(lambda: [0, 0])
    for row, yes in zip(rows, wanted, strict=True):
        groups[tuple(row)][yes] += 1
    items = [(row, no, yes) for row, (no, yes) in groups.items()]
    count = len(signs)
    weights, look, bias, look_bias, momentum = [0.0] * count, [0.0] * count, -3.0, -3.0, 1.0
    step = 4.0 / sum((no + yes) * (1 + sum(value * value for _at, value in row)) for row, no, yes in items if row)
    step = max(step, 2e-4)
    for _ in range(1500):
        slope, slope_bias = [decay * each for each in look], 0.0
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
    return weights, bias


def best_cut(margins: Sequence[float], wanted: Sequence[bool]) -> tuple[float, float, float, float]:
    """F1, precision, recall and the cut of the best F1."""
    total, hit, best = sum(wanted), 0, (0.0, 0.0, 0.0, 0.0)
    order = sorted(range(len(margins)), key=lambda each: -margins[each])
    for number, at in enumerate(order, start=1):
        hit += wanted[at]
        f1 = 2 * hit / (number + total)
        if f1 > best[0] and (number == len(order) or margins[order[number]] < margins[at]):
            following = margins[order[number]] if number < len(order) else margins[at] - 1
            best = (f1, hit / number, hit / total, (margins[at] + following) / 2)
    return best


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


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--topic", required=True)
    asked.add_argument("--label", required=True)
    asked.add_argument("--data-dir", type=Path, help="A data folder whose own topics count too.")
    asked.add_argument("--decay", type=float, default=0.3, help="How strongly weights are held near zero.")
    asked.add_argument("--at-least", action="append", default=[], metavar="RULE=WEIGHT", help="A floor a person set.")
    asked.add_argument(
        "--part-twins", action="store_true", help="Let a bill's twin be learnt from; nearer to one Congress."
    )
    asked.add_argument("--write", type=Path, help="Write the weights into this topic file.")
    given = asked.parse_args()
    corpus = list(read_corpus(given.corpus, given.label))
    wanted = [each.wanted for each in corpus]
    rules = load_rules(given.data_dir)
    names, signs, rows = fired(rules, given.topic, corpus)
    folds = [fold_of(each, part_twins=given.part_twins) for each in corpus]
    margins = [0.0] * len(corpus)
    for fold in range(FOLDS):
        learn = [at for at, each in enumerate(folds) if each != fold]
        weights, _bias = fitted([rows[at] for at in learn], [wanted[at] for at in learn], signs, given.decay)
        for at, each in enumerate(folds):
            if each == fold:
                margins[at] = _bias + sum(weights[rule] * value for rule, value in rows[at])
    f1, precision, recall, _cut = best_cut(margins, wanted)
    print(f"cross-validated over {FOLDS} folds: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    weights, bias = fitted(rows, wanted, signs, given.decay)
    whole = [bias + sum(weights[rule] * value for rule, value in row) for row in rows]
    f1, precision, recall, cut = best_cut(whole, wanted)
    print(f"fitted to all {len(corpus):,}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    topic = next(each for each in rules.topics if each.slug == given.topic)
    points = -SATURATION * math.log(1 - (topic.threshold - 0.5) / 100)
    scale = points / max(0.1, cut - bias)
    floors = dict(floor(each) for each in given.at_least)
    proposed = {}
    for at, name in enumerate(names):
        yes = sum(wanted[number] for number, row in enumerate(rows) if any(rule == at for rule, _value in row))
        every = sum(any(rule == at for rule, _value in row) for row in rows)
        proposed[name] = max(floors.get(name, LEAST), min(20.0, round(abs(weights[at]) * scale, 2)))
        print(f"{name:44} {yes:4} of {every:4}   now {topic.rules[at].weight:5.2f}   proposed {proposed[name]:5.2f}")
    if given.write:
        write(given.write, proposed)


def floor(told: str) -> tuple[str, float]:
    """A rule and the least weight it may get, from `RULE=WEIGHT`."""
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
