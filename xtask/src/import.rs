//! `import`: upstream documents to specs/.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use azrest_generator::diagnostics::Code;
use azrest_generator::import::import_beside;
use azrest_generator::manifest::{Manifest, ManifestService, PinnedDocument, Release};
use azrest_generator::openapi::{BundleOptions, Inventory};
use azrest_generator::source::{Files, Folder};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::output::replace;
use crate::project::Project;
use crate::report::Report;
use crate::{Outcome, git};

/// Imports a service's documents from an upstream checkout: bundles them, drops their prose, pins what was read.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask import container-registry-tasks --from ../azure-rest-api-specs
  cargo xtask import container-registry-tasks 2019-06-01-preview --from ../azure-rest-api-specs --commit 57cbfdb4
  cargo xtask import container-registry-tasks --from https://github.com/Azure/azure-rest-api-specs@main")]
pub(crate) struct Arguments {
    /// A service of the manifest.
    service: String,
    /// One of its releases; the current one if none is given.
    release: Option<String>,
    /// The upstream checkout, or the URL of a git repository with `@` and a branch, a tag or a full commit id, by default the
    /// commit in the manifest. What is read of a repository is kept in target/upstream.
    #[arg(long, value_name = "DIR|URL[@REV]")]
    from: String,
    /// The commit of the checkout, where the manifest does not name it; files may differ from those pinned before.
    #[arg(long, value_name = "SHA")]
    commit: Option<String>,
    /// Keep descriptions and titles, which belong to their authors: for specs that are not passed on.
    #[arg(long)]
    keep_docs: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let project = Project::find();
    let covered = project.covered()?;
    let (manifest, service) = (&covered.manifest, covered.service(&arguments.service)?);
    let label = arguments.release.as_deref().unwrap_or(&service.current);
    let Some(release) = service.release(label) else { bail!("`{}` has no release `{label}`", service.name) };

    let inputs: Vec<String> = release.inputs.iter().map(|it| it.path.clone()).collect();
    let options = BundleOptions {
        title: service.name.clone(),
        release: label.to_owned(),
        keep_docs: arguments.keep_docs,
        fix_ups: release.fix_ups.clone(),
        ..BundleOptions::default()
    };
    let (files, commit) = files(arguments, &project, manifest, release)?;
    let mut imported = import_beside(covered.sources.clone(), files.as_ref(), &inputs, &options);
    let documents: Vec<PinnedDocument> =
        imported.sources.iter().map(|it| pinned(manifest, release, commit.as_deref(), &it.path, &it.sha256)).collect();
    if commit.is_none() {
        for path in mismatches(release, &documents) {
            let message = format!("`{path}` is not the file that was pinned");
            imported.diagnostics.add(Code::SourceMismatch, None, "", message);
        }
    }
    let report = Report::with_entries(&service.name, &imported.diagnostics, &imported.files, &covered.import_form());
    report.print_text(false);
    report.print_refusal();
    let Some(yaml) = imported.yaml.filter(|_| !imported.diagnostics.has_errors()) else {
        return Ok(Outcome::Unusable);
    };

    let manifest_text = std::fs::read_to_string(project.manifest_path())?;
    let manifest_text = with_documents(&manifest_text, service, label, &documents)?;
    let inventory_path = project.specs().join("inventory.toml");
    let inventory_text = std::fs::read_to_string(&inventory_path).unwrap_or_default();
    let inventory_text = with_inventory(&inventory_text, service, label, &imported.inventory)?;

    let spec_path = project.specs().join(service.spec_path(label));
    replace(
        &project.specs(),
        &[
            (spec_path.as_path(), yaml.as_slice()),
            (inventory_path.as_path(), inventory_text.as_bytes()),
            (project.manifest_path().as_path(), manifest_text.as_bytes()),
        ],
    )?;
    let Inventory { operations, definitions, properties, enum_values } = imported.inventory;
    println!(
        "{} {label}: {operations} operations, {definitions} definitions, {properties} properties, {enum_values} enum \
         values from {} files",
        service.name,
        documents.len(),
    );
    Ok(Outcome::Done)
}

