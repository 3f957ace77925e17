//! A server that speaks the protocol of clamd on the loopback, and knows one pattern: that of the EICAR test file.

use guildhall_scanner::Address;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The test file on which all scanners agree (EICAR), in two halves, so that no scanner finds it in this source.
pub fn eicar() -> String {
    [
        r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD",
        "-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat()
}

/// What the server does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As clamd does, for files of up to so many bytes.
    Clamd(usize),
    /// Takes the connection and says nothing.
    #[allow(dead_code, reason = "not every test that borrows this needs it")]
    Silent,
    /// Answers what is no answer.
    #[allow(dead_code, reason = "not every test that borrows this needs it")]
    Odd,
}

/// Starts the server; it ends with the test.
pub async fn start(manner: Manner) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, manner));
        }
    });
    format!("tcp:{place}").parse().unwrap()
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, manner: Manner) -> Option<()> {
    let mut command = Vec::new();
    loop {
        match stream.read_u8().await.ok()? {
            0 => break,
            byte => command.push(byte),
        }
    }
    let limit = match manner {
        Manner::Clamd(limit) => limit,
        Manner::Odd => return stream.write_all(b"moon\0").await.ok(),
        Manner::Silent => std::future::pending().await,
    };
    let answer = match command.as_slice() {
        b"zVERSION" => "ClamAV 1.4.1/27400/Sun Nov 22 08:00:00 2026".to_owned(),
        b"zINSTREAM" => verdict(&mut stream, limit).await?,
        _ => "UNKNOWN COMMAND".to_owned(),
    };
    stream.write_all(format!("{answer}\0").as_bytes()).await.ok()
}

async fn verdict(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> Option<String> {
    let mut file = Vec::new();
    loop {
        let length = stream.read_u32().await.ok()? as usize;
        if length == 0 {
            break;
        }
        if file.len() + length > limit {
            return Some("INSTREAM size limit exceeded. ERROR".to_owned());
        }
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece).await.ok()?;
        file.extend(piece);
    }
    let wanted = eicar();
    let is_infected = file
        .windows(wanted.len())
        .any(|window| window == wanted.as_bytes());
    Some(match is_infected {
        true => "stream: Win.Test.EICAR_HDB-1 FOUND".to_owned(),
        false => "stream: OK".to_owned(),
    })
}
