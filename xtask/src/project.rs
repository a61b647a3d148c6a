//! The project on disk: where its folders are, what its manifest says, and which spec a command means.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use azrest_generator::Spec;
use azrest_generator::diagnostics::{Diagnostics, ManifestForm};
use azrest_generator::manifest::{ForeignManifest, Manifest, ManifestService};
use azrest_generator::model::{Service, ServiceInfo};
use azrest_generator::source::{Folder, Sources, readme};

use crate::output;
use crate::report::{Refused, Report};

/// The manifest of the covered services, as messages name it.
const MANIFEST: &str = "specs/services.toml";
/// The manifest beside documents that are not covered.
const FOREIGN_MANIFEST: &str = "azrest.toml";

/// The covered services.
pub(crate) struct Covered {
    pub(crate) manifest: Manifest,
    /// The manifest as a file that messages can show.
    pub(crate) sources: Sources,
}

impl Covered {
    /// The service of a name.
    pub(crate) fn service(&self, name: &str) -> anyhow::Result<&ManifestService> {
        self.manifest.service(name).with_context(|| unknown_service(&self.manifest, name))
    }

    /// What a command works on: a release of a service.
    pub(crate) fn find(&self, project: &Project, service: &ManifestService, release: &str) -> anyhow::Result<Found> {
        Ok(Found {
            files: project.spec_files()?,
            spec: Spec::Imported { path: service.spec_path(release) },
            info: service.info(release),
            sources: self.sources.clone(),
            diagnostics: Diagnostics::new(),
            form: ManifestForm {
                file: MANIFEST.to_owned(),
                prefix: "service.",
                skips: true,
                ..ManifestForm::default()
            },
        })
    }

    /// How entries are written that `import` asks for.
    pub(crate) fn import_form(&self) -> ManifestForm {
        ManifestForm {
            file: MANIFEST.to_owned(),
            prefix: "service.",
            fix_up_prefix: Some("service.release."),
            skips: false,
            link: format!("https://github.com/{}/issues/", self.manifest.upstream.repository),
        }
    }
}

/// What to say about a name that no service has.
pub(crate) fn unknown_service(manifest: &Manifest, name: &str) -> String {
    let known: Vec<_> = manifest.services.iter().map(|it| it.name.as_str()).collect();
    format!("there is no service `{name}`; the manifest lists {}", known.join(", "))
}

/// The folders of the project.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
}

impl Project {
    /// The checkout this command was built from, or the one `AZREST_ROOT` names (tests work on copies).
    pub(crate) fn find() -> Self {
        let root = match std::env::var_os("AZREST_ROOT") {
            Some(root) => PathBuf::from(root),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default(),
        };
        Self { root }
    }

    pub(crate) fn specs(&self) -> PathBuf {
        self.root.join("specs")
    }

    pub(crate) fn generated(&self) -> PathBuf {
        self.root.join("generated")
    }

    pub(crate) fn manifest_path(&self) -> PathBuf {
        self.specs().join("services.toml")
    }

    pub(crate) fn manifest(&self) -> anyhow::Result<Manifest> {
        Ok(self.covered()?.manifest)
    }

    /// The manifest as a file that messages can show.
    pub(crate) fn covered(&self) -> anyhow::Result<Covered> {
        let path = self.manifest_path();
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        match Manifest::parse(MANIFEST, &text, &mut sources, &mut diagnostics) {
            Some(manifest) => Ok(Covered { manifest, sources }),
            None => bail!(Refused(Report::of(MANIFEST, &diagnostics, &sources))),
        }
    }

    /// The version of the generated crates, which is that of the workspace.
    pub(crate) fn version(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.root.join("Cargo.toml")).ok()?;
        let manifest: toml::Table = toml::from_str(&text).ok()?;
        Some(manifest.get("workspace")?.get("package")?.get("version")?.as_str()?.to_owned())
    }

    /// The files of specs/.
    pub(crate) fn spec_files(&self) -> anyhow::Result<Folder> {
        folder(self.specs())
    }
}

/// Which spec a command is about: a covered service, or documents anywhere.
#[derive(clap::Args)]
pub(crate) struct Subject {
    /// A covered service, as `container-registry-tasks`.
    #[arg(conflicts_with = "Foreign")]
    pub(crate) service: Option<String>,
    /// Its release; the current one if none is given.
    #[arg(requires = "service")]
    pub(crate) release: Option<String>,
    #[command(flatten)]
    pub(crate) foreign: Foreign,
}

/// Documents of any provider that make up one service.
#[derive(clap::Args)]
pub(crate) struct Foreign {
    /// Documents of any provider, Swagger 2.0 or OpenAPI 3.0, that make up one service.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "readme")]
    pub(crate) spec: Vec<PathBuf>,
    /// An AutoRest `readme.md` that lists the documents.
    #[arg(long, value_name = "FILE")]
    pub(crate) readme: Option<PathBuf>,
    /// The tag of the readme whose documents are meant; its default tag if none is given.
    #[arg(long, value_name = "TAG", requires = "readme")]
    pub(crate) tag: Option<String>,
    /// The manifest with overrides and fix-ups; by default `azrest.toml` in the folder of the readme or the first document,
    /// if there is one.
    #[arg(long, value_name = "FILE", requires = "Foreign")]
    pub(crate) manifest: Option<PathBuf>,
    /// The folder that references must not leave; by default the nearest folder above the readme or the first document
    /// that is called `specification`, else the folder it is in.
    #[arg(long, value_name = "DIR", requires = "Foreign")]
    pub(crate) root: Option<PathBuf>,
    /// Documentation of your own for what the documents describe, in the form of specs/*/docs.yaml.
    #[arg(long, value_name = "FILE", requires = "Foreign")]
    pub(crate) docs: Option<PathBuf>,
}

