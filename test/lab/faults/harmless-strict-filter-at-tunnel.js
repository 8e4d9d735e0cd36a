import {sysctls} from '../injections.js';

const at = device => sysctls({[`net/ipv4/conf/${device}/rp_filter`]: 1});

export default {
	id: 'harmless-strict-filter-at-tunnel',
	about: 'rp_filter is strict at the tunnel, by which all goes as it comes',
	cni: ['canal', 'calico', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	breaks: [],
	inject: lab => at(lab.cluster.network.overlayDevice).inject(lab),
	heal: lab => at(lab.cluster.network.overlayDevice).heal(lab),
};
