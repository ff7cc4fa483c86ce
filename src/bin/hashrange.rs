//! The program `hashrange`.

/// Every request makes and drops some thirty small things, and most of them are shorter-lived than a page of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    hashrange::cli::main()
}
