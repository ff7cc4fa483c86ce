//! The two places of a copy or a comparison, each named by one word.

use std::{
    fs,
    path::{Path, PathBuf, absolute, is_separator},
};

use super::{
    not_done::NotDone,
    remote::{Options, SERVICE, Server, connect, told},
    target::{Access, Connection, Target},
};
use crate::endpoint::checked_address;

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
        if word == SERVICE || word.contains("://") {
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
        let is_directory = match path.exists() {
            true => path.is_dir(),
            false => word.ends_with(is_separator) || path.extension().is_none(),
        };
        Ok(match is_directory {
            true => Self::Directory(path.to_owned()),
            false => Self::Snapshot(path.to_owned()),
        })
    }

    /// Whether both lead to one place.
    pub(super) fn is_same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Endpoint(one), Self::Endpoint(other)) => {
                one.trim_end_matches('/') == other.trim_end_matches('/')
            }
            (Self::Endpoint(_), _) | (_, Self::Endpoint(_)) => false,
            (Self::Snapshot(one) | Self::Directory(one), Self::Snapshot(other) | Self::Directory(other)) => {
                resolved(one) == resolved(other)
            }
        }
    }

    /// Whether it can be what it says.
    ///
    /// # Errors
    /// A URL that is none. (The message repeats no password in it, as one of the parser of arguments would.)
    pub(super) fn checked(&self) -> Result<(), NotDone> {
        match self {
            Self::Endpoint(url) if url != SERVICE => {
                checked_address(url).map_err(|error| NotDone::NotUnderstood(told(&error)))
            }
            _ => Ok(()),
        }
    }

    /// Opens it.
    pub(super) fn open(
        &self,
        region: Option<&str>,
        profile: Option<&str>,
        options: &Options,
        access: Access,
    ) -> Result<Connection, NotDone> {
        let opened = match self {
            Self::Endpoint(url) => {
                connect(Some(url), region, profile, options).map(Server::new).map(Connection::Server)
            }
            _ if region.is_some() || profile.is_some() => {
                let message = format!("{self} is no endpoint, and has no region and no profile");
                return Err(NotDone::NotUnderstood(message));
            }
            Self::Snapshot(path) => Target::of_snapshot(path).open(access),
            Self::Directory(path) => Target::of_directory(path).open(access),
        };
        Ok(opened?)
    }
}

/// The path without links, of something that may be made only now.
fn resolved(path: &Path) -> PathBuf {
    let absolute = || absolute(path).unwrap_or_else(|_| path.to_owned());
    fs::canonicalize(path).unwrap_or_else(|_| match (absolute().parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            fs::canonicalize(parent).map_or_else(|_| absolute(), |parent| parent.join(name))
        }
        _ => absolute(),
    })
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
    use crate::cli::remote::OPTIONS;

    #[test]
    fn one_word_names_a_place() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let snapshot = path.join("dev.snapshot");
        fs::write(&snapshot, "").unwrap();
        let parsed = |path: &Path| Side::parse(path.to_str().unwrap()).unwrap();
        for url in ["aws", "http://localhost:8000", "https://dynamodb.eu-west-1.amazonaws.com"] {
            assert_eq!(Side::parse(url), Ok(Side::Endpoint(url.to_owned())));
        }
        assert_eq!(parsed(path), Side::Directory(path.to_owned()));
        assert_eq!(parsed(&snapshot), Side::Snapshot(snapshot.clone()));
        // What is not there yet is what its name looks like.
        for (word, is_snapshot) in [
            ("new.snapshot", true),
            ("./new.snap", true),
            ("new", false),
            ("./new", false),
            ("new.d/", false),
        ] {
            let path = PathBuf::from(word);
            let wanted = if is_snapshot { Side::Snapshot(path) } else { Side::Directory(path) };
            assert_eq!(Side::parse(word), Ok(wanted));
        }
        assert!(Side::parse("").is_err());
        for wrong in ["ftp://localhost", "http://", "https://a b", "http://user:secret@host"] {
            let Err(NotDone::NotUnderstood(told)) = Side::parse(wrong).unwrap().checked() else {
                panic!("{wrong}")
            };
            assert!(!told.contains("secret"), "{told}");
        }
        assert_eq!(Side::parse("localhost:8000"), Err("is it http://localhost:8000?".to_owned()));
        let refused = parsed(path).open(Some("eu-west-1"), None, &OPTIONS, Access::Read);
        assert!(matches!(refused, Err(NotDone::NotUnderstood(_))), "{refused:?}");
    }

    #[test]
    fn one_place_has_many_names() {
        let is_same = |one, other| Side::parse(one).unwrap().is_same_place(&Side::parse(other).unwrap());
        assert!(is_same("newdir/", "./newdir"));
        assert!(is_same("none/./newdir", "none/newdir"));
        assert!(is_same("src/../new.snap", "new.snap"));
        assert!(is_same("http://localhost:8000/", "http://localhost:8000"));
        assert!(!is_same("http://localhost:8000", "http://localhost:8001"));
        assert!(!is_same("newdir", "otherdir") && !is_same("newdir", "aws"));
    }
}
