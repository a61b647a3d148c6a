//! `corpus` on small trees: which providers are found, and that each is generated whatever the others are like.
#![allow(clippy::expect_used, clippy::panic)] // tests fail by panicking

mod project;

use std::io::Write as _;

use project::{PETS, Project, Ran};
use serde_json::Value;

/// A project with an empty tree; documents are added below `upstream/specification`.
fn tree(documents: &[(&str, &str)]) -> Project {
    let project = Project::with_document(PETS);
    std::fs::remove_dir_all(project.path("upstream")).expect("the tree is removed");
    std::fs::create_dir_all(project.path("upstream/specification")).expect("a folder");
    for (path, text) in documents {
        project.write(&format!("upstream/specification/{path}"), text);
    }
    project
}

/// Runs `corpus` and reads its report.
fn corpus(project: &Project, more: &[&str]) -> (Ran, Value) {
    let mut arguments = vec!["corpus", "upstream", "--report", "report.json"];
    arguments.extend(more);
    // What the crates depend on is compiled once, not for each test.
    let ran = project.run_with(&arguments, &[("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/corpus"))]);
    assert!(ran.status < 2, "{ran:?}");
    let report = serde_json::from_str(&project.read("report.json")).expect("the report is JSON");
    (ran, report)
}

fn names(report: &Value) -> Vec<&str> {
    let providers = report["providers"].as_array().expect("a list");
    providers.iter().map(|it| it["name"].as_str().expect("a name")).collect()
}

fn provider<'a>(report: &'a Value, name: &str) -> &'a Value {
    let providers = report["providers"].as_array().expect("a list");
    providers.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{name} is not in {report:#}"))
}

const README: &str = "# Pets\n``` yaml\ntag: package-2\n```\n``` yaml $(tag) == 'package-2'\ninput-file:\n  - Contoso/stable/2/pets.json\n  - \
                      Contoso/preview/3/toys.json\n```\n``` yaml $(tag) == 'package-1'\ninput-file: Contoso/stable/1/pets.json\n```\n";

#[test]
fn a_readme_stands_for_all_that_is_below_it() {
    let toys = PETS.replace("Pet", "Toy").replace("pets", "toys");
    let project = tree(&[
        ("pets/readme.md", README),
        ("pets/Contoso/stable/1/pets.json", "broken, and of another tag"),
        ("pets/Contoso/stable/2/pets.json", PETS),
        ("pets/Contoso/preview/3/toys.json", &toys),
        ("README.md", "# For people\n"),
    ]);
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(names(&report), ["pets"]);
    let pets = provider(&report, "pets");
    assert_eq!((&pets["documents"], &pets["operations"]), (&2.into(), &2.into()));
    assert_eq!((&pets["generated"], &pets["compiled"]), (&true.into(), &Value::Null));
    assert_eq!(pets["tag"], "package-2");
    assert!(pets["seconds"].as_f64().is_some_and(|it| it > 0.0));
    assert_eq!(report["totals"]["operations"], 2);
}

#[test]
fn without_a_readme_the_newest_version_folder_counts() {
    let document = |name: &str| PETS.replace("Pets_Get", &format!("{name}_Get"));
    let project = tree(&[
        ("a/Contoso.A/stable/2023-01-01/a.json", "broken"),
        ("a/Contoso.A/stable/2024-01-01/a.json", &document("A")),
        ("a/Contoso.A/stable/2024-01-01/more/b.json", &document("B").replace("/pets/", "/b/")),
        ("a/Contoso.A/stable/2024-01-01/examples/c.json", "{\"swagger\": broken"),
        ("a/Contoso.A/stable/2024-01-01/package.json", "{\"name\": \"no description\"}"),
        ("a/Contoso.A/preview/2024-06-01-preview/a.json", "broken"),
        ("b/Contoso.B/preview/v1.9-preview/b.json", "broken"),
        ("b/Contoso.B/preview/v1.10-preview/b.json", PETS),
        ("shared/Contoso.Shared/stable/1.0/types.json", "{\"swagger\": \"2.0\", \"paths\": { }, \"definitions\": {}}"),
        (
            "c/Contoso.C/stable/2020-01-01/c.json",
            "{\"openapi\": \"3.0.0\", \"paths\": {\"/c\": {\"get\": {\"operationId\": \"C_Get\", \"responses\": {\"200\": {}}}}}}",
        ),
    ]);
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(names(&report), ["a/Contoso.A", "b/Contoso.B", "c/Contoso.C"]);
    let a = provider(&report, "a/Contoso.A");
    assert_eq!((&a["documents"], &a["operations"]), (&2.into(), &2.into()));
    let (_, report) = corpus(&project, &["--filter", "CONTOSO.b"]);
    assert_eq!(names(&report), ["b/Contoso.B"]);
}

