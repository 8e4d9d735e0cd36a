import {defineCheck, listNames, lookupRoute, routingOf, thisNode, vxlanLine} from 'rke2-netdoctor';

const remake = [
	{text: 'ip -d link show {device}'},
	{text: 'ip link delete {device}', changes: 'node'},
	{
		text: 'Delete the pod of the CNI on this node (rke2-canal, kube-flannel-ds or calico-node), which makes the device anew',
		changes: 'node',
	},
	{text: 'Find what made the device before the CNI: a script, systemd-networkd, a former installation'},
] as const;
const links = ['flannel/backend-vxlan', 'rke2/canal'] as const;

const effects: Readonly<Record<string, string>> = {
	gbp: 'group policy (gbp): packets with a mark, such as those of pods that a policy accepted, get another header',
	gpe: 'the protocol extension (gpe): every packet gets another header',
	remcsum_tx: 'remote checksum offload (remcsumtx): TCP and UDP get another header',
};

export default defineCheck({
	id: 'overlay/vxlan-extensions',
	title: 'The VXLAN device sends what those of other nodes understand, with enough hops',
	rationale:
		'The kernel drops datagrams with flags in the VXLAN header that the receiving device was not made for, and neither flannel nor Calico ask for any. The hop limit of datagrams counts as soon as a router stands between the nodes. Other attributes that differ from what the CNI would choose, such as learning, ports of the sender or the age of entries, do no harm and are not judged.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {links: 'ip.link', fdb: 'bridge.fdb', routes: 'ip.route', rules: 'ip.rule'},
	messages: {
		header: {
			severity: 'critical',
			text: '{device} was made with {effects}, and other nodes drop it',
			guide: {steps: remake, links},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		hops: {
			severity: 'critical',
			text: '{device} gives its datagrams {ttl} {ttl:hop|hops}, but {peers} {count:is|are} behind the router {gateway}',
			guide: {steps: [{text: 'ip link set {device} type vxlan ttl 0', changes: 'node'}, ...remake], links},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({links: devices, fdb, routes, rules}, {finding, environment}) {
		const link = devices.find(({name}) => name === environment.overlayDevice.value);
		const {extensions = [], ttl, isExternal = true} = link?.vxlan ?? {};
		if (link === undefined || isExternal) {
			return;
		}
		const {name: device} = link;
		const subject = {kind: 'Interface', name: device} as const;
		const ofDevice = {from: 'links', excerpt: vxlanLine(link)} as const;
		const affects = [thisNode(environment)];
		if (extensions.length > 0) {
			const told = extensions.map(name => effects[name] ?? name).join('; ');
			yield finding('header', {device, effects: told}, subject, {
				evidence: [{...ofDevice, excerpt: `${ofDevice.excerpt} ${extensions.join(' ')}`}],
				affects,
			});
		}
		// One hop is spent at the first router; how many there are is not known.
		if (ttl !== 1) {
			return;
		}
		const routing = routingOf('ipv4', rules, routes);
		const destinations = fdb.flatMap(entry => (entry.link === device ? (entry.destination ?? []) : []));
		const behind = [...new Set(destinations)].flatMap(destination => {
			const found = lookupRoute(routing, {destination});
			const gateway = found.kind === 'route' ? found.route.gateway : undefined;
			return gateway === undefined ? [] : [{destination, gateway}];
		});
		const [first] = behind;
		if (first !== undefined) {
			const peers = behind.map(({destination}) => destination);
			yield finding(
				'hops',
				{device, ttl, peers: listNames(peers), count: peers.length, gateway: first.gateway},
				subject,
				{evidence: [{...ofDevice, excerpt: `${ofDevice.excerpt} ttl ${ttl}`}], affects},
			);
		}
	},
});
