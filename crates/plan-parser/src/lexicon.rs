//! Words that names of agencies are made of, and words that end them. Lower case, tone marks placed the new
//! way, as [`crate::lines::lower`] writes them. Common nouns and verbs of administrative language: no agency, no
//! province.

/// Nouns that begin the name of an agency, whatever the case.
#[rustfmt::skip]
pub(crate) const HEADS: &[&str] = &[
    "sở", "ủy ban", "ubnd", "hđnd", "ubmttq", "ubmttqvn", "hội đồng nhân dân", "công an", "bộ chỉ huy",
    "bộ tư lệnh", "bộ chqs", "ban chqs", "ban chỉ huy", "ban chỉ đạo", "bcđ", "tiểu ban", "đảng ủy",
    "tỉnh ủy", "thành ủy", "cấp ủy", "văn phòng", "thanh tra tỉnh", "thanh tra thành phố",
    "mặt trận tổ quốc", "mttq", "cơ quan", "đơn vị", "doanh nghiệp", "tổ chức", "công ty", "tập đoàn",
    "tổng công ty", "ngân hàng", "kho bạc", "tòa án", "viện kiểm sát", "cơ sở giáo dục", "cơ sở y tế",
    "cơ sở đào tạo", "cơ sở khám", "cơ sở sản xuất", "chủ quản", "chủ tịch", "người đứng đầu", "thủ trưởng",
    "giám đốc", "địa phương", "đoàn thể", "ban quản lý", "hiệp hội", "liên đoàn", "lực lượng", "nhà trường",
    "thường trực", "bảo hiểm xã hội", "bhxh", "chi cục", "cổng thông tin", "đội ứng cứu", "tổ công tác",
    "tổ công nghệ", "bưu điện", "vnpt", "viettel", "mobifone", "fpt", "bệnh viện", "trạm y tế",
    "trường đại học", "trường cao đẳng", "trường chính trị", "ban tuyên giáo", "ban tổ chức",
    "ban nội chính", "ban dân tộc", "bí thư", "tổ an ninh", "báo chí", "nhà mạng", "cán bộ đầu mối",
    "trưởng ban", "trưởng công an", "tỉnh đoàn", "thành đoàn", "huyện đoàn", "xã đoàn", "khu phố",
    "tổ dân phố", "lực lượng vũ trang", "viện nghiên cứu", "ban cán sự", "quân khu", "tổng cục",
];

/// What begins the name of a body that issues documents, in a letterhead.
#[rustfmt::skip]
pub(crate) const ISSUERS: &[&str] = &[
    "ủy ban", "tỉnh ủy", "thành ủy", "ban ", "sở ", "công an", "đảng ủy", "đảng bộ", "hội đồng", "văn phòng",
    "tiểu ban", "bộ ", "trung tâm", "hội ", "cục ", "chi bộ",
];

/// Abbreviations of bodies, written in capitals and followed by the level ("CA tỉnh").
#[rustfmt::skip]
pub(crate) const ABBREVIATIONS: &[&str] = &[
    "ca", "vp", "bch", "bchqs", "bđbp", "lđlđ", "hnd", "hlhpn", "hccb", "catp", "vpubnd", "vphđnd", "tt",
];

/// Words of names that would otherwise end them.
#[rustfmt::skip]
pub(crate) const WHOLE: &[&str] = &[
    "phòng , chống tội phạm sử dụng công nghệ cao", "phòng chống tội phạm sử dụng công nghệ cao",
    "phòng , chống tham nhũng , lãng phí , tiêu cực", "phòng , chống tham nhũng , tiêu cực",
    "phòng , chống tham nhũng", "phòng , chống thiên tai và tìm kiếm cứu nạn", "phòng , chống thiên tai",
    "phòng , chống ma túy", "phòng , chống tội phạm",
    "phát triển khoa học , công nghệ , đổi mới sáng tạo và chuyển đổi số",
    "phát triển khoa học , công nghệ , đổi mới sáng tạo , chuyển đổi số",
    "phát triển khoa học công nghệ , đổi mới sáng tạo và chuyển đổi số", "bảo vệ nền tảng tư tưởng của đảng",
    "bảo vệ bí mật nhà nước", "hậu cần", "chuyên trách bảo vệ an ninh mạng",
    "chuyên trách về bảo vệ an ninh mạng", "chuyên trách bảo đảm an toàn thông tin", "tham gia bảo vệ an ninh , trật tự ở cơ sở",
];

