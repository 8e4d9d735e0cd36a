import {brokenBy, defineCheck, flannelDevicesOf, linkLine, vxlanLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-conflict',
	title: "No other tunnel takes the port of flannel's",
	rationale:
		'Devices share a UDP port only when they read packets the same way: one that takes its VNI from each packet, as that of Cilium does, keeps flannel out. Tunnels of a CNI that was used before stay until the node is rebooted.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link'},
	messages: {
		portTaken: {
			severity: 'critical',
			text: '{other} holds UDP port {port}, so {device} cannot come up',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan'},
					{text: 'If the CNI that made {other} is gone: ip link delete {other}', changes: 'node'},
					{text: 'ip link set {device} up', changes: 'node'},
					{
						text: 'If both are needed, give flannel another port on all nodes: flannel.backendPort in its HelmChartConfig',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'flannel/backend-vxlan', 'rke2/helmchartconfig'],
			},
			explains: ['rke2/cni-signals#leftover', 'overlay/vxlan-down', 'overlay/peer-unreachable'],
		},
	},
	*run({links}, {finding, environment}) {
		const devices = flannelDevicesOf(environment, links);
		const others = links.filter(({name}) => devices.every(device => device.name !== name));
		for (const device of devices) {
			const affects = brokenBy(device, environment);
			const own = device.link?.vxlan;
			// A device that takes the VNI from each packet listens to both families.
			const holder = others.find(
				({isUp, vxlan}) => isUp && vxlan?.isExternal === true && vxlan.port === own?.port,
			);
			if (device.link?.isUp === false && holder?.vxlan?.port !== undefined) {
				const evidence = [
					{from: 'links', excerpt: `${linkLine(device.link)}\n${vxlanLine(holder)}`},
				] as const;
				yield finding(
					'portTaken',
					{other: holder.name, port: holder.vxlan.port, device: device.name},
					{kind: 'Interface', name: device.name},
					{evidence, affects},
				);
			}
		}
	},
});
