//! The engine's own sentences, each written once in Vietnamese and in English.
//!
//! A sentence says what to do. `{name}` is replaced by the parameter of that name.

use alloc::string::String;

macro_rules! catalogue {
    ($($code:literal: $vi:literal, $en:literal;)*) => {
        &[$(($code, $vi, $en)),*]
    };
}

#[cfg(feature = "dataset")]
mod batch;
#[cfg(feature = "full")]
mod files;
#[cfg(feature = "full")]
mod guide;
#[cfg(feature = "full")]
mod plain;
#[cfg(feature = "full")]
mod scores;
#[cfg(feature = "dataset")]
mod source;
#[cfg(feature = "dataset")]
mod told;

/// Every message of one part of the catalogue: its code, Vietnamese, English.
type Messages = &'static [(&'static str, &'static str, &'static str)];

/// What is said to respondents.
const MESSAGES: Messages = catalogue! {
    // What is wrong with an answer.
    "required": "Xin trả lời câu “{label}”.", "Answer “{label}”.";
    "required_choice": "Xin chọn một câu trả lời cho “{label}”.", "Choose an answer for “{label}”.";
    "required_choices": "Xin chọn ít nhất một câu trả lời cho “{label}”.", "Choose at least one answer for “{label}”.";
    "required_acknowledge": "Xin đánh dấu vào ô “{label}” để tiếp tục.", "Tick “{label}” to continue.";
    "date_range": "Xin nhập ngày từ {min} đến {max} cho “{label}”.", "Enter a date from {min} to {max} for “{label}”.";
    "date_min": "Xin nhập ngày từ {min} trở đi cho “{label}”.", "Enter a date of {min} or later for “{label}”.";
    "date_max": "Xin nhập ngày không sau {max} cho “{label}”.", "Enter a date of {max} or earlier for “{label}”.";
    "warning": "Xin xem lại câu trả lời cho “{label}”; nếu đúng, Ông/Bà vẫn gửi được.", "Look again at your answer to “{label}”; if it is right you can send it all the same.";
    "constraint": "Xin kiểm tra lại câu trả lời cho “{label}”.", "Check your answer to “{label}”.";
    "not_a_number": "Xin nhập một số cho “{label}”, ví dụ 1250 hoặc 98,5.", "Enter a number for “{label}”, such as 1250 or 98,5.";
    "not_an_integer": "Xin nhập một số nguyên cho “{label}”, ví dụ 12.", "Enter a whole number for “{label}”, such as 12.";
    "ambiguous_number": "Xin nhập lại số cho “{label}”: dùng dấu phẩy cho phần thập phân (1,25), dấu chấm cho hàng nghìn (1.250).", "Enter the number for “{label}” again: use a comma for decimals (1,25) and a dot for thousands (1.250).";
    "ambiguous_integer": "Xin nhập lại số nguyên cho “{label}”: không có phần thập phân, hàng nghìn viết liền (1250) hoặc cách bằng dấu chấm (1.250).", "Enter the whole number for “{label}” again: no decimals, thousands written together (1250) or with a dot (1.250).";
    "too_precise": "Xin nhập số cho “{label}” với tối đa 15 chữ số và 6 chữ số thập phân.", "Enter a number for “{label}” with at most 15 digits and 6 decimals.";
    "range": "Xin nhập số từ {min} đến {max} cho “{label}”.", "Enter a number from {min} to {max} for “{label}”.";
    "min": "Xin nhập số từ {min} trở lên cho “{label}”.", "Enter a number of {min} or more for “{label}”.";
    "max": "Xin nhập số không quá {max} cho “{label}”.", "Enter a number of at most {max} for “{label}”.";
    "not_a_date": "Xin nhập ngày cho “{label}” theo dạng ngày/tháng/năm, ví dụ 31/12/2025.", "Enter the date for “{label}” as day/month/year, such as 31/12/2025.";
    "too_short": "Xin nhập ít nhất {min} ký tự cho “{label}”.", "Enter at least {min} characters for “{label}”.";
    "too_long": "Xin rút ngắn câu trả lời cho “{label}”: tối đa {max} ký tự.", "Shorten your answer to “{label}”: at most {max} characters.";
    "control_character": "Xin xóa ký tự không in được trong câu trả lời cho “{label}”.", "Remove the unprintable character from your answer to “{label}”.";
    "not_a_choice": "Xin chọn một câu trả lời có trong danh sách cho “{label}”.", "Choose one of the answers listed for “{label}”.";
    "wrong_type": "Câu trả lời cho “{label}” không đúng kiểu dữ liệu.", "The answer to “{label}” has the wrong type.";
    "unknown_question": "Biểu mẫu không có câu hỏi này.", "The form has no such question.";
    "legacy_encoding": "Xin gõ lại “{label}” bằng bộ gõ tiếng Việt Unicode, ví dụ “Ninh Bình”: trong đó có chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI).", "Type “{label}” again with a Unicode keyboard, such as “Ninh Bình”: it holds letters of an old Vietnamese encoding (TCVN3 or VNI).";
    "format_email": "Xin nhập đầy đủ địa chỉ email cho “{label}”, ví dụ ten@example.vn.", "Enter a full email address for “{label}”, such as name@example.vn.";
    "format_email_letters": "Xin nhập địa chỉ email cho “{label}” không dấu, không khoảng trắng, ví dụ ten@example.vn.", "Enter the email address for “{label}” without accents or spaces, such as name@example.vn.";
    "format_phone": "Xin nhập số điện thoại cho “{label}”: 10 chữ số (số cố định: 11) bắt đầu bằng 0, hoặc bắt đầu bằng +84, ví dụ 0912 345 678.", "Enter a phone number for “{label}”: 10 digits (a landline: 11) beginning with 0, or beginning with +84, such as 0912 345 678.";

    // What the page says.
    "other_version": "Phiếu đã có bản mới nên chưa gửi được. Xin bấm “Tải bản mới” để trả lời tiếp ở bản mới.", "The form has a new version, so it is not sent. Please press “Load the new version” to go on in it.";
    "other_version_kept": "Câu trả lời còn phù hợp được giữ lại.", "Answers that still fit are kept.";
    "other_version_lost": "Câu trả lời hiện tại sẽ mất.", "Your present answers will be lost.";
    "continue": "Tiếp tục", "Continue";
    "back": "Quay lại", "Back";
    "change": "Sửa", "Change";
    "clear": "Bỏ chọn", "Clear";
    "send": "Gửi phiếu", "Send";
    "sending": "Đang gửi…", "Sending…";
    "sent": "Đã gửi phiếu", "Your answers were sent";
    "sent_thanks": "Cảm ơn Ông/Bà. Câu trả lời đã được tiếp nhận.", "Thank you. Your answers have been received.";
    "receipt": "Mã tiếp nhận", "Receipt number";
    "receipt_keep": "Ông/Bà có thể ghi lại hoặc chụp màn hình mã này. Mã không chứa thông tin cá nhân.", "You may write this number down or take a screenshot. It holds no personal information.";
    "again": "Trả lời thêm một phiếu", "Fill in another form";
    "retry": "Gửi lại", "Send again";
    "reload": "Tải bản mới", "Load the new version";
    "not_sent": "Chưa gửi được", "Not sent yet";
    "kept": "Đã lưu trên thiết bị này, chưa gửi", "Saved on this device, not sent yet";
    "kept_hint": "Phiếu tự gửi ngay khi kết nối được với máy chủ, chậm nhất là lần sau mở trang này. Ông/Bà có thể đóng trang.", "It is sent as soon as the server can be reached, at the latest when this page is opened again. You may close the page.";
    "not_sent_network": "Chưa có trả lời của máy chủ. Xin Ông/Bà kiểm tra mạng rồi bấm “Gửi lại”.", "No reply has come from the server. Please check the connection and press “Send again”.";
    "not_sent_busy": "Máy chủ đang bận. Xin Ông/Bà chờ một lát rồi bấm “Gửi lại”.", "The server is busy. Please wait a moment and press “Send again”.";
    "not_sent_sign_in": "Máy chủ cần Ông/Bà đăng nhập lại. Xin đăng nhập ở một cửa sổ khác rồi bấm “Gửi lại”.", "The server needs you to sign in again. Please sign in in another window and press “Send again”.";
    "not_sent_refused": "Máy chủ không nhận phiếu này. Xin Ông/Bà báo cho cơ quan khảo sát mã lỗi {status}.", "The server did not accept this form. Please tell the office running the survey the error code {status}.";
    "only_here": "Câu trả lời vẫn được giữ trong trang này: xin đừng đóng hoặc tải lại trang.", "Your answers are kept in this page: please do not close or reload it.";
    "server_issue": "Máy chủ báo: {detail}", "The server says: {detail}";
    "review": "Kiểm tra câu trả lời trước khi gửi", "Check your answers before sending";
    "review_hint": "Bấm “Sửa” để thay đổi. Phiếu chỉ được gửi khi Ông/Bà bấm “Gửi phiếu”.", "Press “Change” to edit an answer. Nothing is sent until you press “Send”.";
    "not_answered": "Không trả lời", "Not answered";
    "optional": "(không bắt buộc)", "(optional)";
    "choose": "Chọn trong danh sách", "Choose from the list";
    "several": "Có thể chọn nhiều câu trả lời.", "You may choose several answers.";
    "date_hint": "Ngày/tháng/năm, ví dụ 31/12/2025", "Day/month/year, such as 31/12/2025";
    "number_hint": "Ví dụ 1250 hoặc 98,5", "Such as 1250 or 98,5";
    "page_of": "Trang\u{a0}{page}/{pages}", "Page\u{a0}{page} of\u{a0}{pages}";
    "error_prefix": "Lỗi: ", "Error: ";
    "errors_one": "Còn 1 câu cần trả lời hoặc sửa lại", "1 answer is missing or needs correcting";
    "errors_many": "Còn {count} câu cần trả lời hoặc sửa lại", "{count} answers are missing or need correcting";
    "language": "Ngôn ngữ", "Language";
    "language_name": "Tiếng Việt", "English";
    "yes": "Có", "Yes";
    "no": "Không", "No";
    "provenance": "Nguồn và độ tin cậy của phiếu này", "Source and reliability of this form";
    "verified": "Đã xác minh", "Verified";
    "unverified": "Chưa xác minh", "Not verified";
    "reference_only": "Kết quả tham khảo, không phải kết quả chính thức.", "For reference only: not an official result.";
};

