//! The regions of one database: an engine for each, which share a clock.

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, Weak},
};

use super::{Caller, Calling, Clock, Engine, EngineOptions, passage::Passage};
use crate::{
    error::{Error, Result},
    mix::mix,
    remote::Remote,
    storage::Cuts,
    sync::{Mutex, MutexGuard},
    texts,
    transfer::Buckets,
};

/// The engines of a database with several regions.
pub(crate) struct Regions {
    home: Arc<Engine>,
    /// All, that of the home region first.
    engines: Vec<Arc<Engine>>,
    cuts: Arc<Cuts>,
    /// Held while a table gets or loses a replica, while a table with replicas is changed or deleted, and during a fork.
    /// It is taken before all locks of tables.
    changing: Mutex<()>,
}

impl fmt::Debug for Regions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Regions {
    fn new(home: Engine, further: Vec<Engine>, cuts: Cuts) -> Arc<Self> {
        let regions = Arc::new_cyclic(|regions: &Weak<Self>| {
            let member = |engine: Engine| Arc::new(engine.in_regions(Weak::clone(regions)));
            let home = member(home);
            let engines = [Arc::clone(&home)].into_iter().chain(further.into_iter().map(member)).collect();
            Self { home, engines, cuts: Arc::new(cuts), changing: Mutex::default() }
        });
        regions.join_replicas();
        regions
    }

    /// The engines, that of the home region first.
    pub(crate) fn engines(&self) -> &[Arc<Engine>] {
        &self.engines
    }

    /// The names of the regions, the home region first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.engines.iter().map(|engine| engine.options().region.as_str())
    }

    /// The engine of this region.
    pub(crate) fn engine(&self, region: &str) -> Option<&Arc<Engine>> {
        self.engines.iter().find(|engine| engine.options().region == region)
    }

    /// The refusal of a region that the database does not have.
    pub(crate) fn no_region(&self, region: &str) -> Error {
        Error::validation(texts::replica::no_region(region, &self.names().collect::<Vec<_>>()))
    }

    /// The connections between regions that are cut.
    pub(crate) fn cuts(&self) -> &Arc<Cuts> {
        &self.cuts
    }

    /// The lock for changes of replicas. It is taken before all locks of tables.
    pub(crate) fn changing(&self) -> MutexGuard<'_, ()> {
        self.changing.lock()
    }
}

/// A reference to an engine that keeps the engines of its other regions alive too.
#[derive(Clone)]
pub(crate) struct EngineHandle {
    engine: Arc<Engine>,
    /// The regions; `None` if there is one.
    regions: Option<Arc<Regions>>,
    /// Who calls operations by this handle; the account's root if it is `None`.
    caller: Option<Arc<Caller>>,
    /// The number of the reader where readers stay at one replica.
    reader: u32,
    /// The endpoint that has the tables. The engine is empty then: it knows the schemas of the tables that handles have.
    remote: Option<Remote>,
}

impl fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.engine.fmt(f)
    }
}

impl Deref for EngineHandle {
    type Target = Engine;

    #[inline]
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl EngineHandle {
    /// A handle of the engine of the home region; further regions have engines of their own.
    pub(crate) fn new(home: Engine, further: Vec<Engine>) -> Self {
        Self::connected(home, further, Cuts::default())
    }

    fn connected(home: Engine, further: Vec<Engine>, cuts: Cuts) -> Self {
        if further.is_empty() {
            return Self { engine: Arc::new(home), regions: None, caller: None, reader: 0, remote: None };
        }
        let regions = Regions::new(home, further, cuts);
        Self {
            engine: Arc::clone(&regions.home),
            regions: Some(regions),
            caller: None,
            reader: 0,
            remote: None,
        }
    }

    /// An empty engine for each of these regions, the home region first; a handle of the first.
    pub(crate) fn empty(
        options: &EngineOptions,
        further: &[String],
        clock: &Clock,
        buckets: &Buckets,
    ) -> Self {
        let mut home = Engine::new(options.clone(), clock.clone());
        home.set_buckets(buckets.clone());
        let further = (1..).zip(further).map(|(place, region)| home.further_region(region, place)).collect();
        Self::new(home, further)
    }

    /// A handle whose tables an endpoint has; the engine is an empty one.
    pub(crate) fn behind(self, remote: Remote) -> Self {
        Self { remote: Some(remote), ..self }
    }

    /// The endpoint that has the tables; `None` if the engine has them.
    #[inline]
    pub(crate) fn remote(&self) -> Option<&Remote> {
        self.remote.as_ref()
    }

    /// Refuses what only an engine with tables can do.
    ///
    /// # Errors
    /// [`Error::EngineOnly`], if an endpoint has the tables.
    #[inline]
    pub(crate) fn here(&self, what: &'static str) -> Result<()> {
        match &self.remote {
            None => Ok(()),
            Some(_) => Err(Error::of_engine_only(what)),
        }
    }

    /// As [`here`](Self::here), where no error can be returned: if an endpoint has the tables, each request fails from
    /// now on.
    #[inline]
    pub(crate) fn needed_here(&self, what: &'static str) {
        if let Some(remote) = &self.remote {
            remote.refuse(what);
        }
    }

    /// As [`needed_here`](Self::needed_here) for a look, which changes nothing: one request fails, the next one.
    #[inline]
    pub(crate) fn looked_at_here(&self, what: &'static str) {
        if let Some(remote) = &self.remote {
            remote.refuse_once(what);
        }
    }

    /// As [`Engine::enter`]. No operation runs on the empty engine of a database that is behind an endpoint.
    ///
    /// # Errors
    /// As [`Engine::enter`]; [`Error::EngineOnly`].
    #[inline]
    pub(crate) fn enter(
        &self,
        operation: &'static str,
        tables: impl FnOnce() -> Vec<String>,
    ) -> Result<Passage<'_>> {
        self.here(operation)?;
        self.engine.enter(operation, tables)
    }

