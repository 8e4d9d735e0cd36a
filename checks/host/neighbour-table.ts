import {defineCheck, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: 'sysctl -w net.{family}.neigh.default.gc_thresh3={double}', changes: 'node'},
	{
		text: 'echo "net.{family}.neigh.default.gc_thresh3 = {double}" > /etc/sysctl.d/90-neighbours-{family}.conf',
		changes: 'node',
	},
	{text: 'dmesg | grep "neighbor table overflow"'},
] as const;
const links = ['rke2/requirements-linux', 'rancher/networking'] as const;

const defaultLimit = 1024;

const isCounted = (
	{
		address,
		states,
		isExternallyLearned,
	}: {
		readonly address: string;
		readonly states: readonly string[];
		readonly isExternallyLearned: boolean;
	},
	family: 'ipv4' | 'ipv6',
): boolean =>
	address.includes(':') === (family === 'ipv6') &&
	!isExternallyLearned &&
	!states.includes('PERMANENT') &&
	!states.includes('NOARP');

export default defineCheck({
	id: 'host/neighbour-table',
	title: 'The neighbour tables have room',
	rationale:
		'For each peer in a network it speaks with, the kernel keeps a neighbour (ARP, NDP). Beyond a limit of 1,024 by default it makes no new ones, and packets to further nodes and pods are dropped: seen in clusters with many nodes in one network. Permanent entries, such as those of flannel, do not count.',
	needs: {usage: 'neighbour.usage', neighbours: 'ip.neighbour'},
	messages: {
		overflowing: {
			severity: 'critical',
			text: 'The {family} neighbour table overflows: {overflows} entries were refused while this program ran{limit}',
			guide: {steps, links},
			explains: [
				'overlay/peer-unreachable',
				'underlay/peer-unreachable',
				'host/kernel-log#neighbourOverflow',
			],
		},
		nearlyFull: {
			severity: 'warning',
			text: 'The {family} neighbour table is nearly full: {count} of {most} entries',
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
			const count = neighbours.filter(neighbour => isCounted(neighbour, family)).length;
			const data = {family, double: 2 * (limit ?? defaultLimit)};
			const subject = {kind: 'Sysctl', name: `net.${family}.neigh.default.gc_thresh3`} as const;
			const told = limit === undefined ? '' : `, the limit is ${limit}`;
			const affects = [thisNode(environment)];
			if (overflows > 0) {
				const of = `/proc/net/stat/${family === 'ipv4' ? 'arp_cache' : 'ndisc_cache'}`;
				yield finding('overflowing', {...data, overflows, limit: told}, subject, {
					evidence: [{from: 'usage', excerpt: `table_fulls +${overflows}`, of}],
					affects,
				});
			} else if (limit !== undefined && limit > 0 && count >= 0.9 * limit) {
				const of = `/proc/sys/net/${family}/neigh/default/gc_thresh3`;
				yield finding('nearlyFull', {...data, count, most: limit}, subject, {
					evidence: [
						{from: 'neighbours', excerpt: `${count} entries that are not permanent`},
						{from: 'usage', excerpt: String(limit), of},
					],
					affects,
				});
			}
		}
	},
});
