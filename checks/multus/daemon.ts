import {defineCheck, restartMultusPod, thisNode} from 'rke2-netdoctor';

/** Before it listens, the daemon waits for the file of the primary CNI. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'multus/daemon',
	title: 'The daemon of thick Multus answers on its socket',
	rationale:
		'With thickPlugin.enabled the plugin is only a shim: it sends each new pod to the daemon in the Multus pod, over a socket on the node. While nobody answers there, every new pod waits a minute and fails.',
	when: {multus: true},
	needs: {daemon: 'multus.daemon', multus: 'multus.containers', now: 'system.clock'},
	messages: {
		unreachable: {
			severity: 'critical',
			text: 'The daemon of Multus does not answer on {socket} ({how}): every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -l {socket}, and crictl ps -a --name kube-multus'},
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-multus | head -1)'},
					restartMultusPod,
				],
				links: ['rke2/multus-thick', 'multus/thick-plugin'],
			},
			explains: ['multus/node-failures#daemonDown', 'cni/pod-removal#agent'],
		},
		unhealthy: {
			severity: 'critical',
			text: 'The daemon of Multus says that it is not healthy: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-multus | head -1)'},
					restartMultusPod,
				],
				links: ['rke2/multus-thick', 'multus/thick-plugin'],
			},
			explains: ['multus/node-failures#daemonDown', 'cni/pod-removal#agent'],
		},
	},
	*run({daemon, multus: {pod}, now}, {finding, environment}) {
		if (daemon.state === 'none' || daemon.state === 'healthy') {
			return;
		}
		const run = pod?.containers.find(({name}) => name === 'kube-multus');
		if (run?.state === 'running' && now - run.createdAt < startsWithin) {
			return;
		}
		const {socket, state, detail} = daemon;
		const node = thisNode(environment);
		const details = {
			evidence: [{from: 'daemon', excerpt: detail}],
			affects: [node],
		} as const;
		const subject = {kind: 'Endpoint', name: socket} as const;
		yield state === 'unhealthy'
			? finding('unhealthy', {how: detail, node: node.name}, subject, details)
			: finding('unreachable', {socket, how: reasons[state], node: node.name}, subject, details);
	},
});

const reasons = {
	missing: 'there is no such socket',
	refused: 'nobody listens',
	silent: 'no answer in time',
} as const;
