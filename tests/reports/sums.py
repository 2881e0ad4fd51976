"""Adds up the reports of a folder a second time, straight from the files, in exact fractions.

Usage: python3 sums.py FOLDER

Prints a JSON object: every figure's sum over the reports (`figures`), and for each target the reports in
which it applies (`applies`), its numerator, its denominator and its value in percent, as a decimal or
null (`targets`). It knows communes' reports of quarter III only, and nothing of the program.
"""

import json
import sys
from fractions import Fraction
from pathlib import Path


def both(*targets):
    return lambda report: all(report.get(f"ap_dung_t{target}") == "co" for target in targets)


def always(_):
    return True


# A target, what is added up above and below, and in which reports it applies. What is a department's
# (t6 to t9, t12, t13) or the Department of Home Affairs' (t1, t2, t4) applies in none of these.
TARGETS = {
    "t3": (["nv_dung_han_dat_chat_luong"], ["nv_tong"], always),
    "t5": (["dv_da_kiem_tra"], ["dv_truc_thuoc"], both(5)),
    "t10": (["hs_tre_han"], ["hs_da_giai_quyet"], both(10)),
    "dung_han": (["hs_truoc_han", "hs_dung_han"], ["hs_da_giai_quyet"], both(10)),
    "t11": (["kq_so_hoa"], ["kq_con_hieu_luc"], both(11)),
    "t14": (["hs_toan_trinh"], ["hs_moi"], both(10, 14)),
    "t15": (["dv_kien_toan"], ["dv_dien_kien_toan"], both(15)),
    "t16": (["dv_che_do_tot"], ["dv_tong"], both(16)),
    "t17": (["dv_tai_san_dung"], ["dv_tong"], both(17)),
    "x1": (["vb_ky_so"], ["vb_trao_doi"], always),
    "x2": (["vb_dien_tu"], ["vb_trao_doi"], always),
}
NOWHERE = ["t1", "t2", "t4", "t4_so_nganh", "t4_xa_phuong", "t6", "t7", "t8", "t9", "t12", "t13"]


def main():
    files = sorted(Path(sys.argv[1]).glob("*.json"))
    reports = [json.loads(path.read_text(encoding="utf-8"), parse_float=Fraction) for path in files]
    figures = {}
    for report in reports:
        for name, value in report.items():
            if isinstance(value, (int, Fraction)):
                figures[name] = figures.get(name, 0) + value
    targets = {name: {"applies": 0, "numerator": None, "denominator": None, "value": None} for name in NOWHERE}
    for name, (above, below, applies) in TARGETS.items():
        those = [report for report in reports if applies(report)]
        numerator = sum(Fraction(report[figure]) for report in those for figure in above)
        denominator = sum(Fraction(report[figure]) for report in those for figure in below)
        value = 100 * numerator / denominator if denominator else None
        targets[name] = {
            "applies": len(those),
            "numerator": number(numerator),
            "denominator": number(denominator),
            # Rounded half away from zero to two decimals, in whole hundredths.
            "value": None if value is None else int(value * 100 + Fraction(1, 2)) / 100,
        }
    sums = {name: number(value) for name, value in sorted(figures.items())}
    print(json.dumps({"reports": len(reports), "figures": sums, "targets": targets}, ensure_ascii=False))


def number(value):
    return int(value) if Fraction(value).denominator == 1 else float(value)


if __name__ == "__main__":
    main()
