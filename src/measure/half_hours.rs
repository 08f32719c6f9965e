//! Availability over half hours. One sampling interval of a small class holds so few wishes that one unlucky person
//! more or less decides whether 99 % of them were met; a half hour holds several times as many.

use super::sample::ClassSample;
use crate::model::service::Windows;

/// What half hours say about a class.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct HalfHours {
    /// Smallest availability of a half hour.
    pub lowest: Option<f64>,
    /// From when on every half hour has an availability of 99 %: 0 if all have, nothing if the last one has not.
    pub back_99_h: Option<f64>,
}

/// Length of the window in hours.
const WINDOW_H: f64 = 0.5;
/// What counts as back.
const BACK: f64 = 0.99;

impl HalfHours {
    /// Of samples in a row. If they are shorter than a half hour, all of them are one window.
    pub fn of(samples: &[ClassSample]) -> HalfHours {
        let Some(first) = samples.first() else { return HalfHours::default() };
        let wide = ((WINDOW_H * 3600.0 / first.seconds.max(1e-9)).round() as usize).clamp(1, samples.len());
        let shares = shares(samples, wide);
        let below = |share: &Option<f64>| share.is_some_and(|share| share < BACK);
        let back_99_h = match shares.iter().rposition(below) {
            None => shares.iter().any(Option::is_some).then_some(0.0),
            Some(last) => shares[last + 1..].iter().any(Option::is_some).then(|| samples[last + 1].time_h.max(0.0)),
        };
        HalfHours { lowest: shares.into_iter().flatten().reduce(f64::min), back_99_h }
    }
}

/// Availability in every window of so many samples, each from the one before: the work does not grow with the width.
fn shares(samples: &[ClassSample], wide: usize) -> Vec<Option<f64>> {
    let mut window = Windows::default();
    let mut shares = Vec::with_capacity(samples.len() + 1 - wide);
    for (newest, sample) in samples.iter().enumerate() {
        window.met += sample.counts.windows.met;
        window.unmet += sample.counts.windows.unmet;
        if let Some(oldest) = (newest + 1).checked_sub(wide) {
            shares.push(window.availability());
            window.met -= samples[oldest].counts.windows.met;
            window.unmet -= samples[oldest].counts.windows.unmet;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::latency::Latency;
    use crate::model::observe::Counts;

    fn counts(met: u64) -> Counts {
        Counts { windows: Windows { met, unmet: 1000 - met, ..Windows::default() }, ..Counts::default() }
    }

    fn samples(shares: &[f64]) -> Vec<ClassSample> {
        let sample = |(place, share): (usize, &f64)| ClassSample {
            time_h: place as f64 / 12.0,
            seconds: 300.0,
            counts: counts((share * 1000.0) as u64),
            client_seconds: [0.0; 5],
            census: None,
            population: None,
            baseline_per_s: 1.0,
            baseline_sound: true,
            patience_s: Some(1.0),
            without_end: 0,
            without_s: 0.0,
            catching_up_end: 0,
            catching_up_s: 0.0,
            backlog_messages: 0,
            backlog_syncs: 0,
            backlog_resyncs: 0,
            weights: Default::default(),
            latency: Latency::default(),
            is_activesync: false,
            contact_s: None,
        };
        shares.iter().enumerate().map(sample).collect()
    }

    #[test]
    fn one_unlucky_interval_is_no_outage_and_a_long_one_is() {
        let mut shares = vec![1.0; 24];
        shares[3] = 0.95;
        let luck = HalfHours::of(&samples(&shares));
        assert_eq!(luck.back_99_h, Some(0.0));
        assert!((luck.lowest.expect("half hours") - 5.95 / 6.0).abs() < 1e-9);
        shares[4..10].fill(0.0);
        let outage = HalfHours::of(&samples(&shares));
        // The first half hour without the bad intervals begins with interval 10.
        assert_eq!((outage.lowest, outage.back_99_h), (Some(0.0), Some(10.0 / 12.0)));
        shares[20..].fill(0.5);
        assert_eq!(HalfHours::of(&samples(&shares)).back_99_h, None);
    }

    /// The slow twin adds every window up by itself.
    #[test]
    fn windows_are_those_that_are_added_up_one_by_one() {
        let samples = samples(&[1.0, 0.95, 0.5, 0.0, 0.25, 1.0, 0.99]);
        for wide in 1..=samples.len() {
            let met = |window: &[ClassSample]| window.iter().map(|sample| sample.counts.windows.met).sum::<u64>();
            let slow = samples.windows(wide).map(|window| Some(met(window) as f64 / (1000.0 * wide as f64)));
            assert_eq!(shares(&samples, wide), slow.collect::<Vec<Option<f64>>>(), "windows of {wide}");
        }
    }
}
