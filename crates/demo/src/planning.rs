//! Plans the papers of a union: which, when, about whom, in what file.

use std::collections::BTreeMap;

use guildhall_kernel::Date;

use crate::calendar::{numeral, plus_days, weekday_before};
use crate::dice::Dice;
use crate::filler::Filler;
use crate::paper::{Block, PaperKind, PaperPlan, Table};
use crate::template::{self, Line, Template};
use crate::union::Union;

/// Days back over which papers are dated: about twelve years.
const DAYS_BACK: i64 = 4380;
/// How many of a hundred papers are scanned, where the template allows it; some never are.
const SCANNED_PERCENT: u64 = 58;

/// Makes so many plans, the earliest first.
pub(crate) fn plan(union: &Union, dice: &mut Dice, today: Date, count: usize) -> Vec<PaperPlan> {
    let types = template::all();
    let weights: Vec<u32> = types.iter().map(|one| one.weight).collect();
    let mut drawn: Vec<(Date, usize)> = (0..count)
        .map(|order| {
            let date = weekday_before(plus_days(today, -dice.between(1, DAYS_BACK)));
            // Every type once, before chance decides.
            (
                date,
                if order < types.len() {
                    order
                } else {
                    dice.weighted(&weights)
                },
            )
        })
        .collect();
    drawn.sort();
    let mut numbers = Numbers::default();
    let mut plans = Vec::new();
    for (order, (date, kind)) in drawn.into_iter().enumerate() {
        let one = &types[kind];
        let template = dice.one_of(&one.templates);
        let mut writer = Writer {
            filler: Filler::new(union, date, Dice::new(dice.roll())),
            template,
        };
        plans.push(writer.paper(order + 1, one.code, date, &mut numbers));
    }
    plans
}

/// Document numbers, counted from one in each year.
#[derive(Default)]
struct Numbers(BTreeMap<i16, usize>);

impl Numbers {
    fn next(&mut self, date: Date) -> usize {
        let last = self.0.entry(date.year()).or_default();
        *last += 1;
        *last
    }
}

/// Writes one paper from its template.
struct Writer<'a> {
    filler: Filler<'a>,
    template: &'a Template,
}

impl Writer<'_> {
    fn paper(
        &mut self,
        number: usize,
        type_code: &'static str,
        date: Date,
        numbers: &mut Numbers,
    ) -> PaperPlan {
        let template = self.template;
        let title = self.filler.fill(template.title);
        let responsible_party = self.filler.fill(template.responsible.unwrap_or("{union}"));
        let doc_number = self.doc_number(date, numbers);
        let red_head = template.red.then(|| format!("{responsible_party}文件"));
        let mut blocks = self.body();
        self.sign(&mut blocks);
        PaperPlan {
            number,
            type_code,
            genre: template.genre,
            title,
            doc_number,
            doc_date: date,
            responsible_party,
            persons: self.filler.persons(),
            department: self.filler.department(),
            red_head,
            sealed: template.sealed || template.red,
            traditional: template.traditional,
            kind: self.kind(),
            blocks,
            seed: self.filler.dice.roll(),
        }
    }

    fn doc_number(&mut self, date: Date, numbers: &mut Numbers) -> String {
        match self.template.doc_number {
            Some(pattern) => self.filler.fill(pattern),
            None if self.template.red => {
                let short = self.filler.fill("{hospital}");
                let short: String = short
                    .chars()
                    .filter(|char| !"市医人民".contains(*char))
                    .take(4)
                    .collect();
                format!("{short}工〔{}〕{}号", date.year(), numbers.next(date))
            }
            None => String::new(),
        }
    }

    fn kind(&mut self) -> PaperKind {
        const SCANS: [PaperKind; 4] = [
            PaperKind::ScanJpeg,
            PaperKind::ScanPdf,
            PaperKind::ScanTiff,
            PaperKind::ScanPng,
        ];
        if self.template.may_be_scanned && self.filler.dice.happens(SCANNED_PERCENT) {
            return SCANS[self.filler.dice.weighted(&[4, 4, 2, 1])];
        }
        *self.filler.dice.one_of(&self.template.kinds)
    }

    fn body(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for line in &self.template.lines {
            match line {
                Line::Addressee(text) => blocks.push(Block::Addressee(self.filler.fill(text))),
                Line::Heading(text) => blocks.push(Block::Heading(self.filler.fill(text))),
                Line::Paragraph(text) => blocks.push(Block::Paragraph(self.filler.fill(text))),
                Line::Optional(text) => {
                    if self.filler.dice.happens(60) {
                        blocks.push(Block::Paragraph(self.filler.fill(text)));
                    }
                }
                Line::Items(count, items) => self.items(*count, items, &mut blocks),
                Line::Header(cells) => {
                    blocks.push(Block::Table(Table {
                        header: self.cells(cells),
                        rows: Vec::new(),
                    }));
                }
                Line::Rows(count, cells) => self.rows(*count, cells, &mut blocks),
            }
        }
        blocks
    }

    fn items(&mut self, (low, high): (i64, i64), items: &[&'static str], blocks: &mut Vec<Block>) {
        let mut chosen = items.to_vec();
        self.filler.dice.shuffle(&mut chosen);
        let count = usize::try_from(self.filler.dice.between(low, high)).unwrap_or(0);
        for (order, item) in chosen.into_iter().take(count).enumerate() {
            let text = self.filler.fill(item);
            blocks.push(Block::Paragraph(format!("{}、{text}", numeral(order + 1))));
        }
    }

    fn rows(&mut self, (low, high): (i64, i64), cells: &str, blocks: &mut [Block]) {
        let count = usize::try_from(self.filler.dice.between(low, high)).unwrap_or(0);
        for number in 1..=count {
            self.filler.begin_row(number);
            let mut row = self.cells(cells);
            if let Some(Block::Table(table)) = blocks.last_mut() {
                row.resize(table.header.len(), String::new());
                table.rows.push(row);
            }
        }
    }

    fn cells(&mut self, line: &str) -> Vec<String> {
        line.split('|')
            .map(|cell| self.filler.fill(cell.trim()))
            .collect()
    }

    fn sign(&mut self, blocks: &mut Vec<Block>) {
        let signature = self.template.signature.unwrap_or("{union}");
        if signature != "-" {
            blocks.push(Block::Signature(self.filler.fill(signature)));
            blocks.push(Block::Date(self.filler.fill("{date}")));
        }
    }
}
