import {
	brokenBy,
	configuredInterface,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	selectInterface,
	vxlanLine,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/flannel-iface-configured',
	title: 'The interface that the HelmChartConfig names is one of this node, and flannel uses it',
	rationale:
		'flannel.iface and flannel.regexIface hold for every node, and a changed value takes effect only when the canal pod is started again. A name that one node does not have keeps flannel from starting there.',
	when: {cni: ['canal'], backend: ['vxlan']},
	needs: {
		helm: 'kubernetes.helm',
		links: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		process: 'flannel.process',
	},
	messages: {
		absent: {
			severity: 'warning',
			text: 'The HelmChartConfig rke2-canal tells flannel to use {given}, but {why}: flannel cannot start here{next}',
			guide: {
				steps: [
					{text: 'ip -br address'},
					{
						text: 'Where nodes differ, replace flannel.iface in the HelmChartConfig rke2-canal by flannel.regexIface, which may match names or addresses',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['rke2/canal', 'flannel/interface-selection', 'rke2/helmchartconfig'],
			},
			explains: ['interface/flannel-iface', 'canal/container', 'flannel/log', 'overlay/vxlan-missing'],
		},
		addressless: {
			severity: 'warning',
			text: 'The HelmChartConfig rke2-canal tells flannel to use {device}, which has no {family} address: flannel cannot start here{next}',
			guide: {
				steps: [
					{text: 'ip -br address show dev {device}; journalctl -b | grep -F {device}: why it got none'},
					{
						text: 'Give {device} its address in the network configuration of the system, and bring it up at boot (ONBOOT, autoconnect, optional: false); flannel is started again and again, and comes up by itself then',
						changes: 'node',
					},
					{
						text: 'Where it comes late at each boot: systemctl enable the service that waits for it (NetworkManager-wait-online, systemd-networkd-wait-online), after which RKE2 starts',
						changes: 'node',
					},
					{
						text: 'If it is to be another interface here: flannel.regexIface instead of flannel.iface in the HelmChartConfig rke2-canal, which may match names or addresses',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'rke2/canal', 'rke2/helmchartconfig'],
			},
			explains: ['canal/container', 'flannel/log', 'overlay/vxlan-missing'],
		},
		pending: {
			severity: 'warning',
			text: 'The HelmChartConfig rke2-canal tells flannel to use {wanted}, but {device} sends by {lower}: flannel has not been started again since',
			guide: {
				steps: [
					{text: 'ip -br address'},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['rke2/canal', 'flannel/interface-selection'],
			},
			explains: ['interface/flannel-iface'],
		},
	},
	*run({helm, links, addresses, routes, process}, {finding, environment}) {
		const [device, ...others] = flannelDevicesOf(environment, links);
		const configured = configuredInterface(helm.configs);
		if (configured === undefined || device === undefined || isRunningWith(process?.options, configured)) {
			return;
		}
		const families = [device, ...others].map(({family}) => family);
		const selection = selectInterface({...configured, families}, {links, addresses, routes});
		if ('undecided' in selection) {
			return;
		}
		const given = [...configured.interfaces, ...configured.regexes].join(' or ');
		const {daemonset} = flannelPodOf(environment);
		const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-canal'} as const;
		const values = {from: 'helm', excerpt: `flannel: ${given}`, of: 'helmchartconfigs'} as const;
		const about = [{kind: 'Interface', name: device.name}] as const;
		// Without its device flanneld does not run now.
		const next = device.link === undefined ? '' : ' the next time';
		const details = {
			evidence: [values, {from: 'links', excerpt: links.map(({name}) => name).join(' ')}],
			about,
			affects: brokenBy(device, environment),
		} as const;
		const addressless = 'none' in selection ? selection.addressless : undefined;
		// What a pattern happens to match first may be meant by nobody.
		if (addressless !== undefined && configured.interfaces.includes(addressless.name)) {
			const {name, family} = addressless;
			yield finding('addressless', {device: name, family, next}, subject, details);
			return;
		}
		if ('none' in selection) {
			const isThere = configured.interfaces.some(name => links.some(link => link.name === name));
			const why = isThere
				? `flannel finds nothing there that it can use (${selection.none})`
				: 'no interface of this node matches';
			yield finding('absent', {given, why, next, daemonset}, subject, details);
			return;
		}
		const lower = device.link?.vxlan?.lower;
		if (device.link !== undefined && lower !== undefined && lower !== selection.name) {
			yield finding('pending', {wanted: selection.name, device: device.name, lower, daemonset}, subject, {
				evidence: [values, {from: 'links', excerpt: vxlanLine(device.link)}],
				about,
				affects: brokenBy(device, environment),
			});
		}
	},
});

interface Choice {
	readonly interfaces: readonly string[];
	readonly regexes: readonly string[];
}

/** What flanneld was started with is judged by itself. */
const isRunningWith = (running: Choice | undefined, configured: Choice): boolean =>
	running?.interfaces.join() === configured.interfaces.join() &&
	running.regexes.join() === configured.regexes.join();
