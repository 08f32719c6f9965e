//! What the page has to show, read from its data and not from its script.

use serde_json::Value;

use crate::devtools::Page;

/// What the page replays.
pub struct Replay(Value);

impl Replay {
    /// From the page.
    pub fn of(page: &mut Page) -> Self {
        let text = page.words("document.getElementById('replay-data').textContent");
        Self(serde_json::from_str(&text).expect("JSON"))
    }

    /// Number of the last interval.
    pub fn last(&self) -> usize {
        self.0["time_h"].as_array().expect("times").len() - 1
    }

    /// The first interval that ends at an hour or after it.
    pub fn interval_at(&self, hours: f64) -> usize {
        let ends = self.0["time_h"].as_array().expect("times");
        ends.iter().position(|end| end.as_f64().expect("hours") >= hours - 1e-6).unwrap_or(self.last())
    }

    /// Intervals that the slider goes through.
    pub fn stops(&self) -> Vec<usize> {
        let stops = self.0["stops"].as_array().expect("stops").iter();
        stops.map(|stop| stop.as_u64().expect("an interval") as usize).collect()
    }

    /// Hours at which a replay in steps stops.
    pub fn steps(&self, arm: usize) -> Vec<f64> {
        self.0["arms"][arm]["steps"].as_array().expect("steps").iter().filter_map(Value::as_f64).collect()
    }

    /// The sentence about a moment.
    pub fn said(&self, arm: usize, interval: usize) -> &str {
        let arm = &self.0["arms"][arm];
        let told = arm["told"][interval].as_u64().expect("a place");
        arm["said"][told as usize].as_str().expect("a sentence")
    }

    /// Panics unless everything in the page is as in this interval of this arm.
    pub fn is_shown(&self, page: &mut Page, arm: usize, interval: usize) {
        let place = self.stops().iter().rposition(|stop| *stop <= interval).expect("a place of the slider");
        assert_eq!(page.words("document.querySelector('#scrub').value"), place.to_string());
        assert_eq!(
            page.words("document.querySelector('#scrub').getAttribute('aria-valuetext')"),
            self.0["clock"][interval]
        );
        assert_eq!(page.words("document.querySelector('#clock').textContent"), self.0["clock"][interval]);
        assert_eq!(page.words("document.querySelector('#said').textContent"), self.said(arm, interval));
        for form in ["wide", "tall"] {
            self.picture(page, form, arm, interval);
        }
        self.charts(page, arm, interval);
    }

    fn picture(&self, page: &mut Page, form: &str, arm: usize, interval: usize) {
        let shown = page.ask(&format!(
            "(() => {{ const cell = document.querySelector('.cell[data-form={form}]'), parts = {{}}; \
             cell.querySelectorAll('[data-part]').forEach((e) => (parts[e.dataset.part] ??= []).push({{ \
               href: e.getAttribute('href'), text: e.textContent, none: e.getAttribute('display') === 'none', \
               full: Number(e.dataset.full), long: Number(e.getAttribute(e.dataset.axis === 'x' ? 'width' : 'height')) }})); \
             return {{ prefix: cell.dataset.prefix, parts }}; }})()"
        ));
        let prefix = shown["prefix"].as_str().expect("a prefix");
        let frames = &self.0["arms"][arm]["frames"][form];
        let columns = frames["parts"].as_array().expect("parts");
        assert!(columns.len() > 10);
        for (number, column) in columns.iter().enumerate() {
            let found = shown["parts"][number.to_string()].as_array().expect("elements of a part");
            let place = format!("{form}, arm {arm}, interval {interval}, part {number}");
            if let Some(counts) = column["counts"].as_array() {
                let counts = counts[interval].as_array().expect("counts").iter().map(|n| n.as_u64().expect("a count"));
                let states = column["states"].as_array().expect("states").iter();
                let wanted = states.zip(counts).flat_map(|(state, count)| {
                    let look = format!("#{prefix}-state-{}", state.as_u64().expect("the number of a state"));
                    std::iter::repeat_n(look, count as usize)
                });
                let seen = found.iter().map(|dot| dot["href"].as_str().expect("a look").to_owned());
                assert_eq!(seen.collect::<Vec<_>>(), wanted.collect::<Vec<_>>(), "{place}");
            } else if let Some(share) = column["share"].as_array() {
                let wanted =
                    found[0]["full"].as_f64().expect("a length") * share[interval].as_f64().expect("‰") / 1000.0;
                assert!((found[0]["long"].as_f64().expect("a length") - wanted).abs() < 1e-6, "{place}");
            } else if let Some(words) = column["words"].as_array() {
                let wanted = &frames["words"][words[interval].as_u64().expect("a text") as usize];
                assert_eq!(&found[0]["text"], wanted, "{place}");
            } else {
                let lamp = column["lamp"][interval].as_u64().expect("a look") as usize;
                let off: Vec<bool> = found.iter().map(|look| look["none"].as_bool().expect("a state")).collect();
                assert_eq!(off, (0..off.len()).map(|look| look != lamp).collect::<Vec<_>>(), "{place}");
            }
        }
    }

    /// The charts of this arm and no others, with their cursors at this moment.
    fn charts(&self, page: &mut Page, arm: usize, interval: usize) {
        let charts = page.ask(
            "[...document.querySelectorAll('.follow')].map((c) => ({ arm: Number(c.dataset.arm), hidden: c.hidden, \
             axis: [c.dataset.low, c.dataset.high, c.dataset.left, c.dataset.right].map(Number), \
             left: parseFloat(c.querySelector('.cursor').style.left) }))",
        );
        let charts = charts.as_array().expect("charts");
        let arms = self.0["arms"].as_array().expect("arms").len();
        assert_eq!(charts.len(), 2 * arms, "two sizes for each arm");
        let now = self.0["time_h"][interval].as_f64().expect("hours");
        for chart in charts {
            assert_eq!(chart["hidden"], chart["arm"] != arm, "arm {arm}");
            let axis: Vec<f64> = chart["axis"].as_array().expect("an axis").iter().filter_map(Value::as_f64).collect();
            let share = ((now - axis[0]) / (axis[1] - axis[0])).clamp(0.0, 1.0);
            let wanted = axis[2] + share * (axis[3] - axis[2]);
            assert!((chart["left"].as_f64().expect("a place") - wanted).abs() < 0.01, "interval {interval}: {chart}");
            assert_eq!(chart["axis"][1], charts[0]["axis"][1], "all arms on the same axis");
        }
    }
}
