import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply} from '../core/request.ts';
import {parsePgrep} from '../parsers/pgrep.ts';

const names = [
	...[
		'rke2',
		'k3s',
		'k3s-server',
		'k3s-agent',
		'containerd',
		'kubelet',
		'kube-proxy',
		'kube-apiserver',
		'etcd',
	],
	...['flanneld', 'calico-node', 'calico-typha', 'cilium-agent', 'bird', 'bird6', 'coredns'],
	...['firewalld', 'NetworkManager', 'wickedd', 'systemd-network', 'dockerd'],
].join('|');

/** Exit code 1 of pgrep says that nothing matched: an answer, not a failure (pgrep(1)). */
const isNoMatch = (reply: Reply | undefined): boolean =>
	reply?.status === 'unanswered' && reply.reason === 'exit-code' && reply.code === 1;

export const processList = defineProbe({
	id: 'process.list',
	summary: 'running processes of RKE2, of the CNIs and of what interferes with them',
	requests: () => [command('pgrep', '-a', '-x', names)],
	parse: ([reply]) => (isNoMatch(reply) ? [] : parsePgrep(textOf(reply))),
});
