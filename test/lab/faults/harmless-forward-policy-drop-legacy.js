import {rule} from '../injections.js';

export default {
	id: 'harmless-forward-policy-drop-legacy',
	about: 'legacy iptables drop forwarded packets of a guest bridge, not those of pods',
	node: 'agent',
	expect: 'nothing',
	// The legacy table stays until the cluster is built anew: there is no heal.
	inject: rule('FORWARD -i virbr0 -j DROP', [], 'iptables-legacy').inject,
};
