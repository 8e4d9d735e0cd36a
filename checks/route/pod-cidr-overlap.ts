import {
	addressesWithin,
	defineCheck,
	listSetting,
	parseCidr,
	routesAgainstOverlay,
	thisNode,
} from 'rke2-netdoctor';

/** https://docs.rke2.io/reference/server_config#networking */
const defaults = {pods: '10.42.0.0/16', services: '10.43.0.0/16'} as const;

const steps = [
	{text: 'ip address show; ip route show: find who configures {device}'},
	{
		text: 'Give that network other addresses; the ranges of a running cluster cannot be changed',
		changes: 'node',
	},
	{text: 'Or build the cluster anew with other ranges in cluster-cidr and service-cidr', changes: 'cluster'},
] as const;
const links = ['rke2/select-cni', 'rke2/server-config'] as const;

export default defineCheck({
	id: 'route/pod-cidr-overlap',
	title: "The host's own networks do not overlap the ranges of pods and services",
	rationale:
		'Pods and services take their addresses from ranges that belong to the cluster alone. A network of the host within one of them, of the site or of another container engine, takes packets away from pods, and machines in it cannot be reached from pods.',
	// The devices of other CNIs are not known here: their addresses are pods' addresses.
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		kubeProxy: 'kube-proxy.arguments',
		configuration: 'rke2.configuration',
	},
	messages: {
		address: {
			severity: 'critical',
			text: 'Address {address} of {device} lies in the range of {users}, {range}: the same addresses are given out twice',
			guide: {steps, links},
			explains: ['overlay/peer-unreachable'],
		},
		route: {
			severity: 'critical',
			text: 'The route to {route} by {device} takes packets for pods of another node, whose route is {overlay} by {tunnel}',
			guide: {steps: [{text: 'ip route del {route} dev {device}', changes: 'node'}, ...steps], links},
			explains: ['overlay/peer-unreachable'],
		},
	},
	*run({links, addresses, routes, kubeProxy, configuration}, {finding, environment}) {
		const {settings} = configuration;
		const affects = [thisNode(environment)];
		const isServer = environment.role.value === 'server';
		// Only servers are told the ranges; kube-proxy passes on that of the pods.
		const orDefault = (key: string, fallback: string): readonly string[] =>
			settings.has(key) ? listSetting(settings, key) : isServer ? [fallback] : [];
		const told = kubeProxy?.get('cluster-cidr')?.split(',') ?? orDefault('cluster-cidr', defaults.pods);
		const ranges = [
			...told.map(text => ({text, users: 'pods'})),
			...orDefault('service-cidr', defaults.services).map(text => ({text, users: 'services'})),
		];
		for (const {text: range, users} of ranges) {
			const cidr = parseCidr(range);
			for (const entry of cidr === undefined ? [] : addressesWithin(cidr, links, addresses)) {
				const address = `${entry.address}/${entry.prefixLength}`;
				yield finding(
					'address',
					{address, device: entry.link, range, users},
					{kind: 'AddressRange', name: `${address} on ${entry.link}`},
					{
						evidence: [
							{from: 'addresses', excerpt: `inet ${address} dev ${entry.link}`},
							{
								from: kubeProxy === undefined ? 'configuration' : 'kubeProxy',
								excerpt: `range of ${users}: ${range}`,
							},
						],
						affects,
					},
				);
			}
		}
		const tunnel = environment.overlayDevice.value;
		for (const {route, overlay} of tunnel === undefined ? [] : routesAgainstOverlay(tunnel, routes)) {
			const device = route.dev ?? '';
			yield finding(
				'route',
				{route: route.destination, device, overlay: overlay.destination, tunnel: tunnel ?? ''},
				{kind: 'Route', name: `${route.destination} dev ${device}`},
				{
					evidence: [
						{
							from: 'routes',
							excerpt: `${route.destination} dev ${device}\n${overlay.destination} via ${overlay.gateway ?? ''} dev ${tunnel}`,
						},
					],
					affects,
				},
			);
		}
	},
});