/// Where files are read, and the commit they are of if that is not the manifest's.
fn files(
    arguments: &Arguments,
    project: &Project,
    manifest: &Manifest,
    release: &Release,
) -> anyhow::Result<(Box<dyn Files>, Option<String>)> {
    let upstream = &manifest.upstream;
    let Some(source) = git::Source::parse(&arguments.from)? else {
        let root = Path::new(&arguments.from).join(&upstream.root);
        if !root.is_dir() {
            bail!("{} is no folder; --from names a checkout of {}", root.display(), upstream.repository);
        }
        return Ok((Box::new(Folder::new(root)), arguments.commit.clone()));
    };
    if arguments.commit.is_some() {
        bail!("--commit is for folders; of a repository, write {}@COMMIT", source.url);
    }
    let mut pinned: Vec<&str> =
        release.inputs.iter().map(|it| it.commit.as_deref().unwrap_or(&upstream.commit)).collect();
    pinned.dedup();
    let revision = match (&source.revision, pinned.as_slice()) {
        (Some(revision), _) => revision,
        (None, [commit]) => *commit,
        (None, _) => bail!("the inputs of the release are of several commits; write {}@COMMIT", source.url),
    };
    let cache = project.root.join("target/upstream");
    let repository = git::Repository::fetch(&source, revision, &upstream.root, &cache)?;
    if !repository.has_root() {
        bail!("{} has no folder `{}` at `{revision}`", source.url, upstream.root);
    }
    repository.prefetch(&release.inputs.iter().map(|it| it.path.clone()).collect::<Vec<_>>());
    let commit = source.revision.is_some().then(|| repository.commit.clone());
    Ok((Box::new(repository), commit))
}

/// A file that was read, with the repository and commit it is from.
fn pinned(manifest: &Manifest, release: &Release, commit: Option<&str>, path: &str, sha256: &str) -> PinnedDocument {
    let upstream = &manifest.upstream;
    let own = release.inputs.iter().find(|it| it.path == path).and_then(|it| it.commit.as_deref());
    PinnedDocument {
        repository: upstream.repository.clone(),
        commit: commit.or(own).unwrap_or(&upstream.commit).to_owned(),
        path: format!("{}/{path}", upstream.root),
        sha256: sha256.to_owned(),
    }
}

/// Files that were pinned with other bytes.
fn mismatches<'a>(release: &Release, documents: &'a [PinnedDocument]) -> Vec<&'a str> {
    documents
        .iter()
        .filter(|new| release.documents.iter().any(|old| old.path == new.path && old.sha256 != new.sha256))
        .map(|it| it.path.as_str())
        .collect()
}

/// The manifest with a release's documents replaced; everything else, comments included, stays as it is.
fn with_documents(
    text: &str,
    service: &ManifestService,
    label: &str,
    documents: &[PinnedDocument],
) -> anyhow::Result<String> {
    let mut manifest: DocumentMut = text.parse()?;
    let release = manifest
        .get_mut("service")
        .and_then(Item::as_array_of_tables_mut)
        .and_then(|it| it.iter_mut().find(|it| it.get("name").and_then(Item::as_str) == Some(&service.name)))
        .and_then(|it| it.get_mut("release")?.as_array_of_tables_mut())
        .and_then(|it| it.iter_mut().find(|it| it.get("label").and_then(Item::as_str) == Some(label)))
        .context("the manifest changed while it was read")?;
    let mut list = ArrayOfTables::new();
    for document in documents {
        let mut table = Table::new();
        table.insert("repository", value(&document.repository));
        table.insert("commit", value(&document.commit));
        table.insert("path", value(&document.path));
        table.insert("sha256", value(&document.sha256));
        list.push(table);
    }
    release.insert("document", Item::ArrayOfTables(list));
    Ok(manifest.to_string())
}

const INVENTORY_HEAD: &str = "\
# What the upstream documents of each release define. Written by `cargo xtask import`; tests compare it with the upstream
# documents, with the model and with the generated code, so that nothing is lost on the way.

";

/// The inventory with a release's counts replaced, sorted by service and release.
fn with_inventory(text: &str, service: &ManifestService, label: &str, counts: &Inventory) -> anyhow::Result<String> {
    let mut inventory: BTreeMap<String, BTreeMap<String, BTreeMap<&str, usize>>> = BTreeMap::new();
    let known: toml::Table = text.parse().context("the inventory cannot be read")?;
    for (name, releases) in &known {
        for (label, counts) in releases.as_table().context("the inventory is no table of tables")? {
            let count =
                |key: &str| counts.get(key).and_then(toml::Value::as_integer).and_then(|it| usize::try_from(it).ok());
            let counts = COUNTS.iter().map(|key| (*key, count(key).unwrap_or_default())).collect();
            inventory.entry(name.clone()).or_default().insert(label.clone(), counts);
        }
    }
    let values = [counts.operations, counts.definitions, counts.properties, counts.enum_values];
    inventory
        .entry(service.name.clone())
        .or_default()
        .insert(label.to_owned(), COUNTS.into_iter().zip(values).collect());
    Ok(format!("{INVENTORY_HEAD}{}", toml::to_string(&inventory)?))
}

/// The keys of the inventory.
const COUNTS: [&str; 4] = ["operations", "definitions", "properties", "enum-values"];
