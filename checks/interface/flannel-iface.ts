import {
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	interfaceChoice,
	selectInterface,
	vxlanEndpointOf,
	vxlanLine,
} from 'rke2-netdoctor';

const look = {text: 'ip -br address; ip route show default'} as const;
const chooseInterface = {
	text: 'Name an interface of this node: {interfaceChoice}',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'interface/flannel-iface',
	title: 'flannel would choose the interface that it uses',
	rationale:
		'flannel chooses its interface when it starts: the configured one, else that of the default route. Where its choice would be another one by now, or none, the node works until flannel is restarted, by an upgrade at the latest.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		process: 'flannel.process',
		node: 'kubernetes.node',
	},
	messages: {
		none: {
			severity: 'warning',
			text: 'flannel finds no interface, and cannot start the next time: {why}',
			guide: {
				steps: [look, chooseInterface],
				links: ['rke2/canal', 'flannel/interface-selection'],
			},
		},
		noDefaultRoute: {
			severity: 'warning',
			text: 'flannel finds no interface, and cannot start the next time: {why}',
			guide: {
				steps: [
					look,
					{
						text: 'If the default route is gone, bring it back: RKE2 and flannel need one even without internet',
						changes: 'node',
					},
					chooseInterface,
				],
				links: ['rke2/canal', 'flannel/interface-selection', 'rke2/airgap-default-route'],
			},
		},
		differs: {
			severity: 'warning',
			text: '{device} sends by {lower}, but the next time flannel starts it takes {wanted} ({why})',
			guide: {
				steps: [
					look,
					{
						text: 'If {lower} is right: set {interfaceChoice}, so that it stays',
						changes: 'cluster',
					},
					{
						text: 'If {wanted} is right: kubectl -n kube-system rollout restart daemonset {daemonset}',
						changes: 'cluster',
					},
				],
				links: ['rke2/canal', 'flannel/interface-selection', 'flannel/vagrant'],
			},
			explains: ['interface/public-ip-network', 'overlay/peer-unreachable'],
		},
	},
	*run({links, addresses, routes, process, node}, {finding, environment}) {
		const devices = flannelDevicesOf(environment, links);
		const [device] = devices;
		if (process === undefined || device === undefined) {
			return;
		}
		const {options} = process;
		const families = devices.map(({family}) => family);
		const publicIp = vxlanEndpointOf(node, 'ipv4')?.nodePublicIp ?? options.publicIp;
		const publicIpv6 = vxlanEndpointOf(node, 'ipv6')?.nodePublicIp ?? options.publicIpv6;
		const selection = selectInterface(
			{
				...options,
				...(publicIp !== undefined && {publicIp}),
				...(publicIpv6 !== undefined && {publicIpv6}),
				families,
			},
			{links, addresses, routes},
		);
		if ('undecided' in selection) {
			return;
		}
		const subject = {kind: 'Interface', name: device.name} as const;
		const given = options.interfaces.concat(options.regexes);
		const choice = given.join(', ') || 'no choice: default route';
		const command = {from: 'process', excerpt: `flanneld: ${choice}`, of: 'environ'} as const;
		if ('none' in selection) {
			const data = {why: selection.none, interfaceChoice: interfaceChoice(environment)};
			yield finding(given.length === 0 ? 'noDefaultRoute' : 'none', data, subject, {
				evidence: [command],
				affects: brokenBy(device, environment),
			});
			return;
		}
		const lower = device.link?.vxlan?.lower;
		if (device.link !== undefined && lower !== undefined && lower !== selection.name) {
			yield finding(
				'differs',
				{
					device: device.name,
					lower,
					wanted: selection.name,
					why: selection.why,
					daemonset: flannelPodOf(environment).daemonset,
					interfaceChoice: interfaceChoice(environment),
				},
				subject,
				{
					evidence: [{from: 'links', excerpt: vxlanLine(device.link)}, command],
					affects: brokenBy(device, environment),
				},
			);
		}
	},
});
