//! What citizens of the sample wrote or said, and the copies of it that hold nothing of who reports. Invented: numbers and accounts
//! are patterned as those of `testdata/hotline`, sites stand below `.example`.

/// An account that three reports name.
pub(super) const ACCOUNT: &str = "1012 000 333";
/// A site that looks like the province's.
pub(super) const SITE: &str = "dichvucong-lamson.example";
/// The phone of who calls about it.
pub(super) const CALLER: &str = "0912 000 345";
/// The reporter's own account: it is kept as a tag alone.
pub(super) const OWN_ACCOUNT: &str = "1012 000 999";
/// Where somebody advertises betting.
pub(super) const BETTING: &str = "https://nohu-mau.example/dang-ky";

pub(super) const FALSE_NEWS: &str = "\
Từ tối qua trong nhóm Zalo của xóm có người đăng ảnh chụp một thông báo nói hồ Ba Vành sắp vỡ, ai ở thôn Đông phải dọn đi trước \
5 giờ sáng. Thông báo có dấu đỏ nhưng không có số, không có ngày ký, tên xã viết sai. Nhiều cụ già đã xếp đồ lên xe. Nhờ trung tâm \
hỏi giúp tin này thật hay giả và nói lại cho bà con.";

pub(super) const LAND_PAPERS: &str = "\
Có người gọi bằng số 0912 000 345 xưng là cán bộ một cửa của phường, nói hồ sơ đất nhà tôi thiếu thông tin, không cập nhật trong \
ngày thì bị hủy. Họ gửi đường dẫn dichvucong-lamson.example/cap-nhat, trang trông y như trang dịch vụ công của tỉnh, có cả quốc \
huy. Tôi điền số căn cước, rồi họ bảo nộp “lệ phí xác thực” 2.350.000 đồng vào tài khoản 1012 000 333. Tôi chuyển từ tài khoản \
của tôi 1012 000 999. Chuyển xong thì họ chặn số, không gọi lại được.";
pub(super) const LAND_PAPERS_REDACTED: &str = "\
Người gọi bằng số 0912 000 345 xưng cán bộ một cửa, nói hồ sơ đất thiếu thông tin, không cập nhật trong ngày thì bị hủy; gửi trang \
dichvucong-lamson.example/cap-nhat trông như trang dịch vụ công của tỉnh, hỏi số căn cước, thu “lệ phí xác thực” 2.350.000 đồng vào \
tài khoản 1012 000 333 rồi chặn số.";

pub(super) const BIRTH_PAPERS: &str = "\
Em nhận tin nhắn Zalo của một tài khoản tên “Tổ hỗ trợ dịch vụ công”, bảo giấy khai sinh của con em chưa đồng bộ, phải vào \
dichvucong-lamson.example xác nhận trước khi nhập học. Vào trang thì hiện mã QR, quét ra tài khoản 1012000333, số tiền 1.200.000 \
đồng ghi là “phí đồng bộ, hoàn lại sau 24 giờ”. Em chuyển xong, hôm sau hỏi thì tài khoản Zalo đó đã đổi tên.";
pub(super) const BIRTH_PAPERS_REDACTED: &str = "\
Tài khoản Zalo tên “Tổ hỗ trợ dịch vụ công” nhắn rằng giấy khai sinh chưa đồng bộ, gửi trang dichvucong-lamson.example; trang hiện mã \
QR của tài khoản 1012000333, 1.200.000 đồng “phí đồng bộ, hoàn lại sau 24 giờ”.";

pub(super) const IDENTITY_LEVEL: &str = "\
Bác trai, hơn 60 tuổi, kể qua điện thoại: một người gọi bằng số 0912 000 345 xưng cán bộ phường, nói định danh của bác bị lỗi, lương \
hưu tháng này sẽ không về. Họ giữ máy gần một giờ, đọc cho bác từng bước trên trang dichvucong-lamson.example. Bác chuyển hai lần vào \
tài khoản 1012 000 333, lần đầu 38 triệu, lần sau 48 triệu cách lúc gọi tới trung tâm 20 phút. Bác đã gọi ngân hàng, ngân hàng đang \
kiểm tra lần chuyển thứ hai.";
pub(super) const IDENTITY_LEVEL_REDACTED: &str = "\
Người gọi bằng số 0912 000 345 xưng cán bộ phường, nói định danh bị lỗi, lương hưu sẽ không về; giữ máy gần một giờ, hướng dẫn trên \
trang dichvucong-lamson.example; hai lần chuyển vào tài khoản 1012 000 333, tổng 86 triệu đồng. Ngân hàng đã được báo.";

pub(super) const NUISANCE: &str = "\
Mỗi ngày tôi nhận ba, bốn cuộc gọi mời vay tiền, mời học thử, hôm nay là 0900 000 771 và 0900 000 772. Tôi đã bảo không có nhu cầu mà \
họ vẫn gọi, cả giờ nghỉ trưa. Không mất gì, chỉ mong được chặn.";

pub(super) const HOSPITAL_CALL: &str = "\
Bà cụ tới tận phường kể: sáng nay có người gọi xưng là y tá, khóc lóc báo cháu nội bị tai nạn đang mổ, phải chuyển ngay 15 triệu. Bà \
ra quầy thì nhân viên giao dịch hỏi kỹ, gọi cho con trai bà mới biết cháu vẫn ở trường. Chưa mất tiền. Số gọi tới là 0905 000 777.";
pub(super) const HOSPITAL_CALL_REDACTED: &str = "\
Người gọi bằng số 0905 000 777 xưng y tá, báo người thân bị tai nạn đang mổ, đòi chuyển 15 triệu đồng. Nhân viên quầy giao dịch hỏi \
kỹ, kiểm tra lại nên chưa mất tiền.";

