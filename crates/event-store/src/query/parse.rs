//! Reads a query: a scanner and a recursive descent, since every error has to say where it is.

use super::{Bound, FieldTest, MOST_CHARS, MOST_DEPTH, MOST_TESTS, Query, QueryError, Reason, Test};
use ipnet::IpNet;
use std::{net::IpAddr, ops::Range};

/// Reads a query. Empty text asks for everything.
///
/// # Errors
/// Where it cannot be read, and why.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let chars: Vec<char> = text.chars().take(MOST_CHARS + 1).collect();
    if chars.len() > MOST_CHARS {
        return Err(QueryError {
            reason: Reason::TooLong,
            span: MOST_CHARS..chars.len(),
        });
    }
    let mut parser = Parser {
        chars: &chars,
        at: 0,
        tests: 0,
    };
    parser.space();
    if parser.at == chars.len() {
        return Ok(Query::All);
    }
    let query = parser.any(None, 0)?;
    if parser.at < chars.len() {
        // Only a closing parenthesis stops it before the end.
        return Err(parser.error(Reason::Parenthesis, parser.at..parser.at + 1));
    }
    Ok(query)
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    tests: usize,
}

/// A word of the query as it was typed.
struct Word {
    text: String,
    quoted: bool,
    span: Range<usize>,
}

