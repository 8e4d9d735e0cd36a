import {defineCheck, linkLine, thisNode} from 'rke2-netdoctor';

/** What talks to this node on 127.0.0.1. */
const symptoms = [
	'rke2/api-unreachable',
	'service/kube-proxy',
	'service/kube-proxy-log',
	'canal/container',
	'calico/container',
	'cilium/agent',
	'kubelet.health',
	'kube-proxy.health',
	'felix.health',
	'cilium.*',
] as const;
const find = {
	text: 'journalctl -b | grep -wE "lo:|Interface lo|device \\(lo\\)"; cat /etc/network/interfaces: who takes it down (ifupdown, a script, a network service that was stopped)',
} as const;
const links = ['rke2/requirements-networking', 'kubernetes/debug-cluster'] as const;

export default defineCheck({
	id: 'host/loopback',
	title: 'This node reaches itself on 127.0.0.1',
	rationale:
		'RKE2 and the kubelet speak with the API, Felix, kube-proxy and flanneld on 127.0.0.1. While the loopback interface is down, or has lost its address, all of them look dead, and the kubelet ends what it cannot ask, again and again.',
	needs: {links: 'ip.link', addresses: 'ip.address'},
	messages: {
		down: {
			severity: 'critical',
			text: 'The loopback interface lo is down: nothing on this node reaches anything on 127.0.0.1, health checks and the API included',
			guide: {
				steps: [{text: 'ip link set lo up', changes: 'node'}, {text: 'ip address show lo'}, find],
				links,
			},
			explains: symptoms,
		},
		address: {
			severity: 'critical',
			text: 'The loopback interface lo does not have 127.0.0.1: nothing on this node reaches anything there, health checks and the API included',
			guide: {
				steps: [
					{text: 'ip address add 127.0.0.1/8 dev lo', changes: 'node'},
					{text: 'ip address show lo'},
					find,
				],
				links,
			},
			explains: symptoms,
		},
	},
	*run({links: devices, addresses}, {finding, environment}) {
		const loopback = devices.find(({name}) => name === 'lo');
		if (loopback === undefined) {
			return;
		}
		const subject = {kind: 'Interface', name: 'lo'} as const;
		const affects = [thisNode(environment)];
		const own = addresses.filter(({link}) => link === 'lo').map(({address}) => address);
		if (!loopback.isUp) {
			yield finding('down', {}, subject, {evidence: [{from: 'links', excerpt: linkLine(loopback)}], affects});
		} else if (!own.some(address => address.startsWith('127.'))) {
			yield finding('address', {}, subject, {
				evidence: [{from: 'addresses', excerpt: `lo: ${own.join(', ') || 'no address'}`}],
				affects,
			});
		}
	},
});