/// A subject found on disk.
pub(crate) struct Found {
    pub(crate) files: Folder,
    pub(crate) spec: Spec,
    pub(crate) info: ServiceInfo,
    /// What was read on the way to it.
    pub(crate) sources: Sources,
    /// What was found on the way to it.
    pub(crate) diagnostics: Diagnostics,
    /// How entries are written for its manifest.
    pub(crate) form: ManifestForm,
}

impl Subject {
    /// How reports name it: the service, else the readme or the first document.
    pub(crate) fn name(&self) -> &str {
        match &self.service {
            Some(name) => name,
            None => {
                let file = self.foreign.readme.as_ref().or(self.foreign.spec.first());
                file.and_then(|it| it.file_name()?.to_str()).unwrap_or_default()
            }
        }
    }

    pub(crate) fn find(&self, project: &Project) -> anyhow::Result<Found> {
        match &self.service {
            Some(name) => {
                let covered = project.covered()?;
                let service = covered.service(name)?;
                let release = self.release.as_deref().unwrap_or(&service.current);
                if service.release(release).is_none() {
                    let known: Vec<_> = service.releases.iter().map(|it| it.label.as_str()).collect();
                    bail!("`{name}` has no release `{release}`; it has {}", known.join(", "));
                }
                covered.find(project, service, release)
            }
            None => self.foreign.find("spec"),
        }
    }

    /// The normalized model of the subject, with everything found on the way.
    pub(crate) fn model(&self, project: &Project) -> anyhow::Result<(Option<Service>, Report)> {
        let Found { files, spec, info, mut sources, mut diagnostics, form } = self.find(project)?;
        let service = azrest_generator::model(&files, &spec, &info, &mut sources, &mut diagnostics);
        let service = service.filter(|_| !diagnostics.has_errors());
        Ok((service, Report::with_entries(self.name(), &diagnostics, &sources, &form)))
    }
}

fn folder(path: PathBuf) -> anyhow::Result<Folder> {
    if !path.is_dir() {
        bail!("{} is no folder", path.display());
    }
    Ok(Folder::new(path))
}

impl Foreign {
    /// Whether documents are given at all.
    pub(crate) fn is_given(&self) -> bool {
        !self.spec.is_empty() || self.readme.is_some()
    }

    /// The documents with their root; `name` is the service's.
    pub(crate) fn find(&self, name: &str) -> anyhow::Result<Found> {
        let given: Vec<&PathBuf> = self.spec.iter().chain(&self.readme).collect();
        let Some(first) = given.first() else { bail!("name a covered service, or documents with --spec or --readme") };
        let root = match &self.root {
            Some(root) => absolute(root)?,
            None => root_above(&absolute(first)?),
        };
        let mut paths = Vec::new();
        for path in &given {
            let path = absolute(path)?;
            let Ok(below) = path.strip_prefix(&root) else {
                bail!("{} is not below the spec root {}; choose one with --root", path.display(), root.display());
            };
            paths.push(output::slashes(below));
        }
        let mut files = folder(root.clone())?;
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let (mut info, form) = self.info(name, first, &mut sources, &mut diagnostics)?;
        if let Some(docs) = &self.docs {
            let path = absolute(docs)?;
            info.strict = true;
            info.docs = Some(match path.strip_prefix(&root) {
                Ok(below) => output::slashes(below),
                Err(_) => path.to_string_lossy().into_owned(),
            });
            files = files.with(path);
        }
        if self.readme.is_some() {
            let listing = readme::listing(&files, &paths.concat(), self.tag.as_deref(), &mut sources, &mut diagnostics);
            if let Some(listing) = &listing {
                readme::report_absent(&files, listing, &mut diagnostics);
            }
            let Some(listing) = listing.filter(|_| !diagnostics.has_errors()) else {
                bail!(Refused(Report::of(name, &diagnostics, &sources)))
            };
            paths = listing.documents;
        }
        Ok(Found { files, spec: Spec::Documents { paths, keep_docs: false }, info, sources, diagnostics, form })
    }
}

impl Foreign {
    /// What the manifest says, and how its entries are written.
    fn info(
        &self,
        name: &str,
        first: &Path,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<(ServiceInfo, ManifestForm)> {
        let beside = first.with_file_name(FOREIGN_MANIFEST);
        let (path, file) = match &self.manifest {
            Some(path) => (path.clone(), path.to_string_lossy().into_owned()),
            None => (beside, FOREIGN_MANIFEST.to_owned()),
        };
        let form = ManifestForm { file, fix_up_prefix: Some(""), skips: true, ..ManifestForm::default() };
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.manifest.is_none() => {
                return Ok((foreign_info(name), form));
            }
            read => read.with_context(|| format!("{} cannot be read", path.display()))?,
        };
        match ForeignManifest::parse(&form.file, &text, sources, diagnostics) {
            Some(manifest) => Ok((manifest.info(name), form)),
            None => bail!(Refused(Report::of(&form.file, diagnostics, sources))),
        }
    }
}

/// What is known of a service that no manifest lists.
pub(crate) fn foreign_info(name: &str) -> ServiceInfo {
    ServiceInfo { name: name.to_owned(), client_parameters: vec!["subscriptionId".into()], ..ServiceInfo::default() }
}

/// The folder that references from a file must not leave: the nearest above it that is called `specification`, else its own.
pub(crate) fn root_above(file: &Path) -> PathBuf {
    let above = file.ancestors().skip(1).find(|it| it.file_name().is_some_and(|name| name == "specification"));
    above.or(file.parent()).map(Path::to_owned).unwrap_or_default()
}

/// An absolute path without `.` and, as far as the text tells, without `..`.
pub(crate) fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let path = std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))?;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    Ok(plain)
}
