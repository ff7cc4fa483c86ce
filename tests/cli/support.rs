//! A directory to work in, the program run in it, a server run in it.

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// What a run of the program gave.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A directory to work in, that goes away with the test.
pub struct Desk {
    directory: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn command(&self) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_hashrange"))
    }

    /// Another program, run as this one is.
    pub fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.directory.path());
        for name in [
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_PROFILE",
            "HTTPS_PROXY",
            "https_proxy",
            "ALL_PROXY",
            "all_proxy",
        ] {
            command.env_remove(name);
        }
        // Profiles are those that a test writes, and no machine in a cloud is asked who it is.
        command
            .env("AWS_CONFIG_FILE", self.path("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Done {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The standard output of a run that has to go well.
    #[track_caller]
    pub fn good(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {}", done.err);
        done.out
    }

    /// The standard error of a run that has to fail.
    #[track_caller]
    pub fn bad(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 1, "{arguments:?}: {}{}", done.out, done.err);
        done.err
    }

    /// A snapshot with likes of two users.
    pub fn with_likes() -> Self {
        let desk = Self::new();
        desk.good(&[
            "create",
            "likes",
            "--partition-key",
            "user_id",
            "--sort-key",
            "at:N",
            "--file",
            "a.snap",
        ]);
        for item in [
            r#"{"user_id": "haeri05", "at": 1, "brand": "소니", "price": 89000}"#,
            r#"{"user_id": "haeri05", "at": 2, "brand": "애플", "price": 12345678901234567890123}"#,
            r#"{"user_id": {"S": "jihoon07"}, "at": {"N": "-1.5"}, "tags": {"SS": ["b", "a"]}}"#,
        ] {
            desk.good(&["put", "likes", item, "--file", "a.snap"]);
        }
        desk
    }
}

/// `hashrange serve`, killed at the end.
pub struct Server {
    pub child: Child,
    pub url: String,
}

impl Server {
    pub fn start(desk: &Desk, arguments: &[&str]) -> Self {
        Self::start_with(desk, &[&["serve", "--port", "0", "--quiet"], arguments].concat())
    }

    /// A server that is started by these arguments alone.
    pub fn start_with(desk: &Desk, arguments: &[&str]) -> Self {
        let mut child = desk.command().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("ready ").unwrap().to_owned();
        Self { child, url }
    }

    #[cfg(unix)]
    pub fn stop(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All items of a table, as DynamoDB JSON.
pub fn all(desk: &Desk, table: &str, file: &str) -> String {
    desk.good(&["scan", table, "--dynamodb-json", "--file", file])
}
