import {
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	isInService,
	listNames,
	standingOf,
	vtepAnnouncementsOf,
	vxlanLine,
} from 'rke2-netdoctor';

const backendType = 'flannel.alpha.coreos.com/backend-type';

export default defineCheck({
	id: 'overlay/peer-parameters',
	title: 'Every other node runs the same backend with the same VNI',
	rationale:
		'A node drops packets with another VNI than its own, and flannel passes over nodes that announce another backend. Both happen when a change of the configuration has reached some nodes only, because their pods were restarted since and others were not.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {nodes: 'kubernetes.nodes', links: 'ip.link'},
	messages: {
		vni: {
			severity: 'critical',
			text: 'This node has VNI {own}, but {peers} VNI {theirs}: they drop packets of each other',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,DATA:.metadata.annotations.flannel\\.alpha\\.coreos\\.com/backend-data"',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['flannel/backend-vxlan', 'rke2/canal', 'rke2/helmchartconfig'],
			},
			explains: ['overlay/peer-unreachable'],
		},
		backend: {
			severity: 'critical',
			text: 'This node has another flannel backend than {peers}, and flannel enters no way to them: {detail}',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,BACKEND:.metadata.annotations.flannel\\.alpha\\.coreos\\.com/backend-type"',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['rke2/canal', 'rke2/helmchartconfig'],
			},
			explains: ['overlay/peer-unreachable'],
		},
		unusable: {
			severity: 'critical',
			text: '{peers} announces VXLAN, but not where its tunnel is ({detail}): flannel enters no way to it',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,DATA:.metadata.annotations.flannel\\.alpha\\.coreos\\.com/backend-data,IP:.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip"',
					},
					{
						text: 'Let flannel there announce itself anew: kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/backend-vxlan', 'rke2/canal'],
			},
			explains: ['overlay/peer-unreachable'],
		},
	},
	*run({nodes, links}, {finding, environment}) {
		const self = environment.nodeName.value;
		const peers = nodes.filter(node => node.name !== self && isInService(standingOf(node)));
		const {daemonset, namespace, selector} = flannelPodOf(environment);
		for (const device of flannelDevicesOf(environment, links)) {
			const own = device.link?.vxlan?.vni;
			const {vteps, skipped} = vtepAnnouncementsOf(peers, device.family, 'vxlan');
			const strangers = vteps.filter(({vni}) => vni !== undefined && own !== undefined && vni !== own);
			const others = skipped.filter(({reason}) => reason === 'other-backend');
			const subject = {kind: 'Interface', name: device.name} as const;
			const affectsOf = (found: readonly {readonly node: string}[]) =>
				found.length === peers.length
					? brokenBy(device, environment)
					: found.map(({node}) => ({kind: 'Node', name: node}) as const);
			const [stranger] = strangers;
			if (device.link !== undefined && own !== undefined && stranger !== undefined) {
				yield finding(
					'vni',
					{
						own,
						theirs: stranger.vni ?? '',
						peers: listNames(strangers.map(({node}) => node)),
						daemonset,
					},
					subject,
					{
						evidence: [
							{from: 'links', excerpt: vxlanLine(device.link)},
							{from: 'nodes', excerpt: `${stranger.node}: backend-data VNI ${stranger.vni}`},
						],
						affects: affectsOf(strangers),
					},
				);
			}
			const [other] = others;
			if (other !== undefined) {
				yield finding(
					'backend',
					{peers: listNames(others.map(({node}) => node)), detail: other.detail, daemonset},
					subject,
					{
						evidence: [{from: 'nodes', excerpt: `${other.node}: ${other.detail}`}],
						affects: affectsOf(others),
					},
				);
			}
			// Nodes without flannel say nothing at all, and those of one family nothing for the other.
			const unusable = skipped.filter(
				({node, reason}) =>
					device.family === 'ipv4' &&
					(reason === 'unreadable' || reason === 'not-announced') &&
					peers.some(({name, annotations}) => name === node && annotations[backendType] === 'vxlan'),
			);
			const [mute] = unusable;
			if (mute !== undefined) {
				const {node: first, detail} = mute;
				yield finding(
					'unusable',
					{peers: listNames(unusable.map(({node}) => node)), first, detail, namespace, selector},
					subject,
					{
						evidence: [{from: 'nodes', excerpt: `${first}: ${detail}`}],
						affects: affectsOf(unusable),
					},
				);
			}
		}
	},
});