impl Parser<'_> {
    fn error(&self, reason: Reason, span: Range<usize>) -> QueryError {
        let end = span.end.min(self.chars.len());
        QueryError {
            reason,
            span: span.start.min(end)..end,
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes an operator that is written as a word of its own.
    fn keyword(&mut self, words: &[&str]) -> bool {
        self.space();
        for word in words {
            let end = self.at + word.chars().count();
            let stands = self
                .chars
                .get(self.at..end)
                .is_some_and(|c| word.chars().eq(c.iter().copied()));
            let alone = self
                .chars
                .get(end)
                .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '"'));
            if stands && alone {
                self.at = end;
                return true;
            }
        }
        false
    }

    /// Tests joined by OR. `field`: that of a list `field:(a OR b)`.
    fn any(&mut self, field: Option<&str>, depth: usize) -> Result<Query, QueryError> {
        let mut all = vec![self.all(field, depth)?];
        while self.keyword(&["OR", "||"]) {
            all.push(self.all(field, depth)?);
        }
        Ok(joined(all, Query::Or))
    }

    /// Tests joined by AND, or by nothing.
    fn all(&mut self, field: Option<&str>, depth: usize) -> Result<Query, QueryError> {
        let mut all = vec![self.one(field, depth)?];
        loop {
            let said = self.keyword(&["AND", "&&"]);
            self.space();
            let before = self.at;
            if !said {
                if matches!(self.peek(), None | Some(')')) || self.keyword(&["OR", "||"]) {
                    self.at = before;
                    break;
                }
                self.at = before;
            }
            all.push(self.one(field, depth)?);
        }
        Ok(joined(all, Query::And))
    }

    fn one(&mut self, field: Option<&str>, depth: usize) -> Result<Query, QueryError> {
        self.space();
        let start = self.at;
        if depth >= MOST_DEPTH {
            return Err(self.error(Reason::TooDeep, start..start + 1));
        }
        if self.keyword(&["NOT"]) {
            return Ok(Query::Not(Box::new(self.one(field, depth + 1)?)));
        }
        if matches!(self.peek(), Some('-' | '!'))
            && self
                .chars
                .get(self.at + 1)
                .is_some_and(|c| !c.is_whitespace() && *c != '-')
        {
            self.at += 1;
            return Ok(Query::Not(Box::new(self.one(field, depth + 1)?)));
        }
        if self.keyword(&["AND", "&&", "OR", "||"]) {
            return Err(self.error(Reason::Operand, start..self.at));
        }
        match self.peek() {
            None | Some(')') => Err(self.error(Reason::Operand, start.saturating_sub(1)..start + 1)),
            Some('(') => {
                self.at += 1;
                self.group(start, field, depth)
            }
            Some(_) => self.test(field, depth),
        }
    }

    /// What stands in parentheses; the opening one is behind.
    fn group(&mut self, start: usize, field: Option<&str>, depth: usize) -> Result<Query, QueryError> {
        self.space();
        if self.peek() == Some(')') {
            return Err(self.error(Reason::Operand, start..self.at + 1));
        }
        if self.at == self.chars.len() {
            return Err(self.error(Reason::Parenthesis, start..start + 1));
        }
        let inner = self.any(field, depth + 1)?;
        self.space();
        if self.peek() != Some(')') {
            return Err(self.error(Reason::Parenthesis, start..start + 1));
        }
        self.at += 1;
        Ok(inner)
    }

    fn test(&mut self, field: Option<&str>, depth: usize) -> Result<Query, QueryError> {
        self.tests += 1;
        if self.tests > MOST_TESTS {
            return Err(self.error(Reason::TooMany, self.at..self.at + 1));
        }
        if field.is_none()
            && let Some(name) = self.field()?
        {
            let value_at = self.at;
            if self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
                return Err(self.error(Reason::Value, value_at.saturating_sub(1)..value_at));
            }
            if self.peek() == Some('(') {
                self.at += 1;
                return self.group(value_at, Some(&name), depth);
            }
            return Ok(Query::Test(FieldTest {
                test: self.value()?,
                field: Some(name),
            }));
        }
        let test = self.value()?;
        Ok(Query::Test(FieldTest {
            field: field.map(str::to_owned),
            test,
        }))
    }

    /// The name of a field and its colon, where one stands here.
    fn field(&mut self) -> Result<Option<String>, QueryError> {
        let start = self.at;
        if self.peek() == Some('"') {
            // A name with spaces: "Threat Name":x.
            let word = self.quoted()?;
            if self.peek() == Some(':') {
                self.at += 1;
                return Ok(Some(word.text));
            }
            self.at = start;
            return Ok(None);
        }
        let mut end = start;
        while self
            .chars
            .get(end)
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'))
        {
            end += 1;
        }
        if end == start || self.chars.get(end) != Some(&':') {
            return Ok(None);
        }
        let whole: String = self.chars[start..self.bare_end(start)].iter().collect();
        let name: String = self.chars[start..end].iter().collect();
        if !is_value(&whole, &name) {
            self.at = end + 1;
            return Ok(Some(name));
        }
        Ok(None)
    }

    /// Where a word without quotes ends.
    fn bare_end(&self, from: usize) -> usize {
        (from..self.chars.len())
            .find(|at| {
                let c = self.chars[*at];
                c.is_whitespace() || matches!(c, '(' | ')' | '"')
            })
            .unwrap_or(self.chars.len())
    }

    /// A word: quoted, or up to the next space or parenthesis.
    fn word(&mut self) -> Result<Word, QueryError> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        let start = self.at;
        self.at = self.bare_end(start);
        Ok(Word {
            text: self.chars[start..self.at].iter().collect(),
            quoted: false,
            span: start..self.at,
        })
    }

    /// In quotes every character means itself, so that paths of Windows need nothing; only `\"` is a quote, unless
    /// nothing closes the phrase otherwise: "C:\Windows\".
    fn quoted(&mut self) -> Result<Word, QueryError> {
        let start = self.at;
        let mut text = String::new();
        let mut at = start + 1;
        let mut otherwise = None;
        loop {
            match self.chars.get(at) {
                None => break,
                Some('"') => {
                    self.at = at + 1;
                    return Ok(Word {
                        text,
                        quoted: true,
                        span: start..self.at,
                    });
                }
                Some('\\') if self.chars.get(at + 1) == Some(&'"') => {
                    otherwise = Some((at + 2, format!("{text}\\")));
                    text.push('"');
                    at += 2;
                }
                Some(c) => {
                    text.push(*c);
                    at += 1;
                }
            }
        }
        let Some((end, text)) = otherwise else {
            return Err(self.error(Reason::Quote, start..start + 1));
        };
        self.at = end;
        Ok(Word {
            text,
            quoted: true,
            span: start..end,
        })
    }

    fn value(&mut self) -> Result<Test, QueryError> {
        let start = self.at;
        match self.peek() {
            Some('[' | '{') => return self.range(),
            Some('~') => {
                self.at += 1;
                let word = self.word()?;
                return regex::Regex::new(&word.text)
                    .is_ok_and(|_| !word.text.is_empty())
                    .then_some(Test::Regex(word.text))
                    .ok_or_else(|| self.error(Reason::Regex, start..word.span.end));
            }
            Some(sign @ ('>' | '<')) => {
                self.at += 1;
                let including = self.peek() == Some('=');
                if including {
                    self.at += 1;
                }
                let word = self.word()?;
                if word.text.is_empty() {
                    return Err(self.error(Reason::Value, start..self.at));
                }
                let bound = if including {
                    Bound::Including(word.text)
                } else {
                    Bound::Excluding(word.text)
                };
                return Ok(if sign == '>' {
                    Test::Between(bound, Bound::Open)
                } else {
                    Test::Between(Bound::Open, bound)
                });
            }
            _ => {}
        }
        let word = self.word()?;
        if word.text.trim().is_empty() {
            return Err(self.error(Reason::Value, word.span));
        }
        Ok(if word.quoted {
            Test::Words(word.text)
        } else if word.text == "*" {
            Test::Exists
        } else if word.text.contains(['*', '?']) {
            Test::Wildcard(word.text)
        } else if let (true, Ok(network)) = (word.text.contains('/'), word.text.parse::<IpNet>()) {
            Test::Network(network.trunc())
        } else {
            Test::Words(word.text)
        })
    }

    /// `[low TO high]`, with braces where an end is not part of it.
    fn range(&mut self) -> Result<Test, QueryError> {
        let start = self.at;
        let low_in = self.peek() == Some('[');
        let Some(end) = (start..self.chars.len()).find(|at| matches!(self.chars[*at], ']' | '}')) else {
            return Err(self.error(Reason::Parenthesis, start..start + 1));
        };
        let high_in = self.chars[end] == ']';
        let inner: String = self.chars[start + 1..end].iter().collect();
        self.at = end + 1;
        let bound = |text: &str, including: bool| match text.trim().trim_matches('"') {
            "" => None,
            "*" => Some(Bound::Open),
            text if including => Some(Bound::Including(text.to_owned())),
            text => Some(Bound::Excluding(text.to_owned())),
        };
        inner
            .split_once(" TO ")
            .and_then(|(low, high)| Some(Test::Between(bound(low, low_in)?, bound(high, high_in)?)))
            .ok_or_else(|| self.error(Reason::Range, start..end + 1))
    }
}

