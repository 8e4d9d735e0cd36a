import {defineCheck, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: 'sysctl -w net.{family}.neigh.default.gc_thresh3={double}', changes: 'node'},
	{text: 'echo "net.{family}.neigh.default.gc_thresh3 = {double}" > /etc/sysctl.d/90-neighbours.conf', changes: 'node'},
	{text: 'dmesg | grep "neighbor table overflow"'},
] as const;
const links = ['rke2/requirements-linux', 'rancher/networking'] as const;

export default defineCheck({
	id: 'host/neighbour-table',
	title: 'The neighbour tables have room',
	rationale:
		'For each peer in a network it speaks with, the kernel keeps a neighbour (ARP, NDP). Beyond a limit of 1,024 by default it makes no new ones, and packets to further nodes and pods are dropped: seen in clusters with many nodes in one network. Permanent entries, such as those of flannel, do not count.',
	needs: {usage: 'neighbour.usage', neighbours: 'ip.neighbour'},
	messages: {
		overflowing: {
			severity: 'critical',
			text: 'The {family} neighbour table overflows: {overflows} entries were refused while this program ran, the limit is {limit}',
			guide: {steps, links},
		},
		nearlyFull: {
			severity: 'warning',
			text: 'The {family} neighbour table is nearly full: {count} of {limit} entries',
			guide: {steps, links},
		},
	},
	*run({usage, neighbours}, {finding, environment}) {
		for (const family of ['ipv4', 'ipv6'] as const) {
			const table = usage[family];
			if (table === undefined) {
				continue;
			}
			const {limit, overflows} = table;
			const count = neighbours.filter(
				({address, states, isExternallyLearned}) =>
					address.includes(':') === (family === 'ipv6') &&
					!isExternallyLearned &&
					!states.includes('PERMANENT') &&
					!states.includes('NOARP'),
			).length;
			const data = {family, limit, double: 2 * limit};
			const subject = {kind: 'Sysctl', name: `net.${family}.neigh.default.gc_thresh3`} as const;
			const limitRead = {
				from: 'usage',
				excerpt: String(limit),
				of: `/proc/sys/net/${family}/neigh/default/gc_thresh3`,
			} as const;
			const affects = [thisNode(environment)];
			if (overflows > 0) {
				const of = `/proc/net/stat/${family === 'ipv4' ? 'arp_cache' : 'ndisc_cache'}`;
				yield finding('overflowing', {...data, overflows}, subject, {
					evidence: [{from: 'usage', excerpt: `table_fulls +${overflows}`, of}, limitRead],
					affects,
				});
			} else if (limit > 0 && count >= 0.9 * limit) {
				yield finding('nearlyFull', {...data, count}, subject, {
					evidence: [{from: 'neighbours', excerpt: `${count} entries that are not permanent`}, limitRead],
					affects,
				});
			}
		}
	},
});
