//! The macro calls of a generated `models.rs`: takes an item of the file, gives the lines of the call.

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, Lit, LitStr, Meta, Token, Type, braced, parenthesized};

/// A call that makes a type.
pub enum Call {
    /// `rt::model!`
    Model(Box<Model>),
    /// `rt::open_enum!`, with the values on the wire.
    Enum { ident: String, values: Vec<String> },
    /// `rt::union!`, with the value and the payload of each variant.
    Union { ident: String, variants: Vec<(String, String)> },
}

pub struct Model {
    pub ident: String,
    /// Wire name and value of the members that are always the same.
    pub constants: Vec<(String, String)>,
    pub fields: Vec<Field>,
    /// The type of all other members.
    pub additional: Option<Type>,
}

pub struct Field {
    pub wire: String,
    pub value: Type,
    pub docs: String,
}

impl Call {
    pub fn ident(&self) -> &str {
        match self {
            Call::Model(it) => &it.ident,
            Call::Enum { ident, .. } | Call::Union { ident, .. } => ident,
        }
    }
}

/// The call that an item is, if it makes a type.
pub fn call(item: &syn::Item) -> Option<Call> {
    let syn::Item::Macro(it) = item else { return None };
    let name = it.mac.path.segments.last()?.ident.to_string();
    let call = match name.as_str() {
        "model" => it.mac.parse_body::<Model>().map(|it| Call::Model(Box::new(it))),
        "open_enum" => it.mac.parse_body::<Values>().map(|it| Call::Enum { ident: it.ident, values: it.values }),
        "union" => it.mac.parse_body::<Variants>().map(|it| Call::Union { ident: it.ident, variants: it.variants }),
        other => panic!("models.rs calls `{other}!`, of which these tests know nothing"),
    };
    Some(call.unwrap_or_else(|error| panic!("a call of `{name}!` has an unknown form: {error}")))
}

impl Parse for Model {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Token![pub]>()?;
        input.parse::<Token![struct]>()?;
        let ident = input.parse::<Ident>()?.to_string();
        if input.peek(Ident) {
            input.parse::<Ident>()?;
            let required;
            parenthesized!(required in input);
            required.parse_terminated(required_field, Token![,])?;
        }
        let mut model = Model { ident, constants: Vec::new(), fields: Vec::new(), additional: None };
        let lines;
        braced!(lines in input);
        while !lines.is_empty() {
            model.line(&lines)?;
        }
        Ok(model)
    }
}

fn required_field(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Ident>()?;
    input.parse::<Token![:]>()?;
    input.parse::<Type>()?;
    Ok(())
}

impl Model {
    fn line(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let attributes = input.call(Attribute::parse_outer)?;
        if input.parse::<Option<Token![const]>>()?.is_some() {
            let wire = input.parse::<LitStr>()?.value();
            input.parse::<Token![=]>()?;
            self.constants.push((wire, input.parse::<LitStr>()?.value()));
        } else {
            let wire = match input.parse::<Option<Token![..]>>()? {
                Some(_) => None,
                None => Some(input.parse::<LitStr>()?.value()),
            };
            input.parse::<Token![=>]>()?;
            input.parse::<Ident>()?;
            input.parse::<Token![:]>()?;
            let value = input.parse::<Type>()?;
            if input.peek(syn::token::Bracket) {
                let mark;
                syn::bracketed!(mark in input);
                mark.parse::<Ident>()?;
            }
            if input.parse::<Option<Token![=]>>()?.is_some() {
                input.parse::<Lit>()?;
            }
            match wire {
                Some(wire) => self.fields.push(Field { wire, value, docs: text(&attributes) }),
                None => self.additional = Some(value),
            }
        }
        input.parse::<Token![,]>()?;
        Ok(())
    }
}

/// The documentation among attributes, on one line.
fn text(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for it in attributes {
        if let Meta::NameValue(it) = &it.meta
            && it.path.is_ident("doc")
            && let Expr::Lit(syn::ExprLit { lit: Lit::Str(it), .. }) = &it.value
        {
            lines.push(it.value().trim().to_owned());
        }
    }
    lines.join(" ")
}

struct Values {
    ident: String,
    values: Vec<String>,
}

impl Parse for Values {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = enum_head(input)?;
        let mut values = Vec::new();
        let lines;
        braced!(lines in input);
        while !lines.is_empty() {
            lines.call(Attribute::parse_outer)?;
            values.push(lines.parse::<LitStr>()?.value());
            lines.parse::<Token![=>]>()?;
            lines.parse::<Ident>()?;
            lines.parse::<Token![,]>()?;
        }
        Ok(Values { ident, values })
    }
}

struct Variants {
    ident: String,
    variants: Vec<(String, String)>,
}

impl Parse for Variants {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = enum_head(input)?;
        input.parse::<Ident>()?;
        input.parse::<LitStr>()?;
        let mut variants = Vec::new();
        let lines;
        braced!(lines in input);
        while !lines.is_empty() {
            lines.call(Attribute::parse_outer)?;
            let mut wires = vec![lines.parse::<LitStr>()?.value()];
            while lines.parse::<Option<Token![|]>>()?.is_some() {
                wires.push(lines.parse::<LitStr>()?.value());
            }
            lines.parse::<Token![=>]>()?;
            lines.parse::<Ident>()?;
            let payload;
            parenthesized!(payload in lines);
            let payload = payload.parse::<Ident>()?.to_string();
            variants.extend(wires.into_iter().map(|wire| (wire, payload.clone())));
            // `by field`
            if lines.peek(Ident) {
                lines.parse::<Ident>()?;
                lines.parse::<Ident>()?;
            }
            lines.parse::<Token![,]>()?;
        }
        Ok(Variants { ident, variants })
    }
}

fn enum_head(input: ParseStream<'_>) -> syn::Result<String> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Token![pub]>()?;
    input.parse::<Token![enum]>()?;
    Ok(input.parse::<Ident>()?.to_string())
}
