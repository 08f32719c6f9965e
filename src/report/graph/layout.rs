//! Where services stand, and which way calls go around them.
//!
//! Services stand in columns, each layer in one or more of them, in the order in which requests come to them. Where they
//! are too many for one band of columns there are several, and every other one goes back, so that the way from one to the
//! next is short. A call passes columns between its ends through the lanes between their boxes. Lengths are `along` (the
//! way of the requests) and `across`; a picture for an upright phone has along downwards.

use std::collections::BTreeMap;

use super::Graph;

/// A rectangle: left, top, right, bottom.
pub type Frame = [f64; 4];
/// A place: from the left, from the top.
pub type Spot = (f64, f64);

/// What services are put into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Where it is.
    pub frame: Frame,
    /// Whether requests go downwards, and not to the right.
    pub upright: bool,
    /// Between two columns at least.
    pub gap: f64,
    /// The largest box, along and across.
    pub most: (f64, f64),
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Services and their boxes.
    pub boxes: Vec<(usize, Frame)>,
    /// The calls between them.
    pub flows: Vec<Flow>,
}

/// The way of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Number of the call.
    pub call: usize,
    /// The way that all its tries go, to the box of the service that is asked.
    pub path: Vec<Spot>,
    /// Where several make the call: their ways to the beginning of the path. How many tries come from which is not known.
    pub legs: Vec<Vec<Spot>>,
}

/// Puts the services that are shown into an area. `starts`: numbers of classes, and where across they begin.
#[must_use]
pub fn place(graph: &Graph, shown: &[usize], starts: &[(usize, f64)], area: Area) -> Layout {
    let mut best: Option<(f64, Grid)> = None;
    let (bands, rows) = if area.upright { (1, BESIDE..=BESIDE) } else { (3, 1..=6) };
    for (bands, rows) in (1..=bands).flat_map(|bands| rows.clone().map(move |rows| (bands, rows))) {
        let grid = Grid::new(columns(graph, shown, rows), bands, area);
        let size = grid.type_size()
            * ANOTHER_BAND.powi(grid.bands as i32 - 1)
            * ANOTHER_COLUMN.powi(grid.columns.len() as i32);
        if best.as_ref().is_none_or(|(known, _)| size > *known + 1e-9) {
            best = Some((size, grid));
        }
    }
    let Some((_, grid)) = best else { return Layout::default() };
    let boxes = shown.iter().filter_map(|service| Some((*service, grid.frame(grid.at(*service)?)))).collect();
    Layout { boxes, flows: Ways { graph, grid, starts, used: BTreeMap::new() }.all() }
}

/// Services beside each other in an upright area.
const BESIDE: usize = 2;

/// How long an upright area must be.
#[must_use]
pub fn length(graph: &Graph, shown: &[usize], (box_length, gap): (f64, f64)) -> f64 {
    columns(graph, shown, BESIDE).len() as f64 * (box_length + gap)
}

/// The services in columns of at most so many, those that are asked by neighbours near each other.
fn columns(graph: &Graph, shown: &[usize], rows: usize) -> Vec<Vec<usize>> {
    let mut layers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for service in shown {
        layers.entry(graph.services[*service].layer).or_default().push(*service);
    }
    let (mut height, mut columns): (BTreeMap<usize, f64>, Vec<Vec<usize>>) = (BTreeMap::new(), Vec::new());
    for mut layer in layers.into_values() {
        let above = |service: &usize| {
            let callers = graph.calls.iter().filter(|call| call.to == *service).flat_map(|call| &call.services);
            let known: Vec<f64> = callers.filter_map(|caller| height.get(caller).copied()).collect();
            if known.is_empty() { 0.5 } else { known.iter().sum::<f64>() / known.len() as f64 }
        };
        layer.sort_by(|one, other| above(one).total_cmp(&above(other)));
        let (many, each) = (layer.len(), layer.len().div_ceil(layer.len().div_ceil(rows)));
        for (place, service) in layer.iter().enumerate() {
            height.insert(*service, (place as f64 + 0.5) / many as f64);
        }
        columns.extend(layer.chunks(each).map(<[usize]>::to_vec));
    }
    columns
}

/// A place in the grid: column, and row in it.
type Cell = (usize, usize);

struct Grid {
    columns: Vec<Vec<usize>>,
    bands: usize,
    /// Columns of a band.
    per_band: usize,
    area: Area,
    /// Length of a band.
    length: f64,
    /// Width of a band.
    width: f64,
    /// Between two columns.
    gap: f64,
    /// A box, along and across.
    size: (f64, f64),
}

