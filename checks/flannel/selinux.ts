import {defineCheck, thisNode} from 'rke2-netdoctor';

const denied = /(\/(?:etc|opt)\/cni\/[^\s'":]*).*permission denied/i;

export default defineCheck({
	id: 'flannel/selinux',
	title: 'SELinux lets the CNI install its configuration and plugins',
	rationale:
		'An init container copies the CNI configuration to /etc/cni/net.d of the node, and plugins to /opt/cni/bin. In the charts of early releases it runs as an ordinary container, which SELinux keeps from writing there: the directory stays empty and the Node NotReady.',
	when: {cni: ['canal', 'flannel']},
	needs: {mode: 'selinux.mode', flannel: 'flannel.containers', logs: 'flannel.logs'},
	messages: {
		denied: {
			severity: 'critical',
			text: 'SELinux is enforcing, and the init container {container} may not write {path}: this node gets no CNI',
			guide: {
				steps: [
					{text: 'ausearch -m avc -ts recent | grep cni; ls -Zd /etc/cni/net.d /opt/cni/bin'},
					{text: 'restorecon -Rv /etc/cni /opt/cni', changes: 'node'},
					{
						text: 'Update RKE2 and the package rke2-selinux, whose chart runs the container as spc_t',
						changes: 'node',
					},
				],
				links: ['rke2/flannel', 'rke2/known-issues', 'rke2/logging'],
			},
			explains: [
				'flannel/container',
				'flannel/subnet-env',
				'overlay/vxlan-missing',
				'flannel/log',
				'cni/configuration-missing',
				'cni/network-unavailable',
				'cni/runtime-disagrees',
			],
		},
	},
	*run({mode, flannel: {pod}, logs}, {finding, environment}) {
		const failed = (pod?.containers ?? []).filter(({end}) => end !== undefined && end.exitCode !== 0);
		const ends = logs.flatMap(({container, attempt, path: log, lines}) => {
			const isOfEnd = failed.some(run => run.name === container && run.attempt === attempt);
			const line = lines.findLast(({message}) => denied.test(message))?.message ?? '';
			const path = denied.exec(line)?.[1];
			return isOfEnd && path !== undefined ? [{container, log, line, path}] : [];
		});
		const [first] = mode === 'enforcing' ? ends : [];
		if (first === undefined) {
			return;
		}
		const {container, log, line, path} = first;
		yield finding(
			'denied',
			{container, path},
			{kind: 'File', name: path},
			{
				evidence: [
					{from: 'logs', excerpt: line, of: log},
					{from: 'mode', excerpt: mode},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