#[test]
fn a_readme_whose_documents_are_not_all_there_gives_way_to_the_newest_version() {
    let project = tree(&[("pets/readme.md", README), ("pets/Contoso/stable/2/pets.json", PETS)]);
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let pets = provider(&report, "pets/Contoso");
    assert!(pets["note"].as_str().is_some_and(|it| it.starts_with("1 of the 2 documents")), "{pets}");
    assert!(ran.stderr.contains("1 of the 2 documents of the readme's tag `package-2` are not there"), "{ran:?}");
}

#[test]
fn a_readme_whose_tag_has_no_documents_fails_as_it_does_for_generate() {
    let readme =
        "# Pets\n``` yaml\ntag: package-2\n```\n``` yaml $(tag) == 'package-1'\ninput-file: stable/1/pets.json\n```\n";
    let project = tree(&[("pets/readme.md", readme), ("pets/stable/1/pets.json", PETS)]);
    let (ran, report) = corpus(&project, &[]);
    assert_eq!((ran.status, names(&report)), (1, vec!["pets"]), "{ran:?}");
    assert_eq!(provider(&report, "pets")["diagnostics"]["no-documents"], 1);
    let readme = "upstream/specification/pets/readme.md";
    let ran = project.run(&["generate", "--readme", readme, "--name", "pets", "--out", "out"]);
    assert!(ran.status == 2 && ran.stderr.contains("error[no-documents]"), "{ran:?}");
}

#[test]
fn documents_that_stand_alone_are_found_beside_others() {
    let yaml = "openapi: 3.0.0\ninfo: {title: y, version: '1'}\npaths:\n  /y: {get: {operationId: Y_Get, responses: {'200': {description: ''}}}}\n";
    let project = tree(&[
        ("a/Contoso.A/stable/1/a.json", PETS),
        ("a/Contoso.A/alone.json", PETS),
        ("a/Contoso.A/types.json", "{\"swagger\": \"2.0\", \"paths\": {}, \"definitions\": {}}"),
        ("bare/b.json", PETS),
        ("bare/settings.yaml", "openapi: true\n"),
        ("bare/y.yaml", yaml),
        ("pets/readme.md", README),
        ("pets/Contoso/stable/2/pets.json", PETS),
        ("pets/Contoso/preview/3/toys.json", &PETS.replace("Pet", "Toy").replace("pets", "toys")),
        ("pets/other.json", PETS),
    ]);
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(names(&report), ["a/Contoso.A", "a/Contoso.A/alone.json", "bare/b.json", "bare/y.yaml", "pets"]);
}

