//! The manifest `specs/services.toml`: takes its text, gives the covered services, their releases and pinned documents.

mod places;

use serde::{Deserialize, Serialize};

use places::{Places, mark, mark_list, mark_one, read, settle_fix_ups};

use crate::diagnostics::{Diagnostics, Severity};
use crate::model::{Rename, ServiceInfo};
use crate::overrides::{FixUp, Listed, Skip, TypeChoice};
use crate::source::Sources;

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

/// Makes a table of the manifest that corrects or chooses something of its documents. With serde's `flatten` instead, mistakes
/// in an entry would lose their places.
macro_rules! with_overrides {
    ($(#[$meta:meta])* pub struct $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Deserialize, Serialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name {
            $($own)*
            /// The scope of the tokens, where the documents name none.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub scope: Option<Listed>,
            /// JSON pointers, in the bundled document, of properties that hold secrets though the spec does not say so.
            #[serde(default)]
            pub secrets: Vec<Listed>,
            /// JSON pointers of properties that are named like secrets and are none.
            #[serde(default)]
            pub not_secrets: Vec<Listed>,
            /// Names of ours: where the spec's clash, or cannot be names.
            #[serde(default, rename = "rename")]
            pub renames: Vec<Rename>,
            /// Types of ours.
            #[serde(default, rename = "type")]
            pub types: Vec<TypeChoice>,
            /// Operations that are left out.
            #[serde(default, rename = "skip")]
            pub skips: Vec<Skip>,
        }

        impl $name {
            /// Tells the entries where they stand.
            fn mark(&mut self, places: &Places<'_>) {
                mark(&mut self.renames, places, "rename", |it| &mut it.place);
                mark(&mut self.types, places, "type", |it| &mut it.place);
                mark(&mut self.skips, places, "skip", |it| &mut it.place);
                mark_list(&mut self.secrets, places, "secrets");
                mark_list(&mut self.not_secrets, places, "not-secrets");
                mark_one(&mut self.scope, places, "scope");
            }

            /// What the model takes of the entries.
            fn overrides(&self) -> ServiceInfo {
                ServiceInfo {
                    provider: self.provider.clone(),
                    scope: self.scope.clone(),
                    secrets: self.secrets.clone(),
                    not_secrets: self.not_secrets.clone(),
                    renames: self.renames.clone(),
                    types: self.types.clone(),
                    skips: self.skips.clone(),
                    ..ServiceInfo::default()
                }
            }
        }
    };
}

with_overrides! {
    /// A covered service.
    pub struct ManifestService {
        /// Its name: the folder below specs/ and generated/, and the end of the crate's name.
        pub name: String,
        /// The resource provider.
        pub provider: String,
        /// The release that generated/ holds.
        pub current: String,
        /// Parameters that the client holds, in the order callers give them.
        #[serde(default)]
        pub client_parameters: Vec<Listed>,
        /// The file beside the specs with documentation in words of our own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub docs: Option<String>,
        /// The imported releases.
        #[serde(default, rename = "release")]
        pub releases: Vec<Release>,
    }
}

/// A release: some documents, imported together.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Release {
    /// The label, by default the api-version.
    pub label: String,
    /// The documents whose operations make up the service, in order.
    pub inputs: Vec<Input>,
    /// Corrections of the documents, made when they are imported.
    #[serde(default, rename = "fix-up")]
    pub fix_ups: Vec<FixUp>,
    /// Every file that was read, as pinned by the last import.
    #[serde(default, rename = "document")]
    pub documents: Vec<PinnedDocument>,
}

