//! Nothing is lost on the way from the real documents to a client: takes each set, and compares its bundled spec with the
//! model and with the generated code, name by name.

use std::collections::BTreeSet;

use azrest_generator::Spec as Source;
use azrest_generator::diagnostics::Diagnostics;
use azrest_generator::source::{MemoryFiles, Sources};

use crate::comparison::spec::Spec;
use crate::comparison::{compare, of_model, of_rust};
use crate::import::import;
use crate::known::LOST;
use crate::library::Library;
use crate::sets::{self, Set};
use crate::{definitions, runs, subtypes, swagger};

#[test]
fn every_set_arrives_but_for_the_known_losses() {
    let library = Library::new();
    let mut wrong = Vec::new();
    for set in sets::all(&library) {
        let lost = lost(&library, &set);
        let known = LOST.iter().find(|(name, _)| *name == set.name).map_or(&[][..], |(_, it)| *it);
        let known: BTreeSet<String> = known.iter().map(|it| (*it).to_owned()).collect();
        wrong.extend(lost.difference(&known).map(|it| format!("{}: lost: {it}", set.name)));
        wrong.extend(known.difference(&lost).map(|it| format!("{}: no longer lost: {it}", set.name)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a set defines and its model, or its generated code if there is any, does not hold.
fn lost(library: &Library, set: &Set) -> BTreeSet<String> {
    let imported = import(library, &set.inputs, &set.name, "1");
    let yaml = imported.yaml.unwrap_or_else(|| panic!("{}", imported.diagnostics.to_text(&imported.files)));
    let spec = Spec::parse(&String::from_utf8_lossy(&yaml));
    let swagger = swagger::read(library, &set.inputs);
    let found = definitions::find(&swagger, &spec);
    let mut lost = subtypes::missing(&swagger, &spec, &found);
    lost.extend(found.missing);
    lost.extend(found.invented.into_iter().map(|it| format!("the definition that {it} was made of")));

    let files = MemoryFiles::new().with("spec.yaml", yaml);
    let source = Source::Imported { path: "spec.yaml".to_owned() };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let service = azrest_generator::model(&files, &source, &runs::info(set), &mut sources, &mut diagnostics);
    let service = service.unwrap_or_else(|| panic!("{}", diagnostics.to_text(&sources)));
    lost.extend(compare::missing(&spec, &of_model::surface(&service)));

    let run = runs::run(library, set).unwrap_or_else(|defect| panic!("{}: {defect}", set.name));
    if let Some(files) = run.files {
        lost.extend(compare::missing(&spec, &of_rust::surface(&files)));
    }
    lost
}
