"""What is in a workbook, read by nothing but Python's own ZIP and XML: its sheets with their rows, as JSON.

    python3 tests/dataset/cells.py FILE.xlsx
"""

import json
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def value(cell, shared):
    kind, held = cell.get("t", "n"), cell.find(f"{MAIN}v")
    if cell.find(f"{MAIN}f") is not None:
        raise ValueError(f"a formula in {cell.get('r')}")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
    if held is None or held.text is None:
        return None
    if kind == "s":
        return shared[int(held.text)]
    return held.text if kind == "str" else float(held.text) if kind == "n" else held.text


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        if book.testzip() is not None:
            raise ValueError("a damaged part")
        parts = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if re.search(r"\.(xml|rels)$", name)}
    shared = ["".join(text.text or "" for text in item.iter(f"{MAIN}t"))
              for item in parts.get("xl/sharedStrings.xml", ElementTree.Element("sst"))]
    links = {link.get("Id"): link.get("Target").removeprefix("/xl/") for link in parts["xl/_rels/workbook.xml.rels"]}
    sheets = []
    for sheet in parts["xl/workbook.xml"].iter(f"{MAIN}sheet"):
        rows = parts[f"xl/{links[sheet.get(LINK)]}"].iter(f"{MAIN}row")
        sheets.append({"name": sheet.get("name"), "rows": [[value(cell, shared) for cell in row] for row in rows]})
    print(json.dumps(sheets))


if __name__ == "__main__":
    main()
