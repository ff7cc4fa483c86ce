//! Types that can be members of a structure, written as JSON.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    dynamodb_json::{write_attribute_value, write_item, write_string},
    json::plain_bytes,
};
use crate::{
    enumeration::WireEnum,
    value::{AttributeName, AttributeValue, Item},
};

/// A type that can be written as JSON, directly into the response's bytes.
pub(crate) trait WriteJson {
    /// Appends the value.
    fn write_json(&self, out: &mut Vec<u8>);

    /// Whether a structure omits the member.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write_json(out),
            None => out.extend_from_slice(b"null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: WriteJson> WriteJson for Arc<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_ref().write_json(out);
    }
}

impl WriteJson for Item {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_item(self, out);
    }
}

impl WriteJson for AttributeValue {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_attribute_value(self, out);
    }
}

impl WriteJson for str {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_string(self, out);
    }
}

impl WriteJson for String {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_string(self, out);
    }
}

impl WriteJson for AttributeName {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_string(self, out);
    }
}

impl<E: WireEnum> WriteJson for E {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.word().write_json(out);
    }
}

impl WriteJson for bool {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl WriteJson for $type {
            fn write_json(&self, out: &mut Vec<u8>) {
                let written = serde_json::to_writer(out, self);
                debug_assert!(written.is_ok(), "numbers are written into memory");
            }
        }
    )*};
}

numbers! { u64 i64 i32 usize f64 f32 }

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_slice().write_json(out);
    }
}

impl<T: WriteJson> WriteJson for [T] {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (place, value) in self.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            value.write_json(out);
        }
        out.push(b']');
    }
}

impl<T: WriteJson> WriteJson for BTreeMap<String, T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        for (name, value) in self {
            object.named(name, value);
        }
        object.end();
    }
}

/// A JSON object that is being written.
pub(crate) struct Object<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl<'o> Object<'o> {
    /// Opens an object.
    pub(crate) fn new(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, first: true }
    }

    /// Writes a member of a structure, unless it is absent. The name must need no escapes.
    pub(crate) fn member(&mut self, name: &str, value: &(impl WriteJson + ?Sized)) {
        debug_assert_eq!(plain_bytes(name.as_bytes()), name.len(), "a member's name needs no escapes");
        if value.is_absent() {
            return;
        }
        self.out.extend_from_slice(if self.first { b"\"" } else { b",\"" });
        self.first = false;
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        value.write_json(self.out);
    }

    /// Writes a member of a structure if there is a value.
    pub(crate) fn optional(&mut self, name: &str, value: Option<&(impl WriteJson + ?Sized)>) {
        if let Some(value) = value {
            self.member(name, value);
        }
    }

    /// Writes an entry of a map, whose name can be any text.
    pub(crate) fn named(&mut self, name: &str, value: &(impl WriteJson + ?Sized)) {
        self.comma();
        write_string(name, self.out);
        self.out.push(b':');
        value.write_json(self.out);
    }

    /// Closes the object.
    pub(crate) fn end(self) {
        self.out.push(b'}');
    }

    fn comma(&mut self) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
    }
}
