//! Carrying control requests out.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    super::{databases::Databases, reply::Reply},
    Control, Whose,
    body::{ForkRequest, KEPT, Nothing, read},
    calls::Recordings,
    clock, faults,
    forks::{Fork, NewFork},
    holds::Holds,
    json::ok,
    lag, line, load,
    paths::{Action, PATHS, Path},
    prometheus,
    query::Query,
    refusal::{NotDone, Refusal, RefusalKind},
    spread, tables, throughput,
};

impl Control {
    /// Carries a request out. It may take its time.
    pub(super) fn carry_out(
        &self,
        whose: &Whose,
        action: Action,
        query: Query,
        body: &[u8],
    ) -> Result<Reply, NotDone> {
        let answer = match action {
            Action::ReadMetrics => {
                query.finish()?;
                return Ok(prometheus::reply(&whose.database()?));
            }
            Action::TableMetrics => tables::metrics(&whose.database()?, query, self.served.metrics)?,
            Action::ListCalls => self.recordings(whose).list(&whose.database()?, query)?,
            Action::Explain => line::explained(&whose.database()?, query)?,
            Action::Partitions => line::partitions(&whose.database()?, query)?,
            Action::Points => line::points(&whose.database()?, query)?,
            Action::Spread => spread::shown(&whose.database()?, query)?,
            action => {
                query.finish()?;
                return self.carry_out_without_query(whose, action, body);
            }
        };
        Ok(ok(&answer))
    }

    fn carry_out_without_query(&self, whose: &Whose, action: Action, body: &[u8]) -> Result<Reply, NotDone> {
        let answer = match action {
            Action::ListPaths => listed_paths(),
            Action::ReadClock => clock::shown(whose.databases().clock()),
            Action::MoveClock => clock::moved(whose.databases().clock(), &read(body)?)?,
            Action::Fork => self.new_fork(whose, &read(body)?)?,
            Action::ListForks => self.listed_forks(),
            Action::EndFork(access_key) => self.end_fork(&access_key)?,
            Action::Reset => {
                let Nothing {} = read(body)?;
                self.reset(whose)?
            }
            Action::SaveSnapshot => return Ok(self.downloads.reply(whose.database()?)?),
            Action::LoadSnapshot => self.load_snapshot(whose, body)?,
            Action::Verify => json!({ "findings": whose.database()?.verify() }),
            Action::AddFault => faults::added(&whose.database()?, read(body)?)?,
            Action::StartStory => faults::started(&whose.database()?, &read(body)?)?,
            Action::ListFaults => faults::listed(&whose.database()?),
            Action::ReadFault(id) => faults::one(&whose.database()?, &id)?,
            Action::RemoveFault(id) => faults::removed(&whose.database()?, &id)?,
            Action::ClearFaults => faults::cleared(&whose.database()?),
            Action::Hold => self.holds(whose).begin(whose.database()?, &read(body)?)?,
            Action::Release(id) => self.holds(whose).end(&id)?,
            Action::ReadThroughput => throughput::shown(&whose.database()?),
            Action::SetThroughput => throughput::set(&whose.database()?, Some(read(body)?)),
            Action::EndThroughput => throughput::set(&whose.database()?, None),
            Action::RecordCalls => self.recordings(whose).begin(whose.database()?, &read(body)?)?,
            Action::EndCalls => self.recordings(whose).end(&whose.database()?),
            Action::ReadLag => lag::shown(&whose.database()?),
            Action::SetLag => lag::set(&whose.database()?, Some(read(body)?)),
            Action::EndLag => lag::set(&whose.database()?, None),
            Action::Converge => {
                let Nothing {} = read(body)?;
                lag::converged(&whose.database()?)
            }
            Action::Split => line::split(&whose.database()?, &read(body)?)?,
            Action::PutLoad => load::put(&whose.database()?, &read(body)?)?,
            Action::ReadMetrics
            | Action::TableMetrics
            | Action::ListCalls
            | Action::Explain
            | Action::Partitions
            | Action::Points
            | Action::Spread => {
                debug_assert!(false, "these have a query");
                return Err(Refusal::bad_request("The request has a query").into());
            }
        };
        Ok(ok(&answer))
    }

    /// The recordings of the fork that a request is about, or of all other databases.
    fn recordings<'w>(&'w self, whose: &'w Whose) -> &'w Recordings {
        whose.fork.as_ref().map_or(&self.recordings, |fork| &fork.recordings)
    }

    /// The holds of the fork that a request is about, or of all other databases.
    fn holds<'w>(&'w self, whose: &'w Whose) -> &'w Arc<Holds> {
        whose.fork.as_ref().map_or(&self.holds, |fork| &fork.holds)
    }

    /// Puts a database back to how it was at the start, with what a test had set.
    fn reset(&self, whose: &Whose) -> Result<Value, NotDone> {
        let (database, start) = (whose.database()?, whose.start()?);
        self.recordings(whose).end(&database);
        self.holds(whose).end_all(&database);
        database.set_lag(start.engine.lag());
        database.faults().clear();
        database.set_throughput(start.throughput());
        Ok(tables::reset(&database, &start)?)
    }

    fn new_fork(&self, whose: &Whose, wanted: &ForkRequest) -> Result<Value, NotDone> {
        let kept = wanted.kept()?;
        let clock = clock::of_fork(whose.databases().clock(), wanted.clock.as_ref())?;
        let databases = whose.databases().fork(whose.access_key.as_deref(), clock.as_ref())?;
        self.added(whose, databases, kept)
    }

    fn load_snapshot(&self, whose: &Whose, body: &[u8]) -> Result<Value, NotDone> {
        let original = whose.databases().clock();
        let clock = clock::of_fork(original, None)?.unwrap_or_else(|| original.clone());
        let settings = self.settings.clone().clock(clock);
        let database = settings.load_bytes(body).map_err(|error| Refusal::bad_request(error.to_string()))?;
        self.added(whose, Databases::resettable(database), KEPT)
    }

    fn added(&self, whose: &Whose, mut databases: Databases, kept: Duration) -> Result<Value, NotDone> {
        if self.served.metrics {
            databases.count_metrics();
        }
        let made_for = match &whose.fork {
            Some(fork) => fork.made_for.clone(),
            None => whose.access_key.clone(),
        };
        let fork = self.forks.add(NewFork { databases, made_for, kept })?;
        Ok(json!({
            "access_key": fork.access_key, "secret_key": fork.secret_key, "kept_seconds": kept.as_secs_f64(),
        }))
    }

    fn listed_forks(&self) -> Value {
        let shown = |(fork, left): &(Arc<Fork>, Duration)| {
            let access_key = &fork.access_key;
            json!({ "access_key": access_key, "ends_in_seconds": left.as_secs_f64() })
        };
        json!({ "forks": self.forks.all().iter().map(shown).collect::<Vec<_>>() })
    }

    fn end_fork(&self, access_key: &str) -> Result<Value, Refusal> {
        match self.forks.end(access_key) {
            true => Ok(json!({})),
            false => Err(Refusal::new(RefusalKind::NotFound, format!("There is no fork {access_key}"))),
        }
    }
}

fn listed_paths() -> Value {
    let shown = |path: &Path| {
        let below = format!("/_hashrange/{}", path.path);
        json!({ "method": path.method, "path": below, "about": path.about })
    };
    json!({ "paths": PATHS.iter().map(shown).collect::<Vec<_>>() })
}
