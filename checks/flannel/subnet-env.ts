import {defineCheck, thisNode} from 'rke2-netdoctor';

const path = '/run/flannel/subnet.env';
/** flanneld writes the file within seconds; pulling its image and waiting for the API take longer. */
const startsWithin = 3 * 60_000;

const restart = {
	text: 'kubectl -n kube-system delete pod -l app=flannel --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'flannel/subnet-env',
	title: 'flanneld has told its CNI plugin the range and the MTU of this node',
	rationale:
		'On RKE2 the plugin flannel reads /run/flannel/subnet.env for every pod. The directory is empty after a reboot until flanneld has written it: for that it must reach the API, be given a pod CIDR and find its interface.',
	when: {cni: ['flannel']},
	needs: {subnetEnv: 'flannel.subnet-env', flannel: 'flannel.containers', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'critical',
			text: '/run/flannel/subnet.env does not exist: every new pod on this node fails',
			guide: {
				steps: [
					{
						text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-flannel | head -1), and look for its first error',
					},
					{text: 'ls -l /run/flannel; mount | grep flannel'},
					restart,
				],
				links: ['flannel/troubleshooting', 'flannel/log-messages', 'rke2/flannel'],
			},
			explains: ['cni/network-unavailable', 'cni/pod-failures#subnetEnvMissing', 'cni/pod-failures#failing'],
		},
		directory: {
			severity: 'critical',
			text: '/run/flannel/subnet.env is a directory, which flanneld cannot write over: every new pod on this node fails',
			guide: {
				steps: [
					{
						text: 'ls -ld /run/flannel/subnet.env; grep -r subnet.env /etc/systemd /var/lib/rancher/rke2/agent/pod-manifests',
					},
					{text: 'rmdir /run/flannel/subnet.env', changes: 'node'},
					restart,
					{
						text: 'A pod with a hostPath to the file makes it a directory where it starts before flanneld: give that volume type: File',
					},
				],
				links: ['flannel/configuration', 'flannel/troubleshooting'],
			},
			explains: ['cni/network-unavailable', 'cni/pod-failures', 'flannel/pod-mtu', 'flannel/bridge-address'],
		},
		incomplete: {
			severity: 'critical',
			text: '/run/flannel/subnet.env has no {missing}, so that the plugin flannel refuses it: every new pod on this node fails',
			guide: {
				steps: [{text: 'cat /run/flannel/subnet.env; df /run'}, restart],
				links: ['flannel/configuration', 'flannel/troubleshooting'],
			},
			explains: ['cni/network-unavailable', 'cni/pod-failures#subnetEnvMissing', 'cni/pod-failures#failing'],
		},
	},
	*run({subnetEnv: {written, isDirectory = false}, flannel: {pod}, now}, {finding, environment}) {
		const subject = {kind: 'File', name: path} as const;
		const node = environment.nodeName.value ?? '$(hostname)';
		const affects = [thisNode(environment)];
		if (isDirectory) {
			const evidence = [{from: 'subnetEnv', excerpt: `${path}: Is a directory`}] as const;
			yield finding('directory', {node}, subject, {evidence, affects});
			return;
		}
		if (written === undefined) {
			const run = pod?.containers.find(({name}) => name === 'kube-flannel');
			// Each restart makes a container that is new; the file of the run before would still be there.
			const since = run === undefined || run.attempt > 0 ? pod?.createdAt : run.createdAt;
			if (since === undefined || now - since > startsWithin) {
				const evidence = [{from: 'subnetEnv', excerpt: `${path}: No such file or directory`}] as const;
				yield finding('missing', {node}, subject, {evidence, affects});
			}
			return;
		}
		// https://github.com/flannel-io/cni-plugin/blob/main/flannel.go (validateCNIConfig, subnetEnv.missing)
		const missing = [
			...(written.network === undefined && written.ipv6Network === undefined ? ['FLANNEL_NETWORK'] : []),
			...(written.subnet === undefined && written.ipv6Subnet === undefined ? ['FLANNEL_SUBNET'] : []),
			...(written.mtu === undefined ? ['FLANNEL_MTU'] : []),
			...(written.ipMasq === undefined ? ['FLANNEL_IPMASQ'] : []),
		];
		if (missing.length > 0) {
			const lines = Object.entries(written).map(([key, value]) => `${key}: ${value}`);
			const evidence = [{from: 'subnetEnv', excerpt: lines.join('\n') || '(empty)'}] as const;
			yield finding('incomplete', {missing: missing.join(', '), node}, subject, {evidence, affects});
		}
	},
});
