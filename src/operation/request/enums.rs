//! Members that take one of a few words.

pub(crate) use crate::enumeration::{WireEnum, wire_enum};

wire_enum! {
    /// How much detail an answer has about the capacity that a request consumed.
    ReturnConsumedCapacity "[INDEXES, TOTAL, NONE]" {
        /// The total, and the share of the table and of each index.
        Indexes = "INDEXES",
        /// The total.
        Total = "TOTAL",
        /// Nothing.
        None = "NONE",
    }
}

wire_enum! {
    /// Whether a write's answer reports the size of the item collection.
    ReturnItemCollectionMetrics "[SIZE, NONE]" {
        /// It does.
        Size = "SIZE",
        /// It does not.
        None = "NONE",
    }
}

wire_enum! {
    /// Which attributes a write returns.
    ReturnValue "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]" {
        /// None.
        None = "NONE",
        /// The item as it was.
        AllOld = "ALL_OLD",
        /// The attributes that an update names, as they were.
        UpdatedOld = "UPDATED_OLD",
        /// The item as it is now.
        AllNew = "ALL_NEW",
        /// The attributes that an update names, as they are now.
        UpdatedNew = "UPDATED_NEW",
    }
}

wire_enum! {
    /// Whether the error of a failed condition carries the item.
    ReturnValuesOnConditionCheckFailure "[ALL_OLD, NONE]" {
        /// It does.
        AllOld = "ALL_OLD",
        /// It does not.
        None = "NONE",
    }
}

wire_enum! {
    /// Which attributes a Query or Scan returns.
    Select "[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]" {
        /// The whole items.
        AllAttributes = "ALL_ATTRIBUTES",
        /// What the index holds.
        AllProjectedAttributes = "ALL_PROJECTED_ATTRIBUTES",
        /// What the projection names.
        SpecificAttributes = "SPECIFIC_ATTRIBUTES",
        /// No items, only how many.
        Count = "COUNT",
    }
}

wire_enum! {
    /// How several legacy conditions are joined.
    ConditionalOperator "[OR, AND]" {
        /// All must hold.
        And = "AND",
        /// One must hold.
        Or = "OR",
    }
}

wire_enum! {
    /// How a legacy condition compares.
    ComparisonOperator "[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]" {
        /// Equal.
        Eq = "EQ",
        /// Not equal.
        Ne = "NE",
        /// One of several.
        In = "IN",
        /// Less than or equal.
        Le = "LE",
        /// Less than.
        Lt = "LT",
        /// Greater than or equal.
        Ge = "GE",
        /// Greater than.
        Gt = "GT",
        /// Between two values, both included.
        Between = "BETWEEN",
        /// The attribute exists.
        NotNull = "NOT_NULL",
        /// The attribute does not exist.
        Null = "NULL",
        /// A text, set or list that contains the value.
        Contains = "CONTAINS",
        /// A text, set or list that does not contain the value.
        NotContains = "NOT_CONTAINS",
        /// A text or binary that begins with the value.
        BeginsWith = "BEGINS_WITH",
    }
}

/// Equality: the comparison with a value that has no operator.
impl Default for ComparisonOperator {
    fn default() -> Self {
        Self::Eq
    }
}

wire_enum! {
    /// What a legacy update does to an attribute.
    AttributeAction "[ADD, PUT, DELETE]" {
        /// Adds to a number or a set.
        Add = "ADD",
        /// Sets the value.
        Put = "PUT",
        /// Deletes the attribute, or members of a set.
        Delete = "DELETE",
    }
}

wire_enum! {
    /// Which half of a key an attribute belongs to.
    KeyType "[HASH, RANGE]" {
        /// The partition key.
        Hash = "HASH",
        /// The sort key.
        Range = "RANGE",
    }
}

wire_enum! {
    /// Which attributes an index holds.
    ProjectionType "[ALL, INCLUDE, KEYS_ONLY]" {
        /// All.
        All = "ALL",
        /// The keys of table and index.
        KeysOnly = "KEYS_ONLY",
        /// The keys and the attributes named.
        Include = "INCLUDE",
    }
}
