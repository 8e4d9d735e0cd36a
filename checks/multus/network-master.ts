import {
	brokenBelowOf,
	defaultRoutes,
	defineCheck,
	isPortOf,
	type Link,
	linkLine,
	listNames,
	masterOf,
	networkSubject,
	podSubject,
	usedNetworks,
	workloadNames,
} from 'rke2-netdoctor';

const stateOf = ({isUp}: {readonly isUp: boolean}): string => (isUp ? 'without carrier' : 'down');

/** They take all that arrives at their master, which a bond or a bridge does already: the kernel says "device or resource busy". */
const exclusive: readonly string[] = ['macvlan', 'ipvlan'];

/** A macvlan needs Ethernet below it (macvlan_port_create in drivers/net/macvlan.c); undefined where it has that. */
const withoutEthernet = (type: string, {flags, kind = ''}: Link): string | undefined => {
	if (type !== 'macvlan') {
		return undefined;
	}
	return flags.includes('LOOPBACK')
		? 'the loopback interface'
		: flags.includes('POINTOPOINT')
			? `a tunnel${kind === '' ? '' : ` of the kind ${kind}`} without Ethernet`
			: undefined;
};

export default defineCheck({
	id: 'multus/network-master',
	title: 'The interfaces on which the networks of pods here build are on this node',
	rationale:
		'macvlan, ipvlan and vlan make their device on an interface of the node that the NetworkAttachmentDefinition names for all nodes. Where it is missing or smaller than the MTU that is asked for, the pod cannot start; where it is a port of a bond, it cannot start either; where it is down, or what is below it, the pod starts and its network carries nothing. Networks that no pod of this node asks for are left alone: other nodes may have the interface.',
	when: {multus: true},
	needs: {networks: 'multus.networks', pods: 'multus.pods', links: 'ip.link', routes: 'ip.route'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{pods} cannot start here: this node has no interface {master}, on which the network {network} builds',
			guide: {
				steps: [
					{text: 'ip -br link'},
					{
						text: 'Correct master in the NetworkAttachmentDefinition, or keep the pods to nodes that have {master} with a nodeSelector',
						changes: 'cluster',
					},
					{
						text: 'Or give the interface that name on this node, with a udev or systemd .link rule',
						changes: 'node',
					},
				],
				links: ['multus/macvlan', 'multus/network-attachment-definition'],
			},
			explains: ['multus/plugin-failures', 'multus/pod-failures#other'],
		},
		noDefaultRoute: {
			severity: 'critical',
			text: '{pods} cannot start here: the network {network} names no master and this node has no default route to take it from',
			guide: {
				steps: [
					{text: 'ip route show default'},
					{text: 'Name the master in the NetworkAttachmentDefinition', changes: 'cluster'},
				],
				links: ['multus/macvlan', 'rke2/airgap-default-route'],
			},
			explains: ['multus/plugin-failures', 'multus/pod-failures#other'],
		},
		tooSmall: {
			severity: 'critical',
			text: '{pods} cannot start here: the network {network} asks for MTU {mtu}, but {master} has {masterMtu}',
			guide: {
				steps: [
					{text: 'ip link show {master}'},
					{
						text: 'Lower mtu in the NetworkAttachmentDefinition, or raise that of {master} on every node that the pods may run on',
						changes: 'cluster',
					},
				],
				links: ['multus/macvlan', 'multus/network-attachment-definition'],
			},
			explains: ['multus/plugin-failures', 'multus/pod-failures#other'],
		},
		port: {
			severity: 'critical',
			text: '{pods} cannot start here: the network {network} builds on {master}, which is a port of {owner} and can carry no {type}',
			guide: {
				steps: [
					{text: 'ip -d link show {master}; ip link show master {owner}'},
					{
						text: 'Name {owner} as master in the NetworkAttachmentDefinition, or a VLAN on it',
						changes: 'cluster',
					},
				],
				links: ['multus/macvlan', 'multus/network-attachment-definition'],
			},
			explains: ['multus/plugin-failures', 'multus/pod-failures#other'],
		},
		unusable: {
			severity: 'critical',
			text: '{pods} cannot start here: the network {network} builds on {master}, which is {what} and can carry no {type}',
			guide: {
				steps: [
					{text: 'ip -br link: which interface leads to the network that the pods should be in'},
					{text: 'Name that as master in the NetworkAttachmentDefinition', changes: 'cluster'},
				],
				links: ['multus/macvlan', 'multus/network-attachment-definition'],
			},
			explains: ['multus/plugin-failures', 'multus/pod-failures#other'],
		},
		down: {
			severity: 'warning',
			text: '{master} is {state}{because}: the network {network} of {pods} carries nothing on this node',
			guide: {
				steps: [
					{text: 'ip -s link show {culprit}'},
					{
						text: 'Bring {culprit} up in the network configuration of this node, so that it is up after a reboot too; it needs no address',
						changes: 'node',
					},
				],
				links: ['multus/macvlan', 'rke2/multus-plugins'],
			},
		},
	},
	*run({networks: {networks}, pods, links, routes}, {finding}) {
		for (const {network, users} of usedNetworks(networks, pods)) {
			const plugins = network.config?.ok ? network.config.value.plugins : [];
			const name = `${network.namespace}/${network.name}`;
			const common = {pods: listNames(workloadNames(users)), network: name};
			const subject = networkSubject(network);
			const affects = [subject, ...users.map(podSubject)];
			for (const plugin of plugins) {
				const master = masterOf(plugin);
				const [route] = defaultRoutes(routes, 'ipv4');
				const device = master === 'default' ? route?.dev : master?.name;
				const link = links.find(entry => entry.name === device);
				const cited = {
					from: 'networks',
					excerpt: `${name}: ${plugin.type} on ${device ?? 'no master'}`,
				} as const;
				const names = links.map(entry => entry.name).join(' ');
				if (master === 'default' && route === undefined) {
					yield finding('noDefaultRoute', common, subject, {
						evidence: [cited, {from: 'routes', excerpt: 'no default route'}],
						affects,
					});
				} else if (device !== undefined && link === undefined) {
					yield finding('missing', {...common, master: device}, subject, {
						evidence: [cited, {from: 'links', excerpt: names}],
						affects,
					});
				} else if (link !== undefined) {
					const {mtu = 0} = plugin;
					const evidence = [cited, {from: 'links', excerpt: linkLine(link)}] as const;
					const what = withoutEthernet(plugin.type, link);
					if (what !== undefined) {
						const data = {...common, master: link.name, type: plugin.type, what};
						yield finding('unusable', data, subject, {evidence, affects});
					} else if (mtu > link.mtu) {
						const data = {...common, master: link.name, mtu, masterMtu: link.mtu};
						yield finding('tooSmall', data, subject, {evidence, affects});
					} else if (exclusive.includes(plugin.type) && isPortOf(link, links)) {
						const data = {...common, master: link.name, owner: link.master ?? '', type: plugin.type};
						yield finding('port', data, subject, {evidence, affects});
					} else if (!link.isUp || !link.hasCarrier) {
						const culprits = brokenBelowOf(link, links);
						const below = culprits.filter(({name}) => name !== link.name);
						const culprit = (below[0] ?? link).name;
						const because =
							below.length === 0
								? ''
								: `, since ${listNames(below.map(entry => entry.name))} below it ${below.length === 1 ? 'is' : 'are'}`;
						yield finding(
							'down',
							{...common, master: link.name, state: stateOf(link), because, culprit},
							subject,
							{
								evidence: [cited, {from: 'links', excerpt: [link, ...below].map(linkLine).join('\n')}],
								about: [link, ...below].map(entry => ({kind: 'Interface', name: entry.name}) as const),
								affects,
							},
						);
					}
				}
			}
		}
	},
});
