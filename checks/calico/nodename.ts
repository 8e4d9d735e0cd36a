import {defineCheck, thisNode} from 'rke2-netdoctor';

const path = '/var/lib/calico/nodename';

export default defineCheck({
	id: 'calico/nodename',
	title: 'Calico knows this node by its name in the cluster',
	rationale:
		'calico-node writes the name of the node to /var/lib/calico/nodename when it starts, and its CNI plugin refuses to work without that file. A name that is not that of the Node, as after a change of the host name, makes Calico look after pods of a node that does not exist.',
	when: {cni: ['canal', 'calico']},
	needs: {files: 'calico.files', node: 'rke2.node-name', settled: 'rke2.settled'},
	messages: {
		missing: {
			severity: 'critical',
			text: '/var/lib/calico/nodename does not exist: every new pod on this node fails until calico-node has written it',
			guide: {
				steps: [
					{text: 'crictl ps -a --name calico-node'},
					{
						text: 'Delete the pod with calico-node of this node, which writes the file when it starts',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
			explains: ['cni/pod-failures#nodenameMissing'],
		},
		different: {
			severity: 'warning',
			text: '/var/lib/calico/nodename says {found}, but this node is {name}',
			guide: {
				steps: [
					{text: 'kubectl get nodes'},
					{
						text: 'Set node-name: {name} in /etc/rancher/rke2/config.yaml, so that a change of the host name changes nothing',
						changes: 'node',
					},
					{
						text: 'Delete the pod with calico-node of this node, which writes the file when it starts',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodes-without-hostname', 'rke2/requirements-hostname'],
			},
		},
	},
	*run({files, node}, {finding, environment}) {
		const {nodeName} = files;
		const subject = {kind: 'File', name: path} as const;
		const affects = [thisNode(environment)];
		if (nodeName === undefined || nodeName === '') {
			const excerpt = nodeName === undefined ? 'No such file or directory' : '(empty)';
			yield finding('missing', {}, subject, {evidence: [{from: 'files', of: 'nodename', excerpt}], affects});
		} else if (nodeName !== node.name && node.toldBy !== 'host name') {
			// A host name that was changed says nothing about the name under which the node has joined.
			const evidence = [
				{from: 'files', of: 'nodename', excerpt: nodeName},
				{from: 'node', excerpt: `${node.toldBy}: ${node.name}`},
			] as const;
			yield finding('different', {found: nodeName, name: node.name}, subject, {evidence, affects});
		}
	},
});
