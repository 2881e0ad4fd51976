// What is said about sending a file.

/** @type {import("../saying.js").Words} */
export const SENDING = {
  sending_heading: ["Gửi", "Send"],
  send_nothing_yet: [
    "Chưa có phiếu nào của tệp này được gửi đi từ trình duyệt này.",
    "No response of this file has been sent from this browser.",
  ],
  send_where: [
    "Mỗi phiếu được gửi riêng đến {address} và có mã tiếp nhận riêng.",
    "Each response is sent on its own to {address} and gets a receipt of its own.",
  ],
  send_without: [
    "{count} phiếu không được tính sẽ không được gửi.",
    "The {count} that are not counted are not sent.",
  ],
  send_incomplete: [
    "{count} phiếu còn thiếu câu trả lời bắt buộc: kết quả vẫn tính, nhưng máy chủ có thể từ chối. Xin sửa trước khi gửi, nếu có thể.",
    "{count} lack an answer that is required: results count them, but the server may refuse them. Mend them first if you can.",
  ],
  send_no_address: [
    "Trang này chưa có địa chỉ nhận phiếu, nên không gửi được từ đây. Xin báo cho người quản trị trang.",
    "This page names no address that takes responses, so nothing can be sent from here. Please tell the site's administrator.",
  ],
  send_no_file: ["Chưa có tệp nào để gửi.", "There is no file to send yet."],
  send_none: ["Không có phiếu nào gửi được.", "There is no response that can be sent."],
  send_button: ["Gửi {count} phiếu…", "Send {count} responses…"],
  send_more: ["Gửi tiếp…", "Go on sending…"],
  send_sure: ["Gửi {count} phiếu đến {address}?", "Send {count} responses to {address}?"],
  send_again: [
    "Trong đó {count} phiếu lần trước bị từ chối, chưa gửi được, hoặc đã sửa sau khi được nhận.",
    "{count} of them were refused, could not be sent, or were changed since they were accepted.",
  ],
  send_sure_hint: [
    "Phiếu đã gửi không rút lại được từ đây. Có thể dừng rồi gửi tiếp; phiếu đã được nhận không bị gửi lần nữa.",
    "What was sent cannot be taken back from here. You can stop and go on; what was accepted is not sent twice.",
  ],
  send_sure_none: [
    "Không gửi phiếu nào đến {address}, vì tất cả đã gửi từ tệp khác?",
    "Send nothing to {address}, as all were sent from another file?",
  ],
  send_yes_none: ["Ghi nhận, không gửi phiếu nào", "Note that, and send none"],
  send_yes: ["Gửi {count} phiếu ngay", "Send {count} responses now"],
  send_preparing: ["Đang gửi. Xin giữ trang này mở.", "Sending. Please keep this page open."],
  send_going_on: ["Đang gửi tiếp. Xin giữ trang này mở.", "Sending again. Please keep this page open."],
  send_not_noted: [
    "Đang gửi. Trình duyệt không cho ghi nhớ việc gửi trên máy này: xin đừng đóng trang trước khi gửi xong.",
    "Sending. The browser does not let this be noted on this computer: do not close the page before it is done.",
  ],
  send_stopping: ["Đang chờ các phiếu trên đường gửi…", "Waiting for those that are on their way…"],
  send_pause_network: [
    "Không có kết nối với máy chủ. Tự gửi tiếp khi có mạng, hoặc lúc {time}.",
    "The server cannot be reached. Sending goes on by itself once there is a connection, or at {time}.",
  ],
  send_pause_busy: [
    "Máy chủ đang bận. Tự gửi tiếp lúc {time}.",
    "The server is busy. Sending goes on by itself at {time}.",
  ],
  send_progress: ["Phần đã gửi", "How much is sent"],
  send_number: ["{count}", "{count}"],
  send_accepted: ["Đã nhận", "Accepted"],
  send_refused: ["Bị từ chối", "Refused"],
  send_other: ["Đã gửi trước với nội dung khác", "Sent before with other content"],
  send_failed: ["Chưa gửi được", "Could not be sent"],
  send_posted: ["Chưa rõ", "Not known"],
  send_left: ["Còn lại", "Left"],
  send_accepted_why: ["Máy chủ đã lưu.", "The server has stored them."],
  send_refused_why: ["Máy chủ không nêu lý do.", "The server gave no reason."],
  send_other_why: [
    "Máy chủ đã có phiếu của dòng này, với nội dung khác; không gửi đè.",
    "The server has a response of this row, with other content; it is not replaced.",
  ],
  send_failed_why: ["Máy chủ gặp lỗi với phiếu này.", "The server failed at this response."],
  send_posted_why: [
    "Đã gửi nhưng chưa có trả lời. Gửi tiếp thì sẽ rõ; phiếu không bị ghi hai lần.",
    "Sent, but no reply came. Going on finds out; no response is stored twice.",
  ],
  send_was_partly: [
    "Tệp này đã gửi một phần lúc {time}: {accepted} phiếu đã nhận, {refused} phiếu bị từ chối, còn {left} phiếu.",
    "This file was partly sent at {time}: {accepted} accepted, {refused} refused, {left} left.",
  ],
  send_was_sent: [
    "Tệp này đã gửi xong lúc {time}: {accepted} phiếu đã nhận, {refused} phiếu bị từ chối.",
    "This file was sent at {time}: {accepted} accepted, {refused} refused.",
  ],
  send_had: [
    "Máy chủ đã có từ trước {count} phiếu với nội dung khác.",
    "{count} were on the server before, with other content.",
  ],
  send_moved: [
    "Tệp này đã gửi với dòng tiêu đề là dòng {line}. Xin quay lại “Thiết lập khác”, chọn đúng dòng đó rồi kiểm tra lại; nếu không, các dòng bị đếm lệch.",
    "This file was sent with its header in line {line}. Go back to “More settings”, choose that line and check again; otherwise rows are taken for others.",
  ],
  send_stopped: [
    "Đã dừng: {accepted} phiếu đã nhận. Bấm “Gửi tiếp” khi sẵn sàng.",
    "Stopped: {accepted} accepted. Press “Go on sending” when you are ready.",
  ],
  send_done: [
    "Đã gửi xong: {accepted} phiếu đã nhận, {refused} phiếu bị từ chối.",
    "All sent: {accepted} accepted, {refused} refused.",
  ],
  send_halt_sign_in: [
    "Máy chủ cần đăng nhập lại. Xin đăng nhập trong một thẻ khác, rồi bấm “Gửi tiếp” ở đây.",
    "The server needs a new sign-in. Sign in in another tab, then press “Go on sending” here.",
  ],
  send_halt_other_version: [
    "Máy chủ dùng phiên bản khác của biểu mẫu này. Xin tải lại trang, mở lại tệp và kiểm tra lại.",
    "The server has another version of this form. Reload the page, open the file again and check it.",
  ],
  send_halt_closed: [
    "Địa chỉ này không nhận phiếu (HTTP {status}). Chưa gửi tiếp; xin báo cho người quản trị trang.",
    "This address takes no responses (HTTP {status}). Sending has stopped; please tell the site's administrator.",
  ],
  send_halt_failing: [
    "Máy chủ gặp lỗi liên tục (HTTP {status}) nên đã dừng. Xin bấm “Gửi tiếp” sau ít phút.",
    "The server keeps failing (HTTP {status}), so sending has stopped. Press “Go on sending” in some minutes.",
  ],
  send_elsewhere: [
    "Tệp này đang được gửi ở một thẻ khác của trình duyệt. Xin xem ở thẻ đó.",
    "This file is being sent in another tab of the browser. Look there.",
  ],
  send_no_room: [
    "Không ghi được vào bộ nhớ của trình duyệt nên đã dừng gửi, để không phiếu nào bị gửi hai lần. Xin xóa bớt dữ liệu rồi gửi tiếp.",
    "The browser's storage could not be written, so sending has stopped and nothing is sent twice. Free some space, then go on.",
  ],
  send_file_gone: [
    "Không đọc tiếp được tệp: tệp đã bị sửa, di chuyển hoặc xóa sau khi kiểm tra. Phiếu đã nhận vẫn được giữ. Xin mở lại tệp: trước khi gửi, trang so với những gì đã gửi từ trình duyệt này.",
    "The file cannot be read further: it was changed, moved or removed since it was checked. What was accepted stands. Open the file again: before it is sent it is compared with what was sent from this browser.",
  ],
  send_not_checked: [
    "Tệp này cần được kiểm tra lại trước khi gửi. Xin mở lại tệp rồi bấm “Kiểm tra tệp”.",
    "This file must be checked again before it is sent. Open it once more and press “Check the file”.",
  ],
  send_mend_hint: [
    "Muốn gửi lại phiếu bị từ chối: bấm “Xem và sửa”, sửa rồi bấm “Gửi tiếp”; hoặc tải riêng các dòng đó, sửa trong Excel rồi mở ở đây. Nếu mở cả tệp đã sửa, trang so với những gì đã gửi từ trình duyệt này và không gửi lại phiếu giống hệt; trên máy khác thì xin chỉ gửi các phiếu chưa được nhận.",
    "To send what was refused: press “Show and mend”, mend it, then press “Go on sending”; or download only those rows, mend them in Excel and open them here. If you open the whole file as it was changed, it is compared with what was sent from this browser, and what is the same is not sent again; on another computer send only those that were not accepted.",
  ],
  send_report: ["Kết quả gửi", "What became of them"],
  send_became: ["Kết quả", "What became of it"],
  send_reason: ["Lý do", "Reason"],
  send_number_head: ["Số phiếu", "Responses"],
  send_rows: ["Các dòng", "Rows"],
  send_row: ["Dòng", "Row"],
  send_id: ["Mã phiếu", "Id"],
  send_receipt: ["Mã tiếp nhận", "Receipt number"],
  send_save: ["Tải báo cáo gửi (CSV)", "Download this report (CSV)"],
  send_name: ["da-gui", "sent"],
  send_moved_keyed: [
    "Các dòng được đọc khác với các phiếu đã nhập nên chưa gửi được. Xin quay lại “Chọn tệp khác”, mở đợt nhập rồi bấm “Kiểm tra và xem kết quả”.",
    "The rows are read otherwise than the forms were keyed in, so they cannot be sent. Press “Choose another file”, open the batch and press “Check and see the results”.",
  ],
  send_later_why: [
    "Máy chủ giữ bản đã nhận trước đó; bản sửa sau này không được ghi. Nếu bản ở máy chủ sai, xin báo đơn vị quản lý máy chủ kèm mã tiếp nhận (trong báo cáo gửi).",
    "The server keeps what it accepted before; what was changed since is not stored. If the server's is wrong, tell those who run the server, with the receipt number (in this report's file).",
  ],
  send_row_of: ["{row} (số {number})", "{row} (no. {number})"],
  send_row_gone: ["phiếu đã xóa", "deleted form"],
  send_mend: ["Xem và sửa", "Show and mend"],
  send_mend_of: ["Xem và sửa các dòng bị từ chối: {reason}", "Show and mend the refused rows: {reason}"],
  send_mend_rows: ["Các dòng máy chủ từ chối", "Rows that the server refused"],
  send_said: ["Máy chủ: {text}", "Server: {text}"],
  send_refusal: ["Máy chủ từ chối: {reason}", "Refused by the server: {reason}"],
  send_refused_file: [
    "Tải các dòng không được tính hoặc bị từ chối",
    "Download the rows that are not counted or were refused",
  ],
  send_mend_hint_keyed: [
    "Muốn gửi lại phiếu bị từ chối: bấm “Xem và sửa”, sửa rồi bấm “Gửi tiếp”. Phiếu đã nhận không bị ghi lần nữa.",
    "To send what was refused: press “Show and mend”, mend it, then press “Go on sending”. What was accepted is not stored twice.",
  ],
  send_comparing: [
    "Đang so với các phiếu đã gửi từ tệp khác. Chưa gửi phiếu nào.",
    "Comparing with what was sent from other files. Nothing is being sent yet.",
  ],
  send_compare_stopped: [
    "Đã dừng so với các tệp khác. Chưa gửi phiếu nào.",
    "The comparison with other files has stopped. Nothing was sent.",
  ],
  send_shared: [
    "{count} trong {all} phiếu có cùng câu trả lời, thời gian và số phiếu với phiếu đã gửi từ {files}.",
    "{count} of the {all} responses have the same answers, times and form number as responses already sent from {files}.",
  ],
  send_shared_more: ["{count} tệp khác", "{count} other files"],
  send_shared_gone: ["tệp khác", "another file"],
  send_other_file: ["“{name}” ({day})", "“{name}” ({day})"],
  send_shared_leave: ["Không gửi lại {count} phiếu này", "Do not send these {count} again"],
  send_shared_all: [
    "Vẫn gửi cả {count} phiếu, vì đó là phiếu của những người khác trả lời giống nhau",
    "Send all {count}, since they are of other people who gave the same answers",
  ],
  send_before: ["Đã gửi từ tệp khác", "Sent from another file"],
  send_before_why: [
    "Cùng nội dung với phiếu đã gửi từ tệp khác; không gửi lại.",
    "The same as a response sent from another file; not sent again.",
  ],
  send_before_from: [
    "Cùng nội dung với phiếu đã gửi từ {file}; không gửi lại.",
    "The same as a response sent from {file}; not sent again.",
  ],
  send_had_before: [
    "{count} phiếu đã gửi từ tệp khác nên không gửi lại.",
    "{count} were sent from another file and are not sent again.",
  ],
  send_reply_of_other: [
    "Máy chủ trả lời cho một phiếu khác, nên chưa rõ phiếu này đã được nhận chưa. Xin báo cho người quản trị máy chủ.",
    "The server replied to another response, so it is not known whether it has this one. Please tell those who run the server.",
  ],
  send_before_too: ["Xem lại {count} phiếu không gửi lại…", "Look again at the {count} that were not sent…"],
};
