import {
	defineCheck,
	isClusterDevice,
	isTunnelDevice,
	type Link,
	linkLine,
	thisNode,
	uplinkNames,
} from 'rke2-netdoctor';

const links = ['rke2/requirements-networking', 'rancher/networking'] as const;

export default defineCheck({
	id: 'interface/queue',
	title: 'No interface of this node has a queue that loses packets on purpose',
	rationale:
		'What an interface sends waits in its queue (qdisc). Two kinds of queue are made to spoil a network: blackhole throws away all that is sent, netem delays, loses or damages it as it was told, to try how programs bear that. An experiment that nobody ended looks like a broken network: the interface is up, routes and firewall are in order, and packets still come in. Judged on the uplinks and on what the CNI made.',
	needs: {devices: 'ip.link', routes: 'ip.route'},
	messages: {
		swallows: {
			severity: 'critical',
			text: '{device} is up, but its queue is a blackhole: whatever this node sends by it is thrown away',
			guide: {
				steps: [
					{text: 'tc -s qdisc show dev {device}'},
					{text: 'tc qdisc del dev {device} root: the kernel gives it its usual queue', changes: 'node'},
					{text: 'Find who set it, an experiment or a script with tc, or it comes back with the next boot'},
				],
				links,
			},
			explains: [
				'underlay/peer-unreachable',
				'overlay/peer-unreachable',
				'cilium/peer',
				'dns/endpoint-unreachable',
				'rke2/api-unreachable',
				'kubernetes.*',
			],
		},
		impaired: {
			severity: 'warning',
			text: 'The queue of {device} is netem, which delays, loses or damages what this node sends by it, as a test of bad networks wants it',
			guide: {
				steps: [
					{text: 'tc -s qdisc show dev {device}: what it does, and how much it has lost'},
					{
						text: 'tc qdisc del dev {device} root, unless the test is still wanted',
						changes: 'node',
					},
					{text: 'Find who set it: a tool for chaos experiments, or a script with tc'},
				],
				links,
			},
		},
	},
	*run({devices, routes}, {finding, environment}) {
		const uplinks = uplinkNames(devices, routes, environment.overlayDevice.value);
		const concerns = ({name}: Link): boolean => isClusterDevice(name) || uplinks.includes(name);
		for (const link of devices.filter(concerns)) {
			const message =
				link.queue === 'blackhole' ? 'swallows' : link.queue === 'netem' ? 'impaired' : undefined;
			if (message === undefined || !link.isUp) {
				continue;
			}
			// Behind the interface of a pod there is that pod alone.
			const isWide = uplinks.includes(link.name) || isTunnelDevice(link.name);
			const subject = {kind: 'Interface', name: link.name} as const;
			yield finding(message, {device: link.name}, subject, {
				evidence: [{from: 'devices', excerpt: `${linkLine(link)} qdisc ${link.queue}`}],
				affects: isWide ? [thisNode(environment)] : [subject],
			});
		}
	},
});
