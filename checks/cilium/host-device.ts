import {defineCheck, linkLine, thisNode} from 'rke2-netdoctor';

const withoutAddress = [
	'cilium/peer',
	'cilium/host-route',
	'dns/endpoint-unreachable',
	'cilium/addresses',
] as const;
const names = ['cilium_host', 'cilium_net'] as const;

export default defineCheck({
	id: 'cilium/host-device',
	title: "Cilium's interfaces cilium_host and cilium_net are there and up",
	rationale:
		'This pair of interfaces connects the node with its pods: the route to all pods leads to cilium_host, and the programs on it send packets on. When one of them is down the node, its kubelet and host-network pods lose the pods, and probes fail.',
	when: {cni: ['cilium']},
	needs: {links: 'ip.link', addresses: 'ip.address', agent: 'cilium.agent'},
	messages: {
		missing: {
			severity: 'critical',
			text: "Cilium's interface {device} does not exist although its agent runs: this node reaches no pod",
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{text: 'Find out what deletes interfaces: journalctl -k -n 200'},
				],
				links: ['cilium/troubleshooting', 'cilium/agent-logs'],
			},
			explains: ['cilium/peer'],
		},
		down: {
			severity: 'critical',
			text: "Cilium's interface {device} is administratively down: this node does not reach its own pods",
			guide: {
				steps: [
					{text: 'ip link set {device} up', changes: 'node'},
					{text: 'If it goes down again, keep NetworkManager from managing cilium* and lxc*'},
					{
						text: 'Its routes went with it: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['cilium/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: ['cilium/peer'],
		},
		addressless: {
			severity: 'critical',
			text: "Cilium's interface {device} has lost its address, the gateway of the pods: this node and its pods do not reach each other, nor the pods of other nodes",
			guide: {
				steps: [
					{text: 'ip address show {device}; kubectl get ciliumnode {node} -o yaml | grep -A 12 addresses'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}: the agent gives it its address again',
						changes: 'cluster',
					},
					{text: 'If it goes again, keep NetworkManager and systemd-networkd from managing cilium* and lxc*'},
				],
				links: ['cilium/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: withoutAddress,
		},
	},
	*run({links, addresses, agent}, {finding, environment}) {
		const node = thisNode(environment);
		for (const device of names) {
			const link = links.find(({name}) => name === device);
			const subject = {kind: 'Interface', name: device} as const;
			const data = {device, node: node.name};
			// An agent that has never come up has made none yet.
			const isWell = agent.state === 'answered' || agent.state === 'healthy';
			if (link === undefined && isWell) {
				const excerpt = `no interface ${device}`;
				yield finding('missing', data, subject, {
					evidence: [{from: 'links', excerpt}],
					affects: [node, subject],
				});
			} else if (link?.isUp === false) {
				const excerpt = linkLine(link);
				yield finding('down', data, subject, {
					evidence: [{from: 'links', excerpt}],
					affects: [node, subject],
				});
			} else if (
				link !== undefined &&
				isWell &&
				device === 'cilium_host' &&
				!addresses.some(
					one => one.link === device && one.scope !== 'host' && !one.address.startsWith('fe80:'),
				)
			) {
				yield finding('addressless', data, subject, {
					evidence: [{from: 'addresses', excerpt: `no address on ${device}`}],
					affects: [node, subject],
				});
			}
		}
	},
});
