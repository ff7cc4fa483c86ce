//! `Clone` and `Debug` of the requests of records, whatever the record is: a derive would ask for both of the record's type.

/// Implements both for a type with these fields, of which the first is shown.
macro_rules! request_traits {
    ([$($parameter:tt)*] $name:literal $type:ty { $shown:ident $(, $field:ident)* }) => {
        impl<$($parameter)*> Clone for $type {
            fn clone(&self) -> Self {
                Self { $shown: Clone::clone(&self.$shown), $($field: Clone::clone(&self.$field)),* }
            }
        }

        impl<$($parameter)*> std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct($name).field(stringify!($shown), &self.$shown).finish_non_exhaustive()
            }
        }
    };
}

pub(super) use request_traits;
