import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** What networkd takes from devices that it configures. */
const symptoms = [
	'overlay/vxlan-down',
	'overlay/vxlan-address',
	'overlay/peer-route',
	'calico/workload-link',
	'cilium/host-device',
	'flannel/bridge-address',
	'underlay/connected-route',
] as const;

export default defineCheck({
	id: 'host/networkd',
	title: 'systemd-networkd leaves the devices of the CNI alone',
	rationale:
		'systemd-networkd configures every interface that a [Match] section of its files fits, and one that names no interface, or a host or hypervisor only, fits those of pods and tunnels too. It then runs DHCP on them and removes the addresses and routes that the CNI has given them, at once or at its next restart, such as by an upgrade of systemd.',
	needs: {managed: 'networkd.links'},
	messages: {
		managed: {
			severity: 'warning',
			text: 'systemd-networkd configures {devices} by {file}, which matches more than it is meant for: it removes routes and addresses that belong to the CNI',
			guide: {
				steps: [
					{text: 'networkctl status {device}; cat {file}'},
					{
						text: 'Narrow its [Match] to the interfaces of the machine, such as Name=en* eth* or Driver=vmxnet3',
						changes: 'node',
					},
					{
						text: 'printf "[Match]\\nName=cali* flannel* vxlan.calico tunl0 wireguard.cali cni0 veth* cilium_* lxc*\\n\\n[Link]\\nUnmanaged=yes\\n" > /etc/systemd/network/05-cni.network, which comes before all others',
						changes: 'node',
					},
					{
						text: 'networkctl reload; then delete the pod of the CNI on this node, which writes its routes again',
						changes: 'node',
					},
				],
				links: ['calico/networkmanager', 'cilium/system-requirements', 'rke2/requirements-networking'],
			},
			explains: symptoms,
		},
	},
	*run({managed}, {finding, environment}) {
		const taken = managed.filter(
			({state, file}) => file !== undefined && /^configur(?:ed|ing)$|^failed$/.test(state),
		);
		for (const file of new Set(taken.map(one => one.file ?? ''))) {
			const devices = taken.filter(one => one.file === file);
			const [first] = devices;
			if (first !== undefined) {
				yield finding(
					'managed',
					{devices: listNames(devices.map(({name}) => name)), device: first.name, file},
					{kind: 'File', name: file},
					{
						evidence: [
							{
								from: 'managed',
								excerpt: devices
									.slice(0, 5)
									.map(({name, state}) => `${name}: ADMIN_STATE=${state} NETWORK_FILE=${file}`)
									.join('\n'),
							},
						],
						affects: [
							thisNode(environment),
							...devices.map(({name}) => ({kind: 'Interface', name}) as const),
						],
					},
				);
			}
		}
	},
});
