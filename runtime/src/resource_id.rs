//! Ids of resources: in comes a path as Resource Manager writes it, out come its parts; and ids put together from parts (R1.10).

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Error, Result};

/// The id of an Azure resource, for example
/// `/subscriptions/…/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/r`.
///
/// Ids compare without regard to case, as Resource Manager compares them; they are shown as they were written, the words
/// `subscriptions`, `resourceGroups` and `providers` aside.
///
/// ```
/// use azrest_runtime::ResourceId;
///
/// let group = ResourceId::subscription("sub")?.resource_group("rg")?;
/// let task = group.resource("Microsoft.ContainerRegistry", "registries", "r")?.child("tasks", "build")?;
/// assert_eq!(
///     task.to_string(),
///     "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/r/tasks/build"
/// );
/// assert_eq!(task.resource_type(), "Microsoft.ContainerRegistry/registries/tasks");
/// assert_eq!((task.name(), task.parent().map(|it| it.name().to_owned())), ("build", Some("r".to_owned())));
/// let same: ResourceId =
///     "/SUBSCRIPTIONS/SUB/resourcegroups/RG/providers/microsoft.containerregistry/registries/R/tasks/build".parse()?;
/// assert_eq!(task, same);
/// # Ok::<(), azrest_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct ResourceId {
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq)]
enum Part {
    /// `/subscriptions/{0}`
    Subscription(String),
    /// `/resourceGroups/{0}`
    ResourceGroup(String),
    /// `/providers/{0}`, which begins the types of a provider.
    Provider(String),
    /// `/{kind}/{name}`
    Resource { kind: String, name: String },
}

const SUBSCRIPTIONS: &str = "subscriptions";
const RESOURCE_GROUPS: &str = "resourceGroups";
const PROVIDERS: &str = "providers";

impl ResourceId {
    /// The tenant, `/`.
    pub fn tenant() -> Self {
        Self { parts: Vec::new() }
    }

    /// A subscription.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the name cannot be a segment of a path.
    pub fn subscription(id: impl Into<String>) -> Result<Self> {
        Ok(Self { parts: vec![Part::Subscription(segment("subscription", id.into())?)] })
    }

    /// A resource group of this subscription.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the name cannot be a segment of a path, or this is no
    /// subscription.
    pub fn resource_group(mut self, name: impl Into<String>) -> Result<Self> {
        if !matches!(self.parts.as_slice(), [Part::Subscription(_)]) {
            return Err(Error::argument("resource_group", "only a subscription has resource groups"));
        }
        self.parts.push(Part::ResourceGroup(segment("resource_group", name.into())?));
        Ok(self)
    }

    /// A resource of a provider below this one: in a resource group, a subscription, the tenant, or as an extension of
    /// another resource.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when a value cannot be a segment of a path.
    pub fn resource(
        mut self,
        provider: impl Into<String>,
        kind: impl Into<String>,
        name: impl Into<String>,
    ) -> Result<Self> {
        self.parts.push(Part::Provider(segment("provider", provider.into())?));
        self.child(kind, name)
    }

    /// A child of this resource.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when a value cannot be a segment of a path.
    pub fn child(mut self, kind: impl Into<String>, name: impl Into<String>) -> Result<Self> {
        let (kind, name) = (segment("kind", kind.into())?, segment("name", name.into())?);
        self.parts.push(Part::Resource { kind, name });
        Ok(self)
    }

