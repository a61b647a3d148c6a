//! The change report on the real documents.

mod common_types;
mod page;
mod published;

use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::diff::{self, Report, Side};
use azrest_generator::model::{Service, ServiceInfo};
use azrest_generator::source::{Files, Folder, Sources};
use azrest_generator::{Spec, model};

use crate::library::Library;
use crate::shared::project;

/// A side of a comparison, its texts included.
pub struct Read {
    pub service: Service,
    pub sources: Sources,
}

pub fn read(library: &Library, name: &str, provider: &str, inputs: &[&str]) -> Read {
    let spec = Spec::Documents { paths: inputs.iter().map(|it| (*it).to_owned()).collect(), keep_docs: true };
    read_from(&Folder::new(library.root().to_owned()), name, provider, &spec)
}

pub fn read_from(files: &dyn Files, name: &str, provider: &str, spec: &Spec) -> Read {
    let info = ServiceInfo {
        name: name.to_owned(),
        provider: provider.to_owned(),
        client_parameters: vec!["subscriptionId".into()],
        ..ServiceInfo::default()
    };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = model(files, spec, &info, &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&sources));
    Read { service: service.expect("a model"), sources }
}

pub fn compare(old: &Read, new: &Read) -> Report {
    let mut diagnostics = Diagnostics::new();
    let info = ServiceInfo::default();
    let side = |service, sources, label| Side { service, info: &info, sources, label };
    let report = diff::compare(
        side(&old.service, &old.sources, "old"),
        side(&new.service, &new.sources, "new"),
        &mut diagnostics,
    );
    report.unwrap_or_else(|error| panic!("{error}"))
}

/// What a covered service is imported from, and what came of it: Swagger 2.0 on one side, OpenAPI 3.0 on the other.
#[test]
fn an_import_is_no_change_to_callers() {
    let library = Library::new();
    let specs = Folder::new(project::specs());
    let upstream = Folder::new(library.root().to_owned());
    for it in project::covered() {
        let info = ServiceInfo { strict: false, docs: None, ..it.service.info(&it.release.label) };
        let side = |files: &Folder, spec: Spec| {
            let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
            let service = model(files, &spec, &info, &mut sources, &mut diagnostics);
            assert!(!diagnostics.has_errors(), "{}", diagnostics.to_text(&sources));
            Read { service: service.expect("a model"), sources }
        };
        let documents = side(&upstream, Spec::Documents { paths: it.inputs(), keep_docs: false });
        let imported = side(&specs, Spec::Imported { path: it.service.spec_path(&it.release.label) });
        for report in [compare(&documents, &imported), compare(&imported, &documents)] {
            assert!(report.causes.is_empty(), "{}: {:?}", it.name(), report.causes);
        }
    }
}
