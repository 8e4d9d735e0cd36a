import {brokenBy, defineCheck, flannelDevicesOf, type Link, linkLine, vxlanLine} from 'rke2-netdoctor';

type Vxlan = NonNullable<Link['vxlan']>;

/** Devices whose packets the kernel reads alike share a port: VXLAN_F_RCV_FLAGS in include/net/vxlan.h. */
const readingOf = ({isExternal, extensions = []}: Vxlan): string =>
	[isExternal && 'external', ...extensions.filter(name => name === 'gbp' || name === 'gpe')].join(' ');

export default defineCheck({
	id: 'overlay/vxlan-conflict',
	title: 'No other tunnel takes the port of that of the CNI',
	rationale:
		'Devices share a UDP port only when they read packets the same way: one that takes its VNI from each packet, as those of Cilium and of Calico with eBPF do, keeps all others out, and they keep it out; so does one with group policies (gbp), as switches in software and some other networks make it. Tunnels of a CNI that was used before stay until the node is rebooted; Docker Swarm uses the port of Calico.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {links: 'ip.link'},
	messages: {
		portTaken: {
			severity: 'critical',
			text: '{other} holds UDP port {port}, so {device} cannot come up',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan'},
					{
						text: 'If what made {other} is gone, as a former CNI or Docker Swarm: ip link delete {other}',
						changes: 'node',
					},
					{text: 'ip link set {device} up', changes: 'node'},
					{
						text: 'If both are needed, give one another port on all nodes: {setting}',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'flannel/backend-vxlan', 'calico/felix-resource', 'rke2/helmchartconfig'],
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
				({isUp, vxlan}) =>
					isUp &&
					vxlan !== undefined &&
					own !== undefined &&
					vxlan.port === own.port &&
					readingOf(vxlan) !== readingOf(own),
			);
			if (device.link?.isUp === false && holder?.vxlan?.port !== undefined) {
				const evidence = [
					{
						from: 'links',
						excerpt: `${linkLine(device.link)}\n${[vxlanLine(holder), ...(holder.vxlan.extensions ?? [])].join(' ')}`,
					},
				] as const;
				yield finding(
					'portTaken',
					{
						other: holder.name,
						port: holder.vxlan.port,
						device: device.name,
						setting:
							environment.cni.value === 'calico'
								? 'felixConfiguration.vxlanPort in the HelmChartConfig rke2-calico'
								: 'flannel.backendPort in the HelmChartConfig of the CNI',
					},
					{kind: 'Interface', name: device.name},
					{evidence, affects},
				);
			}
		}
	},
});
