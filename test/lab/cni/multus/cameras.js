// The pods with a second interface: a macvlan device over the node's eth1, as the plugin makes it.
import {macOf} from '../../identifiers.js';
import {ipInPod} from '../../kernel.js';

const camerasOf = ({pods}) => pods.filter(({secondAddress}) => secondAddress !== undefined);
const secondMacOf = ({namespace, name, macs}) => macs?.net1 ?? macOf(`net1 ${namespace}/${name}`);

export const connectCameras = async node => {
	for (const pod of camerasOf(node.description)) {
		await node.ipBatch(
			`link add link eth1 name net1 address ${secondMacOf(pod)} netns ${pod.namespaceName} type macvlan mode bridge`,
		);
		await ipInPod(
			node,
			pod,
			`address add ${pod.secondAddress}/24 broadcast 192.168.50.255 dev net1`,
			'link set net1 up',
		);
	}
};

/** The value of the annotation that Multus writes on a pod. */
export const networkStatusOf = (pod, cluster) => {
	const main = cluster.cni.conflist(cluster, cluster.nodes[0]).config;
	return [
		{name: main.name, interface: 'eth0', ips: [pod.address], mac: pod.mac, default: true, dns: {}},
		...(pod.secondAddress === undefined
			? []
			: [
					{
						name: 'shop/cameras',
						interface: 'net1',
						ips: [pod.secondAddress],
						mac: secondMacOf(pod),
						dns: {},
					},
				]),
	];
};

/** Whether the second network carries packets to the other node's pod. */
export const pingCameras = async (node, peer) => {
	const [[from], [to]] = [camerasOf(node.description), camerasOf(peer.description)];
	const {exitCode} = await node.run(
		[
			...['nsenter', `--net=/run/netns/${from.namespaceName}`, '--'],
			...['ping', '-c', '1', '-W', '1', '-I', 'net1', to.secondAddress],
		],
		{reject: false},
	);
	return {'second-network': exitCode === 0 || 'no answer'};
};
