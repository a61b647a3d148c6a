//! Pass `usage`: marks which schemas occur in requests, in responses, in errors.

use std::collections::BTreeMap;

use crate::model::{Schema, SchemaKind, Service, Type, Usage};

pub(super) fn run(service: &mut Service) {
    let mut usage: BTreeMap<String, Usage> = BTreeMap::new();
    for operation in service.operations() {
        let in_request = Usage { request: true, replaces: !operation.is_patch(), ..Usage::default() };
        for value in operation.parameters.iter().map(|it| &it.value).chain(operation.body.iter().map(|it| &it.value)) {
            mark(value, in_request, &service.schemas, &mut usage);
        }
        for response in &operation.responses {
            let kind = Usage { response: !response.error, error: response.error, ..Usage::default() };
            if let Some(body) = &response.body {
                mark(body, kind, &service.schemas, &mut usage);
            }
        }
        let schema = operation.long_running.as_ref().and_then(|it| it.final_state_schema.as_ref());
        if let Some(schema) = schema {
            mark(schema, Usage { response: true, ..Usage::default() }, &service.schemas, &mut usage);
        }
    }
    for (name, schema) in &mut service.schemas {
        schema.usage = usage.get(name).copied().unwrap_or_default();
    }
}

/// Marks everything a value can hold: properties, list elements, and the subtypes of bases.
fn mark(value: &Type, kind: Usage, schemas: &BTreeMap<String, Schema>, usage: &mut BTreeMap<String, Usage>) {
    let mut todo: Vec<String> = value.references().into_iter().map(str::to_owned).collect();
    while let Some(name) = todo.pop() {
        let Some(schema) = schemas.get(&name) else { continue };
        let marked = usage.entry(name).or_default();
        let before = *marked;
        marked.request |= kind.request;
        marked.response |= kind.response;
        marked.error |= kind.error;
        marked.replaces |= kind.replaces;
        if *marked == before {
            continue;
        }
        match &schema.kind {
            SchemaKind::Object(object) => {
                for property in &object.properties {
                    // What only the service sets occurs in no request.
                    if !(kind.request && property.read_only) {
                        todo.extend(property.value.references().into_iter().map(str::to_owned));
                    }
                }
                todo.extend(object.additional_properties.iter().flat_map(Type::references).map(str::to_owned));
                todo.extend(object.discriminator.iter().flat_map(|it| &it.subtypes).map(|it| it.schema.clone()));
            }
            SchemaKind::Alias { target } => todo.extend(target.references().into_iter().map(str::to_owned)),
            SchemaKind::Enum(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::normalize::fixture::normalized;

    #[test]
    fn usage_follows_properties_and_subtypes_but_not_read_only_ones_into_requests() {
        let (service, _) = normalized(
            r##"
paths:
  /a:
    put:
      operationId: A_Put
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/In'}}}}
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Out'}}}}
        default: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Err'}}}}
components:
  schemas:
    In:
      type: object
      properties:
        base: {$ref: '#/components/schemas/Base'}
        state: {allOf: [{$ref: '#/components/schemas/State'}], readOnly: true, x-azrest-ref-siblings: true}
    Out: {type: object, properties: {in: {$ref: '#/components/schemas/In'}}}
    State: {type: object, properties: {a: {type: string}}}
    Base: {type: object, discriminator: {propertyName: k}, properties: {k: {type: string}}}
    Sub: {allOf: [{$ref: '#/components/schemas/Base'}], x-ms-discriminator-value: sub}
    Err: {type: object, properties: {m: {type: string}}}
"##,
        );
        let usage = |name: &str| service.schemas[name].usage;
        assert!(usage("In").request && usage("In").response);
        assert!(usage("Sub").request && usage("Sub").response);
        assert!(usage("State").is_output_only());
        assert!(usage("Out").is_output_only());
        assert!(usage("Err").error && !usage("Err").response);
    }
}
