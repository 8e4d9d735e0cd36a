import {ciliumAgentSubject, defineCheck, isInService, linkLine, standingOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/encryption',
	title: 'Encryption between nodes works where it is asked for',
	rationale:
		'With WireGuard each node has a key and one peer for every other node, over UDP port 51871. Where the interface or a peer is missing, packets between those two nodes are dropped or go unencrypted.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', links: 'ip.link', nodes: 'kubernetes.nodes'},
	messages: {
		failing: {
			severity: 'critical',
			text: 'Cilium cannot encrypt ({mode}): {reason}',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --verbose'},
					{text: 'crictl logs --tail 100 $(crictl ps -q --name cilium-agent)'},
					{
						text: 'With IPsec, the Secret cilium-ipsec-keys in kube-system must hold the key that all nodes use',
					},
				],
				links: ['cilium/wireguard', 'cilium/agent-logs'],
			},
		},
		deviceDown: {
			severity: 'critical',
			text: 'The WireGuard interface {device} of Cilium {how}: packets to other nodes are not encrypted or not sent',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{
						text: 'ls /sys/module/wireguard tells whether the kernel has WireGuard, which Linux has since 5.6',
					},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['cilium/wireguard', 'cilium/system-requirements'],
			},
			explains: ['cilium/encryption#peers', 'cilium/peer'],
		},
		peers: {
			severity: 'warning',
			text: 'Cilium has {peers} WireGuard peers for {others} other nodes: what goes to the rest is dropped or not encrypted',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg encrypt status'},
					{
						text: 'kubectl get ciliumnodes -o yaml | grep wg-pub-key tells which nodes have no key: look at the agents there',
					},
				],
				links: ['cilium/wireguard', 'cilium/cluster-health'],
			},
		},
	},
	*run({status: {encryption}, links, nodes}, {finding, environment}) {
		if (encryption === undefined || encryption.mode === 'Disabled') {
			return;
		}
		const {mode, message, wireguard} = encryption;
		const node = thisNode(environment);
		if (message !== undefined) {
			yield finding('failing', {mode, reason: message}, ciliumAgentSubject, {
				evidence: [{from: 'status', excerpt: `"encryption": {"mode": "${mode}", "msg": "${message}"}`}],
				affects: [node],
			});
		}
		if (mode !== 'Wireguard') {
			return;
		}
		for (const {device, peerCount} of wireguard) {
			const link = links.find(({name}) => name === device);
			const subject = {kind: 'Interface', name: device} as const;
			const said = {from: 'status', excerpt: `"name": "${device}", "peer-count": ${peerCount}`} as const;
			if (link === undefined || !link.isUp) {
				const excerpt = link === undefined ? `no interface ${device}` : linkLine(link);
				const how = link === undefined ? 'is gone' : 'is down';
				yield finding('deviceDown', {device, how, node: node.name}, subject, {
					evidence: [{from: 'links', excerpt}, said],
					affects: [node, subject],
				});
			}
			const others = nodes.filter(
				other =>
					other.name !== node.name &&
					other.labels['kubernetes.io/os'] !== 'windows' &&
					isInService(standingOf(other)),
			).length;
			if (peerCount < others) {
				yield finding('peers', {peers: peerCount, others}, subject, {
					evidence: [said, {from: 'nodes', excerpt: `${others} other Nodes are in service`}],
				});
			}
		}
	},
});
