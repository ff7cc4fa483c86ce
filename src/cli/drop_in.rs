//! The flags of DynamoDB Local, as its image is started with them, in the words of `hashrange serve`: who changes the
//! image of a test changes nothing else. (Developer guide: DynamoDB local usage notes, command line options)

use std::ffi::OsString;

/// How long states last with `-delayTransientStatuses`.
const DELAY: &str = "1s";

/// The arguments of the process, of which the first is the program; those of DynamoDB Local become those of
/// `hashrange serve`.
///
/// # Errors
/// A flag of DynamoDB Local without its value, or that contradicts another, or that does not exist.
pub(super) fn translated(arguments: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let mut rest = arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
    let is_foreign = |flag: &str| flag.len() > 2 && flag.starts_with('-') && !flag.starts_with("--");
    if !rest.clone().next().is_some_and(|first| is_foreign(&first)) {
        return Ok(arguments);
    }
    let mut asked = Asked::default();
    while let Some(flag) = rest.next() {
        let mut value = || match rest.next() {
            Some(value) if !is_foreign(&value) => Ok(OsString::from(value.into_owned())),
            _ => Err(format!("{flag} needs a value")),
        };
        match &*flag {
            // The Java program, its libraries and its memory.
            "-jar" | "-cp" => drop(value()?),
            "-inMemory" => asked.in_memory = true,
            "-sharedDb" => asked.shared = true,
            "-dbPath" => asked.directory = Some(value()?),
            "-port" => asked.port = Some(value()?),
            "-cors" => asked.origins = Some(value()?.to_string_lossy().into_owned()),
            "-delayTransientStatuses" => asked.delays = true,
            "-optimizeDbBeforeStartup" => asked.compacts = true,
            // Nothing is sent to anybody.
            "-disableTelemetry" => {}
            "-help" => return Ok(vec!["hashrange".into(), "serve".into(), "--help".into()]),
            "-version" => return Ok(vec!["hashrange".into(), "--version".into()]),
            java if ["-D", "-X"].iter().any(|of_java| java.starts_with(of_java)) => {}
            other => {
                return Err(format!(
                    "{other} is no flag of DynamoDB Local, and flags of hashrange have two dashes: hashrange --help"
                ));
            }
        }
    }
    asked.arguments()
}

/// What the flags ask for.
#[derive(Debug, Default)]
struct Asked {
    in_memory: bool,
    shared: bool,
    directory: Option<OsString>,
    port: Option<OsString>,
    origins: Option<String>,
    delays: bool,
    compacts: bool,
}

impl Asked {
    fn arguments(self) -> Result<Vec<OsString>, String> {
        // It listens on all addresses, as what it replaces does: in a container, others could not reach it.
        let mut arguments: Vec<OsString> =
            ["hashrange", "serve", "--host", "0.0.0.0", "--allow-host", "*"].map(OsString::from).into();
        let add = |arguments: &mut Vec<OsString>, flag: &str, value: OsString| {
            arguments.extend([flag.into(), value])
        };
        match (self.in_memory, self.directory) {
            (true, Some(_)) => return Err("-dbPath and -inMemory exclude each other".to_owned()),
            (true, None) if self.compacts => return Err("-optimizeDbBeforeStartup needs -dbPath".to_owned()),
            (true, None) => {}
            (false, _) if !self.shared => {
                return Err(
                    "tables on disk are the same for all access keys and regions: add -sharedDb, or \
                            -inMemory for tables in memory"
                        .to_owned(),
                );
            }
            // DynamoDB Local takes any directory, and one of its own has its files.
            (false, directory) => {
                add(&mut arguments, "--data", directory.unwrap_or_else(|| ".".into()));
                arguments.push("--beside-others".into());
            }
        }
        if let Some(port) = self.port {
            add(&mut arguments, "--port", port);
        }
        for origin in self.origins.iter().flat_map(|origins| origins.split(',')) {
            add(&mut arguments, "--allow-origin", origin.into());
        }
        if self.delays {
            add(&mut arguments, "--transitions", DELAY.into());
        }
        if self.compacts {
            arguments.push("--compact".into());
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(flags: &str) -> Result<String, String> {
        let arguments = ["hashrange"].into_iter().chain(flags.split_whitespace()).map(OsString::from);
        let all: Vec<_> =
            translated(arguments.collect())?.iter().map(|one| one.to_string_lossy().into_owned()).collect();
        Ok(all.join(" "))
    }

    #[test]
    fn what_starts_dynamodb_local_starts_a_server() {
        const ALL: &str = "hashrange serve --host 0.0.0.0 --allow-host *";
        for (flags, arguments) in [
            ("-inMemory", ""),
            ("-jar DynamoDBLocal.jar -inMemory -sharedDb", ""),
            (
                "-Djava.library.path=./DynamoDBLocal_lib -Xmx1g -jar DynamoDBLocal.jar -inMemory -port 9000",
                " --port 9000",
            ),
            ("-jar DynamoDBLocal.jar -sharedDb -dbPath ./data", " --data ./data --beside-others"),
            ("-sharedDb -optimizeDbBeforeStartup -disableTelemetry", " --data . --beside-others --compact"),
            ("-inMemory -delayTransientStatuses", " --transitions 1s"),
            ("-inMemory -cors http://a,http://b", " --allow-origin http://a --allow-origin http://b"),
        ] {
            assert_eq!(serve(flags).unwrap(), format!("{ALL}{arguments}"), "{flags}");
        }
        assert_eq!(serve("-help").unwrap(), "hashrange serve --help");
        assert_eq!(serve("-version").unwrap(), "hashrange --version");
    }

    #[test]
    fn arguments_of_this_program_stay_as_they_are() {
        for arguments in ["", "serve", "serve -q", "--help", "-h", "-V", "put likes {}", "explain -5"] {
            assert_eq!(serve(arguments).unwrap(), format!("hashrange {arguments}").trim_end());
        }
    }

    #[test]
    fn flags_that_do_not_go_together_are_refused() {
        for (flags, what) in [
            ("-port", "-port needs a value"),
            ("-port -inMemory", "-port needs a value"),
            ("-inMemory -optimizeDbBeforeStartup", "needs -dbPath"),
            ("-inMemory -dbPath data", "exclude each other"),
            ("-port 8000", "add -sharedDb"),
            ("-dbPath data", "add -sharedDb"),
            ("-inMemory -sharedDB", "no flag of DynamoDB Local"),
        ] {
            assert!(serve(flags).unwrap_err().contains(what), "{flags}");
        }
    }
}
