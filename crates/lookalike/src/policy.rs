//! Whether a hit is worth an alarm, and how strong it is.
//!
//! A long coined name ("vietcombank") is hardly ever in another by chance; "tanbinh" is a word, and "mb" is everywhere. What
//! counts as a fake therefore depends on the [`Grade`] of the name, on how what was asked differs from it ([`How`]), on what
//! stands around it and on the ending. The numbers were set on generated names and tricks; `tests/all/tricks.rs` and
//! `innocent.rs` hold what they reach.

use crate::compare::How;
use crate::index::ONE_EDIT;
use crate::model::TypoKind;
use crate::words::{Lure, WORDS};

/// How much a name says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grade {
    /// Four letters or fewer, a place, or a word that several organisations have in their names.
    Strict,
    /// Vietnamese words, or five or six letters.
    Word,
    /// Seven letters or more that are no Vietnamese words.
    Coined,
}

/// Where in the host the subject stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The label that was registered, or all labels left of the suffix together.
    Core,
    /// A label left of the one that was registered.
    Left,
    /// No host: a handle.
    Handle,
}

/// The ending of what was asked beside that of the official name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Same,
    /// Another below `.vn`.
    Vietnamese,
    /// `.com`, `.net`, `.org`.
    Usual,
    /// Costs next to nothing.
    Cheap,
    Other,
    /// Kept for state bodies.
    Closed,
}

impl Ending {
    pub fn of(asked: &str, official: &str) -> Self {
        if WORDS.closed.contains(asked) {
            Self::Closed
        } else if asked == official {
            Self::Same
        } else if asked == "vn" || asked.ends_with(".vn") {
            Self::Vietnamese
        } else if ["com", "net", "org"].contains(&asked) {
            Self::Usual
        } else if WORDS.cheap.contains(asked) {
            Self::Cheap
        } else {
            Self::Other
        }
    }
}

/// What stands around the subject in its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    /// The strongest word that we know; `None`: nothing stands around.
    pub lure: Lure,
    /// Something is there that we have no word for.
    pub unknown: bool,
    /// Hyphens keep it apart.
    pub separated: bool,
}

impl Around {
    pub const NOTHING: Self = Self {
        lure: Lure::None,
        unknown: false,
        separated: true,
    };

    fn is_nothing(self) -> bool {
        self.lure == Lure::None && !self.unknown
    }
}

/// What [`strength`] decides on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub grade: Grade,
    /// Letters of the name.
    pub letters: usize,
    /// A further name of the organisation, not the label of a domain.
    pub brand: bool,
    pub how: How,
    pub place: Place,
    pub around: Around,
    pub ending: Ending,
    /// Ending is [`Ending::Closed`] and that of the official name, too.
    pub closed_as_well: bool,
    /// Both names are Vietnamese words: more likely two names than one and its fake.
    pub both_words: bool,
    /// The official name is Vietnamese words.
    pub word: bool,
    /// The strongest word elsewhere in the host.
    pub elsewhere: Lure,
}

/// 1 to 100, or `None`: no alarm.
pub(crate) fn strength(case: &Case) -> Option<u8> {
    let base: u8 = match case.how {
        How::Glyph => 92,
        How::Marks => 88,
        How::Digit | How::Visual => 84,
        How::Separator => 78,
        How::Typed(_) => 76,
        How::Same => 74,
        How::Typo(_, 1) => 70,
        How::Typo(..) => 54,
    };
    if case.ending == Ending::Closed {
        // Nobody else gets a name there: only what was mistyped is worth a word, and what has letters of another script or
        // marks. No innocent name there has them, whatever words it reads as.
        let disguised = matches!(case.how, How::Glyph | How::Marks) && case.letters >= 3;
        let mistyped = case.how != How::Same && !matches!(case.how, How::Typo(_, 2)) && !case.both_words;
        let allowed = case.closed_as_well && (disguised || mistyped && case.grade != Grade::Strict);
        return (allowed && case.around.is_nothing() && case.place == Place::Core).then_some(base);
    }
    let allowed = match (case.place, case.around.is_nothing()) {
        (_, false) => within(case),
        (Place::Left, true) => left(case),
        (Place::Core | Place::Handle, true) => alone(case),
    };
    let change: i8 = match (case.place, case.around.is_nothing()) {
        (_, false) if case.around.lure == Lure::Strong => -4,
        (_, false) => -12,
        (Place::Left, true) => -6,
        (_, true) if case.ending == Ending::Same => 4,
        (_, true) if case.ending == Ending::Cheap => 2,
        _ => 0,
    };
    allowed.then(|| base.saturating_add_signed(change).clamp(1, 100))
}