/// What is said of questions that only a build with [`FULL`](crate::FULL) has.
#[cfg(feature = "full")]
const REPORTS: Messages = catalogue! {
    "required_rank": "Xin xếp hạng các mục của “{label}”.", "Rank the items of “{label}”.";
    "rank_incomplete": "Xin xếp hạng đủ {max} mục của “{label}”.", "Rank all {max} items of “{label}”.";
    "check": "Xin kiểm tra lại “{label}”.", "Check “{label}” again.";
    "step": "Xin nhập một số của thang từ {min}, cách nhau {step}, cho “{label}”.", "Enter a number on the scale from {min} in steps of {step} for “{label}”.";
    "too_few_rows": "Xin thêm dòng cho “{label}”: ít nhất {min} dòng.", "Add rows to “{label}”: at least {min}.";
    "too_many_rows": "Xin bớt dòng của “{label}”: tối đa {max} dòng.", "Remove rows of “{label}”: at most {max}.";
    "row": "Dòng {row}", "Row {row}";
    "add_row": "Thêm dòng", "Add a row";
    "remove_row": "Xóa dòng", "Remove the row";
    "rank_hint": "Chọn lần lượt từ mục quan trọng nhất; chọn lại một mục để bỏ.", "Choose the items one after the other, the most important first; choose one again to take it out.";
    "search_hint": "Gõ vài chữ, có dấu hoặc không dấu, rồi chọn trong danh sách.", "Type some letters, with or without accents, then choose from the list.";
    "found": "Tìm thấy trong danh sách: {count}.", "Found in the list: {count}.";
    "found_more": "Tìm thấy trong danh sách: {count}, hiện {max} mục đầu; gõ thêm để thu hẹp.", "Found in the list: {count}, of which the first {max} are shown; type more to narrow it.";
    "found_none": "Danh sách không có mục nào như vậy. Gõ ít chữ hơn, hoặc xóa hết để xem cả danh sách.", "Nothing in the list matches. Type less, or clear the field to see the whole list.";
    "pasted": "Đã dán {count} ô.", "Cells pasted: {count}.";
    "pasted_lost": "Đã dán {count} ô; {lost} giá trị không còn chỗ.", "Cells pasted: {count}; values without room: {lost}.";
    "pasted_wrong": "Cần sửa {count} ô.", "Cells to correct: {count}.";
    "undo": "Hoàn tác", "Undo";
    "undone": "Đã hoàn tác; các ô trở lại như trước khi dán.", "Undone: the cells are as they were before.";
    "range_hint": "Một số từ {min} đến {max}", "A number from {min} to {max}";
    "format_citizen_number": "Xin nhập số định danh cá nhân cho “{label}” chỉ gồm chữ số, viết liền, ví dụ 037190000123.", "Enter the personal identification number for “{label}” in digits only, without spaces, such as 037190000123.";
    "format_citizen_number_length": "Xin nhập đủ 12 chữ số cho “{label}”, ví dụ 037190000123; không dùng số chứng minh nhân dân cũ (9 chữ số).", "Enter all 12 digits for “{label}”, such as 037190000123; the old identity card's 9 digits cannot be used.";
    "format_citizen_number_province": "Xin kiểm tra ba chữ số đầu của “{label}”: số định danh cá nhân bắt đầu bằng mã tỉnh, ví dụ 037 là Ninh Bình.", "Check the first three digits of “{label}”: a personal identification number begins with a province's code, such as 037 for Ninh Bình.";
    "format_citizen_number_birth": "Xin kiểm tra chữ số thứ 4 đến thứ 6 của “{label}”: năm sinh không thể sau năm nay, ví dụ 190 là nữ sinh năm 1990.", "Check the 4th to 6th digits of “{label}”: the year of birth cannot lie in the future; 190, for example, is a woman born in 1990.";
    "format_tax_code": "Xin nhập mã số thuế cho “{label}”: 10 chữ số, ví dụ 0123456787; đơn vị phụ thuộc thêm 3 chữ số (0123456787-001); cá nhân, hộ gia đình có thể nhập số định danh 12 chữ số.", "Enter a tax code for “{label}”: 10 digits, such as 0123456787; a dependent unit adds 3 (0123456787-001); people and households may enter a 12-digit personal identification number.";
    "format_tax_code_check_digit": "Xin kiểm tra từng chữ số của “{label}”: chữ số thứ 10 không khớp với chín chữ số trước, như trong mã đúng 0123456787.", "Check each digit of “{label}”: the 10th does not fit the nine before it, as it does in 0123456787.";
    "format_procedure_code": "Xin nhập mã thủ tục hành chính cho “{label}”: một chữ số, dấu chấm và sáu chữ số, ví dụ 2.000815.", "Enter the code of a procedure for “{label}”: a digit, a dot and six digits, such as 2.000815.";
    "format_dossier_code": "Xin nhập mã hồ sơ cho “{label}” như ghi trên giấy tiếp nhận, ví dụ H15.50-250815-0975.", "Enter the dossier code for “{label}” as printed on the receipt, such as H15.50-250815-0975.";
    "format_dossier_code_date": "Xin kiểm tra sáu chữ số ở giữa của “{label}”: đó là năm, tháng, ngày tiếp nhận, ví dụ 250815 là ngày 15/08/2025.", "Check the six digits in the middle of “{label}”: they are the year, month and day of receipt; 250815, for example, is 15/08/2025.";
    "format_dossier_code_future": "Xin kiểm tra sáu chữ số ở giữa của “{label}”: ngày tiếp nhận không thể sau hôm nay, ví dụ 250815 là ngày 15/08/2025.", "Check the six digits in the middle of “{label}”: the day of receipt cannot lie in the future; 250815, for example, is 15/08/2025.";
    "format_document_number": "Xin nhập số, ký hiệu văn bản cho “{label}”, viết hoa, không khoảng trắng, ví dụ 08/KH-UBND hoặc 163/2025/QĐ-UBND.", "Enter the number and sign of a document for “{label}”, in capitals without spaces, such as 08/KH-UBND or 163/2025/QĐ-UBND.";
    "format_document_number_zero": "Xin thêm số 0 trước số văn bản nhỏ hơn 10 cho “{label}”, ví dụ 08/KH-UBND.", "Put a 0 before a document number below 10 for “{label}”, such as 08/KH-UBND.";
    "format_agency_code": "Xin nhập mã định danh của cơ quan cho “{label}”, ví dụ H15.50 hoặc 000.00.01.H15.", "Enter the agency's identification code for “{label}”, such as H15.50 or 000.00.01.H15.";
};
#[cfg(not(feature = "full"))]
const REPORTS: Messages = &[];

