import {
	type Cidr,
	contains,
	defineCheck,
	familyOf,
	formatCidr,
	formatTimestamp,
	parseAddress,
	parseCidr,
	type RefusedPacket,
	refusedPackets,
	thisNode,
} from 'rke2-netdoctor';

const minutes = 30;
/** What was refused before is history: somebody may have opened it since. */
const freshMinutes = 5;
const leastPackets = 3;

/** What pods ask a node itself for. Only servers have the API. */
const [apiPort, kubeletPort] = [6443, 10_250];

const wayOf = ({incoming, outgoing}: RefusedPacket): string =>
	[incoming === '' ? '' : `in ${incoming}`, outgoing === '' ? '' : `out ${outgoing}`]
		.filter(part => part !== '')
		.join(', ');

const letIn = [
	{text: 'journalctl -k --since=-10min | grep DPT={port}'},
	{
		text: 'Let pods in: ufw allow proto tcp from {range} to any port {port}; firewall-cmd --permanent --zone=trusted --add-source={range} && firewall-cmd --reload; or, in rules of your own, before what drops: {iptables} -I INPUT -s {range} -p tcp --dport {port} -j ACCEPT, and the same where they are saved',
		changes: 'node',
	},
] as const;
const servingLinks = ['rke2/requirements-ports', 'rke2/known-issues-firewalld', 'flannel/firewalls'] as const;

