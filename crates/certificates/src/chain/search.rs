//! The search for a path: depth first over everything that could be an issuer, best candidates first.
//!
//! First only flawless steps are taken; the first flawless path is the verdict. If there is none, a second, smaller
//! search takes flawed steps too and keeps the path with the least wrong, so that the explanation speaks of the chain
//! that the reader has in mind.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::anchors::TrustStore;
use crate::certificate::Certificate;
use crate::chain::conclude::{End, Path, Step, end_finding};
use crate::chain::explain::{Finding, Subject, chain_failed};
use crate::chain::limits::{Budget, MAX_CHAIN_LENGTH, MAX_PRESENTED};
use crate::chain::revoked::{self, MAX_OTHER_SIGNERS, Signers};
use crate::chain::{ChainPolicy, examine, name_constraints};
use crate::signature::{self, SignatureProblem, Strength};
use crate::verdict::{ChainStatus, CheckKind, Origin, Verdict};

/// How many flawed paths are compared for the explanation.
const MAX_FLAWED_PATHS: u32 = 32;

/// How many issuers are examined for the explanation.
const MAX_FLAWED_STEPS: u32 = 200;

/// A certificate that may become part of a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) origin: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flawless,
    Flawed,
}

pub(super) struct Search<'a> {
    pub(super) policy: &'a ChainPolicy<'a>,
    pub(super) store: &'a TrustStore,
    pub(super) nodes: Vec<Node<'a>>,
    presented: usize,
    pub(super) presented_in_all: usize,
    budget: Budget,
    signatures: HashMap<(usize, usize), Result<Strength, SignatureProblem>>,
    best: Option<(u32, Path)>,
    flawed_paths: u32,
    flawed_steps: u32,
    /// 0 for the certificate that was asked about, more for those who sign revocation lists; and how many of these
    /// may still be judged.
    signers: (u8, Rc<Cell<u32>>),
}

impl<'a> Search<'a> {
    pub(super) fn new(
        leaf: &'a Certificate,
        presented: &'a [Certificate],
        store: &'a TrustStore,
        policy: &'a ChainPolicy<'a>,
    ) -> Self {
        let mut nodes = vec![Node { certificate: leaf, origin: Origin::Leaf }];
        for certificate in presented.iter().take(MAX_PRESENTED) {
            if nodes.iter().all(|node| node.certificate != certificate) {
                nodes.push(Node { certificate, origin: Origin::Presented });
            }
        }
        Self {
            policy,
            store,
            presented: nodes.len(),
            presented_in_all: presented.len(),
            nodes,
            budget: Budget::new(),
            signatures: HashMap::new(),
            best: None,
            flawed_paths: MAX_FLAWED_PATHS,
            flawed_steps: MAX_FLAWED_STEPS,
            signers: (0, Rc::new(Cell::new(MAX_OTHER_SIGNERS))),
        }
    }

    /// A search for the chain of somebody who signs revocation lists.
    pub(super) fn for_signer(
        leaf: &'a Certificate,
        presented: &'a [Certificate],
        store: &'a TrustStore,
        policy: &'a ChainPolicy<'a>,
        signers: (u8, Rc<Cell<u32>>),
    ) -> Self {
        Self { signers, budget: Budget::for_signer(), ..Self::new(leaf, presented, store, policy) }
    }

    pub(super) fn run(mut self) -> Verdict {
        let Some(leaf) = self.subject(0, 0) else { unreachable!("the leaf is the first node") };
        let findings = examine::leaf(&leaf, self.policy);
        let flawless = !findings.iter().any(Finding::refuses);
        let mut steps = vec![Step { node: 0, findings }];
        let found = if flawless { self.extend(&mut steps, Mode::Flawless) } else { None };
        let exhausted = self.budget.met();
        let path = match found {
            Some(path) => path,
            None => {
                steps.truncate(1);
                self.extend(&mut steps, Mode::Flawed);
                let mut path = match self.best.take() {
                    Some((_, path)) => path,
                    None => Path { steps, findings: Vec::new() },
                };
                if let Some(limit) = exhausted.or(self.budget.met()) {
                    let found = format!("the search took {}", limit.text());
                    let expected = "a chain that is found within the limits".to_owned();
                    let finding = chain_failed(CheckKind::Limits, found, expected);
                    path.findings.push(finding.fix("send only the certificates that lead from the leaf to the root"));
                }
                path
            }
        };
        self.verdict(path)
    }

