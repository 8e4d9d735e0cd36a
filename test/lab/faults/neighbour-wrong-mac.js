import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'neighbour-wrong-mac',
	about: 'neighbour and FDB entry carry a MAC that the peer had before: it drops what arrives',
	cni: ['canal', 'flannel'],
	node: 'agent',
	records: ['canal-agent-sick'],
	expect: {cause: 'overlay/peer-neighbour#stale', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, peer, cluster: {network}}) => {
		const {overlayAddress, vtepMac, address} = peer.description;
		await target.ipBatch(
			`neighbour replace ${overlayAddress} lladdr 3e:aa:10:00:00:01 dev ${network.overlayDevice} nud permanent`,
		);
		await target.run(['bridge', 'fdb', 'del', vtepMac, 'dev', network.overlayDevice]);
		await target.run([
			'bridge',
			'fdb',
			'add',
			'3e:aa:10:00:00:01',
			'dev',
			network.overlayDevice,
			'dst',
			address,
			'self',
			'permanent',
		]);
	},
	heal: async ({target, cluster}) => {
		await target.run([
			...['bridge', 'fdb', 'del', '3e:aa:10:00:00:01'],
			...['dev', cluster.network.overlayDevice],
		]);
		await programPeers(target, cluster);
	},
};
