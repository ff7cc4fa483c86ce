//! The chapter of the guide on the command line: its commands, in order, in a shell.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use crate::support::Desk;

#[test]
fn the_chapter_on_teaching_shows_what_explain_draws() {
    let drawn = Desk::new().good(&["explain", "minji01"]);
    let page = include_str!("../../docs/teaching.md");
    assert!(page.contains(&format!("```text\n{drawn}```")), "{drawn}");
}

/// The blocks of commands, but for the one that installs the program, as one script.
fn script() -> String {
    let page = include_str!("../../docs/command-line.md");
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.map(|(commands, _)| commands).filter(|commands| !commands.contains("cargo install")).collect()
}

#[test]
fn the_commands_of_the_guide_do_what_they_say() {
    let desk = Desk::new();
    let program = Path::new(env!("CARGO_BIN_EXE_hashrange")).parent().unwrap().to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([program].into_iter().chain(env::split_paths(&path))).unwrap();
    // The port that the chapter names may be taken here.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let commands = script().replace(":8000", &format!(":{port}"));
    let commands = commands.replace("hashrange serve", &format!("hashrange serve --port {port}"));
    let mut shell = desk.command_of("bash");
    let done = shell.args(["-eu", "-o", "pipefail", "-c", &commands]).env("PATH", path).output().unwrap();
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{out}{err}");
    assert!(out.contains("Partition C"), "explain: {out}");
    assert!(out.contains("INSERT") && out.contains(r#""user_id":"minji01""#), "the stream: {out}");

    let kept: PathBuf = desk.path("dev.snapshot");
    assert!(fs::read_to_string(kept).unwrap().contains("minji01"), "the server saved its tables");
}
