import {
	addressLine,
	brokenBy,
	calicoAddressOf,
	calicoEndpointOf,
	defineCheck,
	type FelixSettings,
	felixSetting,
	flannelDevicesOf,
	type IpFamily,
	isSameAddress,
	type Link,
	linkLine,
	thisNode,
	vtepMacOf,
	vxlanLine,
} from 'rke2-netdoctor';

const symptoms = [
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
	'overlay/peer-unreachable',
] as const;

/** Another device with the VNI and the port that Felix wants: the kernel makes no second one. */
const twinOf = (links: readonly Link[], settings: FelixSettings, family: IpFamily): Link | undefined => {
	const wanted = (key: string, usual: number): number => Number(felixSetting(settings, key).value ?? usual);
	return links.find(
		({vxlan}) =>
			vxlan?.isExternal === false &&
			vxlan.vni === wanted('vxlanVNI', 4096) &&
			vxlan.port === wanted('vxlanPort', 4789) &&
			(vxlan.local ?? '').includes(':') === (family === 'ipv6'),
	);
};

/** Left to the route of each packet. */
const isUnspecified = (address: string): boolean => address === '0.0.0.0' || address === '::';

export default defineCheck({
	id: 'calico/vxlan-device',
	title: 'vxlan.calico exists, with the MAC and the address that other nodes send to',
	rationale:
		'Felix makes vxlan.calico and gives it a MAC that every other node works out from the name of this one. What systemd-udevd or a network manager changes there is invisible on both ends: packets arrive, and the kernel drops them.',
	when: {cni: ['calico'], backend: ['vxlan']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		node: 'kubernetes.node',
		settings: 'felix.settings',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} does not exist, although this node announces its address {tunnel}: it reaches no pod of another node',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node) 2>&1 | grep -i vxlan'},
					{text: 'ip -d link show type vxlan: another device with VNI 4096 keeps it from being made'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/encapsulation', 'calico/component-logs', 'rke2/known-issues-networkmanager'],
			},
			explains: symptoms,
		},
		source: {
			severity: 'critical',
			text: '{device} sends with the address {local}{holder}, but Calico announces {address} for this node: other nodes take packets only from that one',
			guide: {
				steps: [
					{text: 'ip -d link show {device}; ip -br address'},
					{
						text: 'If {address} is right: restart calico-node, which makes its device anew: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If {local} is right: set how Calico finds the address of nodes, installation.calicoNetwork.nodeAddressAutodetectionV4 (kubernetes: NodeInternalIP) in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/encapsulation', 'calico/component-logs', 'rke2/calico'],
			},
			explains: ['overlay/peer-unreachable'],
		},
		taken: {
			severity: 'critical',
			text: '{other} has VNI {vni} and UDP port {port}, so that Felix cannot make {device}: this node reaches no pod of another node',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan'},
					{
						text: 'If what made {other} is gone, as a former CNI: ip link delete {other}. Felix makes its own within seconds',
						changes: 'node',
					},
					{
						text: 'If both are needed: another felixConfiguration.vxlanVNI in the HelmChartConfig rke2-calico, which all nodes take up',
						changes: 'cluster',
					},
				],
				links: ['calico/encapsulation', 'calico/felix-resource', 'rke2/select-cni'],
			},
			explains: ['rke2/cni-signals#leftover', ...symptoms],
		},
		mac: {
			severity: 'critical',
			text: '{device} has the MAC {has}, but other nodes send to {expected}: what they send is dropped here',
			guide: {
				steps: [
					{text: 'ip link show {device}'},
					{text: 'ip link set {device} address {expected}', changes: 'node'},
					{
						text: `printf '[Match]\\nOriginalName=vxlan*.calico\\n[Link]\\nMACAddressPolicy=none\\n' > /etc/systemd/network/10-calico.link`,
						changes: 'node',
					},
				],
				links: ['calico/encapsulation', 'calico/networkmanager', 'rke2/known-issues-networkmanager'],
			},
			explains: symptoms,
		},
		address: {
			severity: 'critical',
			text: '{device} has {has}, but this node announces {tunnel}: what the node itself sends to pods of other nodes gets no answer',
			guide: {
				steps: [
					{text: 'ip address show dev {device}'},
					{text: 'ip address replace {tunnel}/32 dev {device}', changes: 'node'},
					{text: 'If it is lost again, keep NetworkManager and DHCP clients from managing {device}'},
				],
				links: ['calico/networkmanager', 'rke2/known-issues-networkmanager', 'calico/encapsulation'],
			},
			explains: symptoms,
		},
	},
	*run({links, addresses, node, settings}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const {name, family, link} = device;
			const {vxlanTunnel: tunnel, vxlanMac} = calicoEndpointOf(node, family);
			if (tunnel === undefined) {
				continue;
			}
			const subject = {kind: 'Interface', name} as const;
			const affects = brokenBy(device, environment);
			const announced = {from: 'node', excerpt: `VXLANTunnelAddr ${tunnel}`} as const;
			const twin = link === undefined ? twinOf(links, settings, family) : undefined;
			if (twin?.vxlan !== undefined) {
				const {vni = 0, port = 0} = twin.vxlan;
				yield finding('taken', {other: twin.name, vni, port, device: name}, subject, {
					evidence: [{from: 'links', excerpt: vxlanLine(twin)}, announced],
					affects,
				});
				continue;
			}
			if (link === undefined) {
				yield finding('missing', {device: name, tunnel, node: thisNode(environment).name}, subject, {
					evidence: [{from: 'links', excerpt: `Device "${name}" does not exist.`}, announced],
					affects,
				});
				continue;
			}
			const announcedAddress = calicoAddressOf(node, family);
			const local = link.isUp ? link.vxlan?.local : undefined;
			if (
				local !== undefined &&
				announcedAddress !== undefined &&
				// That of another interface is named by calico/node-address.
				node.internalIps.some(address => isSameAddress(address, announcedAddress)) &&
				!isUnspecified(local) &&
				!isSameAddress(local, announcedAddress)
			) {
				const owner = addresses.find(({address}) => isSameAddress(address, local))?.link;
				const data = {
					...{device: name, local, address: announcedAddress, node: thisNode(environment).name},
					holder: owner === undefined ? ', which no interface here has' : ` of ${owner}`,
				};
				yield finding('source', data, subject, {
					evidence: [
						{from: 'links', excerpt: vxlanLine(link)},
						{from: 'node', excerpt: `address of the node ${announcedAddress}`},
					],
					affects,
				});
			}
			const expected = vxlanMac ?? vtepMacOf(node.name, family);
			// With eBPF the device takes its destination from each packet, and any MAC will do.
			const isJudged = link.isUp && link.vxlan !== undefined && !link.vxlan.isExternal;
			if (isJudged && link.mac !== undefined && link.mac !== expected) {
				yield finding('mac', {device: name, has: link.mac, expected}, subject, {
					evidence: [
						{from: 'links', excerpt: linkLine(link)},
						{
							from: 'node',
							excerpt:
								vxlanMac === undefined
									? `name ${node.name}, of which the MAC follows`
									: `VXLANTunnelMACAddr ${vxlanMac}`,
						},
					],
					affects,
				});
			}
			const own = addresses.filter(address => address.link === name && address.family === family);
			if (link.isUp && !own.some(({address}) => isSameAddress(address, tunnel))) {
				const has = own.map(({address}) => address).join(' and ') || 'no address';
				yield finding('address', {device: name, has, tunnel}, subject, {
					evidence: [
						{from: 'addresses', excerpt: own.map(addressLine).join('\n') || `${name}: no address`},
						announced,
					],
					affects,
				});
			}
		}
	},
});
