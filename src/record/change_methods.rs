//! The changes that requests have as methods.

/// Defines the changes in a type of the record `R` whose `with_changes` takes a function of [`ChangesOf`](super::change::ChangesOf).
macro_rules! change_methods {
    () => {
        /// Sets a field.
        pub fn set<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, value, Change::Set))
        }

        /// Sets a field that has no value yet.
        pub fn set_if_absent<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, value, Change::SetIfAbsent))
        }

        /// Adds to a number. A field without a value becomes this number.
        pub fn add<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, value, Change::Add))
        }

        /// Subtracts from a number, which must have a value.
        pub fn subtract<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, value, Change::Subtract))
        }

        /// Puts elements behind those of a list, which must have a value.
        pub fn append<F, V>(self, field: Attribute<R, F, V, Plain>, elements: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, elements, Change::Append))
        }

        /// Puts elements before those of a list, which must have a value.
        pub fn prepend<F, V>(self, field: Attribute<R, F, V, Plain>, elements: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, elements, Change::Prepend))
        }

        /// Puts elements into a set. A field without a value becomes this set.
        pub fn add_to_set<F, V>(self, field: Attribute<R, F, V, Plain>, elements: impl Given<V>) -> Self {
            self.with_changes(|changes| changes.change(field, elements, Change::AddToSet))
        }

        /// Takes elements out of a set. A set without elements has no value: give such a field a `default`.
        pub fn delete_from_set<F, V>(
            self,
            field: Attribute<R, F, V, Plain>,
            elements: impl Given<V>,
        ) -> Self {
            self.with_changes(|changes| changes.change(field, elements, Change::DeleteFromSet))
        }

        /// Removes the value of an `Option`.
        pub fn remove<V>(self, field: Attribute<R, Option<V>, V, Plain>) -> Self {
            self.with_changes(|changes| changes.changed(field.number(), Change::Remove))
        }

        /// Changes the record only if it has this version.
        ///
        /// ```
        /// # use hashrange::{Database, Record};
        /// # #[derive(Record, Clone)]
        /// # #[record(table = "accounts")]
        /// # struct Account { #[record(partition_key)] id: String, balance: i64, #[record(version)] version: u64 }
        /// let accounts = Database::new().table_of::<Account>()?;
        /// accounts.put(&Account { id: "a1".into(), balance: 0, version: 0 }).run()?;
        /// let updated = accounts.update("a1").set(Account::BALANCE, 10).version(1).run()?;
        /// assert_eq!(updated.version, 2);
        /// assert!(accounts.update("a1").set(Account::BALANCE, 11).version(1).run().is_err());
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn version(self, version: impl Into<Number>) -> Self {
            self.with_changes(|changes| changes.expects(version.into()))
        }
    };
}

pub(super) use change_methods;