    fn subject(&self, node: usize, element: usize) -> Option<Subject<'a>> {
        let Node { certificate, origin } = *self.nodes.get(node)?;
        Some(Subject { certificate, element, origin })
    }

    /// The index of a certificate among the nodes; added if it is new.
    fn node(&mut self, certificate: &'a Certificate, origin: Origin) -> usize {
        let known = self.nodes.iter().position(|node| node.certificate == certificate);
        if let Some(node) = known.and_then(|known| self.nodes.get_mut(known))
            && node.origin == Origin::Presented
        {
            // Sent along, but also chosen by whoever configures: the latter counts.
            node.origin = origin;
        }
        known.unwrap_or_else(|| {
            self.nodes.push(Node { certificate, origin });
            self.nodes.len() - 1
        })
    }

    /// Goes on from the last step of `steps`. A flawless path is returned at once; flawed ones are compared.
    fn extend(&mut self, steps: &mut Vec<Step>, mode: Mode) -> Option<Path> {
        let last = steps.last()?.node;
        let certificate = self.nodes.get(last)?.certificate;
        if self.store.is_root(certificate) {
            return self.complete(steps, End::Anchor, mode);
        }
        if certificate.is_self_issued() && self.signature(last, last)?.is_ok() {
            return self.complete(steps, End::UntrustedRoot, mode);
        }
        if steps.len() >= MAX_CHAIN_LENGTH {
            return self.complete(steps, End::TooLong, mode);
        }
        let candidates = self.candidates(steps, certificate);
        let mut has_signed = false;
        for (index, candidate) in candidates.iter().copied().enumerate() {
            if mode == Mode::Flawed && (self.flawed_paths == 0 || !self.take_flawed_step()) {
                break;
            }
            if mode == Mode::Flawless && !self.budget.step() {
                return None;
            }
            let Some(findings) = self.examine(steps, candidate, mode) else { continue };
            let signed = matches!(self.signatures.get(&(last, candidate)), Some(Ok(_)));
            // Among issuers of the right name, those with the wrong key are of interest only if there is no other.
            if mode == Mode::Flawed && !signed && (has_signed || index + 1 < candidates.len()) {
                continue;
            }
            has_signed |= signed;
            steps.push(Step { node: candidate, findings });
            if let Some(path) = self.extend(steps, mode) {
                return Some(path);
            }
            steps.pop();
            if mode == Mode::Flawless && self.budget.met().is_some() {
                return None;
            }
        }
        if candidates.is_empty() { self.complete(steps, End::MissingIssuer, mode) } else { None }
    }

    fn take_flawed_step(&mut self) -> bool {
        let left = self.flawed_steps.checked_sub(1);
        self.flawed_steps = left.unwrap_or(0);
        left.is_some()
    }

    /// Everything that could have issued `certificate`, the likeliest first.
    fn candidates(&mut self, steps: &[Step], certificate: &'a Certificate) -> Vec<usize> {
        let issuer = certificate.issuer();
        let store = self.store;
        let mut candidates: Vec<usize> = Vec::new();
        for root in store.roots_named(issuer) {
            candidates.push(self.node(root, Origin::RootStore));
        }
        for intermediate in store.intermediates_named(issuer) {
            candidates.push(self.node(intermediate, Origin::CertificateAuthorityStore));
        }
        let presented = self.nodes.iter().take(self.presented).enumerate().skip(1);
        candidates.extend(presented.filter(|(_, node)| issuer.chains_to(node.certificate.subject())).map(|(at, _)| at));
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|candidate| !self.is_loop(steps, *candidate));
        let wanted_key = certificate.extensions().authority_key_identifier.as_ref().and_then(|id| id.key.as_deref());
        let at = self.policy.at;
        candidates.sort_by_key(|candidate| {
            let Some(Node { certificate, origin }) = self.nodes.get(*candidate) else {
                return (true, true, true, true);
            };
            let key = certificate.extensions().subject_key_identifier.as_deref();
            let other_key = matches!((wanted_key, key), (Some(wanted), Some(key)) if wanted != key);
            let in_time = certificate.not_before() <= at && at <= certificate.not_after();
            (other_key, !in_time, *origin != Origin::RootStore, !certificate.is_ca())
        });
        candidates
    }

    /// Whether the path already went through this certificate, or through one with the same name and key.
    fn is_loop(&self, steps: &[Step], candidate: usize) -> bool {
        let Some(node) = self.nodes.get(candidate) else { return true };
        steps.iter().any(|step| {
            step.node == candidate
                || self.nodes.get(step.node).is_some_and(|other| {
                    other.certificate.public_key_der() == node.certificate.public_key_der()
                        && other.certificate.subject().chains_to(node.certificate.subject())
                        // The leaf may be a CA whose certificate was re-issued under the same name.
                        && other.origin != Origin::Leaf
                })
        })
    }

    /// What adding `candidate` as the next issuer brings to light; `None` if that ends this attempt.
    fn examine(&mut self, steps: &[Step], candidate: usize, mode: Mode) -> Option<Vec<Finding>> {
        let subject = self.subject(candidate, steps.len())?;
        let flawed = |findings: &[Finding]| mode == Mode::Flawless && findings.iter().any(Finding::refuses);
        let below = self.intermediates(steps);
        let mut findings = examine::issuer(&subject, below, self.policy);
        if let Some(limit) = self.policy.max_depth
            && !self.store.is_root(subject.certificate)
            && below + usize::from(!subject.certificate.is_self_issued()) > limit
        {
            let (found, expected) = (format!("{} intermediate CAs", below + 1), format!("at most {limit}"));
            findings.push(subject.failed(CheckKind::PathLength, ChainStatus::InvalidBasicConstraints, found, expected));
        }
        if flawed(&findings) {
            return None;
        }
        let last = steps.len().checked_sub(1)?;
        let last_node = steps.get(last)?.node;
        let signed_subject = self.subject(last_node, last)?;
        let signature = self.signature(last_node, candidate)?;
        findings.extend(examine::signature(&signed_subject, subject.certificate, &signature, self.policy));
        if flawed(&findings) {
            return None;
        }
        findings.extend(self.constrain(steps, &subject));
        if flawed(&findings) { None } else { Some(findings) }
    }

    /// CA certificates of the path that count against pathLenConstraint: not the leaf, not self-issued ones.
    fn intermediates(&self, steps: &[Step]) -> usize {
        let nodes = steps.iter().skip(1).filter_map(|step| self.nodes.get(step.node));
        nodes.filter(|node| !node.certificate.is_self_issued()).count()
    }

    /// Applies the name constraints of a new issuer to everything below it.
    fn constrain(&mut self, steps: &[Step], issuer: &Subject<'_>) -> Vec<Finding> {
        let Some(constraints) = &issuer.certificate.extensions().name_constraints else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        for (element, step) in steps.iter().enumerate() {
            let Some(below) = self.subject(step.node, element) else { continue };
            // RFC 5280 §6.1.3 (b): self-issued certificates are exempt, unless they are the leaf.
            if element > 0 && below.certificate.is_self_issued() {
                continue;
            }
            let by = format!("set by `{}`", issuer.certificate.subject_text());
            findings.push(match name_constraints::check(below.certificate, constraints, &mut self.budget) {
                Ok(()) => below.passed(CheckKind::NameConstraints, "all names are permitted", format!("names as {by}")),
                Err(breach) => below
                    .failed(
                        CheckKind::NameConstraints,
                        breach.status,
                        breach.found,
                        format!("{}, {by}", breach.expected),
                    )
                    .fix("have the certificate issued with other names, or by a CA without these name constraints"),
            });
        }
        findings
    }

    /// Checks a signature once; `None` if it is not affordable any more.
    fn signature(&mut self, subject: usize, issuer: usize) -> Option<Result<Strength, SignatureProblem>> {
        if let Some(known) = self.signatures.get(&(subject, issuer)) {
            return Some(known.clone());
        }
        let (subject_node, issuer_node) = (self.nodes.get(subject)?, self.nodes.get(issuer)?);
        if signature::within_bounds(issuer_node.certificate.public_key())
            && !self.budget.signature(issuer_node.certificate.public_key())
        {
            return None;
        }
        let result = signature::verify_certificate(subject_node.certificate, issuer_node.certificate);
        self.signatures.insert((subject, issuer), result.clone());
        Some(result)
    }

    /// Judges a path that goes no further. Returned if it is flawless, else remembered if it is the best so far.
    fn complete(&mut self, steps: &[Step], end: End, mode: Mode) -> Option<Path> {
        let mut path = Path { steps: steps.to_vec(), findings: Vec::new() };
        let element = steps.len().checked_sub(1)?;
        let subject = self.subject(steps.last()?.node, element)?;
        path.findings.push(end_finding(&subject, end));
        if end == End::Anchor {
            path.findings.extend(self.revocation(steps));
        }
        let findings = || path.steps.iter().flat_map(|step| &step.findings).chain(&path.findings);
        let weight: u32 = findings().map(Finding::weight).sum();
        if weight == 0 && mode == Mode::Flawless {
            return Some(path);
        }
        if mode == Mode::Flawed {
            self.flawed_paths = self.flawed_paths.saturating_sub(1);
        }
        if self.best.as_ref().is_none_or(|(best, _)| weight < *best) {
            self.best = Some((weight, path));
        }
        None
    }

    /// Revocation of every element but the anchor.
    fn revocation(&mut self, steps: &[Step]) -> Vec<Finding> {
        let Some(data) = self.policy.revocation else { return Vec::new() };
        let pairs = steps.iter().zip(steps.iter().skip(1)).enumerate();
        let pairs: Vec<_> = pairs
            .filter_map(|(at, (step, next))| {
                Some((self.subject(step.node, at)?, self.nodes.get(next.node)?.certificate))
            })
            .collect();
        let helpers = self.nodes.iter().map(|node| node.certificate.clone()).collect();
        let signers = Signers::new(helpers, self.store, self.policy, self.signers.clone());
        pairs.iter().map(|(subject, issuer)| revoked::check(subject, issuer, data, &signers)).collect()
    }
}
