import {
	defineCheck,
	isSameAddress,
	listNames,
	parseAddress,
	type Route,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

/** Interface, addresses and routes of a new pod come one after the other. */
const settlesWithin = 60_000;

const familyNames = {ipv4: 'IPv4', ipv6: 'IPv6'} as const;

/** Those of a pod that no route by its interface leads to. */
const lostAddresses = (addresses: readonly string[], byInterface: readonly Route[]): readonly string[] => {
	const lost = addresses.filter(
		address => !byInterface.some(({destination}) => isSameAddress(destination.split('/')[0] ?? '', address)),
	);
	// Without an address of its own there, IPv6 is off, of which another check tells.
	const hasIpv6 = byInterface.some(({destination}) => destination.startsWith('fe80:'));
	const told = lost.filter(address => hasIpv6 || parseAddress(address)?.family === 'ipv4');
	// Without any, calico/workload-link tells of the interface.
	return told.length === addresses.length ? [] : told;
};

const steps = [
	{text: 'nmcli device | grep cali; networkctl list | grep cali: they must be unmanaged'},
	{
		text: 'Delete the rke2-canal or calico-node pod of this node: Felix writes the routes of all its pods again',
		changes: 'cluster',
	},
] as const;
const links = ['calico/routing-table', 'rke2/known-issues-networkmanager', 'calico/networkmanager'] as const;

export default defineCheck({
	id: 'calico/workload-route',
	title: 'Each address of a pod is routed to the interface of that pod',
	rationale:
		'A pod of a dual-stack cluster has a route of its own for each of its addresses. Setting IPv6 off and on again at its interface, or a network manager, takes the one of IPv6 away and leaves the other: the pod is reached by one family and by the other not. Judged for four pods, where the interface has the route of another address.',
	when: {cni: ['canal', 'calico']},
	needs: {
		pods: 'crictl.sandbox-networks',
		workloads: 'calico.workloads',
		links: 'ip.link',
		routes: 'ip.route',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'No route leads to {address} of the pod {pod} by its interface {device}: nothing reaches the pod over {family}',
			guide: {
				steps: [
					{text: 'ip route show dev {device}; ip -6 route show dev {device}'},
					...steps,
					{text: 'If it is still missing: delete the pod {pod}', changes: 'cluster'},
				],
				links,
			},
		},
		allMissing: {
			severity: 'critical',
			text: 'No route leads to the {family} addresses of the pods of this node ({pods}), while those of the other family have theirs: nothing reaches them over {family}',
			guide: {
				steps: [
					{
						text: 'ip -6 route show proto 80; ip -6 route show proto boot; sysctl -a | grep disable_ipv6: setting it to 1 and back takes all routes of IPv6 away',
					},
					...steps,
				],
				links,
			},
		},
	},
	*run({pods, workloads, links: devices, routes, now}, {finding, environment}) {
		const main = routes.filter(({table, type}) => table === 'main' && type === 'unicast');
		const judged = pods.flatMap(({sandbox, network: {addresses}}) => {
			const device = [...workloads].find(([, {id}]) => id === sandbox.id)?.[0];
			const link = devices.find(({name}) => name === device);
			const isSettled = sandbox.isReady && now - sandbox.createdAt >= settlesWithin;
			if (link === undefined || !link.isUp || !link.hasCarrier || !isSettled) {
				return [];
			}
			const own = main.filter(({dev}) => dev === device);
			return [{sandbox, link, own, addresses, lost: lostAddresses(addresses, own)}];
		});
		const cutOff = judged.flatMap(pod => pod.lost.map(address => ({...pod, address})));
		const families = new Set(cutOff.map(({address}) => parseAddress(address)?.family ?? 'ipv4'));
		const [family = 'ipv4', ...others] = families;
		const isOfAll = judged.length > 1 && cutOff.length === judged.length && others.length === 0;
		const evidenceOf = ({own, sandbox, addresses}: (typeof judged)[number]) =>
			[
				{from: 'routes', excerpt: own.map(routeLine).join('\n')},
				{from: 'pods', of: sandbox.id, excerpt: addresses.join(', ')},
			] as const;
		const subjectOf = ({sandbox: {namespace, name}}: (typeof judged)[number]) =>
			({kind: 'Pod', namespace, name}) as const;
		const [first] = cutOff;
		if (isOfAll && first !== undefined) {
			const names = listNames(cutOff.map(({sandbox: {namespace, name}}) => `${namespace}/${name}`));
			yield finding('allMissing', {family: familyNames[family], pods: names}, thisNode(environment), {
				evidence: evidenceOf(first),
				about: cutOff.map(subjectOf),
			});
			return;
		}
		for (const lost of cutOff) {
			const {sandbox, link, address} = lost;
			yield finding(
				'missing',
				{
					...{address, device: link.name, pod: `${sandbox.namespace}/${sandbox.name}`},
					family: familyNames[parseAddress(address)?.family ?? 'ipv4'],
				},
				subjectOf(lost),
				{evidence: evidenceOf(lost), about: [{kind: 'Interface', name: link.name}]},
			);
		}
	},
});
