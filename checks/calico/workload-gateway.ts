import {defineCheck, isCalicoWorkload, listNames, setByText, sysctlSource, thisNode} from 'rke2-netdoctor';

/** Felix sets it when it sees a new pod. */
const settlesWithin = 60_000;

export default defineCheck({
	id: 'calico/workload-gateway',
	title: 'The interface of every pod answers for the gateway of the pod',
	rationale:
		'To a pod of Calico everything is behind 169.254.1.1, an address that nobody has: the node answers for it on the interface of the pod, because proxy_arp is 1 there. Felix sets that once; where a script or systemd-sysctl takes it back, the pod finds its gateway until its neighbour entry ends, and then neither sends nor answers.',
	when: {cni: ['canal', 'calico'], dataplane: ['iptables', 'nftables']},
	needs: {
		proxyArp: 'sysctl.proxy-arp',
		workloads: 'calico.workloads',
		routes: 'ip.route',
		now: 'system.clock',
	},
	wants: {files: 'sysctl.files'},
	messages: {
		off: {
			severity: 'critical',
			text: 'proxy_arp is 0 on the interface of {count:a pod|pods} ({pods}){origin}: nobody answers there for the gateway 169.254.1.1, and what these pods send is lost',
			guide: {
				steps: [
					{text: 'sysctl -w net.ipv4.conf.{device}.proxy_arp=1, for each of {devices}', changes: 'node'},
					{
						text: 'grep -rn proxy_arp /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d: take the line out that turns it off',
						changes: 'node',
					},
				],
				links: ['calico/faq-gateway', 'calico/troubleshooting'],
			},
			explains: ['dns/endpoint-unreachable', 'cni/pod-failures#failing'],
		},
	},
	*run({proxyArp, workloads, routes, now, files = []}, {finding, environment}) {
		if (proxyArp.get('all') !== false) {
			return;
		}
		const addressOf = (device: string): string | undefined =>
			routes
				.find(
					({dev, table, family, destination}) =>
						dev === device && table === 'main' && family === 'ipv4' && destination.endsWith('/32'),
				)
				?.destination.replace('/32', '');
		const judged = [...proxyArp].flatMap(([device, isOn]) => {
			const sandbox = workloads.get(device);
			const address = addressOf(device);
			return !isCalicoWorkload(device) ||
				sandbox?.isReady !== true ||
				address === undefined ||
				now - sandbox.createdAt < settlesWithin
				? []
				: [{device, isOn, sandbox, address}];
		});
		const silent = judged.filter(({isOn}) => !isOn);
		const [first] = silent;
		if (first === undefined) {
			return;
		}
		const keyOf = (device: string): string => `net/ipv4/conf/${device}/proxy_arp`;
		const source = sysctlSource(files, [first.device, 'default'].map(keyOf), 0);
		const pods = silent.map(({sandbox: {namespace, name}}) => ({kind: 'Pod', namespace, name}) as const);
		const isAll = silent.length === judged.length;
		yield finding(
			'off',
			{
				count: silent.length,
				pods: listNames(pods.map(({namespace, name}) => `${namespace}/${name}`)),
				device: first.device,
				devices: listNames(silent.map(({device}) => device)),
				origin: setByText(source),
			},
			{kind: 'Sysctl', name: `net.ipv4.conf.${isAll ? 'cali*' : first.device}.proxy_arp`},
			{
				evidence: [
					{from: 'proxyArp', excerpt: '0', of: `/proc/sys/${keyOf(first.device)}`},
					{from: 'proxyArp', excerpt: '0', of: `/proc/sys/${keyOf('all')}`},
					...(source === undefined
						? []
						: [{from: 'files' as const, excerpt: source.text, of: `${source.path}:${source.line}`}]),
				],
				about: pods,
				affects: [
					...(isAll ? [thisNode(environment)] : []),
					...pods,
					...silent.map(({address}) => ({kind: 'Endpoint', name: `${address}:53`}) as const),
				],
			},
		);
	},
});