with_overrides! {
    /// The manifest beside documents that are not covered: what a `[[service]]` says of its client.
    pub struct ForeignManifest {
        /// The resource provider.
        #[serde(default)]
        pub provider: String,
        /// Parameters that the client holds, in the order callers give them; by default `subscriptionId`.
        #[serde(default)]
        pub client_parameters: Option<Vec<Listed>>,
        /// Corrections of the documents, made as they are read.
        #[serde(default, rename = "fix-up")]
        pub fix_ups: Vec<FixUp>,
    }
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
    /// Reads the manifest of covered services. `file` is its name in messages.
    pub fn parse(file: &str, text: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (mut manifest, places) = read::<Manifest>(file, text, sources, diagnostics)?;
        let before = diagnostics.count(Severity::Error);
        for index in 0..manifest.services.len() {
            let (earlier, rest) = manifest.services.split_at_mut(index);
            let Some(service) = rest.first_mut() else { continue };
            let places = places.below("service", index);
            let mut report = |places: &Places<'_>, key: &str, message: String| places.report(key, message, diagnostics);
            if !is_name(&service.name) {
                report(&places, "name", format!("`{}` is no service name: use a-z, 0-9 and -", service.name));
            }
            if earlier.iter().any(|it| it.name == service.name) {
                report(&places, "name", format!("service `{}` is listed twice", service.name));
            }
            if service.release(&service.current).is_none() {
                let message =
                    format!("service `{}` has no release `{}`, its current one", service.name, service.current);
                report(&places, "current", message);
            }
            for (index, release) in service.releases.iter_mut().enumerate() {
                let places = places.below("release", index);
                if !is_label(&release.label) {
                    let message = format!("`{}` is no release label: use letters, digits, - and .", release.label);
                    report(&places, "label", message);
                }
                if release.inputs.is_empty() {
                    let message = format!("release `{}` of `{}` has no inputs", release.label, service.name);
                    report(&places, "inputs", message);
                }
                settle_fix_ups(&mut release.fix_ups, true, &places, &mut report);
            }
            service.mark(&places);
            mark_list(&mut service.client_parameters, &places, "client-parameters");
        }
        (diagnostics.count(Severity::Error) == before).then_some(manifest)
    }

    /// The service of a name.
    pub fn service(&self, name: &str) -> Option<&ManifestService> {
        self.services.iter().find(|it| it.name == name)
    }
}

impl ForeignManifest {
    /// Reads the manifest that stands beside documents of any provider. `file` is its name in messages.
    pub fn parse(file: &str, text: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (mut manifest, places) = read::<ForeignManifest>(file, text, sources, diagnostics)?;
        let before = diagnostics.count(Severity::Error);
        let mut report = |places: &Places<'_>, key: &str, message: String| places.report(key, message, diagnostics);
        settle_fix_ups(&mut manifest.fix_ups, false, &places, &mut report);
        manifest.mark(&places);
        mark_list(manifest.client_parameters.as_deref_mut().unwrap_or_default(), &places, "client-parameters");
        (diagnostics.count(Severity::Error) == before).then_some(manifest)
    }

    /// What the model takes from the manifest.
    pub fn info(&self, name: &str) -> ServiceInfo {
        ServiceInfo {
            name: name.to_owned(),
            client_parameters: self.client_parameters.clone().unwrap_or_else(|| vec!["subscriptionId".into()]),
            fix_ups: self.fix_ups.clone(),
            strict: true,
            ..self.overrides()
        }
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
            client_parameters: self.client_parameters.clone(),
            docs: self.docs.as_ref().map(|it| format!("{}/{it}", self.name)),
            fix_ups: self.release(label).map(|it| it.fix_ups.clone()).unwrap_or_default(),
            strict: label == self.current,
            names_are_chosen: label == self.current,
            ..self.overrides()
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
    use crate::diagnostics::Diagnostic;

    const HEAD: &str = "[upstream]\nrepository = 'o/r'\nroot = 'specification'\ncommit = 'abc'\n";

    fn messages(text: &str) -> Vec<String> {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let manifest = Manifest::parse("services.toml", text, &mut sources, &mut diagnostics);
        assert_eq!(manifest.is_none(), diagnostics.has_errors());
        let place = |it: &Diagnostic| it.span.map_or(0, |it| it.line);
        diagnostics.sorted().iter().map(|it| format!("{}: {}", place(it), it.message)).collect()
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
        let lines: Vec<_> =
            messages(&text).iter().map(|it| it.split(':').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(lines, ["6", "8", "10", "11"]);
        assert!(messages(&format!("{HEAD}unknown = 1"))[0].starts_with("5: "));
        assert!(messages("[upstream")[0].starts_with("1: "));
        let entry = format!(
            "{HEAD}[[service]]\nname = 'a'\nprovider = 'M.A'\ncurrent = '1'\n[[service.rename]]\nat = '/a'\nto = 5\n"
        );
        assert!(messages(&entry)[0].starts_with("11: "), "{:?}", messages(&entry));
    }
}
