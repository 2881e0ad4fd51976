"""Writes a report of quarter III of 2025 for each of the 129 communes into a folder, as CODE.json.

Usage: python3 generate.py FOLDER [SEED]

The reports are made up, can all be sent, and differ: plans and dossiers that were late, targets missed
or not applicable, bases of 0, units without dossiers. The same seed gives the same files.
"""

import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path

FORMS = Path(__file__).resolve().parents[2] / "www" / "forms"


def read(name):
    return json.loads((FORMS / name).read_text(encoding="utf-8"))


def split(total, weights, rng):
    """A total in as many parts as there are weights, more or less by them."""
    parts = []
    for index, weight in enumerate(weights):
        rest = total - sum(parts)
        last = index + 1 == len(weights)
        parts.append(rest if last else min(rest, round(total * weight * rng.uniform(0.6, 1.4))))
    return parts


def applies(report, target, rng, likely, why):
    """Whether a target applies; where it does not, with its reason."""
    holds = rng.random() < likely
    report[f"ap_dung_t{target}"] = "co" if holds else "khong"
    if not holds:
        report[f"ly_do_t{target}"] = why
    return holds


def task_rows(report, tasks, rng):
    for task in tasks:
        row = "nv_" + "".join(sign if sign.isalnum() else "_" for sign in task["id"].lower())
        states = ["hoan_thanh", "hoan_thanh_tre", "dang_trong_han", "qua_han", "chua_den_han", "khong_ap_dung"]
        state = rng.choices(states, [30, 5, 40, 5, 15, 5])[0]
        report[row + "_tt"] = state
        if state.startswith("hoan_thanh"):
            report[row + "_sp"] = task["product"]["vi"]
            report[row + "_so"] = f"{rng.randint(10, 400)}/QĐ-UBND"
            report[row + "_ngay"] = f"2025-0{rng.randint(7, 8)}-{rng.randint(1, 31):02}"
        if state in ("hoan_thanh_tre", "qua_han", "khong_ap_dung"):
            report[row + "_ly_do"] = "Ví dụ: văn bản hướng dẫn ban hành muộn."