/// What is said of scores and of how they come about.
#[cfg(feature = "full")]
const SCORES: Messages = scores::SCORES;
#[cfg(not(feature = "full"))]
const SCORES: Messages = &[];

/// What is said of files and of what is printed.
#[cfg(feature = "full")]
const FILES: Messages = files::FILES;
#[cfg(not(feature = "full"))]
const FILES: Messages = &[];
/// What is said beside a long form: of checks, of its contents, of the last report.
#[cfg(feature = "full")]
const GUIDE: Messages = guide::GUIDE;
#[cfg(not(feature = "full"))]
const GUIDE: Messages = &[];
/// What is said where a form is filled without scripts.
#[cfg(feature = "full")]
const PLAIN: Messages = plain::PLAIN;
#[cfg(not(feature = "full"))]
const PLAIN: Messages = &[];
/// What is said of files of responses.
#[cfg(feature = "dataset")]
const SOURCE: Messages = source::SOURCE;
#[cfg(not(feature = "dataset"))]
const SOURCE: Messages = &[];

/// What is said of tables of responses.
#[cfg(feature = "dataset")]
const BATCH: Messages = batch::BATCH;
#[cfg(not(feature = "dataset"))]
const BATCH: Messages = &[];

/// What is said to the authors of definitions and of clients: a citizen's module does without
/// (2.7 KiB of brotli).
#[cfg(feature = "full")]
const DIAGNOSTICS: Messages = catalogue! {
    // What is wrong with a submission.
    "not_json": "Nội dung gửi lên không phải JSON hợp lệ.", "The body is not valid JSON.";
    "too_deep": "Nội dung lồng nhau quá sâu.", "The body is nested too deeply.";
    "inexact_number": "Có một số quá lớn hoặc quá nhiều chữ số thập phân: tối đa 15 chữ số và 6 chữ số thập phân.", "A number is too large or has too many decimals: at most 15 digits and 6 decimals.";
    "envelope": "Phần “{key}” của nội dung gửi lên thiếu hoặc không đúng dạng.", "The part “{key}” of the submission is missing or malformed.";
    "unknown_form": "Không có biểu mẫu này trên máy chủ.", "The server has no such form.";

    // What is wrong with a definition.
    "definition_not_object": "Cần một đối tượng JSON ở đây.", "An object is needed here.";
    "definition_missing_key": "Thêm khóa “{key}”.", "Add the key “{key}”.";
    "definition_unknown_key": "Không có khóa “{key}”; xóa hoặc sửa lại tên khóa.", "There is no key “{key}”; remove it or correct its name.";
    "definition_unknown_key_near": "Không có khóa “{key}”; có phải là “{near}”?", "There is no key “{key}”; is “{near}” meant?";
    "definition_wrong_type": "Giá trị của “{key}” không đúng kiểu; cần {expected}.", "The value of “{key}” has the wrong type; {expected} is needed.";
    "definition_schema_version": "Chỉ hỗ trợ schema_version 1.", "Only schema_version 1 is supported.";
    "definition_unknown_type": "Không có loại câu hỏi “{type}”; các loại: {known}.", "There is no question type “{type}”; the types are: {known}.";
    "definition_nested_repeat": "Nhóm lặp chỉ lồng nhau một cấp; đưa nhóm lặp này ra ngoài.", "Repeats nest only one level; move this one out.";
    "definition_range": "Loại range cần min, max và step (mặc định 1), cách nhau một số nguyên bước, tối đa 1000 bước.", "A range needs min, max and step (1 if absent), a whole number of steps apart, at most 1000.";
    "definition_bad_name": "Tên “{name}” phải bắt đầu bằng chữ thường, chỉ gồm a-z, 0-9 và _, tối đa 64 ký tự.", "The name “{name}” must begin with a lower-case letter and use only a-z, 0-9 and _, at most 64 characters.";
    "definition_bad_choice_name": "Tên lựa chọn “{name}” chỉ gồm A-Z, a-z, 0-9, “_”, “.” và “-”, tối đa 64 ký tự.", "The choice name “{name}” may use only A-Z, a-z, 0-9, “_”, “.” and “-”, at most 64 characters.";
    "definition_score_parts": "Một điểm có children, items, hoặc numerator và denominator: ghi đúng một trong ba.", "A score has children, items, or numerator and denominator: give exactly one of the three.";
    "definition_unknown_score": "Không có điểm nào tên “{name}” trong scores.", "No score is called “{name}”.";
    "definition_unknown_score_near": "Không có điểm nào tên “{name}”; có phải là “{near}”?", "No score is called “{name}”; is “{near}” meant?";
    "definition_score_cycle": "Điểm này chứa chính nó: {path}.", "This score is part of itself: {path}.";
    "definition_score_key": "“{key}” không có nghĩa ở điểm này; xóa khóa đó.", "“{key}” means nothing at this score; remove it.";
    "definition_score_scale": "Câu “{name}” không có thang điểm để quy về 100: cần mức cao nhất lớn hơn 0 (max) hoặc ít nhất hai mức khác nhau (min_max), và không có mức âm.", "“{name}” has no scale that becomes 100: its highest level must be above 0 (max) or two levels must differ (min_max), and none may be negative.";
    "definition_levels_order": "Các mức điểm của danh sách “{name}” phải tăng dần hoặc giảm dần.", "The scores of the list “{name}” must go up or go down, not both.";
    "definition_weights_zero": "Tổng các weight bằng 0: ít nhất một điểm thành phần phải có trọng số lớn hơn 0.", "The weights sum to 0: at least one child needs a weight above 0.";
    "definition_score_combine": "“{combine}” chỉ gộp được các tỷ lệ (top_box, mean, ratio); dùng weighted hoặc sum.", "“{combine}” needs parts that are shares (top_box, mean, ratio); use weighted or sum.";
    "definition_score_max": "max là {max}, nhưng các điểm thành phần cộng lại là {sum}.", "The max is {max}, but the children's add up to {sum}.";
    "definition_score_target": "Mục tiêu ghi đúng một trong at_least, above, at_most, below.", "A target has exactly one of at_least, above, at_most, below.";
    "definition_target_no_scale": "Điểm này không có thang (max), nên không so được với mục tiêu hay quy về max; thêm max.", "This score has no scale (max), so it cannot have a target or be scaled; add max.";
    "definition_bands_order": "Các mức xếp loại phải giảm dần theo from.", "The bands must go down by “from”.";
    "definition_duplicate_name": "Tên “{name}” đã được dùng; đặt tên khác.", "The name “{name}” is used already; choose another.";
    "definition_missing_translation": "Thêm bản dịch “{language}” của “{key}”.", "Add the {language} translation of “{key}”.";
    "definition_unknown_list": "Không có danh sách lựa chọn “{name}” trong choices.", "There is no choice list “{name}” in choices.";
    "definition_empty_list": "Danh sách lựa chọn “{name}” không có lựa chọn nào.", "The choice list “{name}” has no choices.";
    "definition_unresolved_file": "Danh sách “{name}” còn nằm trong tệp {file}; chạy “sipas bundle” để gộp vào.", "The list “{name}” is still in the file {file}; run “sipas bundle” to put it in.";
    "definition_unbundled": "Biểu mẫu này còn lấy dữ liệu từ tệp khác (“data”); chạy “sipas bundle” để đưa dữ liệu vào.", "This definition still takes data from other files (“data”); run “sipas bundle” to put them in.";
    "definition_limit": "“{key}” vượt giới hạn {max}.", "“{key}” exceeds the limit of {max}.";
    "definition_table": "Nhóm dạng bảng chứa các câu select_one dùng chung một danh sách, hoặc các nhóm có số ô số bằng nhau.", "A table group holds select_one questions that share one list, or groups of as many numbers each.";
    "definition_top_level": "Cấp trên cùng của survey chỉ chứa nhóm; mỗi nhóm là một trang.", "The top level of survey holds only groups; each is a page.";
    "definition_unreachable": "Điều kiện này không bao giờ đúng nên câu hỏi không bao giờ được hỏi; sửa điều kiện hoặc bỏ câu hỏi.", "This condition is never true, so the question is never asked; correct the condition or remove the question.";
    "definition_impossible": "Không câu trả lời nào đáp ứng được “{key}”; sửa lại điều kiện hoặc giới hạn.", "No answer can satisfy “{key}”; correct the condition or the limits.";
    "definition_no_choice": "Bộ lọc này không để lại lựa chọn nào; sửa lại điều kiện.", "This filter lets no choice through; correct the condition.";
    "definition_unknown_language": "Có văn bản tiếng “{language}” nhưng settings không khai báo: thêm “{language}” vào settings.languages, hoặc bỏ các văn bản đó.", "Texts are given in “{language}”, which the settings do not have: add “{language}” to settings.languages, or remove those texts.";
    "type_boolean": "một điều đúng hoặc sai", "a truth";
    "type_integer": "một số nguyên", "a whole number";
    "type_decimal": "một số", "a number";
    "type_number": "một số", "a number";
    "type_array": "một danh sách: [ … ]", "an array: [ … ]";
    "type_text": "một văn bản", "a text";
    "type_date": "một ngày (date('2025-12-31'))", "a date (date('2025-12-31'))";
    "type_choice": "một lựa chọn", "one choice";
    "type_choices": "nhiều lựa chọn (dùng selected())", "several choices (use selected())";
    "type_note": "một note", "a note";
    "type_question": "một câu hỏi có câu trả lời", "a question that is answered";
    "type_select_one": "một câu select_one", "a select_one question";
    "type_value": "một câu hỏi hoặc một calculate", "a question or a calculate";
    "type_text_value": "một calculate cho ra văn bản", "a calculate that gives a text";
    "type_truth_value": "một calculate cho ra đúng hoặc sai", "a calculate that gives a truth";
    "definition_no_pipe": "Thông báo không hiện được câu trả lời: bỏ ${…}, vì thông báo có thể nằm lại trong nhật ký.", "A message cannot show an answer, since it may end in a log: take ${…} out.";
    "definition_table_columns": "Ô thứ {column} của mỗi dòng trong bảng phải có cùng nhãn với dòng đầu.", "Cell {column} of each line of a table must have the label of the first line.";
    "definition_cycle": "Các biểu thức phụ thuộc vòng tròn: {path}.", "Expressions depend on each other in a circle: {path}.";
    "definition_unscored_item": "Câu “{name}” không phải select_one có điểm (với sum: hoặc một con số), nên không thể chấm điểm.", "“{name}” is not a select_one with scored choices (for a sum: or a number), so it cannot be scored.";
    "definition_unscored_item_near": "Không có câu hỏi “{name}”; có phải là “{near}”?", "There is no question “{name}”; is “{near}” meant?";
    "definition_words_code": "Chương trình không nói câu nào có mã “{key}” với người trả lời; `sipas words` liệt kê các mã.", "Respondents are told no sentence with the code “{key}”; `sipas words` lists the codes.";
    "definition_words_code_near": "Chương trình không nói câu nào có mã “{key}” với người trả lời; có phải là “{near}”?", "Respondents are told no sentence with the code “{key}”; is “{near}” meant?";
    "definition_words_parameters": "Câu “{key}” phải có đúng các tham số của câu tiếng Việt, mỗi tham số một lần: {expected}.", "The sentence “{key}” needs the parameters of the Vietnamese one, each as often as there: {expected}.";
    "definition_default": "Giá trị mặc định không hợp với câu hỏi.", "The default does not fit the question.";
    "expression_syntax": "Không đọc được biểu thức ở đây: cần {expected}.", "The expression cannot be read here: {expected} is needed.";
    "expression_unknown_name": "Không có câu hỏi “{name}”.", "There is no question “{name}”.";
    "expression_unknown_name_near": "Không có câu hỏi “{name}”; có phải là “{near}”?", "There is no question “{name}”; is “{near}” meant?";
    "expression_unknown_function_near": "Không có hàm “{name}”; có phải là “{near}”?", "There is no function “{name}”; is “{near}” meant?";
    "expression_unknown_function": "Không có hàm “{name}”.", "There is no function “{name}”.";
    "expression_arguments": "Hàm “{name}” nhận {expected} đối số.", "The function “{name}” takes {expected} arguments.";
    "expression_wrong_type": "Cần {expected}, nhưng ở đây là {found}.", "{expected} is needed, but this is {found}.";
    "expression_unknown_choice": "Danh sách của câu hỏi không có lựa chọn “{name}”.", "The question's list has no choice “{name}”.";
    "expression_many": "“{name}” có một câu trả lời ở mỗi dòng; dùng trong sum(), count(), min(), max(), join() hoặc count-non-empty().", "“{name}” has an answer in each row; use it in sum(), count(), min(), max(), join() or count-non-empty().";
    "expression_rows": "count() cần một nhóm lặp hoặc một câu hỏi trong nhóm lặp.", "count() needs a repeat or a question in one.";
    "expression_parent": "“..” chỉ dùng trong position(..), bên trong một nhóm lặp.", "“..” stands only in position(..), inside a repeat.";
    "expression_once": "once() chỉ đứng một mình, bao trọn một calculation: once(…).", "once() stands only around the whole of a calculation: once(…).";
    "definition_check": "Phép kiểm tra ghi đúng một trong hai: constraint với constraint_message (phải đúng mới gửi được), hoặc warning với warning_message (nên đúng, vẫn gửi được).", "A check has exactly one of the two: constraint with constraint_message (must hold to be sent), or warning with warning_message (should hold, may be sent all the same).";
    "definition_check_field": "Phép kiểm tra này không nêu được “{name}”: chỉ nêu câu hỏi có câu trả lời, nằm ngoài các nhóm lặp hoặc cùng nhóm lặp với phép kiểm tra.", "This check cannot be about “{name}”: name a question that is answered, outside repeats or in the repeat of the check.";
    "definition_check_idle": "Điều kiện này luôn đúng nên không bao giờ báo gì; sửa điều kiện hoặc bỏ phép kiểm tra.", "This condition always holds, so nothing is ever told; correct the condition or remove the check.";
    "definition_check_impossible": "Điều kiện này không bao giờ đúng nên phép kiểm tra lần nào cũng báo; sửa lại điều kiện.", "This condition is never true, so the check always finds fault; correct the condition.";
    "definition_check_unreachable": "Điều kiện này không bao giờ đúng nên không bao giờ kiểm tra gì; sửa điều kiện hoặc bỏ phép kiểm tra.", "This condition is never true, so nothing is ever checked; correct the condition or remove the check.";
    "definition_check_pipe": "Câu báo của phép kiểm tra chỉ hiện được số và ngày do biểu mẫu tính, không hiện câu trả lời, vì có thể nằm lại trong nhật ký: tính con số cần hiện trong một calculate.", "The message of a check can show numbers and dates that the form calculates, but no answers, since it may end in a log: compute the figure in a calculate.";
    "definition_named_twice": "“{name}” được nêu hai lần; bỏ một lần.", "“{name}” is named twice; take one out.";
    "definition_report_key": "Mã báo cáo (key) phải được tính từ cả unit và period, ví dụ concat(${unit}, '/', ${period}); nếu không, hai báo cáo khác nhau sẽ trùng mã.", "The key of a report must be computed from both its unit and its period, such as concat(${unit}, '/', ${period}); else two reports would share one.";
    "definition_saved_default": "Câu hỏi có default thì không trống, nên không nhận được số liệu kỳ trước: bỏ default hoặc last_saved.", "A question with a default is not empty, so it takes nothing of the last report: remove default or last_saved.";
    "definition_saved_in_rows": "“{key}” chỉ dùng được ngoài các nhóm lặp: đưa câu hỏi ra ngoài, hoặc bỏ khóa này.", "“{key}” is only for questions outside repeats: move this one out, or remove the key.";
    "definition_saved_type": "Câu hỏi này nhận {expected}, nhưng số liệu kỳ trước là {found}: nêu tên một số liệu cùng kiểu (với lựa chọn: cùng danh sách).", "This question takes {expected}, but what the last report has is {found}: name something of the same type (of choices: of the same list).";
    "definition_wrong_kind": "“{name}” không dùng được ở đây: cần {expected}, nằm ngoài các nhóm lặp.", "“{name}” cannot be used here: {expected} outside repeats is needed.";
    "expression_no_value": "“{name}” không có câu trả lời hay giá trị để đọc: dùng tên một câu hỏi hoặc một calculate.", "“{name}” has no answer or value to read: use the name of a question or a calculate.";
    "expression_this": "Ở đây không có câu trả lời nào cho “.”; ghi tên câu hỏi, ví dụ ${received}.", "There is no answer here for “.” to stand for; write a question's name, such as ${received}.";
    "expression_unknown_list": "Câu hỏi này không chọn từ danh sách “{name}”. Ghi đúng tên danh sách của câu hỏi.", "The question does not choose from a list “{name}”. Write the name of its list.";
    "expression_unknown_column": "Danh sách không có cột “{name}” để tra. Cột khóa luôn là “name”.", "The list has no column “{name}” to look up. The key column is always “name”.";
    "expression_literal": "Viết trực tiếp một đoạn văn bản trong dấu nháy ở đây.", "Write a text in quotes here.";
    "expression_pattern": "Không đọc được mẫu của regex() ở đây.", "The pattern of regex() cannot be read here.";
    "expression_date_format": "format-date() chỉ nhận %Y, %y, %m, %n, %d, %e và %%.", "format-date() takes only %Y, %y, %m, %n, %d, %e and %%.";
    "expression_bare_word": "“{name}” không có nghĩa ở đây: viết ${{name}} cho một câu hỏi, '{name}' cho văn bản.", "“{name}” means nothing here: write ${{name}} for a question, '{name}' for a text.";
    "expression_limit": "Biểu thức quá dài hoặc lồng nhau quá sâu.", "The expression is too long or nested too deeply.";
};
#[cfg(not(feature = "full"))]
const DIAGNOSTICS: Messages = &[];

