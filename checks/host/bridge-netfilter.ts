import {defineCheck, isFlanneld, thisNode} from 'rke2-netdoctor';

const load = [
	{text: 'modprobe br_netfilter', changes: 'node'},
	{text: 'echo br_netfilter >> /etc/modules-load.d/rke2.conf', changes: 'node'},
] as const;

export default defineCheck({
	id: 'host/bridge-netfilter',
	title: 'Packets on a bridge pass iptables, as flannel demands',
	rationale:
		'flanneld looks for bridge-nf-call-iptables when it starts, and ends without it unless it is told to use nftables. On the bridge of the Flannel CNI the value counts as well: without it, answers between two pods of one node bypass the translation of service addresses. Canal has no bridge.',
	when: {cni: ['canal', 'flannel']},
	needs: {bridge: 'sysctl.bridge', processes: 'process.list', netConf: 'flannel.net-conf'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The kernel module br_netfilter is not loaded, and flanneld does not run: it ends when it does not find it',
			guide: {steps: load, links: ['rke2/requirements-linux', 'flannel/log-messages']},
			explains: [
				'flannel/log#bridgeNetfilter',
				'canal/container',
				'cni/network-unavailable',
				'overlay/vxlan-missing',
			],
		},
		missingLater: {
			severity: 'warning',
			text: 'The kernel module br_netfilter is not loaded any more: flanneld still runs, but will end at its next start',
			guide: {steps: load, links: ['rke2/requirements-linux', 'flannel/log-messages']},
		},
		missingBypassed: {
			severity: 'critical',
			text: 'The kernel module br_netfilter is not loaded any more: pods do not reach services whose pods are on the same node, and flanneld will end at its next start',
			guide: {
				steps: load,
				links: ['kubernetes/network-plugins', 'rke2/requirements-linux', 'flannel/log-messages'],
			},
		},
		bypassed: {
			severity: 'critical',
			text: 'net.bridge.bridge-nf-call-iptables is 0: pods do not reach services whose pods are on the same node',
			guide: {
				steps: [
					{text: 'sysctl -w net.bridge.bridge-nf-call-iptables=1', changes: 'node'},
					{
						text: 'echo "net.bridge.bridge-nf-call-iptables = 1" >> /etc/sysctl.d/90-rke2.conf',
						changes: 'node',
					},
				],
				links: ['kubernetes/network-plugins', 'rke2/requirements-linux'],
			},
		},
	},
	*run({bridge, processes, netConf}, {finding, environment}) {
		const {service, cni} = environment;
		const details = (excerpt: string) =>
			({
				evidence: [{from: 'bridge', excerpt, of: '/proc/sys/net/bridge/bridge-nf-call-iptables'}],
				affects: [thisNode(environment)],
			}) as const;
		if (bridge.callIptables === undefined) {
			const isRunning = processes.some(isFlanneld);
			// RKE2's unit loads the module before RKE2 starts.
			const isExpected = service.value !== 'stopped' && service.value !== 'failed';
			if (isExpected && !netConf.enableNftables) {
				const later = cni.value === 'flannel' ? 'missingBypassed' : 'missingLater';
				yield finding(
					isRunning ? later : 'missing',
					{},
					{kind: 'KernelModule', name: 'br_netfilter'},
					details('No such file or directory'),
				);
			}
		} else if (!bridge.callIptables && cni.value === 'flannel' && !netConf.enableNftables) {
			yield finding(
				'bypassed',
				{},
				{kind: 'Sysctl', name: 'net.bridge.bridge-nf-call-iptables'},
				details('0'),
			);
		}
	},
});