/// The label is the name and nothing else.
fn alone(case: &Case) -> bool {
    let near = matches!(case.ending, Ending::Same | Ending::Vietnamese);
    let cheap = case.ending == Ending::Cheap;
    let usual = case.ending == Ending::Usual;
    let short = case.letters < ONE_EDIT;
    let handle = case.place == Place::Handle;
    match (case.grade, case.how) {
        (_, How::Glyph | How::Marks) if case.letters >= 3 => true,
        (Grade::Strict, How::Same) => {
            near || cheap || handle && case.letters >= 3 || (short && case.letters >= 3 && !case.brand)
        }
        (Grade::Strict, How::Digit | How::Visual | How::Separator) if case.letters >= 3 => {
            near || cheap && !short
        }
        (Grade::Strict, How::Typo(kind, 1)) => {
            !short && case.ending == Ending::Same && !case.both_words && kind != TypoKind::Replace
        }
        (Grade::Strict, How::Typed(_)) => !short && near,
        (Grade::Strict, _) => false,
        (_, How::Same | How::Glyph | How::Marks | How::Digit | How::Visual | How::Separator) => true,
        (_, How::Typed(_)) => case.letters >= 7 || near || usual || cheap,
        (_, How::Typo(kind, 1)) => match case.letters {
            ..=6 => {
                !case.both_words
                    && !matches!(kind, TypoKind::Replace | TypoKind::Insert)
                    && (near || usual || cheap)
            }
            7..=8 => !case.both_words || case.ending == Ending::Same,
            _ => true,
        },
        (_, How::Typo(..)) => !case.both_words,
    }
}

/// A label left of a domain that belongs to somebody else. Companies have labels for cities and for what they do.
fn left(case: &Case) -> bool {
    let lured = case.elsewhere == Lure::Strong;
    match case.how {
        How::Glyph => case.letters >= 4,
        How::Same | How::Marks | How::Digit | How::Visual | How::Separator => match case.grade {
            Grade::Strict => false,
            Grade::Word => case.letters >= 9 || lured && case.letters >= 6,
            Grade::Coined => true,
        },
        How::Typo(_, 1) | How::Typed(_) => (lured || case.grade == Grade::Coined) && case.letters >= 9,
        How::Typo(..) => false,
    }
}

/// Words stand around the name.
fn within(case: &Case) -> bool {
    let Around {
        lure,
        unknown,
        separated,
    } = case.around;
    let strong = lure == Lure::Strong;
    let known = lure >= Lure::Filler && !unknown;
    let claim = lure >= Lure::Claim && !unknown;
    let looks = !matches!(case.how, How::Typo(..) | How::Typed(_));
    let letters = case.letters;
    match case.grade {
        Grade::Strict => {
            let exact = matches!(case.how, How::Same | How::Glyph | How::Marks);
            let acronym = (3..ONE_EDIT).contains(&letters) && !case.word;
            let lured = strong && !unknown && (separated || letters >= ONE_EDIT);
            exact && (lured || acronym && claim && (separated || letters == 4))
        }
        Grade::Word if looks => {
            let lured = strong && letters >= if separated { ONE_EDIT } else { 6 };
            let by_words = lured && (!unknown || separated && letters >= 7);
            let coined = !case.word
                && letters >= ONE_EDIT
                && (claim || known && separated && case.ending == Ending::Cheap);
            by_words || known && letters >= 8 || coined
        }
        Grade::Word => {
            letters >= 8 && strong && !unknown && !case.both_words && !matches!(case.how, How::Typo(_, 2))
        }
        Grade::Coined if looks => separated || strong || known || letters >= 9,
        Grade::Coined => {
            let one = !matches!(case.how, How::Typo(_, 2));
            !unknown && one && letters >= 8 && (strong || known && letters >= 9)
        }
    }
}
