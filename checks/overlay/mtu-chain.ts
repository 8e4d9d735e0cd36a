import {brokenBy, defineCheck, flannelDevicesOf, flannelMtusOf, flannelPodOf, linkLine} from 'rke2-netdoctor';

/** rke2-flannel derives the MTU of pods from that of the network below; Canal fixes it. */
const podMtuSetting = (cni: string | undefined, carries: number, limit: number): string =>
	cni === 'flannel'
		? `flannel.mtu to ${carries} in the HelmChartConfig rke2-flannel`
		: `calico.vethuMTU to ${limit} in the HelmChartConfig rke2-canal`;

/** flanneld keeps the MTU of a device that is there. */
const raiseAgain = {
	text: 'If the interface below {device} carries its header beside that (ip -d link show {device}): ip link set {device} mtu {mtu}, and find what lowered it (a .link file, a script)',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'overlay/mtu-chain',
	title: 'Every device on the way of a packet carries what the one above it sends',
	rationale:
		'The tunnel adds its header to each packet, so pods must send smaller packets than the interface carries. Where they do not, small packets pass and large ones are lost: connections open and then hang. Canal fixes the MTU of pods at 1450 whatever the interface has, and flannel sets that of its device only when it makes it.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan', 'wireguard']},
	needs: {links: 'ip.link', files: 'cni.configuration'},
	wants: {pathMtu: 'peer.path-mtu'},
	messages: {
		tunnel: {
			severity: 'warning',
			text: '{device} has MTU {mtu}, but {lower} carries {carries} and the tunnel adds {overhead}: packets larger than {limit} bytes are fragmented or lost',
			guide: {
				steps: [
					{
						text: 'If {lower} may carry more: ip link set {lower} mtu {needs}, and set it in the network configuration of the system',
						changes: 'node',
					},
					{
						text: 'If it may not: set {podMtuSetting} and restart the pods',
						changes: 'cluster',
					},
					{text: 'Let flannel make its device anew: ip link delete {device}', changes: 'node'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/mtu', 'rke2/chart-canal', 'rancher/networking'],
			},
			explains: ['overlay/peer-unreachable#stalls'],
		},
		pods: {
			severity: 'warning',
			text: 'New pods get MTU {mtu} from {file}, but {device} carries {carries}: large packets to other nodes are lost',
			guide: {
				steps: [
					raiseAgain,
					{
						text: 'Else set calico.vethuMTU to {carries} in the HelmChartConfig rke2-canal',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset rke2-canal', changes: 'cluster'},
					{text: 'Restart the pods that have the old MTU, node by node', changes: 'cluster'},
				],
				links: ['rke2/chart-canal', 'flannel/mtu', 'rke2/canal'],
			},
		},
		runningPods: {
			severity: 'warning',
			text: '{because}, but {device} carries {carries}: these pods lose large packets to other nodes',
			guide: {
				steps: [
					{text: 'ip link show type veth'},
					raiseAgain,
					{text: 'Else restart the pods of this node that were started with the old MTU', changes: 'cluster'},
				],
				links: ['flannel/mtu', 'rancher/networking'],
			},
		},
		wire: {
			severity: 'warning',
			text: '{link} carries {carries} bytes, but {because}',
			guide: {
				steps: [
					{text: 'ip -d link show {link}'},
					{
						text: 'ip link set {link} mtu {needs}, and set it in the network configuration of the system',
						changes: 'node',
					},
				],
				links: ['flannel/mtu', 'rancher/networking'],
			},
			explains: ['overlay/peer-unreachable#stalls'],
		},
	},
	*run({links, files, pathMtu = []}, {finding, environment}) {
		const devices = flannelDevicesOf(environment, links);
		const names = [...devices.map(({name}) => name), environment.overlayDevice.value];
		const pod = flannelPodOf(environment);
		const told = new Set<string>();
		for (const {tunnel, lower, shortfalls, podMtu} of flannelMtusOf(links, files)) {
			const [first] = shortfalls;
			if (first === undefined || !names.includes(tunnel.name)) {
				continue;
			}
			const {link, carries, needs, because} = first;
			const device = devices.find(({name}) => name === tunnel.name);
			const affects =
				device === undefined
					? [{kind: 'Interface', name: tunnel.name} as const]
					: brokenBy(device, environment);
			const seen = links.filter(({name}) => [tunnel.name, link].includes(name)).map(linkLine);
			const ofLinks = {from: 'links', excerpt: seen.join('\n')} as const;
			const subject = {kind: 'Interface', name: tunnel.name} as const;
			const pings = pathMtu.map(
				({address, size, answer}) =>
					({
						from: 'pathMtu',
						excerpt: `${size} bytes: ${answer?.detail ?? answer?.result ?? 'not sent'}`,
						of: address,
					}) as const,
			);
			if (link === lower?.name) {
				const overhead = needs - tunnel.mtu;
				yield finding(
					'tunnel',
					{
						...{device: tunnel.name, mtu: tunnel.mtu, lower: link, carries, needs, overhead},
						limit: carries - overhead,
						podMtuSetting: podMtuSetting(environment.cni.value, carries, carries - overhead),
						...pod,
					},
					subject,
					{evidence: [ofLinks, ...pings], affects},
				);
			} else if (link !== tunnel.name) {
				if (!told.has(link)) {
					told.add(link);
					yield finding(
						'wire',
						{link, carries, needs, because},
						{kind: 'Interface', name: link},
						{evidence: [ofLinks, ...pings], affects},
					);
				}
			} else if (podMtu !== undefined && podMtu.mtu > carries) {
				// One setting makes the pods too large for the tunnels of both families.
				if (told.has(podMtu.name)) {
					continue;
				}
				told.add(podMtu.name);
				yield finding('pods', {mtu: podMtu.mtu, file: podMtu.name, device: tunnel.name, carries}, subject, {
					evidence: [
						{from: 'files', excerpt: `${podMtu.name}: "mtu": ${podMtu.mtu}`, of: podMtu.name},
						{from: 'links', excerpt: linkLine(tunnel)},
					],
				});
			} else {
				const data = {because, device: tunnel.name, carries, mtu: needs};
				yield finding('runningPods', data, subject, {evidence: [ofLinks]});
			}
		}
	},
});
