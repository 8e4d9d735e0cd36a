import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';
import {addSecondNic, removeSecondNic} from '../network.js';

const annotation = 'flannel.alpha.coreos.com/public-ip';

const announce = ({editObjects, target}, address) =>
	editObjects('nodes', nodes =>
		nodes.map(node =>
			node.metadata.name === target.description.name
				? {
						...node,
						metadata: {...node.metadata, annotations: {...node.metadata.annotations, [annotation]: address}},
					}
				: node,
		),
	);

const others = ({nodes, target}) => nodes.filter(node => node !== target);

export default {
	id: 'wrong-lower-device',
	about: 'flannel chose a second NIC, which has no way to the other nodes, and announced its address',
	node: 'agent',
	replacesTunnel: true,
	expect: {cause: 'overlay/vxlan-lower-device#unroutable', subject: 'flannel.1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async lab => {
		const {target, cluster} = lab;
		const {secondAddress, vtepMac} = target.description;
		await addSecondNic(target);
		await removeOverlayDevice(target, cluster);
		await createOverlayDevice(target, cluster, {lower: 'eth1', local: secondAddress});
		await programPeers(target, cluster);
		await announce(lab, secondAddress);
		await Promise.all(
			others(lab).map(node =>
				node.run([
					'bridge',
					'fdb',
					'replace',
					vtepMac,
					'dev',
					'flannel.1',
					'dst',
					secondAddress,
					'self',
					'permanent',
				]),
			),
		);
	},
	heal: async lab => {
		const {target, cluster, nodes} = lab;
		await removeOverlayDevice(target, cluster);
		await removeSecondNic(target);
		await createOverlayDevice(target, cluster);
		await announce(lab, target.description.address);
		await Promise.all(nodes.map(node => programPeers(node, cluster)));
	},
};
