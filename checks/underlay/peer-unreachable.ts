import {defineCheck, isInService, listNames, peerContactsOf, thisNode, unansweredCalls} from 'rke2-netdoctor';

const ofOnePeer = [
	'dns/endpoint-unreachable',
	'service/api-address#partly',
	'calico/bgp-connection',
	'calico/typha#unreachable',
] as const;
const isolation = [
	'kubernetes.*',
	'rke2/api-unreachable#disconnected',
	'rke2/api-unreachable#silent',
	...ofOnePeer,
	'cilium/peer',
	...unansweredCalls,
] as const;

export default defineCheck({
	id: 'underlay/peer-unreachable',
	title: 'Other nodes can be reached on their InternalIP',
	rationale:
		'The pod network stands on the network of the nodes. A node counts as unreachable when its kubelet does not answer on the InternalIP nor through the overlay, and a ping stays without an answer too: one of them may be filtered, all three mean that it is down or cut off.',
	needs: {
		plan: 'peer.plan',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
	},
	messages: {
		isolated: {
			severity: 'critical',
			text: 'None of {count} other nodes answers this one ({peers})',
			guide: {
				steps: [
					{text: 'ip -br link; ip -br address; ip route'},
					{text: 'ip route get {underlay}'},
					{text: 'ping -c 3 {underlay}'},
					{
						text: 'Look for a firewall, a changed VLAN or security group, or an address that another host has taken',
					},
				],
				links: ['rke2/requirements-ports', 'rancher/networking', 'rke2/requirements-networking'],
			},
			explains: isolation,
		},
		filtered: {
			severity: 'warning',
			text: 'None of {count} other nodes answers this one ({peers}), although the API server does: something between the nodes filters port 10250 and pings',
			guide: {
				steps: [
					{text: 'ip route get {underlay}'},
					{
						text: 'Open TCP port 10250 between all nodes in security groups and firewalls',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-ports', 'rancher/networking'],
			},
		},
		silent: {
			severity: 'warning',
			text: '{peer}{standing} does not answer on {underlay}',
			guide: {
				steps: [
					{text: 'kubectl get node {peer} -o wide'},
					{text: 'ip route get {underlay}'},
					{text: 'On {peer}: systemctl status rke2-server rke2-agent, and ip -br address'},
				],
				links: ['rke2/requirements-ports', 'rancher/networking', 'kubernetes/debug-cluster'],
			},
			explains: [...ofOnePeer, 'cilium/peer#unreachable'],
		},
	},
	*run({plan, ...answers}, {finding, environment}) {
		const contacts = peerContactsOf({...answers, overlayPings: []}).filter(
			({peer}) => peer.standing !== 'leaving' && peer.standing !== 'cordoned',
		);
		const silent = contacts.filter(({underlay}) => underlay === 'silent' || underlay === 'unclear');
		const sent = silent.filter(({peer}) =>
			answers.underlay.some(({peer: {name}, answer}) => name === peer.name && answer !== undefined),
		);
		const expected = contacts.filter(({peer}) => isInService(peer.standing));
		const lost = sent.filter(({peer}) => isInService(peer.standing));
		const pinged = new Set(
			answers.underlayPings.flatMap(({peer, answer}) => (answer === undefined ? [] : [peer.name])),
		);
		const isCertain = lost.every(({peer}) => pinged.has(peer.name));
		const excerptOf = ({peer}: (typeof contacts)[number]) =>
			({
				from: 'underlay',
				excerpt:
					answers.underlay.find(({peer: {name}}) => name === peer.name)?.answer?.detail ??
					`${peer.underlay}:10250 is silent`,
				of: peer.underlay,
			}) as const;
		const [first] = lost;
		if (first !== undefined && lost.length > 1 && lost.length === expected.length && isCertain) {
			const isApiNear = plan.source === 'api' && environment.role.value === 'agent';
			yield finding(
				isApiNear ? 'filtered' : 'isolated',
				{
					count: lost.length,
					peers: listNames(lost.map(({peer}) => peer.name)),
					underlay: first.peer.underlay,
				},
				thisNode(environment),
				{evidence: [excerptOf(first)], about: lost.map(({peer}) => ({kind: 'Node', name: peer.name}))},
			);
			return;
		}
		// Without the API nobody can tell whether a silent peer still exists.
		for (const contact of plan.source === 'api' ? sent : []) {
			const {name, underlay, standing} = contact.peer;
			yield finding(
				'silent',
				{peer: name, underlay, standing: standing === 'not-ready' ? ', which is NotReady,' : ''},
				{kind: 'Peer', name},
				{evidence: [excerptOf(contact)], about: [{kind: 'Node', name}]},
			);
		}
	},
});
