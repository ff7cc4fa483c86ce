//! The program `hashrange`.

fn main() -> std::process::ExitCode {
    hashrange::cli::main()
}
