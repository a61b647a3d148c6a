//! The manifest `specs/services.toml`: takes its text, gives the covered services, their releases and pinned documents.

use serde::{Deserialize, Serialize};

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Rename, ServiceInfo};

/// The covered services.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// Where the upstream documents come from, unless a document says otherwise.
    pub upstream: Upstream,
    /// The services, in the order of the file.
    #[serde(default, rename = "service")]
    pub services: Vec<ManifestService>,
}

/// A repository of upstream documents at one commit.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Upstream {
    /// The repository, as `owner/name`.
    pub repository: String,
    /// The folder below which references are resolved.
    pub root: String,
    /// The commit.
    pub commit: String,
}

/// A covered service.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ManifestService {
    /// Its name: the folder below specs/ and generated/, and the end of the crate's name.
    pub name: String,
    /// The resource provider.
    pub provider: String,
    /// The release that generated/ holds.
    pub current: String,
    /// Parameters that the client holds, in the order callers give them.
    #[serde(default)]
    pub client_parameters: Vec<String>,
    /// The file beside the specs with documentation in words of our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// JSON pointers of properties that hold secrets though the spec does not say so.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// JSON pointers of properties that are named like secrets and are none.
    #[serde(default)]
    pub not_secrets: Vec<String>,
    /// Names of ours: where the spec's clash, or cannot be names.
    #[serde(default, rename = "rename")]
    pub renames: Vec<Rename>,
    /// The imported releases.
    #[serde(default, rename = "release")]
    pub releases: Vec<Release>,
}

/// A release: some documents, imported together.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Release {
    /// The label, by default the api-version.
    pub label: String,
    /// The documents whose operations make up the service, in order.
    pub inputs: Vec<Input>,
    /// Every file that was read, as pinned by the last import.
    #[serde(default, rename = "document")]
    pub documents: Vec<PinnedDocument>,
}

/// An upstream document that is imported.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Input {
    /// Its path below the upstream root.
    pub path: String,
    /// Its commit, where it is not the manifest's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// A file that an import read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PinnedDocument {
    /// The repository, as `owner/name`.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// The path in the repository.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Reads the manifest. Problems are diagnostics without a place in a spec; the message holds line and column.
    pub fn parse(text: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let manifest: Manifest = match toml::from_str(text) {
            Ok(manifest) => manifest,
            Err(error) => {
                diagnostics.add(Code::InvalidManifest, None, "", error.to_string().trim().to_owned());
                return None;
            }
        };
        let mut sound = true;
        for (index, service) in manifest.services.iter().enumerate() {
            let mut report = |message: String| {
                diagnostics.add(Code::InvalidManifest, None, "", message);
                sound = false;
            };
            if !is_name(&service.name) {
                report(format!("`{}` is no service name: use a-z, 0-9 and -", service.name));
            }
            if manifest.services[..index].iter().any(|it| it.name == service.name) {
                report(format!("service `{}` is listed twice", service.name));
            }
            if service.release(&service.current).is_none() {
                report(format!("service `{}` has no release `{}`, its current one", service.name, service.current));
            }
            for release in &service.releases {
                if !is_label(&release.label) {
                    report(format!("`{}` is no release label: use letters, digits, - and .", release.label));
                }
                if release.inputs.is_empty() {
                    report(format!("release `{}` of `{}` has no inputs", release.label, service.name));
                }
            }
        }
        sound.then_some(manifest)
    }

    /// The service of a name.
    pub fn service(&self, name: &str) -> Option<&ManifestService> {
        self.services.iter().find(|it| it.name == name)
    }
}

impl ManifestService {
    /// The release of a label.
    pub fn release(&self, label: &str) -> Option<&Release> {
        self.releases.iter().find(|it| it.label == label)
    }

    /// The path of a release's spec below specs/.
    pub fn spec_path(&self, label: &str) -> String {
        format!("{}/{label}.yaml", self.name)
    }

    /// What the model takes from the manifest.
    pub fn info(&self, label: &str) -> ServiceInfo {
        ServiceInfo {
            name: self.name.clone(),
            release: label.to_owned(),
            provider: self.provider.clone(),
            client_parameters: self.client_parameters.clone(),
            secrets: self.secrets.clone(),
            not_secrets: self.not_secrets.clone(),
            renames: self.renames.clone(),
            docs: self.docs.as_ref().map(|it| format!("{}/{it}", self.name)),
            strict: label == self.current,
        }
    }
}

/// Names become folders and package names, so they are checked before any path is made of them.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && !label.starts_with('.') && label.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[upstream]\nrepository = 'o/r'\nroot = 'specification'\ncommit = 'abc'\n";

    fn messages(text: &str) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let manifest = Manifest::parse(text, &mut diagnostics);
        assert_eq!(manifest.is_none(), diagnostics.has_errors());
        diagnostics.sorted().into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn a_sound_manifest_is_read() {
        let text = format!(
            "{HEAD}[[service]]\nname = 'a-b'\nprovider = 'M.A'\ncurrent = '1'\n\
             [[service.release]]\nlabel = '1'\ninputs = [{{ path = 'a.json' }}]\n"
        );
        assert!(messages(&text).is_empty());
    }

    #[test]
    fn every_problem_is_named() {
        let text = format!(
            "{HEAD}[[service]]\nname = '../a'\nprovider = 'M.A'\ncurrent = '2'\n\
             [[service.release]]\nlabel = '../1'\ninputs = []\n"
        );
        assert_eq!(messages(&text).len(), 4);
        assert_eq!(messages(&format!("{HEAD}unknown = 1")).len(), 1);
        assert!(messages("[upstream")[0].contains("line 1"));
    }
}
