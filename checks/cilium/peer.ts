import {
	ciliumAgentSubject,
	ciliumPeerLine,
	ciliumPeersOf,
	defineCheck,
	formatTimestamp,
	ipsecLossOf,
	isOldRound,
	listNames,
	policyOfHealth,
	thisNode,
	trafficLine,
} from 'rke2-netdoctor';

const status = {
	text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-health status --verbose',
} as const;
/** What Cilium says, and where IPsec drops something the policies that may be to blame. */
const look = {text: '{look}'} as const;

export default defineCheck({
	id: 'cilium/peer',
	title: "Cilium's health checks reach every other node, and a pod on it",
	rationale:
		'cilium-health asks each node twice, by ICMP and HTTP on port 4240: at its own address, which is the network of the nodes, and at a pod of its own there, which takes the way of all pods. What fails of the two tells which of them is broken. A policy that covers all endpoints also blocks the second one, and then proves nothing.',
	when: {cni: ['cilium']},
	needs: {
		health: 'cilium.health',
		nodes: 'kubernetes.nodes',
		endpoints: 'cilium.endpoints',
		now: 'system.clock',
	},
	wants: {counters: 'overlay.counters', ipsec: 'cilium.xfrm-errors'},
	messages: {
		isolated: {
			severity: 'critical',
			text: 'Pods on no other node can be reached from here ({count} nodes, {peers}), although the nodes themselves answer: {way}',
			guide: {
				steps: [
					look,
					{
						text: 'Let UDP port 8472 (6081 for Geneve) pass between all nodes, in both directions: firewall, security group, hypervisor',
					},
					{
						text: 'With routingMode: native, every router between the nodes must know their pod CIDRs: ip route get {address}',
					},
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg monitor --type drop'},
				],
				links: ['cilium/connectivity-health', 'rke2/requirements-cni-ports', 'cilium/symptoms'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		endpointLost: {
			severity: 'critical',
			text: 'Pods on {node} cannot be reached from here, although the node itself answers: {way}',
			guide: {
				steps: [
					look,
					{
						text: 'If pods on other nodes can be reached, look on {node} first: its firewall for UDP port 8472, and its cilium-agent',
					},
					{
						text: 'With routingMode: native, every router on the way must know its pod CIDR: ip route get {address}',
					},
				],
				links: ['cilium/connectivity-health', 'rke2/requirements-cni-ports', 'cilium/symptoms'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		unreachable: {
			severity: 'critical',
			text: 'Neither {node} nor pods on it can be reached from here, although Kubernetes calls it ready',
			guide: {
				steps: [
					{text: 'ping -c 3 {address}'},
					status,
					{text: 'Let TCP port 4240, ICMP echo and UDP port 8472 pass between all nodes'},
				],
				links: ['rke2/requirements-cni-ports', 'cilium/connectivity-health'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		filtered: {
			severity: 'warning',
			text: "Port 4240 of {node} cannot be reached from here, although pods on it can: a firewall between the nodes filters Cilium's health checks",
			guide: {
				steps: [status, {text: 'Let TCP port 4240 and ICMP echo pass between all nodes'}],
				links: ['rke2/requirements-cni-ports', 'cilium/firewall-rules'],
			},
		},
		policy: {
			severity: 'info',
			text: "A policy blocks Cilium's own health checks of pods, which therefore fail for all {count} nodes: they do not tell whether pods reach each other",
			guide: {
				steps: [
					{text: 'kubectl get ciliumclusterwidenetworkpolicies'},
					{
						text: 'Allow the entity health to and from endpoints with the label reserved:health in a CiliumClusterwideNetworkPolicy',
						changes: 'cluster',
					},
				],
				links: ['cilium/policy', 'cilium/issue-health-policy'],
			},
		},
		stale: {
			severity: 'warning',
			text: "Cilium's health checks have not run since {time}: what they say about other nodes is old",
			guide: {
				steps: [
					{text: 'crictl logs --tail 100 $(crictl ps -q --name cilium-agent) 2>&1 | grep health'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['cilium/connectivity-health', 'cilium/cluster-health'],
			},
		},
	},
	*run({health, nodes, endpoints, now, counters, ipsec = {}}, {finding, environment}) {
		const self = thisNode(environment);
		if (isOldRound(health, now)) {
			const time = formatTimestamp(health.askedAt ?? 0);
			yield finding('stale', {time, node: self.name}, ciliumAgentSubject, {
				evidence: [{from: 'health', excerpt: `"timestamp": "${time}"`}],
			});
			return;
		}
		const peers = ciliumPeersOf(health, nodes);
		const asked = peers.filter(({endpoint}) => endpoint !== 'unknown');
		const noPod = asked.filter(({endpoint}) => endpoint === 'lost');
		const isAll = noPod.length > 0 && noPod.length === asked.length;
		const nativeWay = 'no route leads to its pods, or a router on the way does not know them';
		const tunnelWay = 'the tunnel between the nodes does not carry packets';
		// This run asks none of these pods itself: what IPsec drops meanwhile may be meant for somebody else.
		const {cause: ofIpsec} = ipsecLossOf(ipsec, noPod.length);
		const suspicion = ofIpsec === undefined ? '' : `. ${ofIpsec}, perhaps these, too`;
		const way = `${environment.backend.value === 'native' ? nativeWay : tunnelWay}${suspicion}`;
		const seen =
			ofIpsec === undefined
				? status.text
				: `${status.text}; ip xfrm policy; ip xfrm state: does a policy cover the other nodes, and is its key agreed on?`;
		const ofHealth = policyOfHealth(endpoints);
		if (isAll && ofHealth !== undefined) {
			const excerpt = `endpoint ${ofHealth.id} reserved:health, policy-enabled: ${ofHealth.policy}`;
			yield finding('policy', {count: noPod.length}, ciliumAgentSubject, {
				evidence: [{from: 'endpoints', excerpt}],
			});
			return;
		}
		const tunnel = counters?.find(({name}) => name === environment.overlayDevice.value);
		const traffic = tunnel === undefined ? [] : [{from: 'counters', excerpt: trafficLine(tunnel)} as const];
		const [first] = noPod;
		const isIsolated = isAll && noPod.length > 1 && noPod.every(({host}) => host !== 'lost');
		if (isIsolated && first !== undefined) {
			yield finding(
				'isolated',
				{
					count: noPod.length,
					peers: listNames(noPod.map(({node}) => node)),
					way,
					look: seen,
					address: first.health.endpoint?.address ?? '',
				},
				self,
				{
					evidence: [{from: 'health', excerpt: noPod.slice(0, 3).map(ciliumPeerLine).join('\n')}, ...traffic],
				},
			);
		}
		for (const peer of peers) {
			const {node, host, endpoint, health: found} = peer;
			const subject = {kind: 'Peer', name: node} as const;
			const details = {
				evidence: [{from: 'health', excerpt: ciliumPeerLine(peer)}, ...traffic],
				about: [{kind: 'Node', name: node}],
			} as const;
			const isHttpLost = found.host?.http.result === 'failed';
			if (endpoint === 'lost' && host === 'lost') {
				yield finding('unreachable', {node, address: found.host?.address ?? ''}, subject, details);
			} else if (endpoint === 'lost' && !isIsolated) {
				const address = found.endpoint?.address ?? '';
				yield finding('endpointLost', {node, way, look: seen, address}, subject, details);
			} else if (isHttpLost && (endpoint === 'reached' || endpoint === 'partly')) {
				yield finding('filtered', {node}, subject, details);
			}
		}
	},
});
