//! What holds of the console's files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

use super::assets::{ASSETS, Asset, INDEX};

/// The most bytes of all files together as a browser gets them: compressed. It gets all of them, because the pages are
/// imported at the start.
const MOST_SENT_BYTES: usize = 110 * 1000;
/// The most bytes as they are written: of the console's own pages, and of all with the drawn partitions and the course.
const MOST_PAGES_BYTES: usize = 190 * 1000;
const MOST_BYTES: usize = 290 * 1000;

fn text(asset: &Asset) -> &'static str {
    std::str::from_utf8(asset.bytes).unwrap()
}

fn scripts() -> impl Iterator<Item = (&'static str, &'static str)> {
    ASSETS.iter().filter(|asset| asset.path.ends_with(".js")).map(|asset| (asset.path, text(asset)))
}

/// The groups of all matches.
fn groups<'t>(pattern: &str, text: &'t str) -> Vec<Vec<&'t str>> {
    let pattern = Regex::new(pattern).unwrap();
    let found = pattern.captures_iter(text);
    found
        .map(|found| found.iter().skip(1).map(|group| group.map_or("", |group| group.as_str())).collect())
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn the_table_has_every_file_of_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/console/assets");
    let there: BTreeSet<String> = files(&folder)
        .iter()
        .map(|file| file.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"))
        .collect();
    let listed: BTreeSet<String> = ASSETS.iter().map(|asset| asset.path.to_owned()).collect();
    assert_eq!(there, listed);
}

#[test]
fn all_files_together_are_small() {
    let bytes = |is_counted: fn(&str) -> bool| -> usize {
        ASSETS.iter().filter(|asset| is_counted(asset.path)).map(|asset| asset.bytes.len()).sum()
    };
    let pages = bytes(|path| !path.contains("course") && !path.contains("line"));
    assert!(pages < MOST_PAGES_BYTES, "{pages} bytes of pages");
    let all = bytes(|_| true);
    assert!(all < MOST_BYTES, "{all} bytes");
    let sent: usize = ASSETS.iter().map(|asset| asset.gzip().len()).sum();
    assert!(sent < MOST_SENT_BYTES, "{sent} bytes compressed");
}

#[test]
fn an_entity_tag_is_of_one_file() {
    let tags: BTreeSet<String> = ASSETS.iter().map(Asset::etag).collect();
    assert_eq!(tags.len(), ASSETS.len());
    assert!(tags.iter().all(|tag| tag.starts_with("W/\"") && tag.len() == 20), "{tags:?}");
}

#[test]
fn modules_import_what_is_there() {
    let paths: BTreeSet<&str> = ASSETS.iter().map(|asset| asset.path).collect();
    for (path, script) in scripts() {
        let imported = groups(r"(?m)^(?:import|export)[^;]*?from '([^']+)'", script);
        assert_eq!(imported.len(), script.matches(" from '").count(), "{path} has imports of another form");
        for wanted in imported.into_iter().flatten() {
            let mut place: Vec<&str> = path.split('/').collect();
            place.pop();
            for part in wanted.split('/') {
                match part {
                    "." => {}
                    ".." => assert!(place.pop().is_some(), "{path} imports {wanted}"),
                    part => place.push(part),
                }
            }
            assert!(paths.contains(place.join("/").as_str()), "{path} imports {wanted}");
        }
    }
}

/// The keys of a language's texts, with the names of their parameters.
fn texts(of: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let lines = of.lines().filter(|line| !line.trim_start().starts_with("//") && line.contains(':'));
    let texts: Vec<_> = lines.map(|line| (line, groups(r"^  '([^']+)': (.*),$", line))).collect();
    let mut read = BTreeMap::new();
    for (line, found) in &texts {
        let [found] = found.as_slice() else { panic!("not a key and its text on one line: {line}") };
        let parameters = groups(r"\{(\w+)\}", found[1]).into_iter().flatten().collect();
        assert!(read.insert(found[0], parameters).is_none(), "{} twice", found[0]);
    }
    read
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_parameters() {
    let mut pairs = 0;
    for (path, english) in scripts().filter(|(path, _)| path.starts_with("i18n/") && path.ends_with("en.js"))
    {
        let other = path.replace("en.js", "ko.js");
        let korean = scripts().find(|(path, _)| *path == other).unwrap().1;
        assert_eq!(texts(english), texts(korean), "{path}");
        pairs += 1;
    }
    assert!(pairs > 0);
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let known: BTreeSet<&str> = scripts()
        .filter(|(path, _)| path.starts_with("i18n/") && path.ends_with("en.js"))
        .flat_map(|(_, script)| texts(script).into_keys().collect::<Vec<_>>())
        .collect();
    for (path, script) in scripts().filter(|(path, _)| !path.starts_with("i18n/")) {
        let asked = groups(r"\bt\('([^']+)'|\b(?:nav|tab): '([^']+)'", script);
        for key in asked.into_iter().flatten().filter(|key| !key.is_empty()) {
            assert!(known.contains(key), "{path} asks for {key}");
        }
    }
}

/// The policy forbids scripts and styles that are not files; what it would refuse is not written either, and nothing is
/// read as HTML or from another host.
#[test]
fn nothing_is_inline_and_nothing_is_from_elsewhere() {
    let index = text(ASSETS.iter().find(|asset| asset.path == INDEX).unwrap());
    assert!(groups(r"(<style|\son\w+=|\sstyle=)", index).is_empty(), "{index}");
    assert_eq!(
        index.matches("<script").count(),
        index.matches("<script type=\"module\" src=\"/console/").count()
    );
    for asset in ASSETS {
        let text = text(asset).replace("http://www.w3.org/2000/svg", "");
        let found = groups(
            r"(innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://[^/\s']*\.[a-z]|@import|url\()",
            &text,
        );
        assert!(found.is_empty(), "{}: {found:?}", asset.path);
    }
}
