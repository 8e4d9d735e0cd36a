import {chainPolicy} from '../injections.js';

export default {
	id: 'harmless-forward-policy-drop',
	about: "the policy of FORWARD is DROP, but the CNI's rules accept what pods send",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...chainPolicy('FORWARD', 'DROP'),
};
