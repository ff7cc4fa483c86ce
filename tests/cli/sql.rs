//! PartiQL from the argument and from standard input.

use crate::support::{Desk, all};

#[test]
fn partiql_comes_from_the_argument_or_from_standard_input() {
    let desk = Desk::with_likes();
    let select = "SELECT \"at\" FROM likes WHERE user_id = ?";
    let done = desk.good(&["sql", select, "--parameter", "haeri05", "--json", "--file", "a.snap"]);
    assert_eq!(done, "{\"at\":1}\n{\"at\":2}\n");
    let script = "INSERT INTO likes VALUE {'user_id': 'minji01', 'at': 3};\nSELECT \"at\" FROM likes WHERE user_id = 'minji01';";
    let done = desk.run_with(&["sql", "--csv", "--file", "a.snap"], script);
    assert_eq!((done.code, done.out.as_str()), (0, "at\n3\n"), "{}", done.err);
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 4, "what was written is saved");
    let half = "DELETE FROM likes WHERE user_id = 'minji01' AND \"at\" = 3; SELEC";
    assert!(desk.bad(&["sql", half, "--file", "a.snap"]).contains("ValidationException"));
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 3, "what was done before the failure is saved");
    assert_eq!(desk.bad(&["sql", " ; ", "--file", "a.snap"]), "hashrange: there is no statement\n");
}

#[test]
fn a_script_has_the_commands_of_the_shell() {
    let desk = Desk::with_likes();
    let piped = |text: &str| desk.run_with(&["sql", "--csv", "--file", "a.snap"], text);
    let done = piped("\\d\nSELECT \"at\" FROM likes -- it's a comment;\nWHERE user_id = 'jihoon07';\n\\h\n");
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.out.starts_with("likes\nat\n-1.5\nSELECT, INSERT") && done.out.contains("quit, exit"),
        "{}",
        done.out
    );
    assert_eq!(desk.good(&["sql", "\\d", "--file", "a.snap"]), "likes\n");
    for help in ["help", "\\?", "\\help"] {
        assert!(piped(help).out.starts_with("SELECT, INSERT"), "{help}");
    }
    let done = piped("\\x likes");
    let told = "hashrange: there is no command \\x: \\h tells those there are\n";
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (1, "", told));
    for leave in ["quit", "exit;", "\\q"] {
        let done = piped(&format!("SELECT \"at\" FROM likes WHERE user_id = 'jihoon07'\n{leave}\nnonsense"));
        assert_eq!((done.code, done.out.as_str()), (0, "at\n-1.5\n"), "{leave}: {}", done.err);
        assert_eq!(piped(leave).code, 0);
    }
}