impl Grid {
    fn new(columns: Vec<Vec<usize>>, bands: usize, area: Area) -> Grid {
        let per_band = columns.len().div_ceil(bands).max(1);
        let bands = columns.len().div_ceil(per_band).max(1);
        let (wide, high) = (area.frame[2] - area.frame[0], area.frame[3] - area.frame[1]);
        let (length, all) = if area.upright { (high, wide) } else { (wide, high) };
        let width = all / bands as f64;
        // A band that is gone on with turns behind its last column.
        let turn = if bands > 1 { area.gap } else { 0.0 };
        let pitch = (length - turn) / per_band as f64;
        let along = (pitch - area.gap).min(area.most.0);
        let rows = columns.iter().map(Vec::len).max().unwrap_or(1).max(1) as f64;
        let across = ((width - LANE * (rows + 1.0)) / rows).min(area.most.1);
        Grid { columns, bands, per_band, area, length, width, gap: pitch - along, size: (along, across) }
    }

    /// How large the words in its boxes can be.
    fn type_size(&self) -> f64 {
        let (wide, high) = if self.area.upright { (self.size.1, self.size.0) } else { self.size };
        type_size(wide, high)
    }

    fn at(&self, service: usize) -> Option<Cell> {
        let row = |column: &Vec<usize>| column.iter().position(|one| *one == service);
        self.columns.iter().enumerate().find_map(|(at, column)| Some((at, row(column)?)))
    }

    fn band(&self, column: usize) -> usize {
        (column / self.per_band).min(self.bands - 1)
    }

    /// Where a column begins and ends, along its band.
    fn along(&self, column: usize) -> (f64, f64) {
        let begin = (column % self.per_band) as f64 * (self.size.0 + self.gap) + self.gap;
        (begin, begin + self.size.0)
    }

    /// Between the boxes of a column.
    fn spacing(&self, column: usize) -> f64 {
        let rows = self.columns[column].len() as f64;
        (self.width - rows * self.size.1) / (rows + 1.0)
    }

    /// Where a box begins and ends across, and with it the lane before it: that of row `n` ends where the box begins.
    fn across(&self, (column, row): Cell) -> (f64, f64) {
        let spacing = self.spacing(column);
        let begin = self.band(column) as f64 * self.width + spacing + row as f64 * (self.size.1 + spacing);
        (begin, begin + self.size.1)
    }

    fn real(&self, band: usize, along: f64, across: f64) -> Spot {
        let along = if band % 2 == 1 { self.length - along } else { along };
        let [left, top, ..] = self.area.frame;
        if self.area.upright { (left + across, top + along) } else { (left + along, top + across) }
    }

    fn frame(&self, cell: Cell) -> Frame {
        let (band, along, across) = (self.band(cell.0), self.along(cell.0), self.across(cell));
        let (one, other) = (self.real(band, along.0, across.0), self.real(band, along.1, across.1));
        [one.0.min(other.0), one.1.min(other.1), one.0.max(other.0), one.1.max(other.1)]
    }
}

/// Least width of a lane between two boxes.
const LANE: f64 = 20.0;
/// Beside each other in a lane.
const BESIDE_IN_LANE: f64 = 8.0;
/// What larger words are worth less where the way goes back and forth, and where a layer needs another column.
const ANOTHER_BAND: f64 = 0.85;
const ANOTHER_COLUMN: f64 = 0.9;

/// Width and height of a box in the size of its words: two headings, a line, and two lines with a bar below each.
pub const BOX: (f64, f64) = (9.0, 7.8);

/// The size of the words in a box of this width and height.
#[must_use]
pub fn type_size(wide: f64, high: f64) -> f64 {
    (wide / BOX.0).min(high / BOX.1).max(1.0)
}

/// Where a way begins: behind a column (or before all), so far across.
type Begin = (Option<usize>, f64);

struct Ways<'a> {
    graph: &'a Graph,
    grid: Grid,
    starts: &'a [(usize, f64)],
    /// How often a lane is used already.
    used: BTreeMap<Cell, usize>,
}

