//! Properties of Outlook's compound files (MS-OXMSG): one stream for each long value, one table for the short ones.

use std::fs::File;
use std::io::Read;

use cfb::CompoundFile;
use encoding_rs::Encoding;

use crate::error::{Measure, ReadingError};
use crate::task::{Task, check_most};
use crate::text_encoding;

/// Bytes before the first entry of a property table: at the top, in an embedded message, elsewhere (section 2.4.1).
const HEAD_TOP: usize = 32;
const HEAD_EMBEDDED: usize = 24;
const HEAD_OTHER: usize = 8;

/// A storage within the file and what is needed to read its properties.
pub(super) struct Storage<'a> {
    task: &'a Task<'a>,
    /// Its path, ending with a slash.
    pub(super) path: String,
    table: Vec<u8>,
    encoding: Option<&'static Encoding>,
}

impl<'a> Storage<'a> {
    pub(super) fn open(
        task: &'a Task<'a>,
        file: &mut CompoundFile<File>,
        path: &str,
    ) -> Result<Self, ReadingError> {
        let table = stream(task, file, &format!("{path}__properties_version1.0"))?.unwrap_or_default();
        let mut storage = Self {
            task,
            path: path.to_owned(),
            table,
            encoding: None,
        };
        // PidTagInternetCodepage, PidTagMessageCodepage: how eight-bit texts are encoded.
        let codepage = storage
            .short(0x3FDE, 0x0003)
            .or_else(|| storage.short(0x3FFD, 0x0003));
        storage.encoding = codepage.and_then(|page| encoding_of(page as u32));
        Ok(storage)
    }

    /// Reads a text, in Unicode or in the message's code page.
    pub(super) fn text(
        &self,
        file: &mut CompoundFile<File>,
        tag: u16,
    ) -> Result<Option<String>, ReadingError> {
        if let Some(bytes) = self.long(file, tag, 0x001F)? {
            return Ok(Some(trimmed(
                &encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes).0,
            )));
        }
        let Some(bytes) = self.long(file, tag, 0x001E)? else {
            return Ok(None);
        };
        let text = match self.encoding {
            Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
            None => text_encoding::decode(&bytes),
        };
        Ok(Some(trimmed(&text)))
    }

    /// Reads bytes.
    pub(super) fn long(
        &self,
        file: &mut CompoundFile<File>,
        tag: u16,
        kind: u16,
    ) -> Result<Option<Vec<u8>>, ReadingError> {
        stream(self.task, file, &self.stream_path(tag, kind))
    }

    /// Returns the path at which a long value lies.
    pub(super) fn stream_path(&self, tag: u16, kind: u16) -> String {
        format!("{}__substg1.0_{tag:04X}{kind:04X}", self.path)
    }

    /// Returns the value of a short property as it stands in the table.
    pub(super) fn short(&self, tag: u16, kind: u16) -> Option<u64> {
        let head = match self.path.matches("__").count() {
            0 => HEAD_TOP,
            _ if self.path.ends_with("__substg1.0_3701000D/") => HEAD_EMBEDDED,
            _ => HEAD_OTHER,
        };
        let wanted = (u32::from(tag) << 16 | u32::from(kind)).to_le_bytes();
        let entry = self
            .table
            .get(head..)?
            .chunks_exact(16)
            .find(|entry| entry[..4] == wanted)?;
        entry[8..16].try_into().ok().map(u64::from_le_bytes)
    }

    /// Returns a moment as ISO 8601 in UTC.
    pub(super) fn moment(&self, tag: u16) -> Option<String> {
        self.short(tag, 0x0040).and_then(iso_of_file_time)
    }
}

fn stream(
    task: &Task<'_>,
    file: &mut CompoundFile<File>,
    path: &str,
) -> Result<Option<Vec<u8>>, ReadingError> {
    task.check()?;
    if !file.is_stream(path) {
        return Ok(None);
    }
    let stream = file.open_stream(path)?;
    check_most(Measure::PartBytes, stream.len(), task.limits.part_bytes)?;
    let mut bytes = Vec::new();
    stream.take(task.limits.part_bytes).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn trimmed(text: &str) -> String {
    text.trim_end_matches('\0').to_owned()
}

/// Windows code pages that mail is written in.
fn encoding_of(codepage: u32) -> Option<&'static Encoding> {
    let label = match codepage {
        936 | 20936 => "gbk",
        54936 => "gb18030",
        950 => "big5",
        932 => "shift_jis",
        949 => "euc-kr",
        65001 => "utf-8",
        20127 | 28591 => "windows-1252",
        page @ 1250..=1258 => return Encoding::for_label(format!("windows-{page}").as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// A FILETIME counts tenths of microseconds since 1601 (MS-DTYP 2.3.3).
fn iso_of_file_time(ticks: u64) -> Option<String> {
    const SECONDS_1601_TO_1970: i64 = 11_644_473_600;
    let seconds = i64::try_from(ticks / 10_000_000).ok()? - SECONDS_1601_TO_1970;
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    (0..=9999).contains(&year).then(|| {
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            time / 3600,
            time / 60 % 60,
            time % 60
        )
    })
}

/// Returns year, month and day of a day counted from 1970, by the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Count from 1 March of year 0, so that the leap day ends a year and 400 years are one cycle of 146,097 days.
    let days = days + 719_468;
    let cycle = days.div_euclid(146_097);
    let of_cycle = days.rem_euclid(146_097);
    let year_of_cycle = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (cycle * 400 + year_of_cycle + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_times_are_written_as_iso() {
        assert_eq!(
            iso_of_file_time(116_444_736_000_000_000).unwrap(),
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(
            iso_of_file_time(133_536_384_000_000_000).unwrap(),
            "2024-02-29T00:00:00Z"
        );
        assert_eq!(iso_of_file_time(0).unwrap(), "1601-01-01T00:00:00Z");
        assert_eq!(iso_of_file_time(u64::MAX), None);
    }
}
