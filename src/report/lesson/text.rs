//! The lesson as text: the teacher's version, and the students' sheet without any answer.

use super::parts::{Closing, Command, Part, Step};
use super::question::Question;
use super::whole::Lesson;
use crate::report::provenance::VERSION;
use crate::report::words::words;

/// The page in which every step can be tried by hand.
pub const PAGE: &str = "play.html";
/// Letters in a line.
const WIDTH: usize = 100;

impl Lesson {
    /// The teacher's version. `pictures` says whether the charts and the page lie beside it.
    pub fn teacher(&self, pictures: bool) -> String {
        let mut page = format!("# {}\n\n", self.title);
        page += &wrapped(&words!("lesson/text.txt", "teacher", {
            minutes: u32 = self.minutes,
            command: &'a str = &self.command,
            version: &'a str = VERSION,
        }));
        page.push('\n');
        if self.opening.is_some() {
            page += &self.plan();
        }
        page += &self.opening.as_ref().map_or(String::new(), opening);
        for step in &self.steps {
            page += &teach(step, pictures);
        }
        page += &self.closing.as_ref().map_or(String::new(), |part| closing(part, true));
        page
    }

    /// The students' sheet: what is asked, what is run, where to look, and room to write. `beside` says whether the page
    /// lies beside it.
    pub fn sheet(&self, beside: bool) -> String {
        let mut page = format!("# {}\n\nName: {}\n\n", self.title, "_".repeat(40));
        page += &self.opening.as_ref().map_or(String::new(), opening);
        for step in &self.steps {
            page += &ask(step, beside);
        }
        page += &self.closing.as_ref().map_or(String::new(), |part| closing(part, false));
        page
    }

