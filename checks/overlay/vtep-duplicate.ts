import {
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	interfaceChoice,
	isInService,
	isSameAddress,
	type KubeNode,
	listNames,
	standingOf,
	vtepAnnouncementsOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vtep-duplicate',
	title: 'Every node announces an address, a MAC and a pod CIDR of its own',
	rationale:
		'Packets for two nodes that announce the same address reach one of them at best. Typical are virtual machines whose first interface has the same NAT address everywhere, and nodes that were cloned with the state of another one.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {nodes: 'kubernetes.nodes', links: 'ip.link'},
	messages: {
		publicIp: {
			severity: 'critical',
			text: '{nodes} all announce {value} as the address to send to',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,IP:.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip"',
					},
					{
						text: 'Choose the interface that differs between the nodes: {interfaceChoice}, and node-ip in the configuration of each node',
						changes: 'cluster',
					},
				],
				links: ['flannel/vagrant', 'flannel/interface-selection', 'rke2/canal'],
			},
			explains: [
				'overlay/peer-unreachable',
				'overlay/peer-announcement',
				'overlay/peer-fdb',
				'overlay/peer-neighbour',
				'interface/public-ip-network#otherInterface',
			],
		},
		internalIp: {
			severity: 'critical',
			text: '{nodes} all have the InternalIP {value}: they are clones of one machine, or one machine under several names',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o wide; on each: hostname; cat /etc/machine-id; ip -brief address show: DHCP gives clones with one machine-id one address',
					},
					{
						text: 'On a clone: rm /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup; reboot, so that it gets an address of its own; empty /etc/machine-id in the template',
						changes: 'node',
					},
					{
						text: 'Of a machine that was renamed: kubectl delete node, of the name that it no longer has (never of a server that runs)',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-hostname', 'flannel/interface-selection', 'kubernetes/debug-cluster'],
			},
			explains: [
				'overlay/peer-unreachable',
				'overlay/peer-announcement',
				'overlay/peer-fdb',
				'overlay/peer-neighbour',
			],
		},
		vtepMac: {
			severity: 'critical',
			text: '{nodes} all announce the MAC {value} for their VXLAN device',
			guide: {
				steps: [
					{text: 'ip link show {device}'},
					{
						text: 'On all of these nodes but one: ip link delete {device}, then kubectl annotate node NAME flannel.alpha.coreos.com/backend-data- and delete its {selector} pod',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/backend-vxlan'],
			},
			explains: [
				'overlay/peer-unreachable',
				'overlay/peer-announcement',
				'overlay/peer-fdb',
				'overlay/peer-neighbour',
			],
		},
		podCidr: {
			severity: 'critical',
			text: '{nodes} have the same pod CIDR {value}: pods on them get the same addresses',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,CIDR:.spec.podCIDR"'},
					{
						text: 'A pod CIDR cannot be changed. Of these nodes take agents: drain the one that joined last, run rke2-uninstall.sh there, delete its Node and let it join again',
						changes: 'cluster',
					},
					{text: 'Do not delete the Node of a server that runs: RKE2 takes it out of etcd for good'},
				],
				links: ['flannel/pod-cidr', 'rke2/uninstall'],
			},
			explains: [
				'overlay/peer-unreachable',
				'overlay/peer-network#bridge',
				'overlay/peer-route',
				'overlay/peer-neighbour',
			],
		},
	},
	*run({nodes, links}, {finding, environment}) {
		const {selector} = flannelPodOf(environment);
		// A Node that is not ready may be what is left of one that came back under another name.
		const inService = nodes.filter(node => isInService(standingOf(node)));
		for (const device of flannelDevicesOf(environment, links)) {
			const {duplicates} = vtepAnnouncementsOf(inService, device.family, 'vxlan');
			for (const {kind, value, nodes: owners} of duplicates) {
				const data = {nodes: listNames(owners), value};
				const affected = owners.map(name => ({kind: 'Node', name}) as const);
				const details = {
					about: affected,
					affects: affected,
				};
				const lines = (key: string) => owners.map(name => `${name}: ${key} ${value}`).join('\n');
				switch (kind) {
					case 'public-ip':
						yield finding(
							areClones(owners, value, inService) ? 'internalIp' : 'publicIp',
							{...data, interfaceChoice: interfaceChoice(environment)},
							{kind: 'Endpoint', name: value},
							{
								...details,
								evidence: [{from: 'nodes', excerpt: lines('public-ip')}],
							},
						);
						break;
					case 'vtep-mac':
						yield finding(
							'vtepMac',
							{...data, device: device.name, selector},
							{kind: 'Endpoint', name: value},
							{...details, evidence: [{from: 'nodes', excerpt: lines('VtepMAC')}]},
						);
						break;
					case 'pod-cidr':
						yield finding(
							'podCidr',
							data,
							{kind: 'AddressRange', name: value},
							{
								...details,
								evidence: [{from: 'nodes', excerpt: lines('podCIDR')}],
							},
						);
						break;
				}
			}
		}
	},
});

/** All of them are registered with that address, too. */
const areClones = (owners: readonly string[], value: string, nodes: readonly KubeNode[]): boolean =>
	owners.every(owner =>
		nodes.some(({name, internalIps}) => name === owner && internalIps.some(own => isSameAddress(own, value))),
	);
