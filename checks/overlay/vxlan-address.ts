import {
	addressLine,
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	formatAddress,
	isSameAddress,
	networkOf,
	parseAddress,
	parseCidr,
	scopeOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-address',
	title: "flannel's VXLAN device has the network address of this node's pod CIDR, and no other",
	rationale:
		'The address is the source of what the node itself sends to pods of other nodes, and what those nodes answer to. One of another range means that flannel has not noticed a new pod CIDR; a further one is the mark of a network service that manages a device it should leave alone.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', addresses: 'ip.address', pods: 'flannel.pod-cidr'},
	wants: {node: 'kubernetes.node', routes: 'ip.route'},
	messages: {
		wrong: {
			severity: 'critical',
			text: '{device} has the address {has}, but the pod CIDR of this node is {podCidr}',
			guide: {
				steps: [
					{text: 'kubectl get node {node} -o jsonpath="{.spec.podCIDRs}"'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'Delete the pods of this node that still have addresses of the old range',
						changes: 'cluster',
					},
				],
				links: ['flannel/pod-cidr', 'flannel/troubleshooting'],
			},
			explains: ['overlay/peer-unreachable'],
		},
		missing: {
			severity: 'warning',
			text: '{device} has no address: this node itself cannot reach pods of other nodes from {expected}',
			guide: {
				steps: [
					{text: 'ip address add {expected} dev {device}', changes: 'node'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'Keep NetworkManager and DHCP clients from managing flannel* devices, so that the address stays',
					},
				],
				links: ['rke2/known-issues-networkmanager', 'flannel/backend-vxlan'],
			},
			explains: [
				// With the last address the kernel takes the routes and neighbours of the device.
				'overlay/peer-route',
				'overlay/peer-neighbour',
				'overlay/peer-fdb',
				'overlay/peer-unreachable',
			],
		},
		additional: {
			severity: 'warning',
			text: '{device} has the address {has} besides its own: something else manages it, and flannel may refuse to start',
			guide: {
				steps: [
					{text: 'ip address delete {has} dev {device}', changes: 'node'},
					{
						text: 'Keep NetworkManager and DHCP clients from managing flannel* devices, so that it does not come back',
					},
				],
				links: ['rke2/known-issues-networkmanager', 'flannel/troubleshooting'],
			},
		},
	},
	*run({links, addresses, pods}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const {name, family, link} = device;
			const cidrs = pods.cidrs.map(parseCidr).filter(cidr => cidr?.family === family);
			const [first] = cidrs;
			// The kernel takes the IPv6 addresses of a device that is down: overlay/vxlan-down tells that.
			if (first === undefined || link?.isUp !== true) {
				continue;
			}
			const expected = cidrs.flatMap(cidr => (cidr === undefined ? [] : [formatAddress(networkOf(cidr))]));
			const own = addresses.filter(candidate => {
				const parsed = parseAddress(candidate.address);
				const isOwnLinkLocal = family === 'ipv6' && parsed !== undefined && scopeOf(parsed) === 'link-local';
				return candidate.link === name && candidate.family === family && !isOwnLinkLocal;
			});
			const bits = family === 'ipv4' ? 32 : 128;
			const isExpected = ({address, prefixLength}: (typeof own)[number]): boolean =>
				prefixLength === bits && expected.some(wanted => isSameAddress(wanted, address));
			const strangers = own.filter(candidate => !isExpected(candidate));
			const subject = {kind: 'Interface', name} as const;
			const affects = brokenBy(device, environment);
			const podCidr = pods.cidrs.find(cidr => cidr.includes(':') === (family === 'ipv6')) ?? '';
			const assigned =
				pods.source === 'Node'
					? ({from: 'node', excerpt: `spec.podCIDRs: ${podCidr}`} as const)
					: ({from: 'routes', excerpt: `blackhole ${podCidr}`} as const);
			const evidence = [
				{from: 'addresses', excerpt: own.map(addressLine).join('\n') || `${name}: no address`},
				assigned,
			] as const;
			const [stranger] = strangers;
			if (own.length === 0) {
				const data = {device: name, expected: `${expected[0]}/${bits}`, ...flannelPodOf(environment)};
				yield finding('missing', data, subject, {evidence, affects});
			} else if (stranger !== undefined) {
				const has = `${stranger.address}/${stranger.prefixLength}`;
				yield strangers.length === own.length
					? finding('wrong', {device: name, has, podCidr, ...flannelPodOf(environment)}, subject, {
							evidence,
							affects,
						})
					: finding('additional', {device: name, has}, subject, {evidence});
			}
		}
	},
});
