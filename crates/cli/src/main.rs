//! The `coloa` command: noun, then verb. Exit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 a check
//! found something (audit chain broken, doctor found a fault).
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod commands;
mod messages;
mod output;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use commands::{
    Context, Failure, audit, doctor, hotline, hunt, ingest, plan, report, search, serve, system, user,
};
use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode};

/// Events are many small texts: this one allocates them in half the time of the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What scripts may rely on; printed by `--help`.
const EXIT_CODES: &str = "Mã thoát: 0 xong; 1 không làm được; 2 dùng sai lệnh hoặc cấu hình sai; \
                          3 kiểm tra thấy điều cần xử lý (audit verify, doctor).";

/// Cổ Loa: phần mềm của trung tâm an ninh mạng cấp tỉnh.
#[derive(Parser)]
#[command(name = "coloa", version, long_about = None, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Cli {
    /// Tệp cấu hình (TOML).
    #[arg(long, global = true, env = "COLOA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Thư mục dữ liệu; như --set data_dir=…
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Đặt một khóa cấu hình, mạnh hơn tệp và biến môi trường.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Dạng in ra; không nêu thì là bảng, riêng `system assess` là JSON khi không in ra màn hình.
    #[arg(long, global = true, value_enum)]
    format: Option<output::Format>,
    /// Ngôn ngữ của thông báo.
    #[arg(long, global = true, env = "COLOA_LANG", default_value = "vi", value_parser = ["vi", "en"])]
    lang: String,
    /// In cả chuỗi nguyên nhân của lỗi.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Chạy máy chủ.
    Serve(serve::Arguments),
    /// Áp dụng các thay đổi cấu trúc cơ sở dữ liệu còn thiếu.
    Migrate,
    /// Người dùng.
    #[command(subcommand)]
    User(user::Command),
    /// Kế hoạch.
    #[command(subcommand)]
    Plan(plan::Command),
    /// Báo cáo.
    #[command(subcommand)]
    Report(report::Command),
    /// Hệ thống thông tin.
    #[command(subcommand)]
    System(system::Command),
    /// Tin báo của người dân.
    #[command(subcommand)]
    Hotline(hotline::Command),
    /// Chạy luật Sigma trên tệp sự kiện (.evtx, JSON từng dòng, syslog, máy chủ web); không cần máy chủ, không ghi gì.
    Hunt(hunt::Arguments),
    /// Gửi tệp sự kiện vào một máy chủ đang chạy.
    Ingest(ingest::Arguments),
    /// Gửi lại tệp sự kiện với tốc độ chọn trước.
    Replay(ingest::ReplayArguments),
    /// Tìm sự kiện đã lưu, kể cả khi máy chủ đang chạy; không ghi gì.
    Search(search::Arguments),
    /// Nhật ký kiểm toán.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Kiểm tra máy, cấu hình, cơ sở dữ liệu và công cụ đi kèm.
    Doctor,
    /// In mô tả API (OpenAPI).
    Openapi,
    /// In tệp gợi ý lệnh cho trình dòng lệnh (bash, zsh, fish, …).
    Completions { shell: clap_complete::Shell },
}

/// The headings that the argument parser prints in English by itself.
const HELP: &str = "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";

fn in_vietnamese(command: clap::Command) -> clap::Command {
    let command = command
        .help_template(HELP)
        .subcommand_help_heading("Lệnh")
        .disable_help_subcommand(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "Tham số"
            } else {
                "Tùy chọn"
            };
            arg.help_heading(heading)
        })
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help_heading("Tùy chọn")
                .help("In phần trợ giúp này"),
        );
    command.mut_subcommands(in_vietnamese)
}

fn command() -> clap::Command {
    in_vietnamese(Cli::command())
        .disable_version_flag(true)
        .arg(version_flag())
}

/// `--version`, in the words of the rest.
fn version_flag() -> clap::Arg {
    clap::Arg::new("version")
        .short('V')
        .long("version")
        .action(clap::ArgAction::Version)
        .help_heading("Tùy chọn")
        .help("In số phiên bản")
}

fn main() -> ExitCode {
    // One TLS provider for SMTP and PostgreSQL.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = Cli::from_arg_matches(&command().get_matches()).unwrap_or_else(|e| e.exit());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("{e}");
            return ExitCode::from(1);
        }
    };
    let (lang, verbose) = (cli.lang.clone(), cli.verbose);
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.print(&lang, verbose),
    }
}

/// What is printed where nobody says how: an assessment goes to programs, unless somebody looks at it.
fn usual_format(command: &Command) -> output::Format {
    match command {
        Command::System(system::Command::Assess(_)) if !std::io::stdout().is_terminal() => {
            output::Format::Json
        }
        _ => output::Format::Table,
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let format = cli.format.unwrap_or_else(|| usual_format(&cli.command));
    // These need no installation, so a broken configuration must not stop them.
    match &cli.command {
        Command::Openapi => return output::json(&coloa_server::routes::document()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command(), "coloa", &mut script);
            return output::line(String::from_utf8_lossy(&script).trim_end());
        }
        Command::Hotline(hotline::Command::Extract { file }) if format != output::Format::Csv => {
            return hotline::extract(file);
        }
        _ => {}
    }
    if format == output::Format::Csv && !matches!(cli.command, Command::Hunt(_) | Command::Search(_)) {
        return Err(Failure::usage("cli.no_csv"));
    }
    let context = Context::new(cli.config, cli.data_dir, &cli.set, format, cli.lang)?;
    match cli.command {
        Command::Serve(arguments) => serve::run(&context, arguments).await,
        Command::Migrate => commands::migrate(&context).await,
        Command::User(command) => user::run(&context, command).await,
        Command::Plan(command) => plan::run(&context, command).await,
        Command::System(command) => system::run(&context, command),
        Command::Report(command) => report::run(&context, command).await,
        Command::Hunt(arguments) => hunt::run(&context, &arguments),
        // They wait for a server: not on a thread that others need.
        Command::Ingest(arguments) => tokio::task::block_in_place(|| ingest::run(&context, &arguments)),
        Command::Replay(arguments) => tokio::task::block_in_place(|| ingest::replay(&context, &arguments)),
        Command::Search(arguments) => search::run(&context, &arguments).await,
        Command::Audit(command) => audit::run(&context, command).await,
        Command::Doctor => doctor::run(&context).await,
        Command::Hotline(hotline::Command::Key(command)) => hotline::key::run(&context, command).await,
        Command::Hotline(hotline::Command::Extract { .. })
        | Command::Openapi
        | Command::Completions { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
        let help = super::command().render_long_help().to_string();
        for words in [
            "Cách dùng: coloa",
            "Lệnh:",
            "Tùy chọn:",
            "In số phiên bản",
            "Mã thoát",
        ] {
            assert!(help.contains(words), "{words} in\n{help}");
        }
        assert!(!help.contains("Print") && !help.contains("Usage"), "{help}");
    }
}