/// What the program says to whoever runs it; no module has it.
#[cfg(feature = "program")]
const PROGRAM: Messages = catalogue! {
    // What is wrong with a file.
    "file_not_json": "Tệp không phải JSON hợp lệ; có lỗi ở đây.", "The file is not valid JSON; the fault is here.";
    "file_too_deep": "Nội dung tệp lồng nhau quá sâu.", "The file is nested too deeply.";
    "file_duplicate_key": "Một khóa xuất hiện hai lần trong cùng một đối tượng.", "A key is given twice in one object.";
    "duplicate_key_named": "Khóa “{key}” xuất hiện hai lần trong cùng một đối tượng; xóa hoặc đổi tên một khóa.", "The key “{key}” is given twice in one object; remove or rename one of them.";
    "file_too_large": "lớn hơn giới hạn {max} byte", "larger than the limit of {max} bytes";
    "list_without_choices": "Tệp danh sách thiếu khóa “choices”.", "The file of a list needs the key “choices”.";
    "list_elsewhere": "Tệp danh sách phải nằm cùng thư mục với biểu mẫu; chỉ ghi tên tệp.", "The file of a list lies beside the definition; give only its name.";
    // What is wrong with the data that are put into a definition.
    "data_unread": "Không đọc được tệp {file}: {reason}", "The file {file} cannot be read: {reason}";
    "data_elsewhere": "Tệp dữ liệu phải nằm cùng thư mục với biểu mẫu; chỉ ghi tên tệp, không ghi “{file}”.", "A data file lies beside the definition; give only its name, not “{file}”.";
    "data_unknown_name": "Dữ liệu ở đây không có “{name}” (biểu mẫu cần {path}); thêm vào, hoặc sửa lại tên.", "The data here have no “{name}” (the definition asks for {path}); add it, or correct the name.";
    "data_unknown_name_near": "Dữ liệu ở đây không có “{name}” (biểu mẫu cần {path}); có phải là “{near}”?", "The data here have no “{name}” (the definition asks for {path}); is “{near}” meant?";
    "data_unknown_id": "Không có mục nào có id “{name}” trong {path}; sửa lại, hoặc thêm mục đó.", "Nothing in {path} has the id “{name}”; correct it, or add it there.";
    "data_unknown_id_near": "Không có mục nào có id “{name}” trong {path}; có phải là “{near}”?", "Nothing in {path} has the id “{name}”; is “{near}” meant?";
    "data_not_an_array": "{path} phải là một danh sách: [ … ].", "{path} must be an array: [ … ].";
    "data_not_an_object": "Mỗi mục được lặp lại phải là một đối tượng: { … }.", "Each item that is repeated must be an object: { … }.";
    "data_not_text": "{path} phải là văn bản, số, true hoặc false thì mới ghi được vào văn bản.", "{path} must be a text, a number, true or false to stand in a text.";
    "data_bad_name": "“{name}” ({path}) không đặt tên được: cần ít nhất một chữ a-z hoặc chữ số.", "“{name}” ({path}) gives no name: it needs at least one letter a-z or digit.";
    "data_duplicate": "“{name}” đã được dùng ở {other}; hai mục không được trùng nhau, đặt id khác.", "“{name}” is used at {other} already; no two items may share it: choose another id.";
    "data_unclosed": "Thiếu dấu “}}” để đóng “{{”.", "A “}}” is missing to close “{{”.";
    "data_unknown_filter": "Không có “|{name}”; chỉ có |name và |words.", "There is no “|{name}”; there are |name and |words.";
    "data_unknown_filter_near": "Không có “|{name}”; có phải là “|{near}”?", "There is no “|{name}”; is “|{near}” meant?";
    "data_template": "Tệp dữ liệu không được chứa “{name}”: chỉ biểu mẫu mới có; xóa đi.", "A data file must not hold “{name}”, which only a definition has; remove it.";
    "data_too_large": "Biểu mẫu sau khi đưa dữ liệu vào lớn hơn giới hạn {max} byte; bớt dữ liệu hoặc bớt mẫu lặp ở đây.", "With its data the definition is larger than the limit of {max} bytes; take less data, or repeat less here.";
    "data_too_many": "Việc lặp ở đây phải xét hơn {max} mục; bớt các mẫu lặp lồng nhau.", "Repeating here looks at more than {max} items; nest fewer templates.";
    "data_too_deep": "Nội dung ở đây lồng nhau quá {max} cấp.", "This is nested more than {max} levels deep.";
    "not_utf8": "Tệp không được mã hóa bằng UTF-8; lưu lại tệp với mã hóa UTF-8.", "The file is not in UTF-8; save it as UTF-8.";
    "json_empty": "Tệp trống.", "The file is empty.";
    "json_spreadsheet": "Đây là bảng tính (Excel), không phải JSON.", "This is a spreadsheet, not JSON.";
    "json_ends": "Tệp kết thúc quá sớm: thiếu dấu ngoặc hoặc dấu nháy đóng.", "The file ends too early: a closing bracket or quote is missing.";
    "json_trailing_comma": "Thừa dấu phẩy trước “{sign}”; xóa dấu phẩy đó.", "There is a comma too many before “{sign}”; remove it.";
    "json_comma": "Thừa dấu phẩy ở đây; xóa dấu phẩy đó.", "There is a comma too many here; remove it.";
    "json_missing_comma": "Thiếu dấu phẩy trước chỗ này.", "A comma is missing before this place.";
    "json_inner_quote": "Dấu nháy bên trong văn bản phải viết là \\\".", "A quote inside a text must be written \\\".";
    "json_curly_quotes": "Dấu nháy cong “ ” ‘ ’ không dùng được trong JSON; viết dấu nháy thẳng \".", "The curly quotes “ ” ‘ ’ are no JSON quotes; write straight ones: \".";
    "json_single_quotes": "JSON không dùng dấu nháy đơn '; viết dấu nháy kép \".", "JSON has no single quotes '; write double ones: \".";
    "json_comment": "JSON không có chú thích; xóa chú thích này.", "JSON has no comments; remove this one.";
    "json_key": "Cần một khóa trong dấu nháy kép \" ở đây.", "A key in double quotes \" is needed here.";
    "json_colon": "Cần dấu hai chấm “:” sau khóa.", "A colon “:” is needed after the key.";
    "json_control": "Văn bản không được xuống dòng hoặc chứa ký tự tab: viết \\n hoặc \\t, hoặc thêm dấu nháy đóng.", "A text holds no line break or tab: write \\n or \\t, or add the closing quote.";
    "json_escape": "Sau dấu \\ ở đây không đúng; muốn có dấu \\ thì viết \\\\.", "What follows the \\ here is wrong; for a \\ itself write \\\\.";
    "json_trailing": "Còn nội dung thừa sau khi JSON đã kết thúc.", "Something follows after the JSON has ended.";

    // What the machine does not allow.
    "cannot_open": "không mở được tệp", "cannot open it";
    "cannot_read": "không đọc được tệp", "cannot read it";
    "cannot_read_folder": "không đọc được thư mục", "cannot read the folder";
    "cannot_create_folder": "không tạo được thư mục", "cannot create the folder";
    "cannot_write": "không ghi được", "cannot write it";
    "not_found": "không tìm thấy", "not found";
    "not_permitted": "không có quyền truy cập", "not permitted";
    "is_folder": "đây là một thư mục", "it is a folder";
    "one_input": "đầu vào chuẩn chỉ đọc được một lần; ghi tên một tệp", "the standard input can be read only once; name a file instead";

    // What was found.
    "fine": "hợp lệ", "fine";
    "hash": "mã băm", "hash";
    "pages_one": "{count} trang", "{count} page";
    "pages_many": "{count} trang", "{count} pages";
    "questions_one": "{count} câu hỏi", "{count} question";
    "questions_many": "{count} câu hỏi", "{count} questions";
    "scores_one": "{count} điểm", "{count} score";
    "scores_many": "{count} điểm", "{count} scores";
    "responses_one": "{count} phiếu trả lời", "{count} response";
    "responses_many": "{count} phiếu trả lời", "{count} responses";
    "no_scores": "Biểu mẫu không có điểm (scores) nào để tính.", "The form has no scores to compute.";
    "warning_prefix": "cảnh báo: ", "warning: ";
    "unsaid": "với “{language}”, {count} câu của chương trình chưa có trong settings.words nên được hiện bằng ngôn ngữ khác: {codes}", "of “{language}”, {count} sentences of the engine are not in settings.words and are shown in another language: {codes}";
    "response_not_counted": "phiếu {number} không được tính", "response {number} not counted";
    "response_warning": "phiếu {number}, cảnh báo", "response {number} warning";

    // By what responses are grouped.
    "by_unknown": "--by {name}: biểu mẫu không có câu hỏi này.", "--by {name}: the form has no such question.";
    "by_unknown_near": "--by {name}: biểu mẫu không có câu hỏi này; có phải “{near}”?", "--by {name}: the form has no such question; is it “{near}”?";
    "by_no_answer": "--by {name}: đây là nhóm hoặc ghi chú, không có câu trả lời.", "--by {name}: it is a group or a note and has no answer.";
    "by_in_repeat": "--by {name}: câu hỏi nằm trong phần lặp nên mỗi phiếu có thể có nhiều câu trả lời.", "--by {name}: it lies in a repeat, so one response may have many answers.";
    "by_too_many": "--by {name}: có hơn {max} nhóm; chọn câu hỏi có ít câu trả lời khác nhau hơn.", "--by {name}: more than {max} groups; take a question with fewer different answers.";
    // How reports of units are told.
    "duplicate_report": "Đơn vị đã có báo cáo này cho kỳ này. Xin kiểm tra lại đơn vị và kỳ báo cáo.", "There is this report of the unit for this period already. Check the unit and the period.";
    "duplicate_report_replace": "Đơn vị đã có báo cáo này cho kỳ này. Xin kiểm tra lại đơn vị và kỳ báo cáo; nếu thay báo cáo đã gửi, xin chọn “{choice}” ở “{question}” rồi gửi lại.", "There is this report of the unit for this period already. Check the unit and the period; to replace the report that was sent, choose “{choice}” at “{question}” and send it again.";
    "reports_twice": "Trùng báo cáo (cùng đơn vị, cùng kỳ) với {files}: chỉ giữ một báo cáo.", "The same report (unit and period) as {files}: keep only one of them.";
    "reports_fine": "đủ", "complete";
    "reports_blocked": "phải sửa: {rules}", "to be mended: {rules}";
    "reports_warned": "cần xem: {rules}", "to be looked at: {rules}";
    "reports_unreadable": "không đọc được: {code}", "cannot be read: {code}";
    "reports_targets": "chỉ tiêu đạt {share}", "targets met {share}";
    "reports_summary": "{count} báo cáo: {fine} đủ, {blocked} phải sửa, {warned} cần xem, {unreadable} không đọc được.", "Reports: {count}. Complete: {fine}, to be mended: {blocked}, to be looked at: {warned}, cannot be read: {unreadable}.";
    "reports_missing": "Chưa có báo cáo kỳ {period}: {count}/{all} đơn vị: {units}.", "No report yet for {period}: {count} of {all} units: {units}.";
    "reports_none_missing": "Kỳ {period}: đủ báo cáo của {all} đơn vị.", "{period}: the reports of all {all} units are there.";
    "reports_by_unit": "Chỉ tiêu theo đơn vị", "Targets by unit";
    "reports_missed": "chưa đạt: {names}", "missed: {names}";
    "reports_no_data": "thiếu số liệu: {names}", "no data: {names}";
    "reports_duplicates": "{rule}, trùng báo cáo {key}: phiếu {numbers}; chỉ tính phiếu {counted}, là phiếu gửi sau.", "{rule}, the report {key} is there more than once: responses {numbers}; only response {counted} counts, the later one.";
    "reports_duplicates_none": "{rule}, trùng báo cáo {key}: phiếu {numbers}; không phiếu nào được tính.", "{rule}, the report {key} is there more than once: responses {numbers}; none of them counts.";
    "reports_replaced": "đơn vị đã gửi báo cáo khác cho cùng kỳ sau phiếu này, nên chỉ tính báo cáo gửi sau", "the unit sent another report for the period later, and only that one counts";
    "folder_empty": "Thư mục không có tệp .json nào.", "There is no .json file in the folder.";
    "html_refused": "Số phiếu không được tính: {count}", "Responses not counted: {count}";
    "table_no_question": "Không thấy cột nào là câu hỏi của biểu mẫu. Ghi tên câu hỏi (name) hoặc nguyên văn câu hỏi vào dòng tiêu đề của bảng.", "No column is a question of the form. Write the questions' names, or their full text, into the header row.";
    "table_twice": "Có hơn một cột cho cùng câu hỏi: {names}. Xóa hoặc đổi tên cột thừa.", "More than one column for the same question: {names}. Remove or rename the others.";
    "table_missing": "Không thấy cột cho câu hỏi tính điểm: {names}. Ghi tên câu hỏi vào tiêu đề của cột ấy; nếu không hỏi câu đó, thêm một cột trống.", "No column for scored questions: {names}. Write their names into the header; for a question that was not asked, add an empty column.";
    "too_many_files": "Có hơn {max} tệp; chia thành nhiều thư mục.", "There are more than {max} files; split them into several folders.";
    "sample_size": "Cỡ mẫu: {size}", "Sample size: {size}";
    "sample_rounded": "làm tròn lên", "rounded up";
    "sample_source": "Công thức Yamane (Taro Yamane, Statistics: An Introductory Analysis, 1967); độ tin cậy 95 %, chọn mẫu ngẫu nhiên đơn giản, tỷ lệ gần 50 %.", "Yamane's rule (Taro Yamane, Statistics: An Introductory Analysis, 1967); 95% confidence, a simple random sample, a share near 50%.";
};
#[cfg(not(feature = "program"))]
const PROGRAM: Messages = &[];

