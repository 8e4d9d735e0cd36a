import {defineCheck, isInService, listNames, peerContactsOf} from 'rke2-netdoctor';

export default defineCheck({
	id: 'underlay/kubelet-port',
	title: 'Where the kubelets of other nodes are asked for, their port is open',
	rationale:
		'Servers and metrics-server ask the kubelet of every node on TCP port 10250: for logs, kubectl exec and top, and for autoscaling. A firewall that closes it on one node leaves everything else there well. On agents without metrics-server nobody needs it, and a site may close it to them.',
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		pods: 'crictl.pods',
	},
	messages: {
		closed: {
			severity: 'warning',
			text: '{peers} {count:answers|answer} pings, but not on TCP port 10250 ({result}), while other kubelets answer this node: {who} cannot ask the kubelet there (kubectl logs, exec, top; metrics)',
			guide: {
				steps: [
					{
						text: 'On {first}: iptables-save | grep 10250; nft list ruleset | grep 10250; ss -lntp | grep 10250',
					},
					{
						text: 'On {first}: open TCP port 10250 for all nodes of the cluster, where the rule was written',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/requirements-networking'],
			},
		},
	},
	*run({pods, underlay, overlay, underlayPings}, {finding, environment}) {
		const hasMetrics = pods.some(
			({isReady, labels, name}) =>
				isReady && (labels['k8s-app'] === 'metrics-server' || /^rke2-metrics-server-/.test(name)),
		);
		const isServer = environment.role.value === 'server';
		const contacts = peerContactsOf({underlay, overlay, underlayPings, overlayPings: []}).filter(({peer}) =>
			isInService(peer.standing),
		);
		const closed = contacts.filter(contact => contact.underlay === 'pings' && contact.overlay !== 'answers');
		const [first] = closed;
		// Where no kubelet answers the port is closed everywhere: somebody wants it so.
		const isOpenElsewhere = contacts.some(contact => contact.underlay === 'answers');
		if (first === undefined || !isOpenElsewhere || !(isServer || hasMetrics)) {
			return;
		}
		const answerOf = underlay.find(({peer}) => peer.name === first.peer.name)?.answer;
		const result = answerOf?.detail ?? answerOf?.result ?? 'silent';
		yield finding(
			'closed',
			{
				peers: listNames(closed.map(({peer}) => peer.name)),
				count: closed.length,
				result,
				who: isServer ? 'this server' : 'metrics-server, which runs here,',
				first: first.peer.name,
			},
			{kind: 'Peer', name: closed.length === 1 ? first.peer.name : 'kubelets'},
			{
				evidence: [
					{
						from: 'underlay',
						excerpt: `${first.peer.underlay}:10250 ${result}`,
						of: first.peer.underlay,
					},
					{from: 'underlayPings', excerpt: `${first.peer.underlay} answers a ping`, of: first.peer.underlay},
				],
				about: closed.map(({peer: {name}}) => ({kind: 'Node', name}) as const),
			},
		);
	},
});
