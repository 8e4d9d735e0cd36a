import {defineCheck, notForwarding, setByText, sysctlSource, thisNode} from 'rke2-netdoctor';

const effects = {
	pod: 'what its pod sends goes nowhere',
	uplink: 'answers from outside do not reach the pods',
	overlay: 'what other nodes send to the pods here is dropped',
} as const;

export default defineCheck({
	id: 'host/forwarding',
	title: 'This node forwards packets between pods and the network',
	rationale:
		'A node is a router for its pods. RKE2 turns forwarding on when it starts; whatever turns it off later (Wicked, sysctl --system, hardening scripts) cuts the pods off, while the node itself still works. For IPv4 the setting of the interface by which a packet arrives counts, for IPv6 that of the node.',
	needs: {sysctls: 'sysctl.network', links: 'ip.link', routes: 'ip.route'},
	wants: {files: 'sysctl.files'},
	messages: {
		off: {
			severity: 'critical',
			text: 'IPv4 forwarding is off (net.ipv4.ip_forward = 0{origin}): packets of pods neither leave nor enter this node',
			guide: {
				steps: [
					{text: 'sysctl -w net.ipv4.ip_forward=1', changes: 'node'},
					{text: 'echo "net.ipv4.conf.all.forwarding = 1" >> /etc/sysctl.d/90-rke2.conf', changes: 'node'},
					{
						text: 'Find who turns it off: grep -rnE "ip_forward|forwarding" /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d',
					},
				],
				links: ['rke2/known-issues-wicked', 'rke2/hardening-kernel-parameters'],
			},
			// Without it the kernel answers no ARP for the gateway of Calico's pods: they do not even answer this node.
			explains: ['dns/endpoint-unreachable'],
		},
		offForNewDevices: {
			severity: 'warning',
			text: 'IPv4 forwarding is off for the node (net.ipv4.ip_forward = 0{origin}); the interfaces of today still forward, new ones will not',
			guide: {
				steps: [
					{text: 'sysctl -w net.ipv4.ip_forward=1', changes: 'node'},
					{text: 'echo "net.ipv4.conf.all.forwarding = 1" >> /etc/sysctl.d/90-rke2.conf', changes: 'node'},
				],
				links: ['rke2/known-issues-wicked', 'rke2/hardening-kernel-parameters'],
			},
		},
		offOnDevice: {
			severity: 'critical',
			text: 'IPv4 forwarding is off on {device}{origin} although the node forwards: {effect}',
			guide: {
				steps: [
					{text: 'sysctl -w net/ipv4/conf/{device}/forwarding=1', changes: 'node'},
					{
						text: 'Find who turns it off: grep -rn forwarding /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d',
					},
				],
				links: ['rke2/known-issues-wicked', 'rke2/hardening-kernel-parameters'],
			},
		},
		ipv6Off: {
			severity: 'critical',
			text: 'IPv6 forwarding is off (net.ipv6.conf.all.forwarding = 0{origin}): IPv6 packets of pods neither leave nor enter this node',
			guide: {
				steps: [
					{text: 'sysctl -w net.ipv6.conf.all.forwarding=1', changes: 'node'},
					{text: 'echo "net.ipv6.conf.all.forwarding = 1" >> /etc/sysctl.d/90-rke2.conf', changes: 'node'},
				],
				links: ['rke2/known-issues-wicked', 'rke2/dual-stack'],
			},
		},
	},
	*run({sysctls, links, routes, files = []}, {finding, environment}) {
		// RKE2 turns it on when it starts: before that it is no cause.
		if (!['running', undefined].includes(environment.service.value)) {
			return;
		}
		const families = environment.families.value ?? ['ipv4'];
		const {ipv4, ipv6} = sysctls;
		const everything = [thisNode(environment)];
		const read = (key: string) => ({from: 'sysctls', excerpt: '0', of: `/proc/sys/${key}`}) as const;
		const linesOf = (source: ReturnType<typeof sysctlSource>) =>
			source === undefined
				? []
				: [{from: 'files' as const, excerpt: source.text, of: `${source.path}:${source.line}`}];
		const off = families.includes('ipv4')
			? notForwarding(ipv4.devices, links, routes, environment.overlayDevice.value)
			: [];
		if (families.includes('ipv4') && ipv4.all.forwarding === 0) {
			const all = 'net/ipv4/conf/all/forwarding';
			const source = sysctlSource(files, ['net/ipv4/ip_forward', all], 0);
			yield finding(
				off.some(({side}) => side !== 'pod') ? 'off' : 'offForNewDevices',
				{origin: setByText(source)},
				{kind: 'Sysctl', name: 'net.ipv4.ip_forward'},
				{evidence: [read(all), ...linesOf(source)], affects: everything},
			);
		} else {
			for (const {device, side} of off) {
				const key = `net/ipv4/conf/${device}/forwarding`;
				const source = sysctlSource(files, [key], 0);
				const subject = {kind: 'Interface', name: device} as const;
				yield finding('offOnDevice', {device, effect: effects[side], origin: setByText(source)}, subject, {
					evidence: [read(key), ...linesOf(source)],
					affects: side === 'pod' ? [subject] : everything,
				});
			}
		}
		if (families.includes('ipv6') && ipv6?.all.forwarding === 0) {
			const key = 'net/ipv6/conf/all/forwarding';
			const subject = {kind: 'Sysctl', name: 'net.ipv6.conf.all.forwarding'} as const;
			const source = sysctlSource(files, [key], 0);
			yield finding('ipv6Off', {origin: setByText(source)}, subject, {
				evidence: [read(key), ...linesOf(source)],
				affects: everything,
			});
		}
	},
});