    /// The subscription, if the id is below one.
    pub fn subscription_id(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Subscription(id) => Some(id.as_str()),
            _ => None,
        })
    }

    /// The resource group, if the id is below one.
    pub fn resource_group_name(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::ResourceGroup(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The namespace of the provider, for example `Microsoft.ContainerRegistry`. That of an extension is the extension's.
    pub fn provider(&self) -> Option<&str> {
        self.parts.iter().rev().find_map(|part| match part {
            Part::Provider(namespace) => Some(namespace.as_str()),
            _ => None,
        })
    }

    /// The type with its namespace, for example `Microsoft.ContainerRegistry/registries/tasks`.
    pub fn resource_type(&self) -> String {
        let begin = self.parts.iter().rposition(|part| matches!(part, Part::Provider(_)));
        let own = self.parts.get(begin.map_or(0, |begin| begin + 1)..).unwrap_or_default();
        let mut text = match begin {
            Some(_) => self.provider().unwrap_or_default().to_owned(),
            None => "Microsoft.Resources".to_owned(),
        };
        if self.parts.is_empty() {
            text.push_str("/tenants");
        }
        let group = begin.is_none() && matches!(self.parts.last(), Some(Part::ResourceGroup(_)));
        for part in own {
            match part {
                // A group is a type of its own and no child of its subscription's.
                Part::Subscription(_) if group => {}
                Part::Subscription(_) => text.push_str("/subscriptions"),
                Part::ResourceGroup(_) => text.push_str("/resourceGroups"),
                Part::Resource { kind, .. } => {
                    text.push('/');
                    text.push_str(kind);
                }
                Part::Provider(_) => {}
            }
        }
        text
    }

    /// The name: the last segment; empty for the tenant.
    pub fn name(&self) -> &str {
        match self.parts.last() {
            Some(Part::Subscription(name) | Part::ResourceGroup(name) | Part::Provider(name)) => name,
            Some(Part::Resource { name, .. }) => name,
            None => "",
        }
    }

    /// The id above: of the parent resource, the extended resource, the resource group, the subscription, the tenant. `None`
    /// for the tenant.
    pub fn parent(&self) -> Option<Self> {
        let mut parts = self.parts.clone();
        parts.pop()?;
        if matches!(parts.last(), Some(Part::Provider(_))) {
            parts.pop();
        }
        Some(Self { parts })
    }

    /// Whether this id is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        let mut own = self.segments();
        other.segments().all(|expected| own.next().is_some_and(|segment| segment.eq_ignore_ascii_case(expected)))
    }

    fn segments(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| match part {
            Part::Subscription(id) => [SUBSCRIPTIONS, id.as_str()],
            Part::ResourceGroup(name) => [RESOURCE_GROUPS, name.as_str()],
            Part::Provider(namespace) => [PROVIDERS, namespace.as_str()],
            Part::Resource { kind, name } => [kind.as_str(), name.as_str()],
        })
    }
}

/// A value that stays within its segment (R1.7).
fn segment(what: &str, value: String) -> Result<String> {
    let breaks = |c: char| matches!(c, '/' | '?' | '#' | '\\') || c.is_control();
    if value.is_empty() || value == "." || value == ".." || value.contains(breaks) {
        return Err(Error::argument(what, "it cannot be a segment of an id"));
    }
    Ok(value)
}

impl FromStr for ResourceId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = |why| Error::argument("id", why);
        let path = text.strip_prefix('/').ok_or_else(|| refuse("an id begins with `/`"))?;
        if path.is_empty() {
            return Ok(Self::tenant());
        }
        let mut parts: Vec<Part> = Vec::new();
        let mut segments = path.strip_suffix('/').unwrap_or(path).split('/');
        while let Some(key) = segments.next() {
            let key = segment("id", key.to_owned())?;
            let name = segments.next().ok_or_else(|| refuse("an id is made of pairs, and its last one has no name"))?;
            let name = segment("id", name.to_owned())?;
            let part = match parts.last() {
                None if key.eq_ignore_ascii_case(SUBSCRIPTIONS) => Part::Subscription(name),
                Some(Part::Subscription(_)) if key.eq_ignore_ascii_case(RESOURCE_GROUPS) => Part::ResourceGroup(name),
                Some(Part::Provider(_)) if key.eq_ignore_ascii_case(PROVIDERS) => {
                    return Err(refuse("a provider is followed by a type"));
                }
                _ if key.eq_ignore_ascii_case(PROVIDERS) => Part::Provider(name),
                None => return Err(refuse("an id begins with `/subscriptions` or `/providers`")),
                Some(_) => Part::Resource { kind: key, name },
            };
            parts.push(part);
        }
        Ok(Self { parts })
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parts.is_empty() {
            return f.write_str("/");
        }
        self.segments().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceId({self})")
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.parts.len() == other.parts.len() && self.is_within(other)
    }
}

