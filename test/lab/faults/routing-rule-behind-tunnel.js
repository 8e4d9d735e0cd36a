import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-behind-tunnel',
	about: 'a rule throws away what comes out of the tunnel for pods',
	node: 'agent',
	expect: {cause: 'route/routing-rule#taken'},
	breaks: ['pods', 'pods-full-size'],
	...ipLines(
		({cluster: {network}}) => `rule add iif ${network.overlayDevice} priority 60 blackhole`,
		'rule del priority 60',
	),
};
