//! The project on disk: where its folders are, what its manifest says, and which spec a command means.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use azrest_generator::Spec;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::manifest::Manifest;
use azrest_generator::model::{Service, ServiceInfo};
use azrest_generator::source::{Folder, Sources};

use crate::output;

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
        let path = self.manifest_path();
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let mut diagnostics = Diagnostics::new();
        match Manifest::parse(&text, &mut diagnostics) {
            Some(manifest) => Ok(manifest),
            None => bail!("{} cannot be used\n{}", path.display(), diagnostics.to_text(&Sources::new()).trim_end()),
        }
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
    #[arg(required_unless_present = "spec", conflicts_with = "spec")]
    pub(crate) service: Option<String>,
    /// Its release; the current one if none is given.
    #[arg(requires = "service")]
    pub(crate) release: Option<String>,
    /// Documents of any provider, Swagger 2.0 or OpenAPI 3.0, that make up one service.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) spec: Vec<PathBuf>,
    /// The folder that references must not leave; by default the nearest folder above the first document that is
    /// called `specification`, else the document's own.
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub(crate) root: Option<PathBuf>,
}

/// A subject found on disk.
pub(crate) struct Found {
    pub(crate) files: Folder,
    pub(crate) spec: Spec,
    pub(crate) info: ServiceInfo,
}

impl Subject {
    pub(crate) fn find(&self, project: &Project) -> anyhow::Result<Found> {
        match &self.service {
            Some(name) => {
                let manifest = project.manifest()?;
                let Some(service) = manifest.service(name) else { bail!(unknown_service(&manifest, name)) };
                let release = self.release.as_deref().unwrap_or(&service.current);
                if service.release(release).is_none() {
                    let known: Vec<_> = service.releases.iter().map(|it| it.label.as_str()).collect();
                    bail!("`{name}` has no release `{release}`; it has {}", known.join(", "));
                }
                let spec = Spec::Imported { path: service.spec_path(release) };
                Ok(Found { files: project.spec_files()?, spec, info: service.info(release) })
            }
            None => foreign(&self.spec, self.root.as_deref(), "spec"),
        }
    }

    /// The normalized model of the subject, with everything found on the way.
    pub(crate) fn model(&self, project: &Project) -> anyhow::Result<(Option<Service>, Sources, Diagnostics)> {
        let Found { files, spec, info } = self.find(project)?;
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let service = azrest_generator::model(&files, &spec, &info, &mut sources, &mut diagnostics);
        Ok((service, sources, diagnostics))
    }
}

fn folder(path: PathBuf) -> anyhow::Result<Folder> {
    if !path.is_dir() {
        bail!("{} is no folder", path.display());
    }
    Ok(Folder::new(path))
}

/// What to say about a name that no service has.
pub(crate) fn unknown_service(manifest: &Manifest, name: &str) -> String {
    let known: Vec<_> = manifest.services.iter().map(|it| it.name.as_str()).collect();
    format!("there is no service `{name}`; the manifest lists {}", known.join(", "))
}

/// Documents that are not covered: their root, and their paths below it.
pub(crate) fn foreign(paths: &[PathBuf], root: Option<&Path>, name: &str) -> anyhow::Result<Found> {
    let Some(first) = paths.first() else { bail!("no document is given") };
    let absolute = |path: &Path| std::path::absolute(path).with_context(|| format!("{} is no path", path.display()));
    let first = absolute(first)?;
    let root = match root {
        Some(root) => absolute(root)?,
        None => first
            .ancestors()
            .skip(1)
            .find(|it| it.file_name().is_some_and(|name| name == "specification"))
            .or(first.parent())
            .map(Path::to_owned)
            .unwrap_or_default(),
    };
    let mut inputs = Vec::new();
    for path in paths {
        let path = absolute(path)?;
        let Ok(below) = path.strip_prefix(&root) else {
            bail!("{} is not below the spec root {}; choose one with --root", path.display(), root.display());
        };
        inputs.push(output::slashes(below));
    }
    Ok(Found {
        files: folder(root)?,
        spec: Spec::Documents { paths: inputs },
        info: ServiceInfo {
            name: name.to_owned(),
            client_parameters: vec!["subscriptionId".to_owned()],
            ..ServiceInfo::default()
        },
    })
}
