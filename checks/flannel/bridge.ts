import {
	bridgePorts,
	closedPorts,
	defineCheck,
	detachedPorts,
	flannelBridge,
	isolatedPorts,
	linkLine,
	thisNode,
} from 'rke2-netdoctor';

const recreate = {
	text: 'Delete the pods of this node, so that each gets a new interface: kubectl drain {node} --ignore-daemonsets --delete-emptydir-data, then kubectl uncordon {node}',
	changes: 'cluster',
} as const;
const cause = {
	text: 'Look for who changed it: journalctl -k | grep cni0, and see that NetworkManager or systemd-networkd does not manage cni0 and veth*: nmcli device; networkctl',
} as const;

export default defineCheck({
	id: 'flannel/bridge',
	title: 'The bridge cni0 is up and holds the interfaces of the pods',
	rationale:
		'On Flannel all pods of a node are ports of the bridge cni0, which is also their gateway. It comes with the first pod; when it is deleted, a new one is made for the next pod, but the older pods stay cut off.',
	when: {cni: ['flannel']},
	needs: {links: 'ip.link', addresses: 'ip.address', routes: 'ip.route'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The bridge cni0 does not exist, although {count} {count:pod|pods} of this node {count:has an interface for it: it is|have interfaces for it: they are} cut off',
			guide: {
				steps: [{text: 'ip -d link show type veth'}, recreate, cause],
				links: ['flannel/troubleshooting', 'rke2/flannel'],
			},
			explains: ['cni/pod-network#gatewayForeign', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		down: {
			severity: 'critical',
			text: 'The bridge cni0 is administratively down: {count} {count:pod|pods} of this node {count:is|are} cut off',
			guide: {
				steps: [{text: 'ip link set cni0 up', changes: 'node'}, cause],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: ['flannel/bridge-address#none', 'dns/endpoint-unreachable'],
		},
		noArp: {
			severity: 'critical',
			text: 'The bridge cni0 has the flag NOARP: this node answers no pod that asks for its gateway, and finds none of the {count} {count:pod|pods} behind it',
			guide: {
				steps: [{text: 'ip link set cni0 arp on', changes: 'node'}, cause],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: ['dns/endpoint-unreachable', 'overlay/peer-unreachable'],
		},
		detached: {
			severity: 'critical',
			text: '{count} {count:pod|pods} of this node {count:is|are} not connected to the bridge cni0, {devices} among their interfaces: they are cut off',
			guide: {
				steps: [
					{text: 'bridge link show; ip -d link show type veth'},
					{
						text: 'ip link set DEVICE master cni0, for each of them, until the pods are replaced',
						changes: 'node',
					},
					recreate,
					cause,
				],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
		},
		portDown: {
			severity: 'critical',
			text: 'The interface {device} of a pod is administratively down: that pod is cut off',
			guide: {
				steps: [{text: 'ip link set {device} up', changes: 'node'}, cause],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
		},
		portClosed: {
			severity: 'critical',
			text: 'cni0 lets nothing pass to the pod behind {device}: {why}',
			guide: {
				steps: [
					{text: 'bridge -d link show dev {device}'},
					{
						text: 'bridge link set dev {device} state 3 locked off learning on flood on',
						changes: 'node',
					},
					{text: 'Or delete the pod behind it, which gets a new interface', changes: 'cluster'},
					cause,
				],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
		},
		isolated: {
			severity: 'warning',
			text: '{count} ports of cni0 are isolated from each other, {devices} among them: pods of this node do not reach each other, CoreDNS here included, while those of other nodes do',
			guide: {
				steps: [
					{text: 'bridge -d link show | grep -B 1 "isolated on"'},
					{
						text: 'bridge link set dev DEVICE isolated off, for each of them, until the pods are replaced',
						changes: 'node',
					},
					{text: 'grep -rn portIsolation /etc/cni/net.d: the plugin bridge does it where it is told so'},
					cause,
				],
				links: ['flannel/troubleshooting', 'rke2/flannel'],
			},
		},
	},
	*run({links, addresses, routes}, {finding, environment}) {
		const bridge = links.find(({name}) => name === flannelBridge);
		const ports = bridgePorts(links);
		const detached = detachedPorts(links, addresses, routes);
		const node = environment.nodeName.value ?? '$(hostname)';
		const subject = {kind: 'Interface', name: flannelBridge} as const;
		const details = {
			evidence: [
				{
					from: 'links',
					excerpt: [...(bridge === undefined ? [] : [bridge]), ...detached.slice(0, 3)]
						.map(linkLine)
						.join('\n'),
				},
			],
			affects: [subject, thisNode(environment)],
		} as const;
		if (bridge === undefined) {
			if (detached.length > 0) {
				yield finding('missing', {count: detached.length, node}, subject, details);
			}
			return;
		}
		// Without pods a bridge carries nothing.
		if (!bridge.isUp && ports.length > 0) {
			yield finding('down', {count: ports.length}, subject, details);
		}
		if (bridge.flags.includes('NOARP') && ports.length > 0) {
			yield finding('noArp', {count: ports.length}, subject, details);
		}
		if (detached.length > 0) {
			const devices = detached.slice(0, 3).map(({name}) => name);
			yield finding(
				'detached',
				{count: detached.length, devices: devices.join(', '), node},
				subject,
				details,
			);
		}
		const isolated = isolatedPorts(links);
		if (isolated.length > 0) {
			const devices = isolated
				.slice(0, 3)
				.map(({name}) => name)
				.join(', ');
			yield finding('isolated', {count: isolated.length, devices}, subject, {
				evidence: [{from: 'links', excerpt: isolated.map(({name}) => `${name} isolated on`).join('\n')}],
			});
		}
		// A bridge that is down has all its ports disabled.
		for (const {link, why} of bridge.isUp ? closedPorts(links) : []) {
			yield finding(
				'portClosed',
				{device: link.name, why},
				{kind: 'Interface', name: link.name},
				{evidence: [{from: 'links', excerpt: linkLine(link)}]},
			);
		}
		for (const port of ports.filter(({isUp}) => !isUp)) {
			yield finding(
				'portDown',
				{device: port.name},
				{kind: 'Interface', name: port.name},
				{evidence: [{from: 'links', excerpt: linkLine(port)}]},
			);
		}
	},
});
