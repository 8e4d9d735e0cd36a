import {brokenBy, defineCheck, flannelDevicesOf, flannelPodOf, vniInName, vxlanLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-parameters',
	title: "flannel's VXLAN device is what the configuration asks for",
	rationale:
		'VNI and UDP port must be the same on all nodes. flannel reads its configuration only when it starts, and a changed HelmChartConfig does not restart it, so that nodes restarted later speak another dialect than the others.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', netConf: 'flannel.net-conf'},
	messages: {
		vni: {
			severity: 'critical',
			text: '{device} has VNI {has}, but flannel makes a device of that name with VNI {named}: peers drop its packets',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{text: 'ip link delete {device}', changes: 'node'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'node',
					},
				],
				links: ['flannel/backend-vxlan', 'rke2/canal'],
			},
			explains: ['overlay/peer-unreachable', 'overlay/peer-parameters'],
		},
		pending: {
			severity: 'warning',
			text: 'flannel is configured for {setting} {wanted}, but {device} has {has}: flannel has not been restarted since',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['rke2/canal', 'flannel/backend-vxlan', 'rke2/helmchartconfig'],
			},
			explains: ['overlay/peer-unreachable', 'overlay/peer-parameters'],
		},
	},
	*run({links, netConf}, {finding, environment}) {
		const {daemonset} = flannelPodOf(environment);
		const {backend, source, defaultPort} = netConf;
		const vni = backend.vni ?? 1;
		const port = backend.port || defaultPort;
		for (const device of flannelDevicesOf(environment, links)) {
			const {link, name} = device;
			const vxlan = link?.vxlan;
			if (link === undefined || vxlan === undefined || vxlan.isExternal) {
				continue;
			}
			const subject = {kind: 'Interface', name} as const;
			const ofDevice = {from: 'links', excerpt: vxlanLine(link)} as const;
			const affects = brokenBy(device, environment);
			const settings = [
				{setting: 'backend', wanted: backend.type, has: 'vxlan'},
				...(backend.type === 'vxlan'
					? [
							{setting: 'VNI', wanted: vni, has: vniInName(name)},
							{setting: 'UDP port', wanted: port, has: vxlan.port},
						]
					: []),
			].filter(({wanted, has}) => wanted !== undefined && has !== undefined && wanted !== has);
			const [first] = settings;
			const named = vniInName(name);
			if (vxlan.vni !== undefined && named !== undefined && vxlan.vni !== named) {
				const data = {device: name, has: vxlan.vni, named, ...flannelPodOf(environment)};
				yield finding('vni', data, subject, {evidence: [ofDevice], affects});
			}
			if (first !== undefined) {
				const configured = settings.map(({setting, wanted}) => `${setting} ${wanted}`).join(', ');
				yield finding(
					'pending',
					{
						setting: first.setting,
						wanted: first.wanted ?? '',
						has: first.has ?? '',
						device: name,
						daemonset,
					},
					subject,
					{
						evidence: [{from: 'netConf', excerpt: `${configured} (${source})`, of: 'net-conf'}, ofDevice],
						affects,
					},
				);
			}
		}
	},
});
