//! Frames of syslog over a stream. Octet counting (RFC 6587 3.4.1, RFC 5425 4.3) and lines (RFC 6587 3.4.2) are told
//! apart frame by frame: a count begins with a digit, a line with `<` or text.

/// Most digits of a count; a longer one is text.
const MAX_DIGITS: usize = 9;

/// One message out of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    pub message: &'a [u8],
    /// Bytes of it that were cut off: it was longer than the framer keeps.
    pub cut: u64,
}

/// Cuts a stream into messages; keeps at most one, up to its longest length.
#[derive(Debug)]
pub struct Framer {
    longest: usize,
    kept: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between two frames.
    Start,
    /// Digits of a count, which `kept` holds.
    Count,
    /// Inside a counted frame: bytes still to come.
    Counted { left: u64, cut: u64 },
    /// Inside a line.
    Line { cut: u64 },
}

impl Framer {
    #[must_use]
    pub const fn new(longest: usize) -> Self {
        Self {
            longest,
            kept: Vec::new(),
            state: State::Start,
        }
    }

    /// Takes what came; every message that is whole goes to `each`.
    pub fn push(&mut self, mut bytes: &[u8], mut each: impl FnMut(Frame<'_>)) {
        while let Some(&first) = bytes.first() {
            match self.state {
                State::Start => match first {
                    // Between frames: ends of lines, and the NUL that some senders end with.
                    b'\n' | b'\r' | 0 | b' ' => bytes = &bytes[1..],
                    b'1'..=b'9' => self.state = State::Count,
                    _ => self.state = State::Line { cut: 0 },
                },
                State::Count => {
                    bytes = &bytes[1..];
                    self.kept.push(first);
                    if first == b' ' && self.kept.len() > 1 {
                        // Digits alone were kept.
                        let left = self.kept[..self.kept.len() - 1]
                            .iter()
                            .fold(0_u64, |n, d| n * 10 + u64::from(d - b'0'));
                        self.kept.clear();
                        self.state = State::Counted { left, cut: 0 };
                    } else if !first.is_ascii_digit() || self.kept.len() > MAX_DIGITS {
                        // A line that begins with a number. Its end may be this byte.
                        if first == b'\n' || first == 0 {
                            self.kept.pop();
                            self.emit(0, &mut each);
                        } else {
                            self.state = State::Line { cut: 0 };
                        }
                    }
                }
                State::Counted { left, cut } => {
                    let length = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let cut = cut + self.keep(&bytes[..length]);
                    bytes = &bytes[length..];
                    let left = left - length as u64;
                    if left == 0 {
                        self.emit(cut, &mut each);
                    } else {
                        self.state = State::Counted { left, cut };
                    }
                }
                State::Line { cut } => {
                    let end = bytes.iter().position(|b| matches!(b, b'\n' | 0));
                    let cut = cut + self.keep(&bytes[..end.unwrap_or(bytes.len())]);
                    self.state = State::Line { cut };
                    match end {
                        Some(at) => {
                            bytes = &bytes[at + 1..];
                            self.emit(cut, &mut each);
                        }
                        None => bytes = &[],
                    }
                }
            }
        }
    }

    /// The stream is over: what it left without an end is a message, too.
    pub fn finish(&mut self, mut each: impl FnMut(Frame<'_>)) {
        match self.state {
            State::Start => {}
            State::Count => self.emit(0, &mut each),
            State::Counted { cut, .. } | State::Line { cut } => self.emit(cut, &mut each),
        }
    }

    /// Keeps what there is room for; bytes that were cut off.
    fn keep(&mut self, bytes: &[u8]) -> u64 {
        let room = self.longest.saturating_sub(self.kept.len()).min(bytes.len());
        self.kept.extend_from_slice(&bytes[..room]);
        (bytes.len() - room) as u64
    }

    fn emit(&mut self, cut: u64, each: &mut impl FnMut(Frame<'_>)) {
        self.state = State::Start;
        // A counted frame may hold the end of line that its sender writes anyway.
        let end = self
            .kept
            .iter()
            .rposition(|b| !matches!(b, b'\n' | b'\r' | 0))
            .map_or(0, |at| at + 1);
        if end > 0 {
            each(Frame {
                message: &self.kept[..end],
                cut,
            });
        }
        self.kept.clear();
        // One long message must not hold its memory for the life of the connection.
        self.kept.shrink_to(64 * 1024);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frames(longest: usize, parts: &[&[u8]]) -> Vec<(String, u64)> {
        let mut framer = Framer::new(longest);
        let mut found = Vec::new();
        let mut each = |f: Frame<'_>| found.push((String::from_utf8_lossy(f.message).into_owned(), f.cut));
        for part in parts {
            framer.push(part, &mut each);
        }
        framer.finish(&mut each);
        found
    }

    fn whole(parts: &[&[u8]]) -> Vec<String> {
        frames(1000, parts).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn both_framings_stand_on_one_stream() {
        assert_eq!(
            whole(&[b"<13>a\n11 <133>1 - x\n<14>b\r\n<15>c\0"]),
            ["<13>a", "<133>1 - x", "<14>b", "<15>c"]
        );
        assert_eq!(
            whole(&[b"5 ab\ncd3 xyz"]),
            ["ab\ncd", "xyz"],
            "ends within a count stay"
        );
        assert_eq!(whole(&[b"8 <13>end\n"]), ["<13>end"]);
    }

    #[test]
    fn numbers_that_are_no_count_are_text() {
        assert_eq!(
            whole(&[b"2026-01-01 x\n12\n1234567890123 y\n"]),
            ["2026-01-01 x", "12", "1234567890123 y"]
        );
    }

    #[test]
    fn what_is_too_long_is_cut_and_said_and_the_next_one_is_whole() {
        assert_eq!(
            frames(4, &[b"abcdefgh\nij\n", b"10 0123456789", b"3 xyz"]),
            [
                ("abcd".into(), 4),
                ("ij".into(), 0),
                ("0123".into(), 6),
                ("xyz".into(), 0)
            ]
        );
        let mut framer = Framer::new(64);
        for _ in 0..1000 {
            framer.push(&[b'x'; 1024], |_| unreachable!("no end yet"));
        }
        assert!(
            framer.kept.capacity() < 4096,
            "a line without an end takes no memory"
        );
    }

    #[test]
    fn a_stream_that_breaks_off_loses_nothing() {
        assert_eq!(whole(&[b"<13>half"]), ["<13>half"]);
        assert_eq!(whole(&[b"20 <13>ha"]), ["<13>ha"]);
        assert_eq!(whole(&[b"20"]), ["20"]);
        assert!(whole(&[b"", b"\n\n\0"]).is_empty());
    }

    proptest! {
        #[test]
        fn how_the_bytes_are_cut_into_packets_changes_nothing(
            messages in proptest::collection::vec("<[0-9]{1,3}>[a-zà-ỹ ]{0,20}", 0..8),
            counted in proptest::collection::vec(any::<bool>(), 8),
            size in 1_usize..9,
        ) {
            let mut stream = Vec::new();
            for (message, counted) in messages.iter().zip(&counted) {
                if *counted {
                    stream.extend(format!("{} {message}", message.len()).bytes());
                } else {
                    stream.extend(format!("{message}\n").bytes());
                }
            }
            let parts: Vec<&[u8]> = stream.chunks(size).collect();
            prop_assert_eq!(whole(&parts), messages);
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut framer = Framer::new(16);
            framer.push(&bytes, |f| assert!(f.message.len() <= 16));
            framer.finish(|f| assert!(f.message.len() <= 16));
        }
    }
}
