import {defineCheck, isTunnelDevice, listNames, sysctlWinner, thisNode} from 'rke2-netdoctor';

const explains = [
	'overlay/vxlan-missing',
	'overlay/vxlan-address',
	'overlay/vxlan-source',
	'overlay/vxlan-lower-device',
	'interface/node-ip',
	'interface/public-ip',
	'interface/flannel-iface',
	'flannel/log',
	'flannel/container',
	'canal/container',
	'cni/pod-addresses',
	'cni/plugin-failures#ipv6Off',
	'host/default-route',
] as const;
const links = ['rke2/dual-stack', 'rke2/ipv6'] as const;

export default defineCheck({
	id: 'host/ipv6-disabled',
	title: 'IPv6 is on where the cluster uses it',
	rationale:
		'A cluster of two families, or of IPv6 alone, needs IPv6 on every node: on the interface that leads to the others and on the tunnel. Hardening guides turn it off, by a parameter of the kernel or by sysctl. Plugins then fail to give pods their addresses, or pods have addresses that nobody reaches.',
	when: {family: 'ipv6'},
	needs: {disabled: 'sysctl.ipv6-disabled', ranges: 'cluster.ranges'},
	wants: {files: 'sysctl.files'},
	messages: {
		notSupported: {
			severity: 'critical',
			text: 'The cluster uses IPv6 ({range}), but the kernel of this node runs without it',
			guide: {
				steps: [
					{text: 'cat /proc/cmdline /sys/module/ipv6/parameters/disable; ls /etc/modprobe.d'},
					{
						text: 'Remove ipv6.disable=1 from the command line of the kernel (GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub or grub2-mkconfig -o /boot/grub2/grub.cfg), or the line for ipv6 in /etc/modprobe.d, and reboot',
						changes: 'node',
					},
				],
				links,
			},
			explains,
		},
		off: {
			severity: 'critical',
			text: 'The cluster uses IPv6 ({range}), but this node has turned it off (net.ipv6.conf.all.disable_ipv6 = 1)',
			guide: {
				steps: [
					{
						text: 'grep -rn disable_ipv6 /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d: take the line out',
						changes: 'node',
					},
					{text: 'sysctl -w net.ipv6.conf.all.disable_ipv6=0', changes: 'node'},
					{
						text: 'Restart RKE2 on this node, so that the CNI makes its devices anew: systemctl restart rke2-server or rke2-agent',
						changes: 'node',
					},
				],
				links,
			},
			explains,
		},
		offOnDevice: {
			severity: 'critical',
			text: 'The cluster uses IPv6 ({range}), but it is turned off on {devices}',
			guide: {
				steps: [
					{
						text: 'grep -rn disable_ipv6 /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d /etc/NetworkManager: take it out',
						changes: 'node',
					},
					{text: 'sysctl -w net/ipv6/conf/{device}/disable_ipv6=0', changes: 'node'},
				],
				links,
			},
			explains,
		},
	},
	*run({disabled: {isSupported, offOn}, ranges, files = []}, {finding, environment}) {
		const range = ranges.pods.find(text => text.includes(':'));
		if (range === undefined) {
			return;
		}
		const affects = [thisNode(environment)];
		const ofCluster = {from: 'ranges', excerpt: `global.clusterCIDR: ${ranges.pods.join(',')}`} as const;
		const all = 'net/ipv6/conf/all/disable_ipv6';
		const subject = {kind: 'Sysctl', name: 'net.ipv6.conf.all.disable_ipv6'} as const;
		const read = (key: string, excerpt: string) =>
			({from: 'disabled', excerpt, of: `/proc/sys/${key}`}) as const;
		if (!isSupported) {
			yield finding('notSupported', {range}, subject, {
				evidence: [read(all, 'no such file'), ofCluster],
				affects,
			});
			return;
		}
		const uplinks = environment.uplinks.value ?? [];
		// Devices may be turned on again one by one.
		if (offOn.includes('all') && (uplinks.length === 0 || uplinks.some(name => offOn.includes(name)))) {
			const winner = sysctlWinner(files, all);
			const setBy =
				winner?.value === '1'
					? [{from: 'files' as const, excerpt: winner.text, of: `${winner.path}:${winner.line}`}]
					: [];
			yield finding('off', {range}, subject, {evidence: [read(all, '1'), ...setBy, ofCluster], affects});
			return;
		}
		// Any other device may be without IPv6 on purpose.
		const devices = offOn.filter(
			name => (isTunnelDevice(name) && /-v6/.test(name)) || uplinks.includes(name),
		);
		const [device] = devices;
		if (device !== undefined) {
			yield finding(
				'offOnDevice',
				{range, devices: listNames(devices), device},
				{kind: 'Interface', name: device},
				{evidence: [read(`net/ipv6/conf/${device}/disable_ipv6`, '1'), ofCluster], affects},
			);
		}
	},
});