/// Whether a word with a colon is a value as it stands: an address, a time, a URL, a path of Windows.
fn is_value(whole: &str, name: &str) -> bool {
    let after = &whole[name.len() + 1..];
    whole.parse::<IpAddr>().is_ok()
        || whole.parse::<IpNet>().is_ok()
        || after.starts_with("//")
        || after.starts_with('\\') && name.chars().count() == 1
        || is_clock(whole)
        || is_mac(whole)
}

/// `08:15`, `08:15:00`
fn is_clock(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    matches!(parts.len(), 2 | 3)
        && parts
            .iter()
            .all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()))
}

/// `00:1b:44:11:3a:b7`
fn is_mac(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == 6
        && parts
            .iter()
            .all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn joined(mut all: Vec<Query>, join: fn(Vec<Query>) -> Query) -> Query {
    match all.len() {
        1 => all.pop().unwrap_or(Query::All),
        _ => join(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn test(field: Option<&str>, test: Test) -> Query {
        Query::Test(FieldTest {
            field: field.map(str::to_owned),
            test,
        })
    }

    fn words(field: Option<&str>, text: &str) -> Query {
        test(field, Test::Words(text.into()))
    }

    fn not(query: Query) -> Query {
        Query::Not(Box::new(query))
    }

    #[test]
    fn fields_ranges_wildcards_and_operators() {
        assert_eq!(
            parse("host:web01 AND status:>=500 NOT path:/health*").unwrap(),
            Query::And(vec![
                words(Some("host"), "web01"),
                test(
                    Some("status"),
                    Test::Between(Bound::Including("500".into()), Bound::Open)
                ),
                not(test(Some("path"), Test::Wildcard("/health*".into()))),
            ])
        );
        assert_eq!(
            parse("a b OR (c -d)").unwrap(),
            Query::Or(vec![
                Query::And(vec![words(None, "a"), words(None, "b")]),
                Query::And(vec![words(None, "c"), not(words(None, "d"))]),
            ])
        );
        assert_eq!(
            parse("EventID:(4624 OR 4625)").unwrap(),
            Query::Or(vec![
                words(Some("EventID"), "4624"),
                words(Some("EventID"), "4625")
            ])
        );
        assert_eq!(
            parse("bytes:[10 TO 20} port:{* TO 1024]").unwrap(),
            Query::And(vec![
                test(
                    Some("bytes"),
                    Test::Between(Bound::Including("10".into()), Bound::Excluding("20".into()))
                ),
                test(
                    Some("port"),
                    Test::Between(Bound::Open, Bound::Including("1024".into()))
                ),
            ])
        );
        assert_eq!(parse("user:*").unwrap(), test(Some("user"), Test::Exists));
        assert_eq!(parse("  ").unwrap(), Query::All);
        assert_eq!(
            parse("order ANDROID").unwrap(),
            Query::And(vec![words(None, "order"), words(None, "ANDROID")])
        );
    }

    #[test]
    fn paths_addresses_times_and_links_need_no_quotes() {
        for value in [
            r"C:\Windows\new",
            "fe80::1",
            "::1",
            "08:15:00",
            "https://cong.example/a?b=c".trim_end_matches("?b=c"),
            "00:1b:44:11:3a:b7",
            "10.0.0.1",
        ] {
            assert_eq!(parse(value).unwrap(), words(None, value), "{value}");
        }
        assert_eq!(
            parse(r#""C:\Windows\new" x"#).unwrap(),
            Query::And(vec![words(None, r"C:\Windows\new"), words(None, "x")])
        );
        assert_eq!(
            parse(r#"path:"C:\Windows\""#).unwrap(),
            words(Some("path"), r"C:\Windows\")
        );
        assert_eq!(
            parse(r#""say \"hi\" now""#).unwrap(),
            words(None, r#"say "hi" now"#)
        );
        assert_eq!(
            parse(r#""Threat Name":Eicar"#).unwrap(),
            words(Some("Threat Name"), "Eicar")
        );
        assert_eq!(
            parse("src_ip:fe80::/10").unwrap(),
            test(Some("src_ip"), Test::Network("fe80::/10".parse().unwrap()))
        );
        assert_eq!(
            parse("203.0.113.9/24").unwrap(),
            test(None, Test::Network("203.0.113.0/24".parse().unwrap()))
        );
        assert_eq!(
            parse(r#"command:~"-enc\s+[A-Z]{4}""#).unwrap(),
            test(Some("command"), Test::Regex(r"-enc\s+[A-Z]{4}".into()))
        );
    }

    #[test]
    fn an_error_says_where_and_why() {
        let why = |text: &str| {
            let e = parse(text).unwrap_err();
            (e.reason, e.span)
        };
        assert_eq!(why(r#"a "b"#), (Reason::Quote, 2..3));
        assert_eq!(why("(a OR b"), (Reason::Parenthesis, 0..1));
        assert_eq!(why("a)"), (Reason::Parenthesis, 1..2));
        assert_eq!(why("AND a"), (Reason::Operand, 0..3));
        assert_eq!(why("a OR").0, Reason::Operand);
        assert_eq!(why("()").0, Reason::Operand);
        assert_eq!(why("host: x"), (Reason::Value, 4..5));
        assert_eq!(why("n:[1 2]"), (Reason::Range, 2..7));
        assert_eq!(why("n:[1 TO"), (Reason::Parenthesis, 2..3));
        assert_eq!(why("x:~[").0, Reason::Regex);
        assert_eq!(why(&"a ".repeat(300)).0, Reason::TooMany);
        assert_eq!(why(&"(".repeat(300)).0, Reason::TooDeep);
        assert_eq!(why(&"NOT ".repeat(300)).0, Reason::TooDeep);
        assert_eq!(why(&"a".repeat(5000)).0, Reason::TooLong);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
            if let Err(e) = parse(&text) {
                prop_assert!(e.span.start <= e.span.end && e.span.end <= text.chars().count());
            }
        }

        #[test]
        fn any_mix_of_its_signs_is_read_or_refused(text in r#"([a-c:()"\\*~<>=\[\]{}! -]|AND |OR |NOT |TO ){0,40}"#) {
            let _ = parse(&text);
        }
    }
}
