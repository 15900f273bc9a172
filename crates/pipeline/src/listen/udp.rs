//! Datagrams the system threw away because nobody fetched them in time: it counts them per socket, and so do we.

use std::net::SocketAddr;

/// Datagrams that the system has thrown away for the socket of this port so far; `None`: it does not say.
pub(super) fn lost(address: SocketAddr) -> Option<u64> {
    let table = if address.is_ipv4() {
        "/proc/net/udp"
    } else {
        "/proc/net/udp6"
    };
    count(&std::fs::read_to_string(table).ok()?, address.port())
}

/// The last column of the line whose local port this is.
fn count(table: &str, port: u16) -> Option<u64> {
    let wanted = format!(":{port:04X}");
    table.lines().skip(1).find_map(|line| {
        let mut words = line.split_whitespace();
        let local = words.nth(1)?;
        local.ends_with(&wanted).then(|| words.last()?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_the_system_is_read() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n 100: 0100007F:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 22431 2 0000000000000000 0\n 200: 0100007F:15B3 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 22432 2 0000000000000000 17\n";
        assert_eq!(count(table, 0x15b3), Some(17));
        assert_eq!(count(table, 0x0202), Some(0));
        assert_eq!(count(table, 1), None);
    }

    #[test]
    fn a_socket_of_ours_is_found() {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        assert_eq!(lost(socket.local_addr().unwrap()), Some(0));
    }
}
