import {
	addressLine,
	defineCheck,
	flannelBridge,
	formatAddress,
	isSameAddress,
	networkOf,
	parseCidr,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/bridge-address',
	title: "The bridge cni0 has the first address of this node's pod CIDR",
	rationale:
		'cni0 is the gateway of the pods. The plugin bridge refuses to start a pod when it finds another IPv4 address there first, as after a change of the pod CIDR or when somebody else set one. Without pods there is no cni0, or one without ports.',
	when: {cni: ['flannel']},
	needs: {links: 'ip.link', addresses: 'ip.address', ranges: 'flannel.pod-cidr'},
	messages: {
		wrong: {
			severity: 'critical',
			text: 'cni0 has the address {has} instead of {expected}: no new pod starts on this node ("cni0" already has an IP address different from {expected})',
			guide: {
				steps: [
					{text: 'ip address show cni0; cat /run/flannel/subnet.env'},
					{
						text: 'kubectl drain {node} --ignore-daemonsets --delete-emptydir-data',
						changes: 'cluster',
					},
					{text: 'ip link delete cni0: the next pod makes it anew', changes: 'node'},
					{text: 'kubectl uncordon {node}', changes: 'cluster'},
				],
				links: ['flannel/troubleshooting', 'flannel/pod-cidr', 'rke2/flannel'],
			},
			explains: [
				'cni/network-unavailable',
				'cni/pod-failures#failing',
				'cni/plugin-failures#bridgeAddress',
				'cni/pod-network#gatewayForeign',
				'overlay/peer-network#bridge',
				'dns/endpoint-unreachable',
			],
		},
		foreign: {
			severity: 'critical',
			text: 'cni0 has the address {has} before its own: no new pod starts on this node ("cni0" already has an IP address different from {expected})',
			guide: {
				steps: [
					{text: 'ip address show cni0'},
					{text: 'ip address del {has} dev cni0', changes: 'node'},
					{
						text: 'See that DHCP clients, NetworkManager and systemd-networkd leave cni0 alone: nmcli device; networkctl',
					},
				],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: ['cni/pod-failures#failing', 'cni/plugin-failures#bridgeAddress'],
		},
		none: {
			severity: 'critical',
			text: 'cni0 has lost its address {expected}: the pods of this node have no gateway',
			guide: {
				steps: [
					{text: 'ip address add {expected} dev cni0', changes: 'node'},
					{text: 'See that NetworkManager and systemd-networkd leave cni0 alone: nmcli device; networkctl'},
				],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: ['cni/pod-network#gatewayForeign', 'dns/endpoint-unreachable'],
		},
	},
	*run({links, addresses, ranges}, {finding, environment}) {
		const hasPorts = links.some(({master}) => master === flannelBridge);
		if (!links.some(({name}) => name === flannelBridge)) {
			return;
		}
		const [range] = ranges.cidrs.flatMap(text => {
			const cidr = parseCidr(text);
			return cidr?.family === 'ipv4' ? [cidr] : [];
		});
		if (range === undefined) {
			return;
		}
		const gateway = formatAddress({family: 'ipv4', value: networkOf(range).value + 1n});
		const expected = `${gateway}/${range.prefix}`;
		const own = addresses.filter(({link, family}) => link === flannelBridge && family === 'ipv4');
		const [first] = own;
		const isExpected = (address: string): boolean => isSameAddress(address, gateway);
		if (first !== undefined && isExpected(first.address)) {
			return;
		}
		const node = environment.nodeName.value ?? '$(hostname)';
		const subject = {kind: 'Interface', name: flannelBridge} as const;
		const affects = [thisNode(environment)];
		const lines = own.map(addressLine).join('\n') || 'cni0: no IPv4 address';
		const details = {evidence: [{from: 'addresses', excerpt: lines}], affects} as const;
		if (first === undefined) {
			// The next pod gives it back, but those that run need it now.
			if (hasPorts) {
				yield finding('none', {expected}, subject, details);
			}
			return;
		}
		const has = `${first.address}/${first.prefixLength}`;
		if (own.some(({address}) => isExpected(address))) {
			yield finding('foreign', {has, expected}, subject, details);
		} else {
			yield finding('wrong', {has, expected, node}, subject, details);
		}
	},
});
