//! Putting a database back: the contents of another one in the place of its own.

use super::{
    Catalog, Engine, EngineHandle, Export, TransferRequest, client_tokens::ClientTokens,
    imports::BulkOperation, job_list::JobList, kinesis::KinesisStreams,
};

/// What requests can make in a region.
struct Contents {
    client_tokens: ClientTokens,
    kinesis: KinesisStreams,
    exports: JobList<Export>,
    imports: JobList<TransferRequest>,
    bulk_operations: JobList<BulkOperation>,
}

impl Contents {
    fn of(engine: &Engine) -> Self {
        Self {
            client_tokens: engine.client_tokens.fork(),
            kinesis: engine.kinesis.fork(),
            exports: engine.exports.fork(|_| true),
            // What goes on changes the tables of the original.
            imports: engine.imports.fork(|job| job.end(u64::MAX).is_some()),
            bulk_operations: engine.bulk_operations.fork(|job| job.end(u64::MAX).is_some()),
        }
    }
}

impl EngineHandle {
    /// Puts a copy of another database's contents in the place of this one's, in all regions: tables, what is left of
    /// deleted ones, backups, lists of jobs, client request tokens. Handles stay valid and find the new tables by their
    /// names. Clock, settings and lag are not touched, and no id that the other has given is given again. Requests that run
    /// meanwhile are carried out before or after. In a database that is kept on disk it is one change.
    ///
    /// Returns `false`, and changes nothing, if the two do not have the same account and regions.
    pub(crate) fn replace_contents(&self, with: &Self) -> bool {
        let place = |engine: &Engine| (engine.options().account.clone(), engine.options().region.clone());
        let places = |handle: &Self| handle.engines().iter().map(|engine| place(engine)).collect::<Vec<_>>();
        if places(self) != places(with) {
            return false;
        }
        let (contents, catalogs) = {
            let _unchanging = with.all_regions().map(|regions| regions.changing());
            let catalogs: Vec<_> = with.engines().iter().map(|engine| engine.catalog()).collect();
            // As in a fork, tokens are copied before the tables.
            let contents: Vec<_> = with.engines().iter().map(|engine| Contents::of(engine)).collect();
            (contents, Catalog::fork(&catalogs, || ()).0)
        };
        let regions = self.all_regions();
        let _unchanging = regions.map(|regions| regions.changing());
        for ((engine, other), catalog) in self.engines().iter().zip(with.engines()).zip(&catalogs) {
            // Each table takes an id of 128 bits with its place.
            let more = 2 * (catalog.table_count() + catalog.all_deleted().len()) as u64;
            let (seed, theirs) = (engine.options().seed, (other.options().seed, other.ids()));
            engine.ids().go_on_after(seed, theirs, more);
        }
        let own: Vec<_> = self.engines().iter().map(|engine| engine.catalog()).collect();
        Catalog::replace(&own, catalogs, || {
            self.engines()
                .iter()
                .zip(&contents)
                .for_each(|(engine, contents)| engine.note_contents(contents));
        });
        for (engine, contents) in self.engines().iter().zip(contents) {
            engine.take_contents(contents);
        }
        if let Some(regions) = regions {
            regions.join_replicas();
        }
        true
    }
}

impl Engine {
    /// Notes, in a database that is kept on disk, what will be in the place of its own.
    fn note_contents(&self, contents: &Contents) {
        if let Some(journal) = self.journal() {
            contents.client_tokens.note_all(&**journal);
            contents.exports.note_in(&self.exports);
            contents.imports.note_in(&self.imports);
            contents.bulk_operations.note_in(&self.bulk_operations);
        }
    }

