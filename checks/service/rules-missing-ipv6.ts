import {defineCheck, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: 'ip6tables-save -t nat | grep -e KUBE-SERVICES -e ^:KUBE-SVC'},
	{
		text: 'Restart kube-proxy, which writes its rules of both families anew: crictl stop $(crictl ps -q --name kube-proxy)',
		changes: 'node',
	},
	{
		text: 'Find what flushed the table (ip6tables.service, a firewall script or a timer with ip6tables -F) and disable it',
		changes: 'node',
	},
] as const;
const guide = {
	steps,
	links: ['kubernetes/debug-service', 'rke2/dual-stack', 'rke2/requirements-linux'],
} as const;

export default defineCheck({
	id: 'service/rules-missing-ipv6',
	title: 'The rules of kube-proxy in ip6tables are whole',
	rationale:
		'Where services have IPv6, kube-proxy writes the same chains with ip6tables as with iptables. The two are lost apart: a restart of ip6tables.service, or a script that flushes one family, takes one away, and kube-proxy looks only whether its chains exist, not whether they are empty. Only a family for whose services it has made chains is judged.',
	when: {kubeProxy: ['iptables']},
	needs: {chains: 'service.rules-ipv6', settled: 'rke2.settled'},
	messages: {
		unhooked: {
			severity: 'critical',
			text: 'ip6tables has chains of kube-proxy for {count} {count:port|ports} of services, but PREROUTING or OUTPUT of the table nat has no jump to KUBE-SERVICES, which something has flushed: no service address of IPv6 leads anywhere on this node',
			guide,
		},
		flushed: {
			severity: 'critical',
			text: 'KUBE-SERVICES in the table nat of ip6tables is empty, although there are chains for {count} {count:port|ports} of services: something has flushed it, and no service address of IPv6 leads anywhere on this node',
			guide,
		},
	},
	*run({chains}, {finding, environment}) {
		const written = chains.filter(({services}) => services > 0);
		const [first] = written;
		if (first === undefined || written.some(({isHooked, rules}) => isHooked && rules > 0)) {
			return;
		}
		const {backend, services: count, isHooked} = first;
		yield finding(
			isHooked ? 'flushed' : 'unhooked',
			{count},
			{kind: 'NetfilterRule', name: 'KUBE-SERVICES (IPv6)'},
			{
				evidence: [
					{
						from: 'chains',
						of: `ip6tables, ${backend}`,
						excerpt: isHooked ? ':KUBE-SERVICES without a rule' : 'nat: no -j KUBE-SERVICES',
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