    /// When what begins.
    fn plan(&self) -> String {
        let told = |part: &Option<Part>| part.iter().map(|part| ("Opening", part.minutes)).collect::<Vec<_>>();
        let steps = self.steps.iter().map(|step| (step.title.as_str(), step.minutes));
        let last = self.closing.iter().map(|part| ("Close", part.minutes));
        let before = words!("lesson/text.txt", "before", { rust: &'a str = env!("CARGO_PKG_RUST_VERSION") });
        let mut page = wrapped(&before) + "\n| minute | what |\n|---|---|\n";
        let mut from = 0;
        for (number, (what, minutes)) in told(&self.opening).into_iter().chain(steps).chain(last).enumerate() {
            let name = match number {
                0 => what.to_owned(),
                number if number <= self.steps.len() => format!("{number}. {what}"),
                _ => what.to_owned(),
            };
            page += &format!("| {from} to {} | {name} |\n", from + minutes);
            from += minutes;
        }
        page + "\n"
    }
}

fn opening(part: &Part) -> String {
    format!("## Opening ({} min)\n\n{}", part.minutes, paragraphs(&part.text))
}

fn teach(step: &Step, pictures: bool) -> String {
    let mut page = head(step);
    page += &paragraphs(&step.given);
    page += &(wrapped(&format!("**Predict.** {}", step.predict.ask)) + "\n");
    page += &options(&step.predict, "- ");
    page += &wrapped(&format!("Right: **{}**. {}", Question::letter(step.predict.right), step.predict.because));
    page += &format!("\n**Run.**\n\n{}", commands(&step.run));
    page += &(tried(step, pictures) + "\n");
    page += "**See.**\n\n";
    for look in &step.see {
        page += &item(&format!("In {}, look for {}.", look.place, look.watch));
        page += &item(&format!("One sees: {}.", look.seen)).replacen("- ", "  ", 1);
        page += &look.table.as_ref().map_or(String::new(), |[_, filled]| format!("\n```text\n{filled}\n```\n"));
    }
    page.push('\n');
    if pictures {
        for picture in &step.charts {
            page += &format!("![{}]({}.png)\n\n", picture.caption, picture.file);
        }
    }
    page += "**Explain.**\n\n";
    page += &paragraphs(&step.explain);
    page += &wrapped(&format!("The word for it: **{}**: {}.", step.term.name, step.term.meaning));
    page + "\n"
}

fn ask(step: &Step, beside: bool) -> String {
    let mut page = head(step);
    page += &paragraphs(&step.given);
    page += &(wrapped(&format!("**Predict.** {}", step.predict.ask)) + "\n");
    page += &options(&step.predict, "- [ ] ");
    page += &format!("**Because**\n\n{}\n", room(2, ""));
    page += &format!("**Run.**\n\n{}", commands(&step.run));
    page += &(tried(step, beside) + "\n");
    page += "**See.**\n\n";
    for look in &step.see {
        page += &item(&format!("In {}, look for {}.", look.place, look.watch));
        page += &match &look.table {
            Some([form, _]) => format!("\n```text\n{form}\n```\n\n"),
            None => format!("\n{}\n", room(1, "  ")),
        };
    }
    page + &words!("lesson/text.txt", "own_words", { room: String = room(4, ""), line: String = "_".repeat(40) })
}

/// Where in the page the step can be tried by hand; `beside` says whether the page lies beside the lesson.
fn tried(step: &Step, beside: bool) -> String {
    let story = step.story;
    wrapped(&match beside {
        true => words!("lesson/text.txt", "try_beside", { page: &'a str = PAGE, story: usize }),
        false => words!("lesson/text.txt", "try_alone", { page: &'a str = PAGE, story: usize }),
    })
}

fn head(step: &Step) -> String {
    format!("## Step {}: {} ({} min)\n\n", step.number, step.title, step.minutes)
}

fn options(question: &Question, mark: &str) -> String {
    let option = |(place, words): (usize, &String)| format!("{mark}{}. {words}\n", Question::letter(place));
    question.options.iter().enumerate().map(option).collect::<String>() + "\n"
}

fn commands(all: &[Command]) -> String {
    let one = |command: &Command| format!("```sh\n# {}\n{}\n```\n\n", command.does, command.line);
    all.iter().map(one).collect()
}

fn closing(part: &Closing, with_answers: bool) -> String {
    let mut page = format!("## Close ({} min)\n\n", part.minutes);
    if with_answers {
        page += &(words!("lesson/text.txt", "seen") + "\n\n");
        for (place, seen) in part.seen.iter().enumerate() {
            page += &item(&format!("({}) {seen}", place + 1));
        }
        page.push('\n');
    }
    page += &paragraphs(&part.believe);
    if let Some((asked, points)) = part.said.as_ref().filter(|_| with_answers) {
        page += &(wrapped(asked) + "\n");
        page += &points.iter().map(|point| item(point)).collect::<String>();
        page.push('\n');
    }
    page += &wrapped(&words!("lesson/text.txt", "home"));
    page.push('\n');
    for open in &part.open {
        page += &wrapped(&open.ask);
        page += &format!("\n```sh\n{}\n```\n\n", open.command);
    }
    page
}

/// Lines to write on: quoted paragraphs without words, since a line of underscores would be drawn as a rule across the page.
fn room(lines: usize, indent: &str) -> String {
    vec![format!("{indent}> &nbsp;\n"); lines].join(&format!("{indent}>\n"))
}

fn paragraphs(all: &[String]) -> String {
    all.iter().map(|text| wrapped(text) + "\n").collect()
}

fn item(text: &str) -> String {
    let lines = wrapped_to(text, WIDTH - 2);
    lines.into_iter().enumerate().map(|(at, line)| format!("{}{line}\n", if at == 0 { "- " } else { "  " })).collect()
}

fn wrapped(text: &str) -> String {
    wrapped_to(text, WIDTH).into_iter().map(|line| line + "\n").collect()
}

/// Lines of a text. What stands between two backticks is not broken, nor a number from what follows it.
fn wrapped_to(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in unbroken(text) {
        let line = lines.last_mut().expect("never empty");
        let full = line.chars().count() + 1 + word.chars().count() > width;
        match (line.is_empty(), full) {
            (true, _) => line.push_str(&word),
            (false, true) => lines.push(word),
            (false, false) => *line += &format!(" {word}"),
        }
    }
    lines
}

/// The parts of a text between which a line may end.
fn unbroken(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split(' ') {
        match parts.last_mut().filter(|_| open) {
            Some(part) => *part += &format!(" {word}"),
            None => parts.push(word.to_owned()),
        }
        let part = parts.last().map_or("", String::as_str);
        let number = word.trim_start_matches('(').chars().all(|c| c.is_ascii_digit() || c == '.');
        open = !part.matches('`').count().is_multiple_of(2) || (number && !word.ends_with('.'));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_not_in_code() {
        let text = format!("{} `a command that is long` end", "word ".repeat(18).trim_end());
        assert_eq!(wrapped_to(&text, 100).len(), 2);
        assert!(wrapped_to(&text, 100)[1].starts_with("`a command that is long`"));
        assert_eq!(
            unbroken("(2 000 h 5 min of 10 %, in 2013. Then"),
            ["(2 000 h", "5 min", "of", "10 %,", "in", "2013.", "Then"]
        );
    }
}
