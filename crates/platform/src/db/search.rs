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
    Expr::col(column.as_column_ref()).like(LikeExpr::new(pattern(text)).escape(ESCAPE))
}

fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_mean_any_are_meant_as_they_are() {
        assert_eq!(pattern("chuyen tien"), "%chuyen tien%");
        assert_eq!(pattern("100%_a|b"), "%100|%|_a||b%");
    }
}