pub(super) const ONE_STOP_DESK: &str = "\
Ở bộ phận một cửa nơi tôi nộp hồ sơ, một cán bộ giữ tài khoản và mật khẩu dịch vụ công của nhiều người dân ghi trong cuốn sổ, tự đăng \
nhập nộp hồ sơ thay và thu mỗi người 200 nghìn “tiền công”. Ai không đưa thì hồ sơ bị trả lại với lý do thiếu ảnh. Tôi có ảnh chụp \
hai lần bị trả lại. Tôi xin giữ kín tên vì còn phải nộp hồ sơ ở đó.";

pub(super) const ONLINE_JOB: &str = "\
Em được kéo vào nhóm Telegram “Việc nhẹ cuối tuần”, quản trị viên là @viecnhe_mau88. Hai ngày đầu làm nhiệm vụ thích trang, nạp 500 \
nghìn hoàn 650 nghìn, nhận được thật. Đến nhiệm vụ “đơn VIP” em nạp 18.400.000 đồng thì họ nói em ghi sai cú pháp, phải nạp thêm 30 \
triệu để mở khóa. Em dừng lại và không nạp nữa, nhưng không rút được tiền cũ.";
pub(super) const ONLINE_JOB_REDACTED: &str = "\
Nhóm Telegram “Việc nhẹ cuối tuần”, quản trị viên @viecnhe_mau88: nhiệm vụ nhỏ hoàn tiền thật trong hai ngày, sau đó “đơn VIP” \
18.400.000 đồng, báo sai cú pháp và đòi nạp thêm 30 triệu đồng.";
/// Kept by the citizen, and sent with the report.
pub(super) const ONLINE_JOB_CHAT: &str = "\
[Quản trị viên] Bạn ghi sai cú pháp nên đơn bị treo.
[Quản trị viên] Nạp 30.000.000 để hệ thống mở khóa, hoàn cả gốc lẫn thưởng trong 15 phút.
[Quản trị viên] Không nạp trong hôm nay thì tiền tự hủy.
";
pub(super) const ONLINE_JOB_MESSAGE: &str = "\
Em vừa tìm lại được biên lai hai lần nạp, giờ trên biên lai là 21:07 và 21:31 hôm kia. Sáng nay có người tên “luật sư” nhắn bảo lấy \
lại được tiền, phí 10%. Em có nên trả lời không ạ?";

pub(super) const SHARED_COMPUTER: &str = "\
Máy tính cho dân tra cứu ở bộ phận một cửa của xã không tự đăng xuất. Tôi mở lên thấy ngay hồ sơ của người dùng trước, có cả số điện \
thoại. Đề nghị xã cài tự đăng xuất và dán giấy nhắc mọi người thoát tài khoản.";

pub(super) const VISA_FEE: &str = "\
I teach at a language centre here. A message on WhatsApp from somebody calling himself an immigration officer said my extension was on \
hold and I had to pay 3,200,000 VND. The link was xuatnhapcanh-mau.example/pay. I typed in my card number and the code on the back, \
then I stopped because the page asked for a one-time code. My Vietnamese is not good, please write in English.";

pub(super) const HOSPITAL_SMS: &str = "\
Người dân gọi tới: nhận tin nhắn hiện tên người gửi giống bệnh viện tỉnh, báo còn nợ viện phí 740.000 đồng, kèm đường dẫn \
vienphi-bvdk.example/tra-cuu. Người nhà đúng là vừa ra viện nên suýt trả. Chưa bấm vào đường dẫn, còn giữ tin nhắn.";

pub(super) const BETTING_PAGE: &str = "\
Trong nhóm mua bán đồ cũ của phường có tài khoản đăng quảng cáo cá độ, hứa tặng 100 nghìn cho người mới, đường dẫn \
https://nohu-mau.example/dang-ky. Nhiều cháu học sinh bấm vào hỏi cách nạp thẻ. Tôi không muốn để lại tên.";

pub(super) const TAKEN_ACCOUNT: &str = "\
Em học lớp 8. Em bấm đường dẫn bình chọn bạn gửi rồi tài khoản Facebook của em bị đổi mật khẩu. Người ta nhắn đòi ba thẻ cào 200 nghìn \
mới trả, không thì gửi tin nhắn riêng của em cho cả lớp. Bạn em cũng nhận được tin vay tiền từ tài khoản của em. Em chưa dám nói với bố mẹ.";

pub(super) const ON_THE_PHONE: &str = "\
Mẹ tôi đang nghe điện thoại của người xưng công an, họ bảo mẹ tôi dính đường dây rửa tiền, cấm tắt máy, cấm nói với ai. Mẹ đã chuyển 48 \
triệu, giờ họ bắt ra quầy chuyển tiếp. Tôi ở xa, gọi mẹ không được vì máy bận. Số gọi tới hiện 0905 000 246. Xin giúp chặn ngay.";

/// Of who owns the account, or says so.
pub(super) const OBJECTION: &str = "\
Tài khoản này tôi mở hồi sinh viên rồi cho một người quen mượn, tôi không biết họ dùng làm gì. Tôi đã tới ngân hàng khóa tài khoản hôm \
qua và có giấy xác nhận. Đề nghị trung tâm xem lại cảnh báo vì tên tôi không liên quan.";
