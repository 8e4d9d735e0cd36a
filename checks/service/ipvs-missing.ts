import {addressLine, defineCheck, firstServiceAddress, listNames, thisNode, withoutApi} from 'rke2-netdoctor';

/** Before its first round it waits for what the API tells. */
const settlesWithin = 2 * 60_000;

const explains = [
	...(['service/api-address', 'dns/service-address', 'canal/container', 'flannel/container'] as const),
	...(['calico/container', 'cilium/container', 'cni/configuration-missing', 'cni/pod-failures'] as const),
	...withoutApi,
] as const;

export default defineCheck({
	id: 'service/ipvs-missing',
	title: 'kube-proxy in ipvs mode has taken up the services of the API and of the cluster DNS',
	rationale:
		'In ipvs mode kube-proxy gives each address of a service to the device kube-ipvs0 and makes a virtual server for it. When its first rounds fail, as after a reboot with modules missing, the addresses are not there: packets to services leave by the default route or are refused, while kube-proxy runs and its health check answers. A kube-proxy that does not run, or has only just begun, is left to other checks.',
	when: {kubeProxy: ['ipvs']},
	needs: {
		addresses: 'ip.address',
		links: 'ip.link',
		ranges: 'cluster.ranges',
		run: 'kube-proxy.containers',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'kube-proxy runs in ipvs mode, but {device} does not hold {missing}: it has made no virtual server for {what}, and nobody here reaches {count:it|them}',
			guide: {
				steps: [
					{text: 'ip -br address show dev kube-ipvs0; ipvsadm -Ln'},
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)'},
					{
						text: 'lsmod | grep ip_vs; modprobe -a ip_vs ip_vs_rr ip_vs_wrr ip_vs_sh nf_conntrack',
						changes: 'node',
					},
					{
						text: 'Restart kube-proxy, which makes them anew: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
					{
						text: 'Better: take proxy-mode=ipvs out of kube-proxy-arg in /etc/rancher/rke2/config.yaml on every node, then drain and reboot each (kube-ipvs0 and its virtual servers stay until then); ipvs is deprecated since Kubernetes 1.35',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-service'],
			},
			explains,
		},
	},
	*run({addresses, links, ranges, run: {pod}, now}, {finding, environment}) {
		// Where sources contradict each other, kube-proxy may well run in another mode.
		const isContradicted = (environment.kubeProxy.conflicts ?? []).length > 0;
		const latest = pod?.containers.find(({name}) => name === 'kube-proxy');
		const hasSettled = latest?.state === 'running' && now - latest.createdAt >= settlesWithin;
		if (isContradicted || !hasSettled) {
			return;
		}
		const isHere = (wanted: string): boolean => addresses.some(({address}) => address === wanted);
		const wanted = [
			[firstServiceAddress(ranges.services), 'the API'],
			[ranges.dns.find(address => !address.includes(':')), 'the cluster DNS'],
		] as const;
		const missing = wanted.flatMap(([address, what]) =>
			address === undefined || isHere(address) ? [] : [{address, what}],
		);
		// One that is missing may be a service that somebody took away; all of them are kube-proxy's doing.
		if (missing.length < wanted.length) {
			return;
		}
		const held = addresses.filter(({link}) => link === 'kube-ipvs0');
		const device = links.some(({name}) => name === 'kube-ipvs0') ? 'kube-ipvs0' : 'this node (no kube-ipvs0)';
		yield finding(
			'missing',
			{
				...{device, count: missing.length},
				missing: listNames(missing.map(({address}) => address)),
				what: listNames(missing.map(({what}) => what)),
			},
			{kind: 'Interface', name: 'kube-ipvs0'},
			{
				evidence: [
					{
						from: 'addresses',
						excerpt: held.slice(0, 5).map(addressLine).join('\n') || 'no address on kube-ipvs0',
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