    fn take_contents(&self, contents: Contents) {
        // Tables are as late as this database's, not as those of the other.
        self.set_lag(self.lag().as_ref());
        self.client_tokens.replace(contents.client_tokens);
        self.kinesis.replace(contents.kinesis);
        self.exports.replace(contents.exports);
        self.imports.replace(contents.imports);
        self.bulk_operations.replace(contents.bulk_operations);
        self.catalog.all_tables().iter().for_each(|table| self.end_states_later(table));
        self.expire_backups_later();
        self.forget_deleted_later();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use crate::{Clock, Database, Index, ScalarAttributeType::S, item, operation::StreamViewType};

    fn users(db: &Database) -> crate::Table {
        db.create_table("users")
            .partition_key("id", S)
            .global_index(Index::new("by_city").partition_key("city", S))
            .stream(StreamViewType::NewAndOldImages)
            .run()
            .unwrap()
    }

    #[test]
    fn a_database_goes_back_to_a_copy_and_its_handles_stay_valid() {
        let db = Database::new();
        let table = users(&db);
        table.put(item! { "id": "haeri05", "city": "부산" }).run().unwrap();
        let start = db.fork();
        for _ in 0..3 {
            table.put(item! { "id": "minji01", "city": "서울" }).run().unwrap();
            table.delete("haeri05").run().unwrap();
            table.create_backup("of_the_test").unwrap();
            db.create_table("likes").partition_key("id", S).run().unwrap();
            db.reset_to(&start).unwrap();
            assert_eq!(db.table_names(), ["users"]);
            assert!(table.get("haeri05").run().unwrap().is_some());
            assert_eq!(table.index("by_city").query("서울").run().unwrap().len(), 0);
            assert_eq!(table.changes().run().unwrap().count(), 1);
            assert_eq!(db.table("users").unwrap().backups().unwrap().len(), 0);
            assert_eq!(db.verify(), Vec::<String>::new());
        }
        assert_eq!(start.table("users").unwrap().item_count(), 1);
    }

    #[test]
    fn tables_of_all_states_and_with_protection_go() {
        let clock = Clock::manual(UNIX_EPOCH);
        let db = Database::builder().clock(clock.clone()).build();
        let start = db.fork();
        users(&db).update_settings().deletion_protection(true).run().unwrap();
        db.set_transitions(Duration::from_secs(10));
        db.create_table("creating").partition_key("id", S).run().unwrap();
        let going = db.create_table("going").partition_key("id", S).run().unwrap();
        clock.advance(Duration::from_secs(10)).unwrap();
        db.delete_table("going").unwrap();
        db.reset_to(&start).unwrap();
        assert_eq!(db.table_names(), Vec::<String>::new());
        assert!(going.put(item! { "id": "1" }).run().is_err());
        users(&db);
        clock.advance(Duration::from_secs(100)).unwrap();
        assert_eq!(db.table_names(), ["users"]);
        assert_eq!(db.verify(), Vec::<String>::new());
    }

    #[test]
    fn replicas_go_on_after_it() {
        let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
        users(&db).update_settings().create_replica("eu-west-1").run().unwrap();
        let start = db.fork();
        db.table("users").unwrap().put(item! { "id": "haeri05" }).run().unwrap();
        db.reset_to(&start).unwrap();
        let there = db.in_region("eu-west-1").unwrap().table("users").unwrap();
        assert_eq!(there.item_count(), 0);
        db.table("users").unwrap().put(item! { "id": "minji01" }).run().unwrap();
        assert!(there.get("minji01").run().unwrap().is_some());
        assert_eq!(db.verify(), Vec::<String>::new());
    }

    #[test]
    fn only_copies_of_the_same_regions_and_account_are_taken() {
        let db = Database::new();
        users(&db);
        let other = Database::builder().region("eu-west-1").build();
        assert!(db.reset_to(&other).is_err());
        assert!(db.reset_to(&Database::builder().account("123456789012").build()).is_err());
        assert_eq!(db.table_names(), ["users"]);
    }

    #[test]
    fn writers_and_readers_beside_it_see_one_state_or_the_other() {
        let db = Database::new();
        let table = users(&db);
        table.put(item! { "id": "kept", "city": "부산" }).run().unwrap();
        let start = db.fork();
        crate::sync::thread::scope(|scope| {
            let writers: Vec<_> = (0..2)
                .map(|writer| {
                    let table = &table;
                    scope.spawn(move || {
                        for n in 0..300 {
                            table.put(item! { "id": format!("{writer}-{n}"), "city": "서울" }).run().unwrap();
                            assert!(table.get("kept").run().unwrap().is_some());
                        }
                    })
                })
                .collect();
            for _ in 0..50 {
                db.reset_to(&start).unwrap();
            }
            writers.into_iter().for_each(|writer| writer.join().unwrap());
        });
        db.reset_to(&start).unwrap();
        assert_eq!(table.item_count(), 1);
        assert_eq!(db.verify(), Vec::<String>::new());
    }
}
