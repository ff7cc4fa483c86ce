//! What was noticed while a request was read, as findings in the service's order.

use super::found::{Found, FoundFault};
use crate::{
    codec::{Constraint, Noticed, Part, Reading},
    steps, texts,
};

impl From<Reading> for Found {
    fn from(reading: Reading) -> Self {
        if reading.is_clean() { Self::default() } else { findings(reading) }
    }
}

/// All findings. Map keys can be long, and are part of the place of everything inside the map, so the total size of the
/// findings with texts is bounded.
#[cold]
fn findings(reading: Reading) -> Found {
    let mut found = Found::default();
    found.note_json_levels(reading.json_levels());
    let notes = reading.into_notes();
    let (not_kept, lacks_member) = notes.not_kept();
    let mut text_bytes = 0;
    for (place, what) in notes.in_order() {
        text_bytes += place.parts().iter().map(Part::text_bytes).sum::<usize>();
        steps::take(place.parts().len());
        let is_first = found.violations().is_empty() && found.faults().is_empty();
        let has_room = is_first || text_bytes <= texts::listed::LISTED_BYTES;
        match what {
            Noticed::Violation(value, constraint) if has_room => {
                found.violation(place, value, constraint, false);
            }
            Noticed::Violation(_, constraint) => found.note_more(1, constraint == Constraint::NotNull),
            // Only the first faults matter: the first one refuses the request.
            Noticed::Faults(_) if !has_room => {}
            Noticed::Faults(faults) => found.note_fault(FoundFault { place, faults }),
        }
    }
    found.note_more(not_kept, lacks_member);
    found
}
