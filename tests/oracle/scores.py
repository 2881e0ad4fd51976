"""An independent oracle of the score engine: random forms, random answers and what they must score.

    python3 tests/oracle/scores.py COUNT SEED

prints COUNT lines of JSON, each {"definition", "responses", "deff", "expected"}. The expected results
follow the formulas of the score language to the letter, with exact fractions and by brute force: every
figure is computed from the raw responses, no counts are kept or added up on the way. That is slow and simple, and
shares no idea with the engine it tests (tests/oracle.rs).
"""

import json
import operator
import re
import sys
from fractions import Fraction
from functools import cache
from math import ceil, floor, isqrt

from draw import PERCENT_METHODS, TARGETS, Draw

Z_SQUARED = Fraction("3.841458820694124")
EXPRESSION = re.compile(r"\$\{(\w+)\}(?: (=|!=) '(.*)'| > (\d+)| \+ .*)?")
INHERITED = {"method": "top_box", "top": [4, 5], "rescale": "max", "combine": "pooled", "decimals": 2}


# ---- Numbers ----


def half_away(value, places):
    """Rounded once, halves away from 0."""
    if value.denominator == 1:
        return value
    whole = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def held(value):
    """As it is held in JSON: at most 6 places and 15 digits."""
    whole = int(abs(value))
    return half_away(value, max(0, min(6, 15 - (len(str(whole)) if whole else 0))))


def plain(value):
    """For json.dumps; a double prints the shortest decimal, so 15 digits stay as they are."""
    return value.numerator if value.denominator == 1 else float(value)


