//! The sets of upstream documents that make up a client each: gives their names and inputs.

use crate::library::Library;

/// Some documents that are generated together.
pub struct Set {
    pub name: String,
    pub inputs: Vec<String>,
}

/// The folders of the development sets; every document of a folder is an input.
const DEVELOPMENT: [(&str, &[&str]); 12] = [
    ("network", &["network/resource-manager/Microsoft.Network/stable/2024-03-01"]),
    (
        "web",
        &[
            "web/resource-manager/Microsoft.CertificateRegistration/stable/2024-04-01",
            "web/resource-manager/Microsoft.DomainRegistration/stable/2024-04-01",
            "web/resource-manager/Microsoft.Web/stable/2024-04-01",
        ],
    ),
    ("cosmos-db", &["cosmos-db/resource-manager/Microsoft.DocumentDB/stable/2024-08-15"]),
    ("authorization", &["authorization/resource-manager/Microsoft.Authorization"]),
    ("aks", &["containerservice/resource-manager/Microsoft.ContainerService/aks/stable/2024-08-01"]),
    ("datafactory", &["datafactory/resource-manager/Microsoft.DataFactory/stable/2018-06-01"]),
    ("policyinsights", &["policyinsights/resource-manager/Microsoft.PolicyInsights/stable/2024-10-01"]),
    ("mobilenetwork", &["mobilenetwork/resource-manager/Microsoft.MobileNetwork/stable/2024-04-01"]),
    ("videoanalyzer", &["videoanalyzer/resource-manager/Microsoft.Media/preview/2021-11-01-preview"]),
    ("blob-storage", &["storage/data-plane/Microsoft.BlobStorage/stable/2025-01-05"]),
    ("speech-to-text", &["cognitiveservices/data-plane/Speech/SpeechToText/stable/v3.2"]),
    ("maps-route", &["maps/data-plane/Route/preview/2024-06-01-preview"]),
];

/// The folders and documents of the hard cases that no development set holds.
const HARD: [(&str, &[&str]); 23] = [
    (
        "machine-learning",
        &["machinelearningservices/resource-manager/Microsoft.MachineLearningServices/stable/2023-10-01"],
    ),
    (
        "machine-learning-data-plane",
        &["machinelearningservices/data-plane/Microsoft.MachineLearningServices/preview/2019-09-30"],
    ),
    ("resources", &["resources/resource-manager/Microsoft.Resources/stable/2024-07-01/resources.json"]),
    ("subscriptions", &["resources/resource-manager/Microsoft.Resources/stable/2022-12-01/subscriptions.json"]),
    ("data-boundaries", &["resources/resource-manager/Microsoft.Resources/stable/2024-08-01/dataBoundaries.json"]),
    (
        "container-registry",
        &["containerregistry/resource-manager/Microsoft.ContainerRegistry/preview/2023-01-01-preview"],
    ),
    ("hybrid-compute", &["hybridcompute/resource-manager/Microsoft.HybridCompute/preview/2024-07-31-preview"]),
    ("aws-connector", &["awsconnector/resource-manager/Microsoft.AwsConnector/stable/2024-12-01"]),
    ("data-migration", &["datamigration/resource-manager/Microsoft.DataMigration/stable/2021-06-30"]),
    (
        "site-recovery",
        &["recoveryservicessiterecovery/resource-manager/Microsoft.RecoveryServices/stable/2024-04-01/service.json"],
    ),
    ("iot-dps", &["deviceprovisioningservices/resource-manager/Microsoft.Devices/stable/2022-12-12/iotdps.json"]),
    (
        "marketplace-catalog",
        &["marketplacecatalog/resource-manager/Microsoft.Marketplace/stable/2022-07-31/marketplacecatalog.json"],
    ),
    (
        "ad-hybrid-health",
        &[
            "adhybridhealthservice/resource-manager/Microsoft.ADHybridHealthService/stable/2014-01-01/ADHybridHealthService.json",
        ],
    ),
    ("commerce", &["commerce/resource-manager/Microsoft.Commerce/preview/2015-06-01-preview/commerce.json"]),
    ("logic", &["logic/resource-manager/Microsoft.Logic/stable/2019-05-01/logic.json"]),
    (
        "stack-hci-updates",
        &["azurestackhci/resource-manager/Microsoft.AzureStackHCI/StackHCI/stable/2024-04-01/updates.json"],
    ),
    ("orbital", &["orbital/resource-manager/Microsoft.Orbital/stable/2022-11-01/orbital.json"]),
    (
        "iot-operations",
        &["iotoperations/resource-manager/Microsoft.IoTOperations/preview/2024-09-15-preview/iotoperations.json"],
    ),
    ("hdinsight-job", &["hdinsight/data-plane/Microsoft.HDInsight/preview/2018-11-01-preview/job.json"]),
    (
        "customer-lockbox",
        &["customerlockbox/resource-manager/Microsoft.CustomerLockbox/preview/2018-02-28-preview/customerlockbox.json"],
    ),
    ("migrate-hub", &["migrate/resource-manager/Microsoft.Migrate/MigrateProjects/stable/2023-01-01/hubmigrate.json"]),
    ("saas", &["saas/resource-manager/Microsoft.SaaS/preview/2018-03-01-beta/saas.json"]),
    ("intune", &["intune/resource-manager/Microsoft.Intune/preview/2015-01-14-privatepreview/intune.json"]),
];

/// All sets: the development sets, then the hard cases.
pub fn all(library: &Library) -> Vec<Set> {
    DEVELOPMENT.iter().chain(&HARD).map(|(name, below)| set(library, name, below)).collect()
}

fn set(library: &Library, name: &str, below: &[&str]) -> Set {
    let mut inputs = Vec::new();
    for path in below {
        if path.ends_with(".json") {
            inputs.push((*path).to_owned());
        } else {
            inputs.extend(library.documents_below(path));
        }
    }
    Set { name: name.to_owned(), inputs }
}
