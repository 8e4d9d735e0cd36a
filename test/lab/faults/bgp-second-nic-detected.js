import {birdConfigurationOf, reconfigureBird, waitUntilSettled} from '../cni/calico-bgp/bird.js';
import {annotations} from '../injections.js';
import {addSecondNic} from '../network.js';

const announce = annotations('target', ({target}) => ({
	'projectcalico.org/IPv4Address': `${target.description.secondAddress}/24`,
}));

export default {
	id: 'bgp-second-nic-detected',
	about:
		'Calico took the address of a second NIC, from which no other node is reached, and BGP calls from there',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: {cause: 'calico/node-address#unroutable', subject: 'node-2'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	// The address of a NIC that is gone again stays in BIRD: the cluster is built anew.
	inject: async lab => {
		const {target, cluster} = lab;
		const {secondAddress: source} = target.description;
		await addSecondNic(target);
		await announce.inject(lab);
		await reconfigureBird(target, birdConfigurationOf(cluster, target.description, {source}));
		await waitUntilSettled();
	},
};
