import {ipLines} from '../injections.js';

const route = 'blackhole 10.42.0.0/16 metric 4000';

export default {
	id: 'harmless-cilium-wide-blackhole',
	about: 'the site discards what no narrower route leads to in the range of all pods',
	cni: ['cilium'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(`route add ${route}`, `route del ${route}`),
};
