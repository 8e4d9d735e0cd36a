import {onPodNetwork} from '../kernel.js';

const setPodMtu = async (node, mtu) => {
	for (const {hostInterface, namespaceName} of onPodNetwork(node.description)) {
		await node.ipBatch(`link set ${hostInterface} mtu ${mtu}`);
		await node.run(['ip', '-n', namespaceName, 'link', 'set', 'eth0', 'mtu', String(mtu)]);
	}
};

export default {
	id: 'running-pods-mtu',
	about: 'running pods have a larger MTU than the tunnel carries',
	node: 'agent',
	expect: {cause: 'overlay/mtu-chain#runningPods'},
	inject: ({target}) => setPodMtu(target, 1500),
	heal: ({target, cluster}) => setPodMtu(target, cluster.network.podMtu),
};