export default defineCheck({
	id: 'netfilter/firewall-log',
	title: 'No firewall of this node says that it refuses packets of the pod network',
	rationale:
		'ufw, firewalld with LogDenied and many others log what they refuse in the log of the kernel, with the packet. That is certain also where their rules cannot be followed. Only datagrams of the tunnel between nodes, connections and DNS between addresses of pods, and what pods ask the kubelet and the API of this node are looked at, of the last half hour, as long as it goes on; what network policies log is meant.',
	needs: {
		log: 'kernel.log',
		now: 'system.clock',
		ranges: 'cluster.ranges',
		links: 'ip.link',
		plan: 'peer.plan',
	},
	messages: {
		overlay: {
			severity: 'warning',
			text: 'The firewall of this node says that it refuses the tunnel between nodes: {prefix} UDP port {port} from {source} to {destination} ({way}), {count} times since {since}, the last at {time}',
			guide: {
				steps: [
					{text: 'journalctl -k --since=-10min | grep DPT={port}'},
					{
						text: "Let UDP port {port} in from the nodes, with their network for NODES, and never from everywhere, for who reaches it is in the network of pods: ufw allow proto udp from NODES to any port {port}, or firewall-cmd --permanent --add-rich-rule='rule family={family} source address=NODES port port={port} protocol=udp accept' && firewall-cmd --reload; or turn off whichever of the two runs: systemctl disable --now ufw, or firewalld",
						changes: 'node',
					},
				],
				links: ['rke2/requirements-cni-ports', 'flannel/firewalls', 'rke2/known-issues-firewalld'],
			},
			explains: ['overlay/peer-unreachable'],
		},
		overlayOut: {
			severity: 'warning',
			text: 'The firewall of this node says that it refuses what this node itself sends into the tunnel between nodes: {prefix} UDP port {port} from {source} to {destination} ({way}), {count} times since {since}, the last at {time}',
			guide: {
				steps: [
					{text: 'journalctl -k --since=-10min | grep DPT={port}'},
					{
						text: 'Let UDP port {port} out: ufw allow out proto udp to any port {port}; with firewalld, look for the rule or policy that refuses it: firewall-cmd --list-all-policies; firewall-cmd --direct --get-all-rules; or turn off whichever of the two runs: systemctl disable --now ufw, or firewalld',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-cni-ports', 'flannel/firewalls', 'rke2/known-issues-firewalld'],
			},
			explains: ['overlay/peer-unreachable'],
		},
		pods: {
			severity: 'warning',
			text: 'The firewall of this node says that it refuses what pods send each other: {prefix} {protocol} port {port} from {source} to {destination} ({way}), {count} times since {since}, the last at {time}',
			guide: {
				steps: [
					{text: 'journalctl -k --since=-10min | grep -E "SRC={source}|DST={destination}"'},
					{
						text: 'Let the range of pods through: firewall-cmd --permanent --zone=trusted --add-source={range}; firewall-cmd --reload, or ufw route allow from {range}; or turn off whichever of the two runs: systemctl disable --now ufw, or firewalld',
						changes: 'node',
					},
				],
				links: ['rke2/known-issues-firewalld', 'flannel/firewalls', 'rke2/requirements-cni-ports'],
			},
		},
		api: {
			severity: 'warning',
			text: 'The firewall of this node says that it refuses the API of this node to pods: {prefix} {protocol} port {port} from {source} to {destination} ({way}), {count} times since {since}, the last at {time}',
			guide: {steps: letIn, links: servingLinks},
		},
		// Who closes the kubelet to pods on purpose loses their metrics only.
		kubelet: {
			severity: 'info',
			text: 'The firewall of this node says that it refuses the kubelet of this node to pods, which metrics-server and monitoring need: {prefix} {protocol} port {port} from {source} to {destination} ({way}), {count} times since {since}, the last at {time}',
			guide: {
				steps: [
					{
						text: 'kubectl get pods -A -o wide | grep -wF {source}: whether that pod is meant to ask the kubelet',
					},
					...letIn,
				],
				links: servingLinks,
			},
		},
	},
	*run({log, now, ranges, links, plan}, {finding, environment}) {
		const pods = ranges.pods.flatMap(text => parseCidr(text) ?? []);
		const rangeOf = (text: string): Cidr | undefined => {
			const address = parseAddress(text);
			return address && pods.find(range => contains(range, address));
		};
		const isOfPods = (text: string): boolean => rangeOf(text) !== undefined;
		const isAskedByPod = ({protocol, source, incoming, outgoing}: RefusedPacket): boolean =>
			protocol === 'TCP' && isOfPods(source) && incoming !== '' && outgoing === '';
		const isServer = environment.role.value === 'server';
		const ports = new Set(links.flatMap(({vxlan}) => vxlan?.port ?? []));
		const nodes = new Set(plan.peers.map(({underlay}) => underlay));
		const refused = refusedPackets(log.filter(({time}) => now - time <= minutes * 60_000));
		const kinds = {
			overlay: refused.filter(
				({protocol, port, source, destination}) =>
					protocol === 'UDP' && ports.has(port) && (nodes.has(source) || nodes.has(destination)),
			),
			pods: refused.filter(
				({protocol, port, source, destination}) =>
					(protocol === 'TCP' || port === 53) && isOfPods(source) && isOfPods(destination),
			),
			api: refused.filter(packet => isServer && packet.port === apiPort && isAskedByPod(packet)),
			kubelet: refused.filter(packet => packet.port === kubeletPort && isAskedByPod(packet)),
		};
		for (const kind of ['overlay', 'pods', 'api', 'kubelet'] as const) {
			const [first, last] = [kinds[kind][0], kinds[kind].at(-1)];
			if (
				first === undefined ||
				last === undefined ||
				kinds[kind].length < leastPackets ||
				now - last.line.time > freshMinutes * 60_000
			) {
				continue;
			}
			const range = rangeOf(last.source);
			const {line, prefix, source, destination, protocol, port} = last;
			// What this node sends itself came in nowhere.
			const message = kind === 'overlay' && last.incoming === '' ? 'overlayOut' : kind;
			yield finding(
				message,
				{
					...{prefix, source, destination, protocol, port, way: wayOf(last)},
					count: kinds[kind].length,
					since: formatTimestamp(first.line.time),
					time: formatTimestamp(line.time),
					range: range === undefined ? '' : formatCidr(range),
					family: familyOf(source),
					iptables: range?.family === 'ipv6' ? 'ip6tables' : 'iptables',
				},
				thisNode(environment),
				{evidence: [{from: 'log', excerpt: line.message}], affects: [thisNode(environment)]},
			);
		}
	},
});