def square_root(value):
    """Exact if the root is a fraction, else right to 45 decimals."""
    value = Fraction(value)
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    return Fraction(isqrt(value.numerator * 10**90 // value.denominator), 10**45)


# ---- The oracle ----


class Survey:
    """A definition with its responses."""

    def __init__(self, definition, responses, deff):
        self.responses, self.deff = responses, Fraction(deff)
        self.choices = definition["choices"]
        self.lists = {q["name"]: q.get("choices") for q in definition["survey"][0]["children"]}
        self.nodes, self.settings = {}, {}
        for root in definition["scores"]:
            self.settle(root, INHERITED)
        self.roots = [Place(self, root, None) for root in definition["scores"]]

    def settle(self, node, above):
        """Gives a node, where it is defined, what it inherits."""
        own = dict(above)
        own.update({key: node[key] for key in INHERITED if key in node})
        if own["combine"] in ("weighted", "sum"):
            own["combine"] = above["combine"]
        self.nodes[node["name"]], self.settings[node["name"]] = node, own
        for child in node.get("children", []):
            if not isinstance(child, str):
                self.settle(child, own)

    def choice(self, item, answers):
        found = [choice for choice in self.choices[self.lists[item]] if choice["name"] == answers.get(item)]
        return found[0] if found else {}

    def scores(self, item):
        return [choice["score"] for choice in self.choices[self.lists[item]] if "score" in choice]

    def number(self, item, answers):
        """The number that an item of a sum gives, or None."""
        return self.choice(item, answers).get("score") if self.lists[item] else answers.get(item)


def evaluate(expression, answers):
    """An expression of the few kinds that are drawn: a condition, or a sum that gives a number or None."""
    name, relation, text, number = EXPRESSION.fullmatch(expression).groups()
    if relation:
        return (answers.get(name, "") == text) == (relation == "=")
    if number:
        return name in answers and answers[name] > int(number)
    numbers = [answers.get(name) for name in re.findall(r"\w+", expression)]
    return None if None in numbers else sum(numbers)


class Place:
    """A score node where it stands in a tree; a node that is referred to stands in several places."""

    def __init__(self, survey, node, above):
        self.survey, self.node = survey, node
        self.conditions = (above.conditions if above else []) + ([node["relevant"]] if "relevant" in node else [])
        self.name, self.items = node["name"], node.get("items", [])
        settings = survey.settings[self.name]
        self.decimals = settings["decimals"]
        self.combine = node.get("combine", settings["combine"])
        self.method, self.top, self.rescale = settings["method"], settings["top"], settings["rescale"]
        if "numerator" in node:
            self.method = node.get("method", "ratio")
        children = [survey.nodes[child] if isinstance(child, str) else child for child in node.get("children", [])]
        self.children = [Place(survey, child, self) for child in children]
        self.leaves = [leaf for child in self.children for leaf in child.leaves] or [self]
        methods = {leaf.method for leaf in self.leaves}
        if self.children:
            # A node names the method of what is below it, where all below is counted in the same way.
            first = self.leaves[0]
            ways = {(leaf.method, leaf.method == "top_box" and tuple(leaf.top), leaf.method == "mean" and leaf.rescale)
                    for leaf in self.leaves}
            self.method = methods.pop() if len(ways) == 1 else None
            self.top, self.rescale = first.top, first.rescale
        self.is_percent = self.method in PERCENT_METHODS
        if self.children:
            self.is_percent = self.combine != "sum" and all(child.is_percent for child in self.children)
        if "numerator" in node or self.items and self.method == "sum":
            self.combine = None
        self.is_closed = all(leaf.method in ("top_box", "mean") for leaf in self.leaves)

    # What one response adds.

    def is_relevant(self, answers):
        return all(evaluate(condition, answers) for condition in self.conditions)

    def item_adds(self, item, answers):
        """(numerator, denominator) of one item in one response, or None."""
        if not self.is_relevant(answers):
            return None
        if self.method == "sum":
            number = self.survey.number(item, answers)
            return None if number is None else (number, 1)
        level = self.survey.choice(item, answers).get("score")
        if level is None:
            return None
        if self.method == "top_box":
            return (1 if level in self.top else 0), 1
        lowest, highest = min(self.survey.scores(item)), max(self.survey.scores(item))
        return (level, highest) if self.rescale == "max" else (level - lowest, highest - lowest)

    def adds(self, answers):
        """(numerator, denominator) of this place in one response, or None where it contributes nothing."""
        if not self.is_relevant(answers):
            return None
        if "numerator" in self.node:
            pair = evaluate(self.node["numerator"], answers), evaluate(self.node["denominator"], answers)
            return None if None in pair else pair
        parts = [self.item_adds(item, answers) for item in self.items]
        if self.method == "sum" and self.items and self.node.get("missing", "empty") == "empty" and None in parts:
            return None
        pairs = [pair for pair in parts + [child.adds(answers) for child in self.children] if pair is not None]
        if not pairs:
            return None
        if self.method == "sum" and self.items:
            total = sum(number for number, _ in pairs)
            return min(total, Fraction(self.node["max"])) if "max" in self.node else total, 1
        return sum(numerator for numerator, _ in pairs), sum(denominator for _, denominator in pairs)

    @cache
    def pairs(self, item=None):
        """What the responses that contribute add, to one item or to the whole place."""
        added = [self.item_adds(item, r) if item else self.adds(r) for r in self.survey.responses]
        return [pair for pair in added if pair is not None]

    @cache
    def totals(self, item=None):
        pairs = self.pairs(item)
        return Fraction(sum(pair[0] for pair in pairs)), Fraction(sum(pair[1] for pair in pairs))

    # Values.

    def quotient(self, item=None):
        numerator, denominator = self.totals(item)
        scale = 1 if self.method == "sum" else 100
        return scale * numerator / denominator if denominator else None

    @cache
    def fault(self):
        """Why responses whose parts differ have no sum, here or below; None where they have."""
        relevant = [answers for answers in self.survey.responses if self.is_relevant(answers)]
        counts = [sum(child.is_relevant(answers) for answers in relevant) for child in self.children]
        if self.combine == "sum" and any(0 < count < len(relevant) for count in counts):
            return "score_mixed"
        below = [child.fault() for child in self.children if child.fault()]
        if below:
            return below[0]
        adds_up = self.combine == "sum" and self.node.get("missing", "empty") == "empty"
        is_partial = any(0 < len(child.pairs()) < len(self.pairs()) for child in self.children)
        return "score_partial" if adds_up and is_partial else None

    @cache
    def value(self):
        if self.fault():
            return None
        if self.children and self.combine == "weighted":
            return self.weighted()
        if self.children and self.combine == "sum":
            return self.sum_of_children()
        if self.combine == "item_mean":
            there = [leaf for leaf in self.leaves if any(leaf.is_relevant(r) for r in self.survey.responses)]
            ways = [leaf.quotient(item) for leaf in there for item in leaf.items]
            ways += [leaf.value() for leaf in there if not leaf.items]
            return self.average([(1, way) for way in ways])
        if "numerator" in self.node:
            return self.of_ratio()
        return self.quotient()

    def of_ratio(self):
        full = self.maximum() if self.method == "points" else Fraction(100)
        numerator, denominator = self.totals()
        if not self.pairs():
            return None
        if denominator == 0:
            return {"empty": None, "full": full, "zero": Fraction(0)}[self.node.get("when_none", "empty")]
        if self.method == "ratio":
            return 100 * numerator / denominator
        full_at = Fraction(self.node.get("full_at", 100)) / 100
        return max(Fraction(0), full * min(1, numerator / denominator / full_at))

    def average(self, weighted_values):
        missing = self.node.get("missing", "renormalise")
        values = [value for _, value in weighted_values]
        if all(value is None for value in values) or missing == "empty" and None in values:
            return None
        used = [(weight, value or 0) for weight, value in weighted_values if value is not None or missing == "zero"]
        weights = sum(weight for weight, _ in used)
        return Fraction(sum(weight * value for weight, value in used)) / weights if weights else None

    @cache
    def relevant_children(self):
        responses = self.survey.responses
        return [child for child in self.children if not responses or any(child.is_relevant(r) for r in responses)]

    def weighted(self):
        return self.average([(child.node["weight"], child.value()) for child in self.relevant_children()])

    def plain_sum(self):
        values = [child.value() for child in self.relevant_children()]
        some = [value for value in values if value is not None]
        if not some or self.node.get("missing", "empty") == "empty" and None in values:
            return None
        return sum(some)

    def sum_of_children(self):
        value = self.plain_sum()
        if value is not None and self.node.get("scale_to_max"):
            value = value * self.node["max"] / self.sum_of_maxima()
        return value if value is None or "max" not in self.node else min(value, Fraction(self.node["max"]))

    def sum_of_maxima(self):
        maxima = [child.maximum() for child in self.relevant_children()]
        return None if None in maxima else Fraction(sum(maxima))

    def maximum(self):
        if "max" in self.node:
            return Fraction(self.node["max"])
        if self.fault():
            return None
        return self.sum_of_maxima() if self.children and self.combine == "sum" else None

    def scale(self):
        """What a target is a part of: 100 percent, or the most points; None where there is no such number."""
        if self.is_percent:
            return Fraction(100)
        if not self.children:
            return self.maximum()
        scales = [child.scale() for child in self.children]
        if self.combine == "weighted":
            return scales[0] if len(set(scales)) == 1 else None
        return self.most()

    def most(self):
        """The most points, whatever is relevant."""
        if "max" in self.node or self.combine != "sum" or not self.children:
            return Fraction(self.node["max"]) if "max" in self.node else None
        maxima = [child.most() for child in self.children]
        return None if None in maxima else Fraction(sum(maxima))

    # Judgement.

    def is_pooled(self):
        """Whether the value is the quotient of the place's own sums (of points: up to its scale)."""
        return "numerator" in self.node or self.combine == "pooled" and self.is_percent

    def state(self, kind, bound, value):
        if self.fault():
            return "no_data"
        if value is not None:
            met = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}
            return "met" if met[kind](value, bound) else "missed"
        responses = self.survey.responses
        never = responses and not any(self.is_relevant(answers) for answers in responses)
        is_ratio = "numerator" in self.node or self.combine == "pooled" and self.method == "ratio"
        nothing = is_ratio and self.pairs() and self.totals()[1] == 0
        taken_out = self.is_closed and not self.pairs() and any(
            self.survey.choice(item, answers).get("not_applicable")
            for leaf in self.leaves for item in leaf.items for answers in responses if leaf.is_relevant(answers)
        )
        return "not_applicable" if never or nothing or taken_out else "no_data"

    def margin(self, kind, bound):
        numerator, denominator = self.totals()
        if not self.is_pooled() or denominator == 0 or self.fault():
            return None
        share = Fraction(bound) / 100
        if self.method == "points":
            share = Fraction(bound) / self.maximum() * Fraction(self.node.get("full_at", 100)) / 100
        limit = share * denominator
        spare = numerator - limit if kind in ("at_least", "above") else limit - numerator
        return floor(spare) if kind in ("at_least", "at_most") else ceil(spare) - 1

    def target(self, value):
        if "target" not in self.node:
            return None
        (kind, bound), = ((key, self.node["target"][key]) for key in TARGETS if key in self.node["target"])
        state, margin = self.state(kind, bound, value), self.margin(kind, bound)
        if margin is not None:
            margin = max(0, margin) if state == "met" else margin if margin < 0 else None
        return without_none({kind: bound, "state": state, "margin": margin})

    def band(self, value):
        reached = [band["name"] for band in self.node.get("bands", []) if value is not None and band["from"] <= value]
        return reached[0] if reached else None

    # Interval.

    def interval(self, item=None):
        if self.method not in ("top_box", "mean", "sum") or not item and self.method != "sum" and not self.is_pooled():
            return None
        if self.method == "sum" and (item or not self.items):
            return None
        pairs = [pair for pair in self.pairs(item) if pair[1] > 0]
        n, x, y = len(pairs), Fraction(sum(pair[0] for pair in pairs)), Fraction(sum(pair[1] for pair in pairs))
        if n < 2 or self.fault():
            return None
        ratio, deff = x / y, self.survey.deff
        spread = sum((x_i - ratio * y_i) ** 2 for x_i, y_i in pairs) / y**2
        if self.method == "top_box":
            effect = max(1, spread / (ratio * (1 - ratio) / y)) if 0 < x < y else y / n
            w = Z_SQUARED * deff * effect
            root = square_root(w**2 + 4 * w * x * (y - x) / y)
            ends = [100 * (2 * x + w + sign * root) / (2 * (y + w)) for sign in (-1, 1)]
        else:
            if spread == 0:
                return None
            scale = 100 if self.method == "mean" else 1
            root = square_root(Z_SQUARED * deff * Fraction(n, n - 1) * spread)
            ends = [scale * (ratio + sign * root) for sign in (-1, 1)]
            if self.method == "mean":
                ends = [min(Fraction(100), max(Fraction(0), end)) for end in ends]
        return [plain(half_away(end, self.decimals)) for end in ends]

    # What is printed.

    def levels(self, item=None):
        items = [(self, item)] if item else [(leaf, item) for leaf in self.leaves for item in leaf.items]
        lists = {self.survey.lists[item] for _, item in items}
        if not self.is_closed or len(lists) != 1:
            return None
        return {
            choice["name"]: sum(
                leaf.is_relevant(answers) and answers.get(item) == choice["name"]
                for leaf, item in items for answers in self.survey.responses
            )
            for choice in self.survey.choices[lists.pop()]
        }

    def sums(self):
        """The numerator and denominator that are printed."""
        if self.fault():
            return None, None
        if self.children and self.combine == "sum":
            return self.plain_sum(), self.sum_of_maxima()
        is_one_quotient = "numerator" in self.node or self.method == "sum" and self.items
        if is_one_quotient and not self.pairs():
            return None, None
        return self.totals() if self.is_percent or is_one_quotient else (None, None)

    def result(self, item=None):
        """The printed node; of one of its items, if that is given."""
        value, sums = (self.quotient(item), self.totals(item)) if item else (self.value(), self.sums())
        if item and self.method == "sum" and not self.pairs(item):
            sums = None, None
        shown = without_none({
            "name": item or self.name,
            "method": self.method,
            "top": self.top if self.method == "top_box" else None,
            "rescale": self.rescale if self.method == "mean" else None,
            "combine": None if item else self.combine,
        })
        shown["value"] = None if value is None else plain(half_away(value, self.decimals))
        shown["numerator"], shown["denominator"] = (None if part is None else plain(held(part)) for part in sums)
        shown["n"] = len(self.pairs(item))
        rest = {"levels": self.levels(item), "interval": self.interval(item)}
        if not item:
            maximum = self.maximum()
            parts = [self.result(item) for item in self.items] + [child.result() for child in self.children]
            rest = {
                "max": None if maximum is None else plain(held(maximum)),
                "levels": rest["levels"],
                "target": self.target(value),
                "band": self.band(value),
                "interval": rest["interval"],
                "unverified": True if "unverified" in self.node else None,
                "error": self.fault(),
                "parts": parts or None,
            }
        return {**shown, **without_none(rest)}


def without_none(members):
    return {key: value for key, value in members.items() if value is not None}


# ---- Data sets ----


def data_set(seed):
    draw = Draw(seed)
    survey = Survey(draw.definition, draw.responses, draw.deff)
    for root in survey.roots:
        draw.add_judgement(root)
    expected = [root.result() for root in survey.roots]
    for remembered in (Place.pairs, Place.totals, Place.value, Place.fault, Place.relevant_children):
        remembered.cache_clear()
    return {"definition": draw.definition, "responses": draw.responses, "deff": draw.deff, "expected": expected}


def main():
    count, seed = int(sys.argv[1]), sys.argv[2]
    for line in range(1, count + 1):
        print(json.dumps(data_set(f"{seed}.{line}"), default=plain))


if __name__ == "__main__":
    main()
