"""Random data sets for the oracle of the score engine: forms that load, and answers to them."""

import random
from fractions import Fraction

PERCENT_METHODS = {"top_box", "mean", "ratio"}
TARGETS = ("at_least", "above", "at_most", "below")
LEVELS = [
    [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [0, 1, 2], [1, 2, 3], [3, 2, 1], [0, 1, 3], [0, 1],
    [-1, 0, 1], [-2, -1, 0, 2], [1, 1, 2], [5, 3, 3, 0], [10, 20, 40],
]
MAX_DEPTH, MAX_NODES = 7, 12


class Draw:
    """One random data set."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lists, self.choices = {}, {}
        for name in ("l1", "l2")[: self.random.choice([1, 2, 2])]:
            scores = self.random.choice(LEVELS)
            choices = [{"name": str(at), "label": str(at), "score": score} for at, score in enumerate(scores, 1)]
            if self.chance(0.6):
                choices.append({"name": "na", "label": "na", "not_applicable": True})
            self.lists[name], self.choices[name] = scores, choices
        self.questions = {f"q{at}": self.random.choice(list(self.lists)) for at in range(1, self.random.randint(3, 9))}
        self.integers, self.decimals = ["a1", "a2", "a3", "a4"], ["d1", "d2"]
        self.responses = self.draw_responses()
        self.known = {}  # of each node of an earlier root: what a reference to it must suit
        self.fresh, self.count = {}, 0
        self.is_deep = self.chance(0.1)
        scores = []
        for _ in range(self.random.choice([1, 1, 2, 3])):
            scores.append(self.node(1, {}, False, None))
            self.known.update(self.fresh)
        survey = [{"type": "select_one", "name": name, "label": name, "choices": list_name}
                  for name, list_name in self.questions.items()]
        survey += [{"type": "integer", "name": name, "label": name} for name in self.integers]
        survey += [{"type": "decimal", "name": name, "label": name} for name in self.decimals]
        self.definition = {
            "schema_version": 1, "form_id": "oracle", "version": "1", "title": "Oracle",
            "settings": {"default_language": "en"}, "provenance": {"source": "generated"},
            "choices": self.choices,
            "survey": [{"type": "group", "name": "page", "label": "Page", "children": survey}],
            "scores": scores,
        }
        self.deff = self.random.choice(["1", "1", "1.5", "2", "1.25", "3.7"])

    def chance(self, probability):
        return self.random.random() < probability

    # Answers.

    def draw_responses(self):
        size = self.random.random()
        count = (0 if size < 0.04 else 1 if size < 0.45 else self.random.randint(2, 6) if size < 0.88
                 else self.random.randint(7, 15) if size < 0.98 else self.random.randint(16, 40))
        style = self.random.choice(["even", "even", "best", "same", "rare"])
        same = self.random.random()
        return [self.response(style, same) for _ in range(count)]

    def response(self, style, same):
        answers, given = {}, 0.1 if style == "rare" else 0.88
        for name, list_name in self.questions.items():
            levels = [choice["name"] for choice in self.choices[list_name] if "score" in choice]
            at = {"best": 0.95, "same": same}.get(style, self.random.random())
            name_given = "na" if self.choices[list_name][-1]["name"] == "na" and self.chance(0.12) else (
                levels[int(at * len(levels))])
            if self.chance(given):
                answers[name] = name_given
        most = self.random.choice([3, 20, 500])
        for name in self.integers:
            if self.chance(given):
                answers[name] = 0 if self.chance(0.15) else self.random.randint(0, most)
        for name, lowest in zip(self.decimals, (0, -200)):
            if self.chance(given):
                places = self.random.choice([10, 100])
                answers[name] = Fraction(0 if self.chance(0.15) else self.random.randint(lowest, 2000), places)
        return answers

    # Score trees.

    def node(self, depth, above, percent, parent):
        """A node below `parent`; `percent`: only methods that can be pooled; `above`: what it inherits."""
        self.count += 1
        node = {"name": f"s{self.count}", "label": "Score"}
        own, info = dict(above), {"height": 1, "percent": True}
        if parent and parent["combine"] == "weighted":
            node["weight"] = self.random.choice([0, 1, 1, 2, 3, 10])
        if self.chance(0.15):
            node["decimals"] = self.random.choice([0, 1, 3, 4, 6])
        if self.chance(0.12):
            node["relevant"] = self.condition()
        if self.chance(0.05):
            node["unverified"] = "not verified"
        likely = 0.95 if self.is_deep else 0.75 if depth == 1 else 0.4
        needs_max = parent is not None and parent["scale_to_max"]
        if depth < MAX_DEPTH and self.count < MAX_NODES and self.chance(likely):
            self.inner(node, own, info, depth, percent, needs_max)
        else:
            info["percent"] = self.leaf(node, own, percent, needs_max)
        self.fresh[node["name"]] = {
            **info, "weight": "weight" in node, "max": "max" in node, "most": info.get("most", node.get("max")),
            "always": "relevant" not in node,
        }
        return node

    def inner(self, node, own, info, depth, percent, needs_max):
        inherited = own.get("combine", "pooled")
        kinds = ["pooled", "item_mean", "weighted"] + ([] if percent else ["weighted", "sum", "sum"])
        combine = "sum" if needs_max else self.random.choice(kinds)
        if combine != inherited or self.chance(0.5):
            node["combine"] = combine
        for key, draw in [("method", ["top_box", "mean", "sum"]), ("rescale", ["max", "min_max"])]:
            if self.chance(0.2):
                own[key] = node[key] = self.random.choice(draw)
        if self.chance(0.2):
            own["top"] = node["top"] = self.top(self.random.choice(list(self.lists.values())))
        if combine in ("pooled", "item_mean"):
            own["combine"], percent = combine, True
        if combine != "pooled" and self.chance(0.5):
            node["missing"] = self.random.choice(["empty", "zero"] + (["renormalise"] if combine != "sum" else []))
        if combine == "sum" and (needs_max or self.chance(0.5)):
            node["max"] = self.random.choice([2, 10, 100, Fraction(5, 2)])
            if self.chance(0.5):
                node["scale_to_max"] = True
        node["children"], parts = [], []
        rules = {"combine": combine, "scale_to_max": "scale_to_max" in node}
        info["percent"] = combine != "sum"
        for _ in range(self.random.choice([1, 2, 2, 3, 4])):
            suited = [name for name, known in self.known.items() if depth + known["height"] <= MAX_DEPTH
                      and (known["percent"] or not percent) and (known["weight"] == (combine == "weighted"))
                      and (known["max"] or not rules["scale_to_max"]) and name not in node["children"]]
            if suited and self.chance(0.2):
                child = name = self.random.choice(suited)
                below = self.known[name]
            else:
                child = self.node(depth + 1, own, percent, rules)
                below = self.fresh[child["name"]]
            node["children"].append(child)
            parts.append(below)
            info["height"] = max(info["height"], below["height"] + 1)
            info["percent"] &= below["percent"]
        if combine == "sum" and None not in [part["most"] for part in parts]:
            # The most points are those of the children, but for such as are not always relevant.
            all_of, always = (sum(part["most"] for part in parts if part["always"] or every) for every in (True, False))
            if "max" in node:
                node["max"] = self.random.choice([all_of, max(always, Fraction(all_of) / 2), max(always, Fraction(1, 2))])
            info["most"] = node.get("max", all_of)
        if combine == "weighted":
            nodes = [child for child in node["children"] if not isinstance(child, str)]
            if not any(child["weight"] for child in nodes):
                node["children"].append(self.node(MAX_DEPTH, own, percent, rules))
                node["children"][-1]["weight"] = 1
                info["percent"] &= self.fresh[node["children"][-1]["name"]]["percent"]
                info["height"] = max(info["height"], 2)

    def leaf(self, node, own, percent, needs_max):
        """Makes a leaf of a node; tells whether it can be pooled."""
        sums = [] if percent else ["sum", "points"] * (4 if needs_max else 2)
        method = self.random.choice(sums + ([] if needs_max else ["top_box"] * 3 + ["mean"] * 3 + ["ratio"] * 2))
        if method == "points":
            self.points(node)
        elif method == "ratio":
            self.ratio(node)
            if self.chance(0.3):
                node["method"] = "ratio"
        else:
            self.items(node, own, method)
        if method == "sum" and (needs_max or self.chance(0.3)):
            node["max"] = self.random.choice([10, 100, 2000])
        return method in PERCENT_METHODS

    def ratio(self, node):
        numerators, denominators = self.integers + self.decimals, self.integers + ["d1"]
        for key, names in (("numerator", numerators), ("denominator", denominators)):
            node[key] = " + ".join(f"${{{name}}}" for name in self.random.sample(names, self.random.choice([1, 1, 2])))
        if self.chance(0.5):
            node["when_none"] = self.random.choice(["empty", "full", "zero"])

    def points(self, node):
        self.ratio(node)
        node.update(method="points", max=self.random.choice([1, 5, 10, 20, Fraction(5, 2)]))
        if self.chance(0.4):
            node["full_at"] = self.random.choice([100, 80, 50, Fraction(191, 2)])

    def items(self, node, own, method):
        if method != own.get("method", "top_box") or self.chance(0.3):
            node["method"] = method
        names = self.random.sample(list(self.questions), self.random.randint(1, min(5, len(self.questions))))
        if method == "sum":
            names += self.random.sample(self.integers + self.decimals, self.random.choice([0, 0, 1, 2]))
            if self.chance(0.5):
                node["missing"] = self.random.choice(["empty", "zero"])
        elif self.chance(0.3):
            node["combine"] = self.random.choice(["pooled", "item_mean"])
        if method != "sum" and node.get("combine", own.get("combine")) == "item_mean" and self.chance(0.5):
            node["missing"] = self.random.choice(["empty", "zero", "renormalise"])
        common = self.lists[self.questions[names[0]]]
        if method == "top_box":
            mixed = [s for s in common if all(s in scores for scores in self.lists.values())]
            if mixed and self.chance(0.5):
                common = mixed
            else:
                names = [name for name in names if self.questions[name] == self.questions[names[0]]]
            if not set(own.get("top", [4, 5])) <= set(common) or self.chance(0.3):
                node["top"] = self.top(common)
        if method == "mean":
            used = [self.lists[self.questions[name]] for name in names]
            may_be_max = all(min(scores) >= 0 for scores in used)
            rescale = self.random.choice(["max", "min_max"]) if may_be_max else "min_max"
            if rescale != own.get("rescale", "max") or self.chance(0.3):
                node["rescale"] = rescale
        node["items"] = names

    def top(self, scores):
        levels = sorted(set(scores))
        return sorted(self.random.sample(levels, self.random.randint(1, min(2, len(levels)))))

    def condition(self):
        name = self.random.choice(list(self.questions))
        choice = self.random.choice(self.choices[self.questions[name]])["name"]
        number = f"${{{self.random.choice(self.integers)}}} > 2"
        return self.random.choice([f"${{{name}}} = '{choice}'", f"${{{name}}} != ''", number])

    # What is judged: bounds far from the values and near them.

    def add_judgement(self, place):
        for child in place.children:
            self.add_judgement(child)
        node, value = place.node, place.value()
        lowest = -20 if place.scale() is None else 0
        highest = place.scale() or 40

        def bound():
            drawn = Fraction(self.random.randint(lowest * 10, int(highest * 10)), 10)
            if value is not None and self.chance(0.6):
                step = Fraction(1, self.random.choice([1, 10, 1000, 10**6]))
                drawn = Fraction(round(value * 10**6), 10**6) + self.random.choice([0, 0, step, -step])
            return max(Fraction(lowest), min(Fraction(highest), drawn))

        if "target" not in node and place.scale() and self.chance(0.4):
            node["target"] = {self.random.choice(TARGETS): bound()}
            if self.chance(0.1):
                node["target"]["label"] = "Target"
        if "bands" not in node and self.chance(0.2):
            bounds = sorted({bound() for _ in range(3)}, reverse=True)
            node["bands"] = [{"name": f"b{at}", "label": "Band", "from": bound} for at, bound in enumerate(bounds)]
