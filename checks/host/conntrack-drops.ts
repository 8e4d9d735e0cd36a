import {defineCheck, formatTimestamp, thisNode} from 'rke2-netdoctor';

/** A burst long ago is history; the kernel itself tells it at most a few times a second. */
const minutes = 30;
const leastDrops = 3;

const dropped = /nf_conntrack: table full, dropping packet/;

export default defineCheck({
	id: 'host/conntrack-drops',
	title: 'The connection tracking table did not overflow lately',
	rationale:
		'A table that overflows under load has room again when somebody looks: then only the log of the kernel tells why connections to services, names and other nodes failed now and then.',
	needs: {log: 'kernel.log', now: 'system.clock'},
	messages: {
		dropped: {
			severity: 'warning',
			text: 'The connection tracking table was full and the kernel dropped packets: it says so {count} times in the last {minutes} minutes, the last time at {time}',
			guide: {
				steps: [
					{text: 'sysctl net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_count'},
					{
						text: 'echo "net.netfilter.nf_conntrack_max = 1048576" > /etc/sysctl.d/90-conntrack.conf; sysctl -p /etc/sysctl.d/90-conntrack.conf: an entry takes some 300 bytes',
						changes: 'node',
					},
					{
						text: 'Find who holds the connections: conntrack -L 2>/dev/null | grep -o "src=[^ ]*" | sort | uniq -c | sort -n | tail',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/requirements-linux'],
			},
		},
	},
	*run({log, now}, {finding, environment}) {
		const lines = log.filter(({time, message}) => now - time <= minutes * 60_000 && dropped.test(message));
		const last = lines.at(-1);
		if (last === undefined || lines.length < leastDrops) {
			return;
		}
		yield finding(
			'dropped',
			{count: lines.length, minutes, time: formatTimestamp(last.time)},
			{kind: 'Sysctl', name: 'net.netfilter.nf_conntrack_max'},
			{evidence: [{from: 'log', excerpt: last.message}], affects: [thisNode(environment)]},
		);
	},
});