impl Ways<'_> {
    fn all(mut self) -> Vec<Flow> {
        let mut flows = Vec::new();
        for (number, call) in self.graph.calls.iter().enumerate() {
            let Some(cell) = self.grid.at(call.to) else { continue };
            let begins = self.begins(number);
            let (end, _) = self.grid.along(cell.0);
            let across = self.port(cell, self.asked(call.to, number));
            let join = end - 0.45 * self.grid.gap;
            let band = self.grid.band(cell.0);
            let last = |from: f64| vec![self.grid.real(band, from, across), self.grid.real(band, end, across)];
            let flow = match begins.as_slice() {
                [] => Flow { call: number, path: last(join), legs: Vec::new() },
                [only] => Flow { call: number, path: self.way(*only, (cell.0, end, across)), legs: Vec::new() },
                _ => {
                    let path = last(join);
                    let legs = begins.iter().map(|begin| self.way(*begin, (cell.0, join, across))).collect();
                    Flow { call: number, path, legs }
                }
            };
            flows.push(flow);
        }
        flows
    }

    /// Where the tries of a call begin, as far as it is shown.
    fn begins(&self, number: usize) -> Vec<Begin> {
        let call = &self.graph.calls[number];
        let classes = self.starts.iter().filter(|(class, _)| call.classes.contains(class));
        let services = call.services.iter().filter_map(|service| {
            let cell = self.grid.at(*service)?;
            Some((Some(cell.0), self.port(cell, self.made(*service, number))))
        });
        classes.map(|(_, across)| (None, *across)).chain(services).collect()
    }

    /// Which of the calls to a service one is, in the order in which they arrive, and how many there are.
    fn asked(&self, service: usize, number: usize) -> (usize, usize) {
        let mut all: Vec<(f64, usize)> = Vec::new();
        for (other, call) in self.graph.calls.iter().enumerate().filter(|(_, call)| call.to == service) {
            let first = call.services.first().and_then(|caller| self.grid.at(*caller));
            all.push((first.map_or(0.0, |cell| self.grid.across(cell).0), other));
        }
        of(all, number)
    }

    /// Which of the calls that a service makes one is, in the order of whom they ask, and how many there are.
    fn made(&self, service: usize, number: usize) -> (usize, usize) {
        let calls = self.graph.calls.iter().enumerate().filter(|(_, call)| call.services.contains(&service));
        let to = calls.filter_map(|(other, call)| Some((self.grid.across(self.grid.at(call.to)?).0, other)));
        of(to.collect(), number)
    }

    /// Where at a box the call begins or ends that is one of so many.
    fn port(&self, cell: Cell, (place, many): (usize, usize)) -> f64 {
        let (begin, end) = self.grid.across(cell);
        begin + (end - begin) * (place as f64 + 1.0) / (many as f64 + 1.0)
    }

    fn way(&mut self, (from, across): Begin, (column, end, last): (usize, f64, f64)) -> Vec<Spot> {
        let mut band = from.map_or(0, |from| self.grid.band(from));
        let begin = from.map_or(0.0, |from| self.grid.along(from).1);
        let mut points = vec![(band, begin, across), (band, begin + 5.0, across)];
        let mut now = across;
        for passed in from.map_or(0, |from| from + 1)..column {
            let lane = self.lane(passed, now + (last - now) / (column - passed + 1) as f64);
            band = self.turned(&mut points, (band, passed), (now, lane));
            let (begin, end) = self.grid.along(passed);
            points.extend([(band, begin - 5.0, lane), (band, end + 5.0, lane)]);
            now = lane;
        }
        band = self.turned(&mut points, (band, column), (now, last));
        points.extend([(band, end - 14.0, last), (band, end, last)]);
        points.into_iter().map(|(band, along, across)| self.grid.real(band, along, across)).collect()
    }

    /// Goes on in the band of the column that comes next; gives its number.
    fn turned(&self, points: &mut Vec<(usize, f64, f64)>, (band, column): Cell, (now, then): (f64, f64)) -> usize {
        let next = self.grid.band(column);
        if next != band {
            let half = self.grid.area.gap / 2.0;
            points.extend([(band, self.grid.length - half, now), (next, half, then)]);
        }
        next
    }

    /// The lane through a column that is nearest to where a way would go, a little beside those that are in it.
    fn lane(&mut self, column: usize, wanted: f64) -> f64 {
        let spacing = self.grid.spacing(column);
        let rows = self.grid.columns[column].len();
        let middle = |row: usize| self.grid.across((column, row)).0 - spacing / 2.0;
        let far = |row: &usize| (middle(*row) - wanted).abs();
        let row = (0..=rows).min_by(|one, other| far(one).total_cmp(&far(other))).unwrap_or(0);
        let used = self.used.entry((column, row)).or_insert(0);
        let side = if used.is_multiple_of(2) { 1.0 } else { -1.0 };
        let beside = side * used.div_ceil(2) as f64 * BESIDE_IN_LANE;
        *used += 1;
        let middle = self.grid.across((column, row)).0 - spacing / 2.0;
        middle + beside.clamp(-spacing / 2.0 + 2.0, spacing / 2.0 - 2.0)
    }
}

/// The place of a number among those that are sorted by what stands before it, and how many there are.
fn of(mut all: Vec<(f64, usize)>, number: usize) -> (usize, usize) {
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    (all.iter().position(|(_, other)| *other == number).unwrap_or(0), all.len())
}
