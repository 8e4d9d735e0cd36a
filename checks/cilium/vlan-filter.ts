import {ciliumDevicesOf, defineCheck, type Link, linkLine, listNames, thisNode} from 'rke2-netdoctor';

/** `20 40 300`, as the chart writes it; 0 lets all pass. */
const idsIn = (text: string): readonly number[] =>
	text
		.split(/[\s,]+/)
		.filter(word => word !== '')
		.map(Number);

/** Somebody on this node sends or awaits packets there: the host itself, or what a bridge or macvlan joins to it. */
const isUsed = (vlan: Link, links: readonly Link[], addressed: ReadonlySet<string>): boolean =>
	addressed.has(vlan.name) || vlan.master !== undefined || links.some(({lower}) => lower === vlan.name);

type Vlan = Link & {readonly vlan: NonNullable<Link['vlan']>};

/** More of them in the filter of a node, and the agent cannot write its programs: `vlanFilterMacros` in pkg/datapath/linux/config. */
const mostVlans = 5;

/** What bpf.vlanBypass needs so that `dropped` pass, too. */
const bypassFor = (
	dropped: readonly Vlan[],
	passing: readonly number[],
	devices: readonly string[],
	vlans: readonly Vlan[],
): string => {
	const ids = new Set([...passing, ...dropped.map(({vlan}) => vlan.id)]);
	const filtered = vlans.filter(
		({name, lower, vlan}) =>
			lower !== undefined && devices.includes(lower) && (devices.includes(name) || ids.has(vlan.id)),
	);
	return filtered.length > mostVlans ? '0' : [...ids].join(', ');
};

export default defineCheck({
	id: 'cilium/vlan-filter',
	title: 'Cilium lets VLANs of this host pass at the interfaces that it serves',
	rationale:
		"On an interface that carries its programs Cilium drops whatever is tagged for a VLAN, unless the VLAN's own interface is among the interfaces that it serves too, or its number is in bpf.vlanBypass. By itself it serves a VLAN that has an address and a route; one below a bridge or a macvlan, or one that devices of the chart leaves out, is cut off while the untagged network is well: storage networks, virtual machines, networks of Multus.",
	when: {cni: ['cilium']},
	needs: {
		status: 'cilium.status',
		configuration: 'cilium.configuration',
		links: 'ip.link',
		addresses: 'ip.address',
	},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'Cilium drops what is tagged for {vlans} at {device}, where its programs sit: nothing passes there but what is untagged, or tagged for VLANs that it is told of',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg monitor --type drop: "VLAN traffic disallowed by VLAN filter"',
					},
					{
						text: 'Set bpf.vlanBypass: [{ids}] in the HelmChartConfig rke2-cilium, with the VLANs of all nodes (five at the most on a node; beyond that [0], which lets every VLAN pass), then restart the agents: kubectl -n kube-system rollout restart daemonset cilium',
						changes: 'cluster',
					},
					{
						text: 'If services are to be served there as well: name those interfaces in devices of the HelmChartConfig instead (five at the most on a node; beyond that bpf.vlanBypass: [0] as well)',
						changes: 'cluster',
					},
				],
				links: ['cilium/vlan', 'cilium/kube-proxy-free', 'rke2/chart-cilium'],
			},
		},
	},
	*run({status, configuration, links, addresses}, {finding, environment}) {
		const devices = ciliumDevicesOf(status) ?? [];
		const passing = idsIn(configuration['vlan-bpf-bypass'] ?? '');
		if (passing.includes(0)) {
			return;
		}
		const addressed = new Set(addresses.filter(({scope}) => scope === 'global').map(({link}) => link));
		const vlans = links.filter((link): link is Vlan => link.vlan !== undefined);
		const lost = vlans.filter(
			link =>
				link.lower !== undefined &&
				devices.includes(link.lower) &&
				link.isUp &&
				!devices.includes(link.name) &&
				!passing.includes(link.vlan.id) &&
				isUsed(link, links, addressed),
		);
		const ids = bypassFor(lost, passing, devices, vlans);
		for (const device of devices) {
			const dropped = lost.filter(({lower}) => lower === device);
			if (dropped.length === 0) {
				continue;
			}
			yield finding(
				'dropped',
				{
					device,
					vlans: listNames(dropped.map(({name, vlan}) => `VLAN ${vlan.id} (${name})`)),
					ids,
				},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'status', excerpt: `"kube-proxy-replacement": {"devices": ${JSON.stringify(devices)}}`},
						{
							from: 'configuration',
							of: 'cilium-config',
							excerpt: `vlan-bpf-bypass: ${configuration['vlan-bpf-bypass'] ?? '(not set)'}`,
						},
						{from: 'links', excerpt: dropped.map(linkLine).join('\n')},
					],
					affects: [thisNode(environment), ...dropped.map(({name}) => ({kind: 'Interface', name}) as const)],
				},
			);
		}
	},
});
