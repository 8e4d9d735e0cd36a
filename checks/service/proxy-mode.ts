import {defineCheck, isVersionInRange, listNames, pluginsWithoutApi, thisNode} from 'rke2-netdoctor';

/**
 * Of kube-proxy on Linux; none stands for its default. Until 1.26 there was userspace, too; nftables came with 1.29, behind
 * a gate that is open since 1.31 (https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3866-nftables-proxy).
 */
const modesOf = (version: string): readonly string[] => [
	'iptables',
	'ipvs',
	...(isVersionInRange(version, ['>=1.29.0']) ? ['nftables'] : []),
];

const explains = [
	...['service/api-address', 'dns/service-address', ...pluginsWithoutApi],
	...['canal/container', 'flannel/container', 'calico/container'],
] as const;

export default defineCheck({
	id: 'service/proxy-mode',
	title: 'kube-proxy is told a mode that it knows',
	rationale:
		'kube-proxy ends at once when --proxy-mode has a value that it does not know, as after a slip in kube-proxy-arg. The rules that it wrote before stay until the node is booted again; then there are none.',
	needs: {flags: 'kube-proxy.arguments', health: 'kube-proxy.health', settled: 'rke2.settled'},
	messages: {
		unknown: {
			severity: 'critical',
			text: 'kube-proxy does not start: it is told --proxy-mode={mode}, and knows only {modes}; services keep the endpoints of the time when it ended, and after a reboot none works',
			guide: {
				steps: [
					{text: 'grep -rn -A5 kube-proxy-arg /etc/rancher/rke2'},
					{
						text: 'Correct proxy-mode there, or take it out, and restart RKE2 (systemctl restart rke2-server or rke2-agent), which writes the manifest of kube-proxy anew',
						changes: 'node',
					},
				],
				links: ['rke2/config-files', 'rke2/nftables', 'kubernetes/debug-service'],
			},
			explains,
		},
	},
	*run({flags, health}, {finding, environment}) {
		const mode = flags?.get('proxy-mode') ?? '';
		const version = environment.rke2Version.value;
		if (mode === '' || health.state !== 'refused' || version === undefined) {
			return;
		}
		const modes = modesOf(version);
		if (modes.includes(mode) || !isVersionInRange(version, ['>=1.26.0'])) {
			return;
		}
		yield finding(
			'unknown',
			{mode, modes: listNames(modes)},
			{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
			{
				evidence: [
					{from: 'flags', of: 'pod-manifests/kube-proxy.yaml', excerpt: `--proxy-mode=${mode}`},
					{from: 'health', excerpt: health.detail},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
