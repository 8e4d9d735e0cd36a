import {rule} from '../injections.js';

const match = 'INPUT -p udp -m set --match-set closed-ports dst -j DROP';
const {inject, heal} = rule(match);

export default {
	id: 'overlay-port-in-ipset',
	about: 'an ipset of closed ports holds that of the overlay',
	cni: ['canal', 'flannel'],
	node: 'agent',
	programs: {ipset: 'ipset'},
	expect: {cause: 'netfilter/overlay-port#dropped'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async lab => {
		await lab.target.run(['ipset', 'create', 'closed-ports', 'bitmap:port', 'range', '0-65535']);
		await lab.target.run(['ipset', 'add', 'closed-ports', String(lab.cluster.network.overlayPort)]);
		await inject(lab);
	},
	// The kernel lets go of a set a moment after the rule.
	heal: async lab => {
		await heal(lab);
		await lab.target.shell('sleep 0.3; ipset destroy closed-ports');
	},
};
