//! The list of sockets as the kernel of Linux writes it (`/proc/net/tcp`, `/proc/net/tcp6`).

/// The state of a socket that waits for connections.
const LISTENS: &str = "0A";
/// The beginning of the addresses of this machine in the notation of the list, IPv4 and IPv6.
const LOOPBACK_V4_END: &str = "7F";
const LOOPBACK_V6: &str = "00000000000000000000000001000000";
const MAPPED_V4: &str = "0000000000000000FFFF0000";

/// Returns the ports on which somebody waits for connections that can come from another machine.
pub(super) fn reachable(text: &str) -> Vec<u16> {
    text.lines().skip(1).filter_map(reachable_port).collect()
}

fn reachable_port(line: &str) -> Option<u16> {
    let mut columns = line.split_whitespace().skip(1);
    let (address, port) = columns.next()?.split_once(':')?;
    let state = columns.nth(1)?;
    let is_waiting = state == LISTENS && !is_loopback(address);
    is_waiting.then(|| u16::from_str_radix(port, 16).ok())?
}

/// An address is written as words of the machine; on the common little-endian ones 127.0.0.1 is `0100007F`.
fn is_loopback(address: &str) -> bool {
    match address.len() {
        8 => address.ends_with(LOOPBACK_V4_END),
        _ => address == LOOPBACK_V6 || (address.starts_with(MAPPED_V4) && address.ends_with(LOOPBACK_V4_END)),
    }
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn only_sockets_that_wait_for_other_machines_are_told() {
        let v4 = "  sl  local_address rem_address   st tx_queue rx_queue
   0: 0100007F:2116 00000000:0000 0A 00000000:00000000
   1: 00000000:0016 00000000:0000 0A 00000000:00000000
   2: 0A00020F:0016 0A000202:C350 01 00000000:00000000
   3: 0A00020F:1538 00000000:0000 0A 00000000:00000000
";
        assert_eq!(reachable(v4), [22, 5432]);
        let v6 = "head
   0: 00000000000000000000000001000000:0277 00000000000000000000000000000000:0000 0A
   1: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A
   2: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A
";
        assert_eq!(reachable(v6), [80]);
        assert!(reachable("head\nnonsense\n 0: x:y z 0A").is_empty());
    }
}
