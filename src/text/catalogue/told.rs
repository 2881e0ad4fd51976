//! How results of many responses are told: on a terminal, on a page, in a picture.

use super::Messages;

pub(super) const TOLD: Messages = catalogue! {
    // What a result is.
    "told_value": "Giá trị", "Value";
    "told_counted": "Tử số/mẫu số", "Counted";
    "told_n": "n", "n";
    "told_range": "Khoảng 95\u{a0}%", "95% interval";
    "told_responses": "Số phiếu", "Responses";
    "told_target": "mục tiêu {target} – {state}", "target {target} – {state}";
    "told_band": "xếp loại: {band}", "band: {band}";
    "told_unverified": "chưa xác minh", "not verified";
    "told_doubt": "chưa xác minh: {what}", "not verified: {what}";
    "told_left_out": "không áp dụng trong phiếu nào", "applies in no response";
    "told_suppressed": "chưa đủ phiếu", "too few answers";
    "told_by": "Theo “{question}”: {score}", "By “{question}”: {score}";
    "told_unanswered": "(không trả lời câu này)", "(did not answer it)";
    "told_no_groups": "Chưa có nhóm nào đủ phiếu để hiển thị.", "No group has enough responses to be shown.";
    "told_hidden": "Không hiển thị {hidden} nhóm: nhóm có dưới {min} phiếu được giữ kín, cùng với nhóm khác khi cần, để không suy ra được câu trả lời của từng người.", "Groups not shown: {hidden}. One with fewer than {min} responses is kept private, together with others where needed, so that nobody's answers can be worked out.";
    "told_some": "tính trên {count} phiếu", "from responses: {count}";
    "told_few": "Có {count} phiếu, dưới mức tối thiểu {min}: chưa nên công bố kết quả này.", "Responses: {count}, fewer than the least of {min}; this is not yet a result to publish.";
    "told_intervals": "[thấp–cao]: khoảng tin cậy 95 % (tỷ lệ: Wilson; còn lại: khoảng của trung bình), coi các phiếu là mẫu ngẫu nhiên, hệ số thiết kế {effect}.", "[low–high]: 95% confidence intervals (Wilson's for shares, else of the mean), as if the responses were a random sample with a design effect of {effect}.";
    "method_top_box": "tỷ lệ câu trả lời được tính là hài lòng (mức {levels}) trong số câu trả lời được tính", "the share of the answers counted that are satisfied (top-box, levels {levels})";
    "method_mean": "điểm trung bình của các câu trả lời, tính theo phần trăm của mức cao nhất", "the mean level of the answers as a percentage of the highest";
    "method_min_max": "điểm trung bình của các câu trả lời, mức thấp nhất là 0 %, mức cao nhất là 100 %", "the mean level of the answers, from 0% at the lowest to 100% at the highest";
    "method_sum": "tổng điểm của các câu trả lời (nhiều phiếu: tổng trung bình)", "the total of the answers (of several responses the mean total)";
    "method_ratio": "tỷ lệ giữa hai số liệu, mỗi số liệu được cộng qua các phiếu", "the ratio of two figures, each added up over the responses";
    "method_points": "điểm theo tỷ lệ giữa hai số liệu, mỗi số liệu được cộng qua các phiếu", "points for the ratio of two figures, each added up over the responses";
    "method_pooled": "gộp tất cả các phần", "all parts pooled";
    "method_item_mean": "trung bình của các tiêu chí", "the mean of the items";
    "method_weighted": "trung bình có trọng số của các phần", "the weighted mean of the parts";
    "method_parts": "cộng điểm của các phần", "the sum of the parts";

    // Pictures.
    "picture_levels": "Phân bố câu trả lời theo mức", "How the answers are spread over the levels";
    "picture_profile": "Từng yếu tố so với mục tiêu", "Each factor against its target";
    "picture_values": "Giá trị từng yếu tố", "The value of each factor";
    "picture_partial": "{title} ({count}/{all} câu hỏi)", "{title} ({count} of {all} questions)";
    "picture_ranked": "“{score}” theo “{question}”", "“{score}” by “{question}”";
    "picture_described": "Hình có {rows} dòng; số liệu ở bảng bên dưới.", "Rows: {rows}. The numbers are in the table below.";
    "picture_cut": "Hình có {shown} trong {rows} dòng; bảng bên dưới có đủ.", "Rows: {shown} of {rows}. The table below has all of them.";
    "picture_item": "Nội dung", "Item";
    "picture_group": "Nhóm", "Group";
    "picture_rank": "Hạng", "Rank";
    "picture_target": "Mục tiêu", "Target";
    "picture_low": "Cận dưới 95\u{a0}%", "Lower bound, 95%";
    "picture_high": "Cận trên 95\u{a0}%", "Upper bound, 95%";
    "picture_answers": "Số câu trả lời (n)", "Answers (n)";
    "picture_n": "n = {n}", "n = {n}";
    "picture_mark_value": "giá trị, khoảng tin cậy 95\u{a0}%", "value, 95% interval";
    "picture_mark_target": "mục tiêu", "target";
};
