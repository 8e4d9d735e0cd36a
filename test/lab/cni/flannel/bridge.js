import {macOf} from '../../identifiers.js';
import {ipInPod, makePodLinks, onPodNetwork} from '../../kernel.js';

const broadcastOf = ({podNetwork}) => podNetwork.replace(/0$/, '255');

/** What the bridge plugin makes for the first pod, with `isDefaultGateway`. */
export const createBridge = (node, {network}) => {
	const {name, bridgeAddress} = node.description;
	return node.ipBatch(
		`link add cni0 mtu ${network.overlayMtu} address ${macOf(`${name} cni0`)} type bridge`,
		`address add ${bridgeAddress}/24 broadcast ${broadcastOf(node.description)} dev cni0`,
		'link set cni0 up',
	);
};

/** One port of the bridge per pod; the flannel plugin adds the route to the pods of all nodes. */
export const connectPods = async (node, {network}) => {
	const {bridgeAddress} = node.description;
	const pods = onPodNetwork(node.description);
	await makePodLinks(node, network.podMtu);
	await node.ipBatch(
		...pods.flatMap(({hostInterface}) => [
			`link set ${hostInterface} master cni0`,
			`link set ${hostInterface} type bridge_slave hairpin on`,
		]),
	);
	for (const pod of pods) {
		await ipInPod(
			node,
			pod,
			'link set lo up',
			'link set eth0 up',
			`address add ${pod.address}/24 broadcast ${broadcastOf(node.description)} dev eth0`,
			`route add default via ${bridgeAddress} dev eth0`,
			`route add ${network.pods} via ${bridgeAddress} dev eth0`,
		);
	}
};
