//! Structures of the API, inputs and outputs: one definition for the Rust struct and for its JSON.

use super::{
    json::{self, Json, Result, Wanted},
    member::Member,
    place::Step,
    reading::Reading,
    write::Object,
};

/// A structure of the API, which [`structure!`] defines.
pub(crate) trait Structure: Default {
    /// The members, in the order in which the service checks them.
    const ALL_MEMBERS: &'static [Member];

    /// The members that a request must have; the lowest bit is the first member.
    const REQUIRED: u32;

    /// Reads the member at this index of [`ALL_MEMBERS`](Self::ALL_MEMBERS), and returns whether the request has a
    /// value for it.
    fn read_member(&mut self, place: usize, sent: &mut Json<'_>, reading: &mut Reading) -> Result<bool>;

    /// Writes the members that are present.
    fn write_members(&self, object: &mut Object<'_>);
}

/// Reads a structure: a part of a request, or a response of another server, whose caller ignores the notes.
pub(crate) fn read_structure<T: Structure>(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<T>> {
    let mut made = T::default();
    read_members((T::ALL_MEMBERS, T::REQUIRED), sent, reading, &mut |place, sent, reading| {
        made.read_member(place, sent, reading)
    })?;
    Ok(Some(made))
}

/// Reads the members of a structure; `read` reads the one at this index. Unknown members are skipped; of two with the
/// same name the last counts. All structures share one copy of this function.
pub(crate) fn read_members(
    (members, required): (&[Member], u32),
    sent: &mut Json<'_>,
    reading: &mut Reading,
    read: &mut dyn FnMut(usize, &mut Json<'_>, &mut Reading) -> Result<bool>,
) -> Result<()> {
    debug_assert!(members.len() <= u32::BITS as usize, "each member has a bit");
    let mut there = 0_u32;
    json::object(Wanted::Structure, sent, &mut |name, sent| {
        let found = members.iter().enumerate().find(|(_, member)| member.name() == name);
        let Some((place, member)) = found else { return json::skip(sent).map(drop) };
        let bit = 1 << place;
        if there & bit != 0 {
            there &= !bit;
            reading.forget(Step::member(place, *member));
        }
        reading.enter(place, *member);
        if read(place, sent, reading)? {
            there |= bit;
        }
        reading.leave();
        Ok(())
    })?;
    let missing = required & !there;
    if missing != 0 {
        reading.missing(missing, members);
    }
    Ok(())
}

/// Defines a structure of the API: the Rust struct, its reading from JSON and writing as JSON, and a constant `MEMBERS`
/// with a field for each member's name. Members are written in their order here. `at most` says how many of these
/// structures a list or map can have ([`Most`](super::Most)).
macro_rules! structure {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident $(at most $most:ident($count:expr))? {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $wire:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        const _: () = {
            use $crate::codec::{self, Member, Object, Reading, json::{Json, Result}};

            #[allow(dead_code, reason = "not every member is named")]
            #[derive(Debug)]
            pub(crate) struct Members {
                $(pub(crate) $field: Member,)*
            }

            #[allow(non_camel_case_types, dead_code, reason = "named as the fields are, to count them")]
            enum Order {
                $($field,)*
            }

            impl $name {
                /// The members' names.
                #[allow(dead_code, reason = "not every structure's members are named")]
                pub(crate) const MEMBERS: Members = Members {
                    $($field: Member::new($wire),)*
                };
            }

            #[allow(unused_variables, reason = "there are structures without members")]
            impl codec::Structure for $name {
                const ALL_MEMBERS: &'static [Member] =
                    &[$(Self::MEMBERS.$field,)*];
                const REQUIRED: u32 = 0 $(| (<$type as codec::FromWire>::REQUIRED as u32) << Order::$field as usize)*;

                fn read_member(&mut self, place: usize, sent: &mut Json<'_>, reading: &mut Reading) -> Result<bool> {
                    match place {
                        $(_ if place == Order::$field as usize => codec::read_value(&mut self.$field, sent, reading),)*
                        _ => Ok(false),
                    }
                }

                fn write_members(&self, object: &mut Object<'_>) {
                    $(object.member($wire, &self.$field);)*
                }
            }

            impl codec::FromWire for $name {
                $(const MOST: codec::Most = codec::Most::$most($count);)?

                fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
                    codec::read_structure(sent, reading)
                }
            }

            impl codec::WriteJson for $name {
                fn write_json(&self, out: &mut Vec<u8>) {
                    let mut object = Object::new(out);
                    codec::Structure::write_members(self, &mut object);
                    object.end();
                }
            }

            #[cfg(test)]
            #[allow(unused_variables, reason = "there are structures without members")]
            impl codec::Sample for $name {
                fn sample(source: &mut codec::Source<'_>) -> Self {
                    Self { $($field: codec::Sample::sample(source),)* }
                }
            }
        };
    };
}

pub(crate) use structure;
