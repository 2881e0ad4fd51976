// What is said about drafts and about submissions that wait on the device.
import { saying } from "./saying.js";

/** @type {import("./saying.js").Words} */
const WORDS = {
  resumed: [
    "Đã mở lại phiếu Ông/Bà trả lời dở, lưu lúc {time}. Phiếu trả lời dở ở lại trên thiết bị này tối đa 7 ngày.",
    "The form you had not finished is open again, as saved at {time}. One that is not finished stays on this device for at most 7 days.",
  ],
  unconfirmed: [
    "Đã mở lại phiếu Ông/Bà gửi lúc {time}. Máy chủ chưa xác nhận đã nhận phiếu: xin bấm “Gửi lại”.",
    "The form you sent at {time} is open again. The server has not confirmed that it has it: please press “Send again”.",
  ],
  changed: [
    "Từ khi Ông/Bà bắt đầu, phiếu đã có bản mới; câu trả lời và kết quả nay theo bản mới. Xin xem lại trước khi gửi.",
    "The form has changed since you began; your answers and any results now follow the new version. Please check them before sending.",
  ],
  strangers: [
    "Các câu trả lời sau không còn phù hợp với bản mới và sẽ không được gửi:",
    "These answers no longer fit the new version and will not be sent:",
  ],
  discard: ["Xóa và làm lại từ đầu", "Delete and start again"],
  discard_sure: ["Xóa hết câu trả lời của phiếu này?", "Delete all answers of this form?"],
  discard_yes: ["Xóa", "Delete"],
  discard_no: ["Giữ lại", "Keep"],
  hide: ["Ẩn thông báo", "Hide this"],
  unsent_one: [
    "Có 1 phiếu đã lưu trên thiết bị này chưa gửi được. Phiếu tự gửi khi kết nối được với máy chủ.",
    "1 form saved on this device is not sent yet. It is sent as soon as the server can be reached.",
  ],
  unsent_many: [
    "Có {count} phiếu đã lưu trên thiết bị này chưa gửi được. Các phiếu tự gửi khi kết nối được với máy chủ.",
    "{count} forms saved on this device are not sent yet. They are sent as soon as the server can be reached.",
  ],
  sign_in: [
    "Máy chủ cần đăng nhập lại rồi mới nhận: xin đăng nhập rồi bấm “Gửi ngay”.",
    "The server needs a new sign-in first: please sign in, then press “Send now”.",
  ],
  send_now: ["Gửi ngay", "Send now"],
  save_file: ["Lưu ra tệp", "Save to a file"],
  attention: [
    "Máy chủ chưa nhận phiếu lưu lúc {time}; xin Ông/Bà mở phiếu và xem lại.",
    "The server did not accept the form saved at {time}; please open it and check it.",
  ],
  open: ["Mở phiếu", "Open the form"],
  received: [
    "Phiếu lưu lúc {time} nay đã được tiếp nhận.",
    "The form saved at {time} has now been received.",
  ],
  receipt: ["Mã tiếp nhận: {receipt}", "Receipt number: {receipt}"],
  denied: [
    "Trình duyệt không cho lưu câu trả lời trên thiết bị này. Xin Ông/Bà đừng đóng trang trước khi gửi xong.",
    "The browser does not let answers be saved on this device. Please do not close the page before they are sent.",
  ],
  full: [
    "Thiết bị không còn chỗ để lưu câu trả lời. Xin Ông/Bà đừng đóng trang trước khi gửi xong; xóa bớt dữ liệu rồi thử lại.",
    "There is no room left on this device to save your answers. Please do not close the page before they are sent; free some space and try again.",
  ],
  offer_file: [
    "Phiếu chưa gửi có thể lưu ra tệp, rồi mở ở trang “Phiếu chưa gửi” trên thiết bị khác để gửi.",
    "A form that is not sent can be saved to a file, and sent from the page “Forms not sent yet” of another device.",
  ],
  idle: [
    "Không có thao tác: câu trả lời sẽ được xóa sau {seconds} giây.",
    "Nobody has touched the screen: the answers will be cleared in {seconds} seconds.",
  ],
  still_here: ["Tôi vẫn đang trả lời", "I am still answering"],
  queue: ["Phiếu đang chờ gửi", "Waiting to be sent"],
  queue_empty: ["Không có phiếu nào chờ gửi.", "No form is waiting to be sent."],
  queue_saved: ["Lưu lúc {time}", "Saved at {time}"],
  queue_attempts: ["Đã thử gửi {count} lần", "Attempts so far: {count}"],
  state_: ["Chờ gửi", "Waiting to be sent"],
  state_network: ["Chưa kết nối được với máy chủ", "The server could not be reached"],
  state_busy: ["Máy chủ đang bận", "The server is busy"],
  state_sign_in: ["Cần đăng nhập lại", "A new sign-in is needed"],
  state_rejected: ["Máy chủ báo có câu cần sửa", "The server asks for corrections"],
  state_other_version: ["Phiếu đã có bản mới", "The form has a new version"],
  state_refused: ["Máy chủ không nhận (mã lỗi {status})", "The server did not accept it (error {status})"],
  elsewhere: [
    "Phiếu của trang khác chỉ gửi được khi mở lại trang đã điền phiếu ấy",
    "A form of another page is sent once the page that it was filled on is opened again",
  ],
  shared_one: [
    "Có 1 phiếu điền trên thiết bị dùng chung đang chờ gửi. Nội dung phiếu không hiện ở đây.",
    "1 form that was filled on a shared device is waiting to be sent. What it says is not shown here.",
  ],
  shared_many: [
    "Có {count} phiếu điền trên thiết bị dùng chung đang chờ gửi. Nội dung các phiếu không hiện ở đây.",
    "{count} forms that were filled on a shared device are waiting to be sent. What they say is not shown here.",
  ],
  delete: ["Xóa", "Delete"],
  delete_sure: ["Xóa phiếu này? Phiếu chưa được gửi.", "Delete this form? It has not been sent."],
  open_file: ["Mở tệp phiếu chưa gửi", "Open a file of forms not sent"],
  opened: ["Đã thêm {count} phiếu từ tệp để gửi.", "Forms taken from the file to be sent: {count}."],
  not_queue: [
    "Tệp này không phải tệp phiếu chưa gửi. Xin chọn tệp đã lưu bằng nút “Lưu ra tệp”.",
    "This is no file of forms not sent. Please choose one that was made by “Save to a file”.",
  ],
  too_large: ["Tệp quá lớn. Xin chọn tệp khác.", "The file is too large. Please choose another."],
  receipts: ["Phiếu đã gửi từ thiết bị này", "Forms sent from this device"],
  no_receipts: ["Chưa có phiếu nào.", "None yet."],
  received_at: ["Tiếp nhận lúc {time}", "Received at {time}"],
  no_endpoint: [
    "Trang này không có địa chỉ gửi phiếu: xin báo cho người quản trị trang.",
    "This page has no address to send forms to: please tell the site's administrator.",
  ],
};

export const say = saying(WORDS);

/**
 * A moment as it is written here: 10:32 29/11/2026.
 *
 * @param {number} milliseconds Since 1970.
 */
export function clockTime(milliseconds) {
  const date = new Date(milliseconds);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
  return `${two(date.getHours())}:${two(date.getMinutes())} ${day}`;
}
