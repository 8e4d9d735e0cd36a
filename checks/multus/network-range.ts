import {
	addressPoolsOf,
	defineCheck,
	includesAddress,
	ipamOf,
	isClusterDevice,
	listNames,
	masterOf,
	networkSubject,
	overlaps,
	parseAddress,
	parseCidr,
	poolText,
	shareAddresses,
	usersOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/network-range',
	title: 'The addresses of secondary networks belong to nobody else',
	rationale:
		'host-local remembers addresses per node: on a network that spans nodes, each node hands out the same ones, and two pods answer to one address. Ranges of pods and services, and addresses of nodes, must not be handed out either: what is sent there then leaves by the wrong interface.',
	when: {multus: true},
	needs: {
		...{networks: 'multus.networks', nodes: 'kubernetes.nodes', links: 'ip.link'},
		...{ranges: 'cluster.ranges', addresses: 'ip.address', pods: 'multus.pods'},
		elsewhere: 'multus.pods-elsewhere',
	},
	messages: {
		duplicated: {
			severity: 'warning',
			text: 'Each node hands out the same addresses of {range} for the network {network}: host-local keeps them per node, and {type} joins the nodes',
			guide: {
				steps: [
					{text: 'kubectl get pods -A -o yaml | grep -A9 network-status, and compare the addresses of net1'},
					{
						text: 'Use whereabouts as IPAM in the NetworkAttachmentDefinition, with rke2-whereabouts.enabled: true in the HelmChartConfig rke2-multus',
						changes: 'cluster',
					},
					{
						text: 'Or make one definition per node, each with a rangeStart and rangeEnd of its own',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-ipam', 'multus/host-local'],
			},
		},
		ofCluster: {
			severity: 'warning',
			text: 'The network {network} hands out {range}, which overlaps the {users} {other} of this cluster',
			guide: {
				steps: [
					{text: 'Give the NetworkAttachmentDefinition a range that nothing else uses', changes: 'cluster'},
				],
				links: ['rke2/multus-ipam', 'multus/network-attachment-definition'],
			},
		},
		ofNode: {
			severity: 'warning',
			text: 'The network {network} can hand out {address}, the address of the node {node}',
			guide: {
				steps: [
					{
						text: 'Limit the range with rangeStart and rangeEnd (host-local) or exclude (whereabouts) in the NetworkAttachmentDefinition, or give another address there (static)',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-ipam', 'multus/host-local'],
			},
		},
	},
	*run({networks: {networks}, nodes, links, ranges, addresses, pods, elsewhere}, {finding, environment}) {
		const names = new Set(links.map(({name}) => name));
		// A bridge joins nodes only with an interface of the node in it; those of pods are veth.
		const hasPort = (bridge: unknown): boolean =>
			links.some(
				({master, kind}) => master === bridge && (kind === undefined || kind === 'vlan' || kind === 'bond'),
			);
		const pooled = networks.flatMap(network => {
			const plugin = network.config?.ok ? network.config.value.plugins[0] : undefined;
			const master = plugin && masterOf(plugin);
			// Where the interface is not on this node, the network is for others, which may be one node alone.
			const isHere =
				master === 'default' ||
				(master !== undefined && names.has(master.name)) ||
				(plugin?.type === 'bridge' && hasPort(plugin.raw.bridge ?? 'cni0'));
			return plugin === undefined || !isHere
				? []
				: [
						{
							network,
							plugin,
							pools: addressPoolsOf(plugin),
							ipam: network.config?.ok ? ipamOf(network.config.value) : undefined,
						},
					];
		});
		const cidrsOf = (texts: readonly string[]) => texts.flatMap(text => parseCidr(text) ?? []);
		const serviceRanges = cidrsOf(ranges.services);
		const podRanges = cidrsOf([...ranges.pods, ...nodes.flatMap(({podCidrs}) => podCidrs)]);
		for (const {network, plugin, pools, ipam} of pooled) {
			const name = `${network.namespace}/${network.name}`;
			const subject = networkSubject(network);
			const [first] = pools;
			if (first === undefined) {
				continue;
			}
			const range = pools.map(poolText).join(', ');
			const evidence = [
				{from: 'networks', excerpt: `${name}: ${plugin.type}, ${ipam?.type} ${range}`},
			] as const;
			const siblings = pooled.filter(
				other =>
					other.network !== network &&
					other.plugin.ipamType !== 'static' &&
					other.pools.some(pool => pools.some(own => overlaps(own.subnet, pool.subnet))),
			);
			// One definition per node, each with its part of the network, is how host-local can be used.
			const isDivided =
				siblings.length > 0 &&
				siblings.every(other => other.pools.every(pool => pools.every(own => !shareAddresses(own, pool))));
			// A network without pods, or with those of one node alone, hands out nothing twice.
			const [here, there] = [pods, elsewhere].map(list =>
				usersOf(network, list).find(({phase}) => phase === 'Running'),
			);
			if (plugin.ipamType === 'host-local' && here !== undefined && there !== undefined && !isDivided) {
				yield finding('duplicated', {network: name, range, type: plugin.type}, subject, {
					evidence: [
						...evidence,
						{from: 'pods', excerpt: `${here.namespace}/${here.name} here has an address of it`},
						{from: 'elsewhere', excerpt: `${there.namespace}/${there.name} on another node, too`},
					],
				});
			}
			const taken = [
				...podRanges.map(cidr => ({cidr, users: 'range of pods'})),
				...serviceRanges.map(cidr => ({cidr, users: 'range of services'})),
			].find(({cidr}) => pools.some(({subnet}) => overlaps(subnet, cidr)));
			if (taken !== undefined) {
				const other = poolText({subnet: taken.cidr});
				yield finding('ofCluster', {network: name, range, users: taken.users, other}, subject, {evidence});
				continue;
			}
			const excluded = Array.isArray(ipam?.raw.exclude) ? ipam.raw.exclude.map(String) : [];
			const self = environment.nodeName.value ?? '';
			// A range may well hold addresses of the nodes that are there already; one that is fixed is meant.
			const isFixed = plugin.ipamType === 'static';
			const onHost = (isFixed ? addresses : []).flatMap(({link, address, scope}) =>
				scope === 'global' && !isClusterDevice(link) ? [address] : [],
			);
			const held = nodes.map(({name: node, internalIps}) => ({
				name: node,
				all: node === self ? [...new Set([...internalIps, ...onHost])] : internalIps,
			}));
			const owners = held.flatMap(node =>
				node.all
					.filter(text => {
						const address = parseAddress(text);
						const isExcluded = excluded.some(entry => {
							const cidr = parseCidr(entry);
							return (
								cidr !== undefined &&
								address !== undefined &&
								overlaps(cidr, {...address, prefix: address.family === 'ipv4' ? 32 : 128})
							);
						});
						return address !== undefined && !isExcluded && pools.some(pool => includesAddress(pool, address));
					})
					.map(address => ({address, node: node.name})),
			);
			const [owner] = owners;
			if (owner !== undefined) {
				const node = listNames(owners.map(entry => entry.node));
				yield finding('ofNode', {network: name, address: owner.address, node}, subject, {evidence});
			}
		}
	},
});
