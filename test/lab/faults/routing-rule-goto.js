import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-goto',
	about: 'a routing rule jumps over the table main for the pods of the peer',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/routing-rule#taken', subject: 'from all to 10.42.0.0/24 goto 32767'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer: {description}}) => `rule add pref 10 to ${description.podCidr} goto 32767`,
		'rule del pref 10',
	),
};
