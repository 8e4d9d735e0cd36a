import {defineCheck, isInService, listNames, standingOf} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/encryption-keys',
	title: 'Every node has published the key with which others encrypt what goes there',
	rationale:
		'The agent of each node writes its WireGuard key, or the number of the IPsec key that it uses, into its CiliumNode. To a node without one nothing is encrypted, or nothing gets through. While an IPsec key is changed nodes use two numbers for some minutes; one that stays behind has not got the new Secret, and soon nobody understands it.',
	when: {cni: ['cilium'], role: ['server']},
	needs: {status: 'cilium.status', keys: 'cilium.nodes', nodes: 'kubernetes.nodes'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{nodes} {count:has|have} published no {kind} key, although Cilium encrypts: what goes there is dropped or not encrypted',
			guide: {
				steps: [
					{text: 'kubectl get ciliumnode {first} -o yaml'},
					{
						text: 'On {first}: crictl logs --tail 100 $(crictl ps -q --name cilium-agent) | grep -iE "wireguard|ipsec|encrypt"',
					},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={first}: an agent from before encryption was switched on knows nothing of it',
						changes: 'cluster',
					},
				],
				links: ['cilium/wireguard', 'cilium/ipsec', 'cilium/agent-logs'],
			},
			explains: ['cilium/encryption#peers', 'cilium/peer'],
		},
		differs: {
			severity: 'info',
			text: '{nodes} {count:uses|use} IPsec key {key}, most other nodes {usual}: while a key is changed that is so for some minutes only',
			guide: {
				steps: [
					{text: 'kubectl get ciliumnodes -o custom-columns=NAME:.metadata.name,KEY:.spec.encryption.key'},
					{
						text: 'If it stays so: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={first}',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipsec', 'cilium/agent-logs'],
			},
		},
	},
	*run({status: {encryption}, keys, nodes}, {finding}) {
		const kind = encryption?.mode === 'Wireguard' ? 'WireGuard' : 'IPsec';
		if (encryption === undefined || !/^(Wireguard|IPsec)$/.test(encryption.mode)) {
			return;
		}
		const working = keys.filter(({node}) =>
			nodes.some(
				object =>
					object.name === node &&
					object.labels['kubernetes.io/os'] !== 'windows' &&
					isInService(standingOf(object)),
			),
		);
		const detailsOf = (names: readonly string[], excerpt: string) =>
			({
				evidence: [{from: 'keys', excerpt: `${names[0]}: ${excerpt}`, of: 'ciliumnodes'}],
				about: names.map(name => ({kind: 'Node', name}) as const),
				affects: [
					{kind: 'Interface', name: 'cilium_wg0'},
					...names.map(name => ({kind: 'Peer', name}) as const),
				],
			}) as const;
		const missing = working
			.filter(({wireguardKey, ipsecKey}) =>
				kind === 'WireGuard' ? wireguardKey === undefined : ipsecKey === undefined,
			)
			.map(({node}) => node);
		const [first] = missing;
		const subject = {kind: 'HelmChart', namespace: 'kube-system', name: 'rke2-cilium'} as const;
		if (first !== undefined) {
			yield finding(
				'missing',
				{nodes: listNames(missing), count: missing.length, kind, first},
				subject,
				detailsOf(
					missing,
					kind === 'WireGuard' ? 'no annotation network.cilium.io/wg-pub-key' : 'no spec.encryption.key',
				),
			);
		}
		const numbers = working.flatMap(({ipsecKey}) => ipsecKey ?? []);
		const usual = [...new Set(numbers)].toSorted(
			(one, other) => numbers.filter(key => key === other).length - numbers.filter(key => key === one).length,
		)[0];
		const odd = working.find(({ipsecKey}) => ipsecKey !== undefined && ipsecKey !== usual);
		if (kind === 'IPsec' && usual !== undefined && odd?.ipsecKey !== undefined) {
			const names = working.filter(({ipsecKey}) => ipsecKey === odd.ipsecKey).map(({node}) => node);
			yield finding(
				'differs',
				{nodes: listNames(names), count: names.length, key: odd.ipsecKey, usual, first: odd.node},
				subject,
				detailsOf(names, `spec.encryption.key ${odd.ipsecKey}`),
			);
		}
	},
});
