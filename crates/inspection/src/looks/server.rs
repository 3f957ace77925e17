//! The server: https, where it listens, what else listens, how often one may ask, which program runs.

use super::{Place, certificate, sockets};
use crate::error::InspectionError;
use crate::premises::Https;
use crate::seen::{Evidence, Outcome, Seen};
use std::path::Path;

/// Where the kernel of Linux lists the sockets of this machine.
const SOCKETS: [&str; 2] = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];
/// Where it names the file of the running program.
const PROGRAM: &str = "/proc/self/exe";
/// What stands behind that name when the file was taken away or replaced.
const REPLACED: &str = " (deleted)";

pub(super) fn https(place: &Place<'_>) -> Result<Seen, InspectionError> {
    match &place.premises.https {
        Https::Off if place.premises.listen.ip().is_loopback() => {
            Ok(Evidence::of("https-off-here").attention())
        }
        Https::Off => Ok(Evidence::of("https-off")
            .text("address", place.premises.listen)
            .must_act()),
        Https::Proxy => Ok(Evidence::of("https-proxy").good()),
        Https::Own { certificate } => own_certificate(place, certificate),
    }
}

fn own_certificate(place: &Place<'_>, file: &Path) -> Result<Seen, InspectionError> {
    let ends = certificate::ends_at(file)?;
    let evidence = Evidence::of("https-own").moment("ends", ends);
    let renewed = ends.plus_secs(-i64::from(place.parameters.certificate_days) * super::DAY);
    Ok(if place.now >= ends {
        Evidence::of("https-over").moment("ends", ends).must_act()
    } else {
        evidence.judged(place.now < renewed, Outcome::Attention)
    })
}

pub(super) fn listening(place: &Place<'_>) -> Seen {
    let address = place.premises.listen;
    let evidence = |code| Evidence::of(code).text("address", address);
    if address.ip().is_unspecified() {
        evidence("listening-everywhere").attention()
    } else {
        evidence("listening").good()
    }
}

pub(super) fn open_ports(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let mut ports = Vec::new();
    for file in SOCKETS {
        match std::fs::read_to_string(file) {
            Ok(text) => ports.extend(sockets::reachable(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(InspectionError::machine(file, error)),
        }
    }
    if ports.is_empty() && !Path::new(SOCKETS[0]).exists() {
        return Ok(Evidence::of("ports-unknown").unknown());
    }
    ports.sort_unstable();
    ports.dedup();
    ports.retain(|port| *port != place.premises.listen.port());
    let named: Vec<String> = ports.iter().map(u16::to_string).collect();
    Ok(if ports.is_empty() {
        Evidence::of("ports-none").good()
    } else {
        Evidence::of("ports").text("ports", named.join(", ")).attention()
    })
}

pub(super) fn rate_limit(place: &Place<'_>) -> Seen {
    match place.premises.requests_per_second {
        0 => Evidence::of("rate-unlimited").must_act(),
        limit => Evidence::of("rate-limit").count("count", limit).good(),
    }
}

pub(super) fn program(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let running = std::fs::read_link(PROGRAM).map_err(|error| InspectionError::machine(PROGRAM, error))?;
    let is_replaced = running.as_os_str().to_string_lossy().ends_with(REPLACED);
    let evidence = |code| Evidence::of(code).text("version", place.premises.version);
    Ok(if is_replaced {
        evidence("program-replaced").must_act()
    } else {
        evidence("program").good()
    })
}
