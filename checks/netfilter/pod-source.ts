import {
	defineCheck,
	hiddenSource,
	isSameAddress,
	netfilterRemedyOf,
	podFlowsOf,
	thisNode,
} from 'rke2-netdoctor';

/** What the CNI, kube-proxy and portmap translate themselves. */
const ofCluster = /^nat (?:KUBE-|cali-|FLANNEL-|CNI-)/;

const links = ['rke2/requirements-networking', 'calico/outgoing-nat', 'flannel/firewalls'] as const;
const symptoms = [
	...['overlay/peer-unreachable', 'underlay/peer-unreachable', 'dns/endpoint-unreachable'],
	...['rke2/api-unreachable', 'service/api-address', 'kubernetes.*'],
] as const;
const steps = [
	{text: '{show}'},
	{text: 'Except the ranges of pods and of the nodes in that rule: ! -d {range}', changes: 'node'},
	{
		text: 'Change it where it was written (iptables.service, netfilter-persistent, a script), or it comes back',
		changes: 'node',
	},
] as const;

export default defineCheck({
	id: 'netfilter/pod-source',
	title: 'Pods reach pods of other nodes with their own addresses',
	rationale:
		'Between pods nothing is translated: NetworkPolicies, logs and answers go by the address of the pod that sends. A rule that masquerades or translates everything that leaves by an interface, meant for a router or for another network, takes what goes into the tunnel along. Packets of a pod of this node for one of another are followed through POSTROUTING.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {rules: 'netfilter.iptables', routes: 'ip.route', ranges: 'cluster.ranges', addresses: 'ip.address'},
	messages: {
		hidden: {
			severity: 'warning',
			text: 'Pods of other nodes see what pods of this node send as if this node had sent it: rule {rule} translates it. NetworkPolicies there that allow pods drop it',
			guide: {steps, links},
		},
		astray: {
			severity: 'critical',
			text: 'What pods of this node send to pods of others gets the source {to}, which this node does not have: answers go astray. Rule {rule} translates it',
			guide: {steps, links},
			explains: symptoms,
		},
	},
	*run({rules, routes, ranges, addresses}, {finding, environment}) {
		const packets = podFlowsOf(routes, ranges.pods, 'ipv4').flatMap(({way, packet}) =>
			way === 'to-peers' && packet.way === 'through' ? [packet] : [],
		);
		const found = hiddenSource(packets, rules);
		if (found === undefined || ofCluster.test(found.end.chain)) {
			return;
		}
		const {to, end, shownBy} = found;
		const rule = end.rule?.text ?? end.chain;
		const isOwn = to === undefined || addresses.some(({address}) => isSameAddress(address, to));
		const show = netfilterRemedyOf(found, '').show;
		const [range = ''] = ranges.pods;
		const subject = {kind: 'NetfilterRule', name: 'nat POSTROUTING'} as const;
		const proof = {
			evidence: [{from: 'rules', of: shownBy, excerpt: end.rule?.excerpt ?? end.chain}] as const,
			affects: [thisNode(environment)],
		};
		yield isOwn
			? finding('hidden', {rule, show, range}, subject, proof)
			: finding('astray', {rule, show, range, to}, subject, proof);
	},
});
