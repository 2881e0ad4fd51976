"""What the oracle makes of a file of answers to a definition: see scores.py.

    python3 tests/oracle/file.py DEFINITION ANSWERS

DEFINITION is JSON, ANSWERS holds an object of answers a line; the scores are printed as JSON.
"""

import json
import sys

from scores import Survey, plain


def questions(elements):
    """All questions below; the oracle knows no groups."""
    for element in elements:
        if "children" in element:
            yield from questions(element["children"])
        else:
            yield element


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        definition = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        responses = [json.loads(line) for line in file]
    definition["survey"] = [{"children": [q for q in questions(definition["survey"]) if "name" in q]}]
    survey = Survey(definition, responses, "1")
    print(json.dumps([root.result() for root in survey.roots], default=plain))


if __name__ == "__main__":
    main()
