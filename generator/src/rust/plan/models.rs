//! Models in the plan: structs, enums and unions, and the types of their fields.

/// An item of the module `models`.
#[derive(Clone, Debug)]
pub enum Item {
    /// A struct.
    Struct(StructItem),
    /// An open enum of strings.
    Enum(EnumItem),
    /// A discriminated union.
    Union(UnionItem),
}

impl Item {
    /// The item's name.
    pub fn name(&self) -> &str {
        match self {
            Item::Struct(it) => &it.name,
            Item::Enum(it) => &it.name,
            Item::Union(it) => &it.name,
        }
    }
}

/// A struct.
#[derive(Clone, Debug)]
pub struct StructItem {
    /// Its name.
    pub name: String,
    /// The schema it is made from.
    pub schema: String,
    /// Whether it holds the own properties of a base, whose union has the base's name.
    pub is_base: bool,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether callers never make one.
    pub non_exhaustive: bool,
    /// Whether it is marked `#[deprecated]`.
    pub deprecated: bool,
    /// Members that are always the same: discriminators.
    pub constants: Vec<Constant>,
    /// The idents of the fields that `new` takes.
    pub required: Vec<String>,
    /// The fields, in the order of the spec.
    pub fields: Vec<Field>,
    /// The field of all other members.
    pub additional: Option<(String, RustType)>,
}

/// A member that is always the same.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The name on the wire.
    pub wire: String,
    /// The value.
    pub value: String,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name.
    pub ident: String,
    /// The type inside the `Option`.
    pub value: RustType,
    /// What it holds from the start.
    pub preset: Option<Preset>,
    /// Whether requests leave it out.
    pub read_only: bool,
    /// Whether null is written for nothing: it is required, and may be null.
    pub nullable: bool,
    /// Whether it is marked `#[deprecated]`.
    pub deprecated: bool,
    /// Documentation lines.
    pub docs: Vec<String>,
}

/// What a field holds from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preset {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 32 bits.
    I32(i32),
    /// A whole number of 64 bits.
    I64(i64),
    /// A text, or the value of an enum.
    Text(String),
}

/// An open enum of strings.
#[derive(Clone, Debug)]
pub struct EnumItem {
    /// Its name.
    pub name: String,
    /// The schema it is made from.
    pub schema: String,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Its values.
    pub values: Vec<Value>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The Rust name.
    pub ident: String,
    /// The value on the wire.
    pub wire: String,
    /// Documentation lines.
    pub docs: Vec<String>,
}

/// A discriminated union.
#[derive(Clone, Debug)]
pub struct UnionItem {
    /// Its name.
    pub name: String,
    /// The schema it is made from.
    pub schema: String,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The property that decides.
    pub property: String,
    /// The subtypes, sorted by value.
    pub variants: Vec<Variant>,
}

/// A subtype in a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub ident: String,
    /// The discriminator's values, one as a rule.
    pub wires: Vec<String>,
    /// The struct inside, or the union of a base that tells its own subtypes apart by another property.
    pub payload: String,
    /// The field of the struct that holds the value, where it is none of its constants.
    pub field: Option<String>,
}

/// An enum for different success bodies.
#[derive(Clone, Debug)]
pub struct ResponsesItem {
    /// Its name.
    pub name: String,
    /// The operationId.
    pub operation: String,
    /// Variant name, status and type of each; without a status, the last one is for all other successes.
    pub variants: Vec<(String, Option<u16>, RustType)>,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RustType {
    Unit,
    Bool,
    I32,
    I64,
    U64,
    F32,
    F64,
    Decimal,
    String,
    Json,
    DateTime,
    Date,
    DateTimeRfc1123,
    UnixTime,
    Base64,
    Base64Url,
    ByteStream,
    /// A type of the module `models`.
    Model(String),
    /// A type of the operation's own module.
    Local(String),
    Vec(Box<RustType>),
    Map(Box<RustType>),
    Box(Box<RustType>),
    Option(Box<RustType>),
    Sensitive(Box<RustType>),
    /// A list in pages.
    Pager(Box<RustType>),
}
