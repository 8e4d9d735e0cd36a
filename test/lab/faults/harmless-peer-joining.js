import {all, editedObjects} from '../injections.js';

const withoutFlannel = node => ({
	...node,
	metadata: {
		...node.metadata,
		annotations: Object.fromEntries(
			Object.entries(node.metadata.annotations).filter(([key]) => !key.startsWith('flannel.')),
		),
	},
	spec: {providerID: node.spec.providerID},
});

const forget = {
	inject: async ({target, nodeNamed, cluster: {network}}) => {
		const {podCidr, overlayAddress, vtepMac} = nodeNamed('node-3').description;
		await target.ipBatch(
			`route del ${podCidr}`,
			`neighbour del ${overlayAddress} dev ${network.overlayDevice}`,
		);
		await target.run(['bridge', 'fdb', 'del', vtepMac, 'dev', network.overlayDevice]);
	},
	heal: ({target, cluster, cni}) => cni.programPeers(target, cluster),
};

export default {
	id: 'harmless-peer-joining',
	about: 'a node has just joined: it has no pod CIDR yet and flannel has announced nothing for it',
	cni: ['canal', 'flannel'],
	node: 'agent',
	minimumNodes: 3,
	expect: 'nothing',
	...all(
		editedObjects('nodes', node => (node.metadata.name === 'node-3' ? withoutFlannel(node) : node)),
		forget,
	),
};
