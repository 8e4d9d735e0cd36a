import {all, chainPolicy, rule} from '../injections.js';

export default {
	id: 'harmless-input-policy-drop',
	about: 'the policy of INPUT is DROP and the rules allow all that the nodes need',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...all(
		rule('INPUT -s 10.0.0.0/24 -j ACCEPT'),
		rule('INPUT -s 10.42.0.0/15 -j ACCEPT'),
		rule('INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
		rule('INPUT -i lo -j ACCEPT'),
		chainPolicy('INPUT', 'DROP'),
	),
};
