//! `hashrange serve`.

use std::{
    io::{self, Write},
    path::PathBuf,
    time::Duration,
};

use clap::{ArgGroup, Args, ValueEnum};
use jiff::Timestamp;

use super::{
    bucket::bucket,
    data,
    log_line::log_line,
    request_log::RequestLog,
    secret_key::secret_key,
    serve_until_stopped::{EndedAtOnce, cannot_start, runtime, save, serve_until_stopped},
    serve_values::{
        address, callable, clock, connections, length_of_time, parameter, principal, region_name,
    },
    signals::Signals,
};
use crate::{
    database::{Database, DatabaseBuilder},
    disk::Durability,
    engine::Clock,
    fixture::Fixture,
    server::{SeparateBy, Server, ServerBuilder, ServerLimits},
    snapshot::{Claim, Content, SnapshotError, Until},
};

/// How long the process waits at its end until its log is read.
const LOG_TIME: Duration = Duration::from_secs(1);

/// Serves the DynamoDB API over HTTP, to any AWS SDK
///
/// Prints `ready http://ADDRESS` on standard output once clients can connect. Stops on SIGINT, SIGTERM or SIGHUP when
/// the requests in flight are answered, after at most 5 seconds. A second signal ends it at once, without saving.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("controlled").args(["control", "console"]).multiple(true)))]
#[command(after_help = "\
Examples:
  hashrange serve
  AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000 aws dynamodb list-tables

  hashrange serve --port 0 | head -1              any free port: `ready http://127.0.0.1:41234`
  hashrange serve --separate key,region           tables of their own for each access key and region
  hashrange serve --load dev.snapshot --save-on-exit dev.snapshot
  hashrange serve --data ./data                   tables that are kept on disk, and survive a crash
  hashrange serve --allow-origin http://localhost:3000
  hashrange serve --fixture template.yaml --fixture ./items --parameter Stage=test
  hashrange serve --bucket exports=./exports      for ExportTableToPointInTime and ImportTable
  hashrange serve --console                       a console in the browser, at http://127.0.0.1:8000/console
  hashrange serve --control --clock manual        for tests: GET /_hashrange/ lists what they can do
  hashrange serve --access-key me --secret-key secret.txt
  hashrange serve --enforce-policies --principal KEY=arn:aws:iam::111122223333:user/alice")]
