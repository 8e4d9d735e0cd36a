import {
	defineCheck,
	listAll,
	netfilterEndOf,
	netfilterEndSubject,
	netfilterRemedyOf,
	thisNode,
} from 'rke2-netdoctor';

const look = {text: '{show}'} as const;
const atOnce = {text: 'At once, until the next start: {open}', changes: 'node'} as const;
const reboot = {
	text: 'Drain and reboot the node when that is done: the CNI and kube-proxy then write their rules into clean tables',
	changes: 'node',
} as const;
const ways = {
	'to-peers': 'from its pods to those of other nodes',
	'from-peers': 'from pods of other nodes to its own',
	'on-this-node': 'between its own pods',
	'to-api': 'from its pods to the API',
	'to-dns': 'from its pods to the cluster DNS',
	outside: 'from its pods to whatever is outside of the cluster',
} as const;

const messageOf = {
	docker: 'byDocker',
	firewalld: 'byFirewalld',
	ufw: 'byUfw',
	'kube-router': 'byKubeRouter',
	cilium: 'byCilium',
	'service-range': 'byServiceRange',
	unknown: 'dropped',
} as const;

export default defineCheck({
	id: 'netfilter/pod-forwarding',
	title: 'This node lets pass what its pods send each other and the API',
	rationale:
		'Packets of pods pass the hook FORWARD of every table that has one: those of iptables (nf_tables and legacy) and those of firewalls that speak nftables. Canal and Calico accept there what their policies allow, flannel accepts the range of the pods. A firewall of the host that drops before that, in another table, or in the other back-end, cuts pods of different nodes from each other while the nodes look well. A policy of DROP is harmless where the rules of the CNI come first. What pods send to the API is forwarded to a server, or comes in where this node is one; with Cilium that passes these rules as long as it leaves routing to the host. IPv6 is looked at where pods have it. The chains are followed as the kernel does, with a packet that network policies allow; where a rule cannot be judged, no answer is given.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {passage: 'netfilter.pod-passage', ranges: 'cluster.ranges'},
	wants: {units: 'systemd.units'},
	messages: {
		byDocker: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: Docker has closed FORWARD, {how}{elsewhere}',
			guide: {
				steps: [
					look,
					atOnce,
					{
						text: 'Remove Docker, which RKE2 does not need: systemctl disable --now docker.service docker.socket. Where it must stay, from Docker 28 on: "ip-forward-no-drop": true in /etc/docker/daemon.json',
						changes: 'node',
					},
					reboot,
				],
				links: ['flannel/connectivity', 'flannel/firewalls', 'rke2/requirements-networking'],
			},
		},
		byFirewalld: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: firewalld rejects what is forwarded, {how}{elsewhere}',
			guide: {
				steps: [
					look,
					{text: 'systemctl disable --now firewalld', changes: 'node'},
					{
						text: 'Restart the pods with host ports on this node, such as the ingress controller: firewalld may have removed their rules',
						changes: 'cluster',
					},
				],
				links: ['rke2/known-issues-firewalld', 'flannel/firewalls'],
			},
			explains: ['netfilter/firewall-log'],
		},
		byUfw: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: ufw denies what is routed, {how}{elsewhere}',
			guide: {
				steps: [
					look,
					{text: 'ufw disable', changes: 'node'},
					{
						text: 'Or keep it and allow the ranges of the cluster: ufw default allow routed; ufw allow from {pods}',
						changes: 'node',
					},
					{text: 'dmesg | grep "UFW BLOCK", for what it has dropped'},
				],
				links: ['flannel/firewalls', 'rke2/requirements-cni-ports', 'rke2/known-issues-firewalld'],
			},
			explains: ['netfilter/firewall-log'],
		},
		byKubeRouter: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: rules of kube-router are left from K3s or another network, {how}{elsewhere}',
			guide: {
				steps: [look, atOnce, reboot],
				links: ['rke2/uninstall', 'rke2/select-cni'],
			},
			explains: ['netfilter/kube-router-left'],
		},
		byCilium: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: rules of Cilium are left, which is not the CNI of this cluster, {how}{elsewhere}',
			guide: {
				steps: [look, atOnce, reboot],
				links: ['rke2/select-cni', 'rke2/uninstall'],
			},
			explains: ['netfilter/leftover-chains'],
		},
		onePod: {
			severity: 'warning',
			text: 'This node drops packets {ways}, of the pod behind {device} alone: {how}',
			guide: {
				steps: [
					look,
					{text: 'Which pod it is: ip route show | grep {device}; kubectl get pods -A -o wide'},
					{
						text: 'If nobody has shut that pod off on purpose: {open}, at once and until the next start, and where the rule was written',
						changes: 'node',
					},
					{text: 'Or delete the pod: the next one has another interface', changes: 'cluster'},
				],
				links: ['rke2/requirements-networking', 'flannel/connectivity'],
			},
		},
		byServiceRange: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: Calico takes their addresses for those of services that BGP announces, and drops what no service is for, {how}',
			guide: {
				steps: [
					look,
					{
						text: 'kubectl get bgpconfigurations.crd.projectcalico.org default -o yaml: no range of serviceClusterIPs, serviceExternalIPs and serviceLoadBalancerIPs may hold addresses of pods ({pods}) or nodes',
					},
					{
						text: 'Narrow that range to the addresses of services: calicoctl patch bgpconfiguration default, or where your manifests have it; Felix takes the rule away by itself',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp', 'calico/ip-pool', 'calico/component-logs'],
			},
		},
		outside: {
			severity: 'warning',
			text: 'This node lets pods reach nothing outside of the cluster{over}{resolvers}: {how}',
			guide: {
				steps: [
					look,
					{
						text: 'If that is not meant: {open}, at once and until the next start, and where the rule was written',
						changes: 'node',
					},
					{
						text: 'If pods are not to reach the internet: say so by network policies, and let CoreDNS reach the name servers of this node, or names outside of the cluster are not resolved',
						changes: 'cluster',
					},
				],
				links: ['flannel/firewalls', 'flannel/connectivity', 'rke2/requirements-networking'],
			},
		},
		dropped: {
			severity: 'critical',
			text: 'This node drops packets {ways}{over}: {how}{elsewhere}{suspect}',
			guide: {
				steps: [
					look,
					atOnce,
					{
						text: 'Find who wrote it (iptables.service with /etc/sysconfig/iptables, nftables.service with /etc/nftables.conf, netfilter-persistent, a hardening script) and change or disable that, or it comes back',
						changes: 'node',
					},
				],
				links: ['flannel/firewalls', 'flannel/connectivity', 'rke2/requirements-networking'],
			},
		},
	},
	*run({passage, ranges, units}, {finding, environment}) {
		// Calico's eBPF programs forward past the rules.
		if (environment.cni.value === 'calico' && environment.dataplane.value === 'ebpf') {
			return;
		}
		const writers = (
			['iptables.service', 'nftables.service', 'docker.service', 'firewalld.service', 'ufw.service'] as const
		).filter(name => units?.get(name)?.activeState === 'active');
		for (const hook of ['FORWARD', 'INPUT'] as const) {
			const here = passage.filter(({packet: {way}}) => (way === 'in') === (hook === 'INPUT'));
			const [first] = here;
			if (first === undefined) {
				continue;
			}
			const {author, packet} = first;
			const {chain, rule} = first.end;
			const same = here.filter(
				other => other.author === author && other.end.chain === chain && other.ofOne === first.ofOne,
			);
			const isOfFamily = (range: string): boolean => range.includes(':') === (packet.family === 'ipv6');
			const hasBoth = environment.families.value?.length === 2;
			const over = hasBoth ? ` over ${packet.family === 'ipv6' ? 'IPv6' : 'IPv4'}` : '';
			const pods = ranges.pods.find(isOfFamily) ?? packet.source ?? '';
			// What firewalls are known for is what they forward, and Cilium's own rules are not left over.
			const isKnown = hook === 'FORWARD' && !(author === 'cilium' && environment.cni.value === 'cilium');
			const isOutside = same.every(({way}) => way === 'outside');
			const {ofOne} = first;
			const ofFirst = isOutside ? 'outside' : isKnown ? messageOf[author] : 'dropped';
			const message = ofOne === undefined ? ofFirst : 'onePod';
			const data = {
				...netfilterRemedyOf(first, pods),
				over: same.every(({packet: {family}}) => family === packet.family) ? over : '',
				ways: listAll([...new Set(same.map(({way}) => ways[way]))]),
				how: netfilterEndOf(first),
				elsewhere: first.isAcceptedElsewhere
					? '; the rules of the CNI that would accept them are in the other back-end of iptables'
					: '',
				pods,
				device: ofOne ?? '',
				resolvers: same.some(({packet: {port}}) => port === 53)
					? ', the name servers of this node included'
					: '',
				suspect: writers.length === 0 ? '' : `; ${listAll(writers)} may have written it`,
			};
			const out = packet.way === 'in' ? '' : `, out ${packet.outgoing}`;
			yield finding(
				message,
				data,
				ofOne === undefined ? {kind: 'NetfilterRule', name: hook} : {kind: 'Interface', name: ofOne},
				{
					evidence: [
						{
							from: 'passage',
							of: first.shownBy === 'nft' ? 'nft -j list table' : `${first.shownBy} -c`,
							excerpt: rule?.excerpt ?? `:${chain.replace(/^\w+ /, '')} DROP`,
						},
						{
							from: 'passage',
							of: 'the packet that was followed',
							excerpt: `${packet.protocol} ${packet.source} → ${packet.destination} port ${packet.port}, in ${packet.incoming}${out}`,
						},
					],
					about: [netfilterEndSubject(first)],
					affects: isOutside || ofOne !== undefined ? [] : [thisNode(environment)],
				},
			);
		}
	},
});