#[test]
fn one_that_fails_costs_itself_alone() {
    let project = tree(&[
        ("a/Contoso.A/stable/1/a.json", PETS),
        ("b/Contoso.B/stable/1/b.json", "{\"swagger\": \"2.0\", \"paths\": "),
        ("c/readme.md", "``` yaml\ntag: a\ninput-file: [\n```\n"),
        ("d/Contoso.D/stable/1/d.json", &PETS.replace("#/definitions/Pet\"}}}", "#/definitions/Gone\"}}}")),
        ("e/Contoso.E/stable/1/e.json", PETS),
    ]);
    let (ran, report) = corpus(&project, &["--jobs", "2"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let of = |name: &str| {
        let it = provider(&report, name);
        (it["generated"].as_bool().expect("a flag"), it["diagnostics"].clone())
    };
    assert!(of("a/Contoso.A").0 && of("e/Contoso.E").0);
    assert_eq!(of("b/Contoso.B"), (false, serde_json::json!({ "invalid-syntax": 1 })));
    assert_eq!(of("c"), (false, serde_json::json!({ "invalid-syntax": 1 })));
    assert_eq!(of("d/Contoso.D"), (false, serde_json::json!({ "dangling-reference": 1 })));
    let totals = &report["totals"];
    assert_eq!((&totals["providers"], &totals["generated"], &totals["failed"]), (&5.into(), &2.into(), &3.into()));
    assert_eq!(totals["diagnostics"]["invalid-syntax"], 2);
    assert!(ran.stdout.contains("5 providers"), "{ran:?}");
    assert!(ran.stderr.contains("d/Contoso.D failed:\n  error[dangling-reference]"), "{ran:?}");
    assert!(!ran.stderr.contains('\u{1b}'), "no bar where there is no terminal");
}

#[test]
fn errors_beyond_the_first_ones_are_counted() {
    let wrong: String = (0..12).map(|it| format!("\"x{it}\": {{\"$ref\": \"#/definitions/Nothing{it}\"}}, ")).collect();
    let document = PETS.replace("\"friends\": {", &format!("{wrong}\"friends\": {{"));
    let (ran, report) = corpus(&tree(&[("pets/stable/1/pets.json", &document)]), &[]);
    let errors = provider(&report, "pets")["errors"].as_str().expect("a text").to_owned();
    assert_eq!(errors.matches("error[").count(), 10, "{errors}");
    assert!(errors.ends_with("and 2 more errors\n"), "{errors}");
    assert!(ran.stderr.contains("and 2 more errors") && ran.stdout.contains("1 provider "), "{ran:?}");
}

/// What is in the documents of this name, each of which fails, and with which code.
fn bad_documents() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let bomb: String =
        (1..12).map(|at| format!("x{at}: &x{at} [{}]\n", vec![format!("*x{}", at - 1); 10].join(", "))).collect();
    let wide: String = (0..1_000_000).map(|_| ",1").collect();
    vec![
        ("alias-bomb/s.yaml", format!("swagger: '2.0'\nx0: &x0 a\n{bomb}").into(), "too-large"),
        (
            "text-bomb/s.yaml",
            format!("swagger: '2.0'\nx: &x {}\ny: [{}]\n", "a".repeat(1 << 20), vec!["*x"; 100_000].join(",")).into(),
            "too-large",
        ),
        ("binary/s.json", [b"swagger".as_slice(), &[0xff; 1000]].concat(), "invalid-encoding"),
        (
            "deep-lists/s.json",
            format!("{{\"swagger\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000)).into(),
            "too-deep",
        ),
        ("deep-text/s.yaml", format!("swagger: {}", "[".repeat(100_000)).into(), "too-deep"),
        ("empty/s.json", Vec::new(), "invalid-syntax"),
        ("empty/s.yaml", Vec::new(), "invalid-syntax"),
        (
            "utf-16/s.json",
            "{\"swagger\": \"2.0\"}".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "invalid-syntax",
        ),
        ("wide/s.json", format!("{{\"swagger\": \"2.0\", \"x\": [0{wide}").into(), "invalid-syntax"),
    ]
}

#[test]
fn what_is_no_document_fails_alone() {
    let bad = bad_documents();
    let project = tree(&[("first/stable/1/s.json", PETS), ("utf-9/stable/1/s.json", PETS)]);
    for (at, (path, bytes, _)) in bad.iter().enumerate() {
        let path =
            project.path(&format!("upstream/specification/{}", path.replace("/s.", &format!("-{at}/stable/1/s."))));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let large = project.path("upstream/specification/large/stable/1");
    std::fs::create_dir_all(&large).expect("a folder");
    std::fs::File::create(large.join("s.json")).and_then(|it| it.set_len(200 << 20)).expect("a large file");
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    for (at, (path, _, code)) in bad.iter().enumerate() {
        let name = path.split('/').next().expect("a name");
        let found = provider(&report, &format!("{name}-{at}"));
        assert_eq!(found["diagnostics"], serde_json::json!({ *code: 1 }), "{found:#}");
        assert_eq!(found["generated"], false);
    }
    assert_eq!(provider(&report, "large")["diagnostics"], serde_json::json!({"unreadable-file": 1}));
    let generated = report["providers"].as_array().expect("a list").iter().filter(|it| it["generated"] == true);
    assert_eq!(generated.map(|it| it["name"].as_str().expect("a name")).collect::<Vec<_>>(), ["first", "utf-9"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_around_are_not_followed() {
    let project = tree(&[("a/stable/1/a.json", PETS)]);
    let folder = project.path("upstream/specification/a/stable/1");
    for (target, name) in [("..", "up"), ("b.json", "b.json"), ("/etc/passwd", "c.json"), ("gone", "d.json")] {
        std::os::unix::fs::symlink(target, folder.join(name)).expect("a link");
    }
    let (ran, report) = corpus(&project, &[]);
    assert_eq!((ran.status, names(&report)), (0, vec!["a"]), "{ran:?}");
}

/// Every schema inherits from all before it, which takes a while to flatten.
fn slow_document() -> String {
    let mut schemas = String::from("\"S0\": {\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}");
    for number in 1..4000 {
        let parents: Vec<String> =
            (0..number).rev().take(100).map(|it| format!("{{\"$ref\": \"#/definitions/S{it}\"}}")).collect();
        schemas.push_str(&format!(",\n\"S{number}\": {{\"allOf\": [{}]}}", parents.join(",")));
    }
    PETS.replace("\"definitions\": {", &format!("\"definitions\": {{{schemas},"))
        .replace("{\"$ref\": \"#/definitions/Pet\"}}}", "{\"$ref\": \"#/definitions/S3999\"}}}")
}

#[test]
fn a_worker_ends_with_the_one_that_waits_for_it() {
    let project = tree(&[("a.json", &slow_document())]);
    let mut worker = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus-worker")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    let root = project.path("upstream/specification");
    let task = serde_json::json!({"root": root, "documents": ["a.json"], "name": "a", "crate_name": "a", "out": null});
    let mut stdin = worker.stdin.take().expect("it reads");
    writeln!(stdin, "{task}").expect("it reads");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(worker.try_wait().expect("its state").is_none(), "it works");
    drop(stdin);
    assert_eq!(worker.wait().expect("it ends").code(), Some(2), "before it has done its work");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_document_is_a_failure() {
    let project = tree(&[("a/Contoso.A/stable/1/a.json", PETS)]);
    let folder = project.path("upstream/specification/b/Contoso.B/stable/1");
    std::fs::create_dir_all(&folder).expect("a folder");
    let made = std::process::Command::new("mkfifo").arg(folder.join("b.json")).status().expect("mkfifo runs");
    assert!(made.success());
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(names(&report), ["a/Contoso.A", "b/Contoso.B"]);
    assert_eq!(provider(&report, "a/Contoso.A")["generated"], true);
    assert_eq!(provider(&report, "b/Contoso.B")["generated"], false, "{ran:?}");
}

#[test]
fn a_document_that_takes_too_long_is_given_up() {
    let slow = slow_document();
    let project = tree(&[("a/Contoso.A/stable/1/a.json", &slow), ("b/Contoso.B/stable/1/b.json", PETS)]);
    let (ran, report) = corpus(&project, &["--time-limit", "1"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(provider(&report, "b/Contoso.B")["generated"], true);
    let a = provider(&report, "a/Contoso.A");
    assert!(a["errors"].as_str().is_some_and(|it| it.contains("longer than 1 s")), "{a}");
}

#[test]
fn compile_tells_which_crates_do() {
    let runtime = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let runtime = runtime.to_str().expect("a path of text");
    let project = tree(&[("a/Contoso.A/stable/1/a.json", PETS), ("b/Contoso.B/stable/1/b.json", "{\"swagger\": ")]);
    let (ran, report) = corpus(&project, &["--compile", "--clippy", "--runtime-path", runtime]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(provider(&report, "a/Contoso.A")["compiled"], true, "{ran:?}");
    assert_eq!(provider(&report, "b/Contoso.B")["compiled"], Value::Null);
    assert_eq!(report["totals"]["compiled"], 1);
    // A crate that does not compile: with a runtime that lacks what generated code calls.
    project.write(
        "runtime/Cargo.toml",
        "[package]\nname = \"azrest-runtime\"\nedition = \"2024\"\n[features]\ninvoke = []\n[workspace]\n",
    );
    project.write("runtime/src/lib.rs", "");
    let (ran, report) = corpus(&project, &["--compile"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let a = provider(&report, "a/Contoso.A");
    assert_eq!((&a["generated"], &a["compiled"]), (&true.into(), &false.into()));
    assert!(a["errors"].as_str().is_some_and(|it| it.contains("error[E")), "{a}");
}

#[test]
fn a_folder_without_versions_holds_a_provider_in_each_document() {
    let project = tree(&[
        ("one.json", PETS),
        (
            "two.yaml",
            "openapi: 3.0.3\ninfo: {title: Two, version: '1'}\npaths: {/two: {get: {operationId: Two_Get, responses: {'200': {}}}}}\n",
        ),
    ]);
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(names(&report), ["one.json", "two.yaml"]);
}

#[test]
fn nothing_to_generate_is_an_error() {
    let project = tree(&[]);
    for (arguments, words) in [
        (&["corpus", "upstream"][..], "there is no provider below"),
        (&["corpus", "upstream", "--filter", "x"], "whose name holds `x`"),
        (&["corpus", "nowhere"], "is no folder"),
        (&["corpus", "upstream", "--jobs", "0"], "--jobs"),
        (&["corpus", "upstream", "--report", "nowhere/report.json"], "the report cannot be written"),
    ] {
        let ran = project.run(arguments);
        assert!(ran.status == 2 && ran.stderr.contains(words), "{arguments:?}: {ran:?}");
    }
}

/// A folder that nobody can read, root included: its path is too long to be named as a whole.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_fails_alone() {
    let project = tree(&[("pets/Contoso/stable/2/pets.json", PETS), ("toys/here.md", "")]);
    let name = "d".repeat(200);
    let deep = format!("i=0; while [ $i -lt 25 ]; do mkdir {name} && cd -P {name} || exit 1; i=$((i+1)); done");
    let toys = project.path("upstream/specification/toys");
    let made = std::process::Command::new("sh").arg("-c").arg(deep).current_dir(&toys).status();
    assert!(made.expect("a shell").success());
    let (ran, report) = corpus(&project, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(provider(&report, "pets/Contoso")["generated"], true);
    let failed: Vec<&Value> =
        report["providers"].as_array().expect("a list").iter().filter(|it| it["generated"] == false).collect();
    assert_eq!(failed.len(), 1, "{report:#}");
    assert!(failed[0]["name"].as_str().is_some_and(|it| it.starts_with("toys/d")));
    assert_eq!(failed[0]["diagnostics"], serde_json::json!({"unreadable-file": 1}));
    assert!(ran.stderr.contains("cannot be read"), "{ran:?}");
}
