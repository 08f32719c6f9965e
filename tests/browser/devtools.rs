//! A page in a real browser, asked and touched through the Chrome DevTools Protocol
//! (<https://chromedevtools.github.io/devtools-protocol/>).

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// Machines that build many things at once are slow; a browser that hangs is still found out.
const PATIENCE: Duration = Duration::from_secs(60);

/// Names under which browsers of the family are installed.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The browser to test with: `SYNCSTORM_BROWSER`, else one on the path.
pub fn browser() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("SYNCSTORM_BROWSER").filter(|chosen| !chosen.is_empty()) {
        return Some(PathBuf::from(chosen));
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let places = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// A browser with one page.
pub struct Page {
    process: Child,
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    asked: u64,
    /// What the browser said without being asked.
    pub events: Vec<Value>,
    /// Goes with the browser.
    _profile: TempDir,
}

impl Drop for Page {
    fn drop(&mut self) {
        // It may have gone already; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether there is an answer before patience ends.
fn wait<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Page {
    /// Starts a browser without a window.
    pub fn blank(program: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let process = Command::new(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--remote-debugging-port=0", "--disable-component-update", "--disable-background-networking"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let port = profile.path().join("DevToolsActivePort");
        let address = wait("the browser opens its port", || {
            let text = std::fs::read_to_string(&port).ok()?;
            let (port, path) = text.split_once('\n').filter(|(_, path)| !path.is_empty())?;
            Some(format!("ws://127.0.0.1:{port}{}", path.trim()))
        });
        let (socket, _) = tungstenite::connect(address).expect("the browser answers");
        if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
            stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        }
        let mut page = Self { process, socket, session: None, asked: 0, events: Vec::new(), _profile: profile };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let session = page.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        page.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page
    }

    /// Opens a file and waits until its script has run.
    pub fn open(&mut self, file: &Path) {
        self.call("Page.navigate", json!({ "url": format!("file://{}", file.display()) }));
        wait("the page loads", || {
            let ready = self.ask("document.readyState === 'complete' && location.protocol === 'file:'");
            (ready == Value::Bool(true)).then_some(())
        });
    }

    /// Asks the browser for something.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(message.to_string())).expect("the browser listens");
        loop {
            let answer = self.socket.read().unwrap_or_else(|error| panic!("{method}: {error}"));
            let Message::Text(text) = answer else { continue };
            let answer: Value = serde_json::from_str(&text).expect("JSON");
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    /// The value of an expression in the page; a promise is waited for.
    pub fn ask(&mut self, expression: &str) -> Value {
        let question = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", question);
        assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// The value of an expression as a number.
    pub fn number(&mut self, expression: &str) -> f64 {
        self.ask(expression).as_f64().unwrap_or_else(|| panic!("{expression} is no number"))
    }

    /// The value of an expression as words.
    pub fn words(&mut self, expression: &str) -> String {
        self.ask(expression).as_str().unwrap_or_else(|| panic!("{expression} is no text")).to_owned()
    }

    /// Waits until an expression is true.
    pub fn until(&mut self, expression: &str) {
        wait(expression, || (self.ask(expression) == Value::Bool(true)).then_some(()));
    }

    /// A real click, at this share of the element's width.
    pub fn click(&mut self, selector: &str, share: f64) {
        let place = self.ask(&format!(
            "(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{ block: 'center' }}); \
             const b = e.getBoundingClientRect(); return [b.left + b.width * {share}, b.top + b.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let at = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", at);
        }
    }

    /// A key, pressed and released.
    pub fn key(&mut self, key: &str) {
        let (code, number) = match key {
            " " => ("Space", 32),
            "Tab" => ("Tab", 9),
            "PageUp" => ("PageUp", 33),
            "End" => ("End", 35),
            "Home" => ("Home", 36),
            "ArrowLeft" => ("ArrowLeft", 37),
            "ArrowRight" => ("ArrowRight", 39),
            other => panic!("no such key: {other}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut press = json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number });
            if kind == "keyDown" && key == " " {
                press["text"] = json!(" ");
            }
            self.call("Input.dispatchKeyEvent", press);
        }
    }

    /// A window of this size; phones have touch and finer pixels.
    pub fn window(&mut self, width: u32, height: u32) {
        let phone = width < 640;
        let scale = if phone { 2 } else { 1 };
        let window = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone });
        self.call("Emulation.setDeviceMetricsOverride", window);
    }

    /// What the user has asked the system for, such as `("prefers-color-scheme", "dark")`.
    pub fn wishes(&mut self, wishes: &[(&str, &str)]) {
        let all: Vec<Value> = wishes.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.call("Emulation.setEmulatedMedia", json!({ "features": all }));
    }

    /// Addresses the page has asked for, and what its script has complained about.
    pub fn asked_for(&mut self) -> (Vec<String>, Vec<String>) {
        // An answer to a question comes after everything that was said before it.
        self.ask("0");
        let of = |method: &'static str| self.events.iter().filter(move |event| event["method"] == method);
        let addresses = of("Network.requestWillBeSent").map(|event| event["params"]["request"]["url"].to_string());
        let complaints =
            of("Runtime.exceptionThrown").chain(of("Log.entryAdded")).map(|event| event["params"].to_string());
        (addresses.collect(), complaints.collect())
    }
}
