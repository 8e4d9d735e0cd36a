import {
	ciliumChartSubject,
	defaultRoutes,
	defineCheck,
	listNames,
	routeDevices,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

/** As iptables reads it: a name, or the beginning of one with a plus. */
const fits = (pattern: string, device: string): boolean =>
	pattern.endsWith('+') ? device.startsWith(pattern.slice(0, -1)) : device === pattern;

export default defineCheck({
	id: 'cilium/masquerade-interface',
	title: 'Cilium masquerades on the interface by which this node reaches the world',
	rationale:
		'Told to do so (egressMasqueradeInterfaces), Cilium replaces the addresses of pods by that of the node only in what leaves by certain interfaces. Their names differ between machines and images, eth0 here and ens5 there: on a node where none fits, packets of pods leave with an address to which no answer comes back, while the node and its pods among themselves are well.',
	when: {cni: ['cilium'], family: 'ipv4'},
	needs: {configuration: 'cilium.configuration', routes: 'ip.route'},
	messages: {
		other: {
			severity: 'critical',
			text: 'Cilium masquerades only on {interfaces}, but this node reaches the world by {devices}: pods here get no answer from outside the cluster',
			guide: {
				steps: [
					{text: 'ip route show default; iptables-save -t nat | grep CILIUM_POST_nat'},
					{
						text: 'Remove egressMasqueradeInterfaces from the HelmChartConfig rke2-cilium, so that all interfaces count, or name those of all machines, such as "eth+ ens+"',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset cilium', changes: 'cluster'},
				],
				links: ['cilium/masquerading', 'rke2/helmchartconfig', 'rke2/chart-cilium'],
			},
			explains: ['dns/coredns-log#upstream'],
		},
	},
	*run({configuration, routes}, {finding, environment}) {
		const patterns = (configuration['egress-masquerade-interfaces'] ?? '').split(/[\s,]+/).filter(Boolean);
		const isByRules =
			configuration['enable-ipv4-masquerade'] !== 'false' &&
			configuration['enable-bpf-masquerade'] !== 'true';
		const ways = defaultRoutes(routes, 'ipv4');
		const devices = [...new Set(ways.flatMap(routeDevices))];
		if (
			patterns.length === 0 ||
			!isByRules ||
			devices.length === 0 ||
			devices.some(device => patterns.some(pattern => fits(pattern, device)))
		) {
			return;
		}
		const interfaces = listNames(patterns);
		yield finding('other', {interfaces, devices: listNames(devices)}, ciliumChartSubject, {
			evidence: [
				{
					from: 'configuration',
					of: 'cilium-config',
					excerpt: `egress-masquerade-interfaces: ${configuration['egress-masquerade-interfaces']}`,
				},
				{from: 'routes', excerpt: ways.map(routeLine).join('\n')},
			],
			about: [thisNode(environment)],
		});
	},
});
