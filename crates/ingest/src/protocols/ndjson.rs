//! Lines over HTTP, one record each.

/// The records of a body: lines that are not blank.
pub fn records(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    body.split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_ends_of_lines_are_no_records() {
        let found: Vec<&[u8]> = records(b"\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{\"b\":2}").collect();
        assert_eq!(found, [b"{\"a\":1}", b"{\"b\":2}"]);
        assert_eq!(records(b"").count(), 0);
    }
}