/// Nouns that begin a name only when written with a capital or after "các".
#[rustfmt::skip]
pub(crate) const CAPITAL_HEADS: &[&str] = &[
    "bộ", "ban", "ngành", "báo", "đài", "cục", "hội", "đoàn", "viện", "trường", "tổ", "đội", "phòng",
    "thuế", "hải quan", "thống kê", "quỹ", "điện lực", "trung tâm", "đặc khu", "xã", "phường", "huyện",
    "thị xã", "thành phố", "tỉnh", "thanh tra", "học viện", "viễn thông", "thành viên", "thôn", "cấp",
    "quân khu", "trạm", "tổ dân phố", "khối", "chủ đầu tư", "đảng bộ", "chi bộ", "nhà xuất bản",
    "hợp tác xã", "bộ phận", "câu lạc bộ", "quận", "buôn", "bản", "ấp", "khóm", "vụ", "tổng cục", "liên minh",
    "mạng lưới", "khoa", "chi đoàn",
];

/// What looks like a head and is not.
#[rustfmt::skip]
pub(crate) const NOT_HEADS: &[&str] = &[
    "ban hành", "báo cáo", "báo động", "bộ máy", "bộ tiêu chí", "bộ chỉ số", "bộ công cụ", "bộ quy tắc",
    "bộ tài liệu", "hội nghị", "hội thảo", "hội nhập", "đoàn kết", "đội ngũ", "phòng chống", "phòng ngừa",
    "phòng vệ", "trường hợp", "cục bộ", "viện dẫn", "hội tụ", "cấp độ", "cấp phát", "cấp phép", "tổ hợp",
    "đài thọ", "ban đầu", "xã hội", "thành phố thông minh", "trung tâm dữ liệu", "tỉnh táo", "bộ luật",
    "hội thi", "cấp bách", "thống kê số", "trạm biến", "báo chí cách mạng", "quỹ đất", "đoàn kiểm tra",
    "khối lượng", "phòng thủ", "tổ chức lại", "ngành nghề", "trường học an", "lực lượng sản xuất",
    "cấp kinh phí", "bản đồ", "bản quyền", "vụ việc", "vụ án", "bản sao", "bản tin", "khoa học", "mạng lưới an",
];

/// Heads so general that one alone ("ban", "tổ chức") goes on with the entry before.
#[rustfmt::skip]
pub(crate) const GENERIC: &[&str] = &[
    "sở", "ban", "bộ", "ngành", "hội", "đoàn", "đoàn thể", "cơ quan", "đơn vị", "tổ chức", "doanh nghiệp",
    "địa phương", "xã", "phường", "đặc khu", "huyện", "thị xã", "thành phố", "tỉnh", "phòng", "trường",
    "cấp", "lực lượng", "báo chí", "thôn", "trung tâm", "cơ sở giáo dục", "cơ sở đào tạo", "viện", "khối",
    "hợp tác xã", "tổ dân phố", "quận", "khu phố", "buôn", "bản", "ấp",
];

