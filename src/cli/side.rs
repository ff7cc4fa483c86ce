//! The two places of a copy or a comparison, each named by one word.

use std::path::{Path, PathBuf};

use super::{
    remote::{Server, connect},
    target::{Access, Connection, Target},
};
use crate::disk;

/// Where tables are: Amazon DynamoDB, a server, a snapshot, or a database on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Side {
    /// A URL, or `aws`.
    Endpoint(String),
    Snapshot(PathBuf),
    Directory(PathBuf),
}

impl Side {
    /// The place that a word means.
    pub(super) fn parse(word: &str) -> Result<Self, String> {
        if word == "aws" || word.contains("://") {
            return Ok(Self::Endpoint(word.to_owned()));
        }
        if word.is_empty() {
            return Err("it is aws, a URL, a snapshot or a directory".to_owned());
        }
        let path = Path::new(word);
        let port = word.rsplit_once(':').map_or("", |(_, port)| port);
        if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && !path.exists() {
            return Err(format!("is it http://{word}?"));
        }
        Ok(match path.is_dir() || disk::exists(path) || word.ends_with('/') {
            true => Self::Directory(path.to_owned()),
            false => Self::Snapshot(path.to_owned()),
        })
    }

    /// Opens it.
    pub(super) fn open(
        &self,
        region: Option<&str>,
        profile: Option<&str>,
        access: Access,
    ) -> Result<Connection, String> {
        match self {
            Self::Endpoint(url) => {
                connect(Some(url), region, profile).map(Server::new).map(Connection::Server)
            }
            _ if region.is_some() || profile.is_some() => {
                Err(format!("{self} is no endpoint, and has no region and no profile"))
            }
            Self::Snapshot(path) => Target::of_snapshot(path).open(access),
            Self::Directory(path) => Target::of_directory(path).open(access),
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Endpoint(url) => f.write_str(url),
            Self::Snapshot(path) | Self::Directory(path) => path.display().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_names_a_place() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let snapshot = path.join("dev.snapshot");
        std::fs::write(&snapshot, "").unwrap();
        let parsed = |path: &Path| Side::parse(path.to_str().unwrap()).unwrap();
        for url in ["aws", "http://localhost:8000", "https://dynamodb.eu-west-1.amazonaws.com"] {
            assert_eq!(Side::parse(url), Ok(Side::Endpoint(url.to_owned())));
        }
        assert_eq!(parsed(path), Side::Directory(path.to_owned()));
        assert_eq!(parsed(&snapshot), Side::Snapshot(snapshot.clone()));
        assert_eq!(Side::parse("new.snapshot"), Ok(Side::Snapshot("new.snapshot".into())));
        assert_eq!(Side::parse("new/"), Ok(Side::Directory("new/".into())));
        assert!(Side::parse("").is_err());
        assert_eq!(Side::parse("localhost:8000"), Err("is it http://localhost:8000?".to_owned()));
        assert!(parsed(path).open(Some("eu-west-1"), None, Access::Read).is_err());
    }
}
