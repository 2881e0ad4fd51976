//! What is said of scores: the words of a panel of results, and one sentence for each way in which a
//! number comes about, with its figures.

use super::Messages;

pub(super) const SCORES: Messages = catalogue! {
    // A panel of results.
    "scores_title": "Điểm tạm tính", "Provisional scores";
    "scores_table": "Chi tiết “{label}”", "“{label}” in detail";
    "scores_value": "Giá trị", "Value";
    "scores_counted": "Số liệu", "Counted";
    "scores_state": "Mục tiêu", "Target";
    "scores_percent": "{value} %", "{value}%";
    "scores_max": "{value} / {max} điểm", "{value} / {max} points";
    "scores_lacking": "Chưa tính được: {count} trong {all} phần chưa có giá trị.", "No value yet: parts without one: {count} of {all}.";
    "scores_how": "Cách tính", "How it is computed";

    // A target: how a value stands to it, and by how much.
    "state_met": "Đạt", "Met";
    "state_missed": "Chưa đạt", "Not met";
    "state_not_applicable": "Không áp dụng", "Not applicable";
    "state_no_data": "Thiếu số liệu", "Figures missing";
    "target_at_least": "ít nhất {value}", "at least {value}";
    "target_above": "trên {value}", "above {value}";
    "target_at_most": "nhiều nhất {value}", "at most {value}";
    "target_below": "dưới {value}", "below {value}";
    "margin_missing": "thiếu {count} {unit}", "{unit} missing: {count}";
    "margin_spare": "dư {count} {unit}", "{unit} to spare: {count}";
    "margin_excess": "vượt {count} {unit}", "{unit} too many: {count}";
    "margin_none": "vừa đủ", "exactly enough";
    "unit_top_box": "lượt trả lời", "answers";
    "unit_mean": "điểm", "points";
    "unit_ratio": "đơn vị đếm", "units";

    // How a number comes about. (No sentence depends on one or many.)
    "score_top_box": "{x} câu trả lời mức {levels} trên {y} câu trả lời: {x} ÷ {y} × 100 = {value}.", "Answers of level {levels}: {x} of {y}. {x} ÷ {y} × 100 = {value}.";
    "score_mean": "{answers} câu trả lời cộng lại được {x} điểm, cao nhất có thể là {y}: {x} ÷ {y} × 100 = {value}.", "Answers: {answers}, with {x} points of {y} that are possible. {x} ÷ {y} × 100 = {value}.";
    "score_min_max": "{answers} câu trả lời cộng lại hơn mức thấp nhất {x} điểm, cao nhất có thể là {y}: {x} ÷ {y} × 100 = {value}.", "Answers: {answers}, with {x} points above the lowest level of {y} that are possible. {x} ÷ {y} × 100 = {value}.";
    "score_pooled": "Cộng chung các phần được {x} trên {y}: {x} ÷ {y} × 100 = {value}.", "All parts together: {x} of {y}. {x} ÷ {y} × 100 = {value}.";
    "score_ratio": "{x} trên {all}: {x} ÷ {y} × 100 = {value}.", "{x} of {all}: {x} ÷ {y} × 100 = {value}.";
    "score_points": "{x} trên {all}: {x} ÷ {y} × {max} điểm = {value}.", "{x} of {all}: {x} ÷ {y} × {max} points = {value}.";
    "score_points_from": "{x} trên {all} là {percent}; đủ {max} điểm từ {full}: {x} ÷ {y} ÷ {full} × {max} = {value}.", "{x} of {all} is {percent}; all {max} points from {full}: {x} ÷ {y} ÷ {full} × {max} = {value}.";
    "score_points_full": "{x} trên {all} là {percent}; từ {full} trở lên được đủ {max} điểm.", "{x} of {all} is {percent}; from {full} it has all {max} points.";
    "score_points_least": "{x} trên {all} nhỏ hơn 0 nên được 0 điểm.", "{x} of {all} is below 0, which gives 0 points.";
    "score_none_empty": "Tổng số bằng 0 nên không có giá trị.", "The total is 0, so there is no value.";
    "score_none_full": "Tổng số bằng 0: theo quy tắc của phiếu, được tính đủ {max}.", "The total is 0: by the form's rule that gives all of {max}.";
    "score_none_zero": "Tổng số bằng 0: theo quy tắc của phiếu, được tính 0.", "The total is 0: by the form's rule that gives 0.";
    "score_answer": "Điểm của câu trả lời: {value}.", "The points of the answer: {value}.";
    "score_sum": "Cộng các phần: {terms} = {value}.", "The parts added: {terms} = {value}.";
    "score_total": "{y} phiếu cộng lại được {x}, trung bình {x} ÷ {y} = {value}.", "Responses: {y}, with {x} in all; on average {x} ÷ {y} = {value}.";
    "score_scaled": "Các phần được tính có tối đa {all} điểm, quy về {max}: {x} ÷ {all} × {max} = {value}.", "The parts that count have at most {all} points, made into {max}: {x} ÷ {all} × {max} = {value}.";
    "score_capped": "Không tính quá {max} điểm: {value}.", "No more than {max} points count: {value}.";
    "score_weighted": "Trung bình theo trọng số: ({terms}) ÷ {weights} = {value}.", "The mean by weights: ({terms}) ÷ {weights} = {value}.";
    "score_item_mean": "Trung bình của các mục: ({terms}) ÷ {count} = {value}.", "The mean of the items: ({terms}) ÷ {count} = {value}.";
    "score_item_mean_many": "Trung bình giá trị của {count} mục: {value}.", "The mean of the values of {count} items: {value}.";

    // Why there is no number, and what is not in it.
    "score_nothing": "Chưa có câu trả lời nào để tính.", "There is no answer to count yet.";
    "score_declined": "Chỉ có câu trả lời “không áp dụng”, nên không có gì để tính.", "All answers say that it does not apply, so there is nothing to count.";
    "score_no_figures": "Chưa có đủ hai số liệu để tính.", "One of the two figures, or both, is not known yet.";
    "score_not_relevant": "Phần này không áp dụng với các câu trả lời của phiếu.", "This part does not apply to what was answered.";
    "score_lacking": "Chưa tính được vì các phần này chưa có giá trị: {parts}.", "There is no value, since these have none: {parts}.";
    "score_failed_parts": "Không có giá trị vì không tính được: {parts}.", "There is no value, since these cannot be computed: {parts}.";
    "score_skipped": "Chưa có giá trị nên không tính: {parts}.", "Not counted, being without a value: {parts}.";
    "score_renormalised": "Chưa có giá trị nên không tính, cả trọng số: {parts}.", "Not counted, nor their weight, being without a value: {parts}.";
    "score_as_zero": "Chưa có giá trị nên tính là 0: {parts}.", "Counted as 0, being without a value: {parts}.";
    "score_left_out": "Không áp dụng nên không tính: {parts}.", "Not counted, since they do not apply: {parts}.";
    "score_responses": "Số phiếu được tính: {count}.", "Responses that count: {count}.";
    "score_levels": "Các câu trả lời: {levels}.", "The answers: {levels}.";
    "score_level": "{label} (mức {level})", "{label} (level {level})";
    "score_times": "{label} × {count}", "{label} × {count}";
    "score_bands": "Xếp loại: {bands}.", "Bands: {bands}.";
    "score_band": "{label} từ {from}", "{label} from {from}";
    "score_target": "Mục tiêu: {target}.", "Target: {target}.";
    "score_source": "Nguồn: {source}", "Source: {source}";
    "score_unverified": "Chưa xác minh: {note}", "Not verified: {note}";
    "score_see_provenance": "Chưa xác minh: xem “Nguồn và độ tin cậy của phiếu này”.", "Not verified: see “Source and reliability of this form”.";
    "score_reference": "Kết quả tham khảo.", "For reference only.";

    // Why a number cannot be had.
    "score_negative_denominator": "Mẫu số của tỷ lệ này âm; kiểm tra lại các số liệu.", "The denominator of this ratio is negative; check the figures.";
    "score_mixed": "Các phiếu chọn những cách tính hoặc phần khác nhau của thang điểm này nên không cộng chung được; hãy tính riêng từng nhóm chọn giống nhau.", "The responses chose different rules or parts of this scale, so they have no common sum; score those that chose alike by themselves.";
    "score_partial": "Có phiếu thiếu số liệu ở một số phần nên không cộng chung được các phần; xem điểm của từng phiếu.", "Some responses lack figures for some parts, so the parts have no common sum; see the score of each response.";
    "score_overflow": "Các con số quá lớn để tính chính xác; kiểm tra lại số liệu.", "The figures are too large to be computed exactly; check them.";
};
