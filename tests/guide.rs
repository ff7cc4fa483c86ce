//! README.md and the guide in `docs/` show what is run, and say what is so.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test says so by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// README's block of tests.
#[path = "readme/shop.rs"]
mod shop;

/// Pages that show files of examples that are run, in order.
const KITS: [(&str, &[&str]); 3] = [
    (
        "docs/pytest.md",
        &[
            "packages/python/example/conftest.py",
            "packages/python/example/orders.py",
            "packages/python/example/test_orders.py",
        ],
    ),
    (
        "docs/vitest.md",
        &[
            "packages/npm/example/vitest.config.js",
            "packages/npm/example/setup.js",
            "packages/npm/example/orders.js",
            "packages/npm/example/stock.spec.js",
            "packages/npm/example/orders.spec.js",
            "packages/npm/tests/jest/jest.config.js",
            "packages/npm/tests/jest/tables.js",
            "packages/npm/tests/jest/stock.test.js",
            "packages/npm/tests/node/stock.test.mjs",
        ],
    ),
    (
        "docs/go.md",
        &[
            "tests/clients/go/hashrange_test.go",
            "tests/clients/go/orders.go",
            "tests/clients/go/orders_test.go",
        ],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// README.md and the chapters, each with its text.
fn pages() -> Vec<(String, String)> {
    let chapters = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let chapters = chapters.map(|name| format!("docs/{}", name.to_str().unwrap()));
    let mut paths: Vec<String> = chapters.filter(|path| path.ends_with(".md")).collect();
    paths.push("README.md".to_owned());
    assert!(paths.len() > 10, "{paths:?}");
    paths.into_iter().map(|path| (path.clone(), text(&path))).collect()
}

/// A page's blocks of code, each with the words behind its fence.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    page.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n')).collect()
}

#[test]
fn pages_of_the_test_kits_show_the_files_that_are_run() {
    for (page, files) in KITS {
        let shown = text(page);
        let shown: Vec<&str> = blocks(&shown)
            .into_iter()
            .filter(|(language, _)| *language != "sh")
            .map(|(_, code)| code)
            .collect();
        let files: Vec<String> = files.iter().map(|file| text(file)).collect();
        assert_eq!(shown, files, "{page}");
    }
}

#[test]
fn blocks_of_rust_are_whole_programs_or_files_that_are_run() {
    let files = [include_str!("readme/shop.rs"), include_str!("../examples/sdk_client.rs")];
    let mut shown = 0;
    for (path, page) in pages() {
        for (language, code) in blocks(&page) {
            match language {
                // The tests of the documentation run it.
                "rust" => assert!(code.contains("\nfn main()"), "{path}: not a program\n{code}"),
                "rust,ignore" => {
                    assert!(files.contains(&code), "{path}: not the file that is run\n{code}");
                    shown += 1;
                }
                _ => assert!(!language.starts_with("rust"), "{path}: {language}"),
            }
            // A line of a documentation test that rustdoc hides is shown by all others.
            let hides = |line: &str| language.starts_with("rust") && (line == "#" || line.starts_with("# "));
            assert!(!code.lines().any(hides), "{path}: a line that is hidden\n{code}");
        }
    }
    assert_eq!(shown, files.len(), "each file is on one page");
}

#[test]
fn every_chapter_with_rust_is_run_and_in_the_guide() {
    let (crate_root, guide) = (text("src/lib.rs"), text("docs/README.md"));
    for (path, page) in pages() {
        if blocks(&page).iter().any(|(language, _)| *language == "rust") {
            let included = format!("include_str!(\"../{path}\")");
            assert!(crate_root.contains(&included), "{path} is not among the tests of the documentation");
        }
        if let Some(chapter) = path.strip_prefix("docs/").filter(|name| *name != "README.md") {
            assert!(guide.contains(&format!("({chapter})")), "docs/README.md does not name {chapter}");
        }
    }
}

#[test]
fn the_readme_is_short_and_says_what_cargo_toml_says() {
    let (readme, manifest) = (text("README.md"), text("Cargo.toml"));
    assert!(readme.lines().count() < 200);
    let of = |name: &str| {
        let begins = format!("{name} = \"");
        let line = manifest.lines().find_map(|line| line.strip_prefix(&begins)).expect(name);
        line.trim_end_matches('"').to_owned()
    };
    assert!(readme.contains(&format!("Rust {} or later", of("rust-version"))));
    assert!(readme.contains(&of("license").replace(" OR ", " or ")));
}

#[test]
fn the_chapter_on_containers_names_the_image_of_this_version() {
    let (page, manifest) = (text("docs/containers.md"), text("Cargo.toml"));
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")).unwrap();
    let version = version.trim_end_matches('"');
    let tags = page.split("hashrange:").skip(1);
    let tags: Vec<&str> = tags.map(|rest| rest.get(..version.len()).unwrap()).collect();
    assert!(tags.len() > 5 && tags.iter().all(|tag| *tag == version), "{tags:?}");
}

/// What links to a heading: `## On disk` is `on-disk`.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
}

/// The targets of a page's links and pictures.
fn links(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2);
    prose
        .flat_map(|part| part.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link)
        .collect()
}

#[test]
fn links_lead_somewhere() {
    for (path, page) in pages() {
        let folder = root().join(&path).parent().unwrap().to_owned();
        let local = links(&page).into_iter().filter(|link| !link.starts_with("https://"));
        for link in local {
            let (file, part) = link.split_once('#').unwrap_or((link, ""));
            let target: PathBuf = if file.is_empty() { root().join(&path) } else { folder.join(file) };
            assert!(target.exists(), "{path}: {link} leads nowhere");
            if !part.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                let is_there = headings.any(|line| anchor(line.trim_start_matches('#')) == part);
                assert!(is_there, "{path}: {link}: no such heading");
            }
        }
    }
}

#[test]
fn the_chapter_on_teaching_shows_what_the_lab_prints() {
    let (page, lab) = (text("docs/teaching.md"), text("tests/lab.txt"));
    let shown =
        blocks(&page).into_iter().find(|(language, code)| *language == "text" && code.contains("====="));
    let (_, shown) = shown.expect("the lab's output");
    assert!(lab.contains(shown.trim_end()), "docs/teaching.md shows what tests/lab.txt does not have");
}
