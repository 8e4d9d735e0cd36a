import {
	addressLine,
	brokenBy,
	defineCheck,
	flannelDeviceName,
	flannelPodOf,
	isFlannelDevice,
	isSameAddress,
	vxlanEndpointOf,
} from 'rke2-netdoctor';

/** Kinds of interfaces that a program makes, and makes anew when it is restarted. */
const madeByPrograms = ['tun', 'wireguard', 'vlan', 'bond', 'bridge', 'team'];

export default defineCheck({
	id: 'overlay/vxlan-missing',
	title: "flannel's VXLAN device exists",
	rationale:
		'flannel sends packets for pods of other nodes into one VXLAN device per IP family. Without it this node reaches no pod of another node. Old flannel never makes a deleted device again, and newer ones do not fill it with the routes, neighbours and FDB entries of the peers.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', netConf: 'flannel.net-conf', settled: 'rke2.settled'},
	wants: {process: 'flannel.process', self: 'kubernetes.node', addresses: 'ip.address'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} does not exist, although flannel is configured for VXLAN with VNI {vni}{running}{below}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system logs -l {selector} -c kube-flannel --prefix --tail=50'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'Where kubectl has no kubeconfig, as on an agent, instead: crictl stop $(crictl ps -q --name kube-flannel)',
						changes: 'node',
					},
					{
						text: 'If it disappears again where it stands on an interface that a program makes, as tailscale0: delete the pod after each restart of that program (ExecStartPost of its unit), or upgrade RKE2; from flannel 0.28 on flanneld ends then, and makes its device anew',
						changes: 'node',
					},
					{
						text: 'Otherwise keep NetworkManager and other network services from managing flannel* devices',
						changes: 'node',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/logging', 'rke2/known-issues-networkmanager'],
			},
			explains: [
				'overlay/peer-route',
				'overlay/peer-neighbour',
				'overlay/peer-fdb',
				'dns/endpoint-unreachable',
				// flanneld 0.28 ends when its device is deleted, and makes it anew when it is started again.
				'canal/container#ended',
				'flannel/container#ended',
			],
		},
	},
	*run({links, netConf, process, self, addresses}, {finding, environment}) {
		const {enableIpv4, enableIpv6, backend} = netConf;
		if (backend.type !== 'vxlan') {
			return;
		}
		const families = [...(enableIpv4 ? (['ipv4'] as const) : []), ...(enableIpv6 ? (['ipv6'] as const) : [])];
		const vni = backend.vni ?? 1;
		for (const [index, family] of families.entries()) {
			// A device with another VNI waits for a restart of flannel: overlay/vxlan-parameters tells it.
			if (links.some(({name}) => isFlannelDevice(name, family))) {
				continue;
			}
			const name = flannelDeviceName(family, vni);
			const running = process === undefined ? '' : `; flanneld runs with process id ${process.pid}`;
			const announced = self && vxlanEndpointOf(self, family)?.publicIp;
			const own = addresses?.find(({address}) => announced && isSameAddress(address, announced));
			const lower = links.find(link => link.name === own?.link);
			const isMade = own !== undefined && lower?.kind !== undefined && madeByPrograms.includes(lower.kind);
			const below = isMade
				? `. It stands on ${lower.name} (${lower.kind}), which has ${own.address}, the address that flannel announces: when a program makes ${lower.name} anew, the device on it is deleted`
				: '';
			yield finding(
				'missing',
				{device: name, vni, running, below, ...flannelPodOf(environment)},
				{kind: 'Interface', name},
				{
					evidence: [
						{from: 'links', excerpt: `Device "${name}" does not exist.`},
						{from: 'netConf', excerpt: `Backend vxlan, VNI ${vni} (${netConf.source})`, of: 'net-conf'},
						...(isMade ? [{from: 'addresses', excerpt: addressLine(own)} as const] : []),
					],
					affects: brokenBy({family, name, isPrimary: index === 0}, environment),
				},
			);
		}
	},
});
