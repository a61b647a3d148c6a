//! A small project in a temporary folder, and the command line run on it.
#![allow(dead_code)] // each test file uses a part of it

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// The upstream document of a project.
pub const SPEC: &str = "upstream/specification/pets/pets.json";

pub struct Project {
    folder: TempDir,
}

impl Project {
    /// A project with one service, `pets`, whose upstream document is `document`.
    pub fn with_document(document: &str) -> Self {
        let project = Self { folder: TempDir::new().expect("a temporary folder") };
        project.write(SPEC, document);
        project.write(
            "specs/services.toml",
            "[upstream]\nrepository = 'owner/name'\nroot = 'specification'\ncommit = 'abc'\n\n\
             # a comment that stays\n[[service]]\nname = 'pets'\nprovider = 'Contoso.Pets'\ncurrent = '1'\n\
             client-parameters = ['subscriptionId']\n\n\
             [[service.release]]\nlabel = '1'\ninputs = [{ path = 'pets/pets.json' }]\n",
        );
        project
    }

    /// A copy of a folder.
    pub fn copy_of(folder: &Path) -> Self {
        let project = Self { folder: TempDir::new().expect("a temporary folder") };
        let mut found = Vec::new();
        collect(folder, &mut found);
        for (path, bytes) in found {
            let path = project.path(&path.strip_prefix(folder).expect("it is below the folder").to_string_lossy());
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs `cargo xtask` with arguments, in the project's folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// The same with environment variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let output = Command::cargo_bin("xtask")
            .expect("the command line is built")
            .args(arguments)
            .env("AZREST_ROOT", self.folder.path())
            .envs(variables.iter().copied())
            .current_dir(self.folder.path())
            .output()
            .expect("it runs");
        Ran::new(&output)
    }

    /// The files below a folder with their bytes, to see that nothing changed.
    pub fn snapshot(&self, path: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(&self.path(path), &mut found);
        found.sort();
        found
    }
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push((path.clone(), std::fs::read(&path).expect("a file")));
        }
    }
}

/// What a run said.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    fn new(output: &Output) -> Self {
        Self {
            status: output.status.code().expect("an exit status"),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The message of a code, with its place and hint.
    pub fn diagnostic(&self, code: &str) -> &str {
        let start = self.stderr.find(&format!("[{code}]: ")).unwrap_or_else(|| panic!("no {code} in\n{}", self.stderr));
        let rest = &self.stderr[start..];
        &rest[..rest.find("\n\n").unwrap_or(rest.len())]
    }
}

/// A sound Swagger 2.0 document with one list and one resource.
pub const PETS: &str = r##"{
  "swagger": "2.0",
  "info": {"title": "Pets", "version": "2024-01-01", "description": "Upstream prose about all the pets there are."},
  "host": "management.azure.com",
  "schemes": ["https"],
  "consumes": ["application/json"],
  "produces": ["application/json"],
  "paths": {
    "/subscriptions/{subscriptionId}/pets/{petName}": {
      "get": {
        "operationId": "Pets_Get",
        "description": "Upstream prose about getting a pet.",
        "parameters": [
          {"$ref": "#/parameters/Subscription"},
          {"$ref": "#/parameters/ApiVersion"},
          {"name": "petName", "in": "path", "required": true, "type": "string"}
        ],
        "responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/Pet"}}}
      }
    }
  },
  "definitions": {
    "Pet": {
      "type": "object",
      "properties": {
        "name": {"type": "string", "readOnly": true},
        "kind": {"type": "string", "enum": ["Cat", "Dog"], "x-ms-enum": {"name": "PetKind", "modelAsString": true}},
        "friends": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}
      }
    }
  },
  "parameters": {
    "Subscription": {"name": "subscriptionId", "in": "path", "required": true, "type": "string"},
    "ApiVersion": {"name": "api-version", "in": "query", "required": true, "type": "string"}
  }
}
"##;

/// Generates a foreign client with a manifest beside its document.
pub fn generate(document: &str, manifest: &str) -> (Project, Ran) {
    let project = Project::with_document(document);
    project.write("upstream/specification/pets/azrest.toml", manifest);
    let ran = project.run(&["generate", "--spec", SPEC, "--name", "pets", "--out", "out"]);
    (project, ran)
}

/// The document with an operation that can be left in.
pub fn two_operations() -> String {
    let other = r##""paths": {
    "/subscriptions/{subscriptionId}/pets": {"get": {
      "operationId": "Pets_List",
      "parameters": [{"$ref": "#/parameters/Subscription"}, {"$ref": "#/parameters/ApiVersion"}],
      "responses": {"200": {"description": "ok"}}}},"##;
    PETS.replace("\"paths\": {", other)
}
