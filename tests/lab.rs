//! The lab of the course prints what it always printed: `tests/lab.txt`, and in English `tests/lab.en.txt`.
//!
//! `LAB_UPDATE=1 cargo test --test lab` writes the files anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by panicking"
)]

#[path = "../examples/lab/main.rs"]
#[allow(dead_code, reason = "main, which prints")]
mod lab;

use std::{
    env, fs,
    io::{self, ErrorKind, Write},
    path::Path,
};

use lab::Language;

const LANGUAGES: [(Language, &str); 2] =
    [(Language::Korean, "tests/lab.txt"), (Language::English, "tests/lab.en.txt")];

fn printed(language: Language) -> String {
    let mut out = Vec::new();
    lab::course(language, &mut out).expect("the course ends well");
    String::from_utf8(out).expect("the course is text")
}

#[test]
fn the_lab_prints_what_the_console_shows() {
    for (language, file) in LANGUAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let printed = printed(language);
        if env::var("LAB_UPDATE").is_ok_and(|value| value == "1") {
            fs::write(&path, &printed).expect("the file can be written");
        }
        assert_eq!(printed, fs::read_to_string(&path).expect("the file is there"), "{file}");
    }
}

#[test]
fn the_lab_prints_the_same_each_time() {
    assert_eq!(printed(Language::Korean), printed(Language::Korean));
}

#[test]
fn the_lab_says_the_same_in_both_languages() {
    let [korean, english] = LANGUAGES.map(|(language, _)| printed(language));
    // Each line of one is a line of the other: the same digits, keys and results.
    let figures = |text: &str| -> Vec<String> {
        let figures = |line: &str| {
            let digits = line.split(|letter: char| !letter.is_ascii_digit());
            let mut figures: Vec<_> = digits.filter(|figure| !figure.is_empty()).collect();
            // The languages have other orders of words.
            figures.sort_unstable();
            figures.join(" ")
        };
        text.lines().map(figures).collect()
    };
    assert_eq!(figures(&korean), figures(&english));
    // What is Korean in the English text is the course's data.
    let is_hangul = |letter: char| ('가'..='힣').contains(&letter);
    for word in english.split(|letter: char| !is_hangul(letter)).filter(|word| !word.is_empty()) {
        let is_data = [
            "무선",
            "이어폰",
            "디지털",
            "최근",
            "블루투스",
            "기기",
            "검색",
            "소니",
            "블랙",
            "핑크",
            "가습기",
            "생활가전",
            "텀블러",
            "토끼",
            "인형",
            "장난감",
            "카테고리",
            "체류시간",
            "높음",
            "스탠리",
            "코카콜라",
            "제로콜라",
            "텀블럭",
            "악세사리",
        ]
        .contains(&word);
        assert!(is_data, "{word} is not translated");
    }
}

#[test]
fn the_language_is_an_argument() {
    assert_eq!(lab::language(&[]), Ok(Language::Korean));
    assert_eq!(lab::language(&["--lang", "en"]), Ok(Language::English));
    assert_eq!(lab::language(&["--lang=ko"]), Ok(Language::Korean));
    for wrong in [&["--lang"][..], &["--lang", "fr"], &["en"], &["--lang", "en", "ko"]] {
        assert!(lab::language(wrong).is_err(), "{wrong:?}");
    }
}

/// Takes so many bytes, then fails like this.
struct Broken {
    left: usize,
    kind: ErrorKind,
}

impl Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.kind.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_lab_ends_quietly_where_its_reader_goes_away_and_tells_other_errors() {
    for left in (0..printed(Language::Korean).len()).step_by(97) {
        lab::show(Language::Korean, &mut Broken { left, kind: ErrorKind::BrokenPipe })
            .expect("nobody to tell");
        let error = lab::show(Language::Korean, &mut Broken { left, kind: ErrorKind::StorageFull })
            .expect_err("not all is written");
        let error: &io::Error = error.downcast_ref().expect("the writer's error");
        assert_eq!(error.kind(), ErrorKind::StorageFull);
    }
}
