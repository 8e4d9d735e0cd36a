import {defineCheck, listAll, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: 'ip6tables-save -t nat | grep -e KUBE-SERVICES -e ^:KUBE-SVC'},
	{
		text: 'Restart kube-proxy, which writes its rules of both families anew: crictl stop $(crictl ps -q --name kube-proxy)',
		changes: 'node',
	},
	{
		text: 'Find what flushed it, a script or a timer with ip6tables -t nat -F without -X, and disable it',
		changes: 'node',
	},
] as const;
const guide = {
	steps,
	links: ['kubernetes/debug-service', 'rke2/dual-stack', 'rke2/requirements-linux'],
} as const;

/** Whose packets the kernel leads through each. */
const sendersBy = {PREROUTING: 'pods', OUTPUT: 'programs of the host'} as const;

export default defineCheck({
	id: 'service/rules-missing-ipv6',
	title: 'The rules of kube-proxy in ip6tables are whole',
	rationale:
		'Where services have IPv6, kube-proxy writes the same chains with ip6tables as with iptables. The two are lost apart: a script that flushes one family without deleting its chains takes one away, and kube-proxy looks only whether its chains exist, not whether they are empty. Only a family for whose services it has made chains is judged.',
	when: {kubeProxy: ['iptables']},
	needs: {chains: 'service.rules-ipv6', settled: 'rke2.settled'},
	messages: {
		unhooked: {
			severity: 'critical',
			text: 'ip6tables has chains of kube-proxy for {count} {count:port|ports} of services, but {hooks} of the table nat {hookCount:has|have} no jump to KUBE-SERVICES, which something has flushed: no service address of IPv6 leads anywhere for {senders}',
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
		if (first === undefined || written.some(({unhooked, rules}) => unhooked.length === 0 && rules > 0)) {
			return;
		}
		const {backend, services: count, unhooked} = written.find(({unhooked: of}) => of.length === 0) ?? first;
		const isHooked = unhooked.length === 0;
		yield finding(
			isHooked ? 'flushed' : 'unhooked',
			{
				count,
				hooks: listAll(unhooked),
				hookCount: unhooked.length,
				senders: listAll(unhooked.map(hook => sendersBy[hook])),
			},
			{kind: 'NetfilterRule', name: 'KUBE-SERVICES (IPv6)'},
			{
				evidence: [
					{
						from: 'chains',
						of: `ip6tables, ${backend}`,
						excerpt: isHooked
							? ':KUBE-SERVICES without a rule'
							: `nat: no -j KUBE-SERVICES in ${listAll(unhooked)}`,
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