    /// Whether a typed get or put has no short way: something watches operations, or an endpoint has the tables.
    #[inline]
    pub(crate) fn is_watched(&self) -> bool {
        self.engine.is_watched() || self.remote.is_some()
    }

    /// All regions, if there are several.
    pub(crate) fn all_regions(&self) -> Option<&Arc<Regions>> {
        self.regions.as_ref()
    }

    /// The engines of all regions, that of the home region first.
    pub(crate) fn engines(&self) -> &[Arc<Engine>] {
        match &self.regions {
            Some(regions) => &regions.engines,
            None => std::slice::from_ref(&self.engine),
        }
    }

    /// A handle of the engine of this region.
    pub(crate) fn in_region(&self, region: &str) -> Option<Self> {
        let engine = self.engines().iter().find(|engine| engine.options().region == region)?;
        Some(Self { engine: Arc::clone(engine), ..self.clone() })
    }

    /// The same for this caller.
    pub(crate) fn called_by(&self, caller: Caller) -> Self {
        Self { caller: Some(Arc::new(caller)), ..self.clone() }
    }

    /// The same for the reader with this number.
    pub(crate) fn read_by(&self, reader: u32) -> Self {
        Self { reader, ..self.clone() }
    }

    /// Lets the thread know who calls an operation, if that matters. It is called behind the gate, at which other work
    /// may be done.
    #[inline]
    pub(crate) fn calling(&self) -> Option<Calling> {
        (self.reader != 0 || self.engine.enforces_policies())
            .then(|| Calling::begin(self.caller.clone(), self.reader))
    }

    /// Whether both are handles of one engine.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.remote, &other.remote) {
            (None, None) => Arc::ptr_eq(&self.engine, &other.engine),
            (Some(remote), Some(other)) => remote.is_same(other),
            _ => false,
        }
    }

    /// Whether there is no other handle, of any region.
    #[cfg(feature = "server")]
    pub(crate) fn is_alone(&self) -> bool {
        match &self.regions {
            Some(regions) => Arc::strong_count(regions) == 1,
            None => Arc::strong_count(&self.engine) == 1,
        }
    }

    /// A copy of all regions at one moment, with the same clock: see [`Engine::fork_all`]. The handle is of the same
    /// region.
    pub(crate) fn fork(&self) -> Self {
        self.fork_on(None)
    }

    /// The same with this clock, if there is one.
    pub(crate) fn fork_on(&self, clock: Option<&Clock>) -> Self {
        if let Some(remote) = &self.remote {
            // A fork is returned without a `Result`: its first request fails.
            return Self { remote: Some(remote.refusing("`Database::fork`")), ..self.clone() };
        }
        let place = self.engines().iter().position(|engine| Arc::ptr_eq(engine, &self.engine));
        debug_assert!(place.is_some(), "a handle's engine is one of its regions'");
        let _unchanging = self.regions.as_ref().map(|regions| regions.changing());
        let engines: Vec<_> = self.engines().iter().map(|engine| &**engine).collect();
        let forks = Engine::fork_all(&engines, clock);
        let cuts = self.regions.as_ref().map(|regions| regions.cuts.fork()).unwrap_or_default();
        let mut forks = forks.into_iter();
        let Some(home) = forks.next() else {
            debug_assert!(false, "there is an engine at least");
            return self.clone();
        };
        // What a copy tells is on disk. With a disk that has failed, the copy is all that can still be saved.
        let _ = self.engine.keep_all();
        let fork = Self::connected(home, forks.collect(), cuts);
        debug_assert_eq!(fork.engines().len(), self.engines().len(), "each region has its copy");
        match place.and_then(|place| fork.engines().get(place).map(Arc::clone)) {
            Some(engine) => Self { engine, caller: self.caller.clone(), reader: self.reader, ..fork },
            None => Self { caller: self.caller.clone(), reader: self.reader, ..fork },
        }
    }
}

impl Engine {
    /// An empty engine of a further region, the `place`th, with the same clock and buckets, of the database of which this is the home region.
    pub(crate) fn further_region(&self, region: &str, place: u32) -> Self {
        let options = self.options.of_further_region(region, place);
        let mut engine = Self::of_region(options, self.clock.clone(), place);
        engine.set_buckets(self.buckets.clone());
        engine
    }
}

impl Engine {
    /// The engine of another region of the database.
    pub(crate) fn in_region(&self, region: &str) -> Option<Arc<Self>> {
        self.regions()?.engine(region).map(Arc::clone)
    }
}

impl EngineOptions {
    /// The options of a further region of a database with these options, the `place`th. It has ids of its own.
    fn of_further_region(&self, region: &str, place: u32) -> Self {
        debug_assert!(place > 0, "the home region is the first");
        Self {
            region: region.to_owned(),
            seed: self.seed.wrapping_add(mix(u64::from(place))),
            ..self.clone()
        }
    }
}
