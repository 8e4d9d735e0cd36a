import {contains, defineCheck, formatTimestamp, parseAddress, parseCidr} from 'rke2-netdoctor';

const minutes = 30;
/** Fewer are stragglers of a pod or a node that has just gone. */
const leastPackets = 5;

/** The destination comes first: net/ipv4/route.c of https://github.com/torvalds/linux */
const martian = /martian source (\S+) from ([^\s,]+), on dev (\S+)/;

export default defineCheck({
	id: 'host/martian-packets',
	title: 'The kernel does not take packets of pods for forged ones',
	rationale:
		'A packet whose source this node would answer by another interface, or that carries an address of this node itself, is a martian: the kernel drops it, and says so where log_martians is on. Of pods that is a route that leads two ways, a reverse path filter that is too strict, or a pod range that somebody else uses.',
	needs: {log: 'kernel.log', ranges: 'cluster.ranges', now: 'system.clock'},
	messages: {
		dropped: {
			// The log names no network namespace: the device may be that of a pod.
			severity: 'warning',
			text: 'The kernel drops packets from {source} to {destination} that arrive at {device}, since it expects that source elsewhere: {count} in the last half hour, the last at {time}',
			guide: {
				steps: [
					{
						text: 'ip route get {source}: names the interface where the kernel expects it, {device} is where it came',
					},
					{
						text: 'If another interface is right, find who sends it by {device}: a node with two networks, a second CNI, routes of a former one',
					},
					{
						text: 'If {device} is right, correct the route, or be less strict: sysctl -w net/ipv4/conf/{device}/rp_filter=2 net.ipv4.conf.all.rp_filter=2, and the same in /etc/sysctl.d/90-rke2.conf',
						changes: 'node',
					},
				],
				links: ['rancher/networking', 'flannel/interface-selection', 'rke2/requirements-networking'],
			},
		},
	},
	*run({log, ranges, now}, {finding}) {
		const pods = ranges.pods.map(parseCidr).filter(range => range !== undefined);
		const isOfPod = (text: string): boolean => {
			const address = parseAddress(text);
			return address !== undefined && pods.some(range => contains(range, address));
		};
		const packets = log
			.filter(({time}) => now - time <= minutes * 60_000)
			.flatMap(line => {
				const [, destination = '', source = '', device = ''] = martian.exec(line.message) ?? [];
				return isOfPod(source) || isOfPod(destination) ? [{destination, source, device, line}] : [];
			});
		for (const device of new Set(packets.map(packet => packet.device))) {
			const arrived = packets.filter(packet => packet.device === device);
			const last = arrived.at(-1);
			if (last !== undefined && arrived.length >= leastPackets) {
				const {source, destination, line} = last;
				const data = {source, destination, device, count: arrived.length, time: formatTimestamp(line.time)};
				yield finding(
					'dropped',
					data,
					{kind: 'Interface', name: device},
					{
						evidence: [{from: 'log', excerpt: line.message}],
					},
				);
			}
		}
	},
});
