//! The look of official documents as data: page, sizes, columns, fixed words, by kind of organ and date.

use crate::error::DocumentError;
use chrono::NaiveDate;
use coloa_law::source::Legal;
use coloa_law::{LawError, OrganKind};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const DATA: &str = include_str!("../data/layout.toml");

/// Everything a writer needs to know of the form. Lengths in millimetres, type sizes in points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    pub organ: OrganKind,
    source: String,
    article: String,
    valid_from: toml::value::Datetime,
    certainty: coloa_law::Certainty,
    /// Name of the type face; PDF takes a metrically equal one.
    pub font: String,
    pub page: Page,
    pub text: Words,
    pub header: Header,
    pub title: Title,
    pub body: Body,
    pub footer: Footer,
    pub urgency: UrgencyBoxes,
}

/// Boxes of the degrees of urgency: widths, and their common height.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgencyBoxes {
    pub urgent: f32,
    pub very_urgent: f32,
    pub express: f32,
    pub height: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    pub top: f32,
    pub bottom: f32,
    pub left: f32,
    pub right: f32,
    /// From the upper edge to the page number.
    pub number_from_edge: f32,
    pub number_size: f32,
}

impl Page {
    /// Width between the margins; of a page turned sideways when `landscape`.
    #[must_use]
    pub fn text_width(&self, landscape: bool) -> f32 {
        if landscape {
            self.height - self.top - self.bottom
        } else {
            self.width - self.left - self.right
        }
    }
}

/// Fixed words. Placeholders stand in braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub motto: Vec<String>,
    pub addressees: String,
    pub recipients: String,
    pub same_as_above: String,
    pub archive: String,
    pub letter_subject: String,
    pub annex_one: String,
    pub annex_many: String,
    /// Words before which a name in capitals is broken rather than elsewhere.
    pub break_before: Vec<String>,
}

/// What stands under the name of the issuing organ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuerMark {
    Rule,
    Asterisk,
}

/// Style of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStyle {
    Upright,
    Italic,
    ItalicBold,
    Underlined,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Width of the left column.
    pub left: f32,
    pub motto_size: f32,
    pub motto_second_size: f32,
    pub superior_size: f32,
    pub issuer_size: f32,
    pub issuer_mark: IssuerMark,
    /// Length of the rule as a share of the text above it.
    pub issuer_rule: f32,
    pub motto_rule: f32,
    pub number_size: f32,
    pub place_date_size: f32,
    pub letter_subject_size: f32,
    pub letter_subject_style: LineStyle,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    pub type_size: f32,
    pub subject_size: f32,
    pub rule: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub size: f32,
    pub first_line: f32,
    /// Points before a paragraph.
    pub before: f32,
    /// Multiple of single spacing.
    pub line: f32,
    pub table_size: f32,
    pub table_small_size: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footer {
    pub left: f32,
    pub recipients_size: f32,
    pub recipients_style: LineStyle,
    pub list_size: f32,
    pub authority_size: f32,
    pub name_size: f32,
    pub signature_space: f32,
    pub drafter_size: f32,
    pub contact_size: f32,
    pub mark_size: f32,
}

#[derive(Deserialize)]
struct File {
    layout: Vec<Layout>,
}

static LAYOUTS: LazyLock<Vec<(Layout, Legal)>> = LazyLock::new(|| {
    let file: File = toml::from_str(DATA).expect("embedded layout.toml parses; a test reads it");
    file.layout
        .into_iter()
        .map(|layout| {
            let legal = layout
                .legal()
                .expect("embedded layout.toml bears real days; a test reads it");
            (layout, legal)
        })
        .collect()
});

impl Layout {
    fn legal(&self) -> Option<Legal> {
        let day = self.valid_from.date?;
        Some(Legal {
            source: self.source.clone(),
            article: self.article.clone(),
            valid_from: NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into())?,
            valid_to: None,
            certainty: self.certainty,
        })
    }

    /// The layout in force on `day`, with its ground.
    pub fn on(organ: OrganKind, day: NaiveDate) -> Result<(&'static Self, &'static Legal), DocumentError> {
        LAYOUTS
            .iter()
            .find(|(layout, legal)| layout.organ == organ && legal.in_force(day))
            .map(|(layout, legal)| (layout, legal))
            .ok_or(DocumentError::Law(LawError::NoRule { what: "layout", day }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_layouts_are_there() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let (state, legal) = Layout::on(OrganKind::State, day).unwrap();
        assert_eq!(state.text.motto.len(), 2);
        assert_eq!(legal.certainty, coloa_law::Certainty::Known);
        let (party, _) = Layout::on(OrganKind::Party, day).unwrap();
        assert_eq!(party.header.issuer_mark, IssuerMark::Asterisk);
        let early = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
        assert!(Layout::on(OrganKind::State, early).is_err());
    }

    /// The limits of Appendix I that stand beside each value in the data file.
    #[test]
    fn the_state_layout_keeps_to_the_limits() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let (l, _) = Layout::on(OrganKind::State, day).unwrap();
        let within = |value: f32, low: f32, high: f32| assert!((low..=high).contains(&value), "{value}");
        within(l.page.top, 20.0, 25.0);
        within(l.page.bottom, 20.0, 25.0);
        within(l.page.left, 30.0, 35.0);
        within(l.page.right, 15.0, 20.0);
        within(l.header.motto_size, 12.0, 13.0);
        within(l.header.motto_second_size, 13.0, 14.0);
        assert_eq!(l.header.motto_second_size, l.header.motto_size + 1.0);
        assert_eq!(l.header.place_date_size, l.header.motto_second_size);
        within(l.body.size, 13.0, 14.0);
        within(l.body.line, 1.0, 1.5);
        assert!(l.body.before >= 6.0);
    }
}
