//! The signing flow: which step may follow which state. Pure.

use crate::ReportError;

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Agencies complete their parts, texts are written.
    Preparing,
    /// Figures frozen; texts may still change; waits for the head.
    Closed,
    Approved,
    /// Has its number.
    Numbered,
    Issued,
    Cancelled,
}

/// What is done to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Write,
    CompletePart,
    Close,
    Reopen,
    Approve,
    Return,
    Number,
    /// Its number was cancelled in the register.
    LoseNumber,
    Issue,
    AttachSigned,
    Cancel,
}

impl State {
    pub const ALL: [Self; 6] = [
        Self::Preparing,
        Self::Closed,
        Self::Approved,
        Self::Numbered,
        Self::Issued,
        Self::Cancelled,
    ];
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Closed => "closed",
            Self::Approved => "approved",
            Self::Numbered => "numbered",
            Self::Issued => "issued",
            Self::Cancelled => "cancelled",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// The state after a step.
    pub const fn after(self, step: Step) -> Result<Self, ReportError> {
        use State::{Approved, Cancelled, Closed, Issued, Numbered, Preparing};
        Ok(match (self, step) {
            (Preparing, Step::Write | Step::CompletePart) | (Closed, Step::Reopen) => Preparing,
            // A returned report keeps its frozen figures; whoever needs others reopens it.
            (Preparing, Step::Close) | (Closed, Step::Write) | (Closed | Approved, Step::Return) => Closed,
            (Closed, Step::Approve) | (Numbered, Step::LoseNumber) => Approved,
            (Approved, Step::Number) => Numbered,
            (Numbered, Step::Issue) | (Issued, Step::AttachSigned) => Issued,
            // A number once given stays used: after that a report is withdrawn by a new document, not cancelled.
            (Preparing | Closed | Approved, Step::Cancel) => Cancelled,
            (state, step) => {
                return Err(ReportError::WrongStep {
                    state: state.as_str(),
                    step: step.as_str(),
                });
            }
        })
    }
}

impl Step {
    /// In the order of the flow.
    pub const ALL: [Self; 10] = [
        Self::Write,
        Self::CompletePart,
        Self::Close,
        Self::Reopen,
        Self::Approve,
        Self::Return,
        Self::Number,
        Self::Issue,
        Self::AttachSigned,
        Self::Cancel,
    ];
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::CompletePart => "complete_part",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Number => "number",
            Self::LoseNumber => "lose_number",
            Self::Issue => "issue",
            Self::AttachSigned => "attach_signed",
            Self::Cancel => "cancel",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_cannot_change_after_the_head_approved() {
        for state in [State::Approved, State::Numbered, State::Issued, State::Cancelled] {
            for step in [Step::Write, Step::CompletePart, Step::Reopen, Step::Close] {
                assert!(state.after(step).is_err(), "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn a_report_that_lost_its_number_may_get_another_and_does_not_go_out_without() {
        let state = State::Numbered.after(Step::LoseNumber).unwrap();
        assert!(state.after(Step::Issue).is_err() && state.after(Step::Number).is_ok());
        assert!(State::Issued.after(Step::LoseNumber).is_err());
    }

    #[test]
    fn the_road_from_preparing_to_issued() {
        let mut state = State::Preparing;
        for step in [
            Step::CompletePart,
            Step::Close,
            Step::Write,
            Step::Approve,
            Step::Number,
            Step::Issue,
            Step::AttachSigned,
        ] {
            state = state.after(step).unwrap();
        }
        assert_eq!(state, State::Issued);
        assert!(state.after(Step::Cancel).is_err());
    }
}
