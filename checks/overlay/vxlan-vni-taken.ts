import {brokenBy, defineCheck, flannelDevicesOf, vxlanLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-vni-taken',
	title: 'No other VXLAN device has the VNI and the port that flannel needs',
	rationale:
		'The kernel makes no second VXLAN device with the same VNI and UDP port: while another program has one, or one was left under another name, flannel cannot make its own.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', netConf: 'flannel.net-conf'},
	messages: {
		taken: {
			severity: 'critical',
			text: '{other} has VNI {vni} and UDP port {port}, so flannel cannot make {device}',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan'},
					{text: 'If nothing needs {other}: ip link delete {other}', changes: 'node'},
					{
						text: 'If both are needed, give flannel another VNI on all nodes: flannel.vni in its HelmChartConfig',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'rke2/helmchartconfig'],
			},
			explains: ['overlay/vxlan-missing', 'overlay/peer-unreachable'],
		},
	},
	*run({links, netConf}, {finding, environment}) {
		const devices = flannelDevicesOf(environment, links);
		const vni = netConf.backend.vni ?? 1;
		const port = netConf.backend.port || netConf.defaultPort;
		const others = links.filter(({name}) => devices.every(device => device.name !== name));
		for (const device of devices) {
			const affects = brokenBy(device, environment);
			const twin = others.find(
				({vxlan}) =>
					vxlan !== undefined &&
					!vxlan.isExternal &&
					vxlan.vni === vni &&
					vxlan.port === port &&
					(vxlan.local ?? '').includes(':') === (device.family === 'ipv6'),
			);
			if (device.link === undefined && twin !== undefined && port !== undefined) {
				yield finding(
					'taken',
					{other: twin.name, vni, port, device: device.name},
					{kind: 'Interface', name: device.name},
					{evidence: [{from: 'links', excerpt: vxlanLine(twin)}], affects},
				);
			}
		}
	},
});
