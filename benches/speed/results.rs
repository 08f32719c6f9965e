//! A file of results as rows.

use std::fs;
use std::path::Path;

/// The first line of every file of results.
pub const HEADER: &str = "bench,size,build,events,skipped,seconds,ns_per_event,ratio_to_heap,ratio_to_floor,ratio_to_one_thread,bytes_per_unit";

/// One build of one bench at one size.
#[derive(Debug, Clone)]
pub struct Row {
    /// Name of the bench.
    pub bench: String,
    /// Clients, phones, pending events, transfers, runs.
    pub size: u64,
    /// Which build of the model.
    pub build: String,
    /// Events that the plain model has.
    pub events: u64,
    /// Those of them that never were on the agenda, where the bench counts them.
    pub skipped: Option<u64>,
    /// Processor time; wall time of `outlook-2013` and `replications`.
    pub seconds: f64,
    /// Nanoseconds per event.
    pub per_event: f64,
    /// How many times faster than the heap.
    pub to_heap: Option<f64>,
    /// How many times slower than the floor.
    pub to_floor: Option<f64>,
    /// Share of the time on one thread.
    pub to_one_thread: Option<f64>,
    /// Growth of peak memory per client (phone, pending event, transfer).
    pub bytes: Option<f64>,
}

impl Row {
    /// The row as a line of the file.
    pub fn line(&self) -> String {
        let field = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.2}"));
        let Row { bench, size, build, events, seconds, per_event, .. } = self;
        let skipped = self.skipped.map_or(String::new(), |value| value.to_string());
        let (heap, floor, bytes) = (field(self.to_heap), field(self.to_floor), field(self.bytes));
        let one = self.to_one_thread.map_or(String::new(), |value| format!("{value:.3}"));
        format!("{bench},{size},{build},{events},{skipped},{seconds:.4},{per_event:.2},{heap},{floor},{one},{bytes}")
    }

    fn read(line: &str) -> Option<Row> {
        let fields: [&str; 11] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
        let number = |field: &str| field.parse::<f64>().ok();
        Some(Row {
            bench: fields[0].to_string(),
            size: fields[1].parse().ok()?,
            build: fields[2].to_string(),
            events: fields[3].parse().ok()?,
            skipped: fields[4].parse().ok(),
            seconds: number(fields[5])?,
            per_event: number(fields[6])?,
            to_heap: number(fields[7]),
            to_floor: number(fields[8]),
            to_one_thread: number(fields[9]),
            bytes: number(fields[10]),
        })
    }
}

/// Everything in one file of results.
#[derive(Debug, Clone, Default)]
pub struct Results(pub Vec<Row>);

impl Results {
    /// The newest file of a checkout, by its dated name, and that name.
    pub fn newest(root: &Path) -> Option<(String, Results)> {
        let entries = fs::read_dir(root.join("benches/results")).ok()?;
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let newest = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).max()?;
        let results = Results::read(&fs::read_to_string(&newest).ok()?)?;
        Some((newest.file_stem()?.to_string_lossy().into_owned(), results))
    }

    /// Reads a file; `None` if it is not one of ours.
    pub fn read(text: &str) -> Option<Results> {
        let rows = text.strip_prefix(HEADER)?.trim_start().lines();
        rows.map(Row::read).collect::<Option<Vec<Row>>>().map(Results)
    }

    /// The file.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.0.iter().map(Row::line).collect();
        format!("{HEADER}\n{}\n", lines.join("\n"))
    }

    /// Puts new rows in the place of those of the same bench and size, or at the end.
    pub fn replace(&mut self, new: &[Row]) {
        for row in new {
            let same = |old: &&mut Row| (&old.bench, old.size, &old.build) == (&row.bench, row.size, &row.build);
            match self.0.iter_mut().find(same) {
                Some(old) => *old = row.clone(),
                None => self.0.push(row.clone()),
            }
        }
    }

    /// All rows of one build of one bench, by size.
    pub fn of(&self, bench: &str, build: &str) -> impl Iterator<Item = &Row> {
        self.0.iter().filter(move |row| row.bench == bench && row.build == build)
    }

    /// One row.
    pub fn at(&self, bench: &str, build: &str, size: u64) -> Option<&Row> {
        self.of(bench, build).find(|row| row.size == size)
    }
}
