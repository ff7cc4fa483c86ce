//! Reads exports with nothing of the crate: gzip, JSON and MD5, as somebody else's tool would.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use md5::{Digest, Md5};
use serde_json::Value;

/// An export: its summary, the lines of its manifest of files, and the lines of those files.
pub struct ReadExport {
    pub summary: Value,
    pub files: Vec<Value>,
    pub lines: Vec<Value>,
}

/// Reads a finished export, and checks sums and counts.
pub fn read(folder: &Path, export: &Value) -> ReadExport {
    assert_eq!(export["ExportStatus"], "COMPLETED", "{export}");
    let summary = one(&manifest(folder, export["ExportManifest"].as_str().unwrap()));
    let files = lines(&manifest(folder, summary["manifestFilesS3Key"].as_str().unwrap()));
    let mut all = Vec::new();
    for file in &files {
        let bytes = fs::read(folder.join(file["dataFileS3Key"].as_str().unwrap())).unwrap();
        let sum = Md5::digest(&bytes);
        assert_eq!(file["md5Checksum"], STANDARD.encode(sum).as_str());
        let hex: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["etag"], format!("{hex}-1").as_str());
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        let read = lines(&text);
        assert_eq!(file["itemCount"], read.len());
        all.extend(read);
    }
    assert_eq!(summary["itemCount"], all.len());
    assert_eq!(export["ItemCount"], all.len());
    ReadExport { summary, files, lines: all }
}

fn manifest(folder: &Path, key: &str) -> String {
    let text = fs::read_to_string(folder.join(key)).unwrap();
    let sum = fs::read_to_string(folder.join(key.replace(".json", ".md5"))).unwrap();
    assert_eq!(sum, STANDARD.encode(Md5::digest(text.as_bytes())));
    text
}

fn one(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(one).collect()
}

/// All files below a folder, by their paths in it.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                assert!(File::open(&path).is_ok());
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}
