import {defineCheck, flannelPodOf, listNames, staleKeys, thisNode, unannouncedKeys} from 'rke2-netdoctor';

const explains = [
	'overlay/wireguard-peer',
	'overlay/wireguard-unreachable',
	'overlay/peer-unreachable',
	'dns/endpoint-unreachable',
] as const;
const links = ['flannel/backend-wireguard', 'calico/wireguard', 'flannel/troubleshooting'] as const;

export default defineCheck({
	id: 'overlay/wireguard-key',
	title: 'The WireGuard devices of the CNI have the keys that the Nodes announce',
	rationale:
		'flanneld and Felix make a key when they make their WireGuard device, announce it on the Node, and enter the keys of all others. A Node that was restored from a backup announces an old key; one whose daemon missed a change has an old key of another. Then no session comes about, and WireGuard says nothing. A key that is changed is announced and entered within a second: judged are keys that both samples have, without any session for minutes.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {samples: 'wireguard.peers', nodes: 'wireguard.nodes', own: 'kubernetes.node'},
	messages: {
		stale: {
			severity: 'critical',
			text: '{device} does not know the key that {peers} {count:announces|announce}, so that neither can read what the other sends',
			guide: {
				steps: [
					{text: 'wg show {device} peers'},
					{
						text: "kubectl get node {first} -o jsonpath='{.metadata.annotations}' | grep -o PublicKey.*",
					},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}: it enters the others anew',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
		unannounced: {
			severity: 'critical',
			text: '{device} has another key than the Node {node} announces, so that no other node can read what comes from here, nor be read here',
			guide: {
				steps: [
					{text: 'wg show {device} public-key'},
					{text: "kubectl get node {node} -o jsonpath='{.metadata.annotations}' | grep -o PublicKey.*"},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}: it announces its key when it starts; where it cannot, its log says why',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({samples: {first, last}, nodes, own}, {finding, environment}) {
		const {namespace, selector} = flannelPodOf(environment);
		for (const {device, publicKey, announced} of unannouncedKeys(first, last, own)) {
			yield finding(
				'unannounced',
				{device, node: own.name, namespace, selector},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'samples', excerpt: `${device}: public key ${publicKey}`},
						{from: 'own', excerpt: `${own.name}: ${announced.join(', ')}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
		const stale = staleKeys(first, last, nodes, own.name);
		for (const device of new Set(stale.map(entry => entry.device))) {
			const ofDevice = stale.filter(entry => entry.device === device);
			const names = ofDevice.map(({node}) => node.name);
			const [one = ''] = names;
			const peers = listNames(names);
			const keys = ofDevice.map(({node, announced, known}) => ({
				announced: `${node.name}: ${announced}`,
				known: `${node.name}: ${known === undefined ? 'no peer' : `peer ${known.publicKey}`}`,
			}));
			yield finding(
				'stale',
				{device, peers, count: names.length, first: one, namespace, selector, node: own.name},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'nodes', excerpt: keys.map(({announced}) => announced).join('\n')},
						{from: 'samples', excerpt: keys.map(({known}) => known).join('\n')},
					],
					about: names.map(name => ({kind: 'Node', name}) as const),
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
