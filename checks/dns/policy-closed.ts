import {defineCheck, type Environment, listNames, type NetworkPolicy, type PolicyRule} from 'rke2-netdoctor';

/** Labels of CoreDNS that every release of rke2-coredns has. */
const coredns: Readonly<Record<string, string>> = {
	'k8s-app': 'kube-dns',
	'app.kubernetes.io/instance': 'rke2-coredns',
	'app.kubernetes.io/name': 'rke2-coredns',
};

const selects = ({selector}: NetworkPolicy): boolean =>
	selector !== undefined && Object.entries(selector).every(([key, value]) => coredns[key] === value);

/** By labels that are not known here: it may select CoreDNS, whose pods have more of them. */
const maySelect = ({selector = {}}: NetworkPolicy): boolean =>
	Object.entries(selector).every(([key, value]) => [undefined, value].includes(coredns[key]));

/** What may open CoreDNS beside the policies of Kubernetes, and is not read. */
const kindsBeside = ({cni}: Environment): string =>
	cni.value === 'cilium'
		? 'ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies'
		: 'networkpolicies.crd.projectcalico.org,globalnetworkpolicies.crd.projectcalico.org';

/** A port with a name is one of CoreDNS: udp-53, tcp-53. */
const opensDns = ({ports}: PolicyRule): boolean =>
	ports === undefined || ports.some(({port}) => port === '53' || port === '*' || !/^\d+$/.test(port));

const opens = (rules: readonly PolicyRule[], direction: 'ingress' | 'egress'): boolean =>
	direction === 'ingress' ? rules.some(opensDns) : rules.length > 0;

export default defineCheck({
	id: 'dns/policy-closed',
	title: 'NetworkPolicies of kube-system let questions come to CoreDNS',
	rationale:
		'A policy that selects a pod closes it but for what some policy opens. One that is to close every namespace ("default-deny"), applied to kube-system too, closes the cluster DNS: no pod resolves a name any more, and CoreDNS itself reaches neither the API nor the name servers outside. What RKE2 applies with profile: cis opens port 53. Policies of Calico and Cilium may open it beside them and are not read.',
	when: {cni: ['canal', 'calico', 'cilium'], role: ['server']},
	needs: {policies: 'kubernetes.system-policies'},
	messages: {
		ingress: {
			severity: 'warning',
			text: '{policies} in kube-system {count:closes|close} CoreDNS, and none there opens port 53: pods cannot resolve names, unless a policy of {product} opens it',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get networkpolicies -o wide; kubectl get {beside} -A'},
					{
						text: 'Add a NetworkPolicy in kube-system that selects k8s-app: kube-dns and opens UDP and TCP port 53 to all namespaces, or take {first} away from kube-system',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-policies', 'rke2/hardening-network-policies', 'kubernetes/debug-dns'],
			},
			explains: ['dns/endpoint-unreachable', 'dns/service-address', 'dns/coredns-log'],
		},
		egress: {
			severity: 'warning',
			text: '{policies} in kube-system {count:closes|close} what CoreDNS sends, and none there opens anything: it reaches neither the API nor the name servers outside, unless a policy of {product} opens them',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get networkpolicies -o wide; kubectl get {beside} -A'},
					{
						text: 'Add a NetworkPolicy in kube-system that selects k8s-app: kube-dns and opens egress, or take {first} away from kube-system',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-policies', 'rke2/hardening-network-policies', 'kubernetes/debug-dns'],
			},
			explains: ['dns/coredns-log'],
		},
	},
	*run({policies}, {finding, environment}) {
		// What selects otherwise may open it.
		if (policies.some(({selector}) => selector === undefined)) {
			return;
		}
		const own = policies.filter(selects);
		const subject = {
			kind: 'Deployment',
			namespace: 'kube-system',
			name: 'rke2-coredns-rke2-coredns',
		} as const;
		for (const direction of ['ingress', 'egress'] as const) {
			const closing = own.filter(policy => policy[direction] !== undefined);
			const mayOpen = (policy: NetworkPolicy): boolean =>
				maySelect(policy) && opens(policy[direction] ?? [], direction);
			const [first] = closing;
			if (first !== undefined && !policies.some(mayOpen)) {
				const names = closing.map(({name}) => name);
				yield finding(
					direction,
					{
						...{policies: listNames(names), count: names.length, first: first.name},
						product: environment.cni.value === 'cilium' ? 'Cilium' : 'Calico',
						beside: kindsBeside(environment),
					},
					subject,
					{
						evidence: [
							{
								from: 'policies',
								excerpt: names.map(name => `${name}: no ${direction} rule for it`).join('\n'),
							},
						],
						affects: [
							subject,
							{kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
						],
					},
				);
			}
		}
	},
});