/// Verbs (and what introduces a purpose) that end a list of agencies.
#[rustfmt::skip]
pub(crate) const VERBS: &[&str] = &[
    "chủ trì", "chủ động", "phối hợp", "thực hiện", "triển khai", "tổ chức", "xây dựng", "tham mưu",
    "nghiên cứu", "rà soát", "đề xuất", "ban hành", "kiểm tra", "đánh giá", "hướng dẫn", "đôn đốc",
    "theo dõi", "tổng hợp", "báo cáo", "bố trí", "cân đối", "bảo đảm", "đảm bảo", "tăng cường", "đẩy mạnh",
    "tuyên truyền", "phổ biến", "giám sát", "dự báo", "cảnh báo", "chia sẻ", "chia sẽ", "khắc phục",
    "xử lý", "phát hiện", "ngăn chặn", "cung cấp", "hỗ trợ", "quản lý", "vận hành", "duy trì", "kiện toàn",
    "thành lập", "hoàn thiện", "hoàn thành", "lập", "trình", "thẩm định", "phê duyệt", "tiếp tục",
    "thường xuyên", "kịp thời", "định kỳ", "căn cứ", "chịu trách nhiệm", "có trách nhiệm", "giúp",
    "chỉ đạo", "lãnh đạo", "quán triệt", "nâng cao", "đào tạo", "tập huấn", "bồi dưỡng", "thu thập",
    "điều tra", "đấu tranh", "phòng ngừa", "tiếp nhận", "cập nhật", "kết nối", "tích hợp", "khuyến khích",
    "ưu tiên", "tham gia", "sử dụng", "áp dụng", "đưa", "lồng ghép", "huy động", "thống nhất",
    "khẩn trương", "nghiêm túc", "đăng tải", "phát triển", "đổi mới", "thiết lập", "tạo", "giải quyết",
    "công bố", "bàn giao", "mở", "gửi", "rà quét", "lựa chọn", "phân công", "giao", "cử", "đăng ký",
    "ký kết", "sơ kết", "tổng kết", "nhân rộng", "biên soạn", "sản xuất", "khai thác", "đầu tư", "mua sắm",
    "trang bị", "nâng cấp", "cài đặt", "diễn tập", "ứng cứu", "ứng phó", "trực tiếp", "phải", "được", "để",
    "đề tổ", "nhằm", "khi", "giữa", "là", "sẽ", "cần", "tự", "đảm nhận", "làm", "xác định", "thông tin về",
    "truyền thông về", "yêu cầu", "đề nghị", "giảm", "chuẩn bị", "in", "phát động", "phát hành",
    "phát sóng", "xác minh", "truy vết", "bảo vệ", "thanh tra việc", "kiểm soát", "tháo gỡ", "vận động",
    "chấp hành", "tuân thủ", "giáo dục", "phản ánh", "tìm kiếm", "quy định", "đồng bộ", "hằng năm",
    "hàng năm", "hằng tháng", "hàng tháng", "hằng quý", "hàng quý", "mỗi năm", "cụ thể hóa", "số hóa",
    "công khai", "cam kết", "nghiêm chỉnh", "khảo sát", "thí điểm", "xem xét", "quyết định", "bổ sung",
    "sửa đổi", "chuyển", "trước khi", "sau khi", "theo", "đối với", "trên cơ sở", "tận dụng", "ngay sau",
    "phân bổ", "cấp kinh phí", "cấp phát", "thông báo", "điều phối", "thống kê", "phân loại", "phân tích",
    "dành", "ứng dụng", "khởi tạo", "phòng chống", "tư vấn", "tình hình", "kết quả", "về kết quả",
    "về tình hình", "về tiến độ", "các hành vi", "về việc", "trước ngày", "tăng", "mở", "làm đầu mối", "trước tháng", "trước", "vào",
    "thay", "tách", "thu hồi", "vá", "lấy", "bật", "xóa", "gỡ", "chặn", "thúc đẩy", "đăng", "viết",
    "quảng bá", "kêu gọi", "ký", "lưu trữ", "sao lưu", "thay thế", "chốt", "tham khảo", "rút kinh", "nắm",
    "quan tâm", "trao đổi", "làm việc", "lắp đặt", "mã hóa", "ghi", "giữ", "nhắc nhở", "gắn", "thu hút",
    "bám sát", "hình thành", "củng cố", "đa dạng", "mở rộng", "tối ưu", "khen thưởng", "biểu dương",
    "xử phạt", "tiến hành",
];

/// What may follow a general noun and still belong to the name ("đơn vị quản lý …", "doanh nghiệp cung cấp …").
#[rustfmt::skip]
pub(crate) const RELATIVE: &[&str] = &[
    "cung cấp", "quản lý", "vận hành", "khai thác", "đào tạo", "nghiên cứu", "giáo dục", "chủ trì",
    "giám sát", "sản xuất", "ứng dụng", "thanh tra", "điều phối", "bảo vệ", "ứng cứu", "truyền thông",
    "phát triển", "điều tra", "tư vấn", "được giao", "được phân công", "tham mưu", "kiểm tra",
];

/// Departments that a list shortens to their field ("Sở Nội vụ, Tài chính").
#[rustfmt::skip]
pub(crate) const FIELDS: &[&str] = &[
    "nội vụ", "tài chính", "tư pháp", "công thương", "y tế", "xây dựng", "khoa học và công nghệ",
    "thông tin và truyền thông", "giáo dục và đào tạo", "nông nghiệp và môi trường",
    "nông nghiệp và phát triển nông thôn", "tài nguyên và môi trường", "kế hoạch và đầu tư",
    "giao thông vận tải", "văn hóa, thể thao và du lịch", "văn hóa và thể thao",
    "văn hóa - thể thao và du lịch", "du lịch", "ngoại vụ", "dân tộc và tôn giáo",
    "lao động - thương binh và xã hội", "lao động, thương binh và xã hội",
];

/// Words that say nothing more about which agency is meant.
#[rustfmt::skip]
pub(crate) const TAIL: &[&str] = &[
    "có", "liên", "khác", "trên", "của", "trong", "thuộc", "tại", "ở",
];

/// Lower-case words that may go on with the name of a body.
#[rustfmt::skip]
pub(crate) const IN_NAME: &[&str] = &[
    "tỉnh", "thành", "phố", "xã", "phường", "huyện", "thị", "đặc", "khu", "nhân", "dân", "cấp", "và", "của",
    "các", "trên", "địa", "bàn", "có", "liên", "quan", "trực", "thuộc", "chức", "năng", "chuyên", "môn",
    "trách", "tại", "ở", "chính", "trị", "quân", "sự", "quốc", "gia", "phát", "thanh", "truyền", "hình",
    "sở", "ban", "ngành", "đoàn", "thể", "phương", "toàn", "ương", "hội", "vận", "nông", "phụ", "nữ",
    "quận", "chiến", "binh", "tổ", "đảng", "ủy", "khác", "nghiệp", "vụ", "thôn", "cơ",
];