// What is said of many responses.
#[cfg(feature = "dataset")]
const TOLD: Messages = told::TOLD;
#[cfg(not(feature = "dataset"))]
const TOLD: Messages = &[];

/// All of it.
fn all() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    MESSAGES
        .iter()
        .chain(REPORTS)
        .chain(SCORES)
        .chain(FILES)
        .chain(GUIDE)
        .chain(PLAIN)
        .chain(BATCH)
        .chain(SOURCE)
        .chain(DIAGNOSTICS)
        .chain(PROGRAM)
        .chain(TOLD)
}

/// The column of a language: English for `en`, Vietnamese for everything else.
fn find(code: &str, language: &str) -> Option<&'static str> {
    all().find(|(name, _, _)| *name == code).map(|(_, vi, en)| if language == "en" { *en } else { *vi })
}

/// All that a form says to respondents, the code, Vietnamese, English: one that only a build with
/// [`FULL`](crate::FULL) shows says more.
#[cfg(feature = "full")]
pub fn said(needs_full: bool) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    let rest = [REPORTS, SCORES, FILES, GUIDE].into_iter().flatten().filter(move |_| needs_full);
    MESSAGES.iter().chain(rest)
}

/// The names of the parameters of a sentence, in the order of the alphabet.
#[cfg(feature = "full")]
#[must_use]
pub fn placeholders(text: &str) -> alloc::vec::Vec<&str> {
    let mut names: alloc::vec::Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    names.sort_unstable();
    names
}

