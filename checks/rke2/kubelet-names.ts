import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** apiserver/pkg/registry and net/lookup: somebody asks for logs or a shell, and the name of the node has no address. */
const unknown =
	/error dialing backend: .*?dial tcp: lookup ([^\s:]+?)(?: on \S+?)?: (?:no such host|server misbehaving|i\/o timeout|[Tt]emporary failure)/;
/** Only while somebody asks. */
const recent = 30 * 60_000;
const leastQuestions = 2;

export default defineCheck({
	id: 'rke2/kubelet-names',
	title: 'The API server of this node finds the kubelets of all nodes',
	rationale:
		'The API server asks the kubelet of a node for logs and shells, by the first of its addresses that kubelet-preferred-address-types names. RKE2 has InternalIP there. Where somebody has put Hostname or InternalDNS before it, the name servers of this machine must know every node; where they do not, kubectl logs, exec and port-forward fail with "no such host", while all nodes are Ready.',
	when: {role: ['server']},
	needs: {logs: 'kube-apiserver.logs', nodes: 'kubernetes.nodes', now: 'system.clock'},
	messages: {
		unresolved: {
			severity: 'warning',
			text: 'The API server on this node looks for kubelets by name and finds no address for {nodes} ({count} times of late): kubectl logs, exec and port-forward fail for pods there. {error}',
			guide: {
				steps: [
					{
						text: 'grep -rn -A 3 -e kubelet-preferred-address-types -e egress-selector-mode /etc/rancher/rke2; getent ahosts {first}',
					},
					{
						text: 'Take kubelet-preferred-address-types out of kube-apiserver-arg, or write InternalIP first there, on all servers, and restart them one by one: systemctl restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'If it has to be names: enter all nodes into the name servers of the site, or into /etc/hosts of every server',
						changes: 'node',
					},
				],
				links: ['rke2/server-config', 'rke2/logging', 'kubernetes/debug-cluster'],
			},
		},
	},
	*run({logs, nodes, now}, {finding, environment}) {
		const [log] = logs.toSorted((one, other) => other.attempt - one.attempt);
		const known = new Set(nodes.map(({name}) => name));
		const asked = (log?.lines ?? []).flatMap(line => {
			const [error, name] = unknown.exec(line.message) ?? [];
			return error !== undefined && name !== undefined && known.has(name) && now - line.time < recent
				? [{name, error, line}]
				: [];
		});
		const last = asked.at(-1);
		if (log !== undefined && last !== undefined && asked.length >= leastQuestions) {
			yield finding(
				'unresolved',
				{
					nodes: listNames([...new Set(asked.map(({name}) => name))]),
					...{count: asked.length, error: last.error, first: last.name},
				},
				thisNode(environment),
				{
					evidence: [{from: 'logs', of: log.path, excerpt: last.line.message}],
					about: [...new Set(asked.map(({name}) => name))].map(name => ({kind: 'Node', name}) as const),
				},
			);
		}
	},
});
