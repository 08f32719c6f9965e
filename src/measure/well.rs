//! Whether all is well: the one definition, looked at in windows of `held_for`.
//!
//! A window is *well* for a class if in it at least `availability` of the windows of service that ended were met, at no
//! interval more than `without_service` of a closed class were without service nor more than `catching_up` catching up,
//! the edge let everybody in, and the attempts were not more than `amplification` times those of the warm-up by more
//! than chance ([`super::baseline::ALPHA`] over all windows of the run). A class that asks nothing in a window is well
//! exactly if nobody of it is without service. A class whose patience is unlimited has no say.

use super::baseline::{ALPHA, tail};
use super::sample::{ClassSample, sum};
use super::series::Series;
use super::verdict::VerdictPlan;

/// Which windows of a run are well.
pub struct Well {
    /// Intervals in a window.
    pub width: usize,
    /// By class: whether the window that begins with each interval is well. Empty for a class that has no say.
    pub by_class: Vec<Vec<bool>>,
    /// By class: whether a window that is not well has only its availability against it, and so few windows of service
    /// unmet that chance explains them.
    pub by_chance: Vec<Vec<bool>>,
    /// Whether that holds for every class that has a say.
    pub all: Vec<bool>,
}

impl Well {
    /// Looks at every window of a run.
    pub fn of(series: &Series, plan: &VerdictPlan) -> Well {
        let seconds = series.resources.first().map_or(1.0, |sample| sample.usage.seconds).max(1e-9);
        // A length that is a whole number of intervals must not gain one by rounding.
        let width = ((plan.held_for.seconds() / seconds - 1e-9).ceil() as usize).max(1);
        let count = (series.resources.len() + 1).saturating_sub(width);
        let (by_class, by_chance): (Vec<Vec<bool>>, Vec<Vec<bool>>) = (0..series.classes.len())
            .map(|class| match series.by_class[class].first().is_some_and(|s| s.patience_s.is_some()) {
                true => of_class(series, class, plan, width, count),
                false => (Vec::new(), Vec::new()),
            })
            .unzip();
        let judged: Vec<&Vec<bool>> = by_class.iter().filter(|windows| !windows.is_empty()).collect();
        let all = (0..count).map(|from| judged.iter().all(|windows| windows[from])).collect();
        Well { width, by_class, by_chance, all }
    }

    /// Whether any class has a say.
    pub fn judges(&self) -> bool {
        self.by_class.iter().any(|windows| !windows.is_empty())
    }

    /// Whether the window that begins with this interval is well.
    pub fn at(&self, from: usize) -> bool {
        self.all.get(from).copied().unwrap_or(false)
    }
}

impl Well {
    /// What is not well in the window that begins with an interval, class by class.
    pub fn why(&self, series: &Series, plan: &VerdictPlan, from: usize) -> Vec<String> {
        let unwell = (0..series.classes.len()).filter(|class| self.by_class[*class].get(from) == Some(&false));
        let why = |class: usize| {
            let (name, window) = (&series.classes[class], &series.by_class[class][from..from + self.width]);
            let most = |of: fn(&ClassSample) -> Option<f64>| window.iter().filter_map(of).fold(0.0, f64::max);
            let counts = sum(window.iter().map(|sample| &sample.counts));
            let percent = |share: f64| format!("{:.1} %", share * 100.0);
            let mut faults = Vec::new();
            let low = counts.availability().filter(|share| *share < plan.availability.get());
            faults.extend(low.map(|share| format!("availability of {}", percent(share))));
            let without = most(ClassSample::without_service_share);
            if without > plan.without_service.get() {
                faults.push(format!("up to {} without service", percent(without)));
            }
            let behind = most(ClassSample::catching_up_share);
            if behind > plan.catching_up.get() {
                faults.push(format!("up to {} catching up", percent(behind)));
            }
            let let_in =
                window.iter().filter_map(|s| s.census.as_ref()).map(|census| census.admitted).fold(1.0, f64::min);
            if let_in < 1.0 {
                faults.push(format!("{} let in by the edge", percent(let_in)));
            }
            let attempts = counts.first_attempts + counts.retries;
            let rate = attempts as f64 / window.iter().map(|s| s.seconds).sum::<f64>().max(1e-9);
            if faults.is_empty() {
                faults
                    .push(format!("{rate:.2} attempts/s against {:.2} in the warm-up", series.baselines[class].per_s));
            }
            format!("{name}: {}", faults.join(", "))
        };
        unwell.map(why).collect()
    }
}

/// What counts towards one window, added up from the start of the run.
#[derive(Clone, Copy, Default)]
struct Sums {
    met: u64,
    unmet: u64,
    attempts: u64,
    seconds: f64,
    /// Intervals that are not well whatever else is in the window.
    bad: u64,
}

fn of_class(series: &Series, class: usize, plan: &VerdictPlan, width: usize, count: usize) -> (Vec<bool>, Vec<bool>) {
    let baseline = &series.baselines[class];
    let mut sums = vec![Sums::default()];
    for sample in &series.by_class[class] {
        let mut sum = sums[sums.len() - 1];
        sum.met += sample.counts.windows.met;
        sum.unmet += sample.counts.windows.unmet;
        sum.attempts += sample.counts.first_attempts + sample.counts.retries;
        sum.seconds += sample.seconds;
        sum.bad += u64::from(is_bad(sample, plan));
        sums.push(sum);
    }
    let alpha = ALPHA / (count.max(1) * series.classes.len()) as f64;
    let well = |from: usize| {
        let (before, after) = (sums[from], sums[from + width]);
        let (met, unmet) = (after.met - before.met, after.unmet - before.unmet);
        let available = met as f64 >= plan.availability.get() * (met + unmet) as f64;
        let (attempts, seconds) = (after.attempts - before.attempts, after.seconds - before.seconds);
        let calm = !baseline.exceeded(attempts, seconds, plan.amplification, alpha);
        let rest = after.bad == before.bad && calm;
        // As many or more would be unmet if each were met with the least probability that is well.
        let chance = || tail(unmet as f64, met as f64, 1.0 - plan.availability.get()) >= alpha;
        (rest && available, rest && !available && chance())
    };
    (0..count).map(well).unzip()
}

/// Whether an interval of a class that has a say is well by itself, as far as availability and those without service go.
pub(super) fn is_well(sample: &ClassSample, plan: &VerdictPlan) -> bool {
    let met = sample.availability().is_none_or(|met| met >= plan.availability.get());
    sample.patience_s.is_none() || (met && !is_bad(sample, plan))
}

/// Whether too many are without service or catching up in an interval, or the edge keeps somebody out.
fn is_bad(sample: &ClassSample, plan: &VerdictPlan) -> bool {
    let above = |share: Option<f64>, limit: f64| share.is_some_and(|share| share > limit);
    above(sample.without_service_share(), plan.without_service.get())
        || above(sample.catching_up_share(), plan.catching_up.get())
        || sample.census.as_ref().is_none_or(|census| census.admitted < 1.0)
}
