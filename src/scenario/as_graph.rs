//! A scenario of the short form, written as the graph that it stands for.

use super::document::Document;
use super::fixes::FixPlan;
use crate::model::class::ClassPlan;
use crate::model::fixes::{ErrorHandling, MoreBandwidth};
use crate::model::network::NetworkPlan;
use crate::model::server::ServersPlan;
use crate::model::short_form::graph_of;

/// Keys of a document that only the short form has.
const OF_SHORT_FORM: [&str; 4] = ["servers", "cache", "store", "network"];
/// Keys of a class that only the short form has.
const OF_CLASSES: [&str; 2] = ["service", "uses_cache"];

impl Document {
    /// Whether it is written as a graph.
    pub fn is_graph(&self) -> bool {
        !(self.services.is_empty() && self.calls.is_empty() && self.links.is_empty())
    }

    /// The same scenario as a graph of services, calls and links, with the fixes as they are switched now; a graph stays as
    /// it is. What spoke of values that are gone is gone too.
    pub fn as_graph(&self) -> Document {
        if self.is_graph() {
            return self.clone();
        }
        let graph = graph_of(&self.plan());
        let mut document = Document {
            services: graph.services,
            calls: graph.calls,
            links: graph.links,
            servers: ServersPlan::default(),
            cache: None,
            store: None,
            network: NetworkPlan::default(),
            fixes: FixPlan {
                error_handling: ErrorHandling {
                    retry_after: None,
                    hold: false,
                    early: false,
                    on: self.fixes.error_handling.on && self.fixes.error_handling.client_backoff.is_some(),
                    ..self.fixes.error_handling.clone()
                },
                bandwidth: MoreBandwidth::default(),
                named: self.fixes.named.clone(),
            },
            ..self.clone()
        };
        for (name, class) in &mut document.classes {
            let plain = ClassPlan::default();
            class.calls = Some(class.call(name));
            (class.service, class.uses_cache) = (plain.service, plain.uses_cache);
            (class.reserved_for_others, class.shed_above) = (None, None);
        }
        let stays = |path: &str| {
            let mut steps = path.split('.');
            let first = steps.next().unwrap_or_default();
            let gone = OF_SHORT_FORM.contains(&first) || first == "fixes";
            let of_class = [OF_CLASSES.as_slice(), &["reserved_for_others", "shed_above"]].concat();
            let gone = gone || (first == "classes" && steps.nth(1).is_some_and(|key| of_class.contains(&key)));
            !gone
        };
        document.evidence.retain(|path, _| stays(path));
        document.priors.retain(|path, _| stays(path));
        document.fixes.named.retain(|_, fix| fix.set.keys().all(|path| stays(path)));
        document.page.controls.retain(|control| stays(&control.path));
        document
    }

    /// The services of a graph that clients call, those behind them that have workers, and the links of the clients' calls;
    /// nothing of the short form.
    pub fn tiers_in_words(&self) -> Option<[String; 3]> {
        if !self.is_graph() {
            return None;
        }
        let target =
            |call: &String| self.calls.get(call).and_then(|plan| plan.to.clone()).unwrap_or_else(|| call.clone());
        let calls: Vec<&String> = self.classes.values().filter_map(|class| class.calls.as_ref()).collect();
        let front: Vec<String> = calls.iter().map(|call| target(call)).collect();
        let works = |name: &&String| !self.services[*name].is_cache() && !front.contains(name);
        let behind: Vec<String> = self.services.keys().filter(works).cloned().collect();
        let links: Vec<String> = calls.iter().filter_map(|call| self.calls.get(*call)?.link.clone()).collect();
        Some([front, behind, links].map(|mut names| {
            names.sort();
            names.dedup();
            if names.len() > 3 { format!("{} of them", names.len()) } else { names.join(" + ") }
        }))
    }

    /// The whole document as TOML. A graph has no tables of the short form.
    pub fn to_toml(&self) -> String {
        let cannot = "a document has no value that TOML cannot hold";
        if self.is_graph() {
            let mut table = toml::Table::try_from(self).expect(cannot);
            table.retain(|key, _| !OF_SHORT_FORM.contains(&key));
            let classes = table.get_mut("classes").and_then(toml::Value::as_table_mut);
            for class in classes.into_iter().flat_map(|classes| classes.iter_mut()).map(|(_, class)| class) {
                if let Some(class) = class.as_table_mut() {
                    class.retain(|key, _| !OF_CLASSES.contains(&key));
                }
            }
            return toml::to_string(&table).expect(cannot);
        }
        toml::to_string(self).expect(cannot)
    }
}
