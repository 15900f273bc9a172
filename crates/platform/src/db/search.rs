//! Searching in texts: what somebody types is looked for letter for letter.

use sea_orm::{
    ColumnTrait, ExprTrait as _,
    sea_query::{Expr, LikeExpr},
};

/// Stands before a character that is meant as it is. No backslash: databases read that differently within a string.
const ESCAPE: char = '|';

/// Whether a column holds these characters somewhere. Unlike `contains` of SeaORM, which makes "any" of `%` and `_`, so that
/// whoever searches for "100%" finds everything.
pub fn holds<C: ColumnTrait>(column: C, text: &str) -> Expr {
    like(column, format!("%{}%", meant(text)))
}

/// Whether a column begins with these characters; to `starts_with` of SeaORM as [`holds`] is to `contains`.
pub fn begins<C: ColumnTrait>(column: C, text: &str) -> Expr {
    like(column, format!("{}%", meant(text)))
}

fn like<C: ColumnTrait>(column: C, pattern: String) -> Expr {
    Expr::col(column.as_column_ref()).like(LikeExpr::new(pattern).escape(ESCAPE))
}

/// A text as a part of a pattern: each of its characters means itself.
fn meant(text: &str) -> String {
    let mut meant = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | ESCAPE) {
            meant.push(ESCAPE);
        }
        meant.push(c);
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_mean_any_are_meant_as_they_are() {
        assert_eq!(meant("chuyen tien"), "chuyen tien");
        assert_eq!(meant("100%_a|b"), "100|%|_a||b");
    }
}
