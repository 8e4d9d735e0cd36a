import {brokenBy, defineCheck, flannelDeviceName, flannelPodOf, isFlannelDevice} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-missing',
	title: "flannel's VXLAN device exists",
	rationale:
		'flannel sends packets for pods of other nodes into one VXLAN device per IP family. Without it this node reaches no pod of another node. Old flannel never makes a deleted device again, and newer ones do not fill it with the routes, neighbours and FDB entries of the peers.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', netConf: 'flannel.net-conf', settled: 'rke2.settled'},
	wants: {process: 'flannel.process'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} does not exist, although flannel is configured for VXLAN with VNI {vni}{running}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system logs -l {selector} -c kube-flannel --prefix --tail=50'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it disappears again, keep NetworkManager and other network services from managing flannel* devices. Where flannel uses the interface of a VPN (flannel.iface), it goes with that one when the VPN is restarted: delete this pod after each restart of it, or restart the VPN without removing its interface',
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
	*run({links, netConf, process}, {finding, environment}) {
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
			yield finding(
				'missing',
				{device: name, vni, running, ...flannelPodOf(environment)},
				{kind: 'Interface', name},
				{
					evidence: [
						{from: 'links', excerpt: `Device "${name}" does not exist.`},
						{from: 'netConf', excerpt: `Backend vxlan, VNI ${vni} (${netConf.source})`, of: 'net-conf'},
					],
					affects: brokenBy({family, name, isPrimary: index === 0}, environment),
				},
			);
		}
	},
});
