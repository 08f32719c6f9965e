//! The film of a run. Oracle: the format, decoded by a reader that shares nothing with the writer but the crate; and the
//! frames as PNG files.
#![cfg(feature = "charts")]

use std::fs;
use std::path::Path;

use crate::program::{command, files, succeeds, syncstorm};

const QUICK: [&str; 8] = ["metastable-cell", "--scale", "0.02", "--count", "12", "--width", "640", "-q"];

/// Every frame as it is seen, red, green and blue, and how many hundredths of a second it stays.
fn seen(bytes: &[u8]) -> Vec<(Vec<[u8; 3]>, u16)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut film = options.read_info(bytes).expect("a GIF");
    let width = usize::from(film.width());
    let mut canvas = vec![[0; 3]; width * usize::from(film.height())];
    let mut frames = Vec::new();
    while let Some(frame) = film.read_next_frame().expect("a frame") {
        for (place, rgba) in frame.buffer.as_chunks::<4>().0.iter().enumerate() {
            let (row, column) = (place / usize::from(frame.width), place % usize::from(frame.width));
            if rgba[3] > 0 {
                canvas[(usize::from(frame.top) + row) * width + usize::from(frame.left) + column] =
                    [rgba[0], rgba[1], rgba[2]];
            }
        }
        frames.push((canvas.clone(), frame.delay));
    }
    assert_eq!(film.repeat(), gif::Repeat::Infinite);
    frames
}

fn png(path: &Path) -> Vec<[u8; 3]> {
    let file = std::io::BufReader::new(fs::File::open(path).expect("a file"));
    let mut picture = png::Decoder::new(file).read_info().expect("a PNG");
    let mut pixels = vec![0; picture.output_buffer_size().expect("it fits")];
    picture.next_frame(&mut pixels).expect("its pixels");
    pixels.as_chunks::<3>().0.to_vec()
}

#[test]
fn a_film_shows_what_its_frames_show() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &[&["animate"], &QUICK[..], &["--fps", "4", "--frames", "frames"]].concat());
    let film = fs::read(here.path().join("output/metastable-cell+scale-0.02.gif")).expect("the film");
    let shown = seen(&film);
    assert_eq!(shown.iter().map(|frame| frame.1).collect::<Vec<_>>(), [vec![25; 11], vec![300]].concat());
    for (number, (frame, _)) in shown.iter().enumerate() {
        let exact = png(&here.path().join(format!("frames/frame-{:04}.png", number + 1)));
        assert_eq!((exact.len(), frame.len()), (640 * 480, 640 * 480));
        // 255 colours for all frames: what differs are shades at the edges of shapes.
        let far = |(a, b): (&[u8; 3], &[u8; 3])| a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
        let errors: Vec<u8> = exact.iter().zip(frame).map(far).collect();
        let mean = errors.iter().map(|error| f64::from(*error)).sum::<f64>() / errors.len() as f64;
        assert!(mean < 2.0 && errors.iter().all(|error| *error < 80), "frame {number}: {mean}");
        assert_eq!(frame[0], [255; 3], "the paper is white");
        if number > 0 {
            let changed = frame.iter().zip(&shown[number - 1].0).filter(|(new, old)| new != old).count();
            assert!(changed > 100, "frame {number} shows the same as the one before");
        }
    }
    let written = String::from_utf8_lossy(&film).into_owned();
    assert!(written.contains("model, no measured data") && written.contains("syncstorm animate metastable-cell"));
}

#[test]
fn the_same_film_twice_and_on_one_thread() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &[&["animate"], &QUICK[..], &["--out", "one.gif"]].concat());
    let mut alone = command(here.path(), &[&["animate"], &QUICK[..], &["--out", "two.gif"]].concat());
    assert!(alone.env("RAYON_NUM_THREADS", "1").status().expect("it starts").success());
    succeeds(here.path(), &[&["animate"], &QUICK[..], &["--out", "dark.gif", "--preset", "dark"]].concat());
    let written = files(here.path());
    // Nothing half-written is left beside them.
    assert_eq!(written.keys().collect::<Vec<_>>(), ["dark.gif", "one.gif", "two.gif"]);
    let shown = |name: &str| seen(&written[name]);
    assert!(shown("one.gif") == shown("two.gif"));
    assert_eq!(shown("dark.gif")[0].0[0], [22; 3], "dark paper");
}

#[test]
fn a_folder_that_run_wrote_has_a_film_beside_it() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["run", "textbook/mm1", "--set", "run.length=20 h", "--no-report", "-q", "--out", "mine"]);
    succeeds(here.path(), &["animate", "mine", "--count", "3", "--width", "640", "-q"]);
    assert_eq!(seen(&fs::read(here.path().join("mine.gif")).expect("the film")).len(), 3);
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_runs() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("mine.gif"), b"GIF89a, drawn by hand").expect("a file");
    fs::create_dir(here.path().join("photos")).expect("a folder");
    fs::write(here.path().join("photos/cat.png"), "a cat").expect("a file");
    for (arguments, expected) in [
        (vec!["outlook-2013", "--out", "mine.gif"], "holds something else"),
        (vec!["outlook-2013", "--out", "photos"], "is a folder"),
        (vec!["outlook-2013", "--frames", "photos"], "is left alone"),
        (vec!["outlook-2013", "--out", "both", "--frames", "both"], "cannot be the film and the folder"),
        (vec!["photos"], "holds no run"),
        (vec!["outlok-2013"], "did you mean"),
        (vec!["outlook-2013", "--count", "1"], "2..=1200"),
        (vec!["outlook-2013", "--fps", "0"], "1..=50"),
        (vec!["outlook-2013", "--width", "100000"], "640..=3840"),
    ] {
        let output = syncstorm(here.path(), &[&["animate"], &arguments[..]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    // A device has no end that could be read.
    #[cfg(unix)]
    for (place, expected) in [("/dev/zero", "is a device"), ("/proc/film.gif", "cannot write to")] {
        let output = syncstorm(here.path(), &["animate", "outlook-2013", "--out", place]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{place}: {said}");
        assert!(said.contains(expected), "{place}: {said}");
    }
    assert_eq!(files(&here.path().join("photos")).len(), 1);
    assert!(!here.path().join("output").exists(), "a refused command leaves nothing");
}