def dossiers(report, rng):
    if not applies(report, 10, rng, 0.97, "Ví dụ: bộ phận một cửa chưa hoạt động trong kỳ."):
        return
    opened, received = rng.randint(0, 120), rng.randint(200, 6000)
    report["hs_ton_dau"], report["hs_moi"] = opened, received
    channels = ["hs_truc_tuyen", "hs_truc_tiep", "hs_buu_chinh"]
    report.update(zip(channels, split(received, [rng.uniform(0.4, 0.7), 0.2, 0.1], rng)))
    pending = rng.randint(0, (opened + received) // 10)
    withdrawn = rng.randint(0, 20)
    solved = opened + received - pending - withdrawn
    # One in five has none that is late.
    late = 0 if rng.random() < 0.2 else rng.randint(1, max(1, solved // 30))
    early = rng.randint(0, solved - late)
    report["hs_da_giai_quyet"] = solved
    report["hs_truoc_han"], report["hs_dung_han"], report["hs_tre_han"] = early, solved - late - early, late
    overdue = rng.randint(0, pending) if rng.random() < 0.3 else 0
    report["hs_dang_trong_han"], report["hs_dang_qua_han"] = pending - overdue, overdue
    report["hs_rut_tra"] = withdrawn
    if late > 0:
        report["ly_do_tre_han"] = "Ví dụ: phải xác minh lại hồ sơ."
    if applies(report, 14, rng, 0.95, "Ví dụ: chưa được cấp quyền xử lý toàn trình."):
        report["hs_toan_trinh"] = rng.randint(received // 2, received)


def report_of(code, tasks, rng):
    report = {"don_vi": code, "loai_bao_cao": "dinh_ky", "ky": "2025-q3", "lan_gui": "lan_dau"}
    report["so_van_ban"] = f"{rng.randint(10, 300)}/BC-UBND"
    # The figures end on 14/9, the report is due on 20/9.
    report["ngay_ky"] = (date(2025, 9, 14) + timedelta(days=rng.randint(0, 8))).isoformat()
    report["noi_ky"], report["nguoi_ky"] = "Ninh Bình", "Nguyễn Văn Mẫu"
    report["so_ky_hieu_ke_hoach"] = f"{rng.randint(10, 90)}/KH-UBND"
    report["ngay_gui_ke_hoach"] = (date(2025, 7, 21) + timedelta(days=rng.randint(0, 12))).isoformat()

    total = rng.randint(15, 40)
    on_time, late, going, overdue = split(total, [rng.uniform(0.3, 0.9), 0.05, 0.2, 0.05], rng)
    report["nv_tong"] = total
    report["nv_dung_han"], report["nv_tre_han"] = on_time, late
    report["nv_dung_han_dat_chat_luong"] = on_time if rng.random() < 0.8 else rng.randint(0, on_time)
    report["nv_dang_trong_han"], report["nv_qua_han"] = going, overdue

    if applies(report, 5, rng, 0.9, "Ví dụ: không có đơn vị trực thuộc."):
        units = rng.randint(0, 12)
        report["dv_truc_thuoc"], report["dv_da_kiem_tra"] = units, rng.randint(0, units)
        if units == 0:
            report["ly_do_t5"] = "Ví dụ: đã giải thể đơn vị trực thuộc."
        elif rng.random() < 0.9:
            report["so_vb_kiem_tra"] = "Ví dụ: kế hoạch và biên bản kiểm tra tháng 8/2025."
    report["tin_bai"] = rng.randint(0, 60)
    report["tuyen_truyen"] = "Ví dụ: phát trên hệ thống loa truyền thanh."

    dossiers(report, rng)
    if applies(report, 11, rng, 0.95, "Ví dụ: chưa nhận bàn giao kho lưu trữ."):
        valid = rng.choice([0, rng.randint(1, 50), rng.randint(500, 20000)])
        report["kq_con_hieu_luc"] = valid
        report["kq_so_hoa"] = rng.randint(valid * 6 // 10, valid)
        if valid == 0:
            report["ly_do_t11"] = "Ví dụ: không còn kết quả nào có hiệu lực."

    units = rng.randint(1, 12)
    report["dv_tong"] = units
    if applies(report, 15, rng, 0.9, "Ví dụ: không thuộc diện kiện toàn."):
        due = rng.randint(0, units)
        report["dv_dien_kien_toan"], report["dv_kien_toan"] = due, rng.randint(0, due)
        if due == 0:
            report["ly_do_t15"] = "Ví dụ: đã kiện toàn trước kỳ báo cáo."
    if applies(report, 16, rng, 0.98, "Ví dụ: chưa có biên chế."):
        report["dv_che_do_tot"] = units if rng.random() < 0.8 else rng.randint(0, units)
    if applies(report, 17, rng, 0.98, "Ví dụ: chưa được bàn giao tài sản."):
        report["dv_tai_san_dung"] = units if rng.random() < 0.8 else rng.randint(0, units)

    sent = rng.randint(300, 4000)
    electronic = sent if rng.random() < 0.7 else rng.randint(sent * 9 // 10, sent)
    report["vb_trao_doi"], report["vb_dien_tu"] = sent, electronic
    report["vb_ky_so"] = electronic if rng.random() < 0.7 else rng.randint(electronic * 9 // 10, electronic)
    task_rows(report, tasks, rng)
    if rng.random() < 0.9:
        report["nguyen_nhan"] = "Ví dụ: khối lượng việc sau sắp xếp lớn."
        report["phuong_huong"] = "Ví dụ: tập trung hoàn thành trong Quý IV."
    return report


def main():
    folder, seed = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2025
    tasks = [task for task in read("plan-08-2025.json")["tasks"] if "ubnd_cap_xa" in task["lead"]]
    rng = random.Random(seed)
    for unit in read("units-ninh-binh.json")["choices"]:
        report = report_of(unit["name"], tasks, rng)
        text = json.dumps(report, ensure_ascii=False, indent=2)
        (folder / f"{unit['name']}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
