import {defineCheck, isPodDevice, sysctlWinner, thisNode, uplinkNames} from 'rke2-netdoctor';

const overlayNames = /^(?:flannel[.-].*|vxlan\.calico|cni0|cilium_host)$/;

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
			text: 'IPv4 forwarding is off (net.ipv4.ip_forward = 0): packets of pods neither leave nor enter this node',
			guide: {
				steps: [
					{text: 'sysctl -w net.ipv4.ip_forward=1', changes: 'node'},
					{text: 'echo "net.ipv4.conf.all.forwarding = 1" > /etc/sysctl.d/90-rke2.conf', changes: 'node'},
					{text: 'Find who turns it off: grep -rnE "ip_forward|forwarding" /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d'},
				],
				links: ['rke2/known-issues-wicked', 'rke2/hardening-kernel-parameters'],
			},
		},
		offForNewDevices: {
			severity: 'warning',
			text: 'IPv4 forwarding is off for the node (net.ipv4.ip_forward = 0); the interfaces of today still forward, new ones will not',
			guide: {
				steps: [
					{text: 'sysctl -w net.ipv4.ip_forward=1', changes: 'node'},
					{text: 'echo "net.ipv4.conf.all.forwarding = 1" > /etc/sysctl.d/90-rke2.conf', changes: 'node'},
				],
				links: ['rke2/known-issues-wicked', 'rke2/hardening-kernel-parameters'],
			},
		},
		offOnDevice: {
			severity: 'critical',
			text: 'IPv4 forwarding is off on {device} although the node forwards: {effect}',
			guide: {
				steps: [
					{text: 'sysctl -w net/ipv4/conf/{device}/forwarding=1', changes: 'node'},
					{text: 'Find who turns it off: grep -rn forwarding /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d'},
				],
				links: ['rke2/known-issues-wicked', 'rke2/hardening-kernel-parameters'],
			},
		},
		ipv6Off: {
			severity: 'critical',
			text: 'IPv6 forwarding is off (net.ipv6.conf.all.forwarding = 0): IPv6 packets of pods neither leave nor enter this node',
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
		const uplinks = uplinkNames(links, routes, environment.overlayDevice.value);
		const cited = (key: string) => {
			const winner = sysctlWinner(files, key);
			return winner?.value === '0'
				? [{from: 'files' as const, excerpt: winner.text, of: `${winner.path}:${winner.line}`}]
				: [];
		};
		if (families.includes('ipv4')) {
			const off = links
				.map(({name}) => name)
				.filter(name => uplinks.includes(name) || overlayNames.test(name) || isPodDevice(name))
				.filter(name => ipv4.devices.get(name)?.forwarding === 0);
			if (ipv4.all.forwarding === 0) {
				const message = off.some(name => !isPodDevice(name)) ? 'off' : 'offForNewDevices';
				const evidence = {from: 'sysctls', excerpt: '0', of: '/proc/sys/net/ipv4/conf/all/forwarding'} as const;
				yield finding(
					message,
					{},
					{kind: 'Sysctl', name: 'net.ipv4.ip_forward'},
					{
						evidence: [evidence, ...cited('net/ipv4/ip_forward'), ...cited('net/ipv4/conf/all/forwarding')],
						affects: [thisNode(environment)],
					},
				);
			} else {
				for (const device of off) {
					const isOfPod = isPodDevice(device);
					const effect = isOfPod
						? 'what its pod sends goes nowhere'
						: uplinks.includes(device)
							? 'answers from outside do not reach the pods'
							: 'what other nodes send to the pods here is dropped';
					const path = `net/ipv4/conf/${device}/forwarding`;
					yield finding(
						'offOnDevice',
						{device, effect},
						{kind: 'Interface', name: device},
						{
							evidence: [{from: 'sysctls', excerpt: '0', of: `/proc/sys/${path}`}, ...cited(path)],
							affects: isOfPod ? [{kind: 'Interface', name: device}] : [thisNode(environment)],
						},
					);
				}
			}
		}
		if (families.includes('ipv6') && ipv6?.all.forwarding === 0) {
			yield finding(
				'ipv6Off',
				{},
				{kind: 'Sysctl', name: 'net.ipv6.conf.all.forwarding'},
				{
					evidence: [
						{from: 'sysctls', excerpt: '0', of: '/proc/sys/net/ipv6/conf/all/forwarding'},
						...cited('net/ipv6/conf/all/forwarding'),
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
