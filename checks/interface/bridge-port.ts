import {defineCheck, isCalicoWorkload, linkLine, listNames, peerContactsOf, thisNode} from 'rke2-netdoctor';

const links = ['rke2/requirements-networking', 'rancher/networking'] as const;
const ofTunnel = ['overlay/peer-unreachable', 'dns/endpoint-unreachable'] as const;

export default defineCheck({
	id: 'interface/bridge-port',
	title: 'No interface with a task of its own is the port of a bridge',
	rationale:
		'What arrives at the port of a bridge belongs to the bridge: the kernel no longer takes it for the port itself. An uplink that was put into a bridge while its address stayed on it gets no answer to ARP, a tunnel none to anything, and a pod of Calico finds no gateway. libvirt, Docker, OpenStack agents and scripts put interfaces into bridges.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
	},
	wants: {workloads: 'calico.workloads'},
	messages: {
		uplink: {
			severity: 'critical',
			text: '{device} is a port of the bridge {bridge}, but its address {address} stayed on it: no other node answers ({peers})',
			guide: {
				steps: [
					{text: 'ip -d link show {device}; ip address show {device}; ip address show {bridge}'},
					{
						text: 'ip link set {device} nomaster, if nothing needs the bridge: from a console, not over that interface',
						changes: 'node',
					},
					{
						text: 'Or move address and routes from {device} to {bridge}, in the network configuration of the system',
						changes: 'node',
					},
				],
				links,
			},
			explains: [
				...ofTunnel,
				'underlay/peer-unreachable',
				'service/api-address#partly',
				'rke2/api-unreachable',
				'calico/bgp-connection',
				'calico/typha#unreachable',
				'kubernetes.*',
			],
		},
		tunnel: {
			severity: 'critical',
			text: '{device}, the tunnel of the CNI, is a port of the bridge {bridge}: what comes out of it goes to the bridge and not to this node',
			guide: {
				steps: [
					{text: 'ip link set {device} nomaster', changes: 'node'},
					{
						text: 'Find who put it there: journalctl -b -k | grep {device}; journalctl -b -u NetworkManager -u libvirtd',
					},
				],
				links: ['rke2/known-issues-networkmanager', 'rancher/networking'],
			},
			explains: ofTunnel,
		},
		workload: {
			severity: 'critical',
			text: '{device}, the interface of {pod}, is a port of the bridge {bridge}: nobody answers there for the gateway of the pod, and it is cut off',
			guide: {
				steps: [
					{text: 'ip link set {device} nomaster', changes: 'node'},
					{
						text: 'Find who put it there: journalctl -b -k | grep {device}; journalctl -b -u NetworkManager -u libvirtd',
					},
				],
				links: ['rke2/known-issues-networkmanager', 'calico/networkmanager'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({links: devices, addresses, workloads, ...answers}, {finding, environment}) {
		const bridges = new Set(devices.filter(({kind}) => kind === 'bridge').map(({name}) => name));
		const contacts = peerContactsOf({...answers, overlayPings: []});
		const isIsolated =
			contacts.length > 0 && contacts.every(({underlay}) => underlay === 'silent' || underlay === 'unclear');
		for (const link of devices) {
			const {name: device, master: bridge = '', isUp} = link;
			if (!bridges.has(bridge) || !isUp) {
				continue;
			}
			const evidence = [{from: 'links', excerpt: linkLine(link)}] as const;
			const subject = {kind: 'Interface', name: device} as const;
			const own = addresses.find(
				({link: of, family, scope}) => of === device && family === 'ipv4' && scope === 'global',
			);
			if (device === environment.overlayDevice.value) {
				yield finding('tunnel', {device, bridge}, subject, {evidence, affects: [thisNode(environment)]});
			} else if (isCalicoWorkload(device)) {
				const sandbox = workloads?.get(device);
				yield finding(
					'workload',
					{device, bridge, pod: sandbox === undefined ? 'a pod' : `${sandbox.namespace}/${sandbox.name}`},
					subject,
					{evidence},
				);
			} else if (own !== undefined && isIsolated) {
				yield finding(
					'uplink',
					{
						device,
						bridge,
						address: own.address,
						peers: listNames(contacts.map(({peer}) => peer.name)),
					},
					subject,
					{
						evidence: [
							...evidence,
							{from: 'addresses', excerpt: `${device} ${own.address}/${own.prefixLength}`},
						],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
