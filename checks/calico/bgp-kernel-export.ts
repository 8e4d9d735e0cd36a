import {closedBirds, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-kernel-export',
	title: 'BIRD may enter the ways to other nodes into the kernel',
	rationale:
		'What BIRD may enter into the kernel tells the filter of its protocol of the kind Kernel, which comes from a template of Calico. One from another release, or of somebody, may let nothing through: all sessions are well then, and no pod of another node is reached. Where BIRD only announces, and others enter the routes to pods, that is as it should be.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', learned: 'bird.routes', routes: 'ip.route', ranges: 'cluster.ranges'},
	messages: {
		closed: {
			severity: 'critical',
			text: 'BIRD has learned the ways to pods of other nodes, {destinations}, and enters none into the kernel: {why}',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) grep -A8 "protocol kernel" /etc/calico/confd/config/{socket}.cfg',
					},
					{
						text: 'Templates of confd that somebody has replaced (a ConfigMap mounted over /etc/calico/confd/templates) must have export filter calico_kernel_programming there: take them back, or bring them up to the release of Calico',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/bird-routes', 'calico/routing-table', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, learned, routes, ranges}, {finding, environment}) {
		const self = thisNode(environment);
		for (const {bird, withheld} of closedBirds(birds, learned, routes, ranges.pods)) {
			const [protocol] = bird.value.kernel;
			const why =
				protocol === undefined ? 'it has no protocol for the kernel' : `${protocol.name} has export none`;
			const destinations = listNames(withheld.map(({destination}) => destination));
			const socket = bird.family === 'ipv4' ? 'bird' : 'bird6';
			yield finding('closed', {why, destinations, node: self.name, socket}, self, {
				evidence: [
					{
						from: 'birds',
						excerpt:
							protocol === undefined
								? 'no protocol of the kind Kernel'
								: `${protocol.row}\n Output filter: REJECT`,
					},
					{from: 'learned', excerpt: withheld.map(({line}) => line).join('\n')},
					{from: 'routes', excerpt: `no route to ${destinations}`},
				],
				affects: [self],
			});
		}
	},
});
