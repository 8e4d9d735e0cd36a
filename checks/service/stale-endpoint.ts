import {defineCheck, isCalicoWorkload, listNames, rangeIndexOf} from 'rke2-netdoctor';

const addressOf = (target: string): string => target.slice(0, target.lastIndexOf(':'));

export default defineCheck({
	id: 'service/stale-endpoint',
	title: 'Rules of services lead to pods of nodes that exist',
	rationale:
		'kube-proxy sends connections of a service to its endpoints. An endpoint in a range that no Node has, or in the range of this node without a pod that has the address, takes a share of all connections and never answers. The rules are then older than the cluster: kube-proxy does not learn of changes, or another set of rules was left behind.',
	when: {cni: ['canal', 'flannel'], kubeProxy: ['iptables']},
	needs: {services: 'service.rules', nodes: 'kubernetes.nodes', ranges: 'cluster.ranges', routes: 'ip.route'},
	messages: {
		unknownNode: {
			severity: 'warning',
			text: 'Services lead to pods of a node that does not exist: {endpoints} lie in no pod CIDR of the cluster',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:10256/healthz tells when kube-proxy last wrote its rules'},
					{
						text: 'kubectl get endpointslices -A | grep {first}: if it is there, the pod or its node was not removed cleanly',
					},
					{
						text: 'If it is not: restart kube-proxy: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service'],
			},
		},
		goneHere: {
			severity: 'warning',
			text: 'Services lead to addresses of this node that no pod has: {endpoints}',
			guide: {
				steps: [
					{text: 'ip route get {first}; crictl pods'},
					{text: 'curl -s http://127.0.0.1:10256/healthz tells when kube-proxy last wrote its rules'},
					{
						text: 'If the API does not list it either (kubectl get endpointslices -A | grep {first}), restart kube-proxy: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service'],
			},
		},
	},
	*run({services, nodes, ranges, routes}, {finding, environment}) {
		const cluster = rangeIndexOf(ranges.pods);
		const own = rangeIndexOf(nodes.find(({name}) => name === environment.nodeName.value)?.podCidrs ?? []);
		const all = rangeIndexOf(nodes.flatMap(({podCidrs}) => podCidrs));
		const hasAll = nodes.every(({podCidrs}) => podCidrs.length > 0);
		const local = new Set(
			routes
				.filter(({dev = '', table}) => table === 'main' && isCalicoWorkload(dev))
				.map(({destination}) => destination.replace(/\/\d+$/, '')),
		);
		const targets = [
			...new Set(
				services.filter(({rules}) => rules.isHooked).flatMap(({rules}) => rules.targets.map(addressOf)),
			),
		].filter(cluster);
		const report = (message: 'unknownNode' | 'goneHere', addresses: readonly string[]) => {
			const [first = ''] = addresses;
			return finding(
				message,
				{endpoints: listNames(addresses), first},
				{kind: 'NetfilterRule', name: 'KUBE-SEP'},
				{evidence: [{from: 'services', excerpt: `--to-destination ${first}`, of: 'save'}]},
			);
		};
		// A cluster CIDR may hold the network of the nodes, whose addresses pods on the host network have.
		const hosts = new Set(nodes.flatMap(({internalIps, externalIps}) => [...internalIps, ...externalIps]));
		const foreign = hasAll ? targets.filter(address => !all(address) && !hosts.has(address)) : [];
		if (foreign.length > 0) {
			yield report('unknownNode', foreign);
		}
		const gone = targets.filter(address => own(address) && !local.has(address) && !hosts.has(address));
		if (gone.length > 0 && local.size > 0) {
			yield report('goneHere', gone);
		}
	},
});
