//! The pages in `docs/` show files that the gate runs.

#![allow(clippy::expect_used, reason = "a test says so by panicking")]

use std::{fs, path::Path};

const PAGES: [(&str, &[&str]); 3] = [
    ("docs/pytest.md", &["python/kit/conftest.py", "python/kit/orders.py", "python/kit/test_orders.py"]),
    (
        "docs/vitest.md",
        &[
            "javascript/kit/vitest.config.js",
            "javascript/kit/setup.js",
            "javascript/kit/hashrange.js",
            "javascript/kit/orders.js",
            "javascript/kit/orders.spec.js",
        ],
    ),
    ("docs/go.md", &["go/hashrange_test.go", "go/orders.go", "go/orders_test.go"]),
];

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// The texts of a page's blocks of code, but for commands of the shell.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.split_once('\n'))
        .filter(|(language, _)| *language != "sh")
        .map(|(_, code)| code)
        .collect()
}

#[test]
fn pages_show_the_files_that_are_run() {
    let readme = text("README.md");
    for (page, files) in PAGES {
        let shown = text(page);
        let files: Vec<String> = files.iter().map(|file| text(&format!("tests/clients/{file}"))).collect();
        assert_eq!(blocks(&shown), files, "{page}");
        assert!(readme.contains(&format!("({page})")), "README does not name {page}");
    }
}
