import {setSysctls, sysctlsOfNode} from '../../kernel.js';
import calico from '../calico/index.js';
import {apiObjects} from './api.js';
import {birdDaemons, birdFilesOf, waitForRoutes} from './bird.js';

/** The first of each range is free: there is no tunnel that would take it. */
const nodeOf = (description, network) => {
	const {block} = calico.node(description, network);
	return {block};
};

const daemons = (cluster, node) => [
	...calico.daemons(cluster, node).map(daemon => ({
		...daemon,
		argv: daemon.argv.map(word =>
			word === 'CALICO_NETWORKING_BACKEND=vxlan' ? 'CALICO_NETWORKING_BACKEND=bird' : word,
		),
	})),
	...birdDaemons,
];

/** rke2-calico with BGP in place of a tunnel: real BIRD on each node, in the node-to-node mesh. */
export default {
	...calico,
	title: 'Calico (BGP)',
	option: 'calico',
	real: ['BIRD'],
	programs: {bird: 'bird', birdc: 'bird', bird6: 'bird'},
	network: () => ({podMtu: 1500}),
	node: nodeOf,
	nodeAnnotations: (_cluster, {address}) => ({'projectcalico.org/IPv4Address': `${address}/24`}),
	objects: apiObjects,
	files: (cluster, node, certificates) => [
		...calico.files(cluster, node, certificates),
		...birdFilesOf(cluster, node),
	],
	daemons,
	build: node => setSysctls(node, sysctlsOfNode),
	programPeers: undefined,
	settle: waitForRoutes,
	madeBy: ({kind}) => (kind === 'bird' ? 'program' : undefined),
};
