import {defineCheck, listNames, type NetworkPolicy, type PolicyRule} from 'rke2-netdoctor';

/** Labels of CoreDNS that every release of rke2-coredns has. */
const coredns: Readonly<Record<string, string>> = {
	'k8s-app': 'kube-dns',
	'app.kubernetes.io/instance': 'rke2-coredns',
};

const selects = ({selector}: NetworkPolicy): boolean =>
	selector !== undefined && Object.entries(selector).every(([key, value]) => coredns[key] === value);

/** A port with a name is one of CoreDNS: udp-53, tcp-53. */
const opensDns = ({ports}: PolicyRule): boolean =>
	ports === undefined || ports.some(({port}) => port === '53' || port === '*' || !/^\d+$/.test(port));

export default defineCheck({
	id: 'dns/policy-closed',
	title: 'NetworkPolicies of kube-system let questions come to CoreDNS',
	rationale:
		'A policy that selects a pod closes it but for what some policy opens. One that is to close every namespace ("default-deny"), applied to kube-system too, closes the cluster DNS: no pod resolves a name any more, and CoreDNS itself reaches neither the API nor the name servers outside. What RKE2 applies with profile: cis opens port 53.',
	when: {cni: ['canal', 'calico', 'cilium'], role: ['server']},
	needs: {policies: 'kubernetes.system-policies'},
	messages: {
		ingress: {
			severity: 'critical',
			text: '{policies} in kube-system {count:closes|close} CoreDNS, and none there opens port 53: pods cannot resolve names',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get networkpolicies -o wide'},
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
			severity: 'critical',
			text: '{policies} in kube-system {count:closes|close} what CoreDNS sends, and none there opens anything: it reaches neither the API nor the name servers outside',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get networkpolicies -o wide'},
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
	*run({policies}, {finding}) {
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
			const rules = closing.flatMap(policy => policy[direction] ?? []);
			const isOpen = direction === 'ingress' ? rules.some(opensDns) : rules.length > 0;
			const [first] = closing;
			if (first !== undefined && !isOpen) {
				const names = closing.map(({name}) => name);
				yield finding(
					direction,
					{policies: listNames(names), count: names.length, first: first.name},
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
