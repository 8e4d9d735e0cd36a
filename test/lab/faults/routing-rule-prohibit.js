import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-prohibit',
	about: "a rule forbids what goes to the peer's pods",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/routing-rule'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer}) => `rule add to ${peer.description.podCidr} priority 100 prohibit`,
		'rule del priority 100',
	),
};