/// Whether the catalogue has a message under `code`.
#[must_use]
pub fn has_message(code: &str) -> bool {
    find(code, "vi").is_some()
}

/// The languages that every sentence is in.
pub const LANGUAGES: [&str; 2] = ["vi", "en"];

/// The sentence under `code`, which takes no parameters; the code itself if there is none.
#[must_use]
pub fn sentence<'a>(code: &'a str, language: &str) -> &'a str {
    find(code, language).unwrap_or(code)
}

/// The message under `code` with its parameters filled in; the code itself if there is none.
#[must_use]
pub fn message(code: &str, language: &str, params: &[(&str, &str)]) -> String {
    fill(sentence(code, language), params)
}

/// `template` with each `{name}` replaced by that parameter, in one pass: what a parameter
/// contains is never read as a placeholder.
#[must_use]
pub fn fill(template: &str, params: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = after
            .split_once('}')
            .and_then(|(name, tail)| params.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value, tail)));
        if let Some((value, tail)) = found {
            text.push_str(value);
            rest = tail;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete_and_take_the_same_parameters() {
        for (index, (code, vi, en)) in all().enumerate() {
            assert!(!vi.is_empty() && !en.is_empty(), "{code}");
            assert_eq!(placeholders(vi), placeholders(en), "{code}");
            assert!(all().skip(index + 1).all(|(other, _, _)| other != code), "{code} twice");
        }
    }

    #[test]
    fn parameters_are_filled_once() {
        assert_eq!(fill("{a} and {b} {c", &[("a", "{b}"), ("b", "2")]), "{b} and 2 {c");
    }
}
