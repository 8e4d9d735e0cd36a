import {rule} from '../injections.js';

export default {
	id: 'harmless-overlay-port-of-other-cni-dropped',
	about: "the port of another CNI's overlay is closed",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...rule(({cluster: {kind}}) => `INPUT -p udp -m udp --dport ${kind === 'canal' ? 4789 : 8472} -j DROP`),
};