pub(super) struct Serve {
    /// Address to listen on; 0.0.0.0 for all addresses of this machine
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: String,
    /// Port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Give each access key, each region or both tables of their own, for tests that run side by side (default: all
    /// share one set of tables)
    #[arg(long, value_name = "BY", value_delimiter = ',', conflicts_with_all = ["shared", "load", "save_on_exit"])]
    separate: Vec<By>,
    /// Regions of the database, the home region first, such as us-east-1,eu-west-1: each has tables of its own, and a
    /// table can have replicas in the others. The region for which a request is signed must be one of them (default: all
    /// regions share one set of tables)
    #[arg(long, value_name = "REGIONS", value_delimiter = ',', value_parser = region_name, conflicts_with = "separate")]
    regions: Vec<String>,
    /// Share one set of tables among all access keys and regions, which is the default
    #[arg(long)]
    shared: bool,
    /// Keep the tables on disk, in this directory: what was acknowledged is there after a crash. A directory that is
    /// empty or does not exist gets a database. No other process can use it while the server runs
    #[arg(long, value_name = "DIR", conflicts_with_all = ["separate", "regions", "load", "save_on_exit"])]
    data: Option<PathBuf>,
    /// With --data: make a database also in a directory that has other files
    #[arg(long, requires = "data")]
    beside_others: bool,
    /// With --data: whether a change is on disk before it is acknowledged, or up to 100 ms later
    #[arg(long, value_name = "WHEN", requires = "data", default_value = "sync")]
    durability: Kept,
    /// With --data: make its file as small as it can be first
    #[arg(long, requires = "data")]
    compact: bool,
    /// Start with the tables of this snapshot
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,
    /// Save all tables to this snapshot when the server stops. If --load names the same file, it need not exist yet. No
    /// other process can use the file while the server runs
    #[arg(long, value_name = "FILE")]
    save_on_exit: Option<PathBuf>,
    /// Make the tables and put the items of this file or folder: a CloudFormation or SAM template, a NoSQL Workbench model,
    /// the JSON of CreateTable or DescribeTable, and files of items that are named by their table, such as users.jsonl. Can
    /// be repeated
    #[arg(long, value_name = "PATH", conflicts_with = "separate")]
    fixture: Vec<PathBuf>,
    /// The value of a parameter of the fixtures' templates; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter, requires = "fixture")]
    parameter: Vec<(String, String)>,
    /// How long tables and indexes are CREATING, UPDATING and DELETING, such as 500ms or 2s: for tests of waiters
    /// (default: not at all)
    #[arg(long, value_name = "TIME", value_parser = length_of_time)]
    transitions: Option<Duration>,
    /// The seed of what is random: ids, and with --control the chance of faults and the lag of reads. The same seed and
    /// requests give the same answers (default: 0, or as the snapshot says)
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How long after their time to live items are deleted, such as 60s (default: at once, or as the snapshot says)
    #[arg(long, value_name = "TIME", value_parser = length_of_time, conflicts_with = "ttl_delay_up_to")]
    ttl_delay: Option<Duration>,
    /// Delete each item after a delay of its own, of at most this long, such as 48h, as the service does
    #[arg(long, value_name = "TIME", value_parser = length_of_time)]
    ttl_delay_up_to: Option<Duration>,
    /// Roughly how many bytes of records the streams of a table keep; beyond that the oldest are trimmed (default: all
    /// are kept for 24 hours). A record counts as 56 bytes plus the items before and after the change
    #[arg(long, value_name = "BYTES")]
    stream_bytes: Option<u64>,
    /// Let exports and imports use this folder as the Amazon S3 bucket of this name; can be repeated
    #[arg(long, value_name = "NAME=FOLDER", value_parser = bucket)]
    bucket: Vec<(String, PathBuf)>,
    /// Accept only requests signed with this access key (default: any credentials are accepted)
    #[arg(long, value_name = "ID", requires = "secret_key")]
    access_key: Option<String>,
    /// File with the access key's secret
    #[arg(long, value_name = "FILE", requires = "access_key")]
    secret_key: Option<PathBuf>,
    /// Enforce the resource policies of tables and streams (default: they are stored only)
    #[arg(long)]
    enforce_policies: bool,
    /// Whom an access key belongs to, by the ARN of a user or role; other keys are the account's root, which may do all
    /// that no policy denies. Can be repeated
    #[arg(long, value_name = "ACCESS_KEY=ARN", value_parser = principal, requires = "enforce_policies")]
    principal: Vec<(String, String)>,
    /// Serve a console for people at /console: tables, items, queries, partitions and a course, in English and Korean. Its
    /// pages, and without --control they alone, may use the paths below /_hashrange/
    #[arg(long)]
    console: bool,
    /// Serve the paths below /_hashrange/ too, by which tests move the clock, fork and reset tables, save and load
    /// snapshots (default: they are not there); GET /_hashrange/ lists them
    #[arg(long)]
    control: bool,
    /// File with a token that requests below /_hashrange/ must have (Authorization: Bearer TOKEN). Without it, and
    /// without --access-key, everybody who reaches the server may call them
    #[arg(long, value_name = "FILE", requires = "controlled")]
    control_token: Option<PathBuf>,
    /// Count requests, units, throttles, errors and latencies of each table, and serve them at /metrics in the text format
    /// of Prometheus, under CloudWatch's names
    #[arg(long)]
    metrics: bool,
    /// File with a token that requests for /metrics must have (Authorization: Bearer TOKEN). Without it, and without
    /// --access-key, everybody who reaches the server may read them
    #[arg(long, value_name = "FILE", requires = "metrics")]
    metrics_token: Option<PathBuf>,
    /// The clock: `system`, or `manual`, which stands until it is moved by POST /_hashrange/clock, and begins now or at
    /// a time: manual=2026-01-01T00:00:00Z
    #[arg(long, value_name = "CLOCK", value_parser = clock, default_value = "system")]
    clock: Clock,
    /// Let web pages of this origin call, such as http://localhost:3000; * allows all
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Accept requests under this host name besides localhost; .example.com allows all names below it, * all names
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Stop when standard input ends too, which it does with the process at its other end: so a test's server never
    /// outlives the test, however that ends
    #[arg(long)]
    until_stdin_ends: bool,
    /// Connections served at a time; further ones wait
    #[arg(long, default_value_t = ServerLimits::default().connections, value_name = "NUMBER", value_parser = connections)]
    max_connections: usize,
    /// Print only the ready line and errors
    #[arg(long, short)]
    quiet: bool,
    /// Write one line per request to standard error
    #[arg(long)]
    log: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), String> {
        let mut signals = Signals::new().map_err(|error| format!("cannot wait for signals: {error}"))?;
        if self.until_stdin_ends {
            signals.hear_end_of(io::stdin()).map_err(cannot_start)?;
        }
        let runtime = runtime(self.data.is_some()).map_err(cannot_start)?;
        let (quiet, console) = (self.quiet, self.console);
        let address = address(&self.host, self.port);
        let (database, claim) = self.database()?;
        let data = self.data.clone();
        let database = self.with_fixtures(database)?;
        let on_disk = database.clone().filter(|_| self.data.is_some());
        let to_save = database.clone().zip(claim);
        let log = (self.log || !quiet).then(|| RequestLog::start(io::stderr()));
        let log = log.transpose().map_err(cannot_start)?;
        let builder = self.builder(&address, database, log.clone())?;
        let server = runtime.block_on(builder.bind()).map_err(|error| {
            let hint = match error.kind() {
                io::ErrorKind::AddrInUse => ": give another --port, or 0 for any that is free",
                _ => "",
            };
            format!("cannot listen on {address}: {error}{hint}")
        })?;
        // If the reader has closed the pipe, the server continues.
        let _ = say(io::stdout(), &format!("ready http://{}", server.local_addr()));
        if !quiet {
            let about = format!("export AWS_ENDPOINT_URL_DYNAMODB=http://{}", callable(server.local_addr()));
            let kept = match (&to_save, &data) {
                (None, Some(directory)) => format!("; tables are kept in {}", directory.display()),
                (Some((_, claim)), _) => format!(" and saves the tables to {}", claim.asked.display()),
                (None, None) => "; tables are kept in memory only".to_owned(),
            };
            if console {
                let _ =
                    say(io::stderr(), &format!("console http://{}/console", callable(server.local_addr())));
            }
            let _ = say(io::stderr(), &format!("{about}\nCtrl-C stops the server{kept}"));
        }
        let served = serve_until_stopped(runtime, server, &mut signals);
        if let Some(log) = log {
            log.finish(LOG_TIME);
        }
        let not_saved = if to_save.is_some() { "; the tables are not saved" } else { "" };
        let at_once = |ended: EndedAtOnce| format!("{ended}{not_saved}");
        let served = served.map_err(at_once)?;
        // What clients wrote is saved even if the server failed.
        let saved = match to_save {
            Some((database, claim)) => save(database, claim, &mut signals).map_err(at_once)?,
            None => Ok(()),
        };
        // A disk that failed has to be told also where nobody wrote since.
        let kept = match on_disk.map(|database| database.sync()) {
            Some(Err(error)) => Err(format!("not all is kept: {error}")),
            Some(Ok(())) | None => Ok(()),
        };
        served.and(saved).and(kept)
    }

    /// The settings of the databases that are served.
    fn settings(&self) -> DatabaseBuilder {
        let mut settings =
            Database::builder().enforce_policies(self.enforce_policies).clock(self.clock.clone());
        if !self.regions.is_empty() {
            settings = settings.regions(&self.regions);
        }
        if let Some(lasts) = self.transitions {
            settings = settings.transitions(lasts);
        }
        if let Some(seed) = self.seed {
            settings = settings.id_seed(seed);
        }
        if let Some(delay) = self.ttl_delay {
            settings = settings.ttl_delay(delay);
        }
        if let Some(longest) = self.ttl_delay_up_to {
            settings = settings.ttl_delay_up_to(longest);
        }
        if let Some(most) = self.stream_bytes {
            settings = settings.stream_bytes(most);
        }
        self.bucket.iter().fold(settings, |settings, (name, folder)| settings.bucket(name, folder))
    }

    /// The database to serve, if it is loaded from a snapshot or saved to one, and the claim to the file that it is
    /// saved to. The server holds the claim while it runs.
    fn database(&self) -> Result<(Option<Database>, Option<Claim>), String> {
        if let Some(directory) = &self.data {
            if self.compact {
                data::compact(directory)?;
            }
            let settings = self.settings().durability(match self.durability {
                Kept::Sync => Durability::Sync,
                Kept::Buffered => Durability::Buffered,
            });
            let open = if self.beside_others { data::open_beside_others } else { data::open };
            return Ok((Some(open(settings, directory)?), None));
        }
        let message = |error: SnapshotError| error.to_string();
        let Some(save) = &self.save_on_exit else {
            let loaded = self.load.as_ref().map(|path| self.settings().load(path).map_err(load_error));
            return Ok((loaded.transpose()?, None));
        };
        let shown = save.display();
        let claim =
            Claim::new(save, Until::ProcessEnds).map_err(|error| format!("cannot save to {error}"))?;
        let database = match (&self.load, claim.content().map_err(message)?) {
            (Some(load), Content::Nothing) if claim.is_of(load) => self.settings().build(),
            (Some(load), _) if claim.is_of(load) => self.settings().load_claimed(&claim).map_err(message)?,
            (_, Content::Other) => {
                return Err(format!("{shown} is no snapshot, and is not replaced: name another file"));
            }
            (Some(load), _) => self.settings().load(load).map_err(load_error)?,
            (None, Content::Nothing) => self.settings().build(),
            (None, Content::Snapshot) => {
                return Err(format!(
                    "{shown} is a snapshot already, and its tables would be lost: begin with them (--load {shown}), \
                     or name another file"
                ));
            }
        };
        Ok((Some(database), Some(claim)))
    }

    /// The database with the tables and items of the fixtures.
    fn with_fixtures(&self, database: Option<Database>) -> Result<Option<Database>, String> {
        if self.fixture.is_empty() {
            return Ok(database);
        }
        let database = database.unwrap_or_else(|| self.settings().build());
        let parameters = self.parameter.iter().cloned();
        let fixtures = Fixture::all(self.fixture.clone()).parameters(parameters);
        database.load_fixture(fixtures).map_err(|error| error.to_string())?;
        Ok(Some(database))
    }

    fn builder(
        self,
        address: &str,
        database: Option<Database>,
        log: Option<RequestLog>,
    ) -> Result<ServerBuilder, String> {
        let limits = ServerLimits { connections: self.max_connections, ..ServerLimits::default() };
        debug_assert!(!self.shared || self.separate.is_empty());
        let separate = self.separate.iter().map(|by| match by {
            By::Key => SeparateBy::AccessKey,
            By::Region => SeparateBy::Region,
        });
        let mut builder = Server::builder().address(address).separate(separate).limits(limits);
        builder = builder.database_settings(self.settings());
        if let Some(database) = database {
            builder = builder.database(database);
        }
        for origin in self.allow_origin {
            builder = builder.allow_origin(origin);
        }
        for (access_key, arn) in self.principal {
            builder = builder.principal(access_key, arn);
        }
        for host in self.allow_host {
            builder = builder.allow_host(host);
        }
        if let (Some(access_key), Some(file)) = (self.access_key, self.secret_key) {
            builder = builder.credentials(access_key, secret_key(&file)?);
        }
        builder = builder.control(self.control).console(self.console).metrics(self.metrics);
        if let Some(file) = self.metrics_token {
            builder = builder.metrics_token(secret_key(&file)?);
        }
        if let Some(file) = self.control_token {
            builder = builder.control_token(secret_key(&file)?);
        }
        if let Some(log) = &log {
            let log = log.clone();
            builder = builder.notices(move |notice| log.line(&notice.to_string()));
        }
        Ok(match log.filter(|_| self.log) {
            Some(log) => builder.log(move |served| log.line(&log_line(Timestamp::now(), served))),
            None => builder,
        })
    }
}

fn load_error(error: SnapshotError) -> String {
    let hint = match &error {
        SnapshotError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            "\nWith --save-on-exit of the same file, the server makes it when it stops."
        }
        _ => "",
    };
    format!("{error}{hint}")
}

/// When a change is on disk.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kept {
    /// Before it is acknowledged
    Sync,
    /// At most 100 ms later
    Buffered,
}

/// What tables are separated by.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// The access key
    Key,
    /// The region
    Region,
}

fn say(mut out: impl Write, line: &str) -> io::Result<()> {
    out.write_all(format!("{line}\n").as_bytes())?;
    out.flush()
}
