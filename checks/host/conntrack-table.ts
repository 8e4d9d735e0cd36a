import {defineCheck, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: 'sysctl -w net.netfilter.nf_conntrack_max={double}', changes: 'node'},
	{
		text: 'echo "net.netfilter.nf_conntrack_max = {double}" > /etc/sysctl.d/90-conntrack.conf',
		changes: 'node',
	},
	{
		text: 'Find who holds the connections: conntrack -L 2>/dev/null | grep -o "src=[^ ]*" | sort | uniq -c | sort -n | tail',
	},
] as const;
const explains = [
	...['overlay/peer-unreachable', 'underlay/peer-unreachable', 'rke2/api-unreachable#silent'],
	...['service/api-address', 'dns/service-address', 'dns/endpoint-unreachable', 'host/conntrack-drops'],
] as const;
const links = ['kubernetes/debug-service', 'rke2/requirements-linux'] as const;

/** Now and then two packets of one socket meet on every busy node. */
const fewestClashes = 5;

export default defineCheck({
	id: 'host/conntrack-table',
	title: 'The connection tracking table has room',
	rationale:
		'Every connection that is translated or filtered takes an entry of one table for the whole node. When it is full the kernel drops the first packet of each new connection: services, DNS and the overlay fail here and there. RKE2 leaves the size to the kernel.',
	needs: {usage: 'conntrack.usage'},
	messages: {
		full: {
			severity: 'critical',
			text: 'The connection tracking table is full: {count} of {max} entries',
			guide: {steps, links},
			explains,
		},
		refusing: {
			severity: 'critical',
			text: 'The connection tracking table overflows: {refused} connections were refused or thrown out while this program ran, {count} of {max} entries are used',
			guide: {steps, links},
			explains,
		},
		nearlyFull: {
			severity: 'warning',
			text: 'The connection tracking table is nearly full: {count} of {max} entries',
			guide: {steps, links},
		},
		racing: {
			severity: 'info',
			text: 'Connection tracking dropped {clashes} packets while this program ran, because two packets created the same entry at the same moment: where they are queries of DNS, pods wait 5 seconds for their answer now and then',
			guide: {
				steps: [
					{
						text: 'grep . /proc/net/stat/nf_conntrack, twice: whether insert_failed keeps rising, and pods complain',
					},
					{
						text: 'If so: install NodeLocal DNSCache, with which pods ask over no translated UDP: a HelmChartConfig rke2-coredns with nodelocal.enabled: true',
						changes: 'cluster',
					},
					{
						text: 'Or let single workloads ask one query after the other: dnsConfig.options of the pod: single-request-reopen (glibc), or use-vc',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({usage}, {finding, environment}) {
		if (usage === undefined || usage.max === 0) {
			return;
		}
		const {count, max, refused = 0, clashes = 0} = usage;
		const share = count / max;
		if (share < 0.9) {
			if (clashes >= fewestClashes) {
				yield finding('racing', {clashes}, thisNode(environment), {
					evidence: [
						{from: 'usage', excerpt: `insert_failed +${clashes}`, of: '/proc/net/stat/nf_conntrack'},
					],
				});
			}
			return;
		}
		const data = {count, max, double: 2 * max};
		const subject = {kind: 'Sysctl', name: 'net.netfilter.nf_conntrack_max'} as const;
		const details = {
			evidence: [
				{from: 'usage', excerpt: String(count), of: '/proc/sys/net/netfilter/nf_conntrack_count'},
				{from: 'usage', excerpt: String(max), of: '/proc/sys/net/netfilter/nf_conntrack_max'},
			],
			affects: [thisNode(environment)],
		} as const;
		if (share >= 0.98) {
			yield finding('full', data, subject, details);
		} else if (refused > 0) {
			yield finding('refusing', {...data, refused}, subject, details);
		} else {
			yield finding('nearlyFull', data, subject, details);
		}
	},
});