impl Eq for ResourceId {}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for segment in self.segments() {
            segment.to_ascii_lowercase().hash(state);
        }
    }
}

impl Serialize for ResourceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ResourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|error: Error| de::Error::custom(error))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn id(text: &str) -> ResourceId {
        text.parse().unwrap()
    }

    #[test]
    fn ids_are_read_and_written() {
        let table = [
            ("/", "Microsoft.Resources/tenants", "", None),
            ("/subscriptions/s", "Microsoft.Resources/subscriptions", "s", None),
            ("/subscriptions/s/resourceGroups/g", "Microsoft.Resources/resourceGroups", "g", None),
            ("/subscriptions/s/locations/l", "Microsoft.Resources/subscriptions/locations", "l", None),
            ("/subscriptions/s/providers/Microsoft.A", "Microsoft.A", "Microsoft.A", Some("Microsoft.A")),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.A/as/a/bs/b",
                "Microsoft.A/as/bs",
                "b",
                Some("Microsoft.A"),
            ),
            (
                "/providers/Microsoft.Management/managementGroups/m",
                "Microsoft.Management/managementGroups",
                "m",
                Some("Microsoft.Management"),
            ),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.A/as/a/providers/Microsoft.B/bs/b",
                "Microsoft.B/bs",
                "b",
                Some("Microsoft.B"),
            ),
        ];
        for (text, kind, name, provider) in table {
            let id = id(text);
            assert_eq!(id.to_string(), text);
            assert_eq!((id.resource_type().as_str(), id.name(), id.provider()), (kind, name, provider), "{text}");
            assert_eq!(serde_json::from_str::<ResourceId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        }
        assert_eq!(id("/subscriptions/s/resourceGroups/g/").resource_group_name(), Some("g"));
    }

    #[test]
    fn ids_have_parents_up_to_the_tenant() {
        let mut above = Some(id("/subscriptions/s/resourceGroups/g/providers/M.A/as/a/bs/b/providers/M.B/cs/c"));
        let mut names = Vec::new();
        while let Some(current) = above {
            names.push(current.name().to_owned());
            above = current.parent();
        }
        assert_eq!(names, ["c", "b", "a", "g", "s", ""]);
    }

    #[test]
    fn r1_10_ids_compare_without_regard_to_case() {
        let one = id("/subscriptions/S/resourceGroups/G/providers/Microsoft.A/as/A");
        let other = id("/SUBSCRIPTIONS/s/RESOURCEGROUPS/g/PROVIDERS/microsoft.a/AS/a");
        assert_eq!(one, other);
        assert_eq!(HashSet::from([one.clone(), other.clone()]).len(), 1);
        assert!(
            one.is_within(&id("/subscriptions/s")) && one.is_within(&other) && !id("/subscriptions/s").is_within(&one)
        );
        assert_ne!(one, id("/subscriptions/S/resourceGroups/G/providers/Microsoft.A/as/Ab"));
        assert!(!id("/subscriptions/sub2").is_within(&id("/subscriptions/sub")));
        assert_eq!(other.to_string(), "/subscriptions/s/resourceGroups/g/providers/microsoft.a/AS/a");
    }

    #[test]
    fn r1_7_values_stay_in_their_segment() {
        for text in [
            "",
            "x",
            "/subscriptions",
            "/subscriptions/",
            "/things/x",
            "/subscriptions//resourceGroups/g",
            "/subscriptions/../x/y",
            "/subscriptions/s?x",
            "/subscriptions/s/resourceGroups",
            "//",
            "/subscriptions/s/providers/M.A/providers/M.B",
        ] {
            assert!(text.parse::<ResourceId>().is_err(), "{text}");
        }
        let group = || ResourceId::subscription("s").unwrap().resource_group("g").unwrap();
        for value in ["", ".", "..", "a/b", "a?b", "a#b", "a\nb"] {
            assert!(ResourceId::subscription(value).is_err(), "{value}");
            assert!(group().resource("M.A", "as", value).is_err() && group().child(value, "x").is_err(), "{value}");
        }
        assert!(group().resource_group("again").is_err());
        assert!(ResourceId::tenant().resource_group("g").is_err());
    }
}
