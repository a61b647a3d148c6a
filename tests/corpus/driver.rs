//! The driver's process: a line in, an answer out. One that ends or hangs is started anew.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::example::Caller;

/// The longest an answer may take.
const LIMIT: Duration = Duration::from_secs(10);

pub struct Driver {
    program: PathBuf,
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Driver {
    pub fn start(program: PathBuf) -> Self {
        let mut child = Command::new(&program)
            .env("AZREST_TEST_POLL_MS", "1")
            .env("AZREST_TEST_RETRY_MS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the driver starts");
        let input = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, answers) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|it| sender.send(it)));
        Self { program, child, input, answers }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Caller for Driver {
    async fn answer(&mut self, line: &str) -> Value {
        let written = writeln!(self.input, "{line}");
        let answer = written.ok().and_then(|()| self.answers.recv_timeout(LIMIT).ok());
        match answer.and_then(|it| serde_json::from_str(&it).ok()) {
            Some(answer) => answer,
            None => {
                *self = Self::start(self.program.clone());
                json!({ "error": "the driver ended, or did not answer" })
            }
        }
    }
}
